"""A store encrypted on the disk, decrypted again, and its passphrase changed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from oppman_tui.cli.opening import store_path, the_clock
from oppman_tui.cli.passphrases import ask_new, check_encrypted, unlock
from oppman_tui.cli.saying import confirm, say
from oppman_tui.errors import UserError
from oppman_tui.store.file import keys


@click.command("encrypt")
@click.pass_context
def encrypt_command(ctx: click.Context) -> None:
    """Encrypt the store with a passphrase, and from then on its backups.

    Each start asks for the passphrase. Whoever forgets it has lost the store and its backups:
    there is no other way in. Plain copies that remain are named, and removed if you say so.
    """
    path = store_path(ctx)
    _check_library()
    if path.exists() and keys.is_encrypted(path):
        unlock(path)
        say(f"The store {path} is encrypted already")
        _offer(path)
        return
    check_encrypted(path, False)
    say("Without the passphrase nobody, you included, can ever read the store again.")
    _reseal(path, ask_new(path))
    say(f"Encrypted: {path}. Other windows that had it open have to be closed")
    _back_up(path)
    _offer(path)


@click.command("decrypt")
@click.pass_context
def decrypt_command(ctx: click.Context) -> None:
    """Make the store one that anybody who gets the file can read, as before `encrypt`."""
    path = store_path(ctx)
    check_encrypted(path, True)
    unlock(path)
    _reseal(path, None)
    say(f"Decrypted: {path}. Its earlier backups are encrypted still: keep the passphrase")
    _back_up(path)


@click.command("passphrase")
@click.pass_context
def passphrase_command(ctx: click.Context) -> None:
    """Change the passphrase of an encrypted store.

    Backups made before keep the old one; they are removed if you say so.
    """
    path = store_path(ctx)
    check_encrypted(path, True)
    unlock(path)
    _reseal(path, ask_new(path))
    say(f"Changed: {path} opens with the new passphrase only")
    _back_up(path)
    _offer(path)


def _check_library() -> None:
    if not keys.is_available():
        raise UserError(
            "What encrypts a store is not installed",
            "Nothing was touched",
            f"pip install '{keys.EXTRA}'",
        )


def _reseal(path: Path, passphrase: str | None) -> None:
    from oppman_tui.store.care.sealing import reseal

    reseal(path, keys.new_key(passphrase) if passphrase is not None else None, the_clock())


def _back_up(path: Path) -> None:
    """The first backup of the store as it is now: it stands already, whatever becomes of this."""
    from oppman_tui.store.care.backup import ENCRYPTION, Backups

    Backups(path, the_clock()).make(ENCRYPTION)
    say("A backup of it was made and verified")


def _offer(path: Path) -> None:
    """Name the files that are not under the store's key, and remove them where that is wished."""
    from oppman_tui.store.care.sealing import others

    found = others(path)
    if not found:
        return
    plain = [file for file in found if not keys.is_encrypted(file)]
    say()
    _name(plain, "These hold deals in plain, and anybody who gets them can read them:")
    older = [file for file in found if keys.is_encrypted(file)]
    _name(older, "These open with an earlier passphrase:")
    say("What was exported or copied elsewhere is for you to see to.")
    removed = sys.stdin.isatty() and confirm("Remove these files?")
    if not removed:
        say("They are kept; oppman encrypt names them again")
        return
    for file in found:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            what = f"{file} can't be removed: {error.strerror}"
            raise UserError(what, "It is there still") from error
    say("Removed. The disk itself may keep their blocks: see SECURITY.md")


def _name(files: Sequence[Path], title: str) -> None:
    if files:
        say(title)
        for file in files:
            say(f"  {file}")
