"""CRM exports become deals: headings, formats, stages and keys, then the edits to make."""
