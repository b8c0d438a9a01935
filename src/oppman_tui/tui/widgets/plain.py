"""Widgets that are their lines: drawn once, kept, and dressed with nothing."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

_KEPT = 256
"""Lines that are kept; those that are only scrolled need not be drawn again."""


class Plain(Widget):
    """Draws each of its lines by itself, with blanks for padding.

    Textual's way would parse a text, lay it out, and dress and filter every line of it anew with
    each frame. What needs that, since it has a border, is tinted or shines through, is left to it.
    """

    _ground = Style()
    """What all lines stand on, as long as they are kept."""
    _drawn_for: object = None

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._kept: dict[Any, Strip] = {}

    def what(self, y: int) -> Hashable:
        """Names what is drawn on line `y` of the content: the same is drawn alike, and kept."""
        raise NotImplementedError

    def line(self, y: int) -> list[Segment]:
        """Line `y` of the content, in all its width: see `stretched`."""
        raise NotImplementedError

    @property
    def is_plain(self) -> bool:
        """Nothing but blanks is around the lines, and nothing seen through them."""
        styles = self.styles
        return not (any(styles.border.spacing) or styles.tint.a) and self.opacity == 1

    def forget(self) -> None:
        """All is drawn anew."""
        self._kept.clear()

    def stretched(self, text: Text, width: int) -> list[Segment]:
        """A line on its ground, in exactly `width` cells; it is cut there, never wrapped."""
        # A text without spans leaves its own style to whoever draws it.
        style = self._ground + self.app.console.get_style(text.style)
        drawn = list(Segment.apply_style(text.render(self.app.console), style))
        return Segment.adjust_line_length(drawn, width, self._ground)

    def render_lines(self, crop: Region) -> list[Strip]:
        filters, ground = tuple(self.get_line_filters()), self.background_colors[1]
        style = self.rich_style  # once for all lines: every ancestor is asked for it
        drawn_for = (self.size, style, self.app.theme, filters, ground)
        if self._drawn_for != drawn_for:
            self._drawn_for, self._ground = drawn_for, style
            self.forget()
        if not self.is_plain:
            return super().render_lines(crop)
        lines = [self._finished(y, filters, ground) for y in crop.line_range]
        whole = crop.column_span == (0, self.outer_size.width)
        return lines if whole else [line.crop(*crop.column_span) for line in lines]

    def render_line(self, y: int) -> Strip:
        """For Textual, where that dresses it."""
        return Strip(self.line(y), self.size.width)

    def _finished(self, y: int, filters: Sequence[LineFilter], ground: Color) -> Strip:
        """Line `y` of the widget."""
        padding = self.styles.padding
        y -= padding.top
        if not 0 <= y < self.size.height:
            return Strip.blank(self.outer_size.width, self._ground)
        what = self.what(y)
        if what not in self._kept:
            if len(self._kept) > _KEPT:
                self.forget()
            blanks = [Segment(" " * n, self._ground) for n in (padding.left, padding.right)]
            line = [segment for segment in (blanks[0], *self.line(y), blanks[1]) if segment.text]
            for each in filters:
                line = each.apply(line, ground)
            self._kept[what] = Strip(line, self.outer_size.width)
        return self._kept[what]
