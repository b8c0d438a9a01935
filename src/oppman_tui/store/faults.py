"""What the store can tell its callers when it won't, or can't, do what they asked."""

from __future__ import annotations

import errno
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from oppman_tui.domain.fields import Json
from oppman_tui.errors import StoreError, StoreLost


class StoreBusy(StoreError):
    """Another window or program held the store for longer than this one waits."""

    def __init__(self) -> None:
        super().__init__(
            "Another window is writing to the store and did not finish in time",
            "Nothing was saved, and your text is kept",
            "Try again",
        )


class BackupFailed(StoreError):
    """No backup could be made; those made before are as they were."""

    def __init__(self, path: Path, why: str, *, full: bool = False) -> None:
        super().__init__(
            f"There is no room left on the disk for a backup of {path}"
            if full
            else f"No backup of {path} could be made: {why}",
            "Earlier backups are kept as they are",
            "Make room, then: oppman backup" if full else "oppman doctor says what is wrong",
        )


@dataclass(frozen=True, slots=True)
class Clash:
    """One cell of which the screen had shown another value than stands now.

    `label` is the field's; `mine` and `theirs` are values as `checks.check` gives them; `by` is
    who wrote theirs.
    """

    doc: str
    entity: str
    row: str
    cell: str
    label: str
    mine: Json
    theirs: Json
    by: str


class StaleWrite(StoreError):
    """What was to be written rests on values that changed meanwhile; nothing was written."""

    def __init__(self, clashes: tuple[Clash, ...]) -> None:
        labels = ", ".join(dict.fromkeys(clash.label for clash in clashes))
        super().__init__(
            f"{labels}: changed in another window since it was shown here",
            "Nothing was saved, and your text is kept",
            "Look at both values and choose one",
        )
        self.clashes = clashes


def gone(path: Path) -> StoreLost:
    return StoreLost(
        f"The store {path} is no longer where it was opened",
        "Nothing was saved, and no new store was made in its place",
        "Put it back, or restore a backup, and open it again",
    )


def open_elsewhere(by: str) -> str:
    """Why a store on a network file system can't be written here."""
    return f"it is open on {by}"


def read_only(path: Path, why: str) -> StoreError:
    return StoreError(
        f"The store {path} can only be read: {why}",
        "Nothing was changed",
        "Make the file and its folder writable, or close it where it is open; then open it again",
    )


def damaged(path: Path, how: str) -> StoreLost:
    return StoreLost(
        f"The store {path} is damaged: {how}",
        "It was left as it is",
        "Restore the newest good backup; keep this file beside it",
    )


def newer(path: Path, version: int, known: int) -> StoreError:
    return StoreError(
        f"The store {path} was written by a newer oppman"
        f" (version {version}; this one knows {known})",
        "It was not touched",
        "Update oppman",
    )


def is_busy(error: BaseException) -> bool:
    """True where SQLite gave up waiting for another connection's lock."""
    code = _code(error)
    return code is not None and code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def is_full(error: BaseException) -> bool:
    """True where the disk, or what one may have of it, is full."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    code = _code(error)
    return code is not None and code & 0xFF == sqlite3.SQLITE_FULL


def told(error: DBAPIError | sqlite3.Error, path: Path) -> StoreError:
    """What SQLite reported, as a user can be told it."""
    code = _code(error)
    primary = code & 0xFF if code is not None else None
    original = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreBusy()
    if code == sqlite3.SQLITE_READONLY_DBMOVED:
        return gone(path)
    if primary == sqlite3.SQLITE_READONLY:
        return read_only(path, original)
    if primary == sqlite3.SQLITE_CANTOPEN:
        return gone(path)
    if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or "UTF-8" in original:
        return damaged(path, original)
    if is_full(error):
        return no_room(path)
    return StoreError(
        f"The store {path} can't be used: {original}",
        "Nothing was saved, and your text is kept",
        "Run `oppman verify` to see what is wrong",
    )


def no_room(path: Path) -> StoreError:
    return StoreError(
        f"There is no room left on the disk for the store {path}",
        "Nothing was saved, and your text is kept",
        "Make room, then try again",
    )


def told_by_system(error: OSError, path: Path) -> StoreError:
    """What the operating system refused while a store was looked for or made."""
    if is_full(error):
        return no_room(path)
    return StoreError(
        f"The store {path} can't be used: {error.strerror or error}",
        "Nothing was changed",
        "See that the folder exists and is yours",
    )


def _code(error: BaseException) -> int | None:
    original = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(original, "sqlite_errorcode", None)
    return code if isinstance(code, int) else None
