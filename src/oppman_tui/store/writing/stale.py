"""Whether what is to be written rests on something that is no longer so.

A cell rests on what it was set to, and on its row and document being there. What removes a row
or a document rests on all that is in it: else it would take away what was never shown.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import select

from oppman_tui.domain.entities import Version
from oppman_tui.domain.fields import ENTITIES
from oppman_tui.log.change import CellKey
from oppman_tui.log.merge import Write
from oppman_tui.store.faults import Clash
from oppman_tui.store.schema import CHANGE
from oppman_tui.store.writing import logbook
from oppman_tui.store.writing.ledger import Ledger
from oppman_tui.store.writing.logbook import Place

REMOVED = "true"
_MARK = "deleted"


def marks(values: Collection[Place]) -> set[Place]:
    """The marks of deletion that would hide these cells: their rows', and the documents'."""
    rows = {(doc, cell._replace(field=_MARK)) for doc, cell in values}
    docs = {doc for doc, _ in values}
    kinds = [name for name, entity in ENTITIES.items() if entity.single]
    return rows | {(doc, CellKey(kind, doc, _MARK)) for doc in docs for kind in kinds}


def clashes(
    ledger: Ledger,
    values: Mapping[Place, str],
    seen: Mapping[str, Version],
    mine: Collection[str],
) -> tuple[Clash, ...]:
    """What stands against writing `values`: set by a change that neither `seen` (the versions
    on the screen, by document) covers nor this window made (`mine`: change ids).
    """
    guarded = {place: value for place, value in values.items() if place[0] in seen}

    def unseen(doc: str, writes: Collection[Write]) -> Iterator[Write]:
        version = seen[doc]
        for write in writes:
            if version.get(write.replica, 0) < write.seq and write.change not in mine:
                yield write

    found: dict[Place, Clash] = {}
    for place, value in guarded.items():
        for write in unseen(place[0], ledger.standing.get(place, ())):
            if write.value != value:
                found.setdefault(place, _clash(ledger, place, value, write))
    for place in sorted(marks(guarded) - guarded.keys()):
        for write in unseen(place[0], ledger.standing.get(place, ())):
            if write.value == REMOVED:
                found.setdefault(place, _clash(ledger, place, None, write))
    for place in sorted(_taken_away(ledger, guarded) - guarded.keys()):
        for write in unseen(place[0], ledger.standing.get(place, ())):
            found.setdefault(place, _clash(ledger, place, None, write))
    return tuple(found.values())


def _taken_away(ledger: Ledger, values: Mapping[Place, str]) -> set[Place]:
    """The cells that the marks of deletion among `values` would hide; loads what stands there."""
    gone = {place for place, value in values.items() if _is_removal(place[1], value)}
    if not gone:
        return set()
    docs = {doc for doc, _ in gone}
    inside = logbook.all_writes(ledger.connection, docs, standing=True)
    hidden = {
        (doc, cell)
        for doc, cell in inside
        for mark_doc, mark in gone
        if doc == mark_doc
        and (ENTITIES[mark.entity].single or (cell.entity, cell.row) == (mark.entity, mark.row))
    }
    ledger.standing.update({p: inside[p] for p in hidden if p not in ledger.standing})
    return hidden


def _is_removal(cell: CellKey, value: str) -> bool:
    return cell.field == _MARK and value == REMOVED


def _clash(ledger: Ledger, place: Place, value: str | None, theirs: Write) -> Clash:
    doc, cell = place
    by = select(CHANGE.c.actor).where(CHANGE.c.id == theirs.change)
    return Clash(
        doc,
        cell.entity,
        cell.row,
        cell.field,
        ENTITIES[cell.entity].cells[cell.field].label,
        None if value is None else json.loads(value),
        None if theirs.value is None else json.loads(theirs.value),
        ledger.connection.scalar(by) or "",
    )
