"""A deal's past as a story: what happened on which day, by whom, and each cell that changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from oppman_tui.domain.entities import Dossier
from oppman_tui.domain.fields import ENTITIES, Cell
from oppman_tui.domain.values.text import clean_line
from oppman_tui.store.reads import HistoryItem
from oppman_tui.store.store import Store
from oppman_tui.workspace.acts import row_of
from oppman_tui.workspace.view import DealView

Change: TypeAlias = HistoryItem
"""One cell that was set once."""

FACTS: Mapping[str, str] = {
    "entry": "on",
    "review": "held_on",
    "stage_move": "on",
    "close_date_move": "moved_on",
    "hold_period": "held_to",
}
"""Rows that are themselves something that happened, and the part that says on which day."""
_TOLD_BY = {"stage": "stage_move", "close_date": "close_date_move"}
"""A deal's cell, and the fact that tells its change when both are written at once."""
_NAMED_BY = {
    "player": "name",
    "customer": "name",
    "risk": "risk",
    "action": "action",
    "stop": "stop",
    "entry": "entry",
}


@dataclass(frozen=True, slots=True)
class Made:
    """A row that was not there before: all its cells that were set at once."""

    entity: str
    row: str
    cells: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """One act, or one fact of its own: `fact` is the row of a log entry, review, move or hold."""

    day: date
    time: str
    """Local, ``10:12``; empty where only the day is known."""
    who: str
    """Empty where that isn't known any more."""
    entity: str = ""
    fact: Any = None
    made: tuple[Made, ...] = ()
    changes: tuple[Change, ...] = ()
    taken_back: bool = False
    """The act took another one back, or did again what was taken back."""


@dataclass(frozen=True, slots=True)
class Story:
    """Newest first. `names` are those of people, customers and rows, gone ones too, by id.

    Where there are `more` it ends with the day of the oldest change that was read.
    """

    happenings: tuple[Happening, ...]
    names: Mapping[str, str]
    more: bool = False


def story(store: Store, view: DealView, limit: int) -> Story:
    """The newest `limit` cells that were set, of the deal and of its customer, as a story."""
    dossier = view.dossier
    docs = [dossier.deal.id, *([dossier.deal.customer] if dossier.deal.customer else [])]
    items = [item for doc in docs for item in store.history(doc, limit + 1)]
    items.sort(key=lambda item: item.arrival, reverse=True)
    more, items = len(items) > limit, items[:limit]
    told = tell(dossier, items, view.today)
    if more:
        oldest = min(_day(item.at, view.today) for item in items)
        told = tuple(happening for happening in told if happening.day >= oldest)
    return Story(told, _names(store, items), more)


def tell(dossier: Dossier, items: Sequence[Change], today: date) -> tuple[Happening, ...]:
    """What happened, newest first. A fact stands on its own day, whenever it was written down.

    A change that doesn't say when it was made (it came from elsewhere) stands under `today`.
    """
    acts: dict[str, list[Change]] = {}
    for item in items:
        acts.setdefault(item.act, []).append(item)
    told: list[tuple[tuple[date, str, int], Happening]] = []
    seen: set[tuple[str, str]] = set()
    for cells in acts.values():
        for happening in _act(dossier, cells, today):
            if happening.fact is not None:
                seen.add((happening.entity, happening.fact.id))
            told.append(((happening.day, happening.time, cells[0].arrival), happening))
    for entity, row in _facts(dossier):
        if (entity, row.id) not in seen:
            day: date = getattr(row, FACTS[entity])
            told.append(((day, "", 0), Happening(day, "", "", entity, row)))
    told.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(happening for _, happening in told)


def _facts(dossier: Dossier) -> Iterator[tuple[str, Any]]:
    yield from (("entry", row) for row in dossier.entries)
    yield from (("review", row) for row in dossier.reviews)
    yield from (("stage_move", row) for row in dossier.stage_moves)
    yield from (("close_date_move", row) for row in dossier.close_date_moves)
    yield from (("hold_period", row) for row in dossier.hold_periods)


def _act(dossier: Dossier, cells: Sequence[Change], today: date) -> Iterator[Happening]:
    """One act: its facts each by itself, then the rows it made and the cells it changed."""
    first = cells[0]
    day, time, who = _day(first.at, today), first.at[11:16], first.actor
    rows: dict[tuple[str, str], list[Change]] = {}
    for item in cells:
        rows.setdefault((item.entity, item.row), []).append(item)
    made: list[Made] = []
    changes: list[Change] = []
    facts: set[str] = set()
    for (entity, row), found in rows.items():
        if not _is_made(entity, found):
            changes += found
            continue
        fact = row_of(dossier, entity, row) if entity in FACTS else None
        if fact is None:
            made.append(Made(entity, row, tuple(found)))
            continue
        facts.add(entity)
        on: date = getattr(fact, FACTS[entity])
        yield Happening(on, time if on == day else "", who, entity, fact)
    changes = [c for c in changes if c.entity != "deal" or _TOLD_BY.get(c.cell) not in facts]
    if made or changes:
        taken_back = first.undoes is not None
        yield Happening(
            day, time, who, made=tuple(made), changes=tuple(changes), taken_back=taken_back
        )


def _day(at: str, today: date) -> date:
    try:
        return date.fromisoformat(at[:10])
    except ValueError:
        return today


def _is_made(entity: str, cells: Iterable[Change]) -> bool:
    """The row's required cell was empty before. What has a key is answered, never made."""
    spec = ENTITIES[entity]
    if spec.keyed:
        return False
    needed = next(cell.name for cell in spec.cells.values() if cell.required)
    return any(c.cell == needed and c.before is None and c.after is not None for c in cells)


def _names(store: Store, items: Iterable[Change]) -> dict[str, str]:
    """What each row is or was called last."""
    names: dict[str, str] = {}
    customers: set[str] = set()
    for item in items:
        if item.entity == "deal" and item.cell == "customer":
            customers.update(v for v in (item.before, item.after) if isinstance(v, str))
        if _NAMED_BY.get(item.entity) == item.cell and item.row not in names:
            name = _name(ENTITIES[item.entity].cells[item.cell], item.after or item.before)
            if name:
                names[item.row] = name
    if customers - names.keys():
        names |= {c.id: c.name for c in store.customers() if c.id in customers}
    return names


def _name(cell: Cell, value: Any) -> str:
    """A naming cell's value in a line."""
    if isinstance(value, dict):
        part = "text" if cell.name == "entry" else cell.parts[0].name
        value = value.get(part)
    return clean_line(value) if isinstance(value, str) else ""
