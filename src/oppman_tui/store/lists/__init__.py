"""The list of deals out of rows kept for it: ordered, counted, searched, however many."""
