"""A store encrypted, encrypted by another passphrase, or decrypted: written anew beside itself,
verified, and put in its own place at once, so that there is a whole store at every moment.

What is left of it in other files afterwards (backups, drafts, stores set aside) is named, not
touched.
"""

from __future__ import annotations

import glob
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from oppman_tui.domain.values.clock import Clock
from oppman_tui.errors import StoreError
from oppman_tui.paths import backups_of
from oppman_tui.store.care.backup import ENCRYPTION, Backups, Contents, examine
from oppman_tui.store.care.verify import verify
from oppman_tui.store.faults import StoreBusy, is_busy, is_full, no_room, read_only
from oppman_tui.store.file import keys
from oppman_tui.store.file.connections import WAIT, connect
from oppman_tui.store.file.disk import settle
from oppman_tui.store.file.keys import Key
from oppman_tui.store.file.machine import Machine
from oppman_tui.store.file.opening import open_connections
from oppman_tui.store.store import Store

_TABLES = "SELECT name, sql FROM {}.sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name"
_STAMPS = ("application_id", "user_version")


def reseal(store: Path, key: Key | None, clock: Clock) -> Contents:
    """Put the store under `key`, or under none; what it holds. A verified backup of it, as it
    was, is made first.

    Other windows that have it open can't save any more. Raises `StoreError`; the store is then
    as it was.
    """
    store = store.resolve()
    machine = Machine.here()
    checked = open_connections(store, wait=WAIT, clock=clock, create=None, machine=machine)
    try:
        if checked.unwritable is not None:
            raise read_only(store, checked.unwritable)
        Backups(store, clock).make(ENCRYPTION)
        return _exchange(store, key, clock, machine)
    except (OSError, sqlite3.Error) as error:
        if isinstance(error, sqlite3.Error) and is_busy(error):
            raise StoreBusy from error
        if is_full(error):
            raise no_room(store) from error
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise _refused(store, str(why)) from error
    finally:
        checked.close()


def others(store: Path) -> list[Path]:
    """The files that hold what the store does or did, and are not under its key: backups,
    stores set aside, drafts, what a kill left of it. The store itself is left out."""
    store = store.resolve()
    salt, found = keys.salt_of(store), []
    for folder in (backups_of(store), store.with_name(f"{store.name}.drafts")):
        with suppress(OSError):
            found += sorted(folder.iterdir())
    stem, name, suffix = map(glob.escape, (store.stem, store.name, store.suffix))
    for pattern in (f"{stem}.before*{suffix}*", f".{name}.*.new*"):
        found += sorted(store.parent.glob(pattern))
    return [path for path in found if path.is_file() and keys.salt_of(path) != salt]


def _exchange(store: Path, key: Key | None, clock: Clock, machine: Machine) -> Contents:
    made = store.with_name(f".{store.name}.{secrets.token_hex(4)}.new")
    os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    try:
        # From here to its end nothing is saved in the file that goes.
        with _held(store):
            export(store, made, key)
            _stay_itself(made, machine)
            contents = _verified(store, made, clock)
            settle(made)
            made.replace(store)
            settle(store.parent)
    finally:
        made.unlink(missing_ok=True)
    return contents


@contextmanager
def _held(store: Path) -> Iterator[None]:
    """By the same library that reads it meanwhile: another's would lose the lock unseen."""
    from oppman_tui.store.file import cipher

    uri = f"{store.as_uri()}?mode=rw"
    connection = cipher.connect(uri, wait=WAIT, key=keys.key_of(store))
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
    finally:
        connection.close()


def export(store: Path, made: Path, key: Key | None) -> None:
    """All of the store, or a backup, into the empty file, which is then under `key`; compared
    table by table. Raises `StoreError`, and what the system or SQLite does."""
    from oppman_tui.store.file import cipher

    keys.will_be(made, key)
    before = keys.key_of(store)
    new = cipher.connect(f"{made.as_uri()}?mode=rw", wait=0, key=key)
    try:
        # Nobody knows the copy yet: what is left of it by a crash is thrown away.
        new.execute("PRAGMA journal_mode=OFF").fetchall()
        new.execute("PRAGMA synchronous=OFF")
        new.execute("PRAGMA trusted_schema=OFF")
        source = (f"{store.as_uri()}?mode=ro", before.as_sql if before is not None else "")
        new.execute("ATTACH ? AS store KEY ?", source)
        new.execute("SELECT sqlcipher_export('main', 'store')").fetchall()
        for stamp in _STAMPS:
            (value,) = new.execute(f"PRAGMA store.{stamp}").fetchone()
            new.execute(f"PRAGMA main.{stamp}={int(value)}")
        _compare(store, new)
        new.execute("DETACH store")
    finally:
        new.close()


def _compare(store: Path, new: sqlite3.Connection) -> None:
    was, now = (new.execute(_TABLES.format(s)).fetchall() for s in ("store", "main"))
    if was != now:
        raise _refused(store, "its copy has other tables")
    tables = "SELECT name FROM main.sqlite_schema WHERE type = 'table'"
    for (name,) in new.execute(tables).fetchall():
        table = '"{}"'.format(name.replace('"', '""'))
        rows = [
            new.execute(f"SELECT count(*) FROM {schema}.{table}").fetchone()
            for schema in ("store", "main")
        ]
        if rows[0] != rows[1]:
            raise _refused(store, f"its copy has other rows in {name}")


def _stay_itself(made: Path, machine: Machine) -> None:
    """The same copy in another file, not a copy of its own as one that was copied becomes."""
    connection = connect(made, wait=0, write=True)
    try:
        place = machine.place_of(made)
        connection.execute("UPDATE meta SET value = ? WHERE key = 'place'", (place,))
    finally:
        connection.close()


def _verified(store: Path, made: Path, clock: Clock) -> Contents:
    contents = examine(made)
    opened = Store.open(made, clock=clock, actor="")
    try:
        problems = verify(opened)
    finally:
        opened.close()
    if problems:
        raise StoreError(
            f"The store {store} is not sound: {len(problems)} found, such as {problems[0].what}",
            "It was left as it is",
            "`oppman verify` names them all",
        )
    return contents


def _refused(store: Path, why: str) -> StoreError:
    return StoreError(
        f"The store {store} can't be written anew: {why}",
        "It was left as it is",
        "oppman doctor says what is wrong",
    )
