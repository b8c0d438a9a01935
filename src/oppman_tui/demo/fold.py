"""Acts put together to dossiers: a review in a story keeps the scores of its own day.

The store has its own way from changes to dossiers; this one needs no file, and knows only what
stories do: nothing is deleted in them, and nothing conflicts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from oppman_tui.domain.checks import check
from oppman_tui.domain.edits import Edit
from oppman_tui.domain.entities import (
    Action,
    Answer,
    CloseDateMove,
    Criterion,
    Customer,
    Deal,
    Dossier,
    Entry,
    HoldPeriod,
    Link,
    Override,
    Player,
    Review,
    Risk,
    StageMove,
    Stop,
)
from oppman_tui.domain.fields import ENTITIES, Kind, Part

_ROWS: Mapping[str, tuple[str, type[Any]]] = {
    "answer": ("answers", Answer),
    "player": ("players", Player),
    "link": ("links", Link),
    "risk": ("risks", Risk),
    "action": ("actions", Action),
    "entry": ("entries", Entry),
    "review": ("reviews", Review),
    "stage_move": ("stage_moves", StageMove),
    "close_date_move": ("close_date_moves", CloseDateMove),
    "hold_period": ("hold_periods", HoldPeriod),
    "override": ("overrides", Override),
    "stop": ("stops", Stop),
}


class Fold:
    """The rows of all documents as the edits given so far have left them."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}
        self._seen: dict[str, date] = {}

    def put(self, edit: Edit, at: datetime) -> None:
        """Raises `InvalidValue` where the value is not one the cell takes."""
        cell = ENTITIES[edit.entity].cells[edit.cell]
        value = check(edit.entity, edit.cell, edit.value)
        single = len(cell.parts) == 1
        rows = self._rows.setdefault(edit.doc, {})
        row = rows.setdefault((edit.entity, edit.row), {})
        for part in cell.parts:
            row[part.name] = _plain(part, value if single else (value or {}).get(part.name))
        self._seen.setdefault(edit.doc, at.date())

    @property
    def deals(self) -> list[str]:
        return [doc for doc, rows in self._rows.items() if ("deal", doc) in rows]

    def dossier(self, deal: str) -> Dossier:
        rows = self._rows[deal]
        about: dict[str, Any] = rows["deal", deal]
        customer = about.get("customer")
        theirs = self._rows.get(customer or "", {})
        belonging: dict[str, Any] = {
            name: _made(entity, kind, rows) for entity, (name, kind) in _ROWS.items()
        }
        return Dossier(
            deal=Deal(id=deal, **about),
            first_seen=self._seen[deal],
            customer=Customer(id=str(customer), **theirs["customer", str(customer)])
            if theirs
            else None,
            criteria=_made("criterion", Criterion, theirs),
            **belonging,
        )


def _made(
    entity: str, kind: type[Any], rows: Mapping[tuple[str, str], Mapping[str, Any]]
) -> tuple[Any, ...]:
    of_kind = sorted((row, parts) for (name, row), parts in rows.items() if name == entity)
    return tuple(kind(id=row, **parts) for row, parts in of_kind)


def _plain(part: Part, value: Any) -> Any:
    if part.kind is Kind.DATE and value is not None:
        return date.fromisoformat(value)
    if part.kind in (Kind.REFS, Kind.NAMES):
        return tuple(value or ())
    if part.kind is Kind.MAP:
        return value or {}
    return value
