"""A terminal that has no room for a screen: how much it takes, in place of a broken screen."""

from __future__ import annotations

from typing import Any

from rich.text import Text
from textual.app import App
from textual.widget import Widget

NEEDED = (60, 20)
"""The least width and height, in cells, at which every screen can be used."""


class TooSmall(Widget):
    """Lies over the screen in front until there is room; nothing below it changes."""

    DEFAULT_CSS = """
    TooSmall { overlay: screen; position: absolute; offset: 0 0; width: 100vw; height: 100vh;
               background: $background; padding: 0 1; }
    """

    def render(self) -> Text:
        wide, high = NEEDED
        width, height = self.app.size
        return Text(
            f"oppman takes {wide} columns and {high} lines; this window has {width} and {height}. "
            "Make it larger, or its letters smaller. Nothing is lost."
        )


def is_small(app: App[Any]) -> bool:
    return any(has < needs for has, needs in zip(app.size, NEEDED, strict=True))


def cover(app: App[Any]) -> None:
    """Cover the screen in front where there is too little room, else uncover all."""
    for screen in app.screen_stack:
        covers = screen.query(TooSmall)
        if not is_small(app):
            covers.remove()
        elif screen is app.screen and not covers:
            screen.mount(TooSmall())
        else:
            covers.refresh()
