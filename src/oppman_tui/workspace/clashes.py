"""Two windows changed the same thing: both values, in words, for the user to decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oppman_tui.domain.fields import Json
from oppman_tui.errors import UserError
from oppman_tui.store.faults import StaleWrite


@dataclass(frozen=True, slots=True)
class Difference:
    """One field, as I wrote it and as the other window did, in words and as the log has it."""

    label: str
    mine: str
    theirs: str
    by: str
    entity: str
    cell: str
    values: tuple[Json, Json]
    """Mine and theirs."""


class ClashError(UserError):
    """What was to be written rests on values that changed meanwhile; nothing was written."""

    def __init__(self, stale: StaleWrite) -> None:
        super().__init__(stale.what, stale.untouched, stale.cure)
        self.clashes = tuple(
            Difference(
                c.label,
                in_words(c.mine),
                in_words(c.theirs),
                c.by,
                c.entity,
                c.cell,
                (c.mine, c.theirs),
            )
            for c in stale.clashes
        )


def in_words(value: Json) -> str:
    """A cell's value for a line of text; its parts with commas between, the empty ones left."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case Mapping():
            parts = [in_words(v) for v in value.values() if v not in (None, "", [])]
            return ", ".join(parts) or "nothing"
        case list() | tuple():
            return ", ".join(in_words(v) for v in value) or "nothing"
    return str(value)
