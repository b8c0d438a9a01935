"""Into the store: one act, an undo or a merge is one transaction, all of it or nothing."""
