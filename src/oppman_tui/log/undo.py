"""What undo and redo would write. Pure planning; the store's writer writes it.

Undo takes back the latest act of one actor on one replica, in all its documents or none, by a
new act that restores earlier values (architecture.md, The change log). Redo is the same thing
done to the undoing act, so one rule serves both, and they meet: undo, redo and undo again give
what the first undo gave.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from oppman_tui.domain.fields import ENTITIES
from oppman_tui.errors import UserError
from oppman_tui.log.change import CellKey, Change
from oppman_tui.log.merge import Write, settle

Cells: TypeAlias = Callable[[str, CellKey], Sequence[Write]]
"""All writes to a cell of a document, in any order; empty where there are none."""

Touched: TypeAlias = Callable[[str], Iterable[CellKey]]
"""All cells of a document that have a write."""

Plan: TypeAlias = list[tuple[str, CellKey, str]]
"""(document, cell, canonical value) to be written, all in one act."""


class NothingToUndo(UserError):
    def __init__(self) -> None:
        super().__init__("There is nothing to undo")


class NothingToRedo(UserError):
    def __init__(self) -> None:
        super().__init__("There is nothing to redo")


class UndoRefused(UserError):
    """An act that can't be taken back without taking something newer with it, and `why`.

    `by` is the id of the newer change that touched `cell`; None where it is something else.
    """

    def __init__(
        self, label: str, doc: str, cell: CellKey, why: str, by: str | None = None
    ) -> None:
        super().__init__(
            f'"{label}" can\'t be taken back or done again: {why}',
            "Nothing was changed, in any of its documents",
            "Edit the field itself",
        )
        self.label = label
        self.doc = doc
        self.cell = cell
        self.by = by


def _name(cell: CellKey) -> str:
    return f"{cell.entity} {ENTITIES[cell.entity].cells[cell.field].label}"


@dataclass(frozen=True, slots=True)
class ActRecord:
    """One act. `undoes` is the act that this one takes back, whose label it keeps.

    `cancelled` is filled in by `stacks` for the last of each: the later acts that came to
    nothing, for they were undone (or their undoing was redone), with the acts that did so.
    """

    act: str
    label: str
    undoes: str | None
    cancelled: frozenset[str] = frozenset()


def stacks(acts: Iterable[ActRecord]) -> tuple[list[ActRecord], list[ActRecord]]:
    """The acts that undo and redo would take next, the next one last.

    `acts` are those of one actor on one replica, oldest first; it may begin anywhere, an act
    that undoes what came before that is passed over. An ordinary act clears the redo stack.
    What the redo stack holds are the undoing acts: redo undoes these.
    """
    undo: list[_Stacked] = []
    redo: list[_Stacked] = []
    for record in acts:
        if record.undoes is None:
            undo.append(_Stacked(record))
            redo.clear()
        elif _moved(record, undo):
            redo.append(_Stacked(record))
        elif _moved(record, redo):
            undo.append(_Stacked(record))
    return _told(undo), _told(redo)


@dataclass(slots=True)
class _Stacked:
    record: ActRecord
    freed: list[_Stacked] = field(default_factory=list)
    """What lay on it and came to nothing; a tree, for a chain of undos is as long as its acts."""


def _moved(by: ActRecord, stack: list[_Stacked]) -> bool:
    """Takes what `by` undoes off the stack; the act below is then free of both."""
    for index in reversed(range(len(stack))):
        if stack[index].record.act == by.undoes:
            gone = stack.pop(index)
            if index:
                stack[index - 1].freed += (gone, _Stacked(by))
            return True
    return False


def _told(stack: list[_Stacked]) -> list[ActRecord]:
    records = [stacked.record for stacked in stack]
    if stack:
        cancelled, left = set(), list(stack[-1].freed)
        while left:
            gone = left.pop()
            cancelled.add(gone.record.act)
            left += gone.freed
        records[-1] = replace(records[-1], cancelled=frozenset(cancelled))
    return records


def plan_undo(
    record: ActRecord,
    changes: Sequence[Change],
    cancelled: Collection[str],
    cells: Cells,
    touched: Touched,
) -> Plan:
    """What to write to take `record` back: the last act of the undo stack, or the redo stack.

    `changes` are the act's, at most one per document; `cancelled` the ids of what its cancelled
    acts changed in these documents. Each cell goes back to what it showed before the act: its
    writes without the act's and the cancelled ones, settled; null where there were none. Where
    that was a conflict, its winner is restored and the conflict is over.

    A row the act made (its required cell had no write before) is instead marked deleted, its
    values left alone, so that redo has but to clear the mark; for a document likewise, and its
    rows go with it. Not a row named by a playbook key: another copy may make the same one, and
    a mark would hide what is said there, while an empty cell stands beside it.

    Raises `UndoRefused` where a change that the act had not seen, other than the cancelled
    ones, touched one of its cells, or any cell of a row or document that would be marked
    deleted: no one's work is hidden by another's undo. The plan is to be written with `seen` =
    the documents' versions that `cells` was read from, naming `record.act` as `undoes`.
    """
    undo = _Undo(record.label, changes, cancelled, cells, touched)
    return [step for change in changes for step in undo.steps(change)]


class _Undo:
    def __init__(
        self,
        label: str,
        changes: Sequence[Change],
        cancelled: Collection[str],
        cells: Cells,
        touched: Touched,
    ) -> None:
        self._label = label
        self._cells = cells
        self._touched = touched
        self._apart = {change.id for change in changes}.union(cancelled)

    def steps(self, change: Change) -> Plan:
        """What one document of the act needs."""
        values: dict[CellKey, str] = {}
        marks: dict[CellKey, str] = {}
        for op in change.ops:
            before = self._before(change, op.cell)
            entity = ENTITIES[op.cell.entity]
            required = entity.cells[op.cell.field].required
            if before:
                values[op.cell] = self._earlier(change, op.cell, before, required)
            elif required and not entity.keyed:
                marks[op.cell._replace(field="deleted")] = "true"
            else:
                values[op.cell] = "null"
        plan = _with_marks(values, marks)
        for cell, value in plan.items():
            if cell.field == "deleted" and value == "true":
                self._check_hidden(change, cell)
        return [(change.doc, cell, value) for cell, value in plan.items()]

    def _earlier(
        self, change: Change, cell: CellKey, before: list[Write], required: bool
    ) -> str:
        value = settle(before).winner.value
        if value is None and required:
            why = f"the earlier {_name(cell)} was forgotten"
            raise UndoRefused(self._label, change.doc, cell, why)
        return value or "null"

    def _before(self, change: Change, cell: CellKey) -> list[Write]:
        """The cell's writes without the act's and the cancelled ones."""
        writes = [w for w in self._cells(change.doc, cell) if w.change not in self._apart]
        for write in writes:
            if change.seen.get(write.replica, 0) < write.seq:
                why = f"{_name(cell)} was changed since"
                raise UndoRefused(self._label, change.doc, cell, why, write.change)
        return writes

    def _check_hidden(self, change: Change, mark: CellKey) -> None:
        for cell in self._hidden(change.doc, mark):
            self._before(change, cell)

    def _hidden(self, doc: str, mark: CellKey) -> Iterator[CellKey]:
        """The cells that a mark of deletion takes out of sight."""
        entity = ENTITIES[mark.entity]
        if entity.single:
            yield from self._touched(doc)
        else:
            yield from (mark._replace(field=name) for name in entity.cells)


def _with_marks(values: dict[CellKey, str], marks: dict[CellKey, str]) -> dict[CellKey, str]:
    """The values, but only a mark for each row the act made; only one for a whole document."""
    for mark in marks:
        if ENTITIES[mark.entity].single:
            return {mark: "true"}
    rows = {(mark.entity, mark.row) for mark in marks}
    return {c: v for c, v in values.items() if (c.entity, c.row) not in rows} | marks
