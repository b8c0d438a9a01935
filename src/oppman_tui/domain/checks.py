"""The check of every value that comes in, by the table in `fields.py`."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date

from oppman_tui.domain.fields import ENTITIES, YEARS, Cell, Json, Kind, Part
from oppman_tui.domain.text import clean_line, clean_text, is_blank
from oppman_tui.errors import InvalidValue


def check(entity: str, cell: str, value: Json) -> Json:
    """`value` as the log keeps it: cleaned, in canonical form, within its limits.

    Dates may be given as `date`, lists as any sequence; a missing part of a composite is None.
    Raises `InvalidValue` naming the field, what was given and what is allowed.
    """
    spec = ENTITIES[entity].cells[cell]
    if len(spec.parts) == 1:
        checked = _check_part(spec, spec.parts[0], value)
    else:
        given = {} if value is None else value
        if not isinstance(given, Mapping):
            raise InvalidValue(spec.label, f"{value!r} is not a set of parts")
        unknown = set(given) - {part.name for part in spec.parts}
        if unknown:
            raise InvalidValue(spec.label, f"has no part {min(unknown)!r}")
        parts = {p.name: _check_part(spec, p, given.get(p.name)) for p in spec.parts}
        checked = None if all(v is None for v in parts.values()) else parts
    if spec.required and _empty_where_required(spec, checked):
        raise InvalidValue(spec.label, "can't be empty")
    return checked


def _empty_where_required(spec: Cell, value: Json) -> bool:
    """The first part carries a required cell; a gate's does not (a first stage has no before)."""
    if value is None or spec.name in ("move", "moved"):
        return value is None
    return isinstance(value, dict) and value[spec.parts[0].name] is None


def _check_part(spec: Cell, part: Part, value: Json) -> Json:
    if value is None:
        return None
    try:
        return _CHECKS[part.kind](part, value)
    except (TypeError, ValueError) as error:
        raise InvalidValue(spec.label, str(error)) from None


def _check_line(part: Part, value: Json) -> Json:
    return _bounded(clean_line(_as_text(value)), part.high)


def _check_text(part: Part, value: Json) -> Json:
    return _bounded(clean_text(_as_text(value)), part.high)


def _as_text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value


def _bounded(text: str, high: int) -> str | None:
    if is_blank(text):
        return None
    if len(text) > high:
        raise ValueError(f"is {len(text):,} characters long; {high:,} are allowed")
    return text


def _check_int(part: Part, value: Json) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{value!r} is not a whole number")
    if not part.low <= value <= part.high:
        raise ValueError(f"{value} is outside {part.low:,} to {part.high:,}")
    return value


def _check_currency(part: Part, value: Json) -> str:
    text = clean_line(_as_text(value)).upper()
    if not re.fullmatch("[A-Z]{3}", text):
        raise ValueError(f"{text!r} is not a three-letter currency such as EUR")
    return text


def _check_date(part: Part, value: Json) -> str:
    day = value if isinstance(value, date) else date.fromisoformat(_as_text(value))
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise ValueError(f"{day.isoformat()} is outside the years {YEARS[0]} to {YEARS[1]}")
    return day.strftime("%Y-%m-%d")


def _check_bool(part: Part, value: Json) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} is neither yes nor no")
    return value


def _check_choice(part: Part, value: Json) -> str:
    if value not in part.choices:
        raise ValueError(f"{value!r} is none of {', '.join(part.choices)}")
    return str(value)


def _check_list(part: Part, value: Json) -> list[str] | None:
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        raise TypeError(f"{value!r} is not a list")
    items = [_check_line(part, item) for item in value]
    kept = list(dict.fromkeys(item for item in items if item is not None))
    if len(kept) > 200:
        raise ValueError(f"has {len(kept)} items; 200 are allowed")
    return kept or None


def _check_map(part: Part, value: Json, depth: int = 0) -> Json:
    """Nested plain data, texts cleaned; at most five levels and no number JSON can't hold."""
    if depth > 5:
        raise ValueError("is nested too deep")
    if isinstance(value, Mapping):
        return {clean_line(str(k)): _check_map(part, v, depth + 1) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_check_map(part, v, depth + 1) for v in value]
    if isinstance(value, str):
        text = clean_text(value)
        if len(text) > part.high:
            raise ValueError(f"is {len(text):,} characters long; {part.high:,} are allowed")
        return text
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value!r} is not a number")
    if value is None or isinstance(value, bool | int | float):
        return value
    raise TypeError(f"{value!r} can't be kept")


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
