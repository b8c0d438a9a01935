"""The list's rows: one a deal, computed from the tables and kept beside them.

Droppable: everything in it is computed. It is stamped with what it was computed by (rules,
playbook, rates), for which day, and up to which change; each row knows the day it `turns`, the
next on which time alone changes it. What depends on other deals is in the standing row.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
)

from oppman_tui.domain.attention import TABS, Standing, assess, tabs_of
from oppman_tui.domain.entities import Dossier
from oppman_tui.domain.money import Rates, exponent
from oppman_tui.domain.scoring import score_deal
from oppman_tui.domain.stay import stay
from oppman_tui.domain.text import fold
from oppman_tui.playbook.models import Playbook
from oppman_tui.store import logbook, reads
from oppman_tui.store.schema import CHANGE, TYPED

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
    Column("customer", Text),
    Column("owner", Text),
    Column("stage", Integer),
    # Days in the stage: as many as `days`, or those since the day of number `begun`.
    Column("days", Integer),
    Column("begun", Integer),
    Column("close_date", Text),
    Column("search", Text, nullable=False),
    Column("turns", Text),
)
Index("summary_base", SUMMARY.c.status, SUMMARY.c.base)
STANDING = Table(
    "standing",
    CACHE,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
BIT = {tab: 1 << place for place, tab in enumerate(TABS)}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rows are true for. `day` is ISO, `arrival` the last change they tell of."""

    stamp: str
    day: str
    arrival: int
    top_cutoff: int | None


def facts(rows: Connection) -> Facts | None:
    """None where there are no rows, or none that this version can tell about."""
    if not rows.dialect.has_table(rows, STANDING.name):
        return None
    found = {row.key: row.value for row in rows.execute(select(STANDING))}
    try:
        cutoff = found["top_cutoff"]
        top_cutoff = int(cutoff) if cutoff else None
        return Facts(found["stamp"], found["day"], int(found["arrival"]), top_cutoff)
    except (KeyError, ValueError):
        return None


def _note(rows: Connection, known: Facts) -> None:
    noted = {
        "stamp": known.stamp,
        "day": known.day,
        "arrival": str(known.arrival),
        "top_cutoff": "" if known.top_cutoff is None else str(known.top_cutoff),
    }
    rows.execute(delete(STANDING))
    rows.execute(insert(STANDING), [{"key": k, "value": v} for k, v in noted.items()])


