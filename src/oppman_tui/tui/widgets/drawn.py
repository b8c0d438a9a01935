"""Lines that are drawn for the room there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from rich.text import Text
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from oppman_tui.tui.looks import Looks
from oppman_tui.tui.widgets.strips import strip_of


class Drawn(Widget):
    """Asks `draw` for its text whenever it is drawn, so a new width needs nobody's care.

    `draw` is given the cells there are across; `refresh` has it asked anew.
    """

    _drawn_for: object = None

    def __init__(
        self, draw: Callable[[int], Text], *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._draw = draw
        self._lines: list[Strip] | None = None

    def render(self) -> Text:
        return self._draw(self.size.width) if self.size.width else Text()

    def refresh(self, *regions: Region, **how: Any) -> Self:
        self._drawn_for = None
        return super().refresh(*regions, **how)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Asked with every frame, also where nothing has changed here."""
        drawn_for = (self.size, self.rich_style, self.app.theme)
        if self._drawn_for != drawn_for:
            self._drawn_for, text = drawn_for, self.render()
            self._lines = self._strips(text) if text.no_wrap else None
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Lines that aren't to be wrapped are drawn as they are: Textual would parse them into
        content of its own, and lay that out."""
        if self._lines is None:
            return super().render_line(y)
        if y < len(self._lines):
            return self._lines[y]
        return Strip.blank(self.size.width, self.rich_style)

    def _strips(self, text: Text) -> list[Strip]:
        width, ground, console = self.size.width, self.rich_style, self.app.console
        return [strip_of(line, width, ground, console) for line in text.split("\n")]


class Rule(Drawn):
    """A thin line between groups."""

    DEFAULT_CSS = "Rule { height: 1; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__(self._line)

    def _line(self, width: int) -> Text:
        looks = Looks.of(self.app)
        return Text(looks.marks.rule * width, looks.ink.dim)
