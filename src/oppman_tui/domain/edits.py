"""An edit as everyone writes it: one cell of one row of one document set to one value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from oppman_tui.domain.fields import Json


@dataclass(frozen=True, slots=True)
class Edit:
    """`value` as `checks.check` takes it; `row` is the document's own id for single entities.

    The first edits of a new document name it: they set its `deal` or `customer` name.
    """

    doc: str
    entity: str
    row: str
    cell: str
    value: Json


@dataclass(frozen=True, slots=True)
class Act:
    """What one person did at once, over one or several documents; undone as one.

    `at` dates it in the past (sample deals); None is now.
    """

    label: str
    edits: tuple[Edit, ...]
    at: datetime | None = None
