"""Whether what is to be written rests on values that are no longer so."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from sqlalchemy import select

from oppman_tui.domain.entities import Version
from oppman_tui.domain.fields import ENTITIES
from oppman_tui.log.merge import Write
from oppman_tui.store.faults import Clash
from oppman_tui.store.ledger import Ledger
from oppman_tui.store.logbook import Place
from oppman_tui.store.schema import CHANGE


def clashes(
    ledger: Ledger,
    values: Mapping[Place, str],
    seen: Mapping[str, Version],
    mine: Collection[str],
) -> tuple[Clash, ...]:
    """The cells in which another value stands than the new one, which neither `seen` (the
    versions on the screen, by document) covers nor this window wrote (`mine`: change ids).
    """
    found = []
    for place, value in values.items():
        version = seen.get(place[0])
        if version is None:
            continue
        for write in ledger.standing.get(place, ()):
            known = version.get(write.replica, 0) >= write.seq or write.change in mine
            if not known and write.value != value:
                found.append(_clash(ledger, place, value, write))
                break
    return tuple(found)


def _clash(ledger: Ledger, place: Place, value: str, theirs: Write) -> Clash:
    doc, cell = place
    by = select(CHANGE.c.actor).where(CHANGE.c.id == theirs.change)
    return Clash(
        doc,
        cell.entity,
        cell.row,
        cell.field,
        ENTITIES[cell.entity].cells[cell.field].label,
        json.loads(value),
        None if theirs.value is None else json.loads(theirs.value),
        ledger.connection.scalar(by) or "",
    )
