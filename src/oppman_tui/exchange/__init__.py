"""What comes in from a CRM and what is handed out: tables, calendars, sheets and pictures.

`reading` makes a table of a file, `importing` makes edits of a table, `report` makes pages.
Knows nothing of screens.
"""
