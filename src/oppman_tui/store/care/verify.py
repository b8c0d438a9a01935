"""Whether the tables are what the log says, and the log what its hashes say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select, union

from oppman_tui.domain.fields import ENTITIES
from oppman_tui.errors import StoreError
from oppman_tui.log import merge
from oppman_tui.log.change import CellKey, Change, fits
from oppman_tui.log.merge import Settled
from oppman_tui.store.schema import CHANGE, CONFLICT, DOCUMENT, META, OP, TYPED, VERSION
from oppman_tui.store.store import Store
from oppman_tui.store.typed import Columns, columns_of
from oppman_tui.store.writing import logbook
from oppman_tui.store.writing.ledger import kind_of

_PART = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """`doc` is empty where it is the whole file's. `what` names the deal and the field."""

    doc: str
    what: str


def verify(store: Store) -> list[Problem]:
    """Replay the whole log against the tables; nothing is changed, whatever is found."""
    problems: list[Problem] = []
    try:
        with store.reading() as connection, _lenient(connection):
            problems += _of_file(connection)
            docs = _documents(connection)
            problems += _stamp(connection)
        for part in logbook.parts(docs, _PART):
            with store.reading() as connection, _lenient(connection):
                problems += _of_part(connection, part)
    except StoreError as error:
        problems.append(Problem("", error.what))
    return problems


def _of_file(connection: Connection) -> Iterator[Problem]:
    """What SQLite finds, its indexes included (which `quick_check` leaves out)."""
    found = connection.exec_driver_sql("PRAGMA integrity_check(3)").scalars().all()
    for what in found:
        if what != "ok":
            yield Problem("", f"SQLite says of the file: {what}")


@contextmanager
def _lenient(connection: Connection) -> Iterator[None]:
    """Reads texts that are no longer UTF-8, so that the field they stand in can be named."""
    raw: Any = connection.connection.dbapi_connection
    raw.text_factory = lambda text: text.decode(errors="replace")
    try:
        yield
    finally:
        raw.text_factory = str


def _documents(connection: Connection) -> list[str]:
    """All that any table names, in order."""
    tables = (CHANGE, OP, VERSION, CONFLICT, *TYPED.values())
    named = union(select(DOCUMENT.c.id), *(select(table.c.doc) for table in tables))
    return sorted(connection.scalars(named))


def _stamp(connection: Connection) -> Iterator[Problem]:
    greatest = connection.scalar(select(func.max(CHANGE.c.hlc))) or 0
    kept = connection.scalar(select(META.c.value).where(META.c.key == "hlc"))
    if kept is None or not kept.isdecimal() or int(kept) < greatest:
        yield Problem("", "The store's clock is behind its own changes")


def _of_part(connection: Connection, docs: Sequence[str]) -> Iterator[Problem]:
    try:
        changes = logbook.changes(connection, docs)
        tables = _Tables.read(connection, docs)
        replayed = _replay(docs, changes)
    except (ValueError, KeyError, TypeError) as error:
        # One of them can't even be read: find out which, and check the others.
        if len(docs) == 1:
            yield Problem(docs[0], f"{docs[0]}: a change can't be read ({error})")
            return
        for doc in docs:
            yield from _of_part(connection, [doc])
        return
    for one in replayed:
        for what in (*_log_faults(one), *tables.faults(one)):
            yield Problem(one.doc, f"{one.name}: {what}")


@dataclass(frozen=True, slots=True)
class _Replayed:
    """A document as its changes alone make it."""

    doc: str
    changes: Sequence[Change]
    cells: Mapping[CellKey, Settled]
    rows: Mapping[tuple[str, str], Columns]

    @property
    def name(self) -> str:
        for kind in ("deal", "customer"):
            name = self.rows.get((kind, self.doc), {}).get("name")
            if name:
                return f"{kind.capitalize()} {name}"
        return self.doc


def _replay(docs: Sequence[str], changes: Iterable[Change]) -> list[_Replayed]:
    by_doc: defaultdict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_doc[change.doc].append(change)
    replayed = []
    for doc in docs:
        cells = merge.state(by_doc[doc])
        rows: defaultdict[tuple[str, str], Columns] = defaultdict(dict)
        for cell, settled in cells.items():
            rows[cell.entity, cell.row].update(columns_of(cell, settled.winner.value))
        replayed.append(_Replayed(doc, by_doc[doc], cells, rows))
    return replayed


# -- the log against itself ----------------------------------------------------------------


def _log_faults(one: _Replayed) -> Iterator[str]:
    seqs: defaultdict[str, list[int]] = defaultdict(list)
    for change in one.changes:
        seqs[change.replica].append(change.seq)
        yield from _change_faults(change)
    for replica, found in seqs.items():
        if sorted(found) != list(range(1, len(found) + 1)):
            yield f"changes of replica {replica} are missing from the log"


