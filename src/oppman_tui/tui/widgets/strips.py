"""A drawn line as Textual puts it on the screen."""

from __future__ import annotations

from rich.console import Console
from rich.style import Style
from rich.text import Text
from textual.strip import Strip


def strip_of(line: Text, width: int, ground: Style, console: Console) -> Strip:
    """The line on its ground, in exactly `width` cells; it is cut there, never wrapped."""
    # A text without spans leaves its own style to whoever draws it.
    style = ground + console.get_style(line.style)
    return Strip(line.render(console)).apply_style(style).adjust_cell_length(width, ground)
