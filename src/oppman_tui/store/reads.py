"""Reads as domain values. Each takes a connection and fetches all it needs at once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple, Self, TypeAlias

from sqlalchemy import (
    Column,
    Connection,
    CursorResult,
    Select,
    bindparam,
    exists,
    func,
    literal,
    select,
    union_all,
)

from oppman_tui.domain.entities import ROWS, Customer, Deal, Dossier
from oppman_tui.domain.fields import Json
from oppman_tui.domain.values.text import fold
from oppman_tui.log.change import CellKey
from oppman_tui.store.schema import CHANGE, CONFLICT, DOCUMENT, OP, OPEN_REVIEW, TYPED, VERSION
from oppman_tui.store.typed import READERS
from oppman_tui.store.writing import logbook

CellAt: TypeAlias = tuple[str, str, str, str]
"""Document, entity, row, cell."""

_LISTS = {entity: attribute for entity, attribute in ROWS.items() if entity != "criterion"}


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """One cell set once. `before` is what it was set to before that arrived here; values are as
    `checks.check` gives them, None where empty, or forgotten; `actor` and `label` are empty where
    forgotten. `at` is local ISO time.
    """

    at: str
    actor: str
    label: str
    act: str
    entity: str
    row: str
    cell: str
    before: Json
    after: Json
    arrival: int
    undoes: str | None = None
    """The act that this one took back."""


# -- deals ---------------------------------------------------------------------------------


def deal_ids(connection: Connection) -> list[str]:
    """The deals that are there, in id order."""
    table = TYPED["deal"]
    query = select(table.c.doc).where(_kept(table), table.c.name.is_not(None))
    return list(connection.scalars(query.order_by(table.c.doc)))


def worths(connection: Connection) -> Sequence[Any]:
    """Of every deal that is there: `doc`, `amount`, `currency`, `closed_as`, `hold_until`."""
    deal = TYPED["deal"]
    cells = (deal.c.doc, deal.c.amount, deal.c.currency, deal.c.closed_as, deal.c.hold_until)
    return connection.execute(select(*cells).where(_kept(deal), deal.c.name.is_not(None))).all()


def dossiers(connection: Connection, ids: Sequence[str] | None = None) -> list[Dossier]:
    """The deals `ids` (None: all) that are there, in that order (None: id order)."""
    if ids is None:
        return _dossiers(connection, None)
    found: dict[str, Dossier] = {}
    for part in logbook.parts(dict.fromkeys(ids)):
        found.update((d.deal.id, d) for d in _dossiers(connection, part))
    return [found[deal] for deal in ids if deal in found]


def _dossiers(connection: Connection, part: Sequence[str] | None) -> list[Dossier]:
    read = _Reading(connection, part)
    deals: list[Deal] = [deal for _, deal in read.rows("deal")]
    lists = {entity: read.by_document(entity) for entity in read.having(_LISTS)}
    versions = read.versions()
    conflicts = read.conflicts()
    first_seen = read.first_seen()
    needed = {deal.customer for deal in deals if deal.customer}
    of_customers = _Reading(connection, None if part is None else sorted(needed))
    customers: dict[str, Customer] = dict(of_customers.rows("customer"))
    criteria = of_customers.by_document("criterion")
    # Read once for all documents where all were asked for.
    customer_versions = versions if part is None else of_customers.versions()
    of_customer = conflicts if part is None else of_customers.conflicts()
    return [
        Dossier(
            deal,
            first_seen[deal.id],
            customer=customers.get(deal.customer or ""),
            criteria=criteria.get(deal.customer or "", ())
            if deal.customer in customers
            else (),
            version=versions[deal.id],
            customer_version=customer_versions.get(deal.customer or "", {}),
            conflicts=frozenset(
                (*conflicts.get(deal.id, ()), *of_customer.get(deal.customer or "", ()))
            ),
            **{_LISTS[entity]: rows.get(deal.id, ()) for entity, rows in lists.items()},
        )
        for deal in deals
    ]


class _Reading:
    """Rows of some documents (None: of all), the deleted ones left out."""

    def __init__(self, connection: Connection, docs: Sequence[str] | None) -> None:
        self._connection = connection
        self._docs = docs

    def rows(self, entity: str) -> list[tuple[str, Any]]:
        """(document, entity), in the order of documents and rows."""
        return READERS[entity].read(self._fetch(_rows_of(entity)))

    def having(self, entities: Iterable[str]) -> Collection[str]:
        """Those of which there may be rows: of a few documents asked for all at once, since most
        have rows of few."""
        if self._docs is None or len(self._docs) > _FEW:
            return tuple(entities)
        return self._connection.scalars(_HAVING, {"docs": self._docs}).all() if self._docs else ()

    def by_document(self, entity: str) -> dict[str, tuple[Any, ...]]:
        grouped: defaultdict[str, list[Any]] = defaultdict(list)
        for doc, row in self.rows(entity):
            grouped[doc].append(row)
        return {doc: tuple(rows) for doc, rows in grouped.items()}

    def versions(self) -> defaultdict[str, dict[str, int]]:
        found: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for doc, replica, seq in self._fetch(_VERSIONS):
            found[doc][replica] = seq
        return found

    def conflicts(self) -> dict[str, list[tuple[str, str, str]]]:
        found: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for doc, entity, row, name in self._fetch(_CONFLICTS):
            found[doc].append((entity, row, name))
        return found

    def first_seen(self) -> dict[str, date]:
        return {doc: date.fromisoformat(day) for doc, day in self._fetch(_FIRST_SEEN)}

    def _fetch(self, query: _OfDocuments) -> Sequence[Any]:
        if self._docs is None:
            return _plain(self._connection.execute(query.all))
        if not self._docs:
            return ()
        return _plain(self._connection.execute(query.some, {"docs": self._docs}))


def _plain(result: CursorResult[Any]) -> Sequence[Any]:
    """All rows as the driver gives them: to make SQLAlchemy's of them takes as long again."""
    cursor: Any = result.cursor
    rows: Sequence[Any] = cursor.fetchall()
    result.close()
    return rows


