"""The bytes that make a terminal that shows one screen show another.

Written as it is read, or one style after the other, whichever is shorter: in 24 bits a change of
style takes up to 20 bytes, a move 4 to 8.

Each difference begins with an absolute move and a whole style, so that what somebody else wrote
to the terminal in between spoils only the cells that it wrote to. It uses nothing but moves, SGR,
text, and, where the terminal is known to fill with the colour that is set, erasing; a band that
has moved goes as deleted and inserted lines. No scroll region is ever set: a program that is
killed leaves none behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, count, pairwise
from operator import attrgetter, is_not
from typing import NamedTuple

from oppman_tui.terminal.bands import Band, moved
from oppman_tui.terminal.cells import OFF, ON, Cell, Style, blank
from oppman_tui.terminal.grid import Grid, Row, lead

_EVEN = "\x0f\x1b(B\x1b[r\x1b[?7l"
"""Letters, no scroll region, no wrapping: whatever state the terminal was left in."""
_GAP = 6
"""Cells between two changes that may be cheaper to write again than to move over."""
_MOVE, _STEP = 7, 5
"""Bytes that a move takes, to another row and in the same."""
_SURE = attrgetter("sure")


@dataclass(frozen=True, slots=True)
class Trust:
    """What is known of the terminal.

    `fills`: erasing fills with the background that is set. `doubtful`: only ASCII has the width
    that Rich gives it. `larger`: it has columns or lines beyond the screen.
    """

    fills: bool = False
    doubtful: bool = False
    larger: bool = False

    @classmethod
    def of(cls, terminal: int) -> Trust:
        """What is told of the terminal that this descriptor leads to (`bce`)."""
        import curses

        try:
            curses.setupterm(fd=terminal)
            return cls(fills=curses.tigetflag("bce") > 0)
        except (curses.error, ValueError):
            return cls()


def whole(wanted: Grid, cursor: tuple[int, int], trust: Trust, probe: str = "") -> str:
    """All of a screen, onto a terminal in any state; `probe` goes before it, and isn't seen."""
    ground = blank(wanted.ground() if trust.fills else "")
    start = f"{_EVEN}{sgr(None, ground.style)}{probe}\x1b[2J"
    cleared = Grid(wanted.width, wanted.height, ground)
    return start + difference(cleared, wanted, cursor, trust)


def difference(shown: Grid, wanted: Grid, cursor: tuple[int, int], trust: Trust) -> str:
    """What leads from one screen to another of the same size."""
    band = moved(shown.rows, wanted.rows)
    pen = _Pen(wanted, trust)
    rows: Sequence[Row] = shown.rows if band is None else pen.shift(band, shown.rows)
    pieces = [
        piece
        for y, (old, new) in enumerate(zip(rows, wanted.rows, strict=True))
        if old is not new and any(map(is_not, old, new))
        for piece in pen.pieces(y, old, new)
    ]
    for piece in min(pieces, _by_style(pieces), key=_price):
        pen.write(piece.y, piece.start, piece.end)
    pen.rest(cursor)
    return "".join(pen.out)


class _Piece(NamedTuple):
    """Cells of one style in a row, or cells that must be written together."""

    y: int
    start: int
    end: int
    style: Style
    blank: bool


def _differing(old: Row, new: Row) -> Iterator[int]:
    return compress(count(), map(is_not, old, new))


def _split(row: Row, y: int, start: int, end: int) -> Iterator[_Piece]:
    """A span of whole characters by style; blanks go with what stands on the same ground."""
    style, blank, begun = row[start].style, row[start].blank, start
    for x in range(start + 1, end):
        cell = row[x]
        if cell.style is style or not cell.width:
            continue
        on_it = cell.style.back == style.back
        if cell.blank and on_it and not style.marks_blanks:
            continue
        if not (blank and on_it and not cell.style.marks_blanks):
            yield _Piece(y, begun, x, style, blank)
            begun = x
        style, blank = cell.style, cell.blank
    yield _Piece(y, begun, end, style, blank)


def _by_style(pieces: Sequence[_Piece]) -> list[_Piece]:
    """One style after the other; blanks, which take any ink, last of those on their ground."""
    met: dict[Style, int] = {}
    for piece in pieces:
        met.setdefault(piece.style, len(met))
    return sorted(pieces, key=lambda p: (p.style.back, p.blank, met[p.style]))


