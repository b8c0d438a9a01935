"""A file's bytes, read within limits, and its text with the encoding it was read in."""

from __future__ import annotations

import codecs
import gzip
import io
import os
import re
import stat
import zlib
from dataclasses import dataclass
from pathlib import Path

from oppman_tui.errors import ImportFailed

FILE_LIMIT = 200 * 1024 * 1024
"""Bytes, packed and unpacked."""
_NOTHING = "Nothing was imported"
_AS_CSV = "Open it in a spreadsheet, save it as CSV (UTF-8) and import that"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a mark"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# What can't be a table of text, by its first bytes.
_OTHERS = (
    (b"PK\x03\x04", "an Excel or OpenDocument workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"SQLite format 3\x00", "a database"),
    (b"BZh", "packed with bzip2"),
    (b"\xfd7zXZ", "packed with xz"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd"),
)
_HTML = re.compile(r"\s*<(?:!doctype|html|head|body|table|meta|\?xml)\b", re.IGNORECASE)
# UTF-8 that was taken for cp1252 and written as UTF-8 once more ("Ã¤" for "ä").
_TWICE = re.compile("[ÃÂ][\u0080-\u00bf]|Ã[ŒœŠšŸŽžƒˆ‚„†‡•…‰‹›€™–—‘’“”˜]|â€[™œ\u009d“”¦¢]")


@dataclass(frozen=True, slots=True)
class Text:
    """`encoding` in words for the report; `warnings` in whole sentences."""

    text: str
    encoding: str
    warnings: tuple[str, ...]


def read_text(path: Path, limit: int = FILE_LIMIT) -> Text:
    """The text of a regular file. Raises `ImportFailed` for all that is no text or too large."""
    raw = _read_bytes(path, limit)
    if raw[:2] == b"\x1f\x8b":
        raw = _unpack(path, raw, limit)
    for start, what in _OTHERS:
        if raw.startswith(start):
            raise ImportFailed(f"{path.name} is {what}", _NOTHING, _AS_CSV)
    text = _decode(path, raw)
    if _HTML.match(text.text[:200]):
        raise ImportFailed(f"{path.name} holds HTML or XML, not CSV", _NOTHING, _AS_CSV)
    if not text.text.strip("\x00\ufeff \t\r\n"):
        raise ImportFailed(f"{path.name} is empty", _NOTHING)
    return text


def _read_bytes(path: Path, limit: int) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISREG(mode):
            # The file may be replaced by a FIFO in between: don't wait for a writer then.
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(descriptor, "rb") as file:
                if stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raw = file.read(limit + 1)
                    _bound(path, len(raw), limit)
                    return raw
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ImportFailed(f"{path} can't be read: {why}", _NOTHING) from error
    except ValueError as error:  # a NUL in the name
        raise ImportFailed(f"{str(path)!r} can't be read: {error}", _NOTHING) from error
    what = "a folder" if stat.S_ISDIR(mode) else "a pipe or device"
    raise ImportFailed(f"{path} is {what}, not a file", _NOTHING, "Save it as a file first")


def _bound(path: Path, size: int, limit: int) -> None:
    if size > limit:
        raise ImportFailed(
            f"{path.name} is larger than {limit // 2**20:,} MB", _NOTHING, "Split it in parts"
        )


def _unpack(path: Path, raw: bytes, limit: int) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
            unpacked = packed.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ImportFailed(
            f"{path.name} can't be unpacked: {error}", _NOTHING, "Export or send it again"
        ) from error
    _bound(path, len(unpacked), limit)
    return unpacked


def _decode(path: Path, raw: bytes) -> Text:
    for mark, codec, name in _MARKS:
        if raw.startswith(mark):
            try:
                return _text(path, raw.decode(codec), name)
            except UnicodeDecodeError as error:
                if codec == "utf-16":
                    raise ImportFailed(
                        f"{path.name} begins as {name} but isn't, at byte {error.start:,}",
                        _NOTHING,
                        _AS_CSV,
                    ) from error
                raw = raw[len(mark) :]
    if raw.count(b"\x00") > len(raw) // 50:
        raise ImportFailed(f"{path.name} isn't text (it holds NULs)", _NOTHING, _AS_CSV)
    try:
        return _text(path, raw.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    lost = text.count("\ufffd")
    if not lost:
        return _text(path, text, "Windows-1252 (it isn't UTF-8)")
    warning = f"{path.name}: {lost:,} bytes are no text in any known encoding, shown as \ufffd"
    return _text(path, text, "Windows-1252 (it isn't UTF-8)", warning)


def _text(path: Path, text: str, encoding: str, *warnings: str) -> Text:
    twice = len(_TWICE.findall(text))
    if twice:
        places = "1 place looks" if twice == 1 else f"{twice:,} places look"
        found = f"{path.name}: {places} encoded twice (such as Ã¤ for ä) and is kept so"
        warnings = (*warnings, found)
    return Text(text, encoding, warnings)
