"""The list's cache: one row a deal, from which tabs, counts, order and search are read.

Droppable: everything in it is computed from the tables. It is stamped with what it was computed
by (rules, playbook, rates) and for which day; each row knows the day it `turns`, the next on
which time alone changes it. What depends on other deals is in the standing row.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    Row,
    Table,
    Text,
    case,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.sql.elements import ColumnElement

from oppman_tui.domain.attention import TABS, Standing, assess, tabs_of, top_cutoff
from oppman_tui.domain.entities import Dossier
from oppman_tui.domain.money import Rates
from oppman_tui.domain.scoring import score_deal
from oppman_tui.domain.text import fold
from oppman_tui.playbook.models import Playbook

RULES = 1
"""Raised when the same deal, playbook and day come to another row than before."""

CACHE = MetaData()
SUMMARY = Table(
    "summary",
    CACHE,
    Column("doc", Text, primary_key=True),
    Column("tabs", BigInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("families", Integer, nullable=False),
    Column("triggers", Integer, nullable=False),
    Column("base", BigInteger),
    Column("amount", BigInteger),
    Column("currency", Text),
    Column("name", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("stage", Integer),
    Column("days", Integer),
    Column("close_date", Text),
    Column("search", Text, nullable=False),
    Column("turns", Text),
)
STANDING = Table(
    "standing",
    CACHE,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
_BIT = {tab: 1 << place for place, tab in enumerate(TABS)}

Read = Callable[[Connection, Sequence[str] | None], list[Dossier]]


@dataclass(frozen=True, slots=True)
class Totals:
    """Of the open deals not on hold: how many, and what they are worth.

    `base` sums those with a value in the base currency or a rate to it; `unrated` counts, by
    currency, those without a rate; `unvalued` those without a value.
    """

    count: int
    base: int
    unrated: Mapping[str, int]
    unvalued: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Keeps the cache and answers from it, on connections its caller opened."""

    read: Read
    playbook: Playbook
    rates: Rates

    @property
    def stamp(self) -> str:
        rates = sorted((c, str(rate)) for c, rate in self.rates.rates.items())
        made_by = json.dumps([RULES, self.playbook.digest, self.rates.base, rates], default=str)
        return hashlib.sha256(made_by.encode()).hexdigest()

    # -- keeping it true ---------------------------------------------------------------

    def bring_up_to(self, connection: Connection, today: date) -> None:
        """Make every row true for `today`; only what is due, where the stamp still fits."""
        CACHE.create_all(connection)
        known = self._facts(connection)
        day = known.get("day", "")
        if known.get("stamp") != self.stamp or not day or day > today.isoformat():
            connection.execute(delete(SUMMARY))
            connection.execute(delete(STANDING))
            self._note(connection, stamp=self.stamp, day=today.isoformat())
            self._refresh(connection, None, today)
        elif day < today.isoformat():
            due = select(SUMMARY.c.doc).where(SUMMARY.c.turns <= today.isoformat())
            self._note(connection, day=today.isoformat())
            self.refresh(connection, list(connection.scalars(due)), today)

    def needs(self, connection: Connection, today: date) -> bool:
        """True where `bring_up_to` would write something."""
        CACHE.create_all(connection)
        known = self._facts(connection)
        return known.get("stamp") != self.stamp or known.get("day") != today.isoformat()

    def refresh(self, connection: Connection, deals: Sequence[str], today: date) -> None:
        """Compute the rows of `deals` anew, and of those whose place among all has moved."""
        if deals:
            self._refresh(connection, deals, today)

    def standing(self, connection: Connection) -> Standing:
        """What a deal's assessment needs to know of the other deals."""
        cutoff = self._facts(connection).get("top_cutoff", "")
        return Standing(top_cutoff=int(cutoff) if cutoff else None)

    def _refresh(
        self, connection: Connection, deals: Sequence[str] | None, today: date
    ) -> None:
        before = self.standing(connection)
        self._write(connection, deals, today, before)
        values = list(
            connection.scalars(
                select(SUMMARY.c.base).where(
                    SUMMARY.c.status == "open", SUMMARY.c.base.is_not(None)
                )
            )
        )
        cutoff = top_cutoff(values, self.playbook)
        if cutoff == before.top_cutoff:
            return
        self._note(connection, top_cutoff="" if cutoff is None else str(cutoff))
        bounds = [c for c in (cutoff, before.top_cutoff) if c is not None]
        between = select(SUMMARY.c.doc).where(SUMMARY.c.base >= min(bounds))
        if len(bounds) == 2:
            between = between.where(SUMMARY.c.base < max(bounds))
        moved = list(connection.scalars(between))
        if moved:
            self._write(connection, moved, today, self.standing(connection))

    def _write(
        self,
        connection: Connection,
        deals: Sequence[str] | None,
        today: date,
        standing: Standing,
    ) -> None:
        if deals is not None:
            for start in range(0, len(deals), 500):
                chunk = deals[start : start + 500]
                connection.execute(delete(SUMMARY).where(SUMMARY.c.doc.in_(chunk)))
        rows = [self.row(d, today, standing) for d in self.read(connection, deals)]
        if rows:
            connection.execute(insert(SUMMARY), rows)

    def row(self, dossier: Dossier, today: date, standing: Standing) -> dict[str, Any]:
        """One deal's row, as it stands on `today`."""
        deal = dossier.deal
        base = None
        if deal.amount is not None and deal.currency is not None:
            base = self.rates.in_base(deal.amount, deal.currency)
        scores = score_deal(dossier, self.playbook, today)
        attention = assess(dossier, scores, self.playbook, today, standing, base)
        customer = dossier.customer.name if dossier.customer else ""
        people = " ".join(player.name for player in dossier.players)
        words = (deal.name, customer, deal.owner or "", people, deal.next_step or "")
        stay = attention.stay
        return {
            "doc": deal.id,
            "tabs": sum(_BIT[tab] for tab in tabs_of(attention, dossier)),
            "status": attention.status,
            "severity": int(attention.severity),
            "families": len(attention.families),
            "triggers": len(attention.triggers),
            "base": base,
            "amount": deal.amount,
            "currency": deal.currency,
            "name": fold(deal.name),
            "customer": fold(customer),
            "owner": fold(deal.owner or ""),
            "stage": self.playbook.stage_index(deal.stage),
            "days": stay.at_least if stay else None,
            "close_date": deal.close_date.isoformat() if deal.close_date else None,
            "search": fold("\n".join(words)),
            "turns": attention.turns.isoformat() if attention.turns else None,
        }

    def _facts(self, connection: Connection) -> dict[str, str]:
        rows = connection.execute(select(STANDING.c.key, STANDING.c.value))
        return {row.key: row.value for row in rows}

    def _note(self, connection: Connection, **facts: str) -> None:
        connection.execute(delete(STANDING).where(STANDING.c.key.in_(facts)))
        rows = [{"key": key, "value": value} for key, value in facts.items()]
        connection.execute(insert(STANDING), rows)

    # -- answering from it -------------------------------------------------------------

    def ids(
        self,
        connection: Connection,
        tab: str,
        words: str = "",
        order: str = "attention",
        descending: bool = False,
    ) -> list[str]:
        """The deals of a tab that hold every one of `words`, in order.

        `attention` is method 2's order; the others are columns, unknown values last.
        """
        query = select(SUMMARY.c.doc).where(_in_tab(tab), *_holding(words))
        return list(connection.scalars(query.order_by(*_order(order, descending))))

    def counts(self, connection: Connection, words: str = "") -> dict[str, int]:
        """How many deals each tab holds."""
        sums = [func.sum(case((_in_tab(tab), 1), else_=0)).label(tab) for tab in TABS]
        row = connection.execute(select(*sums).where(*_holding(words))).one()
        return {tab: row._mapping[tab] or 0 for tab in TABS}

    def totals(self, connection: Connection) -> Totals:
        query = (
            select(
                SUMMARY.c.currency,
                SUMMARY.c.amount.is_(None).label("unvalued"),
                SUMMARY.c.base.is_(None).label("unrated"),
                func.count().label("deals"),
                func.coalesce(func.sum(SUMMARY.c.base), 0).label("base"),
            )
            .where(SUMMARY.c.status == "open")
            .group_by(SUMMARY.c.currency, "unvalued", "unrated")
        )
        return _totals(connection.execute(query).all())


