"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from oppman_tui.errors import UserError

_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EACCES, errno.ENOSYS)


def write_whole(
    path: Path,
    parts: Iterable[str | bytes],
    untouched: str,
    *,
    over: bool = True,
    failed: type[UserError] = UserError,
) -> None:
    """Written under another name first and flushed to the disk, so that no half is ever there.

    Text is written as UTF-8. Whatever ends it early, an error in `parts` too, leaves no file, and
    one that was there as it was. Without `over` a file that is there already stays. Who may read
    it is the user's umask. Raises `failed`, which says `untouched`.
    """
    try:
        if path.exists() and not path.is_file():
            raise failed(f"{path} is not a file", untouched)
        # Cut, so that a name of full length has room for the rest.
        part = path.with_name(f".{path.name[:40]}.{secrets.token_hex(6)}")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        try:
            with os.fdopen(handle, "wb") as file:
                for text in parts:
                    file.write(text.encode() if isinstance(text, str) else text)
                file.flush()
                os.fsync(file.fileno())
            _put(part, path, over)
            _flush_folder(path.parent)
        finally:
            part.unlink(missing_ok=True)
    except (OSError, ValueError) as error:  # the latter for a name that holds a NUL
        why = getattr(error, "strerror", None) or str(error)
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


def _flush_folder(folder: Path) -> None:
    """So that the new name outlasts a power cut; some file systems can't, and keep it anyway."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
