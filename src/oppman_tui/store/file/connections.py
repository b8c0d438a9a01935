"""Short transactions on one open store, for any thread.

Not WAL (architecture.md, The store): one open reader blocks COMMIT, so a transaction is never
kept open over anything but its own statements.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError

from oppman_tui.store.faults import (
    StoreBusy,
    damaged,
    gone,
    is_busy,
    newer,
    open_elsewhere,
    read_only,
    told,
    told_by_system,
)
from oppman_tui.store.file import keys
from oppman_tui.store.file.keys import Key
from oppman_tui.store.file.lease import Held, Lease
from oppman_tui.store.schema import SCHEMA

WAIT = 5.0
"""Seconds to wait for another window's or program's lock."""

_PRAGMAS = (
    "journal_mode=DELETE",
    "synchronous=EXTRA",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "secure_delete=ON",
    # What SQLite sorts or keeps for a while lies in no folder that others see.
    "temp_store=MEMORY",
)
_TEMPORARY = "SQLITE_TMPDIR"


def connect(
    path: Path, *, wait: float, write: bool, key: Key | None = None
) -> sqlite3.Connection:
    """A bare connection to a file that is there; never makes one. Begins nothing by itself.

    `key` is for a file that is empty still, and is to be encrypted. Raises `Locked` for an
    encrypted one whose passphrase was not given.
    """
    uri = f"{path.as_uri()}?mode={'rw' if write else 'ro'}"
    if key is None:
        key = keys.key_of(path)
    else:
        keys.will_be(path, key)
    if key is None:
        connection = sqlite3.connect(
            uri, uri=True, timeout=wait, isolation_level=None, check_same_thread=False
        )
    else:
        from oppman_tui.store.file import cipher

        connection = cipher.connect(uri, wait=wait, key=key)
    connection.execute("PRAGMA trusted_schema=OFF")
    return connection


def make_engine(
    path: Path, *, wait: float, write: bool, foreign_keys: bool = True
) -> Engine:
    """An engine whose connections are set as the store needs them, and begin as told.

    `foreign_keys` off is for rebuilding tables; it can't be changed within a transaction.
    """
    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(path, wait=wait, write=write),
        # A file, not the memory that the URL says: connections are for any thread, and one
        # stays open, so that a file put in the store's place can't pass for it.
        poolclass=QueuePool,
        hide_parameters=True,
    )
    pragmas = (*_PRAGMAS, f"foreign_keys={'ON' if foreign_keys else 'OFF'}")
    event.listen(engine, "connect", lambda made, _entry: _set_up(made, pragmas))
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: DBAPIConnection, pragmas: Iterable[str]) -> None:
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
        # Read to the end: a statement left half-way holds its lock.
        cursor.fetchall()
    cursor.close()


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def commit(connection: Connection, deadline: float) -> None:
    """COMMIT, again while a reader is in the way; the transaction stays whole meanwhile."""
    while True:
        try:
            connection.exec_driver_sql("COMMIT")
        except DBAPIError as error:
            if not is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


class Connections:
    """Opens transactions on the store at `path`; `unwritable` says why none may write."""

    def __init__(
        self, path: Path, *, wait: float, unwritable: str | None, version: int = SCHEMA
    ) -> None:
        self.path = path
        self.unwritable = unwritable
        self.notice: str | None = None
        """What is to be said of how it was opened."""
        self._lease: Lease | None = None
        self._version = version
        self._wait = wait
        self._engine = make_engine(path, wait=wait, write=unwritable is None)
        self._turn = threading.Lock()
        self._identity = self._on_disk()
        self._whole = False

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent read; fetch all of it, then leave. Raises `StoreError`."""
        try:
            with self._engine.connect() as connection, connection.begin():
                yield connection
        except DBAPIError as error:
            raise told(error, self.path) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that holds the store; durable once left, undone by an exception.

        The first waits until the file was found whole. Raises `StoreBusy` where it can't be had
        or finished in time, and `StoreError`.
        """
        self._check_leased()
        if self.unwritable is not None:
            raise read_only(self.path, self.unwritable)
        if not self._turn.acquire(timeout=self._wait):
            raise StoreBusy
        try:
            self._check_there()
            if not self._whole and (found := self.quick_check()) is not None:
                raise damaged(self.path, found)
            with self._engine.connect() as connection:
                connection.execution_options(immediate=True)
                with connection.begin():
                    self._check_there()
                    self._check_version(connection)
                    yield connection
                    commit(connection, time.monotonic() + self._wait)
        except DBAPIError as error:
            raise told(error, self.path) from error
        finally:
            self._turn.release()

    def quick_check(self) -> str | None:
        """What SQLite finds wrong with the file; None where it finds nothing."""
        with self.reading() as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        self._whole = found == "ok"
        return None if self._whole else str(found).removeprefix("*** in database main ***\n")

    def compact(self) -> None:
        """Write the file anew, without what was deleted from it; its copy meanwhile lies beside
        it, without a name. Raises `StoreBusy`, `StoreError`.
        """
        self._check_leased()
        if self.unwritable is not None:
            raise read_only(self.path, self.unwritable)
        before = os.environ.get(_TEMPORARY)
        os.environ[_TEMPORARY] = str(self.path.parent)
        try:
            connection = connect(self.path, wait=self._wait, write=True)
            try:
                for pragma in _PRAGMAS:
                    connection.execute(f"PRAGMA {pragma}").fetchall()
                # The whole store may be too much for the memory; one that is encrypted has no
                # other place.
                if not keys.is_encrypted(self.path):
                    connection.execute("PRAGMA temp_store=FILE")
                connection.execute("VACUUM")
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise told(error, self.path) from error
        finally:
            os.environ.pop(_TEMPORARY)
            if before is not None:
                os.environ[_TEMPORARY] = before

    def close(self) -> None:
        self._engine.dispose()
        if self._lease is not None:
            self._lease.release()

    def keep(self, lease: Lease) -> None:
        """Hold the lease that this store needs for as long as it is open."""
        self._lease = lease
        lease.keep()

    def _check_leased(self) -> None:
        """Another machine may have taken a lease over that this one could no longer renew."""
        if self._lease is None or self.unwritable is not None:
            return
        try:
            self._lease.hold()
        except Held as held:
            self.unwritable = open_elsewhere(held.by)
        except OSError as error:
            raise told_by_system(error, self.path) from error

    def _check_version(self, connection: Connection) -> None:
        """A newer oppman may have migrated the store while it was open here."""
        found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if found != self._version:
            raise newer(self.path, found, self._version)

    def _check_there(self) -> None:
        """Refuses to write into a file that no longer has its name: it would be lost unseen."""
        if self._on_disk() != self._identity:
            raise gone(self.path)

    def _on_disk(self) -> tuple[int, int]:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            raise gone(self.path) from None
        except OSError as error:
            raise told_by_system(error, self.path) from error
        return found.st_dev, found.st_ino
