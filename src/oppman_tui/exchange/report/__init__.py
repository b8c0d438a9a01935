"""What is handed out: sheets of sections, as Markdown and as HTML of one file (formats.md 3)."""
