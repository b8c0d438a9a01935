"""What Textual writes, read: a frame is moves of the cursor, each with the cells to put there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from oppman_tui.terminal.cells import OFF, ON, PLAIN, Cell, Style, drawn

_MOVE = re.compile(r"\x1b\[(\d+);(\d+)H")
_TOKEN = re.compile(
    r"\x1b\[([\d;]*)m"
    r"|\x1b\]8;([^;\x00-\x1f\x7f-\x9f]*;[^\x00-\x1f\x7f-\x9f]*)(?:\x1b\\|\x07)"
    r"|([^\x00-\x1f\x7f]+)"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Cells to put side by side, beginning at column `x` of row `y`, from 0."""

    x: int
    y: int
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Frame:
    """The pieces in the order in which they are put, and where the cursor stays."""

    pieces: Sequence[Piece]
    cursor: tuple[int, int]

    def covers(self, width: int, height: int) -> bool:
        """It says all of a screen of that size."""
        whole = {p.y for p in self.pieces if p.x == 0 and len(p.cells) >= width}
        return whole.issuperset(range(height))


def begins(data: str) -> bool:
    """`data` is meant as a frame: it puts something somewhere."""
    return _MOVE.match(data) is not None


def read(data: str) -> Frame | None:
    """The frame, or None where `data` is anything else or can't be understood to its end."""
    head, *rest = _MOVE.split(data)
    if head or not rest:
        return None
    pieces: list[Piece] = []
    x = y = 0
    for row, column, body in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        x, y = max(0, int(column) - 1), max(0, int(row) - 1)
        cells = _cells(body.removesuffix("\n"))
        if cells is None:
            return None
        if cells:
            pieces.append(Piece(x, y, cells))
    return Frame(pieces, (x, y))


@lru_cache(maxsize=1024)
def _cells(body: str) -> tuple[Cell, ...] | None:
    """The cells of text and SGR; None where there is anything else, or a style is left on.

    The same lines come again and again, above all when a list is scrolled.
    """
    cells: list[Cell] = []
    style, place = PLAIN, 0
    while place < len(body):
        found = _TOKEN.match(body, place)
        if found is None:
            return None
        place = found.end()
        sgr, link, text = found.groups()
        if text is not None:
            cells += drawn(text, style)
        elif link is not None:
            style = style._replace(link="" if link == ";" else link)
        else:
            after = _styled(style, sgr)
            if after is None:
                return None
            style = after
    return tuple(cells) if style == PLAIN else None


@lru_cache(maxsize=1024)
def _styled(style: Style, sgr: str) -> Style | None:
    """`style` after the parameters of an SGR; None where one of them isn't known."""
    attributes, fore, back, link = style
    numbers = [int(n or 0) for n in sgr.split(";")]
    while numbers:
        n = numbers.pop(0)
        if n == 0:
            attributes, fore, back = 0, "", ""
        elif n in ON:
            attributes |= 1 << ON[n]
        elif n in OFF:
            attributes &= ~sum(1 << ON[gone] for gone in OFF[n])
        elif n in (38, 48):
            length = {5: 2, 2: 4}.get(numbers[0] if numbers else 0, 0)
            if not length or len(numbers) < length:
                return None
            colour = ";".join(str(part) for part in (n, *numbers[:length]))
            del numbers[:length]
            fore, back = (colour, back) if n == 38 else (fore, colour)
        elif n == 39:
            fore = ""
        elif n == 49:
            back = ""
        elif 30 <= n <= 37 or 90 <= n <= 97:
            fore = str(n)
        elif 40 <= n <= 47 or 100 <= n <= 107:
            back = str(n)
        else:
            return None
    return Style(attributes, fore, back, link)
