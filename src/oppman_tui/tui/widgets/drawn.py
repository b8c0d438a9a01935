"""Lines that are drawn for the room there is."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual.widget import Widget

from oppman_tui.tui.looks import Looks


class Drawn(Widget):
    """Asks `draw` for its text whenever it is drawn, so a new width needs nobody's care.

    `draw` is given the cells there are across; `refresh` has it asked anew.
    """

    def __init__(
        self, draw: Callable[[int], Text], *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._draw = draw

    def render(self) -> Text:
        return self._draw(self.size.width) if self.size.width else Text()


class Rule(Drawn):
    """A thin line between groups."""

    DEFAULT_CSS = "Rule { height: 1; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__(self._line)

    def _line(self, width: int) -> Text:
        looks = Looks.of(self.app)
        return Text(looks.marks.rule * width, looks.ink.dim)
