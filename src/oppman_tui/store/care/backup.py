"""Backups of one store: made through SQLite, verified, and thinned out as they grow old.

They lie in `backups/` beside the store, in a folder of the store's name, each a store by itself.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import sqlite3
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from oppman_tui.domain.values.clock import Clock
from oppman_tui.errors import StoreError
from oppman_tui.paths import backups_of
from oppman_tui.store.faults import BackupFailed, StoreBusy, is_busy, is_full
from oppman_tui.store.file.connections import connect
from oppman_tui.store.file.disk import settle
from oppman_tui.store.file.keys import Locked, key_of
from oppman_tui.store.schema import APPLICATION_ID, SCHEMA

HOURLY, ASKED = "hourly", "asked"
IMPORT, MERGE, MIGRATION, RESTORE = "import", "merge", "migration", "restore"
ENCRYPTION = "encryption"

_NAME = re.compile(r"(\d{8}T\d{6})Z-([a-z]+)(?:-(\d+))?\.db")
_STAMP = "%Y%m%dT%H%M%S"
_HOUR = timedelta(hours=1)
_PERIODS = (("%Y%m%d%H", 24), ("%Y%m%d", 7), ("%G%V", 5), ("%Y%m", 12))
"""What tells one hour, day, week and month from another, and how many of each are kept."""
_RISKY = 10
"""So many of those made before something risky, or asked for, are kept whatever their age."""
_PAGES = 8192
"""Copied at a time; in between another window can save."""
_PATIENCE = 30.0
"""Seconds that a copy waits for other windows."""


@dataclass(frozen=True, slots=True)
class Backup:
    """`made` is in UTC, to the second; `why` is what it was made before, `hourly` or `asked`."""

    path: Path
    made: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a store holds that was found whole. `arrival` is that of its newest change."""

    version: int
    deals: int
    arrival: int


def kept(backups: Iterable[Backup]) -> set[Backup]:
    """Those worth their room: the newest of each of the last 24 hours, 7 days, 5 weeks and 12
    months in which any was made, and the last ten made before something risky."""
    newest_first = sorted(backups, key=lambda backup: backup.made, reverse=True)
    chosen: set[Backup] = set()
    for period, most in _PERIODS:
        firsts: dict[str, Backup] = {}
        for backup in newest_first:
            firsts.setdefault(backup.made.strftime(period), backup)
        chosen.update(list(firsts.values())[:most])
    risky = [backup for backup in newest_first if backup.why != HOURLY]
    return chosen.union(risky[:_RISKY])


