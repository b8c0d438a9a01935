"""The checks on opening a store, in order, and the making of a new one.

Nothing is written to a file before it is known to be ours and of a version we write.
"""

from __future__ import annotations

import glob
import os
import secrets
import sqlite3
import stat
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert

from oppman_tui.domain.values.clock import Clock
from oppman_tui.errors import StoreError, StoreLost
from oppman_tui.store.care.backup import MIGRATION, Backups
from oppman_tui.store.faults import (
    StoreBusy,
    damaged,
    is_busy,
    newer,
    open_elsewhere,
    told,
    told_by_system,
)
from oppman_tui.store.file.connections import Connections, connect, make_engine
from oppman_tui.store.file.disk import settle
from oppman_tui.store.file.keys import is_encrypted
from oppman_tui.store.file.lease import Held, Lease
from oppman_tui.store.file.machine import Machine
from oppman_tui.store.migrations import OURS, Lineage, migrate
from oppman_tui.store.schema import APPLICATION_ID, META, TABLES

_LEAST_SQLITE = (3, 37, 0)
_HOUR = 3600
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def open_connections(
    path: Path,
    *,
    wait: float,
    clock: Clock,
    create: Mapping[str, str] | None,
    lineage: Lineage = OURS,
    machine: Machine,
) -> Connections:
    """The checked store at `path`; with `create`, made with that `meta` where there is none.

    Its mode becomes 0600. Read-only where file or folder can't be written, or where it lies on a
    network file system and another machine has it open. One of an earlier version is brought up
    to the lineage's, after a backup. Raises `StoreError`, `StoreLost` where only a backup can
    bring back what it held.
    """
    if sqlite3.sqlite_version_info < _LEAST_SQLITE:
        raise StoreError(
            f"This Python has SQLite {sqlite3.sqlite_version}",
            "Nothing was opened",
            f"Use a Python with SQLite {'.'.join(map(str, _LEAST_SQLITE))} or later",
        )
    try:
        if not os.path.lexists(path):
            _check_lost(path, Backups(path, clock))
            if create is not None:
                _create(path, create, lineage.version, machine)
        found = _checked_file(path)
        path = path.resolve(strict=True)
        unwritable = _why_unwritable(path, found, _checked_folder(path.parent))
        if unwritable is None and found.st_mode & _OTHERS:
            path.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)
    except OSError as error:
        raise told_by_system(error, path) from error
    if unwritable is None:
        _clear_away(path, clock.wall())
    lease, notice = None, None
    if unwritable is None and machine.network_of(path) is not None:
        lease = Lease(path, machine)
        unwritable, notice = _leased(lease, path)
    try:
        if _checked_version(path, wait, unwritable is None, lineage.version) < lineage.version:
            _bring_up(path, lineage, unwritable, Backups(path, clock))
        opened = Connections(path, wait=wait, unwritable=unwritable, version=lineage.version)
    except BaseException:
        if lease is not None:
            lease.release()
        raise
    opened.notice = notice
    if lease is not None and unwritable is None:
        opened.keep(lease)
    return opened


def _clear_away(path: Path, now: datetime) -> None:
    """What a kill left of a store that was being made or restored; another window's, which is
    still at it, is younger than an hour."""
    with suppress(OSError):
        for left in path.parent.glob(f".{glob.escape(path.name)}.*.new*"):
            if now.timestamp() - left.stat().st_mtime > _HOUR:
                left.unlink()


def _leased(lease: Lease, path: Path) -> tuple[str | None, str | None]:
    """Why the store can't be written, and what is to be said of how it can."""
    try:
        stale = lease.take()
    except Held as held:
        return open_elsewhere(held.by), None
    except OSError as error:
        raise told_by_system(error, path) from error
    if stale is None:
        return None, None
    return None, f"The store was open on {stale}, which is gone: it was taken over"


def _checked_file(path: Path) -> os.stat_result:
    try:
        found = path.stat()
    except FileNotFoundError:
        what = "is a link that leads nowhere" if path.is_symlink() else "isn't there"
        raise StoreError(
            f"The store {path} {what}", "Nothing was made", "See that its name is right"
        ) from None
    if not stat.S_ISREG(found.st_mode):
        raise StoreError(
            f"{path} is {_kind(found.st_mode)}, not a file",
            "It was not opened",
            "Name the store's file",
        )
    if found.st_uid != os.geteuid():
        raise StoreError(
            f"The store {path} belongs to another user of this machine",
            "It was not opened",
            "Open a store of your own",
        )
    if found.st_size == 0:
        raise StoreLost(
            f"The store {path} is empty: it has lost all that was in it",
            "No new store was made in its place",
            "Restore the newest good backup, or remove the file to begin anew",
        )
    return found