def _totals(rows: Sequence[Row[Any]]) -> Totals:
    unrated: dict[str, int] = {}
    for row in rows:
        if not row.unvalued and row.unrated:
            unrated[row.currency or "?"] = unrated.get(row.currency or "?", 0) + row.deals
    return Totals(
        count=sum(row.deals for row in rows),
        base=sum(int(row.base) for row in rows),
        unrated=unrated,
        unvalued=sum(row.deals for row in rows if row.unvalued),
    )


def _in_tab(tab: str) -> ColumnElement[bool]:
    return SUMMARY.c.tabs.bitwise_and(_BIT[tab]) != 0


def _holding(words: str) -> list[ColumnElement[bool]]:
    return [SUMMARY.c.search.contains(word, autoescape=True) for word in fold(words).split()]


def _order(order: str, descending: bool) -> list[ColumnElement[Any]]:
    tie = [SUMMARY.c.name, SUMMARY.c.doc]
    if order == "attention":
        by = [SUMMARY.c.severity, SUMMARY.c.families, SUMMARY.c.triggers]
        return [*(c.desc() for c in by), SUMMARY.c.base.desc().nulls_last(), *tie]
    column = SUMMARY.c["base" if order == "value" else order]
    return [(column.desc() if descending else column.asc()).nulls_last(), *tie]
