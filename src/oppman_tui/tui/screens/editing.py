"""How a part of a row is written, by its kind: a line, a date, an amount, a choice.

Every field of `domain/fields.py` is edited through here, so that a date is typed the same way
everywhere. Each answer is the parts to set, or `Unchanged` where Esc was struck.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from textual.screen import Screen

from oppman_tui.domain import checks, dates, money, stops
from oppman_tui.domain.fields import ENTITIES, Cell, Json, Kind, Part
from oppman_tui.playbook.models import Playbook
from oppman_tui.tui.screens.dialogs import Ask, Option, Pick, PickMany, Write
from oppman_tui.tui.screens.writing import Writing, subject
from oppman_tui.workspace.acts import merged, plain
from oppman_tui.workspace.drafts import Subject
from oppman_tui.workspace.view import DealView

Parts: TypeAlias = Mapping[str, Json]

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


async def edit(
    screen: Screen[Any],
    view: DealView,
    entity: str,
    part_name: str,
    row: object | None,
    about: str = "",
    *,
    of_row: str = "",
    in_editor: bool = False,
) -> Parts | None:
    """Ask for one part of a row. The parts to set, or None where it stays as it was.

    An empty answer makes the part not known; a required cell says that it can't be. `about`
    says in the question whose part it is. `of_row` is the row's id where `row` has none of its
    own. With `in_editor` a text is written in the person's own editor.
    """
    cell, part = find(entity, part_name)
    value = getattr(row, part.name, None)
    label = label_of(cell, part) + (f": {about}" if about else "")
    ask = screen.app.push_screen_wait
    row_id = of_row or str(getattr(row, "id", ""))
    of = subject(view, f"field:{entity}:{row_id}:{part.name}", label)
    if part.name == "amount":
        return await _amount(screen, view, label, row, of)
    if part.kind is Kind.DATE:
        return await _date(screen, view, label, part.name, plain(value), of)
    if part.kind is Kind.REFS:
        chosen = await ask(PickMany(label, players_of(view), value or ()))
        return None if chosen is None else {part.name: chosen.split("\n") if chosen else None}
    if part.kind is Kind.REF:
        return _picked(part, await ask(Pick(label, _or_unknown(players_of(view)), value)))
    choices = options(part, view.playbook)
    if part.kind is Kind.NAMES and choices:
        chosen = await ask(PickMany(label, choices, value or ()))
        return None if chosen is None else {part.name: chosen.split("\n") if chosen else None}
    if choices:
        current = _as_option(value)
        return _picked(part, await ask(Pick(label, _or_unknown(choices), current)))
    return await _text(screen, cell, part, label, row, of, in_editor)


def find(entity: str, part_name: str) -> tuple[Cell, Part]:
    """The cell and part of that name."""
    for cell in ENTITIES[entity].cells.values():
        for part in cell.parts:
            if part.name == part_name:
                return cell, part
    raise KeyError(part_name)


def _as_option(value: Any) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return None if value is None else str(value)


def _or_unknown(choices: Sequence[Option]) -> list[Option]:
    return [*choices, Option("", "not known", strike="-")]


def _picked(part: Part, chosen: str | None) -> Parts | None:
    if chosen is None:
        return None
    if not chosen:
        return {part.name: None}
    if part.kind is Kind.INT:
        return {part.name: int(chosen)}
    if part.kind is Kind.BOOL:
        return {part.name: chosen == "yes"}
    return {part.name: chosen}


async def _text(
    screen: Screen[Any],
    cell: Cell,
    part: Part,
    label: str,
    row: object | None,
    of: Subject,
    in_editor: bool,
) -> Parts | None:
    """A longer text in a place of several lines, any other in one."""
    value = getattr(row, part.name, None)
    text = ", ".join(value) if isinstance(value, tuple) else value or ""

    def taken(given: str) -> Json:
        if part.kind is Kind.NAMES:
            return [name.strip() for name in given.split(",") if name.strip()] or None
        return given or None

    def check(given: str) -> None:
        entity = next(e for e in ENTITIES.values() if cell in e.cells.values())
        checks.check(entity.name, cell.name, merged(cell, row, {part.name: taken(given)}))

    required = cell.required and part is cell.parts[0]
    question: Writing
    if part.kind is Kind.TEXT:
        question = Write(
            label, text, check=check, required=required, of=of, in_editor=in_editor
        )
    else:
        question = Ask(label, text, check=check, required=required, of=of, in_editor=in_editor)
    given = await screen.app.push_screen_wait(question)
    return None if given is None else {part.name: taken(given)}


async def _date(
    screen: Screen[Any], view: DealView, label: str, name: str, value: str | None, of: Subject
) -> Parts | None:
    given = await ask_date(screen, view, label, value or "", of=of)
    if given is None:
        return None
    return {name: plain(dates.parse_date(given, view.today)) if given else None}


async def ask_date(
    screen: Screen[Any],
    view: DealView,
    label: str,
    value: str = "",
    required: bool = False,
    of: Subject | None = None,
) -> str | None:
    """A day as people say it, echoed in full while it is typed; its text as it was typed."""
    question = Ask(
        label,
        value,
        hint="fri · +2w · 12.12. · 2026-12-12 · Enter save",
        check=lambda text: dates.parse_date(text, view.today),
        echo=lambda text: dates.show_full(dates.parse_date(text, view.today)),
        required=required,
        of=of,
    )
    return await screen.app.push_screen_wait(question)


async def _amount(
    screen: Screen[Any], view: DealView, label: str, row: object | None, of: Subject
) -> Parts | None:
    currency = getattr(row, "currency", None) or view.rates.base
    amount = getattr(row, "amount", None)
    text = f"{money.decimal_text(amount, currency)} {currency}" if amount is not None else ""
    given = await screen.app.push_screen_wait(ask_amount(label, text, currency, of))
    if given is None:
        return None
    if not given:
        return {"amount": None, "currency": None}
    minor, code = money.parse_value(given, currency)
    return {"amount": minor, "currency": code}


def ask_amount(label: str, text: str, currency: str, of: Subject | None = None) -> Ask:
    """A sum as people say it, echoed in full."""
    return Ask(
        label,
        text,
        hint="420k · 1,2M · 79 800,50 SEK · Enter save",
        check=lambda given: money.parse_value(given, currency),
        echo=lambda given: money.show_amount(*money.parse_value(given, currency)),
        of=of,
    )
