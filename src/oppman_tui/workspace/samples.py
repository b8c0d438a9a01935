"""The store of sample deals: told once for a day, told anew when that day is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from oppman_tui.domain.edits import Act
from oppman_tui.errors import StoreError
from oppman_tui.workspace.reading import Reading

_REMARK = "samples"


@dataclass(frozen=True, slots=True)
class Told:
    """For which day the sample deals were told, and whether anybody has changed one since."""

    day: date
    changed: bool


def are_here(workspace: Reading) -> bool:
    """Whether what the store holds are sample deals."""
    return workspace.store.remark(_REMARK) is not None


def told(workspace: Reading) -> Told | None:
    """None where the store holds nothing yet. Raises `StoreError` where it holds other deals."""
    remark, arrival = workspace.store.remark(_REMARK), workspace.arrival()
    if remark is None and arrival:
        raise StoreError(
            f"{workspace.path} holds deals of your own",
            "No sample deals were put among them",
            "Name another store for them, or leave --store out",
        )
    day, _, last = (remark or "").partition(" ")
    return Told(date.fromisoformat(day), arrival > int(last)) if last and arrival else None


def tell(workspace: Reading, story: Callable[[], Sequence[Act]]) -> None:
    """Write the story down in an empty store, as if it had happened when it says."""
    today = workspace.today.isoformat()
    # Said first: a store that is left half told is one of samples all the same.
    workspace.store.set_remark(_REMARK, f"{today} 0")
    workspace.store.write_acts(story())
    workspace.store.set_remark(_REMARK, f"{today} {workspace.arrival()}")
