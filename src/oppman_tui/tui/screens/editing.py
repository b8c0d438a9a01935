"""How a part of a row is written, by its kind: a line, a date, an amount, a choice.

Every field of `domain/fields.py` is edited through here, so that a date is typed the same way
everywhere. Each answer is the parts to set, or `Unchanged` where Esc was struck.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from textual.screen import Screen

from oppman_tui.domain import checks
from oppman_tui.domain.fields import ENTITIES, Cell, Json, Kind, Part
from oppman_tui.domain.values import dates, money
from oppman_tui.tui.screens.dialogs import Ask, Option, Pick, PickMany, Write
from oppman_tui.tui.screens.writing import Writing, subject
from oppman_tui.tui.values import find, label_of, options, players_of
from oppman_tui.workspace.acts import merged, plain
from oppman_tui.workspace.drafts import Subject
from oppman_tui.workspace.view import DealView

Parts: TypeAlias = Mapping[str, Json]
_PAST = frozenset(
    ("closed_on", "created", "evidence_date", "hold_since", "on", "stage_since", "status_on")
)
"""Days on which something has happened: never one that is still to come."""

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
    past = name in _PAST
    given = await ask_date(screen, view, label, value or "", of=of, past=past)
    if given is None:
        return None
    return {name: plain(dates.parse_date(given, view.today, past=past)) if given else None}


async def ask_date(
    screen: Screen[Any],
    view: DealView,
    label: str,
    value: str = "",
    required: bool = False,
    of: Subject | None = None,
    past: bool = False,
) -> str | None:
    """A day as people say it, echoed in full while it is typed; its text as it was typed.
    With `past` one that has come."""
    question = Ask(
        label,
        value,
        hint=("fri · -2w · 12.12." if past else "fri · +2w · 12.12.")
        + " · 2026-12-12 · {writing.save} save",
        check=lambda text: dates.parse_date(text, view.today, past=past),
        echo=lambda text: dates.show_full(dates.parse_date(text, view.today, past=past)),
        struck_over=True,
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
        hint="420k · 1,2M · 79 800,50 SEK · {writing.save} save",
        check=lambda given: money.parse_value(given, currency),
        echo=lambda given: money.show_amount(*money.parse_value(given, currency)),
        struck_over=True,
        of=of,
    )
