"""A person's own editor: which one it is, and a text in it.

What stands in ``$EDITOR`` is split into words as a shell would and started as it is: no shell
reads it, so that a semicolon in it is a character like any other.
"""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path

from oppman_tui.errors import UserError
from oppman_tui.terminal.guard import Guard

_NAMES = ("VISUAL", "EDITOR")
_UNTOUCHED = "The text stands as it was"


def command(environment: Mapping[str, str] | None = None) -> list[str]:
    """The editor's words: of ``$VISUAL``, else of ``$EDITOR``.

    Raises `UserError` where neither is set, or names what isn't there.
    """
    found = os.environ if environment is None else environment
    name = next((n for n in _NAMES if found.get(n, "").strip()), None)
    if name is None:
        raise UserError(
            "Neither $VISUAL nor $EDITOR names an editor",
            _UNTOUCHED,
            "Put a line such as export EDITOR=nano into your shell's start-up file",
        )
    try:
        words = shlex.split(found[name])
    except ValueError:
        words = []
    if not words or shutil.which(words[0], path=found.get("PATH")) is None:
        raise UserError(f"${name} is {found[name]!r}, and there is no such program", _UNTOUCHED, "")
    return words


def run(words: list[str], path: Path, guard: Guard) -> UserError | None:
    """Let the person write in `path`, in this terminal; what went wrong, None where nothing did.

    Nothing is raised, for the terminal has to be taken back first.
    """
    try:
        status = guard.run([*words, str(path)], dict(os.environ))
    except OSError as error:
        return UserError(f"{words[0]} can't be started: {error.strerror}", _UNTOUCHED)
    if status == 0:
        return None
    return UserError(
        f"{words[0]} ended with {status}",
        "Nothing was saved",
        "What it had written is kept as a draft",
    )
