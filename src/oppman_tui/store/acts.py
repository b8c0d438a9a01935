"""The acts made here, as undo and redo take them: those of one person, the latest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from oppman_tui.log.change import CellKey, Change
from oppman_tui.log.undo import (
    ActRecord,
    NothingToRedo,
    NothingToUndo,
    Plan,
    plan_undo,
    stacks,
)
from oppman_tui.store import logbook
from oppman_tui.store.schema import ACT

_REACH = 500
"""So many acts back undo goes; a bound for what is read for it."""


@dataclass(frozen=True, slots=True)
class TakeBack:
    """The act to take back, and what to write for it."""

    record: ActRecord
    plan: Plan


def labels(connection: Connection, actor: str) -> tuple[str | None, str | None]:
    """What undo would take back and what redo would do again; None where there is nothing."""
    undo, redo = stacks(_records(connection, actor))
    return (undo[-1].label if undo else None, redo[-1].label if redo else None)


def next_to_undo(connection: Connection, actor: str) -> TakeBack:
    """Raises `NothingToUndo`, `UndoRefused`."""
    undo, _ = stacks(_with_taken_back(connection, _records(connection, actor)))
    if not undo:
        raise NothingToUndo
    return _planned(connection, undo[-1])


def next_to_redo(connection: Connection, actor: str) -> TakeBack:
    """Raises `NothingToRedo`, `UndoRefused`."""
    _, redo = stacks(_with_taken_back(connection, _records(connection, actor)))
    if not redo:
        raise NothingToRedo
    return _planned(connection, redo[-1])


def _records(connection: Connection, actor: str) -> list[ActRecord]:
    """The latest acts of `actor`, oldest first, without their changes."""
    query = (
        select(ACT.c.act, ACT.c.label, ACT.c.undoes)
        .where(ACT.c.actor == actor)
        .order_by(ACT.c.arrival.desc())
        .limit(_REACH)
    )
    rows = connection.execute(query).all()
    return [ActRecord(row.act, row.label, row.undoes, ()) for row in reversed(rows)]


def _with_taken_back(
    connection: Connection, records: Sequence[ActRecord]
) -> list[ActRecord]:
    """The records, with the changes of those that take back or were taken back.

    Only by these can an act below be set free of later changes.
    """
    named = {record.undoes for record in records if record.undoes}
    moved = [r.act for r in records if r.undoes or r.act in named]
    changes: defaultdict[str, list[Change]] = defaultdict(list)
    for change in logbook.changes_of_acts(connection, moved):
        changes[change.act].append(change)
    return [replace(r, changes=tuple(changes[r.act])) for r in records]


def _planned(connection: Connection, record: ActRecord) -> TakeBack:
    changes = tuple(logbook.changes_of_acts(connection, [record.act]))
    writes = logbook.all_writes(connection, {change.doc for change in changes})
    touched: defaultdict[str, list[CellKey]] = defaultdict(list)
    for doc, cell in writes:
        touched[doc].append(cell)
    plan = plan_undo(
        replace(record, changes=changes),
        lambda doc, cell: writes.get((doc, cell), ()),
        lambda doc: touched[doc],
    )
    return TakeBack(record, plan)
