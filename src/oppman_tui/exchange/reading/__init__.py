"""A file's bytes become a table, chosen by content and never by the file's extension."""
