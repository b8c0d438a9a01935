"""REVIEW: what became of what was said, of one deal or of all (method 3, 6 and 7)."""
