"""The acts made here, as undo and redo take them: those of one person, the latest first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, Select, select

from oppman_tui.log.change import CellKey
from oppman_tui.log.undo import (
    ActRecord,
    NothingToRedo,
    NothingToUndo,
    Plan,
    UndoRefused,
    plan_undo,
    stacks,
)
from oppman_tui.store.schema import ACT, CHANGE, OP, TYPED
from oppman_tui.store.writing import logbook

_REACH = 500
"""So many acts are read at first; more only where undo and redo go further back."""


@dataclass(frozen=True, slots=True)
class TakeBack:
    """The act to take back, and what to write for it."""

    record: ActRecord
    plan: Plan


def labels(connection: Connection, actor: str) -> tuple[str | None, str | None]:
    """What undo would take back and what redo would do again; None where there is nothing."""
    undo, redo = _stacks(connection, actor)
    return (undo[-1].label if undo else None, redo[-1].label if redo else None)


def next_to_undo(connection: Connection, actor: str) -> TakeBack:
    """Raises `NothingToUndo`, `UndoRefused`."""
    undo, _ = _stacks(connection, actor)
    if not undo:
        raise NothingToUndo
    return _planned(connection, undo[-1])


def next_to_redo(connection: Connection, actor: str) -> TakeBack:
    """Raises `NothingToRedo`, `UndoRefused`."""
    _, redo = _stacks(connection, actor)
    if not redo:
        raise NothingToRedo
    return _planned(connection, redo[-1])


def _stacks(connection: Connection, actor: str) -> tuple[list[ActRecord], list[ActRecord]]:
    """As `undo.stacks` has them, out of the latest acts: as far back as it takes to be sure of
    the last of each, that is to all that the undoing ones undo, and to one that still stands.
    """
    query = (
        select(ACT.c.act, ACT.c.label, ACT.c.undoes)
        .where(ACT.c.actor == actor)
        .order_by(ACT.c.arrival.desc())
    )
    reach = _REACH
    while True:
        rows = connection.execute(query.limit(reach)).all()
        records = [ActRecord(row.act, row.label, row.undoes) for row in reversed(rows)]
        undo, redo = stacks(records)
        here = {record.act for record in records}
        whole = all(record.undoes is None or record.undoes in here for record in records)
        if len(rows) < reach or (whole and undo):
            return undo, redo
        reach *= 4


def _planned(connection: Connection, record: ActRecord) -> TakeBack:
    changes = logbook.changes_of_acts(connection, [record.act])
    docs = {change.doc for change in changes}
    cancelled = logbook.changed_by(connection, record.cancelled, docs)
    writes = logbook.all_writes(connection, docs)
    touched: defaultdict[str, list[CellKey]] = defaultdict(list)
    for doc, cell in writes:
        touched[doc].append(cell)
    plan = plan_undo(
        record,
        changes,
        cancelled,
        lambda doc, cell: writes.get((doc, cell), ()),
        lambda doc: touched[doc],
    )
    _check_customers(connection, record, plan)
    return TakeBack(record, plan)


def _check_customers(connection: Connection, record: ActRecord, plan: Plan) -> None:
    """No customer is taken from under a deal that became one of its deals after the act: one
    that named it, or that came back, since.
    """
    deal = TYPED["deal"]
    since = select(ACT.c.arrival).where(ACT.c.act == record.act).scalar_subquery()
    for doc, cell, value in plan:
        if (cell.entity, cell.field, value) != ("customer", "deleted", "true"):
            continue
        later = (
            select(deal.c.name)
            .join(OP, (OP.c.doc == deal.c.doc) & (OP.c.row == deal.c.row))
            .where(deal.c.customer == doc, deal.c.deleted.is_not(True))
            .where(OP.c.entity == "deal", OP.c.field.in_(("customer", "deleted")), OP.c.standing)
            .where(OP.c.arrival > since, ~OP.c.arrival.in_(_arrivals(record)))
        )
        name = connection.scalar(later)
        if name is not None:
            why = f"its customer is the customer of {name} by now"
            raise UndoRefused(record.label, doc, cell, why)


def _arrivals(record: ActRecord) -> Select[tuple[int]]:
    return select(CHANGE.c.arrival).where(CHANGE.c.act == record.act)
