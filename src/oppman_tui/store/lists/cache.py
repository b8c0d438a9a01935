"""The list's rows: one a deal, computed from the tables and kept beside them.

Droppable: everything in it is computed. It is stamped with what it was computed by (rules,
playbook, rates), for which day, and up to which change; each row knows the day it `turns`, before
which time alone doesn't change it. What depends on other deals is in the standing row.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeAlias

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy import bindparam as bind

from oppman_tui.domain.entities import Dossier
from oppman_tui.domain.scoring import score_deal
from oppman_tui.domain.select.attention import Attention, Standing, assess, tabs_of, top_cutoff
from oppman_tui.domain.select.cards import card_of
from oppman_tui.domain.select.listed import RATED, SPLIT, UNRATED, UNVALUED
from oppman_tui.domain.select.stay import own_medians, passed
from oppman_tui.domain.values.money import Rates, exponent
from oppman_tui.domain.values.text import fold
from oppman_tui.playbook.models import Playbook
from oppman_tui.store import reads
from oppman_tui.store.lists import asked, summary_rows
from oppman_tui.store.lists.summary_rows import BIT, RULES, SUMMARY, TALLY, Facts, facts
from oppman_tui.store.lists.summary_rows import CACHE as CACHE
from oppman_tui.store.schema import CHANGE, TYPED
from oppman_tui.store.writing import logbook

_MANY = 2000
"""So many rows are written without the indexes, which are then made anew."""

Row: TypeAlias = dict[str, Any]


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
        return Standing(
            top_cutoff=cutoff,
            own_medians=known.own_medians if known else {},
            base_digits=exponent(self.rates.base),
        )

    # -- keeping the rows true ---------------------------------------------------------

    def bring_up(
        self, source: Connection, rows: Connection, today: date, before: Facts | None
    ) -> Facts:
        """Make every row true for `today` and all changes: those that are due, or all. `before`
        is what `facts` says of the rows; what it would say now.
        """
        known, last = before, logbook.last_arrival(source)
        if known is None or not self.is_of(known, today) or known.arrival > last:
            known = Facts(self.stamp, today.isoformat(), last, None, summary_rows.make(rows))
            deals: Collection[str] = reads.deal_ids(source)
            many = True
            # Known before, so that no row is worked out twice over it.
            known = self._foreseen(source, known, today)
        else:
            touched = _touched(source, known.arrival)
            if known.day < today.isoformat():
                due = select(SUMMARY.c.doc).where(SUMMARY.c.turns <= today.isoformat())
                touched.update(rows.scalars(due))
            deals = touched
            # Of a few among many it would take longer to make the indexes anew.
            many = len(deals) > max(_MANY, summary_rows.how_many(rows) // 8)
            if many:
                summary_rows.drop_indexes(rows)
        moved = self._compute(source, rows, deals, today, self.standing(known))
        if many:
            summary_rows.create_indexes(rows)
        now = replace(known, day=today.isoformat(), arrival=last)
        if "base" in moved:
            now = replace(now, top_cutoff=self._top_cutoff(rows))
        if "passed" in moved:
            now = replace(now, own_medians=self._own_medians(rows))
        if depending := self._depending(rows, known, now):
            self._compute(source, rows, depending, today, self.standing(now))
        if now != before:
            summary_rows.note(rows, now)
        return now

    def _foreseen(self, source: Connection, known: Facts, today: date) -> Facts:
        """What the rows will say of all deals, by the few cells on which it depends."""
        worth, won = [], []
        for deal in reads.worths(source):
            if deal.closed_as == "won":
                won.append(deal.doc)
            on_hold = deal.hold_until and today.isoformat() < deal.hold_until
            if not deal.closed_as and not on_hold:
                worth.append(self.rates.in_base(deal.amount, deal.currency))
        told = (
            passed(dossier, self.playbook)
            for part in logbook.parts(won)
            for dossier in reads.dossiers(source, part)
        )
        least = self.playbook.thresholds.stalled_stage.own_deals
        return replace(
            known,
            top_cutoff=top_cutoff([base for base in worth if base is not None], self.playbook),
            own_medians=own_medians(told, least),
        )

    def copy(self, source: Connection, rows: Connection, today: date) -> None:
        """Begin rows that lie elsewhere with those in the store, where these are of use."""
        known = facts(source)
        if known is None or not self.is_of(known, today):
            return
        made = summary_rows.make(rows)
        for table in (SUMMARY, TALLY):
            kept = [dict(row) for row in source.execute(select(table)).mappings()]
            if kept:
                rows.execute(insert(table), kept)
        summary_rows.create_indexes(rows)
        summary_rows.note(rows, replace(known, made=made))

    def _compute(
        self,
        source: Connection,
        rows: Connection,
        deals: Iterable[str],
        today: date,
        standing: Standing,
    ) -> set[str]:
        """Write the rows of `deals` anew; which of `base` (of open deals) and `passed`, on which
        other deals depend, have moved."""
        moved: set[str] = set()
        shift: dict[tuple[Any, ...], list[int]] = {}
        for part in logbook.parts(sorted(deals)):
            old = {row["doc"]: dict(row) for row in _rows_of(rows, part)}
            new = {d.deal.id: self.row(d, today, standing) for d in reads.dossiers(source, part)}
            moved.update(told for told, of in _TOLD.items() if of(old) != of(new))
            for row in old.values():
                _count(shift, row, -1)
            for row in new.values():
                _count(shift, row, 1)
            _put(rows, old, new)
        _shift(rows, shift)
        return moved

    def _top_cutoff(self, rows: Connection) -> int | None:
        """As `attention.top_cutoff`, without reading what every deal is worth."""
        rule = self.playbook.thresholds.important
        rated = select(func.sum(TALLY.c.deals)).where(
            TALLY.c.status == "open", TALLY.c.kind == RATED
        )
        count = int(rows.scalar(rated) or 0)
        top = int(count * Fraction(str(rule.top_share)))
        if count < rule.top_minimum or top == 0:
            return None
        worth = (SUMMARY.c.status == "open") & SUMMARY.c.base.is_not(None)
        query = select(SUMMARY.c.base).where(worth).order_by(SUMMARY.c.base.desc())
        return rows.scalar(query.limit(1).offset(top - 1))

    def _own_medians(self, rows: Connection) -> Mapping[str, tuple[float, int]]:
        told = rows.scalars(select(SUMMARY.c.passed).where(SUMMARY.c.passed.is_not(None)))
        least = self.playbook.thresholds.stalled_stage.own_deals
        return own_medians((json.loads(text) for text in told), least)

    def _depending(self, rows: Connection, before: Facts, now: Facts) -> set[str]:
        """The deals whose rows another top share, or another median, makes other ones: none that
        is closed."""
        found: set[str] = set()
        if now.top_cutoff != before.top_cutoff:
            found.update(_between(rows, before.top_cutoff, now.top_cutoff))
        was, limits = ({k: days for k, (days, _) in f.own_medians.items()} for f in (before, now))
        stages = [
            self.playbook.stage_index(stage)
            for stage in was.keys() | limits.keys()
            if was.get(stage) != limits.get(stage)
        ]
        if stages:
            going_on = SUMMARY.c.status.in_(("open", "hold"))
            here = going_on & SUMMARY.c.stage.in_(stages)
            found.update(rows.scalars(select(SUMMARY.c.doc).where(here)))
        return found

    # -- one row -----------------------------------------------------------------------

    def row(self, dossier: Dossier, today: date, standing: Standing) -> Row:
        """One deal's row, as it stands on `today`."""
        deal = dossier.deal
        base = self.rates.in_base(deal.amount, deal.currency)
        scores = score_deal(dossier, self.playbook, today)
        attention = assess(dossier, scores, self.playbook, today, standing, base)
        customer = dossier.customer.name if dossier.customer else None
        people = " ".join(player.name for player in dossier.players)
        words = (deal.name, customer or "", deal.owner or "", people, deal.next_step or "")
        told = card_of(dossier, attention, self.playbook, today)
        least = told.at_least
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
            "days": least.days if least and not least.growing else None,
            "begun": least.days if least and least.growing else None,
            "close_date": deal.close_date.isoformat() if deal.close_date else None,
            "turns": _turns(dossier, attention, today),
            "search": fold("\n".join(words)),
            "card": told.to_text(),
            **asked.values(dossier, scores, attention),
            "passed": _json(passed(dossier, self.playbook)),
        }


