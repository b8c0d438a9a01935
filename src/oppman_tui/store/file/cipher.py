"""SQLCipher in the place of SQLite, for encrypted stores. Loaded only where one is opened: the
library is the extra ``oppman-tui[encryption]``.

What it raises is told as the standard library's SQLite tells it, so that nobody else has to know
which of the two is at work. Both have their own idea of who holds a file's locks, so in one
process a file is only ever opened by one of them.
"""

from __future__ import annotations

import sqlite3
from typing import Any, NoReturn, cast

from sqlcipher3 import dbapi2

from oppman_tui.store.file.keys import Key

VERSION: str = dbapi2.connect(":memory:").execute("PRAGMA cipher_version").fetchone()[0]


def connect(uri: str, *, wait: float, key: Key | None) -> sqlite3.Connection:
    """A bare connection to the file of the URI; a plain one where there is no key.

    It isn't the standard library's, but all that this program asks of one is there.
    """
    connection = dbapi2.connect(
        uri,
        uri=True,
        timeout=wait,
        isolation_level=None,
        check_same_thread=False,
        factory=_Connection,
    )
    # It would tell the terminal of each wrong passphrase.
    connection.execute("PRAGMA cipher_log_level=NONE").fetchall()
    if key is not None:
        connection.execute(f'PRAGMA key="{key.as_sql}"').fetchall()
    return cast("sqlite3.Connection", connection)


def _raise(error: Any) -> NoReturn:
    told = getattr(sqlite3, type(error).__name__, sqlite3.DatabaseError)(*error.args)
    for name in ("sqlite_errorcode", "sqlite_errorname"):
        if hasattr(error, name):
            setattr(told, name, getattr(error, name))
    raise told from error


# The library has no types.
class _Cursor(dbapi2.Cursor):  # type: ignore[misc]
    def execute(self, *given: Any) -> Any:
        try:
            return super().execute(*given)
        except dbapi2.Error as error:
            _raise(error)

    def executemany(self, *given: Any) -> Any:
        try:
            return super().executemany(*given)
        except dbapi2.Error as error:
            _raise(error)

    def fetchone(self) -> Any:
        try:
            return super().fetchone()
        except dbapi2.Error as error:
            _raise(error)

    def fetchmany(self, *given: Any, **named: Any) -> Any:
        try:
            return super().fetchmany(*given, **named)
        except dbapi2.Error as error:
            _raise(error)

    def fetchall(self) -> Any:
        try:
            return super().fetchall()
        except dbapi2.Error as error:
            _raise(error)

    def __next__(self) -> Any:
        try:
            return super().__next__()
        except dbapi2.Error as error:
            _raise(error)


# The library has no types.
class _Connection(dbapi2.Connection):  # type: ignore[misc]
    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)

    def backup(self, *given: Any, **named: Any) -> None:
        try:
            super().backup(*given, **named)
        except dbapi2.Error as error:
            _raise(error)

    def commit(self) -> None:
        try:
            super().commit()
        except dbapi2.Error as error:
            _raise(error)

    def rollback(self) -> None:
        try:
            super().rollback()
        except dbapi2.Error as error:
            _raise(error)
