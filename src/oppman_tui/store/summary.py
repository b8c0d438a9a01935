"""The list as one window sees it: tabs, counts, order, search and totals.

Answered from the rows that lie in the store, where they are as this window would compute them.
A window with another playbook, rate or day than the one that keeps them, one that looks at the
store as of another day, or one that can't write, computes rows of its own in memory, so that no
two fight over them and none shows the other's.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import (
    Connection,
    Engine,
    Row,
    StaticPool,
    case,
    create_engine,
    false,
    func,
    select,
)
from sqlalchemy.sql.elements import ColumnElement

from oppman_tui.domain.attention import TABS, Standing
from oppman_tui.domain.clock import Clock
from oppman_tui.domain.money import Rates
from oppman_tui.domain.text import clean_line, fold
from oppman_tui.playbook.models import Playbook
from oppman_tui.store.cache import BIT, SUMMARY, Cache, facts

_LONGEST_WORD = 1000
_MOST_WORDS = 100
_SPLIT = 10**9


@dataclass(frozen=True, slots=True)
class Totals:
    """How many deals, and what they are worth.

    `base` sums those with a value in the base currency or a rate to it, in its minor units;
    `unrated` counts, by currency, those without a rate; `unvalued` those without a value.
    """

    count: int
    base: int
    unrated: Mapping[str, int]
    unvalued: int


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

    # -- keeping the store's rows true -------------------------------------------------

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
    def _rows(self, connection: Connection) -> Iterator[tuple[Connection, date]]:
        """True rows, and the day they are true for. To be left before anything is written."""
        today = self._clock.today()
        if not self._apart and self._cache.fits(facts(connection), connection, today):
            yield connection, today
        else:
            with self._memory.brought_up(connection, today) as rows:
                yield rows, today

    # -- answering ---------------------------------------------------------------------

    def standing(self, connection: Connection) -> Standing:
        """What a deal's assessment needs to know of the other deals."""
        with self._rows(connection) as (rows, _):
            return self._cache.standing(facts(rows))

    def ids(
        self,
        connection: Connection,
        tab: str,
        words: str = "",
        order: str = "attention",
        descending: bool = False,
    ) -> list[str]:
        """The deals of a tab that hold every one of `words`, in order.

        `attention` is method 2's order; the others are `name`, `customer`, `owner`, `value`,
        `stage`, `days` and `close_date`, what isn't known last.
        """
        with self._rows(connection) as (rows, today):
            query = select(SUMMARY.c.doc).where(_in_tab(tab), *_holding(words))
            return list(rows.scalars(query.order_by(*_order(order, descending, today))))

    def counts(self, connection: Connection, words: str = "") -> dict[str, int]:
        """How many deals each tab holds, of those that hold `words`."""
        query = (
            select(SUMMARY.c.tabs, func.count())
            .where(*_holding(words))
            .group_by(SUMMARY.c.tabs)
        )
        with self._rows(connection) as (rows, _):
            alike = rows.execute(query).all()
        return {tab: sum(n for tabs, n in alike if tabs & BIT[tab]) for tab in TABS}

    def totals(
        self, connection: Connection, status: Literal["open", "hold"] = "open"
    ) -> Totals:
        """Of the deals that are open, or of those on hold (method 2: totalled apart)."""
        query = (
            select(
                SUMMARY.c.currency,
                SUMMARY.c.amount.is_(None).label("unvalued"),
                SUMMARY.c.base.is_(None).label("unrated"),
                func.count().label("deals"),
                # In two parts, so that no sum of many is beyond what can be counted.
                func.coalesce(func.sum(SUMMARY.c.base // _SPLIT), 0).label("high"),
                func.coalesce(func.sum(SUMMARY.c.base % _SPLIT), 0).label("low"),
            )
            .where(SUMMARY.c.status == status)
            .group_by(SUMMARY.c.currency, "unvalued", "unrated")
        )
        with self._rows(connection) as (rows, _):
            return _totals(rows.execute(query).all())


class _Memory:
    """Rows of one window's own."""

    def __init__(self, cache: Cache, apart: bool) -> None:
        self._cache = cache
        self._apart = apart
        self._engine: Engine | None = None
        self._turn = threading.RLock()

    @contextmanager
    def brought_up(self, connection: Connection, today: date) -> Iterator[Connection]:
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
                self._cache.bring_up(connection, rows, today, facts(rows))
                yield rows


def _totals(rows: Sequence[Row[Any]]) -> Totals:
    unrated: dict[str, int] = {}
    for row in rows:
        if not row.unvalued and row.unrated:
            unrated[row.currency or "?"] = unrated.get(row.currency or "?", 0) + row.deals
    return Totals(
        count=sum(row.deals for row in rows),
        base=sum(int(row.high) * _SPLIT + int(row.low) for row in rows),
        unrated=unrated,
        unvalued=sum(row.deals for row in rows if row.unvalued),
    )


def _in_tab(tab: str) -> ColumnElement[bool]:
    return SUMMARY.c.tabs.bitwise_and(BIT[tab]) != 0


def _holding(words: str) -> list[ColumnElement[bool]]:
    wanted = list(dict.fromkeys(fold(clean_line(words)).split()))
    if len(wanted) > _MOST_WORDS or any(len(word) > _LONGEST_WORD for word in wanted):
        return [false()]  # no deal says so much, and SQL can't ask for it
    return [SUMMARY.c.search.contains(word, autoescape=True) for word in wanted]


def _order(order: str, descending: bool, today: date) -> list[ColumnElement[Any]]:
    tie = [SUMMARY.c.name, SUMMARY.c.doc]
    if order == "attention":
        by = [SUMMARY.c.severity, SUMMARY.c.families, SUMMARY.c.triggers]
        return [*(c.desc() for c in by), SUMMARY.c.base.desc().nulls_last(), *tie]
    column: ColumnElement[Any] = SUMMARY.c["base" if order == "value" else order]
    if order == "days":
        growing = today.toordinal() - SUMMARY.c.begun
        column = case((SUMMARY.c.begun.is_not(None), growing), else_=SUMMARY.c.days)
    return [(column.desc() if descending else column.asc()).nulls_last(), *tie]
