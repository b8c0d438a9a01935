"""A backup put in the store's place. What was there is set aside whole, never written over."""

from __future__ import annotations

import glob
import os
import secrets
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from oppman_tui.domain.values import ids
from oppman_tui.domain.values.clock import Clock
from oppman_tui.errors import StoreError
from oppman_tui.store.care.backup import Contents, copy_store, examine
from oppman_tui.store.faults import StoreBusy, is_busy, is_full
from oppman_tui.store.file import keys
from oppman_tui.store.file.connections import WAIT, connect
from oppman_tui.store.file.disk import settle
from oppman_tui.store.file.keys import Locked
from oppman_tui.store.file.machine import Machine

_JOURNAL = "-journal"


@dataclass(frozen=True, slots=True)
class Restored:
    """`aside` is where the file lies that was there before; None where there was none."""

    contents: Contents
    aside: Path | None


def restore(store: Path, backup: Path, clock: Clock) -> Restored:
    """Put a copy of `backup` in the place of the store, as a copy of its own: with a new replica
    id, so that what is edited in it and in the one before never passes for the same.

    Raises `StoreError`; the store is then as it was.
    """
    store = store.resolve()
    contents = examine(backup)
    made = store.with_name(f".{store.name}.{secrets.token_hex(4)}.new")
    try:
        store.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _copy(backup, made, store)
        try:
            _become_another(made, clock)
            examine(made)
            aside = _put(made, store, clock)
        finally:
            made.unlink(missing_ok=True)
        settle(store.parent)
    except (OSError, sqlite3.Error) as error:
        if isinstance(error, sqlite3.Error) and is_busy(error):
            raise StoreBusy from error
        raise _failed(store, error) from error
    return Restored(contents, aside)


def _copy(backup: Path, made: Path, store: Path) -> None:
    """Under the key of the encrypted store whose place it takes: what is restored is never in
    plain by an oversight."""
    if not keys.is_encrypted(store) or keys.is_locked(store):
        copy_store(backup, made)
        return
    key = keys.key_of(store)
    if key is None or keys.salt_of(backup) == key.salt:
        copy_store(backup, made)
        return
    from oppman_tui.store.care.sealing import export

    os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    try:
        export(backup, made, key)
        settle(made)
    except BaseException:
        made.unlink(missing_ok=True)
        raise


def _become_another(made: Path, clock: Clock) -> None:
    own = {"replica": ids.new_id(clock.wall()), "place": Machine.here().place_of(made)}
    connection = connect(made, wait=0, write=True)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", own.items())
        connection.execute("COMMIT")
    finally:
        connection.close()


def _put(made: Path, store: Path, clock: Clock) -> Path | None:
    """Give `made` the store's name; the name that what was there has now."""
    there, journal = os.path.lexists(store), store.with_name(store.name + _JOURNAL)
    if there and not stat.S_ISREG(store.lstat().st_mode):
        raise StoreError(f"{store} is not a file", "Nothing was restored", "Move it away first")
    if not there and not journal.exists():
        made.rename(store)
        return None
    aside = _free_name(store, clock)
    with _held(store):
        if there:
            _name(store, aside)
        # A journal belongs to its file: SQLite would put what is in it over another's.
        if journal.exists():
            journal.rename(aside.with_name(aside.name + _JOURNAL))
        made.replace(store)
    return aside


def _name(store: Path, aside: Path) -> None:
    """A second name, so that the store's own is never without a file; else a new one."""
    try:
        os.link(store, aside)
    except OSError:
        store.rename(aside)


def set_aside(store: Path) -> list[Path]:
    """The files that restores set aside, by name; what lies beside one goes with it."""
    stem = glob.escape(f"{store.stem}.before-")
    return sorted(path for path in store.parent.glob(f"{stem}*") if path.is_file())


def _free_name(store: Path, clock: Clock) -> Path:
    stem = f"{store.stem}.before-{clock.wall():%Y%m%dT%H%M%S}"
    names = (f"{stem}{more}{store.suffix}" for more in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(path for name in names if not os.path.lexists(path := store.with_name(name)))


@contextmanager
def _held(store: Path) -> Iterator[None]:
    """No other window saves into the file that is being set aside, where it can still be held."""
    connection = None
    try:
        if store.is_file():
            connection = connect(store, wait=WAIT, write=False)
            # Refused where a crash left a journal: held, the file would be rolled back, and it
            # is to be set aside as it is. Nobody writes then.
            connection.execute("PRAGMA user_version").fetchone()
            connection.close()
            connection = connect(store, wait=WAIT, write=True)
            connection.execute("BEGIN IMMEDIATE")
    except Locked:
        pass  # without its passphrase it can't be held
    except sqlite3.Error as error:
        if connection is not None and is_busy(error):
            connection.close()
            raise StoreBusy from error
    try:
        yield
    finally:
        if connection is not None:
            connection.close()


def _failed(store: Path, error: OSError | sqlite3.Error) -> StoreError:
    why = error.strerror if isinstance(error, OSError) else str(error)
    return StoreError(
        f"There is no room left on the disk to restore {store}"
        if is_full(error)
        else f"{store} can't be restored: {why}",
        "What is there was left as it is",
        "Make room, then restore again" if is_full(error) else "oppman doctor says what is wrong",
    )
