"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path

from oppman_tui.errors import UserError

_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EACCES, errno.ENOSYS)


def write_whole(
    path: Path,
    parts: Iterable[str],
    untouched: str,
    *,
    over: bool = True,
    failed: type[UserError] = UserError,
) -> None:
    """Written under another name first and flushed to the disk, so that no half is ever there.

    Without `over` a file that is there already stays. Raises `failed`, which says `untouched`.
    """
    if path.exists() and not path.is_file():
        raise failed(f"{path} is not a file", untouched)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.writelines(parts)
                file.flush()
                os.fsync(file.fileno())
            _put(part, path, over)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise failed(f"{path} can't be written: {why}", untouched) from error


def _put(part: Path, path: Path, over: bool) -> None:
    """Give the finished file its name. Raises `FileExistsError` where it may not be taken."""
    if not over:
        try:
            path.hardlink_to(part)  # unlike a rename, never over what came in between
            return
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    part.replace(path)