def _turns(dossier: Dossier, attention: Attention, today: date) -> str | None:
    coming = [day for day in _dates(dossier) if day > today]
    if attention.turns is not None:
        coming.append(attention.turns)
    deal = dossier.deal
    if deal.hold_until is not None and deal.hold_since is None and not deal.closed_as:
        # Of a hold whose beginning isn't known each day may shift the most it can have been.
        coming.append(today + timedelta(1))
    return min(coming).isoformat() if coming else None


def _dates(dossier: Dossier) -> Iterator[date]:
    """The days on which a stay may begin, stand still, go on or end."""
    deal = dossier.deal
    for day in (
        deal.stage_since,
        deal.hold_since,
        deal.hold_until,
        deal.closed_on,
        deal.created,
    ):
        if day is not None:
            yield day
    yield dossier.first_seen
    for move in dossier.stage_moves:
        yield move.on
    for period in dossier.hold_periods:
        yield period.held_from
        yield period.held_to


# -- rows and their counts -----------------------------------------------------------------


def _rows_of(rows: Connection, deals: Sequence[str]) -> Iterable[Mapping[str, Any]]:
    # Rows of mappings are mappings.
    return rows.execute(_OF_DEALS, {"deals": list(deals)}).mappings().all()  # type: ignore[return-value]


