"""How many bytes a key costs on the wire (quality.md 1), against Textual's own driver in the same
run and against the least that the change of the screen takes.

`python tests/benchmarks/wire.py` prints the table; `rows()` gives it. `oppman` runs in a pty of
120x40 over sample deals and over a store of thousands.
"""

from __future__ import annotations

import os
import re
import select
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyte
import stores
from ringside import KEYS, SIZE, Seat

_DEALS = 3_000
_HZ, _HELD = 30, 2.0
_ASKS = b"\x1b[6n"
_MARKS = re.compile(
    rb"\x1b\[[?=<>][\d;]*u|\x1b\[\?\d+\$p|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1bP[^\x1b]*\x1b\\"
)


class Row(NamedTuple):
    """One line of the table: ours and the reference in the same unit, and what their ratio, or
    ours where it is a plain figure, shall be at most."""

    name: str
    ours: float
    reference: float
    ratio: float
    goal: str


# -- the oracle ------------------------------------------------------------------------


class Screen:
    """What a terminal shows; `least` counts what leads from one look of it to another."""

    def __init__(self) -> None:
        self._screen = pyte.Screen(*SIZE)
        self._stream = pyte.ByteStream(self._screen)

    def feed(self, data: bytes) -> None:
        self._stream.feed(_MARKS.sub(b"", data))

    def cells(self) -> dict[tuple[int, int], Any]:
        buffer = self._screen.buffer
        return {(y, x): buffer[y][x] for y in range(SIZE[1]) for x in range(SIZE[0])}


def least(before: dict[tuple[int, int], Any], after: dict[tuple[int, int], Any]) -> int:
    """Bytes: for each run of changed cells a move, for each change of style one whole SGR, and
    the text. No band is moved and nothing erased; what a driver does with these is its gain."""
    size, style, last = 0, None, (-1, -1)
    for place, cell in after.items():
        if cell == before[place] or cell.data == "":
            continue
        y, x = place
        if place != last:
            size += len(f"\x1b[{y + 1};{x + 1}H")
        if cell[1:] != style:
            style = cell[1:]
            size += _sgr(cell)
        size += len(cell.data.encode())
        last = (y, x + 1)
    return size


def _sgr(cell: Any) -> int:
    parts = ["0"]
    flags = (cell.bold, cell.italics, cell.underscore, cell.strikethrough, cell.reverse)
    parts += ["1"] * sum(flags)
    for colour, base in ((cell.fg, "38"), (cell.bg, "48")):
        if re.fullmatch("[0-9a-f]{6}", colour):
            rgb = (str(int(colour[n : n + 2], 16)) for n in (0, 2, 4))
            parts.append(";".join([base, "2", *rgb]))
        elif colour != "default":
            parts.append("37")
    return len(f"\x1b[{';'.join(parts)}m")


# -- runs ------------------------------------------------------------------------------


class Told(NamedTuple):
    """What a key brought: bytes, the least that would have done, seconds to the last byte."""

    size: int
    least: int
    last: float


_SCRIPT: Sequence[tuple[str, bytes, int]] = (
    # name (empty: not counted), key, how often
    ("", b"6", 1),
    ("cursor down a row", KEYS["down"], 8),
    ("", KEYS["down"] * 40, 1),
    ("scroll by a row", KEYS["down"], 8),
    ("page down", KEYS["pgdn"], 4),
    ("dialog opened", b"o", 1),
    ("dialog closed", b"\x1b", 1),
    ("", b"/", 1),
    ("letter typed", b"z", 1),
    ("", b"\x1b", 1),
    ("tab turned", b"2", 1),
    ("deal opened", b"\r", 1),
)


