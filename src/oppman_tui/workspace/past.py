"""A deal as it was on a day, put back by ordinary changes: one act, undone as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from json import loads
from pathlib import Path

from sqlalchemy import Connection, select

from oppman_tui.domain.checks import check
from oppman_tui.domain.edits import Edit
from oppman_tui.domain.values.dates import show_date
from oppman_tui.domain.values.text import fold
from oppman_tui.errors import InvalidValue, UserError
from oppman_tui.log.change import CellKey
from oppman_tui.log.merge import Settled, is_known, state
from oppman_tui.store.care.backup import RESTORE, examine
from oppman_tui.store.faults import newer
from oppman_tui.store.file.connections import WAIT, Connections
from oppman_tui.store.schema import SCHEMA, TYPED
from oppman_tui.store.store import Store
from oppman_tui.store.writing import logbook
from oppman_tui.store.writing.stale import REMOVED
from oppman_tui.workspace.deals import Workspace

_NOTHING = "Nothing was changed"


@dataclass(frozen=True, slots=True)
class PutBack:
    """What became of it: the deal's name then, the fields that were changed, and those whose
    value of then is outside what is allowed now, which were left."""

    name: str
    changed: int
    left: int


def put_back(
    workspace: Workspace, words: str, day: date | None, backup: Path | None = None
) -> PutBack:
    """Put the deal that `words` name (an id or a name; a removed one too) back to what it was at
    the end of `day`, by the log of the store or of `backup`; without a day, as the backup has it.

    Its customer is left as it is, for other deals have it too. Raises `UserError`.
    """
    with _source(workspace, backup) as source:
        deal = _find(source, words)
        changes = source.changes([deal])
    upto = [change for change in changes if day is None or change.at[:10] <= day.isoformat()]
    if not upto:
        first = min(date.fromisoformat(change.at[:10]) for change in changes)
        raise UserError(
            f"{words} wasn't here on {_shown(day, workspace)}",
            _NOTHING,
            f"It is known since {_shown(first, workspace)}",
        )
    then = state(upto)
    name = _name(then, deal)
    plan: _Plan | None = None

    def edits(connection: Connection) -> Sequence[Edit]:
        nonlocal plan
        plan = _plan(deal, then, state(logbook.changes(connection, [deal])))
        if plan.edits:
            workspace.store.back_up(RESTORE)
        return plan.edits

    when = f"on {_shown(day, workspace)}" if day else "in a backup"
    workspace.store.write(f"{name} as it was {when}"[:200], edits)
    return PutBack(name, len(plan.edits), plan.left) if plan else PutBack(name, 0, 0)


@contextmanager
def _source(workspace: Workspace, backup: Path | None) -> Iterator[Store]:
    if backup is None:
        yield workspace.store
        return
    found = examine(backup)
    if found.version != SCHEMA:
        raise newer(backup, found.version, SCHEMA)
    connections = Connections(backup.resolve(), wait=WAIT, unwritable="it is a backup")
    store = Store(connections, replica="", clock=workspace.clock, actor=workspace.me)
    try:
        yield store
    finally:
        store.close()


def _find(source: Store, words: str) -> str:
    deal = TYPED["deal"]
    with source.reading() as connection:
        named = connection.execute(select(deal.c.doc, deal.c.name, deal.c.deleted)).all()
    matching = [row for row in named if row.doc == words] or [
        row for row in named if row.name is not None and fold(row.name) == fold(words)
    ]
    # Of several of one name, those that were removed are meant only where no other is.
    found = [row.doc for row in matching if not row.deleted] or [row.doc for row in matching]
    if len(found) == 1:
        return str(found[0])
    if not found:
        raise UserError(f"There is no deal {words}", _NOTHING, "Give its whole name, or its id")
    raise UserError(
        f"{len(found)} deals are called {words}", _NOTHING, f"Give an id: {', '.join(found[:5])}"
    )


def _name(then: Mapping[CellKey, Settled], deal: str) -> str:
    named = then.get(CellKey("deal", deal, "name"))
    value = named.winner.value if named else None
    return str(loads(value)) if value not in (None, "null") else deal


def _shown(day: date | None, workspace: Workspace) -> str:
    return show_date(day, workspace.today) if day else "that day"


@dataclass(frozen=True, slots=True)
class _Plan:
    edits: tuple[Edit, ...]
    left: int


def _plan(
    deal: str, then: Mapping[CellKey, Settled], now: Mapping[CellKey, Settled]
) -> _Plan:
    """Every cell that isn't what it was; rows that weren't there are removed whole."""
    there = {(cell.entity, cell.row) for cell in then}
    targets: dict[CellKey, str | None] = {}
    for cell in filter(is_known, sorted(then.keys() | now.keys())):
        if (cell.entity, cell.row) in there:
            targets[cell] = then[cell].winner.value if cell in then else "null"
        else:
            targets[cell._replace(field="deleted")] = REMOVED
    edits: list[Edit] = []
    left = 0
    for cell, was in targets.items():
        # What was forgotten is not to come back.
        if was is None or _stands(now.get(cell), was):
            continue
        edit = Edit(deal, *cell, loads(was))
        try:
            check(edit.entity, edit.cell, edit.value)
        except InvalidValue:
            left += 1
        else:
            edits.append(edit)
    return _Plan(tuple(edits), left)


def _stands(now: Settled | None, was: str) -> bool:
    if now is None:
        return was == "null"
    return not now.conflict and now.winner.value == was
