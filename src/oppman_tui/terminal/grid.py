"""A screen as rows of cells. A row is never changed once it is there: a new one takes its place,
so that a copy of the screen is a copy of the list of its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from oppman_tui.terminal.cells import Cell, blank

Row = Sequence[Cell]


class Grid:
    """`width` times `height` cells; what is put beyond them is cut off."""

    __slots__ = ("height", "rows", "width")

    def __init__(self, width: int, height: int, filled: Cell | None = None) -> None:
        self.width, self.height = width, height
        row: Row = [filled or blank()] * width
        self.rows: list[Row] = [row] * height

    def copy(self) -> Grid:
        other = Grid.__new__(Grid)
        other.width, other.height, other.rows = self.width, self.height, list(self.rows)
        return other

    def sized(self, width: int, height: int) -> Grid:
        """A grid of that size with what this one shows as far as it goes."""
        other = Grid(width, height)
        for y, row in enumerate(self.rows[:height]):
            other.put(0, y, row)
        return other

    def put(self, x: int, y: int, cells: Sequence[Cell]) -> None:
        """Put `cells` side by side. Of a wide character that is cut in two, blanks remain."""
        end = min(x + len(cells), self.width)
        if not 0 <= y < self.height or x >= end:
            return
        before = self.rows[y]
        row = list(before)
        row[x:end] = cells[: end - x]
        if before[x].width == 0:
            cut = lead(before, x)
            _erase(row, cut, x, before[cut])
        rest = end
        while rest < self.width and before[rest].width == 0:
            rest += 1
        if rest > end:
            _erase(row, end, rest, before[lead(before, end)])
        last = lead(row, end - 1)
        if last + row[last].width > end:  # it would run on beyond the edge
            _erase(row, last, end, row[last])
        self.rows[y] = row

    def ground(self) -> str:
        """The background that most blank cells have."""
        seen = Counter(cell.style.back for row in self.rows for cell in row if cell.blank)
        return seen.most_common(1)[0][0] if seen else ""


def lead(row: Row, at: int) -> int:
    """The cell in which what is seen at `at` begins."""
    while at > 0 and row[at].width == 0:
        at -= 1
    return at


def _erase(row: list[Cell], start: int, end: int, like: Cell) -> None:
    row[start:end] = [blank(like.style.back)] * (end - start)