def _price(pieces: Sequence[_Piece]) -> int:
    """About the bytes that the styles and the moves between pieces take in this order."""
    bytes_ = 0
    for before, piece in pairwise(pieces):
        if not piece.blank or piece.style.back != before.style.back:
            bytes_ += len(sgr(before.style, piece.style))
        if piece.y != before.y:
            bytes_ += _MOVE
        elif piece.start != before.end:
            bytes_ += _STEP
    return bytes_


class _Pen:
    """Writes; knows where it stands and in what style as far as it has said so itself."""

    def __init__(self, wanted: Grid, trust: Trust) -> None:
        self.out: list[str] = []
        self._wanted, self._trust = wanted, trust
        self._x = self._y = -1
        self._style: Style | None = None

    # -- what changed ------------------------------------------------------------------

    def _is_sure(self, cell: Cell) -> bool:
        return cell.sure and not (self._trust.doubtful and not cell.text.isascii())

    def pieces(self, y: int, old: Row, new: Row) -> Iterator[_Piece]:
        """What to write of row `y`, which differs, in parts that can be written in any order."""
        if self._are_sure(old) and self._are_sure(new):
            for start, end in self._changes(old, new):
                yield from _split(new, y, start, end)
            return
        differing = next(_differing(old, new))
        unsure = (x for row in (old, new) for x, cell in enumerate(row) if not self._is_sure(cell))
        start = lead(new, min(differing, *unsure))
        yield _Piece(y, start, len(new), new[start].style, False)

    def _are_sure(self, row: Row) -> bool:
        return all(map(self._is_sure if self._trust.doubtful else _SURE, row))

    def _changes(self, old: Row, new: Row) -> list[tuple[int, int]]:
        """The columns to write, as spans of whole characters, close ones joined."""
        spans: list[tuple[int, int]] = []
        for x in _differing(old, new):
            start, end = lead(new, x), x + 1
            while end < len(new) and new[end].width == 0:
                end += 1
            if spans and start <= spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            elif spans and self._is_near(new, spans[-1][1], start):
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
        return spans

    @staticmethod
    def _is_near(row: Row, start: int, end: int) -> bool:
        """Writing these cells again takes no more than moving over them."""
        if end - start > _GAP:
            return False
        style = row[lead(row, start - 1)].style
        between = row[start:end]
        if any(c.style != style and not (c.blank and c.style.back == style.back) for c in between):
            return False
        return len("".join(c.text for c in between).encode()) <= (3 if end - start == 1 else 4)

    # -- writing -----------------------------------------------------------------------

    def write(self, y: int, start: int, end: int) -> None:
        """The wanted cells of row `y` from `start` up to `end`."""
        row = self._wanted.rows[y]
        x = start
        while x < end:
            cell = row[x]
            if cell.blank and (run := self._blanks(row, x, end)) > 3 and self._erase(x, y, run):
                x += run
            elif self._is_sure(cell):
                self._at(x, y)
                self._wear(cell)
                self.out.append(cell.text)
                x += cell.width
                self._stand(x)
            else:
                x = self._place(x, y, cell)

    def _stand(self, x: int) -> None:
        """After the last column the terminal may be there or on the next line."""
        self._x = x if x < self._wanted.width else -1

    @staticmethod
    def _blanks(row: Row, start: int, end: int) -> int:
        x = start
        while x < end and row[x] is row[start]:
            x += 1
        return x - start

    def _erase(self, x: int, y: int, run: int) -> bool:
        """Erase `run` cells where that takes less than writing them."""
        if not self._trust.fills:
            return False
        row = self._wanted.rows[y]
        at_edge = not self._trust.larger and all(cell is row[x] for cell in row[x + run :])
        if not (at_edge or run > 9):
            return False
        self._at(x, y)
        self._wear(row[x])
        self.out.append("\x1b[K" if at_edge else f"\x1b[{run}X")
        return True

    def _place(self, x: int, y: int, cell: Cell) -> int:
        """A character of a doubtful width: its cells are emptied first, and what follows it is
        put where it belongs, however far the terminal went."""
        room = min(cell.width, self._wanted.width - x)
        self._at(x, y)
        self._wear(cell)
        self.out.append(" " * room)
        self._x = -1
        self._at(x, y)
        self.out.append(cell.text)
        self._x = -1
        return x + room

    def _wear(self, cell: Cell) -> None:
        if cell.blank:
            now = self._style
            if now is not None and now.back == cell.style.back and not now.marks_blanks:
                return
        if self._style != cell.style:
            self.out.append(sgr(self._style, cell.style))
            self._style = cell.style

    def _at(self, x: int, y: int) -> None:
        """Stand there, by the shortest way."""
        if (self._x, self._y) == (x, y):
            return
        ways = [f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H"]
        if self._x >= 0:
            if y == self._y:
                far = x - self._x
                count = "" if abs(far) == 1 else str(abs(far))
                ways.append(f"\x1b[{count}{'C' if far > 0 else 'D'}")
                if x == 0:
                    ways.append("\r")
            elif x == self._x:
                far = y - self._y
                count = "" if abs(far) == 1 else str(abs(far))
                ways.append(f"\x1b[{count}{'B' if far > 0 else 'A'}")
        if self._y >= 0 and y == self._y + 1 and x == 0:
            ways.append("\r\n")
        self.out.append(min(ways, key=len))
        self._x, self._y = x, y

    def rest(self, cursor: tuple[int, int]) -> None:
        """Leave the terminal's own cursor where a screen reader looks for it, and no link open:
        the next difference doesn't know of it."""
        if self._style is not None and self._style.link:
            self.out.append("\x1b]8;;\x1b\\")
        x = max(0, min(cursor[0], self._wanted.width - 1))
        self._at(x, max(0, min(cursor[1], self._wanted.height - 1)))

    # -- a band that moved -------------------------------------------------------------

    def shift(self, band: Band, rows: Sequence[Row]) -> list[Row]:
        """Move a band's lines; the rows as the terminal shows them then."""
        by = abs(band.by)
        below = self._trust.larger or band.end < self._wanted.height
        gone, new = (band.top, band.end - by) if band.by > 0 else (band.end - by, band.top)
        fresh = self._wanted.rows[new][-1]
        ground = blank(fresh.style.back if self._trust.fills else "")
        self.out.append(sgr(self._style, ground.style))
        self._style = ground.style
        count = "" if by == 1 else str(by)
        if band.by > 0 or below:
            self._at(0, gone)
            self.out.append(f"\x1b[{count}M")
        if band.by < 0 or below:
            self._at(0, new)
            self.out.append(f"\x1b[{count}L")
        if self._trust.fills:  # the new lines' own ground is another matter, told by nobody
            for y in range(new, new + by):
                self._at(0, y)
                self.out.append(f"\x1b[{self._wanted.width}X" if self._trust.larger else "\x1b[K")
        after, empty = list(rows), [ground] * self._wanted.width
        if band.by > 0:
            after[band.top : band.end] = [*rows[band.top + by : band.end], *[empty] * by]
        else:
            after[band.top : band.end] = [*[empty] * by, *rows[band.top : band.end - by]]
        return after


@lru_cache(maxsize=4096)
def sgr(old: Style | None, new: Style) -> str:
    """The shortest change of style, with the link's beginning or end before it.

    Never 39 or 49, which older Linux consoles take for something else.
    """
    link = ""
    if new.link != (old.link if old else ""):
        link = f"\x1b]8;{new.link or ';'}\x1b\\"
    colours = [part for part in (new.fore, new.back) if part]
    lit = [str(n) for n, bit in ON.items() if new.attributes >> bit & 1]
    fresh = ";".join(["0", *lit, *colours]) if lit or colours else ""
    if old is None:
        return f"{link}\x1b[{fresh}m"
    if old[:3] == new[:3]:
        return link
    change = _change(old, new)
    best = fresh if change is None or len(fresh) <= len(change) else change
    return f"{link}\x1b[{best}m"


def _change(old: Style, new: Style) -> str | None:
    """The parameters that lead from one style to another; None where only a reset does."""
    if (old.fore and not new.fore) or (old.back and not new.back):
        return None
    parts: list[str] = []
    attributes = old.attributes
    for off, taken in OFF.items():
        mask = sum(1 << ON[n] for n in taken)
        if attributes & mask & ~new.attributes:
            parts.append(str(off))
            attributes &= ~mask
    parts += [str(n) for n, bit in ON.items() if new.attributes & ~attributes & (1 << bit)]
    if old.fore != new.fore:
        parts.append(new.fore)
    if old.back != new.back:
        parts.append(new.back)
    return ";".join(parts)