def examine(path: Path) -> Contents:
    """What the store or backup at `path` holds; nothing is written to it.

    Raises `StoreError` where it isn't a store of ours, isn't whole, or is of a newer version.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _unsound(path, "is not a file")
        connection = connect(path.absolute(), wait=_PATIENCE, write=False)
        try:
            return _examined(path, connection)
        finally:
            connection.close()
    except OSError as error:
        raise _unsound(path, f"can't be read: {error.strerror}") from error
    except sqlite3.Error as error:
        if is_busy(error):
            raise StoreBusy from error
        raise _unsound(path, f"is not a whole store: {error}") from error


def _examined(path: Path, connection: sqlite3.Connection) -> Contents:
    def one(query: str) -> int | str | None:
        row = connection.execute(query).fetchone()
        return row[0] if row else None

    if one("PRAGMA application_id") != APPLICATION_ID:
        raise _unsound(path, "is not a store of oppman")
    version = int(one("PRAGMA user_version") or 0)
    if version > SCHEMA:
        raise _unsound(path, f"was written by a newer oppman (version {version})")
    connection.execute("PRAGMA cell_size_check=ON")
    if (found := one("PRAGMA quick_check(1)")) != "ok":
        raise _unsound(path, f"is damaged: {found}")
    if not one("SELECT value FROM meta WHERE key = 'replica'"):
        raise _unsound(path, "doesn't say which copy it is")
    deals = one("SELECT count(*) FROM deal WHERE deleted IS NOT 1 AND name IS NOT NULL")
    return Contents(version, int(deals or 0), int(one("SELECT max(arrival) FROM change") or 0))


def _unsound(path: Path, how: str) -> StoreError:
    return StoreError(f"{path} {how}", "Nothing was changed", "Take another: oppman backup --list")


def copy_store(source: Path, target: Path) -> None:
    """A copy of a store in a new file of mode 0600, flushed to the disk; verified is another
    thing. Nothing is left of it where it fails. Raises what the system or SQLite does."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    try:
        _copy(source, target)
        settle(target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _copy(source: Path, target: Path) -> None:
    deadline = time.monotonic() + _PATIENCE

    def progress(status: int, _left: int, _total: int) -> None:
        # A busy source is asked again and again; it is not to be for ever.
        busy = status & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        if busy and time.monotonic() > deadline:
            raise StoreBusy

    reading = connect(source, wait=1, write=False)
    try:
        writing = connect(target, wait=0, write=True, key=key_of(source))
        try:
            # Nobody knows the copy yet: what is left of it by a crash is thrown away.
            writing.execute("PRAGMA journal_mode=OFF").fetchall()
            writing.execute("PRAGMA synchronous=OFF")
            reading.backup(writing, pages=_PAGES, progress=progress, sleep=0.05)
        finally:
            writing.close()
    finally:
        reading.close()


class Backups:
    """The backups of the store at `store`, which itself need not be there."""

    def __init__(self, store: Path, clock: Clock) -> None:
        self.store = store.resolve()
        self._clock = clock
        self.folder = backups_of(self.store)

    def all(self) -> tuple[Backup, ...]:
        """The newest first; whether one is sound is seen by `examine`."""
        found: list[tuple[datetime, int, Backup]] = []
        with suppress(OSError):
            for path in self.folder.iterdir():
                if named := _NAME.fullmatch(path.name):
                    with suppress(ValueError):
                        made = datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC)
                        backup = Backup(path, made, named[2])
                        found.append((made, int(named[3] or 1), backup))
        found.sort(key=lambda item: item[:2], reverse=True)
        return tuple(backup for *_, backup in found)

    def newest_good(self) -> tuple[Backup, Contents] | None:
        """The newest that is found sound now."""
        for backup in self.all():
            with suppress(StoreError):
                return backup, examine(backup.path)
        return None

    def is_due(self) -> bool:
        """Whether the newest is an hour old and the store was written to since."""
        newest = next(iter(self.all()), None)
        if newest is None:
            return True
        now = self._clock.wall()
        if now - newest.made < _HOUR and newest.made <= now:
            return False
        with suppress(OSError):
            return self.store.stat().st_mtime >= newest.made.timestamp()
        return False

    def make(self, why: str) -> Backup:
        """A new verified backup; then those no longer worth their room are removed.

        Earlier ones stay as they are where it can't be made. Raises `BackupFailed`, `StoreBusy`.
        """
        now = self._clock.wall().astimezone(UTC)
        with self._told():
            for folder in (self.folder.parent, self.folder):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                folder.chmod(0o700)
            self._clear_away(now)
            path = self._free_name(now, why)
            self._write(path)
            backup = Backup(path, now.replace(microsecond=0), why)
            worth = kept([*self.all(), backup])
            for old in self.all():
                if old not in worth:
                    old.path.unlink(missing_ok=True)
        return backup

    def write(self, path: Path) -> Contents:
        """A verified backup in a file of one's choice, which is not there yet; what it holds."""
        if os.path.lexists(path):
            raise StoreError(f"{path} is there already", "It was not written over")
        with self._told():
            return self._write(path)

    def _write(self, path: Path) -> Contents:
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        copy_store(self.store, part)
        try:
            found = examine(part)
            # Not a rename where it can be helped: it would take a file's place that came between.
            try:
                path.hardlink_to(part)
            except OSError as error:
                if error.errno == errno.EEXIST:
                    raise
                part.rename(path)
        finally:
            part.unlink(missing_ok=True)
        settle(path.parent)
        return found

    def _free_name(self, now: datetime, why: str) -> Path:
        stem = f"{now.strftime(_STAMP)}Z-{why}"
        names = (f"{stem}.db", *(f"{stem}-{n}.db" for n in range(2, 1000)))
        return next(path for name in names if not (path := self.folder / name).exists())

    def _clear_away(self, now: datetime) -> None:
        """What a crash left half written; another window's is younger than an hour."""
        for part in self.folder.glob(".*.part"):
            with suppress(OSError):
                if now.timestamp() - part.stat().st_mtime > _HOUR.total_seconds():
                    part.unlink()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            if isinstance(error, sqlite3.Error) and is_busy(error):
                raise StoreBusy from error
            raise BackupFailed(self.store, _why(error), full=is_full(error)) from error
        except (BackupFailed, StoreBusy, Locked):
            raise
        except StoreError as error:
            # What was copied isn't sound, so what it was copied from isn't.
            raise BackupFailed(self.store, "what was copied of it is not whole") from error


def _why(error: OSError | sqlite3.Error) -> str:
    return str(error.strerror if isinstance(error, OSError) else error)
