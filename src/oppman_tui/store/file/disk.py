"""What is written is on the disk, and not only on its way there."""

from __future__ import annotations

import os
from pathlib import Path


def settle(path: Path) -> None:
    """Returns once a file's contents, or the names in a folder, are on the disk. Raises `OSError`.
    """
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
