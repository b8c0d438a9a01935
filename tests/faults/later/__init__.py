"""A store's later version, as a release to come may bring it: the steps of a migration."""

from __future__ import annotations

from pathlib import Path

from desk import clock_at

from oppman_tui.domain.values.clock import Clock
from oppman_tui.store.migrations import Lineage
from oppman_tui.store.store import Store

LATER = Lineage(2, __name__)


def open_later(path: Path, clock: Clock | None = None) -> Store:
    """The store at `path` as the later program opens it."""
    return Store.open(path, clock=clock or clock_at(2027, 3, 1), actor="Mia", lineage=LATER)
