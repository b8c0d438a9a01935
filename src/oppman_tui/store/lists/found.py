"""A list of deals in order, however many: a number of eight bytes each, the rest when asked for."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Protocol, overload

from sqlalchemy import Connection, Select, select
from sqlalchemy import bindparam as bind

from oppman_tui.domain.select.listed import Card
from oppman_tui.store.lists.summary_rows import SUMMARY

_FIRST = 192
"""Deals read at first; each time more are needed, many more are."""
_AT_ONCE = 4096

_CARDS = select(SUMMARY.c.n, SUMMARY.c.doc, SUMMARY.c.card).where(
    SUMMARY.c.n.in_(bind("numbers", expanding=True))
)
_DOCS = select(SUMMARY.c.n, SUMMARY.c.doc).where(
    SUMMARY.c.n.in_(bind("numbers", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Look:
    """The rows as they lie just now. `made` is another whenever every number is."""

    rows: Connection
    made: str
    numbers: Select[tuple[int]]
    """Asks for the list."""


class Looking(Protocol):
    """One consistent read of the rows; to be left before anything is written."""

    def __call__(self) -> AbstractContextManager[Look]: ...


class Found(Sequence[str]):
    """The ids of the deals found, in order; `cards` for what the list says of them.

    It is as long as it was when it was made, and a deal that is gone since has an empty id. Safe
    to use from any thread. Raises `StoreError`.
    """

    def __init__(
        self, looking: Looking, look: Look, count: int, whole: Select[tuple[int]] | None = None
    ) -> None:
        """`whole` asks for the list too, where it is better read at once."""
        self._looking = looking
        self._made = look.made
        self._turn = threading.RLock()
        self._count = count
        if whole is not None:
            self._numbers = _read(replace(look, numbers=whole), None)
        else:
            self._numbers = _read(look, min(_FIRST, count))

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            places = range(*place.indices(self._count))
            return self._ids(places)
        return self._ids(range(self._count)[place : place + 1 or None])[0]

    def __iter__(self) -> Iterator[str]:
        for start in range(0, self._count, _AT_ONCE):
            yield from self._ids(range(start, min(start + _AT_ONCE, self._count)))

    def __contains__(self, deal: object) -> bool:
        return isinstance(deal, str) and self.place(deal) is not None

    def cards(self, start: int, stop: int) -> list[Card | None]:
        """What the list says of those at these places; None for one that is gone since."""
        with self._turn, self._looking() as look:
            numbers = self._at(look, range(start, min(stop, self._count)))
            found = look.rows.execute(_CARDS, {"numbers": numbers}).all()
        cards = {n: Card.from_text(doc, text) for n, doc, text in found}
        return [cards.get(n) for n in numbers]

    def place(self, deal: str) -> int | None:
        """Where a deal stands in the list; None where it doesn't."""
        with self._turn, self._looking() as look:
            number = look.rows.scalar(select(SUMMARY.c.n).where(SUMMARY.c.doc == deal))
            if number is None:
                return None
            self._same(look)
            if number not in self._numbers:
                if len(self._numbers) >= self._count or not _holds(look, number):
                    return None
                self._fill(look, self._count)
            try:
                return self._numbers.index(number)
            except ValueError:
                return None

    def complete(self) -> None:
        """Read the whole order; then no later question has to."""
        if len(self._numbers) < self._count:
            with self._turn, self._looking() as look:
                self._at(look, range(self._count))

    def _ids(self, places: range) -> list[str]:
        with self._turn, self._looking() as look:
            found: dict[int, str] = {}
            numbers = self._at(look, places)
            for start in range(0, len(numbers), _AT_ONCE):
                part = {"numbers": numbers[start : start + _AT_ONCE]}
                found.update((n, doc) for n, doc in look.rows.execute(_DOCS, part))
        return [found.get(n, "") for n in numbers]

    def _at(self, look: Look, places: range) -> list[int]:
        """The numbers at these places; 0 where there is none any more."""
        self._same(look)
        needed = max(places, default=-1) + 1
        if needed > len(self._numbers):
            self._fill(look, max(needed, 4 * len(self._numbers)))
        end = len(self._numbers)
        return [self._numbers[at] if at < end else 0 for at in places]

    def _same(self, look: Look) -> None:
        """Where every deal has got another number, the order is read anew."""
        if look.made != self._made:
            self._numbers = _read(look, len(self._numbers))
            self._made = look.made

    def _fill(self, look: Look, upto: int) -> None:
        self._numbers = _read(look, None if upto >= self._count else upto)
        # What was added by others meanwhile comes with the next list; what went leaves a gap.
        del self._numbers[self._count :]
        self._numbers.extend([0] * (min(upto, self._count) - len(self._numbers)))


def _read(look: Look, limit: int | None) -> array[int]:
    query = look.numbers if limit is None else look.numbers.limit(limit)
    # Of a million each by itself, not as a row of one: a third of the time.
    result = look.rows.execute(query)
    rows: Any = result.cursor
    found = array("q", chain.from_iterable(rows))
    result.close()
    return found


def _holds(look: Look, number: int) -> bool:
    return look.rows.scalar(look.numbers.where(SUMMARY.c.n == number)) is not None
