"""The check of every value that comes in, by the table in `fields.py`."""

from __future__ import annotations

import math
import re
import reprlib
from collections.abc import Mapping, Sequence
from datetime import date

from oppman_tui.domain.fields import ENTITIES, NAME, Cell, Json, Kind, Part
from oppman_tui.domain.values.limits import MONEY_MAX, YEARS
from oppman_tui.domain.values.text import clean_line, clean_text, is_blank
from oppman_tui.errors import InvalidValue

_MOST_ITEMS = 200
"""Of a list, and of each level of a map."""
_MOST_LEVELS = 5
_REPR = reprlib.Repr()
_REPR.maxstring = _REPR.maxother = 60


def check(entity: str, cell: str, value: Json) -> Json:
    """`value` as the log keeps it: cleaned, in canonical form, within its limits.

    Dates may be given as `date`, lists as any sequence; a missing part of a composite is None.
    Raises `InvalidValue` naming the field, what was given and what is allowed; `KeyError` where
    there is no such entity or cell.
    """
    spec = ENTITIES[entity].cells[cell]
    if len(spec.parts) == 1:
        checked = _check_part(spec, spec.parts[0], value)
        parts = {spec.parts[0].name: checked}
    else:
        parts = _check_parts(spec, {} if value is None else value)
        checked = None if all(v is None for v in parts.values()) else parts
    for part in spec.parts:
        if part.name in spec.needs and parts[part.name] is None:
            word = "a date" if part.kind is Kind.DATE else part.name.replace("_", " ")
            problem = "can't be empty" if checked is None else f"can't be without {word}"
            raise InvalidValue(spec.label, problem)
    return checked


def _check_parts(spec: Cell, value: Json) -> dict[str, Json]:
    if not isinstance(value, Mapping):
        raise InvalidValue(spec.label, f"{_shown(value)} is not a set of parts")
    unknown = set(value) - {part.name for part in spec.parts}
    if unknown:
        raise InvalidValue(spec.label, f"has no part {_shown(min(unknown, key=str))}")
    return {p.name: _check_part(spec, p, value.get(p.name)) for p in spec.parts}


def _check_part(spec: Cell, part: Part, value: Json) -> Json:
    if value is None:
        return None
    try:
        return _CHECKS[part.kind](part, value)
    except (TypeError, ValueError) as error:
        raise InvalidValue(spec.label, str(error)) from None


def _shown(value: Json) -> str:
    """The value in a refusal: its beginning and end, however long or deep it is."""
    try:
        return _REPR.repr(value)
    except ValueError:  # Python writes no number of more than 4,300 figures
        return "a number of thousands of figures"


def _check_line(part: Part, value: Json) -> str | None:
    return _bounded(clean_line(_as_text(value)), part.high)


def _check_text(part: Part, value: Json) -> str | None:
    return _bounded(clean_text(_as_text(value)), part.high)


def _as_text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{_shown(value)} is not text")
    return value


def _bounded(text: str, high: int) -> str | None:
    if is_blank(text):
        return None
    if len(text) > high:
        raise ValueError(f"is {len(text):,} characters long; {high:,} are allowed")
    return text


def _check_int(part: Part, value: Json) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{_shown(value)} is not a whole number")
    if not part.low <= value <= part.high:
        raise ValueError(f"{_shown(value)} is outside {part.low:,} to {part.high:,}")
    return value


def _check_currency(part: Part, value: Json) -> str | None:
    text = clean_line(_as_text(value)).upper()
    if is_blank(text):
        return None
    if not re.fullmatch("[A-Z]{3}", text):
        raise ValueError(f"{_shown(text)} is not a three-letter currency such as EUR")
    return text


def _check_date(part: Part, value: Json) -> str:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(_as_text(value))
    except ValueError:
        raise ValueError(f"{_shown(value)} is not a date such as 2026-12-31") from None
    iso = day.isoformat()[:10]  # of a date with a time the day alone
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise ValueError(f"{iso} is outside the years {YEARS[0]} to {YEARS[1]}")
    return iso


def _check_bool(part: Part, value: Json) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{_shown(value)} is neither yes nor no")
    return value


def _check_choice(part: Part, value: Json) -> str:
    if value not in part.choices:
        raise ValueError(f"{_shown(value)} is none of {', '.join(part.choices)}")
    return str(value)


def _check_list(part: Part, value: Json) -> list[str] | None:
    """Each item once, in the order given; blank ones left out."""
    if isinstance(value, str | bytes) or not isinstance(value, Sequence):
        raise TypeError(f"{_shown(value)} is not a list")
    items = [_check_line(part, item) for item in value]
    kept = list(dict.fromkeys(item for item in items if item is not None))
    if len(kept) > _MOST_ITEMS:
        raise ValueError(f"has {len(kept):,} items; {_MOST_ITEMS} are allowed")
    return kept or None


def _check_map(part: Part, value: Json) -> dict[str, Json] | None:
    """Nested plain data, texts cleaned, nothing in it that JSON or a database can't hold."""
    if not isinstance(value, Mapping):
        raise TypeError(f"{_shown(value)} is not a set of named values")
    return _plain_map(part, value, 1) or None


def _plain_map(part: Part, value: Mapping[Json, Json], level: int) -> dict[str, Json]:
    _check_size(value, level)
    plain = {}
    for name, item in value.items():
        key = clean_line(_as_text(name))
        if is_blank(key) or len(key) > NAME:
            raise ValueError(f"{_shown(name)} is not a name of 1 to {NAME} characters")
        if key in plain:
            raise ValueError(f"names {_shown(key)} twice")
        plain[key] = _plain(part, item, level)
    return plain


def _plain(part: Part, value: Json, level: int) -> Json:
    """A value within a map; `level` is how deep in it."""
    if isinstance(value, Mapping):
        return _plain_map(part, value, level + 1)
    if isinstance(value, list | tuple):
        _check_size(value, level + 1)
        return [_plain(part, item, level + 1) for item in value]
    if isinstance(value, str):
        text = clean_text(value)
        if len(text) > part.high:
            raise ValueError(f"is {len(text):,} characters long; {part.high:,} are allowed")
        return text
    if isinstance(value, date):
        return value.isoformat()[:10]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, int) and abs(value) <= MONEY_MAX:
        return value
    raise TypeError(f"{_shown(value)} can't be kept")


def _check_size(value: Mapping[Json, Json] | Sequence[Json], level: int) -> None:
    if level > _MOST_LEVELS:
        raise ValueError(f"is nested more than {_MOST_LEVELS} levels deep")
    if len(value) > _MOST_ITEMS:
        raise ValueError(f"has {len(value):,} items; {_MOST_ITEMS} are allowed")


_CHECKS = {
    Kind.LINE: _check_line,
    Kind.KEY: _check_line,
    Kind.REF: _check_line,
    Kind.TEXT: _check_text,
    Kind.INT: _check_int,
    Kind.MONEY: _check_int,
    Kind.CURRENCY: _check_currency,
    Kind.DATE: _check_date,
    Kind.BOOL: _check_bool,
    Kind.CHOICE: _check_choice,
    Kind.NAMES: _check_list,
    Kind.REFS: _check_list,
    Kind.MAP: _check_map,
}
