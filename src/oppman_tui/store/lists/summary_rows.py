"""The tables of the list's cache, and by which of their indexes each list is read.

Everything in them is computed and can be dropped. They say what they were computed by (rules,
playbook, rates), for which day, and up to which change.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    delete,
    false,
    func,
    insert,
    inspect,
    literal,
    select,
    text,
)
from sqlalchemy.schema import CreateTable, DropTable
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.visitors import iterate

from oppman_tui.domain.select.attention import TABS
from oppman_tui.store.lists import asked
from oppman_tui.store.lists.orders import ORDERS, order_by

RULES: Final = 6
"""Raised when the same deal, playbook and day come to another row than before."""

CACHE = MetaData()
SUMMARY = Table(
    "summary",
    CACHE,
    # A list is kept in memory as these numbers; a deal keeps its own while the table stands.
    Column("n", Integer, primary_key=True),
    Column("doc", Text, nullable=False, unique=True),
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
    Column("turns", Text),
    Column("search", Text, nullable=False),
    Column("card", Text, nullable=False),
    *asked.columns(),
    # Of a won deal the days it was in each stage it passed, as JSON.
    Column("passed", Text),
)
TALLY = Table(
    "tally",
    CACHE,
    Column("tabs", BigInteger, primary_key=True, autoincrement=False),
    Column("status", Text, primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("deals", BigInteger, nullable=False),
    Column("high", BigInteger, nullable=False),
    Column("low", BigInteger, nullable=False),
)
"""The rows counted by what they have alike (`domain.listed.Alike`), so that nothing that is said
of all deals asks for each of them."""
STANDING = Table(
    "standing",
    CACHE,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
BIT = {tab: 1 << place for place, tab in enumerate(TABS)}

_WORST = (
    SUMMARY.c.severity.desc(),
    SUMMARY.c.families.desc(),
    SUMMARY.c.triggers.desc(),
    SUMMARY.c.base.desc(),
)
_TIE = (SUMMARY.c.name, SUMMARY.c.doc)


def _in_tab(tab: str) -> ColumnElement[bool]:
    # Written out, not as a parameter: SQLite takes a partial index only for its very words.
    bit = SUMMARY.c.tabs.bitwise_and(literal(BIT[tab], literal_execute=True))
    return bit != literal(0, literal_execute=True)


def _columns(order: str) -> tuple[ColumnElement[Any], ...]:
    return (SUMMARY.c.base.desc() if order == "value" else SUMMARY.c[order],)


_WORDS = Index("summary_words", SUMMARY.c.tabs, SUMMARY.c.search)
"""Nothing is looked up by it: words are sought in it without reading the rows."""
INDEXES = (
    _WORDS,
    Index("summary_base", SUMMARY.c.status, SUMMARY.c.base),
    Index("summary_turns", SUMMARY.c.turns),
    *(
        Index(
            f"summary_in_{tab}",
            *(*_WORST, *_TIE, SUMMARY.c.tabs),
            sqlite_where=_in_tab(tab),
            postgresql_where=_in_tab(tab),
        )
        for tab in TABS
    ),
    *(
        Index(
            f"summary_by_{order}",
            # With the value, which is asked for beside a stage, an owner or a date.
            *dict.fromkeys((*_columns(order), *_TIE, SUMMARY.c.tabs, SUMMARY.c.base)),
        )
        for order in ORDERS
        if order != "days"  # which is reckoned from the day
    ),
)
"""Each list is read in its order without being sorted, and without its rows."""


def listed(
    tab: str, order: str, descending: bool, today: date, *words: ColumnElement[bool]
) -> Select[tuple[int]]:
    """The numbers of those of a tab's deals that hold the words, in order; what isn't known last.
    """
    of_tab = select(SUMMARY.c.n).where(_in_tab(tab), *words)
    return of_tab.order_by(text(order_by(order, descending, today)))


def often(holding: ColumnElement[bool]) -> ColumnElement[bool]:
    """It holds for many: the first pages of a list are sooner found in its order than by looking
    up all for which it holds, to sort them."""
    return func.coalesce(holding, false())


def counted(holding: Sequence[ColumnElement[bool]]) -> Select[int, int]:
    """(tabs, how many deals) of those for which all this holds."""
    asked_for = {part for each in holding for part in iterate(each) if isinstance(part, Column)}
    # What lies in the words' index is counted there without being sorted; for anything else
    # each row would be looked up by it.
    tabs: ColumnElement[int] = SUMMARY.c.tabs
    if not asked_for <= set(_WORDS.columns):
        tabs = tabs + literal(0, literal_execute=True)
    return select(tabs, func.count()).where(*holding).group_by(tabs)


def in_order(
    numbers: Sequence[int], order: str, descending: bool, today: date
) -> Select[tuple[int]]:
    """The same of those of these numbers: to be sorted, where they are few among many."""
    these = select(SUMMARY.c.n).where(SUMMARY.c.n.in_(numbers))
    return these.order_by(text(order_by(order, descending, today)))


# -- what the rows are true for ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rows are true for. `day` is ISO, `arrival` the last change they tell of; `made`
    is another whenever the table is, and with it every deal's number.
    """

    stamp: str
    day: str
    arrival: int
    top_cutoff: int | None
    made: str
    own_medians: Mapping[str, tuple[float, int]] = field(default_factory=dict)
    """As `stay.own_medians` has them."""


def facts(rows: Connection) -> Facts | None:
    """None where there are no rows, or none that this version can tell about."""
    if not inspect(rows).has_table(STANDING.name):
        return None
    found = {row.key: row.value for row in rows.execute(select(STANDING))}
    try:
        cutoff = found["top_cutoff"]
        return Facts(
            found["stamp"],
            found["day"],
            int(found["arrival"]),
            int(cutoff) if cutoff else None,
            found["made"],
            {stage: (days, count) for stage, days, count in json.loads(found["own_medians"])},
        )
    except (KeyError, ValueError):
        return None


def note(rows: Connection, known: Facts) -> None:
    noted = {
        "stamp": known.stamp,
        "day": known.day,
        "arrival": str(known.arrival),
        "top_cutoff": "" if known.top_cutoff is None else str(known.top_cutoff),
        "made": known.made,
        "own_medians": json.dumps([(k, *told) for k, told in known.own_medians.items()]),
    }
    rows.execute(delete(STANDING))
    rows.execute(insert(STANDING), [{"key": k, "value": v} for k, v in noted.items()])


def make(rows: Connection) -> str:
    """Empty tables, without indexes, in the place of those that are there; their `made`."""
    for table in CACHE.sorted_tables:
        rows.execute(DropTable(table, if_exists=True))
        rows.execute(CreateTable(table))
    return secrets.token_hex(8)


def drop_indexes(rows: Connection) -> None:
    for index in INDEXES:
        index.drop(rows)


def create_indexes(rows: Connection) -> None:
    for index in INDEXES:
        index.create(rows)


def how_many(rows: Connection) -> int:
    return int(rows.scalar(select(func.coalesce(func.sum(TALLY.c.deals), 0))) or 0)
