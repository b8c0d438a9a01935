"""Stop conditions: those about dates and fields the program checks, a person ticks the others.

What is checked is written in a word or two: `stage:compare` (the stage, or a later one, is not
reached by the day), `milestone:need` (it does not hold by then), `role:decision_maker` (nobody
of that role is on the map by then), `close` (the close date is later than the day).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from oppman_tui.domain.entities import Dossier, Stop
from oppman_tui.domain.scoring import DealScores
from oppman_tui.domain.values.dates import plus
from oppman_tui.playbook.models import Playbook

CLOSE = "close"


def kinds(playbook: Playbook) -> Iterator[tuple[str, str]]:
    """(what is written, in words) of every check that the playbook knows; each needs a day."""
    yield CLOSE, "the close date is later than the day"
    for stage in playbook.open_stages[1:]:
        yield f"stage:{stage.key}", f"the stage {stage.name} is not reached by the day"
    for milestone in playbook.milestones:
        yield f"milestone:{milestone.key}", f"the milestone {milestone.name} doesn't hold by then"
    for role in playbook.roles:
        yield f"role:{role.key}", f"no {role.name.lower()} is on the map by the day"


def came_true(
    stop: Stop,
    dossier: Dossier,
    scores: DealScores,
    playbook: Playbook,
    come: Callable[[date], bool],
) -> date | None:
    """The day it came true; None where it has not.

    A person's word goes first. `come` says whether a day is there, and is asked for every day
    that could change the answer. A check that the playbook no longer knows is a person's again.
    """
    if stop.tripped_on is not None:
        return stop.tripped_on if come(stop.tripped_on) else None
    if stop.stop_by is None or stop.stop_check is None:
        return None
    if stop.stop_check == CLOSE:
        close = dossier.deal.close_date
        moved = max((m.moved_on for m in dossier.close_date_moves), default=dossier.first_seen)
        return moved if close is not None and close > stop.stop_by and come(moved) else None
    after = plus(stop.stop_by, 1)
    if _is_met(stop.stop_check, dossier, scores, playbook) is False and come(after):
        return after
    return None


def _is_met(
    check: str, dossier: Dossier, scores: DealScores, playbook: Playbook
) -> bool | None:
    """Whether what is asked for is there; None where the playbook knows no such thing."""
    what, _, key = check.partition(":")
    if what == "stage":
        there, here = playbook.stage_index(key), playbook.stage_index(dossier.deal.stage)
        return None if there is None else here is not None and here >= there
    if what == "milestone":
        state = scores.milestones.get(key)
        return None if state is None else state.state == "held"
    if what == "role" and key in {role.key for role in playbook.roles}:
        return any(key in player.roles for player in dossier.players)
    return None
