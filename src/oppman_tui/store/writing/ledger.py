"""What one write transaction has read and is going to write, kept in memory till it is whole.

So that an import of thousands of deals takes a few statements, not some for each cell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, or_, select
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as upsert

from oppman_tui.domain.fields import ENTITIES
from oppman_tui.log.change import Change
from oppman_tui.log.merge import Write
from oppman_tui.store.schema import ACT, CONFLICT, DOCUMENT, META, TYPED, VERSION
from oppman_tui.store.typed import Columns, columns_of
from oppman_tui.store.writing import logbook
from oppman_tui.store.writing.logbook import Place


@dataclass(slots=True)
class Document:
    """`kind` is None while only rows that either kind may have are here."""

    kind: str | None
    first_seen: str


def _differ(writes: Collection[Write]) -> bool:
    return len({write.value for write in writes}) > 1


def kind_of(entity: str) -> str | None:
    """The kind of document that `entity` tells; None where both kinds have it."""
    kinds = ENTITIES[entity].documents
    return kinds[0] if len(kinds) == 1 else None


@dataclass(slots=True)
class Ledger:
    """`load` first what is to be touched; `record` changes; `write` once."""

    connection: Connection
    hlc: int = 0
    documents: dict[str, Document] = field(default_factory=dict)
    versions: dict[str, dict[str, int]] = field(default_factory=dict)
    standing: dict[Place, list[Write]] = field(default_factory=dict)
    made: list[Change] = field(default_factory=list)
    acts: list[dict[str, Any]] = field(default_factory=list)
    _before: dict[Place, list[Write]] = field(default_factory=dict)
    _first: int = 0
    _places: set[Place] = field(default_factory=set)

    def load(self, places: Collection[Place]) -> None:
        """Read all that an act or a merge which touches these cells depends on."""
        docs = {doc for doc, _ in places}
        for part in logbook.parts(docs):
            for row in self.connection.execute(
                select(DOCUMENT).where(DOCUMENT.c.id.in_(part))
            ):
                self.documents[row.id] = Document(row.kind, row.first_seen)
        known = [place for place in places if place[0] in self.documents]
        self.versions = logbook.versions(self.connection, self.documents)
        self.standing = logbook.standing_writes(self.connection, known)
        self._before = dict(self.standing)
        self._first = logbook.last_arrival(self.connection) + 1
        stamp = select(META.c.value).where(META.c.key == "hlc")
        self.hlc = int(self.connection.scalar(stamp) or 0)

    @property
    def arrival(self) -> int:
        """That of the newest change, the recorded ones included."""
        return self._first + len(self.made) - 1

    def record(self, change: Change, day: str) -> None:
        """Take a change in; `day` is the ISO day that its document was there at the latest.

        Its cells' standing writes are for the caller to set.
        """
        self.made.append(change)
        self.hlc = max(self.hlc, change.hlc)
        version = self.versions.setdefault(change.doc, {})
        version[change.replica] = max(change.seq, version.get(change.replica, 0))
        document = self.documents.setdefault(change.doc, Document(None, day))
        document.first_seen = min(day, document.first_seen)
        for op in change.ops:
            document.kind = document.kind or kind_of(op.cell.entity)
            self._places.add((change.doc, op.cell))

    def conflicts(self) -> tuple[Place, ...]:
        """The touched cells in which more than one value stands."""
        return tuple(sorted(p for p in self._places if _differ(self.standing[p])))

    def deals(self) -> frozenset[str]:
        """The deals that show something of what was touched: a customer's are all of its."""
        touched = {change.doc for change in self.made}
        kinds = {doc: self.documents[doc].kind for doc in touched}
        deals = {doc for doc, kind in kinds.items() if kind != "customer"}
        table = TYPED["deal"]
        for part in logbook.parts(doc for doc, kind in kinds.items() if kind != "deal"):
            query = select(table.c.doc).where(table.c.customer.in_(part))
            deals.update(self.connection.scalars(query))
        return frozenset(deals)

    # -- writing -----------------------------------------------------------------------

    def show_again(self) -> None:
        """Write the tables anew for the cells that were loaded, from what the log says of them
        by now: after values in it were forgotten.
        """
        self._places = set(self._before)
        self.standing = logbook.standing_writes(self.connection, self._places)
        self._write_conflicts()
        self._write_rows()

    def write(self) -> None:
        """Write all that was recorded, on the connection's transaction."""
        if not self.made:
            return
        logbook.add(self.connection, self.made, self._first, self.standing)
        logbook.overwrite(self.connection, list(self._overwritten()))
        self._write_conflicts()
        self._write_rows()
        self._write_documents()
        if self.acts:
            self.connection.execute(insert(ACT), self.acts)
        stamp = {"key": "hlc", "value": str(self.hlc)}
        self.connection.execute(_upsert(META, ("key",), ("value",)), stamp)

    def _overwritten(self) -> Iterable[tuple[Place, str]]:
        for place in self._places:
            kept = {write.change for write in self.standing[place]}
            for write in self._before.get(place, ()):
                if write.change not in kept:
                    yield place, write.change

    def _write_conflicts(self) -> None:
        had = [p for p in self._places if _differ(self._before.get(p, ()))]
        for part in logbook.parts(had, logbook.FEW):
            named = or_(
                *(
                    (CONFLICT.c.doc == doc)
                    & (CONFLICT.c.entity == cell.entity)
                    & (CONFLICT.c.row == cell.row)
                    & (CONFLICT.c.field == cell.field)
                    for doc, cell in part
                )
            )
            self.connection.execute(delete(CONFLICT).where(named))
        rows = [{"doc": doc, **cell._asdict()} for doc, cell in self.conflicts()]
        if rows:
            self.connection.execute(insert(CONFLICT), rows)

    def _write_rows(self) -> None:
        """Each touched row once, with the columns of its touched cells."""
        rows: defaultdict[tuple[str, str, str], Columns] = defaultdict(dict)
        for place in self._places:
            doc, cell = place
            shown = columns_of(cell, self.standing[place][0].value)
            rows[cell.entity, doc, cell.row].update(shown)
        alike: defaultdict[tuple[str, tuple[str, ...]], list[Columns]] = defaultdict(list)
        # In the order of the keys, and of the names, so that pages and statements recur.
        for (entity, doc, row), columns in sorted(rows.items(), key=lambda item: item[0]):
            names = tuple(sorted(columns))
            alike[entity, names].append({"doc": doc, "row": row, **columns})
        for (entity, names), values in alike.items():
            self.connection.execute(_upsert(TYPED[entity], ("doc", "row"), names), values)

    def _write_documents(self) -> None:
        touched = sorted({change.doc for change in self.made})
        documents = [
            {"id": doc, "kind": found.kind, "first_seen": found.first_seen}
            for doc, found in ((doc, self.documents[doc]) for doc in touched)
        ]
        self.connection.execute(_upsert(DOCUMENT, ("id",), ("kind", "first_seen")), documents)
        versions = [
            {"doc": doc, "replica": replica, "seq": self.versions[doc][replica]}
            for doc, replica in sorted({(c.doc, c.replica) for c in self.made})
        ]
        self.connection.execute(_upsert(VERSION, ("doc", "replica"), ("seq",)), versions)


@lru_cache(maxsize=256)
def _upsert(table: Table, keys: tuple[str, ...], names: tuple[str, ...]) -> Insert:
    """Insert rows, or set their columns `names` where rows with their `keys` are there."""
    statement = upsert(table)
    over = {name: statement.excluded[name] for name in names}
    return statement.on_conflict_do_update(index_elements=keys, set_=over)