def _change_faults(change: Change) -> Iterator[str]:
    for op in change.ops:
        if not fits(op.digest, op.value, op.salt):
            yield f"{_label(op.cell)}: its value in the log was altered ({_of(change)})"
    if not fits(change.actor_digest, change.actor, change.actor_salt):
        yield f"{_of(change)}: who made it was altered"
    if not fits(change.label_digest, change.label, change.salt):
        yield f"{_of(change)}: what it is called was altered"
    if change.compute_hash() != change.hash:
        yield f"{_of(change)} is not what its hash says"


def _of(change: Change) -> str:
    return f'"{change.label or ""}", {change.actor or "somebody"}, {change.at[:16]}'


def _label(cell: CellKey) -> str:
    label = ENTITIES[cell.entity].cells[cell.field].label
    return label if ENTITIES[cell.entity].single else f"{cell.entity} {cell.row}, {label}"


# -- the tables against the log ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Tables:
    """What the tables hold of some documents, by document."""

    documents: Mapping[str, tuple[str | None, str]]
    versions: Mapping[str, Mapping[str, int]]
    conflicts: Mapping[str, set[CellKey]]
    standing: Mapping[str, set[tuple[CellKey, str]]]
    rows: Mapping[str, Mapping[tuple[str, str], Columns]]

    @classmethod
    def read(cls, connection: Connection, docs: Sequence[str]) -> _Tables:
        def rows(*columns: Any) -> Sequence[Any]:
            return connection.execute(select(*columns).where(columns[0].in_(docs))).all()

        conflicts: defaultdict[str, set[CellKey]] = defaultdict(set)
        for doc, *cell in rows(CONFLICT.c.doc, *list(CONFLICT.c)[1:]):
            conflicts[doc].add(CellKey(*cell))
        standing: defaultdict[str, set[tuple[CellKey, str]]] = defaultdict(set)
        for place, writes in logbook.all_writes(connection, docs, standing=True).items():
            standing[place[0]].update((place[1], write.change) for write in writes)
        shown: defaultdict[str, dict[tuple[str, str], Columns]] = defaultdict(dict)
        for entity, table in TYPED.items():
            for doc, row, *values in rows(*table.c):
                names = [column.name for column in list(table.c)[2:]]
                shown[doc][entity, row] = dict(zip(names, values, strict=True))
        return cls(
            {doc: (kind, day) for doc, kind, day in rows(*DOCUMENT.c)},
            logbook.versions(connection, docs),
            conflicts,
            standing,
            shown,
        )

    def faults(self, one: _Replayed) -> Iterator[str]:
        yield from self._row_faults(one)
        if self.versions.get(one.doc, {}) != merge.version(one.changes):
            yield "its version is not what the log says"
        if self.documents.get(one.doc) != _document(one, self.documents.get(one.doc)):
            yield "its kind or the day it was first seen is not what the log says"
        disputed = {cell for cell, settled in one.cells.items() if settled.conflict}
        for cell in sorted(disputed ^ self.conflicts.get(one.doc, set())):
            yield f"{_label(cell)}: whether several values stand is not what the log says"
        stand = {(c, write.change) for c, s in one.cells.items() for write in s.standing}
        for cell in sorted({c for c, _ in stand ^ self.standing.get(one.doc, set())}):
            yield f"{_label(cell)}: which of its values stand is not what the log says"

    def _row_faults(self, one: _Replayed) -> Iterator[str]:
        shown = self.rows.get(one.doc, {})
        for entity, row in sorted(shown.keys() | one.rows.keys()):
            if (entity, row) not in shown:
                yield f"{entity} {row} is in the log, but not in the table"
            elif (entity, row) not in one.rows:
                yield f"{entity} {row} is in the table, but not in the log"
            else:
                expected, actual = one.rows[entity, row], shown[entity, row]
                for name, cell in ENTITIES[entity].cells.items():
                    if any(actual[p.name] != expected.get(p.name) for p in cell.parts):
                        yield f"{_label(CellKey(entity, row, name))}: not what the log says"


def _document(
    one: _Replayed, actual: tuple[str | None, str] | None
) -> tuple[str | None, str] | None:
    """What the document's row should be; `actual`'s day where the changes don't tell theirs."""
    if not one.changes:
        return None
    kinds = (kind_of(op.cell.entity) for change in one.changes for op in change.ops)
    days = [change.at[:10] for change in one.changes]
    told = min(days) if all(map(_is_day, days)) else actual[1] if actual else ""
    return next((kind for kind in kinds if kind), None), told


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
