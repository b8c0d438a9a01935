"""How long a deal has been in its stage (method 2): exactly, or between two numbers of days."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from oppman_tui.domain.entities import Dossier, StageMove
from oppman_tui.playbook.models import Playbook


@dataclass(frozen=True, slots=True)
class Stay:
    """Whole calendar days in `stage`, without those on hold."""

    stage: str
    at_least: int
    """Since it was first seen in the stage: only these days may be held against a deal."""
    at_most: int | None
    """Since the deal was created; None where that isn't known either."""
    since: date | None
    """The day the stay began; None where it isn't known."""

    @property
    def days(self) -> int | None:
        """The exact number; None where only its bounds are known."""
        return self.at_least if self.at_least == self.at_most else None

    @property
    def days_text(self) -> str:
        """`47`, `between 9 and 40`, or `at least 9`."""
        if self.days is not None:
            return str(self.days)
        if self.at_most is None:
            return f"at least {self.at_least}"
        return f"between {self.at_least} and {self.at_most}"


def stay(dossier: Dossier, playbook: Playbook, today: date) -> Stay | None:
    """The stay in the present stage; of a closed deal, as it was on the day it closed."""
    deal = dossier.deal
    if deal.stage is None:
        return None
    end = min(today, deal.closed_on) if deal.closed_as and deal.closed_on else today
    latest, earliest = _begun(dossier, playbook.thresholds.stay.resume_days)
    hold_known = deal.hold_until is None or deal.hold_since is not None
    at_least = _days(latest, end, _holds(dossier, latest))
    at_most = None
    if earliest is not None:
        at_most = max(at_least, _days(earliest, end, _holds(dossier, None)))
    exact = earliest == latest and hold_known
    return Stay(deal.stage, at_least, at_most, latest if exact else None)


def passed(dossier: Dossier, playbook: Playbook) -> dict[str, int]:
    """Stage key -> the days that a won deal was in it, for those it passed; else nothing.

    All its stays in the stage count together. One whose beginning or end isn't known is left
    out, and so is a stage it was in for less than a day: it was skipped, not passed.
    """
    deal = dossier.deal
    if deal.closed_as != "won":
        return {}
    holds = _holds(dossier, None)
    days: dict[str, int] = {}
    for stage, begin, end in _visits(dossier):
        known = playbook.stage(stage)
        if known is not None and not known.won:
            days[stage] = days.get(stage, 0) + _days(begin, end, holds)
    return {stage: count for stage, count in days.items() if count > 0}


def own_medians(won: Iterable[Mapping[str, int]], least: int) -> dict[str, tuple[float, int]]:
    """Stage key -> the median of its days among one's own won deals, and how many there are;
    for the stages that `least` of them or more have `passed`."""
    days: dict[str, list[int]] = {}
    for deal in won:
        for stage, count in deal.items():
            days.setdefault(stage, []).append(count)
    return {
        stage: (_median(counts), len(counts))
        for stage, counts in sorted(days.items())
        if len(counts) >= least
    }


def _median(counts: Iterable[int]) -> float:
    ordered = sorted(counts)
    middle = len(ordered) // 2
    return (ordered[middle] + ordered[-middle - 1]) / 2


def _visits(dossier: Dossier) -> Iterator[tuple[str, date, date]]:
    """(stage, first day, day it was left) of each stay of a closed deal that is known whole."""
    deal = dossier.deal
    here, since = None, None
    for move in sorted(dossier.stage_moves, key=lambda m: (m.on, m.id)):
        if move.from_stage == move.to_stage:
            continue
        begun = since if move.from_stage == here else None
        if here is None:
            begun = deal.created
        if move.from_stage is not None and begun is not None and begun <= move.on:
            yield move.from_stage, begun, move.on
        here, since = move.to_stage, move.on
    if deal.stage is not None and deal.closed_on is not None:
        begun = since if here == deal.stage else deal.stage_since
        if begun is not None and begun <= deal.closed_on:
            yield deal.stage, begun, deal.closed_on


def _begun(dossier: Dossier, resume_days: int) -> tuple[date, date | None]:
    """The latest and the earliest day (None: not known) on which the stay can have begun."""
    deal = dossier.deal
    moves = [m for m in dossier.stage_moves if m.from_stage != m.to_stage]
    moves.sort(key=lambda m: (m.on, m.id))
    since = deal.stage_since
    if not moves and since is not None:
        return since, since
    if moves and moves[-1].to_stage == deal.stage:
        # Only a move resets a stay: a later date typed over it doesn't shorten it.
        entered = moves.pop()
        since = min(since or entered.on, entered.on)
    if since is None:
        return dossier.first_seen, _not_after(deal.created, dossier.first_seen)
    while (left := _last_left(moves, deal.stage, since)) is not None:
        if (since - moves[left].on).days >= resume_days:
            break
        before = [i for i in range(left) if moves[i].to_stage == deal.stage]
        if not before:
            seen = dossier.first_seen if left == 0 else moves[left].on
            latest = min(seen, moves[left].on)
            return latest, _not_after(deal.created, latest)
        since = moves[before[-1]].on
        moves = moves[: before[-1]]
    return since, since


def _last_left(moves: Sequence[StageMove], stage: str | None, by: date) -> int | None:
    places = (i for i, m in enumerate(moves) if m.from_stage == stage and m.on <= by)
    return max(places, default=None)


def _not_after(created: date | None, latest: date) -> date | None:
    return None if created is None else min(created, latest)


def _holds(dossier: Dossier, unknown_from: date | None) -> list[tuple[date, date]]:
    """The times on hold, `[from, to)`. A hold whose beginning isn't known counts from
    `unknown_from`, or not at all."""
    holds = [(period.held_from, period.held_to) for period in dossier.hold_periods]
    deal = dossier.deal
    begun = deal.hold_since or unknown_from
    if deal.hold_until is not None and begun is not None:
        holds.append((begun, deal.hold_until))
    return holds


def _days(begin: date, end: date, holds: Collection[tuple[date, date]]) -> int:
    """The days from `begin` to `end` that lie in none of `holds`; never below 0."""
    days = (end - begin).days
    if not holds:
        return max(0, days)
    counted = begin
    for held_from, held_to in sorted(holds):
        first, last = max(held_from, counted), min(held_to, end)
        if last > first:
            days -= (last - first).days
            counted = last
    return max(0, days)
