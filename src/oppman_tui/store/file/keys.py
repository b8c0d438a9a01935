"""Which files are encrypted, and the keys that this process was given for them.

An encrypted store is a file of SQLCipher 4 with its defaults (AES-256, HMAC-SHA512, PBKDF2), so
that any SQLCipher opens it with the passphrase. Such a file begins with 16 bytes of salt: of
those the first four are the same in all of ours, so that an encrypted store, a plain one (which
begins as SQLite has it) and a damaged one are told apart without the passphrase, and the mark
can't be lost; the other twelve are random. Each encryption has a salt of its own; a backup has
that of its store.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from oppman_tui.errors import StoreError

MARK = b"oppE"
EXTRA = "oppman-tui[encryption]"
LEAST = 8
"""Characters of a new passphrase."""
_SALT = 16
_ROUNDS = 256_000
"""As SQLCipher 4 makes a key out of a passphrase."""


@dataclass(frozen=True, slots=True)
class Key:
    """What SQLCipher is given in place of the passphrase: made once, not for each connection."""

    salt: bytes
    secret: bytes = field(repr=False)

    @classmethod
    def of(cls, passphrase: str, salt: bytes) -> Key:
        """The same passphrase gives the same key however the machine composes its letters."""
        text = unicodedata.normalize("NFC", passphrase).encode()
        return cls(salt, hashlib.pbkdf2_hmac("sha512", text, salt, _ROUNDS, 32))

    @property
    def as_sql(self) -> str:
        return f"x'{self.secret.hex()}{self.salt.hex()}'"


class Locked(StoreError):
    """An encrypted file whose passphrase was not given, or that nothing here can read."""


_known: dict[bytes, Key] = {}
"""By salt."""
_seen: dict[Path, tuple[tuple[int, int], bytes | None]] = {}
"""By path: the file that was looked at, and its salt where it is encrypted.

A file is looked at once: closing it again takes away all locks that this process has on it
(fcntl(2)), so it has to be done before SQLite holds any.
"""


def is_available() -> bool:
    """Whether the extra is installed."""
    return find_spec("sqlcipher3") is not None


def new_key(passphrase: str) -> Key:
    """A key for a file that is yet to be encrypted."""
    key = Key.of(passphrase, MARK + os.urandom(_SALT - len(MARK)))
    _known[key.salt] = key
    return key


def is_encrypted(path: Path) -> bool:
    return salt_of(path) is not None


def is_locked(path: Path) -> bool:
    """Whether a passphrase has to be asked for before the file can be opened."""
    salt = salt_of(path)
    return salt is not None and salt not in _known


def salt_of(path: Path) -> bytes | None:
    """The salt of an encrypted file; None for a plain one, and for one that can't be read."""
    try:
        path = path.resolve()
        found = path.stat()
    except (OSError, RuntimeError):  # the latter for a link to itself
        return None
    place = (found.st_dev, found.st_ino)
    seen = _seen.get(path)
    if seen is not None and seen[0] == place:
        return seen[1]
    if not stat.S_ISREG(found.st_mode):
        return None
    head = b""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            head = os.read(handle, _SALT)
        finally:
            os.close(handle)
    salt = head if len(head) == _SALT and head.startswith(MARK) else None
    if head:  # an empty one is yet to be what it will be
        _seen[path] = (place, salt)
    return salt


def key_of(path: Path) -> Key | None:
    """What opens the file; None where it is plain. Raises `Locked`."""
    salt = salt_of(path)
    if salt is None:
        return None
    if not is_available():
        raise Locked(
            f"The store {path} is encrypted, and what reads such a one is not installed",
            "It was not touched",
            f"pip install '{EXTRA}'",
        )
    if salt not in _known:
        raise Locked(f"{path} is encrypted", "It was not touched", "Give its passphrase")
    return _known[salt]


def will_be(path: Path, key: Key | None) -> None:
    """The empty file at `path` is about to be written with this key."""
    path = path.resolve()
    found = path.stat()
    _seen[path] = ((found.st_dev, found.st_ino), key.salt if key is not None else None)


def unlock(path: Path, passphrase: str) -> bool:
    """Whether this is the passphrase of the encrypted file; the key is then known here until
    the process ends, and opens its backups too. Raises `sqlite3.Error` where it can't be read.
    """
    salt = salt_of(path)
    if salt is None or salt in _known:
        return True
    key = Key.of(passphrase, salt)
    if not _opens(path.resolve(), key):
        return False
    _known[salt] = key
    return True


def _opens(path: Path, key: Key) -> bool:
    from oppman_tui.store.file import cipher

    # A journal that a crash left has to be rolled back before anything can be read; it is put
    # back as it is, whatever the key.
    for mode in ("ro", "rw"):
        connection = cipher.connect(f"{path.as_uri()}?mode={mode}", wait=5.0, key=key)
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            return True
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code == sqlite3.SQLITE_NOTADB:
                return False
            if code != sqlite3.SQLITE_READONLY or mode == "rw":
                raise
        finally:
            connection.close()
    return False