class _OfDocuments(NamedTuple):
    """A query for all documents and for some, made once: making it takes longer than running it."""

    all: Select[Any]
    some: Select[Any]

    @classmethod
    def of(cls, query: Select[Any], doc: Column[Any]) -> Self:
        return cls(query, query.where(doc.in_(bindparam("docs", expanding=True))))


_VERSIONS = _OfDocuments.of(select(VERSION), VERSION.c.doc)
_CONFLICTS = _OfDocuments.of(select(CONFLICT), CONFLICT.c.doc)
_FIRST_SEEN = _OfDocuments.of(select(DOCUMENT.c.id, DOCUMENT.c.first_seen), DOCUMENT.c.id)


_FEW = 16
_HAVING = union_all(
    *(
        select(literal(entity, literal_execute=True)).where(
            exists().where(TYPED[entity].c.doc.in_(bindparam("docs", expanding=True)))
        )
        for entity in _LISTS
    )
)


@cache
def _rows_of(entity: str) -> _OfDocuments:
    table = TYPED[entity]
    columns = [table.c[name] for name in READERS[entity].columns]
    there = (table.c[name].is_not(None) for name in READERS[entity].needed)
    query = select(*columns).where(_kept(table), *there).order_by(table.c.doc, table.c.row)
    return _OfDocuments.of(query, table.c.doc)


def _kept(table: Any) -> Any:
    return table.c.deleted.is_not(True)


# -- customers -----------------------------------------------------------------------------


def customers(connection: Connection) -> tuple[Customer, ...]:
    """All customers that are there, in id order."""
    return tuple(customer for _, customer in _Reading(connection, None).rows("customer"))


def customer_ids_by_name(connection: Connection) -> dict[str, str]:
    """Folded name -> id; of several of one name, the one that comes first in id order."""
    return {fold(customer.name): customer.id for customer in reversed(customers(connection))}


# -- the log -------------------------------------------------------------------------------