@dataclass(frozen=True)
class Cache:
    """Computes the rows, and keeps them true. They may lie in the store or elsewhere: `rows` is
    a connection to where they lie, `source` one to the store.
    """

    playbook: Playbook
    rates: Rates

    @cached_property
    def stamp(self) -> str:
        rates = sorted((c, str(rate)) for c, (rate, _) in self.rates.rates.items())
        made_by = json.dumps([RULES, self.playbook.digest, self.rates.base, rates])
        return hashlib.sha256(made_by.encode()).hexdigest()

    def is_of(self, known: Facts | None, today: date) -> bool:
        """True where the rows were computed as this would, on `today` or before."""
        return known is not None and known.stamp == self.stamp and known.day <= today.isoformat()

    def fits(self, known: Facts | None, source: Connection, today: date) -> bool:
        """True where the rows are as this would compute them now."""
        return (
            known is not None
            and (known.stamp, known.day) == (self.stamp, today.isoformat())
            and known.arrival == logbook.last_arrival(source)
        )

    def standing(self, known: Facts | None) -> Standing:
        """What a deal's assessment needs to know of the other deals."""
        cutoff = known.top_cutoff if known else None
        return Standing(top_cutoff=cutoff, base_digits=exponent(self.rates.base))

    # -- keeping the rows true ---------------------------------------------------------

    def bring_up(
        self, source: Connection, rows: Connection, today: date, before: Facts | None
    ) -> None:
        """Make every row true for `today` and all changes: those that are due, or all. `before`
        is what `facts` says of the rows.
        """
        known, last = before, logbook.last_arrival(source)
        if known is None or not self.is_of(known, today) or known.arrival > last:
            CACHE.drop_all(rows)
            CACHE.create_all(rows)
            known = Facts(self.stamp, today.isoformat(), last, None)
            deals = set(reads.deal_ids(source))
        else:
            deals = _touched(source, known.arrival)
            if known.day < today.isoformat():
                due = select(SUMMARY.c.doc).where(SUMMARY.c.turns <= today.isoformat())
                deals.update(rows.scalars(due))
        cutoff = known.top_cutoff
        if self._compute(source, rows, deals, today, self.standing(known)):
            cutoff = self._top_cutoff(rows)
        now = Facts(self.stamp, today.isoformat(), last, cutoff)
        if cutoff != known.top_cutoff:
            moved = _between(rows, known.top_cutoff, cutoff)
            self._compute(source, rows, moved, today, self.standing(now))
        if now != before:
            _note(rows, now)

    def copy(self, source: Connection, rows: Connection, today: date) -> None:
        """Begin rows that lie elsewhere with those in the store, where these are of use."""
        known = facts(source)
        if known is None or not self.is_of(known, today):
            return
        CACHE.create_all(rows)
        kept = [dict(row) for row in source.execute(select(SUMMARY)).mappings()]
        if kept:
            rows.execute(insert(SUMMARY), kept)
        _note(rows, known)

    def _compute(
        self,
        source: Connection,
        rows: Connection,
        deals: Iterable[str],
        today: date,
        standing: Standing,
    ) -> bool:
        """Write the rows of `deals` anew; True where what the open ones are worth has moved."""
        moved = False
        for part in logbook.parts(sorted(deals)):
            made = [self.row(d, today, standing) for d in reads.dossiers(source, part)]
            worth = {r["doc"]: r["base"] for r in made if r["status"] == "open"}
            here = select(SUMMARY.c.doc, SUMMARY.c.base).where(
                SUMMARY.c.doc.in_(part), SUMMARY.c.status == "open"
            )
            moved = moved or {row.doc: row.base for row in rows.execute(here)} != worth
            rows.execute(delete(SUMMARY).where(SUMMARY.c.doc.in_(part)))
            if made:
                rows.execute(insert(SUMMARY), made)
        return moved

    def _top_cutoff(self, rows: Connection) -> int | None:
        """As `attention.top_cutoff`, without reading what every deal is worth."""
        rule = self.playbook.thresholds.important
        worth = (SUMMARY.c.status == "open") & SUMMARY.c.base.is_not(None)
        count = rows.scalar(select(func.count()).select_from(SUMMARY).where(worth)) or 0
        top = int(count * Fraction(str(rule.top_share)))
        if count < rule.top_minimum or top == 0:
            return None
        query = select(SUMMARY.c.base).where(worth).order_by(SUMMARY.c.base.desc())
        return rows.scalar(query.limit(1).offset(top - 1))

    # -- one row -----------------------------------------------------------------------

    def row(self, dossier: Dossier, today: date, standing: Standing) -> dict[str, Any]:
        """One deal's row, as it stands on `today`."""
        deal = dossier.deal
        base = self.rates.in_base(deal.amount, deal.currency)
        scores = score_deal(dossier, self.playbook, today)
        attention = assess(dossier, scores, self.playbook, today, standing, base)
        customer = dossier.customer.name if dossier.customer else None
        people = " ".join(player.name for player in dossier.players)
        words = (deal.name, customer or "", deal.owner or "", people, deal.next_step or "")
        days, begun = self._days(dossier, today)
        coming = [day for day in _dates(dossier) if day > today]
        if attention.turns is not None:
            coming.append(attention.turns)
        return {
            "doc": deal.id,
            "tabs": sum(BIT[tab] for tab in tabs_of(attention, dossier)),
            "status": attention.status,
            "severity": int(attention.severity),
            "families": len(attention.families),
            "triggers": len(attention.triggers),
            "base": base,
            "amount": deal.amount,
            "currency": deal.currency,
            "name": fold(deal.name),
            "customer": fold(customer) if customer else None,
            "owner": fold(deal.owner) if deal.owner else None,
            "stage": self.playbook.stage_index(deal.stage),
            "days": days,
            "begun": begun,
            "close_date": deal.close_date.isoformat() if deal.close_date else None,
            "search": fold("\n".join(words)),
            "turns": min(coming).isoformat() if coming else None,
        }

    def _days(self, dossier: Dossier, today: date) -> tuple[int | None, int | None]:
        """The days in its stage, or, while they grow by one a day, the day they count from."""
        now = stay(dossier, self.playbook, today)
        then = stay(dossier, self.playbook, today + timedelta(1))
        if now is None or then is None:
            return None, None
        if then.at_least == now.at_least:
            return now.at_least, None
        return None, today.toordinal() - now.at_least


def _dates(dossier: Dossier) -> Iterator[date]:
    """The days on which a stay may begin, stand still, go on or end."""
    deal = dossier.deal
    for day in (deal.stage_since, deal.hold_since, deal.hold_until, deal.closed_on):
        if day is not None:
            yield day
    yield dossier.first_seen
    for move in dossier.stage_moves:
        yield move.on
    for period in dossier.hold_periods:
        yield period.held_from
        yield period.held_to


def _touched(source: Connection, arrival: int) -> set[str]:
    """The documents changed after `arrival`, and the deals of the customers among them."""
    docs = set(source.scalars(select(CHANGE.c.doc).where(CHANGE.c.arrival > arrival)))
    deal = TYPED["deal"]
    found = set(docs)
    for part in logbook.parts(sorted(docs)):
        found.update(source.scalars(select(deal.c.doc).where(deal.c.customer.in_(part))))
    return found


def _between(rows: Connection, one: int | None, other: int | None) -> Sequence[str]:
    """The open deals which are of the top share by one cutoff and not by the other."""
    bounds = [cutoff for cutoff in (one, other) if cutoff is not None]
    worth = select(SUMMARY.c.doc).where(
        SUMMARY.c.status == "open", SUMMARY.c.base >= min(bounds)
    )
    if len(bounds) == 2:
        worth = worth.where(SUMMARY.c.base < max(bounds))
    return rows.scalars(worth).all()
