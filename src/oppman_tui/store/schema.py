"""The store's tables (SQLAlchemy Core): the log, its view in typed tables, and what is local.

Only types that SQLite and PostgreSQL both have. Dates are ISO texts, lists and maps JSON texts.
What is local to a copy and never shared: `arrival`, `act`, `open_review`, `meta`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.types import TypeEngine

from oppman_tui.domain.fields import ENTITIES, Entity, Kind
from oppman_tui.store.stamps import APPLICATION_ID as APPLICATION_ID
from oppman_tui.store.stamps import SCHEMA as SCHEMA

TABLES = MetaData()

_ARRIVAL = BigInteger().with_variant(Integer, "sqlite")

CHANGE = Table(
    "change",
    TABLES,
    Column("arrival", _ARRIVAL, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("doc", Text, nullable=False),
    Column("replica", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("hlc", BigInteger, nullable=False),
    Column("actor", Text),
    Column("actor_salt", LargeBinary),
    Column("actor_digest", LargeBinary, nullable=False),
    Column("act", Text, nullable=False),
    Column("label", Text),
    Column("salt", LargeBinary),
    Column("label_digest", LargeBinary, nullable=False),
    Column("at", Text, nullable=False),
    Column("seen", Text, nullable=False),
    Column("undoes", Text),
    Column("format", Integer, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)
Index("change_place", CHANGE.c.doc, CHANGE.c.replica, CHANGE.c.seq, unique=True)
Index("change_act", CHANGE.c.act)

OP = Table(
    "op",
    TABLES,
    Column("doc", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("row", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("arrival", _ARRIVAL, ForeignKey("change.arrival"), primary_key=True),
    # The change's hash covers its ops in their order.
    Column("place", Integer, nullable=False),
    Column("value", Text),
    Column("salt", LargeBinary),
    Column("digest", LargeBinary, nullable=False),
    # True where no other write to the cell was made with this one on the screen.
    Column("standing", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
"""Ops lie by cell, so that a document's are together and a cell's history is one step."""

DOCUMENT = Table(
    "document",
    TABLES,
    Column("id", Text, primary_key=True),
    Column("kind", Text),
    Column("first_seen", Text, nullable=False),
    sqlite_with_rowid=False,
)

VERSION = Table(
    "version",
    TABLES,
    Column("doc", Text, primary_key=True),
    Column("replica", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

CONFLICT = Table(
    "conflict",
    TABLES,
    Column("doc", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("row", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    sqlite_with_rowid=False,
)

ACT = Table(
    "act",
    TABLES,
    Column("arrival", _ARRIVAL, primary_key=True, autoincrement=False),
    Column("act", Text, nullable=False, unique=True),
    Column("actor", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("undoes", Text),
)
"""The acts made here, by the arrival of their first change: what undo and redo go by."""

OPEN_REVIEW = Table(
    "open_review",
    TABLES,
    Column("doc", Text, primary_key=True),
    Column("json", Text, nullable=False),
)

META = Table(
    "meta",
    TABLES,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""`replica`: this copy's id. `place`: the file it was given to (`Machine.place_of`). `hlc`: the
greatest stamp held. `format`: of its changes. `remark.…`: facts about this copy."""

_TYPES: Mapping[Kind, type[TypeEngine[Any]]] = {
    Kind.INT: Integer,
    Kind.MONEY: BigInteger,
    Kind.BOOL: Boolean,
}


def _typed(entity: Entity) -> Table:
    parts = [Column(part.name, _TYPES.get(part.kind, Text)) for part in entity.parts]
    return Table(
        entity.name,
        TABLES,
        Column("doc", Text, primary_key=True),
        Column("row", Text, primary_key=True),
        *parts,
        sqlite_with_rowid=False,
    )


TYPED: Mapping[str, Table] = {name: _typed(entity) for name, entity in ENTITIES.items()}
"""Entity name -> its table: a column for each part, and `deleted`."""

Index("deal_customer", TYPED["deal"].c.customer)
