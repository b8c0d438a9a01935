"""The list as one window sees it: tabs, counts, order, search and totals.

Answered from the rows that lie in the store, where they are as this window would compute them.
A window with another playbook, rate or day than the one that keeps them, one that looks at the
store as of another day, or one that can't write, computes rows of its own in memory, so that no
two fight over them and none shows the other's.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from math import isqrt
from typing import Literal, TypeAlias

from sqlalchemy import Connection, Engine, StaticPool, and_, case, create_engine, func, select
from sqlalchemy.sql.elements import ColumnElement

from oppman_tui.domain.select import listed
from oppman_tui.domain.select.attention import TABS, Standing
from oppman_tui.domain.select.listed import Alike, Totals
from oppman_tui.domain.select.query import Both
from oppman_tui.domain.select.query_fields import Fields
from oppman_tui.domain.values.clock import Clock
from oppman_tui.domain.values.money import Rates
from oppman_tui.playbook.models import Playbook
from oppman_tui.store.lists import summary_rows
from oppman_tui.store.lists.asked import holding
from oppman_tui.store.lists.cache import Cache
from oppman_tui.store.lists.found import Found, Look
from oppman_tui.store.lists.summary_rows import BIT, SUMMARY, TALLY, Facts, facts

__all__ = ["Asked", "Opening", "Summary", "Totals"]

_MOST_SORTED = 30_000
"""As many numbers as one statement can name."""


class Summary:
    """The list by one playbook, rates and clock, on connections its caller opened.

    `needs` and `bring_up` on opening, once a day and when other windows have written; `follow`
    within each write. Whatever was left out of that, the answers are true: where the store's
    rows are not, they come out of rows in memory. Safe to use from any thread.
    """

    def __init__(
        self, playbook: Playbook, rates: Rates, clock: Clock, *, apart: bool = False
    ) -> None:
        """With `apart`, the store's rows are neither used nor kept: for another day's look."""
        self.playbook = playbook
        self.rates = rates
        self._clock = clock
        self._apart = apart
        self._cache = Cache(playbook, rates)
        self._memory = _Memory(self._cache, apart)
        self._begun = False
        self._sought: tuple[object, _Holding] | None = None
        """What was asked for last, and by what."""

    # -- keeping the store's rows true -------------------------------------------------

    @property
    def stamp(self) -> str:
        """What the rows are worked out by."""
        return self._cache.stamp

    def needs(self, connection: Connection) -> bool:
        """True where `bring_up` has something to write."""
        if self._apart:
            return False
        today, known = self._clock.today(), facts(connection)
        if self._cache.is_of(known, today):
            self._begun = True
            return not self._cache.fits(known, connection, today)
        return not self._begun

    def bring_up(self, connection: Connection) -> None:
        """Make the store's rows true for now, within a write.

        Rows that another playbook, rate or a later day made are only taken over the first time:
        then their window may be gone. From then on they are left to it.
        """
        if self.needs(connection):
            known = facts(connection)
            self._cache.bring_up(connection, connection, self._clock.today(), known)
            self._begun = True

    def follow(self, connection: Connection, _deals: Collection[str]) -> None:
        """Make them true for what was just written: the store's `on_write`."""
        if self._apart:
            return
        today, known = self._clock.today(), facts(connection)
        if self._cache.is_of(known, today):
            self._cache.bring_up(connection, connection, today, known)

    @contextmanager
    def _rows(self, connection: Connection) -> Iterator[tuple[Connection, Facts]]:
        """True rows, and what they are true for. To be left before anything is written."""
        today = self._clock.today()
        known = None if self._apart else facts(connection)
        if known is not None and self._cache.fits(known, connection, today):
            yield connection, known
        else:
            with self._memory.brought_up(connection, today) as (rows, made):
                yield rows, made

    # -- answering ---------------------------------------------------------------------

    def standing(self, connection: Connection) -> Standing:
        """What a deal's assessment needs to know of the other deals."""
        with self._rows(connection) as (_, known):
            return self._cache.standing(known)

    def ids(
        self,
        connection: Connection,
        tab: str,
        words: Asked = "",
        order: str = "attention",
        descending: bool = False,
    ) -> list[str]:
        """The deals of a tab for which `words` hold, in order.

        `attention` is method 2's order; the others are `name`, `customer`, `owner`, `value`,
        `stage`, `days` and `close_date`, what isn't known last.
        """
        today = self._clock.today()
        with self._rows(connection) as (rows, _):
            holding = self._holding(words, today)
            query = summary_rows.listed(tab, order, descending, today, *holding)
            return list(rows.scalars(query.with_only_columns(SUMMARY.c.doc)))

    def find(
        self,
        reading: Opening,
        tab: str,
        words: Asked = "",
        order: str = "attention",
        descending: bool = False,
    ) -> Found:
        """The same, however many, read as they are asked for; `reading` opens a read."""
        today = self._clock.today()
        holding = self._holding(words, today)
        often = map(summary_rows.often, holding)
        numbers = summary_rows.listed(tab, order, descending, today, *often)

        @contextmanager
        def looking() -> Iterator[Look]:
            with reading() as connection, self._rows(connection) as (rows, known):
                yield Look(rows, known.made, numbers)

        with reading() as connection, self._rows(connection) as (rows, known):
            look = Look(rows, known.made, numbers)
            if not holding:
                return Found(looking, look, listed.counts(_alike(rows), TABS)[tab])
            found = self._sought_for(rows, known, words)
            if found.few is None:
                return Found(looking, look, found.counts[tab])
            of_tab = [n for n, tabs in found.few if tabs & BIT[tab]]
            sorted_ = summary_rows.in_order(of_tab, order, descending, today)
            return Found(looking, look, len(of_tab), sorted_)

    def counts(self, connection: Connection, words: Asked = "") -> dict[str, int]:
        """How many deals each tab holds, of those for which `words` hold."""
        with self._rows(connection) as (rows, known):
            if not self._holding(words, self._clock.today()):
                return listed.counts(_alike(rows), TABS)
            return dict(self._sought_for(rows, known, words).counts)

    def counts_of(
        self, connection: Connection, asked: Sequence[tuple[str, Asked]]
    ) -> list[int]:
        """How many deals each of these lists holds, in one look at all of them."""
        if not asked:
            return []
        today = self._clock.today()
        held = [
            and_(SUMMARY.c.tabs.bitwise_and(BIT[tab]) != 0, *self._holding(words, today))
            for tab, words in asked
        ]
        with self._rows(connection) as (rows, _):
            found = rows.execute(select(*(func.count(case((each, 1))) for each in held))).one()
        return list(found)

    def totals(
        self, connection: Connection, status: Literal["open", "hold"] = "open"
    ) -> Totals:
        """Of the deals that are open, or of those on hold (method 2: totalled apart)."""
        with self._rows(connection) as (rows, _):
            return listed.totals(_alike(rows), status)

    def overview(self, connection: Connection, words: Asked = "") -> listed.Overview:
        """All that the head of the list says."""
        with self._rows(connection) as (rows, _):
            alike = _alike(rows)
        counts = self.counts(connection, words) if words else listed.counts(alike, TABS)
        open_, on_hold = (listed.totals(alike, status) for status in ("open", "hold"))
        return listed.Overview(counts, open_, on_hold, self._clock.today())

    def _sought_for(self, rows: Connection, known: Facts, words: Asked) -> _Holding:
        """The deals for which `words` hold: looked for once, however often they are asked for
        while the rows stay as they are."""
        today = self._clock.today()
        key = (known, words if isinstance(words, str) else tuple(words), today)
        sought = self._sought
        if sought is None or sought[0] != key:
            sought = self._sought = key, _Holding.of(rows, self._holding(words, today))
        return sought[1]

    def _holding(self, words: Asked, today: date) -> list[ColumnElement[bool]]:
        """Conditions; none where nothing is asked for."""
        fields = Fields(self.playbook, self.rates, today)
        trees = [fields.query(one).tree for one in ((words,) if isinstance(words, str) else words)]
        return [holding(SUMMARY, t, self.playbook, today) for t in trees if t != Both()]


