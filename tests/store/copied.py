"""Stores that many tests begin with: each made once per process, and copied for every test."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path


def copy_of(make: Callable[[Path], None], path: Path) -> Path:
    """The store that `make` makes and closes at the path it is given, at `path`; `path`."""
    shutil.copy(_made(make), path)
    return path


@cache
def _made(make: Callable[[Path], None]) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="oppman-stores-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "deals.db"
    make(path)
    return path
