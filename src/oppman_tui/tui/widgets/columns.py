"""The columns of a sheet: which fit into a width, how wide they are, and where each begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.text import Text

_GAP = 1


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
