"""A sheet of rows and columns in lines: which columns fit, and how titles and rows are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rich.style import Style
from rich.text import Text

from oppman_tui.tui.looks import Looks, clip, column, hanging

_GAP = 1
_CELL = Style(reverse=True)
_BESIDE = Style(underline=True)
"""Of the cursor's cell: where it is, and where it will be when one comes back."""


@dataclass(frozen=True, slots=True)
class Column:
    """`least` and `most` are cells; what a wide terminal has to spare goes up to `most`."""

    key: str
    title: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Record:
    """One row: a cell a column, each in one ink."""

    key: str
    cells: Sequence[Text]


@dataclass(frozen=True, slots=True)
class Shown:
    """A column as it stands on the screen."""

    place: int
    x: int
    width: int


@lru_cache(maxsize=64)
def fit(columns: tuple[Column, ...], room: int, first: int) -> tuple[Shown, ...]:
    """The first column, which always stays, and those from `first` on that fit into `room`.

    One of those is there even where its end is cut off.
    """
    places = [0]
    left = room - columns[0].least
    for place in range(first, len(columns)):
        if left <= _GAP:
            break
        if len(places) > 1 and left < columns[place].least + _GAP:
            break
        places.append(place)
        left -= columns[place].least + _GAP
    widths = {place: columns[place].least for place in places}
    while left > 0:
        growing = [p for p in places if widths[p] < columns[p].most]
        if not growing:
            break
        for place in growing[:left]:
            widths[place] += 1
        left -= len(growing[:left])
    x, shown = 0, []
    for place in places:
        width = min(widths[place], room - x)
        shown.append(Shown(place, x, width))
        x += width + _GAP
    return tuple(shown)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Records under their columns, as they stand in `room` cells with those from `first` on.

    A record takes a line; where it is listened to, as many as its sentence needs. `here` is the
    place of the cursor's column, None where the cursor is elsewhere.
    """

    columns: tuple[Column, ...]
    records: Sequence[Record]
    room: int
    first: int
    looks: Looks

    @property
    def shown(self) -> tuple[Shown, ...]:
        return fit(self.columns, self.room, self.first)

    def holds(self, place: int) -> bool:
        """The column of that place is seen."""
        return place == 0 or any(spot.place == place for spot in self.shown)

    def first_for(self, place: int) -> int:
        """From which column on the one of that place is seen: this, where it is already."""
        if self.holds(place):
            return self.first
        others = (replace(self, first=n) for n in range(1, len(self.columns)))
        return next((other.first for other in others if other.holds(place)), 1)

    def at(self, x: int) -> int | None:
        """The place of the column at that cell; None left of all."""
        return next((spot.place for spot in reversed(self.shown) if spot.x < x), None)

    def height(self, record: int) -> int:
        """Lines of a record, whichever of its cells is told first."""
        if not self.looks.linear:
            return 1
        return max(len(self._spoken(record, here)) for here in range(len(self.columns)))

    def titles(self, here: int | None) -> Text:
        """The columns' titles; an ellipsis where there are more to that side."""
        looks, shown = self.looks, self.shown
        if not self.records or looks.linear:
            return Text()
        line = Text(" ", no_wrap=True)
        for spot in shown:
            style = looks.ink.accent + _BESIDE if spot.place == here else looks.ink.dim
            words = clip(self.columns[spot.place].title, spot.width, looks.marks)
            line.pad_right(spot.x + 1 - line.cell_len)
            line.append(words, style)
            if spot.place == 0 and self.first > 1:
                line.append(f" {looks.marks.ellipsis}", looks.ink.dim)
        if shown[-1].place < len(self.columns) - 1:
            line.pad_right(self.room + 1 - line.cell_len)
            line.append(looks.marks.ellipsis, looks.ink.dim)
        return line

    def line(self, record: int, below: int, here: int | None, focused: bool) -> Text:
        """A line of a record, `below` its first; the cursor's cell in reverse."""
        looks, line = self.looks, Text(no_wrap=True)
        if looks.linear:
            told = self._spoken(record, here or 0)
            return told[below] if below < len(told) else line
        for spot in self.shown:
            cell = self.records[record].cells[spot.place]
            drawn = column(cell.plain, spot.width, looks.marks)
            drawn.style = cell.style
            if spot.place == here:
                drawn.stylize(_CELL if focused else _BESIDE)
            line.pad_right(spot.x - line.cell_len)
            line.append_text(drawn)
        return line

    def _spoken(self, record: int, here: int) -> list[Text]:
        """The row as a sentence, the cell of the column `here` right after what the row is."""
        first, *cells = self.records[record].cells
        told = [
            f"{spec.key.replace('_', ' ')} {cell.plain or 'empty'}"
            for spec, cell in zip(self.columns[1:], cells, strict=True)
        ]
        line = Text.assemble(first.plain, (f", {told[here - 1]}" if here else "", Style(bold=True)))
        rest = [words for n, words in enumerate(told, 1) if cells[n - 1] and n != here]
        line.append(", ".join(["", *rest]))
        return hanging(line, self.room, self.looks)
