"""Persistence: one SQLite file, in which the log is the truth and all else a view of it.

`store` is its face, `schema` its tables, `reads` gives domain values, `drafts` is what isn't saved
yet. Behind them four rooms: `file` opens it, `writing` is the only one that writes, `lists` are
the rows of the list, which may be dropped at any time, and `care` backs up, restores, verifies.
Knows nothing of screens.
"""
