"""What the reviews of closed deals said, read against what came: of all deals, or of mine."""

from __future__ import annotations

from collections.abc import Callable

from oppman_tui.domain.review.calibration import Calibration, Came, calibrate, came_of
from oppman_tui.domain.values.text import fold
from oppman_tui.workspace.reading import Reading

_PART = 256
_REVIEWED = "not reviewed:never"


def of_closed(
    workspace: Reading, mine: bool, progress: Callable[[int, int], None] = lambda done, of: None
) -> Calibration:
    """Raises `StoreError`, and what `progress` (deals done, of how many) raises."""
    me = workspace.me.replace('"', "")
    owned = [f'owner:"{me}"'] if mine else []
    reviewed = workspace.find("closed", [*owned, _REVIEWED])
    closed: list[Came] = []
    for start in range(0, len(reviewed), _PART):
        progress(start, len(reviewed))
        for dossier in workspace.store.dossiers(reviewed[start : start + _PART]):
            came = came_of(dossier)
            if came is not None and (not mine or _is_of(dossier.deal.owner, workspace.me)):
                closed.append(came)
    unreviewed = len(workspace.find("closed", [*owned, "reviewed:never"]))
    return calibrate(closed, unreviewed, workspace.playbook)


def _is_of(owner: str | None, me: str) -> bool:
    return fold(owner or "") == fold(me)
