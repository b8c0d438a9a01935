"""Files a person writes for the program: read whole and checked against a model, or refused.

The refusal says the file, the key or line, what was expected there and what stood there.
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from oppman_tui.domain.values.text import clean_line
from oppman_tui.errors import UserError

LIMIT = 1_000_000
"""Bytes; the default playbook has 13,000."""
_Model = TypeVar("_Model", bound=BaseModel)
_Error = type[UserError]
_Place = tuple[int | str, ...]
_FAULTS_NAMED = 3
_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


def read(path: Path, error: _Error) -> str:
    """The text of a regular UTF-8 file of at most `LIMIT` bytes; raises `error` otherwise.

    A FIFO or a device is refused without waiting for it.
    """
    shown = clean_line(str(path))
    try:
        handle = os.open(path, _FLAGS)
        try:
            mode = os.fstat(handle).st_mode
            if not stat.S_ISREG(mode):
                raise error(f"{shown}: expected a file, got {_kind(mode)}")
            with os.fdopen(handle, "rb", closefd=False) as file:
                raw = file.read(LIMIT + 1)
        finally:
            os.close(handle)
    except (OSError, ValueError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else None
        raise error(f"{shown}: can't be read ({reason or fault})") from None
    if len(raw) > LIMIT:
        raise error(f"{shown}: expected at most {LIMIT:,} bytes, got more")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        raise error(
            f"{shown}: expected UTF-8 text, got byte 0x{raw[fault.start]:02x} (at line {line})"
        ) from None


def parse(text: str, source: str, model: type[_Model], error: _Error) -> _Model:
    """`text` as TOML that fits `model` to the letter (``"1"`` is no number); raises `error`."""
    shown = clean_line(source)
    try:
        data = _frozen(tomllib.loads(text))
    except RecursionError:
        raise error(f"{shown}: expected TOML, got brackets nested too deep") from None
    except ValueError as fault:
        raise error(f"{shown}: expected TOML, got: {_of_toml(fault)}") from None
    try:
        return model.model_validate(data, strict=True)
    except ValidationError as fault:
        faults = fault.errors(include_url=False, include_context=False)
        told = [_told(data, f["loc"], f["type"], f["msg"]) for f in faults[:_FAULTS_NAMED]]
        more = len(faults) - len(told)
        raise error(
            f"{shown}: {'; '.join(told)}" + (f"; and {more} more" if more else "")
        ) from None


def place(*steps: int | str) -> str:
    """A key path as a person counts it in the file: ``themes[2].questions[0].weight``."""
    return "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in steps).lstrip(".")


def _kind(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a folder"
    return "a pipe" if stat.S_ISFIFO(mode) else "something else"


def _frozen(value: Any) -> Any:
    """Lists as tuples, which is what strict models of frozen values take."""
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    return value


def _told(data: Any, loc: _Place, kind: str, message: str) -> str:
    where = clean_line(place(*loc))
    near = _nearest_key(data, loc)
    if near:
        where += f" (of {near})"
    if kind == "missing":
        return f"{where}: expected a value, got nothing"
    got = _got(_at(data, loc))
    if kind == "extra_forbidden":
        return f"{where}: expected no such key, got {got}"
    return f"{where}: expected {_wanted(message)}, got {got}"


# pydantic's words -> those of somebody who writes a file, not a program.
_WORDS = (
    (r"^Value error, |^Input should be |^Assertion failed, ", ""),
    (r"^a valid integer.*", "a whole number"),
    (r"^a valid (dictionary|mapping).*", "a table"),
    (r"^a valid (tuple|list).*", "a list"),
    (r"^a valid string", "text in quotes"),
    (r"^a valid boolean", "true or false"),
    (r"^a valid number", "a number"),
    (r"^String should have ", "text of "),
    (r"^String should match pattern (.*)", r"text like \1"),
    (r"^Tuple should have (at least \d+ items?).*", r"a list of \1"),
    (r"greater than or equal to (\S+)", r"\1 or more"),
    (r"less than or equal to (\S+)", r"at most \1"),
    (r"greater than ", "more than "),
)


def _wanted(message: str) -> str:
    for pattern, words in _WORDS:
        message = re.sub(pattern, words, message)
    return clean_line(message)


def _of_toml(fault: ValueError) -> str:
    if isinstance(fault, tomllib.TOMLDecodeError):
        return clean_line(str(fault))
    return "a number of thousands of figures"  # the only other thing it stumbles over


def _nearest_key(data: Any, loc: _Place) -> str:
    """The `key` of the innermost item on the way to `loc`, which a person finds sooner."""
    for end in range(len(loc) - 1, 0, -1):
        item = _at(data, loc[:end])
        if isinstance(item, Mapping) and isinstance(item.get("key"), str):
            return clean_line(str(item["key"]))[:64]
    return ""


def _at(data: Any, loc: Sequence[int | str]) -> Any:
    for step in loc:
        if isinstance(data, Mapping):
            data = data.get(str(step))
        elif isinstance(data, tuple) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def _got(value: Any) -> str:
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, tuple):
        return f"a list of {len(value)}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | time):
        return value.isoformat()
    shown = clean_line(repr(value))
    return shown if len(shown) <= 60 else f"{shown[:57]}…"
