"""The log file: what went wrong, without what people wrote.

It holds no values of variables, no arguments and no message of an exception, for all of them may
carry a customer's name. What is left is where in the program it happened.
"""

from __future__ import annotations

import os
import platform
import traceback
from datetime import datetime
from pathlib import Path

from oppman_tui import __version__
from oppman_tui.paths import Places

_LIMIT = 1_000_000
"""Bytes; the log is begun anew beyond it, the one before kept."""


def where() -> Path:
    """The log file."""
    return Places.find().log_file


def record_crash(error: BaseException, now: datetime) -> bool:
    """Write down where an unforeseen error arose; False where even that can't be done."""
    lines = [
        f"{now.isoformat(timespec='seconds')} oppman {__version__}"
        f" Python {platform.python_version()} {platform.system()}: {type(error).__qualname__}"
    ]
    for frame in traceback.extract_tb(error.__traceback__):
        lines.append(f"  {_inside(frame.filename)}:{frame.lineno} {frame.name}")
    try:
        _append(where(), "\n".join(lines) + "\n")
    except OSError:
        return False
    return True


def _inside(filename: str) -> str:
    """A path without the machine's part of it, which may name a person."""
    path = Path(filename)
    for base in ("site-packages", "src", "lib"):
        if base in path.parts:
            return str(Path(*path.parts[path.parts.index(base) + 1 :]))
    return path.name


def _append(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _LIMIT:
        path.replace(path.with_suffix(".before.log"))
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as file:
        file.write(text)
