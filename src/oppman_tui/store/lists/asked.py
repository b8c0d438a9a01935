"""What a query asks for, in the list's rows: the columns kept for it, and a tree as SQL.

What isn't known is NULL, and so neither smaller nor larger than anything, nor its contrary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import (
    BigInteger,
    Column,
    Table,
    Text,
    and_,
    case,
    false,
    func,
    not_,
    null,
    or_,
    true,
)
from sqlalchemy.sql.elements import ColumnElement

from oppman_tui.domain.entities import Dossier
from oppman_tui.domain.scoring import DealScores, Score
from oppman_tui.domain.select import query
from oppman_tui.domain.select.attention import TABS, TRIGGERS, Attention
from oppman_tui.domain.select.query_fields import PARTS, STRATEGIC
from oppman_tui.playbook.models import Playbook

Condition: TypeAlias = ColumnElement[bool]

_BIT: Mapping[str, int] = {name: 1 << n for n, name in enumerate((*TRIGGERS, STRATEGIC))}
_DIGITS = 5
_UNKNOWN = "-" * _DIGITS
_BLANK = f"{0:05d}{_UNKNOWN}{10_000:05d}"
_MOST = 10**_DIGITS - 1
_LINES = {"player": (3, True), "step": (4, False)}
"""Line of the searched text -> the lines before it, and whether one comes after."""
_COLUMNS = {
    "name": "name",
    "customer": "customer",
    "owner": "owner",
    "source": "source",
    "value": "base",
    "currency": "currency",
    "stage": "stage",
    "close": "close_date",
    "created": "created",
    "reviewed": "reviewed",
    "next": "next_date",
    "hold": "hold_until",
    "severity": "severity",
    "status": "status",
    "weakest": "weakest",
}


def columns() -> Sequence[Column[Any]]:
    """What rows hold only to be asked for."""
    return (
        # A bit for each trigger, and one for *strategic*.
        Column("marks", BigInteger, nullable=False),
        # Low, point and high of the fit and of each theme in the playbook's order, in
        # hundredths: five figures each, which compare as texts as they do as numbers.
        Column("scores", Text, nullable=False),
        Column("weakest", Text),
        Column("created", Text),
        Column("reviewed", Text),
        Column("next_date", Text),
        Column("hold_until", Text),
        Column("source", Text),
    )


def values(dossier: Dossier, scores: DealScores, attention: Attention) -> dict[str, Any]:
    """The values of `columns` for one deal; of texts, folded is only what is looked for."""
    deal = dossier.deal
    marks = sum(_BIT[trigger.key] for trigger in attention.triggers)
    reviewed = max((review.held_on for review in dossier.reviews), default=None)
    return {
        "marks": marks | (_BIT[STRATEGIC] if deal.strategic else 0),
        "scores": "".join(map(_packed, (scores.fit, *scores.themes.values()))),
        "weakest": scores.weakest,
        "created": _iso(deal.created),
        "reviewed": _iso(reviewed),
        "next_date": _iso(deal.next_step_date),
        "hold_until": _iso(deal.hold_until),
        "source": deal.source_system.casefold() if deal.source_system else None,
    }


def _packed(score: Score) -> str:
    if score.point is None and score.known == 0:
        return _BLANK
    low, point, high = (
        _UNKNOWN if end is None else f"{round(end * 100):0{_DIGITS}d}"
        for end in (score.low, score.point, score.high)
    )
    return low + point + high


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def holding(rows: Table, tree: query.Node, playbook: Playbook, today: date) -> Condition:
    """True of the rows that the tree means."""
    return _Translation(rows, playbook, today).of(tree)


@dataclass(frozen=True)
class _Translation:
    rows: Table
    playbook: Playbook
    today: date

    def of(self, node: query.Node) -> Condition:
        match node:
            case query.Both(nodes):
                return and_(true(), *map(self.of, nodes))
            case query.Either(nodes):
                return or_(false(), *map(self.of, nodes))
            case query.Not(inner):
                return not_(self.of(inner))
            case query.Holds(text, field):
                return self._holds(text, field)
            case query.Within(field, low, high):
                return self._within(field, low, high)
            case query.Among(field, key):
                return self._column(field) == key
            case query.Missing(field):
                if field in _LINES:
                    return not_(self._in_line("_", field))
                return self._value(field).is_(None)
            case query.Marked(name):
                column, bit = self.rows.c.marks, _BIT.get(name)
                if name in TABS:
                    column, bit = self.rows.c.tabs, 1 << TABS.index(name)
                return column.bitwise_and(bit) != 0

    def _holds(self, text: str, field: str) -> Condition:
        if field in _LINES:
            escaped = text.replace("/", "//").replace("%", "/%").replace("_", "/_")
            return self._in_line(escaped, field)
        column = self.rows.c[_COLUMNS[field]] if field else self.rows.c.search
        return func.coalesce(column, "").contains(text, autoescape=True)

    def _in_line(self, pattern: str, field: str) -> Condition:
        """The searched text has five lines; no part of it has more than one."""
        before, after = _LINES[field]
        return self.rows.c.search.like(
            "%\n" * before + f"%{pattern}%" + "\n%" * after, escape="/"
        )

    def _value(self, field: str) -> ColumnElement[Any]:
        rows = self.rows.c
        key, _, part = field.partition(".")
        if part:
            sets = ("fit", *(theme.key for theme in self.playbook.themes))
            place = (sets.index(key) * len(PARTS) + PARTS.index(part)) * _DIGITS
            return func.nullif(func.substr(rows.scores, place + 1, _DIGITS), _UNKNOWN)
        if field == "days":
            growing = self.today.toordinal() - rows.begun
            return case((rows.begun.is_not(None), growing), else_=rows.days)
        return self._column(field)

    def _column(self, field: str) -> ColumnElement[Any]:
        # By no index: of many deals that hold it SQLite would look up each, and sort them all.
        return func.coalesce(self.rows.c[_COLUMNS[field]], null())

    def _within(self, field: str, low: query.Bound, high: query.Bound) -> Condition:
        value, score = self._value(field), "." in field
        asked: list[Condition] = [value.is_not(None)] if low is high is None else []
        if low is not None:
            asked.append(value >= _bound(low, score))
        if high is not None:
            if score and isinstance(high, int) and high < 0:
                return and_(value.is_not(None), false())
            asked.append(value <= _bound(high, score))
        return and_(*asked)


def _bound(bound: int | date, score: bool) -> int | str:
    if isinstance(bound, date):
        return bound.isoformat()
    return f"{min(max(bound, 0), _MOST):0{_DIGITS}d}" if score else bound
