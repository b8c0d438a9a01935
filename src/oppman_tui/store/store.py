"""The store's face: one person's deals in one file. Safe to use from any thread."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select

from oppman_tui.domain.edits import Act
from oppman_tui.domain.entities import Customer, Dossier, Version
from oppman_tui.domain.fields import Json
from oppman_tui.domain.redact import Spellings
from oppman_tui.domain.values import ids
from oppman_tui.domain.values.clock import Clock
from oppman_tui.domain.values.text import clean_text
from oppman_tui.errors import StoreError
from oppman_tui.log.change import FORMAT, CellKey, Change, canonical
from oppman_tui.store import reads
from oppman_tui.store.care import forget as forgetting
from oppman_tui.store.care.backup import MERGE, Backups
from oppman_tui.store.care.forget import Found
from oppman_tui.store.faults import damaged, told_by_system
from oppman_tui.store.file import keys
from oppman_tui.store.file.connections import WAIT, Connections
from oppman_tui.store.file.machine import Machine
from oppman_tui.store.file.opening import open_connections
from oppman_tui.store.migrations import OURS, Lineage
from oppman_tui.store.reads import CellAt, HistoryItem
from oppman_tui.store.schema import META, OPEN_REVIEW
from oppman_tui.store.writing import acts, logbook
from oppman_tui.store.writing.logbook import Place
from oppman_tui.store.writing.writer import Edits, OnWrite, Received, Undone, Writer, Written


class Store:
    """Reads are consistent and short; every write is one transaction, durable when it returns.

    Every method raises `StoreError` where the file can't be read or written (`StoreBusy` where
    another window holds it for too long).
    """

    def __init__(
        self,
        connections: Connections,
        *,
        replica: str,
        clock: Clock,
        actor: str,
        on_write: OnWrite | None = None,
    ) -> None:
        self._connections = connections
        self._actor = actor
        self.backups = Backups(connections.path, clock)
        self.replica = replica
        self._writer = Writer(
            connections, replica=replica, actor=actor, clock=clock, on_write=on_write
        )

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        clock: Clock,
        actor: str,
        create: bool = False,
        on_write: OnWrite | None = None,
        wait: float = WAIT,
        lineage: Lineage = OURS,
        machine: Machine | None = None,
    ) -> Store:
        """The store at `path`, checked; with `create`, a new one where there is no file.

        `on_write` is called within each write's transaction with the deals whose list rows may
        have changed. `wait` is how many seconds another window's lock is waited for. A store
        that was copied, here or to another `machine` than it was on, becomes a copy of its own,
        so that what is edited in the two never passes for the same.
        """
        machine = machine or Machine.here()
        fresh = {
            "replica": ids.new_id(clock.now()),
            "format": str(FORMAT),
            "hlc": "0",
        }
        connections = open_connections(
            path,
            wait=wait,
            clock=clock,
            create=fresh if create else None,
            lineage=lineage,
            machine=machine,
        )
        try:
            replica = _own_replica(connections, machine, clock)
        except StoreError:
            connections.close()
            raise
        return cls(connections, replica=replica, clock=clock, actor=actor, on_write=on_write)

    @property
    def path(self) -> Path:
        return self._connections.path

    @property
    def encrypted(self) -> bool:
        return keys.is_encrypted(self.path)

    @property
    def unwritable(self) -> str | None:
        """Why the store can only be read; None where it can be written."""
        return self._connections.unwritable

    @property
    def notice(self) -> str | None:
        """What is to be said of how it was opened; None where there is nothing to say."""
        return self._connections.notice

    def close(self) -> None:
        self._connections.close()

    def reading(self) -> AbstractContextManager[Connection]:
        """One consistent read. Fetch and leave: while it is open no window can save."""
        return self._connections.reading()

    def writing(self) -> AbstractContextManager[Connection]:
        """One transaction, for caches beside the log."""
        return self._connections.writing()

    # -- writing -----------------------------------------------------------------------

    def write(
        self,
        label: str,
        edits: Edits,
        *,
        seen: Mapping[str, Version] | None = None,
        at: datetime | None = None,
    ) -> Written:
        """One act. `seen` is what the screen had shown, by document; a document it doesn't
        name is taken as it stands now. `edits` may be a function that makes them out of what
        it reads on the given connection: no other window can write in between.

        Raises `InvalidValue`; `StaleWrite` with both values where a cell, or a row that would
        be removed, was changed elsewhere since it was shown.
        """
        return self._writer.write(label, edits, seen=seen, at=at)

    def write_acts(self, todo: Iterable[Act]) -> list[Written]:
        """Several acts, each undone by itself, in one transaction."""
        return self._writer.write_acts(list(todo))

    def undo(self) -> Undone:
        """Take back the latest act made here by this person, in all its documents or none.

        Raises `NothingToUndo`; `UndoRefused` where something newer would be lost.
        """
        return self._writer.undo()

    def redo(self) -> Undone:
        """Raises `NothingToRedo`, `UndoRefused`."""
        return self._writer.redo()

    def can_undo(self) -> str | None:
        """The label of what `undo` would take back."""
        with self.reading() as connection:
            return acts.labels(connection, self._actor)[0]

    def can_redo(self) -> str | None:
        """The label of what `redo` would do again."""
        with self.reading() as connection:
            return acts.labels(connection, self._actor)[1]

    def receive(self, changes: Iterable[Change]) -> Received:
        """Merge another copy's changes, all or none, after a backup. Raises `MergeRefused`."""
        return self._writer.receive(changes, lambda: self.back_up(MERGE))

    def back_up(self, why: str) -> None:
        """Make a backup before something risky, within its write or not; of an empty store
        none. Raises `BackupFailed`."""
        if self.arrival():
            self.backups.make(why)

    def forget(self, spellings: Spellings, places: Collection[Place]) -> Found:
        """Take a person's data out of the store for good, as the law may ask; what was found.

        Their rows go, their name as the author of changes and all labels that tell of them; of
        the texts that `tells_of` finds, those in the cells `places`.
        """
        with self.writing() as connection:
            found = forgetting.find(connection, spellings)
            forgotten = [m for m in found.mentions if (m.doc, m.cell) in places]
            edits = forgetting.edits(connection, found, forgotten)
            self._writer.write_for_good(connection, forgetting.LABEL, edits)
            forgetting.blank(connection, found, forgotten)
        return found

    def compact(self) -> None:
        """Write the whole file anew, so that no page keeps what was taken out of it.

        Raises `StoreBusy` where another window is in the way for too long.
        """
        self._connections.compact()

    def save_open_review(self, doc: str, review: Mapping[str, Json] | None) -> None:
        """Keep the review being written on a deal; None drops it. It is never shared."""
        with self.writing() as connection:
            connection.execute(delete(OPEN_REVIEW).where(OPEN_REVIEW.c.doc == doc))
            if review is not None:
                row = {"doc": doc, "json": canonical(dict(review))}
                connection.execute(insert(OPEN_REVIEW), row)

    def set_remark(self, key: str, value: str) -> None:
        """Keep a fact about this copy beside the log; it is never shared."""
        with self.writing() as connection:
            _set(connection, f"remark.{key}", clean_text(value))

    # -- reading -----------------------------------------------------------------------

    def remark(self, key: str) -> str | None:
        with self.reading() as connection:
            query = select(META.c.value).where(META.c.key == f"remark.{key}")
            return connection.scalar(query)

    def deal_ids(self) -> list[str]:
        with self.reading() as connection:
            return reads.deal_ids(connection)

    def dossier(self, deal: str) -> Dossier | None:
        """None where the deal isn't here or was deleted."""
        return next(iter(self.dossiers([deal])), None)

    def dossiers(self, deals: Sequence[str] | None = None) -> list[Dossier]:
        """These deals in this order, or all; those not here are left out.

        Each is one consistent read; many are read a few hundred at a time, so that a window
        can save in between.
        """
        wanted = self.deal_ids() if deals is None else deals
        found: list[Dossier] = []
        for part in logbook.parts(wanted):
            with self.reading() as connection:
                found += reads.dossiers(connection, part)
        return found

    def customers(self) -> tuple[Customer, ...]:
        with self.reading() as connection:
            return reads.customers(connection)

    def customer_ids_by_name(self) -> dict[str, str]:
        """Folded name -> id."""
        with self.reading() as connection:
            return reads.customer_ids_by_name(connection)

    def cells(self, docs: Iterable[str]) -> dict[CellAt, tuple[Json, str]]:
        """What each cell of these documents is set to, and the label of the act that set it."""
        with self.reading() as connection:
            return reads.cells(connection, docs)

    def history(self, doc: str, limit: int = 500) -> tuple[HistoryItem, ...]:
        """The newest `limit` cells set in a document, newest first."""
        with self.reading() as connection:
            return reads.history(connection, doc, limit)

    def values_of_conflict(
        self, doc: str, entity: str, row: str, cell: str
    ) -> tuple[tuple[Json, str, str], ...]:
        """(value, actor, local ISO time) of all that stand in a cell, what is shown first."""
        with self.reading() as connection:
            return reads.values_of_conflict(connection, doc, CellKey(entity, row, cell))

    def tells_of(self, spellings: Spellings) -> Found:
        """All in this store that tells of the person so spelled."""
        with self.reading() as connection:
            return forgetting.find(connection, spellings)

    def open_review(self, doc: str) -> dict[str, Json] | None:
        with self.reading() as connection:
            return reads.open_review(connection, doc)

    def arrival(self) -> int:
        """The number of the newest change here; 0 where there is none."""
        with self.reading() as connection:
            return logbook.last_arrival(connection)

    def touched_since(self, arrival: int) -> tuple[int, frozenset[str]]:
        """The newest arrival, and the documents changed after `arrival` by any window."""
        with self.reading() as connection:
            return reads.touched_since(connection, arrival)

    def changes(
        self, docs: Iterable[str] | None = None, since: int = 0
    ) -> list[Change]:
        """Those of `docs` (None: all) that arrived after `since`; each document's in order."""
        found: list[Change] = []
        if docs is not None:
            for part in logbook.parts(sorted(set(docs))):
                with self.reading() as connection:
                    found += logbook.changes(connection, part, since)
            return found
        last = self.arrival()
        while since < last:
            with self.reading() as connection:
                part_of_log, since = logbook.changes_after(connection, since)
            found += part_of_log
        return found

    def quick_check(self) -> str | None:
        """What SQLite finds wrong with the file; None where it finds nothing.

        To be asked for once the first page is shown: until it is answered nothing is written,
        and the first write asks for itself.
        """
        return self._connections.quick_check()


def _own_replica(connections: Connections, machine: Machine, clock: Clock) -> str:
    """This copy's id: a new one where the file is another than it was given to."""
    with connections.reading() as connection:
        replica, place = _identity(connection)
    if replica is None:
        raise damaged(connections.path, "it doesn't say which copy it is")
    try:
        here = machine.place_of(connections.path)
    except OSError as error:
        raise told_by_system(error, connections.path) from error
    if place == here or connections.unwritable is not None:
        return replica
    with connections.writing() as connection:
        replica, place = _identity(connection)  # another window may have been quicker
        if place is not None and place != here:
            replica = ids.new_id(clock.wall())
        _set(connection, "replica", str(replica))
        _set(connection, "place", here)
    return str(replica)


def _identity(connection: Connection) -> tuple[str | None, str | None]:
    query = select(META.c.key, META.c.value).where(META.c.key.in_(("replica", "place")))
    kept = {row.key: row.value for row in connection.execute(query)}
    return kept.get("replica"), kept.get("place")


def _set(connection: Connection, key: str, value: str) -> None:
    connection.execute(delete(META).where(META.c.key == key))
    connection.execute(insert(META), {"key": key, "value": value})
