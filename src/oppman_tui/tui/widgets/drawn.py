"""Lines that are drawn for the room there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from rich.segment import Segment
from rich.text import Text
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from oppman_tui.tui.looks import Looks
from oppman_tui.tui.widgets.plain import Plain


class Drawn(Plain):
    """Asks `draw` for its text whenever it is drawn, so a new width needs nobody's care.

    `draw` is given the cells there are across; `refresh` has it asked anew. A text that may be
    wrapped is laid out by Textual.
    """

    def __init__(
        self, draw: Callable[[int], Text], *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._draw = draw
        self._text: Text | None = None
        self._lines: list[Text] = []

    def render(self) -> Text:
        return self._drawn

    @property
    def _drawn(self) -> Text:
        if self._text is None:
            self._text = self._draw(self.size.width) if self.size.width else Text()
            self._lines = list(self._text.split("\n"))
        return self._text

    def forget(self) -> None:
        super().forget()
        self._text = None

    def refresh(self, *regions: Region, **how: Any) -> Self:
        self.forget()
        return super().refresh(*regions, **how)

    @property
    def is_plain(self) -> bool:
        return bool(self._drawn.no_wrap) and super().is_plain

    def render_line(self, y: int) -> Strip:
        return super().render_line(y) if self._drawn.no_wrap else Widget.render_line(self, y)

    def what(self, y: int) -> int:
        return y

    def line(self, y: int) -> list[Segment]:
        text = self._lines[y] if y < len(self._lines) else Text()
        return self.stretched(text, self.size.width)


class Rule(Drawn):
    """A thin line between groups."""

    DEFAULT_CSS = "Rule { height: 1; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__(self._line)

    def _line(self, width: int) -> Text:
        looks = Looks.of(self.app)
        return Text(looks.marks.rule * width, looks.ink.dim)
