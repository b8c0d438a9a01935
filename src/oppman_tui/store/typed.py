"""Between a cell's value in the log and the columns and entities that show it.

What comes in by a merge may be out of its limits; the log keeps it as it is. Here a number,
date or choice that isn't one is shown as not known, and a text is shown without controls.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

from oppman_tui.domain import entities
from oppman_tui.domain.checks import check
from oppman_tui.domain.fields import ENTITIES, Cell, Json, Kind, Part
from oppman_tui.domain.values.limits import YEARS
from oppman_tui.domain.values.text import clean_line, clean_text
from oppman_tui.errors import InvalidValue
from oppman_tui.log.change import CellKey, canonical

Columns: TypeAlias = dict[str, Any]

CLASSES: Mapping[str, type[Any]] = {
    "deal": entities.Deal,
    "customer": entities.Customer,
    "criterion": entities.Criterion,
    "answer": entities.Answer,
    "player": entities.Player,
    "link": entities.Link,
    "risk": entities.Risk,
    "action": entities.Action,
    "entry": entities.Entry,
    "review": entities.Review,
    "stage_move": entities.StageMove,
    "close_date_move": entities.CloseDateMove,
    "hold_period": entities.HoldPeriod,
    "override": entities.Override,
    "stop": entities.Stop,
    "extra": entities.Extra,
}


# -- from the log to the columns -----------------------------------------------------------


def columns_of(cell: CellKey, value: str | None) -> Columns:
    """The columns that show `value`, canonical JSON (None: forgotten), one for each part.

    Raises `ValueError` where it isn't JSON, which no merge lets in.
    """
    spec = ENTITIES[cell.entity].cells[cell.field]
    return show(spec, None if value is None else json.loads(value))


def show(spec: Cell, value: Json) -> Columns:
    """The columns of a cell that is set to `value`."""
    if len(spec.parts) == 1:
        part = spec.parts[0]
        return {part.name: _shown(part, value)}
    given = value if isinstance(value, dict) else {}
    return {part.name: _shown(part, given.get(part.name)) for part in spec.parts}


def is_within(cell: CellKey, value: str | None) -> bool:
    """False where a merged value is out of its limits, and so not shown as it is."""
    if value is None or value == "null":
        return True
    try:
        return canonical(check(cell.entity, cell.field, json.loads(value))) == value
    except InvalidValue:
        return False


def _shown(part: Part, value: Json) -> Any:
    return None if value is None else _SHOW[part.kind](part, value)


def _line(part: Part, value: Json) -> str | None:
    if not isinstance(value, str):
        return None
    return value if value.isprintable() else clean_line(value)


def _text(part: Part, value: Json) -> str | None:
    if not isinstance(value, str):
        return None
    return value if value.isprintable() else clean_text(value)


def _number(part: Part, value: Json) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if part.low <= value <= part.high else None


def _date(part: Part, value: Json) -> str | None:
    return value if isinstance(value, str) and _is_day(value) else None


@lru_cache(maxsize=4096)
def _is_day(text: str) -> bool:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return YEARS[0] <= day.year <= YEARS[1] and day.isoformat() == text


def _bool(part: Part, value: Json) -> bool | None:
    return value if isinstance(value, bool) else None


def _choice(part: Part, value: Json) -> str | None:
    return value if isinstance(value, str) and value in part.choices else None


def _list(part: Part, value: Json) -> str | None:
    if not isinstance(value, list):
        return None
    lines = [_line(part, item) for item in value]
    return canonical([line for line in lines if line])


def _map(part: Part, value: Json) -> str | None:
    return canonical(value) if isinstance(value, dict) else None


_SHOW: Mapping[Kind, Callable[[Part, Json], Any]] = {
    Kind.LINE: _line,
    Kind.KEY: _line,
    Kind.REF: _line,
    Kind.CURRENCY: _line,
    Kind.TEXT: _text,
    Kind.INT: _number,
    Kind.MONEY: _number,
    Kind.DATE: _date,
    Kind.BOOL: _bool,
    Kind.CHOICE: _choice,
    Kind.NAMES: _list,
    Kind.REFS: _list,
    Kind.MAP: _map,
}


# -- from the columns to the entities ------------------------------------------------------


@lru_cache(maxsize=65_536)
def _day(text: str) -> date:
    return date.fromisoformat(text)


def _names(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


_READ: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.DATE: _day,
    Kind.BOOL: bool,
    Kind.NAMES: _names,
    Kind.REFS: _names,
    Kind.MAP: json.loads,
}
_EMPTY: Mapping[Kind, Callable[[], Any]] = {Kind.NAMES: tuple, Kind.REFS: tuple, Kind.MAP: dict}


class RowReader:
    """Makes the entities of one kind out of rows of `columns`, in which `needed` are set."""

    def __init__(self, entity: str) -> None:
        self._class = CLASSES[entity]
        own = fields(self._class)[1:]
        kinds = {part.name: part.kind for part in ENTITIES[entity].parts}
        self.columns = ("doc", "row", *(f.name for f in own))
        self.needed = tuple(
            f.name for f in own if f.default is MISSING and f.default_factory is MISSING
        )
        self._readers = tuple(
            (n, _READ[kinds[f.name]], _EMPTY.get(kinds[f.name]))
            for n, f in enumerate(own, 2)
            if kinds[f.name] in _READ
        )

    def read(self, rows: Iterable[Sequence[Any]]) -> list[tuple[str, Any]]:
        """(document, entity) for each row, as the driver gives it."""
        made = []
        for row in rows:
            values = list(row)
            for n, convert, empty in self._readers:
                if values[n] is not None:
                    values[n] = convert(values[n])
                elif empty is not None:
                    values[n] = empty()
            made.append((values[0], self._class(*values[1:])))
        return made


READERS: Mapping[str, RowReader] = {name: RowReader(name) for name in CLASSES}
