"""What screens and panes are made of: rows, grid, map, bars. A widget draws what it is shown, and
says by a message what was struck on it."""
