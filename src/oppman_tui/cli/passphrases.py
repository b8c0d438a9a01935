"""The passphrase of an encrypted store, asked on the terminal and nowhere else: what stands in
arguments or in the environment, others can read."""

from __future__ import annotations

import getpass
import os
import sqlite3
import sys
from pathlib import Path

import click

from oppman_tui.cli.saying import say
from oppman_tui.errors import StoreError, StoreLost, UserError
from oppman_tui.store.file import keys
from oppman_tui.terminal.live import harmless

TRIES = 3
_NOTHING = "Nothing was touched"


class WrongPassphrase(UserError):
    """It was asked for as often as it is asked."""


def unlock(path: Path) -> None:
    """Ask for the passphrase of the file at `path` until it is right, where one is needed.

    Raises `UserError`: what reads it is not installed, there is no terminal to ask on, or the
    passphrase was wrong three times.
    """
    if not keys.is_locked(path) or path.stat().st_uid != os.geteuid():
        return  # of another's, the checks on opening say so
    if not keys.is_available():
        try:
            keys.key_of(path)
        except keys.Locked as locked:
            raise UserError(locked.what, locked.untouched, locked.cure) from None
    for tried in range(1, TRIES + 1):
        given = ask(f"Passphrase of {path.name}: ", path)
        try:
            if keys.unlock(path, given):
                return
            if _opens_a_backup(path, given):
                from oppman_tui.store.faults import damaged

                raise damaged(path.resolve(), "its backups take this passphrase, and it doesn't")
        except sqlite3.Error as error:
            from oppman_tui.store.faults import told

            raise told(error, path) from error
        if tried < TRIES:
            say("That is not its passphrase; once more", err=True)
    raise WrongPassphrase(
        f"{path} was not opened: that was not its passphrase",
        _NOTHING,
        "Without the passphrase nobody can read it; where you are sure of it, the beginning of the"
        " file may be damaged: `oppman restore` brings back a backup",
    )


def unlock_to_replace(store: Path) -> None:
    """A backup that takes an encrypted store's place is put under its key, so that is needed;
    a damaged one needs none."""
    try:
        unlock(store)
    except WrongPassphrase as error:
        raise WrongPassphrase(
            error.what, error.untouched, "To restore without it, move the store away first"
        ) from None
    except StoreLost:
        pass


def _opens_a_backup(store: Path, given: str) -> bool:
    """The store's salt is its backups', so the same passphrase makes the same key."""
    from oppman_tui.domain.values.clock import Clock
    from oppman_tui.store.care.backup import Backups

    salt = keys.salt_of(store)
    for backup in Backups(store, Clock()).all():
        if keys.salt_of(backup.path) == salt:
            return backup.path != store and keys.unlock(backup.path, given)
    return False


def ask(prompt: str, path: Path) -> str:
    """What is typed on the terminal, unseen. Raises `UserError` where there is none."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC))
    except OSError:
        raise UserError(
            f"{path} is encrypted, and there is no terminal to ask for its passphrase",
            _NOTHING,
            "Run it in a terminal",
        ) from None
    sys.stdout.flush()
    try:
        return getpass.getpass(harmless(prompt))
    except EOFError:
        raise click.Abort from None
    except UnicodeDecodeError:
        return ""  # it is no text, so it is not it


def ask_new(path: Path) -> str:
    """A passphrase for a store that is to be encrypted, asked twice. Raises `UserError`."""
    for _ in range(TRIES):
        given = ask("New passphrase: ", path)
        if len(given) < keys.LEAST:
            say(f"It takes {keys.LEAST} characters; several words are best", err=True)
        elif ask("The same again: ", path) == given:
            return given
        else:
            say("The two differ; once more", err=True)
    raise UserError("There is no new passphrase", _NOTHING)


def check_encrypted(path: Path, wanted: bool) -> None:
    """Raises `StoreError` where it is not as a command needs it."""
    if not path.exists():
        raise StoreError(f"The store {path} isn't there", _NOTHING, "Open it once: oppman")
    if keys.is_encrypted(path) is not wanted:
        how = "is encrypted already" if not wanted else "is not encrypted"
        other = "oppman passphrase changes its passphrase" if not wanted else "oppman encrypt"
        raise StoreError(f"The store {path} {how}", _NOTHING, other)
