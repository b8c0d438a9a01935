"""What stands in a cell, in words: playbook words for keys, people by name, days as people say.

Works on values as the log keeps them, so that what is long gone (a removed person, a retired
key) is still told as what it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

from oppman_tui.domain.fields import ENTITIES, Cell, Json, Kind, Part
from oppman_tui.domain.values import money
from oppman_tui.domain.values.text import clean_line
from oppman_tui.playbook.models import Playbook
from oppman_tui.tui import values
from oppman_tui.workspace.acts import plain, row_of
from oppman_tui.workspace.view import DealView

ENTITY = {
    "player": "Key player",
    "entry": "Log entry",
    "answer": "Answer",
    "criterion": "Selection criterion",
    "stage_move": "Stage move",
    "close_date_move": "Close date moved",
    "hold_period": "Time on hold",
    "override": "Milestone overruled",
    "stop": "Stop condition",
    "extra": "From the file",
}
"""What a row is called; the others by their own name."""

_NAMING = {
    "deal": "name",
    "customer": "name",
    "player": "name",
    "risk": "risk",
    "action": "action",
    "entry": "text",
    "stop": "stop",
    "extra": "id",
    "review": "held_on",
    "stage_move": "on",
    "close_date_move": "moved_on",
    "hold_period": "held_from",
}
"""The part that a row of each entity is known by."""


def entity_of(entity: str) -> str:
    return ENTITY.get(entity, values.humanised(entity))


def naming_part(entity: str) -> str | None:
    """The part that says what a row is; None where its key does, or its parts together."""
    return _NAMING.get(entity)


def text_of_key(entity: str, row: str, playbook: Playbook) -> str | None:
    """The playbook's words for a keyed row; a retired key as it is; None for other rows."""
    match entity:
        case "answer":
            question = playbook.question(row)
            return question.text if question else row
        case "criterion":
            criterion = playbook.criterion(row)
            return criterion.text if criterion else row
        case "override":
            milestone = playbook.milestone(row)
            return milestone.text if milestone else row
        case "extra":
            return row
    return None


@dataclass(frozen=True, slots=True)
class Words:
    """Words for one deal's rows and values. `past` names rows that are gone, by row id."""

    view: DealView
    past: Mapping[str, str] = field(default_factory=dict)

    def title(self, entity: str, row: str) -> str:
        """What the row is known by, in one line; empty where it has no name."""
        keyed = text_of_key(entity, row, self.view.playbook)
        if keyed is not None:
            return clean_line(keyed)
        current = row_of(self.view.dossier, entity, row)
        if entity == "link" and current is not None:
            ends = (self.person(getattr(current, name)) for name in ("from_player", "to_player"))
            return f" {values.humanised(getattr(current, 'link_kind', '')).lower()} ".join(ends)
        named = getattr(current, naming_part(entity) or "", None)
        told = self._day(named) if isinstance(named, date) else named
        return clean_line(told or self.past.get(row, ""))

    def person(self, row: str) -> str:
        """A player's name, also of one removed."""
        here = next((p.name for p in self.view.dossier.players if p.id == row), None)
        return here or self.past.get(row) or "someone removed"

    def value(self, part: Part, value: Json, currency: str | None = None) -> str:
        """A part's value, as the log has it; empty where it is not known."""
        value = plain(value)
        if value in (None, "", []):
            return ""
        playbook = self.view.playbook
        match part.name:
            case "customer":
                return self._customer(str(value))
            case "from_stage" | "to_stage":
                stage = playbook.stage(str(value))
                return stage.name if stage else str(value)
            case "unheld":
                found = ((key, playbook.milestone(key)) for key in value)
                return ", ".join(m.name if m else str(key) for key, m in found)
            case "finding_kind":
                return str(value).replace("_", " ")
            case "amount" if isinstance(value, int):
                return money.show_amount(value, currency or self.view.rates.base)
        if part.kind is Kind.REFS and isinstance(value, list):
            return ", ".join(self.person(str(v)) for v in value)
        if part.kind is Kind.REF:
            return self.person(str(value))
        if part.kind is Kind.MAP:
            return f"{len(value)} of them" if isinstance(value, dict) else ""
        told = clean_line(self._shown(part, value))
        return told.lower() if part.kind is Kind.CHOICE else told

    def _shown(self, part: Part, value: Json) -> str:
        """As the forms show it; a value that is out of its limits as it was written."""
        try:
            typed: Any = date.fromisoformat(value) if part.kind is Kind.DATE else value
            return values.shown(part, typed, self.view, SimpleNamespace(currency=None))
        except (TypeError, ValueError):
            return str(value)

    def cell(self, cell: Cell, value: Json) -> str:
        """A whole cell in a line, its parts parted by commas; *not known* where it is empty."""
        parts = value if isinstance(value, dict) and len(cell.parts) > 1 else None
        if parts is None:
            return self.value(cell.parts[0], value) or "not known"
        currency = parts.get("currency")
        told = [
            self.value(part, parts.get(part.name), currency)
            for part in cell.parts
            if part.name != "currency"
        ]
        return ", ".join(t for t in told if t) or "not known"

    def finding(self, kind: str | None, row: str | None) -> str:
        """The finding an action came from, as it stands now or by what it was about."""
        if kind is None:
            return ""
        for found in self.view.findings:
            if (found.kind, found.row) == (kind, row):
                return found.text
        about = self._about(row or "")
        return f"{kind.replace('_', ' ')}: {about}" if about else kind.replace("_", " ")

    def _about(self, row: str) -> str:
        playbook = self.view.playbook
        keyed = playbook.question(row) or playbook.criterion(row)
        if keyed is not None:
            return keyed.text
        milestone = playbook.milestone(row)
        if milestone is not None:
            return milestone.text
        named = (self.title(e, row) for e in ("player", "risk", "review"))
        return next((name for name in named if name), "")

    def _customer(self, row: str) -> str:
        customer = self.view.dossier.customer
        if customer is not None and customer.id == row:
            return customer.name
        return self.past.get(row) or "a customer not received"

    def _day(self, day: date) -> str:
        return values.shown(Part("", Kind.DATE), day, self.view)


def cell_of(entity: str, name: str) -> Cell:
    return ENTITIES[entity].cells[name]
