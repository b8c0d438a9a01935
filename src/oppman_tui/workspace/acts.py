"""What a user's verb comes to, as edits. Pure: a dossier and the words in, edits out.

The verbs that keep a history (a stage move, a pushed close date, a hold that is over) write the
cell and the history's row in one act, so that undoing it takes both back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from typing import Any

from oppman_tui.domain.edits import Edit
from oppman_tui.domain.entities import ROWS, Action, Dossier
from oppman_tui.domain.fields import ENTITIES, Cell, Json
from oppman_tui.errors import UserError


def row_of(dossier: Dossier, entity: str, row: str) -> object | None:
    """The row as the dossier shows it; None where there is none yet."""
    if entity == "deal":
        return dossier.deal
    if entity == "customer":
        return dossier.customer
    rows = getattr(dossier, ROWS[entity])
    return next((r for r in rows if r.id == row), None)


def document_of(dossier: Dossier, entity: str) -> str:
    """The document a row of `entity` belongs in. Raises `UserError` where there's no customer."""
    if entity not in ("customer", "criterion"):
        return dossier.deal.id
    if dossier.deal.customer is None:
        raise UserError(
            "This deal has no customer yet",
            "Nothing was changed",
            "Name its customer among the deal's fields first",
        )
    return dossier.deal.customer


def set_parts(
    dossier: Dossier, entity: str, row: str, parts: Mapping[str, Json]
) -> tuple[Edit, ...]:
    """Edits that set the named parts of one row and leave the others of their cells alone."""
    doc = document_of(dossier, entity)
    current = row_of(dossier, entity, row)
    edits = [
        Edit(doc, entity, row, cell.name, merged(cell, current, parts))
        for cell in ENTITIES[entity].cells.values()
        if any(part.name in parts for part in cell.parts)
    ]
    return tuple(edits)


def merged(cell: Cell, current: object | None, parts: Mapping[str, Json]) -> Json:
    """The cell's whole value: what stands, with `parts` put over it."""
    if len(cell.parts) == 1:
        return parts[cell.parts[0].name]
    return {
        p.name: parts[p.name] if p.name in parts else plain(getattr(current, p.name, None))
        for p in cell.parts
    }


def plain(value: Any) -> Json:
    """A domain value as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {k: plain(v) for k, v in asdict(value).items()}
    if isinstance(value, tuple | list | frozenset | set):
        return [plain(v) for v in value]
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    return value


def new_row(doc: str, entity: str, row: str, parts: Mapping[str, Json]) -> tuple[Edit, ...]:
    """Edits that make a row."""
    return tuple(
        Edit(doc, entity, row, cell.name, merged(cell, None, parts))
        for cell in ENTITIES[entity].cells.values()
        if any(parts.get(part.name) is not None for part in cell.parts)
    )


def remove_row(dossier: Dossier, entity: str, row: str) -> tuple[Edit, ...]:
    return (Edit(document_of(dossier, entity), entity, row, "deleted", True),)


def push_close_date(
    dossier: Dossier, close_date: date | None, move_id: str, today: date
) -> tuple[Edit, ...]:
    """A new close date, and the line that remembers the old one."""
    deal = dossier.deal
    if close_date == deal.close_date:
        return ()
    edits = [Edit(deal.id, "deal", deal.id, "close_date", plain(close_date))]
    if deal.close_date is not None:
        edits += new_row(
            deal.id,
            "close_date_move",
            move_id,
            {
                "moved_on": plain(today),
                "from_date": plain(deal.close_date),
                "to_date": plain(close_date),
            },
        )
    return tuple(edits)


def move_stage(
    dossier: Dossier,
    stage: str,
    move_id: str,
    today: date,
    *,
    reason: str | None = None,
    unheld: Iterable[str] = (),
) -> tuple[Edit, ...]:
    """The deal enters `stage` today; `unheld` are the gate's milestones that did not hold."""
    deal = dossier.deal
    value = {"stage": stage, "stage_since": plain(today), "stage_reason": reason}
    return (
        Edit(deal.id, "deal", deal.id, "stage", value),
        *new_row(
            deal.id,
            "stage_move",
            move_id,
            {
                "from_stage": deal.stage,
                "to_stage": stage,
                "on": plain(today),
                "move_reason": reason,
                "unheld": list(unheld) or None,
            },
        ),
    )


def hold(dossier: Dossier, until: date, reason: str | None, today: date) -> tuple[Edit, ...]:
    """On hold from today (or since when it already is) until the day before `until`."""
    deal = dossier.deal
    since = deal.hold_since if deal.status(today) == "hold" else today
    value = {
        "hold_since": plain(since or today),
        "hold_until": plain(until),
        "hold_reason": reason,
    }
    return (Edit(deal.id, "deal", deal.id, "hold", value),)


def resume(dossier: Dossier, period_id: str, today: date) -> tuple[Edit, ...]:
    """The hold ends; the days it lasted stay known, for they count in no stay (method 2)."""
    deal = dossier.deal
    if deal.hold_until is None:
        return ()
    edits = [Edit(deal.id, "deal", deal.id, "hold", None)]
    begun = deal.hold_since or today
    ended = min(today, deal.hold_until)
    if ended > begun:
        edits += new_row(
            deal.id,
            "hold_period",
            period_id,
            {"held_from": plain(begun), "held_to": plain(ended)},
        )
    return tuple(edits)


def close(dossier: Dossier, parts: Mapping[str, Json], today: date) -> tuple[Edit, ...]:
    """Won, lost (to whom, why) or abandoned (why, cost, what would reopen it)."""
    value = {"closed_on": plain(today), **parts}
    cell = ENTITIES["deal"].cells["closed"]
    deal = dossier.deal
    return (Edit(deal.id, "deal", deal.id, "closed", merged(cell, None, value)),)


def reopen(dossier: Dossier) -> tuple[Edit, ...]:
    deal = dossier.deal
    return (Edit(deal.id, "deal", deal.id, "closed", None),)


def tick(action: Action, status: str, outcome: str | None, today: date) -> Mapping[str, Json]:
    """The parts that say an action is done, dropped, or open again."""
    done = status != "open"
    return {
        "status": status,
        "outcome": outcome if done else action.outcome,
        "status_on": plain(today) if done else None,
    }