@dataclass(frozen=True, slots=True)
class _Holding:
    """The deals for which something holds: how many in each tab, and, where they are few among
    all, (number, tabs) of each."""

    counts: Mapping[str, int]
    few: Sequence[tuple[int, int]] | None

    @classmethod
    def of(cls, rows: Connection, holding: Sequence[ColumnElement[bool]]) -> _Holding:
        # In the order in which all lie the first of them are met the sooner the more they are;
        # to sort them by themselves takes the longer.
        most = min(isqrt(100 * summary_rows.how_many(rows)), _MOST_SORTED)
        each = select(SUMMARY.c.n, SUMMARY.c.tabs).where(*holding).limit(most + 1)
        few = [(n, tabs) for n, tabs in rows.execute(each).all()]
        if len(few) <= most:
            alike = Counter(tabs for _, tabs in few)
        else:
            counted = rows.execute(summary_rows.counted(holding)).all()
            alike = Counter({row[0]: row[1] for row in counted})
        counts = {tab: sum(n for tabs, n in alike.items() if tabs & BIT[tab]) for tab in TABS}
        return cls(counts, few if len(few) <= most else None)


Asked: TypeAlias = str | Sequence[str]
"""What is searched for, as it was typed (`query_fields`); of several every one."""
Opening: TypeAlias = Callable[[], AbstractContextManager[Connection]]
"""Opens one consistent read of the store."""


class _Memory:
    """Rows of one window's own."""

    def __init__(self, cache: Cache, apart: bool) -> None:
        self._cache = cache
        self._apart = apart
        self._engine: Engine | None = None
        self._turn = threading.RLock()

    @contextmanager
    def brought_up(
        self, connection: Connection, today: date
    ) -> Iterator[tuple[Connection, Facts]]:
        with self._turn:
            fresh = self._engine is None
            if self._engine is None:
                self._engine = create_engine(
                    "sqlite://",
                    poolclass=StaticPool,
                    connect_args={"check_same_thread": False},
                    hide_parameters=True,
                )
            with self._engine.begin() as rows:
                if fresh and not self._apart:
                    self._cache.copy(connection, rows, today)
                known = self._cache.bring_up(connection, rows, today, facts(rows))
                yield rows, known


def _alike(rows: Connection) -> list[Alike]:
    return [Alike(*row) for row in rows.execute(select(TALLY))]