def run(home: Path, *options: str) -> dict[str, list[Told]]:
    """The script played to `oppman`; by name what each of its keys brought."""
    argv = [sys.executable, "-m", "oppman_tui", *options]
    env = {"OPPMAN_HOME": str(home), "OPPMAN_TODAY": stores.TODAY.isoformat()}
    found: dict[str, list[Told]] = {}
    with Seat(argv, env) as seat:
        seat.wait_for("Attention")
        seat.settle()
        first = b"".join(chunk for _, chunk in seat.run.chunks)
        screen = Screen()
        blank = screen.cells()
        screen.feed(first)
        found["first screen"] = [Told(len(first), least(blank, screen.cells()), 0.0)]
        for name, key, times in _SCRIPT:
            for _ in range(times):
                at, before = len(seat.run.chunks), screen.cells()
                answer = seat.press(key)
                seat.settle(0.15)
                data = b"".join(chunk for _, chunk in seat.run.chunks[at:])
                screen.feed(data)
                if name:
                    told = Told(len(data), least(before, screen.cells()), answer.last)
                    found.setdefault(name, []).append(told)
        at = len(seat.run.chunks)
        seat.settle(3.0)
        idle = sum(len(chunk) for _, chunk in seat.run.chunks[at:])
        found["idle, 3 s"] = [Told(idle, 0, 0.0)]
    return found


class Slow(Seat):
    """A terminal at the end of a slow line, which answers where its cursor stands."""

    def hold(self, key: bytes, rate: float) -> float:
        """Hold `key` for two seconds while the line takes `rate` bytes a second. Seconds from
        the last key to the last byte."""
        begun, last_byte, keys, tail = time.perf_counter(), 0.0, 0, b""
        count = int(_HELD * _HZ)
        while True:
            now = time.perf_counter() - begun
            while keys < count and now >= keys / _HZ:
                os.write(self._terminal, key)
                keys += 1
            if keys == count and now - max(last_byte, _HELD) > 1.0:
                return max(0.0, last_byte - (count - 1) / _HZ)
            if not select.select([self._terminal], [], [], 0.005)[0]:
                continue
            data = os.read(self._terminal, 512)
            time.sleep(len(data) / rate)
            last_byte = time.perf_counter() - begun
            asked = (tail + data).count(_ASKS) - tail.count(_ASKS)
            tail = data[-len(_ASKS) + 1 :]
            os.write(self._terminal, b"\x1b[1;1R" * asked)


def lag(home: Path, rate: float, *options: str) -> float:
    """Seconds that the list lags behind a held key over such a line."""
    env = {"OPPMAN_HOME": str(home), "OPPMAN_TODAY": stores.TODAY.isoformat()}
    with Slow([sys.executable, "-m", "oppman_tui", *options], env) as seat:
        seat.wait_for("Attention")
        seat.settle()
        for key in (b"6", KEYS["down"] * 40):
            seat.press(key)
            seat.settle(0.3)
        return seat.hold(KEYS["down"], rate)


def _median(told: Sequence[Told], what: Callable[[Told], float]) -> float:
    return statistics.median(what(one) for one in told)


_GOALS = {
    "first screen": "ours ≤ 8000",
    "cursor down a row": "≤ 1.1 of the least",
    "scroll by a row": "ours ≤ 600",
    "page down": "≤ 1.0 of the least",
    "letter typed": "≤ 1.2 of the least",
    "dialog opened": "≤ 1.0 of the least",
    "dialog closed": "≤ 1.0 of the least",
    "idle, 3 s": "0",
}


def rows() -> list[Row]:
    """The table: bytes against the least and against Textual's own driver; lags in seconds."""
    table: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        stores.make(home / "deals.db", _DEALS)
        ours, stock = run(home), run(home, "--stock-driver")
        for name, told in ours.items():
            size, floor = _median(told, lambda t: t.size), _median(told, lambda t: t.least)
            theirs = _median(stock[name], lambda t: t.size)
            goal = _GOALS.get(name, "")
            table.append(Row(f"bytes, {name}: least", size, floor, _ratio(size, floor), goal))
            table.append(Row(f"bytes, {name}: stock", size, theirs, _ratio(size, theirs), ""))
        for rate, most in ((128_000, 0.15), (16_000, 0.25)):
            mine, theirs = lag(home, rate), lag(home, rate, "--stock-driver")
            name = f"s behind a held key, {rate // 1000} kB/s: stock"
            table.append(Row(name, mine, theirs, _ratio(mine, theirs), f"ours ≤ {most}"))
    return table


def _ratio(ours: float, reference: float) -> float:
    return round(ours / reference, 3) if reference else 0.0


if __name__ == "__main__":
    for row in rows():
        print(f"{row.name:<44}{row.ours:>10.5g}{row.reference:>10.5g}{row.ratio:>8}  {row.goal}")