def _kind(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISFIFO(mode):
        return "a pipe"
    return "a socket" if stat.S_ISSOCK(mode) else "a device"


def _checked_folder(folder: Path) -> os.stat_result:
    """Who may write to the folder may put another file in the store's place, or a journal."""
    found = folder.stat()
    theirs = found.st_uid not in (os.geteuid(), 0)
    if theirs or found.st_mode & _OTHERS_WRITE:
        # A folder meant for all, such as /tmp, is not to be taken from them.
        own = found.st_uid == os.geteuid() and not found.st_mode & stat.S_ISVTX
        raise StoreError(
            f"Others may write to the folder {folder}",
            "The store in it was not opened",
            "Move the store to a folder of your own" + (f", or: chmod 700 {folder}" * own),
        )
    return found


def _why_unwritable(
    path: Path, found: os.stat_result, folder: os.stat_result
) -> str | None:
    """Root may write anywhere, yet a mode that says *read-only* is meant."""
    if not (found.st_mode & stat.S_IWUSR and os.access(path, os.W_OK)):
        return "the file is read-only"
    if not (folder.st_mode & stat.S_IWUSR and os.access(path.parent, os.W_OK)):
        return "its folder is read-only"
    return None


def _checked_version(path: Path, wait: float, write: bool, known: int) -> int:
    """Refuses what isn't a store, or is one of a version we don't know, without a write."""
    try:
        application, version = _stamps(path, wait, write)
    except sqlite3.Error as error:
        if is_busy(error):
            raise StoreBusy from error
        none = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB
        if none and not is_encrypted(path):
            raise _not_ours(path) from error
        raise told(error, path) from error
    if application != APPLICATION_ID:
        raise _not_ours(path)
    if version > known:
        raise newer(path, version, known)
    if version < 1:
        raise damaged(path, f"its version is {version}")
    return version


def _bring_up(
    path: Path, lineage: Lineage, unwritable: str | None, backups: Backups
) -> None:
    if unwritable is not None:
        raise StoreError(
            f"The store {path} is of an earlier version and can only be read: {unwritable}",
            "It was not touched",
            "Make the file and its folder writable, so that it can be brought up to date",
        )
    migrate(path, lineage, lambda: backups.make(MIGRATION))


def _not_ours(path: Path) -> StoreLost:
    return StoreLost(
        f"{path} is not a store of oppman", "It was not touched", "Name another file"
    )


def _stamps(path: Path, wait: float, write: bool) -> tuple[int, int]:
    """`application_id` and `user_version`, read only; but what a crash left is rolled back."""
    try:
        return _read_stamps(path, wait, write=False)
    except sqlite3.OperationalError as error:
        # A journal left by a crash: SQLite has to roll it back before anything can be read.
        if not write or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_READONLY:
            raise
    return _read_stamps(path, wait, write=True)


def _read_stamps(path: Path, wait: float, *, write: bool) -> tuple[int, int]:
    connection = connect(path, wait=wait, write=write)
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    finally:
        connection.close()
    return application, version


def _check_lost(path: Path, backups: Backups) -> None:
    """A store that went missing is not to be taken for one that never was."""
    journal = path.with_name(f"{path.name}-journal")
    if os.path.lexists(journal):
        # SQLite would put what is in it over the new store.
        raise StoreLost(
            f"The store {path} isn't there, but the journal of its last change is",
            "Nothing was made",
            f"Put the store back beside {journal.name}, or remove that file to begin anew",
        )
    if backups.all():
        raise StoreLost(
            f"The store {path} isn't there, but backups of it are",
            "No new store was made in its place",
            f"Restore the newest, or move {backups.folder} away to begin anew",
        )


def _create(path: Path, meta: Mapping[str, str], version: int, machine: Machine) -> None:
    """A new, empty store, whole or not at all: it gets its name once it is complete."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _checked_folder(path.parent.resolve())
    making = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    os.close(os.open(making, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        _fill(making, {**meta, "place": machine.place_of(making)}, version)
        _name(making, path)
    finally:
        making.unlink(missing_ok=True)
    settle(path.parent)


def _name(made: Path, path: Path) -> None:
    try:
        os.link(made, path)
    except FileExistsError:
        return  # another window was quicker; its store is as good
    except OSError:
        # A file system without hard links. A rename would take a store's place, so look first.
        if not os.path.lexists(path):
            made.rename(path)


def _fill(path: Path, meta: Mapping[str, str], version: int) -> None:
    engine = make_engine(path, wait=0, write=True)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version={version}")
            TABLES.create_all(connection)
            rows = [{"key": key, "value": value} for key, value in meta.items()]
            connection.execute(insert(META), rows)
    finally:
        engine.dispose()