def cells(
    connection: Connection, docs: Iterable[str]
) -> dict[CellAt, tuple[Json, str]]:
    """What each cell of these documents is set to, and the label of the act that set it; of a
    value that an undo or redo brought back, the label of who said so before.
    """
    labels: dict[str, str] = {}
    values: dict[CellAt, tuple[Json, str]] = {}
    best: dict[CellAt, tuple[int, str, int]] = {}
    brought_back: dict[CellAt, str] = {}
    said = (
        OP.c.doc,
        OP.c.entity,
        OP.c.row,
        OP.c.field,
        OP.c.value,
        func.coalesce(CHANGE.c.label, ""),
    )
    rank_of = (CHANGE.c.hlc, CHANGE.c.replica, CHANGE.c.seq)
    joined = select(*said, *rank_of, CHANGE.c.undoes).join(
        CHANGE, OP.c.arrival == CHANGE.c.arrival
    )
    for part in logbook.parts(docs):
        query = joined.where(OP.c.standing, OP.c.doc.in_(part))
        for row in connection.execute(query).all():
            doc, entity, key, name, value, label, hlc, replica, seq, undoes = row
            at = (doc, entity, key, name)
            rank = (hlc, replica, seq)
            if at not in best or best[at] < rank:
                best[at] = rank
                values[at] = (_value(value), labels.setdefault(label, label))
                brought_back.pop(at, None)
                if undoes is not None and value is not None:
                    brought_back[at] = value
    for part in logbook.parts(sorted({at[0] for at in brought_back})):
        query = joined.where(CHANGE.c.undoes.is_(None), OP.c.doc.in_(part)).order_by(*rank_of)
        for doc, entity, key, name, value, label, *_ in connection.execute(query).all():
            at = (doc, entity, key, name)
            if value is not None and brought_back.get(at) == value:
                values[at] = (values[at][0], labels.setdefault(label, label))
    return values


def history(connection: Connection, doc: str, limit: int) -> tuple[HistoryItem, ...]:
    """The newest `limit` cells set in a document, newest first."""
    cell = (OP.c.entity, OP.c.row, OP.c.field)
    before = func.lag(OP.c.value).over(partition_by=cell, order_by=OP.c.arrival)
    query = (
        select(
            CHANGE.c.at,
            func.coalesce(CHANGE.c.actor, ""),
            func.coalesce(CHANGE.c.label, ""),
            CHANGE.c.act,
            *cell,
            before,
            OP.c.value,
            OP.c.arrival,
            CHANGE.c.undoes,
        )
        .join(CHANGE, OP.c.arrival == CHANGE.c.arrival)
        .where(OP.c.doc == doc)
        .order_by(OP.c.arrival.desc(), OP.c.place)
        .limit(limit)
    )
    return tuple(
        HistoryItem(*row[:7], _value(row[7]), _value(row[8]), row[9], row[10])
        for row in connection.execute(query).all()
    )


def values_of_conflict(
    connection: Connection, doc: str, cell: CellKey
) -> tuple[tuple[Json, str, str], ...]:
    """(value, actor, local ISO time) of all that stand in a cell, what is shown first."""
    query = (
        select(OP.c.value, func.coalesce(CHANGE.c.actor, ""), CHANGE.c.at)
        .join(CHANGE, OP.c.arrival == CHANGE.c.arrival)
        .where(
            OP.c.doc == doc,
            OP.c.entity == cell.entity,
            OP.c.row == cell.row,
            OP.c.field == cell.field,
            OP.c.standing,
        )
        .order_by(CHANGE.c.hlc.desc(), CHANGE.c.replica.desc(), CHANGE.c.seq.desc())
    )
    rows = connection.execute(query).all()
    return tuple((_value(value), actor, at) for value, actor, at in rows)


def touched_since(connection: Connection, arrival: int) -> tuple[int, frozenset[str]]:
    """The newest arrival, and the documents changed after `arrival`."""
    query = select(CHANGE.c.arrival, CHANGE.c.doc).where(CHANGE.c.arrival > arrival)
    rows = connection.execute(query).all()
    last = max((row.arrival for row in rows), default=arrival)
    return last, frozenset(row.doc for row in rows)


def open_review(connection: Connection, doc: str) -> dict[str, Json] | None:
    """The review being written on a deal; None where there is none."""
    text = connection.scalar(select(OPEN_REVIEW.c.json).where(OPEN_REVIEW.c.doc == doc))
    return None if text is None else dict(json.loads(text))


def _value(text: str | None) -> Json:
    return None if text is None else json.loads(text)
