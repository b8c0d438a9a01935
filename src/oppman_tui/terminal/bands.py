"""Lines that have moved up or down together, as those of a list that is scrolled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import is_not

from oppman_tui.terminal.grid import Row

_FARTHEST = 3
"""Rows; what moves further is mostly new."""
_PRICE = 24
"""About what moving takes, in cells written instead."""


@dataclass(frozen=True, slots=True)
class Band:
    """The rows from `top` up to `end` move up by `by`; down where it is below 0."""

    top: int
    end: int
    by: int


def moved(shown: Sequence[Row], wanted: Sequence[Row]) -> Band | None:
    """The band whose moving saves the most cells; None where none saves enough."""
    height = len(wanted)
    still = [_differing(shown[y], wanted[y]) for y in range(height)]
    changed = [y for y in range(height) if still[y]]
    if len(changed) < 3:
        return None
    best, most = None, _PRICE
    for by in (1, -1, 2, -2, 3, -3):
        seen = range(max(0, -by), min(height, height - by))
        gains = {y: still[y] - _differing(shown[y + by], wanted[y]) for y in changed if y in seen}
        if sum(gain for gain in gains.values() if gain > 0) <= most:
            continue
        gains |= {y: -_differing(shown[y + by], wanted[y]) for y in seen if not still[y]}
        found = _best_run([gains.get(y) for y in range(height)])
        if found is None:
            continue
        first, last, gain = found
        top, end = (first, last + 1 + by) if by > 0 else (first + by, last + 1)
        fresh = range(end - by, end) if by > 0 else range(top, top - by)
        gain -= sum(_filled(wanted[y]) - still[y] for y in fresh)
        if gain > most:
            best, most = Band(top, end, by), gain
    return best


def _differing(old: Row, new: Row) -> int:
    return 0 if old is new else sum(map(is_not, old, new))


def _filled(row: Row) -> int:
    return sum(1 for cell in row if not cell.blank)


def _best_run(saved: Sequence[int | None]) -> tuple[int, int, int] | None:
    """(first, last, sum) of the neighbours whose sum is the greatest, None parting them."""
    best: tuple[int, int, int] | None = None
    start, total = 0, 0
    for place, gain in enumerate(saved):
        if gain is None:
            start, total = place + 1, 0
            continue
        if total <= 0:
            start, total = place, 0
        total += gain
        if total > 0 and (best is None or total > best[2]):
            best = (start, place, total)
    return best
