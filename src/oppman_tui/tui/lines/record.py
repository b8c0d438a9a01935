"""The fields of a row: which there are, under which headings, and which stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from typing import Any

from oppman_tui.domain.entities import Answer, Criterion
from oppman_tui.domain.fields import ENTITIES, Cell, Part
from oppman_tui.tui import values
from oppman_tui.tui.words import cell_of
from oppman_tui.workspace.view import DealView

_FROM_FILE = "It came with an imported file and stays as it came"
_BY_MOVE = "It was written when it happened and stays; undo takes the last act back"
_SEALED = "A finished review is never edited; the Review tab holds a new one"
FACTS = {
    "review": _SEALED,
    "stage_move": _BY_MOVE,
    "close_date_move": _BY_MOVE,
    "hold_period": _BY_MOVE,
    "extra": _FROM_FILE,
}
"""Rows that stay as they were written, and why."""
_FIXED = {"source": _FROM_FILE, "finding": "It remembers what the action was made of"}
"""Cells that stay as they were written."""
BY_GATE = {"stage", "hold_since", "hold_until", "hold_reason"}
BY_GATE |= {part.name for part in cell_of("deal", "closed").parts}
"""The deal's parts that are written by moving its stage (method 1)."""
_WITH_ANOTHER = ("currency", "finding_row")
"""Parts that are shown and written together with the one before them."""
_DEAL = (
    "name",
    "customer",
    "owner",
    "value",
    "close_date",
    "next_step",
    "strategic",
    "note",
    "created",
)


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the record: one part of one row; `fixed` says why it isn't written here."""

    entity: str
    row: str
    cell: Cell
    part: Part
    current: object | None
    fixed: str = ""

    @property
    def key(self) -> str:
        return f"{self.entity}:{self.row}:{self.part.name}"

    @property
    def label(self) -> str:
        if self.entity == "extra":
            return self.row
        if self.part.name == "customer":
            return self.cell.label
        if self.part.name == "name":
            return "Name"
        if self.part.name == "finding_kind":
            return "Made of the finding"
        return values.label_of(self.cell, self.part)

    @property
    def value(self) -> Any:
        return getattr(self.current, self.part.name, None)

    @property
    def required(self) -> bool:
        """The row can't be without it."""
        if self.current is None or not is_dataclass(self.current):
            return self.cell.required
        return any(
            f.name == self.part.name and f.default is MISSING and f.default_factory is MISSING
            for f in fields(self.current)
        )


def empty(entity: str, row: str) -> object | None:
    """What stands in for a row that isn't there yet, where its key is enough to make it."""
    match entity:
        case "answer":
            return Answer(row)
        case "criterion":
            return Criterion(row)
    return None


def groups(
    view: DealView, entity: str, row: str, current: object | None, stage: str
) -> Iterator[tuple[str, list[Field]]]:
    """The fields of a row under their headings; `stage` is the key that moves the stage."""
    if entity != "deal":
        skipped = ("deleted", "answers", "snapshot")
        names = [n for n in ENTITIES[entity].cells if n not in skipped]
        yield "", list(_of(entity, row, current, names))
        return
    dossier = view.dossier
    deal = dossier.deal
    yield "", list(_of("deal", deal.id, deal, _DEAL))
    moved = _of("deal", deal.id, deal, ("stage", "hold", "closed"))
    yield f"Stage, hold and end: {stage} moves it", [f for f in moved if _is_told(f)]
    if dossier.customer is not None:
        customer = dossier.customer
        told = list(_of("customer", customer.id, customer, ("name", "note", "source")))
        yield "The customer, shared by all its deals", [f for f in told if _is_told(f)]
    found = list(_of("deal", deal.id, deal, ("source",)))
    for extra in dossier.extras:
        found += _of("extra", extra.id, extra, ("extra",))
    if found := [f for f in found if f.value is not None]:
        yield "From the imported file", found


def _is_told(field: Field) -> bool:
    """What isn't so needs no line: a deal not on hold, not closed, not from a file."""
    return field.cell.name not in ("hold", "closed", "source") or field.value is not None


def _of(
    entity: str, row: str, current: object | None, cells: Iterable[str]
) -> Iterator[Field]:
    for name in cells:
        cell = cell_of(entity, name)
        for part in cell.parts:
            if part.name not in _WITH_ANOTHER:
                fixed = FACTS.get(entity) or _FIXED.get(name, "")
                yield Field(entity, row, cell, part, current, fixed)
