"""Persistence: one SQLite file, in which the log is the truth and all else a view of it.

`opening` checks and opens; `writer` is the only one that writes; `reads` gives domain values;
`summary` and `cache` are the list's rows, which may be dropped at any time. Knows nothing of
screens.
"""
