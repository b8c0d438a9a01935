"""Deals, actions and key players as tables, with columns that stay (README, Export).

A deal's columns are all that an import of the same table takes, beside what is only told
(`days_in_stage`, `triggers`, `reasons`, the scores).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from oppman_tui.domain.entities import Action, Player
from oppman_tui.domain.select.triggers import Severity
from oppman_tui.domain.values import money
from oppman_tui.exchange.export import Column, Row
from oppman_tui.workspace.view import DealView


@dataclass(frozen=True, slots=True)
class Table:
    """What may be exported: its columns, and the rows that one deal has in it."""

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[DealView], Iterator[Row]]
    one: str
    """The word for one row; with an `s` for several."""


def _columns(*lines: str) -> tuple[Column, ...]:
    """`name`, `name kind` or `name kind width`, one a column."""
    found = []
    for line in lines:
        name, kind, width = (*line.split(), "", "")[:3]
        usual = {"": 18, "text": 18, "number": 12, "date": 11, "flag": 8}[kind]
        # Any other kind has raised a KeyError above.
        found.append(Column(name, kind or "text", int(width or usual)))  # type: ignore[arg-type]
    return tuple(found)


DEAL_COLUMNS = _columns(
    "id",
    "name text 32",
    "customer text 26",
    "value number",
    "currency",
    "stage",
    "days_in_stage number",
    "close_date date",
    "status",
    "triggers text 26",
    "reasons text 40",
    "owner",
    "created date",
    "stage_since date",
    "stage_reason",
    "next_step text 32",
    "next_step_date date",
    "next_step_agreed flag",
    "hold_since date",
    "hold_until date",
    "hold_reason",
    "closed_on date",
    "closed_to",
    "closed_reason",
    "closed_cost",
    "closed_reopen",
    "strategic",
    "note text 32",
    "customer_id",
    "source_system",
    "source_org",
    "source_id",
    "extra",
)
"""The first eleven are those of `oppman list --csv` from its first day on."""

_ACTION_COLUMNS = _columns(
    "deal_id",
    "deal text 32",
    "customer text 26",
    "id",
    "section",
    "action text 40",
    "owner_side",
    "owner",
    "due date",
    "agreed flag",
    "status",
    "status_on date",
    "outcome text 26",
    "entered date",
    "internal_kind",
    "asked",
    "finding_kind",
)
_PLAYER_COLUMNS = _columns(
    "deal_id",
    "deal text 32",
    "customer text 26",
    "id",
    "name text 26",
    "title",
    "email text 26",
    "phone",
    "roles text 26",
    "win_kind",
    "win text 32",
    "receptivity",
    "influence number",
    "relationship number",
    "effect text 26",
    "our_person",
    "goal text 26",
    "goal_date date",
)


def deal_row(view: DealView) -> Row:
    """One deal in the columns of `DEAL_COLUMNS`."""
    deal, attention = view.dossier.deal, view.attention
    told = {name: getattr(deal, name, None) for name in _OF_THE_DEAL}
    extra = {row.id: row.extra for row in view.dossier.extras}
    return told | {
        "customer": view.customer_name if view.dossier.customer else None,
        "customer_id": deal.customer,
        "value": None
        if deal.amount is None
        else money.to_decimal(deal.amount, deal.currency or ""),
        "days_in_stage": attention.stay.days if attention.stay else None,
        "status": attention.status,
        "triggers": "; ".join(
            f"{t.key} {Severity(t.severity).name.lower()}" for t in attention.triggers
        ),
        "reasons": "; ".join(t.reason for t in attention.triggers),
        "extra": json.dumps(extra, ensure_ascii=False) if extra else None,
    }


_OF_THE_DEAL = tuple(column.name for column in DEAL_COLUMNS)


def more_facts(view: DealView) -> dict[str, Any]:
    """What a deal's row says beyond the list's, as JSON has it."""
    told: dict[str, Any] = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in deal_row(view).items()
        if name in _MORE
    }
    return told | {"extra": {row.id: row.extra for row in view.dossier.extras}}


_MORE = frozenset(_OF_THE_DEAL[_OF_THE_DEAL.index("reasons") + 1 :])


def _deals(view: DealView) -> Iterator[Row]:
    yield deal_row(view)


def _actions(view: DealView) -> Iterator[Row]:
    for action in view.dossier.actions:
        yield _action(action) | _of(view)


def _players(view: DealView) -> Iterator[Row]:
    for player in view.dossier.players:
        yield _player(player) | _of(view)


def _of(view: DealView) -> Row:
    customer = view.customer_name if view.dossier.customer else None
    return {"deal_id": view.id, "deal": view.dossier.deal.name, "customer": customer}


def _action(action: Action) -> Row:
    told = {column.name: getattr(action, column.name, None) for column in _ACTION_COLUMNS}
    return told | {"owner": action.action_owner, "status": action.status or "open"}


def _player(player: Player) -> Row:
    told = {column.name: getattr(player, column.name, None) for column in _PLAYER_COLUMNS}
    return told | {"roles": "; ".join(player.roles) or None}


TABLES: dict[str, Table] = {
    "deals": Table("deals", DEAL_COLUMNS, _deals, "deal"),
    "actions": Table("actions", _ACTION_COLUMNS, _actions, "action"),
    "players": Table("players", _PLAYER_COLUMNS, _players, "key player"),
}

