"""A part of a row as a person knows it: what it is called, what its value says, what is to choose.

What stands in the playbook under a key is told in the playbook's words. How a part is written is
in `screens.editing`; what the log keeps of it in words is in `words`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from oppman_tui.domain.fields import ENTITIES, Cell, Kind, Part
from oppman_tui.domain.select import stops
from oppman_tui.domain.values import dates, money
from oppman_tui.playbook.models import Playbook
from oppman_tui.workspace.view import DealView

_LABELS = {
    "amount": "Value",
    "next_step_date": "Next step on",
    "next_step_agreed": "Agreed with the customer",
    "criterion_note": "Note",
    "value": "Answer",
    "grade": "Grade of the evidence",
    "evidence_date": "Evidence of",
    "person": "From whom",
    "win_kind": "Win, goal or threat",
    "goal_date": "Goal by",
    "our_person": "Our person",
    "from_player": "Who",
    "to_player": "To whom",
    "link_kind": "How",
    "risk_kind": "Kind of risk",
    "owner_side": "Whose",
    "action_owner": "Owner",
    "status_on": "On",
    "internal_kind": "Kind of decision",
    "asked": "Asks whom",
    "on": "On",
    "text": "What happened",
    "entry_kind": "Kind",
    "side": "From whose side",
    "players": "With",
    "stop_by": "By",
    "tripped_on": "Came true on",
    "stop_check": "Checked by the program",
    "override_reason": "Why",
    "override_on": "On",
}
_WORDS = {
    "ours": "ours",
    "theirs": "the customer's",
    "in_hand": "in hand",
    "not_acceptable": "not acceptable",
    "reports_to": "reports to",
}


@dataclass(frozen=True, slots=True)
class Option:
    """One of several: its key to strike, its words, a dim remark."""

    value: str
    text: str
    remark: str = ""
    strike: str = ""


def find(entity: str, part_name: str) -> tuple[Cell, Part]:
    """The cell and part of that name."""
    for cell in ENTITIES[entity].cells.values():
        for part in cell.parts:
            if part.name == part_name:
                return cell, part
    raise KeyError(part_name)


def label_of(cell: Cell, part: Part) -> str:
    """What a user knows the part by."""
    return _LABELS.get(part.name, cell.label if len(cell.parts) == 1 else humanised(part.name))


def humanised(key: str) -> str:
    """A key in words: ``go_on`` is *Go on*."""
    text = _WORDS.get(key, key.replace("_", " "))
    return text[:1].upper() + text[1:]


def shown(part: Part, value: Any, view: DealView, row: object | None = None) -> str:
    """A part's value in words; empty where it is not known."""
    if value is None or value == ():
        return ""
    if part.name == "amount":
        return money.show_amount(value, getattr(row, "currency", None) or view.rates.base)
    if part.kind is Kind.DATE:
        return dates.show_date(value, view.today)
    if part.kind is Kind.BOOL:
        return "yes" if value else "no"
    if part.kind in (Kind.REF, Kind.REFS):
        names = {p.id: p.name for p in view.dossier.players}
        refs = value if isinstance(value, tuple) else (value,)
        return ", ".join(names.get(ref, "someone removed") for ref in refs)
    known = {option.value: option.text for option in options(part, view.playbook)}
    if isinstance(value, tuple | list):
        return ", ".join(known.get(str(v), str(v)) for v in value)
    return known.get(str(value), str(value))


def options(part: Part, playbook: Playbook) -> list[Option]:
    """What can be chosen for a part, with the key that strikes it; none for free text."""
    scales = {
        "value": playbook.answers,
        "grade": playbook.grades,
        "influence": playbook.influence,
        "relationship": playbook.relationship,
    }
    lists: dict[str, Sequence[Any]] = {
        "roles": playbook.roles,
        "section": playbook.sections,
        "risk_kind": playbook.risk_kinds,
        "internal_kind": playbook.internal_kinds,
        "entry_kind": playbook.entry_kinds,
        "decision": playbook.decisions,
        "stage": playbook.stages,
    }
    if part.name in scales:
        signed = part.name == "relationship"
        return [
            Option(
                str(point.value),
                f"{point.value:+d} {point.name}" if signed and point.value else point.name,
                strike=str(place if signed else point.value),
            )
            for place, point in enumerate(scales[part.name], 1)
        ]
    if part.name == "stop_check":
        return [
            Option(check, words, strike=_strike(n))
            for n, (check, words) in enumerate(stops.kinds(playbook), 1)
        ]
    if part.name == "receptivity":
        return [
            Option(r.key, f"{r.key} {r.name}", r.text, strike=r.key.lower())
            for r in playbook.receptivity
        ]
    if part.name in lists:
        items = lists[part.name]
        return [Option(i.key, i.name, strike=_strike(n)) for n, i in enumerate(items, 1)]
    if part.kind is Kind.CHOICE:
        return [
            Option(c, humanised(c), strike=_strike(n)) for n, c in enumerate(part.choices, 1)
        ]
    if part.kind is Kind.BOOL:
        return [Option("yes", "yes", strike="y"), Option("no", "no", strike="n")]
    return []


def _strike(place: int) -> str:
    return str(place) if place < 10 else ""


def players_of(view: DealView) -> list[Option]:
    """The deal's players to choose from."""
    return [
        Option(p.id, p.name, p.title or "", strike=_strike(n))
        for n, p in enumerate(view.dossier.players, 1)
    ]
