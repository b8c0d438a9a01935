"""Which scores jumped just before a gate or a review, read from the deal's history (method 6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, TypeVar

from oppman_tui.domain.entities import Answer, Criterion
from oppman_tui.domain.review.jumps import Edited, Gate, Jump, jumps
from oppman_tui.domain.values.dates import show_date
from oppman_tui.store.reads import HistoryItem
from oppman_tui.store.store import Store
from oppman_tui.workspace.view import DealView

_Row = TypeVar("_Row", Answer, Criterion)
_READ = 5_000
"""So many of the deal's newest changes are looked at."""


def found(store: Store, view: DealView) -> tuple[Jump, ...]:
    """The deal's jumps, newest gate first; of changes made here or received with their time."""
    deal = view.dossier.deal
    items = store.history(deal.id, _READ)
    ours = store.history(deal.customer, _READ) if deal.customer else ()
    return jumps(
        view.dossier,
        view.playbook,
        [*_edits(items, "answer", Answer)],
        [*_edits(ours, "criterion", Criterion)],
        [*_gates(view, items)],
    )


def _edits(
    items: tuple[HistoryItem, ...], entity: str, kind: type[_Row]
) -> Iterator[Edited[_Row]]:
    for item in items:
        at = _moment(item.at)
        if item.entity == entity and item.cell == entity and at is not None:
            yield Edited(
                at, item.row, _row(kind, item.row, item.before), _row(kind, item.row, item.after)
            )


def _row(kind: type[_Row], key: str, value: Any) -> _Row | None:
    if not isinstance(value, dict):
        return None
    parts = {name: part for name, part in value.items() if name in kind.__dataclass_fields__}
    if text := parts.pop("evidence_date", None):
        parts["evidence_date"] = date.fromisoformat(text)
    return kind(key, **parts)


def _gates(view: DealView, items: tuple[HistoryItem, ...]) -> Iterator[Gate]:
    """Reviews and moves at the minute they were written down, if on the day they tell of;
    what was told of afterwards, or came from a file, at that day's end."""
    written = {
        (item.entity, item.row): at
        for item in reversed(items)
        if item.before is None and (at := _moment(item.at)) is not None
    }
    names = {stage.key: stage.name for stage in view.playbook.stages}
    happened = [
        *(("review", row.id, row.held_on, "the review") for row in view.dossier.reviews),
        *(
            ("stage_move", m.id, m.on, f"the move to {names.get(m.to_stage, m.to_stage)}")
            for m in view.dossier.stage_moves
        ),
    ]
    for entity, row, day, what in happened:
        at = written.get((entity, row))
        if at is None or at.date() != day:
            at = datetime.combine(day, time.max)
        yield Gate(at, f"{what} on {show_date(day, view.today)}")


def _moment(at: str) -> datetime | None:
    """A local ISO time as the wall clock showed it; None where it isn't one."""
    try:
        return datetime.fromisoformat(at).replace(tzinfo=None)
    except ValueError:
        return None