_OF_DEALS = select(SUMMARY).where(SUMMARY.c.doc.in_(bind("deals", expanding=True)))


def _put(rows: Connection, old: Mapping[str, Row], new: Mapping[str, Row]) -> None:
    """Write what is new and what has changed: of a deal that is there no more than the cells
    that differ, since each one written is written to every index that has it."""
    gone = [row["n"] for doc, row in old.items() if doc not in new]
    if gone:
        rows.execute(delete(SUMMARY).where(SUMMARY.c.n.in_(gone)))
    fresh = [row for doc, row in new.items() if doc not in old]
    if fresh:
        rows.execute(insert(SUMMARY), fresh)
    for doc, row in new.items():
        if doc not in old:
            continue
        differs = {name: value for name, value in row.items() if value != old[doc][name]}
        if differs:
            rows.execute(update(SUMMARY).where(SUMMARY.c.n == old[doc]["n"]).values(differs))


def _worth(rows: Mapping[str, Row]) -> dict[str, Any]:
    return {doc: row["base"] for doc, row in rows.items() if row["status"] == "open"}


def _passed(rows: Mapping[str, Row]) -> dict[str, Any]:
    return {doc: row["passed"] for doc, row in rows.items() if row["passed"] is not None}


_TOLD = {"base": _worth, "passed": _passed}


def _json(told: Mapping[str, int]) -> str | None:
    return json.dumps(told) if told else None


def _count(shift: dict[tuple[Any, ...], list[int]], row: Row, by: int) -> None:
    """Add a row to those it is alike to, or take it from them."""
    base = row["base"]
    kind = RATED if base is not None else UNVALUED if row["amount"] is None else UNRATED
    key = (row["tabs"], row["status"], row["currency"] or "", kind)
    found = shift.setdefault(key, [0, 0, 0])
    high, low = divmod(base or 0, SPLIT)
    for place, amount in enumerate((1, high, low)):
        found[place] += by * amount


def _shift(rows: Connection, shift: Mapping[tuple[Any, ...], list[int]]) -> None:
    for key, by in shift.items():
        if not any(by):
            continue
        at = [c == value for c, value in zip(TALLY.primary_key.columns, key, strict=True)]
        deals, high, low = by
        added = update(TALLY).where(*at).values(
            deals=TALLY.c.deals + deals, high=TALLY.c.high + high, low=TALLY.c.low + low
        )
        if rows.execute(added).rowcount == 0:
            rows.execute(insert(TALLY).values((*key, deals, high, low)))
        elif deals < 0:
            rows.execute(delete(TALLY).where(*at, TALLY.c.deals == 0))


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
