"""The portfolio's shape, value and speed, of one owner, a team or all (method 6 and 7).

Every figure names its deals, so that it can be looked behind, and how it came about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from oppman_tui.domain.entities import Dossier
from oppman_tui.domain.scoring import WinRate, velocity, win_rate
from oppman_tui.domain.select.slips import pushes
from oppman_tui.domain.select.stay import own_medians, passed
from oppman_tui.domain.values import money
from oppman_tui.domain.values.text import fold
from oppman_tui.playbook.models import Playbook

WINDOWS = (30, 90)
"""Days that are looked back over: today and so many less one before it."""


@dataclass(frozen=True, slots=True)
class FunnelDeal:
    """A deal, and what it is worth in minor units of the base currency; None is not known."""

    dossier: Dossier
    value: int | None

    @property
    def id(self) -> str:
        return self.dossier.deal.id


@dataclass(frozen=True, slots=True)
class Figure:
    """Some deals and what they are worth together, in minor units of the base currency."""

    deals: tuple[str, ...] = ()
    value: int = 0
    unvalued: int = 0
    """Deals without a value, or without a rate to the base; they stand outside `value`."""

    @property
    def count(self) -> int:
        return len(self.deals)


@dataclass(frozen=True, slots=True)
class StageFigures:
    """One stage of the funnel. `key` is None for open deals whose stage isn't known or retired."""

    key: str | None
    open: Figure
    entered: dict[int, Figure]
    """Window -> deals that moved into it, from either side, wherever they are now."""
    left: dict[int, Figure]
    """Window -> deals that moved out of it or were closed in it."""
    median_days: float | None
    """Of the won deals that passed it; None where none is known to."""
    passed: int
    """So many won deals."""


@dataclass(frozen=True, slots=True)
class Moves:
    """The open deals by where they stand against `days` ago; new ones count from where they
    began."""

    days: int
    forward: Figure
    backward: Figure
    still: Figure
    won: Figure
    """Closed as won within the window; likewise lost and abandoned."""
    lost: Figure
    abandoned: Figure
    slipped: Figure
    """Open deals whose close date was pushed out within the window."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """The funnel of some deals on one day. Deals on hold are totalled apart (method 2)."""

    stages: tuple[StageFigures, ...]
    open: Figure
    on_hold: Figure
    moves: tuple[Moves, ...]
    won: Figure
    closed: Figure
    """Won, lost and abandoned."""
    rate: WinRate | None
    """None with fewer closed deals than say something."""
    needed: int
    """So many closed deals are wanted for a win rate."""
    median_days: float | None
    """From created to won; None where no won deal says both days."""
    timed: int
    """Won deals that say both."""
    velocity: float | None
    """What the open deals bring a day, in minor units of the base currency."""

    def why_rate(self) -> list[str]:
        """The arithmetic of the win rate."""
        told = f"{self.won.count} won of {self.closed.count} closed (lost and abandoned count)"
        if self.rate is None:
            return [f"{told}: too few to say a rate, which takes {self.needed}"]
        return [told, f"with the Wilson 95 % interval: {self.rate.text()}"]

    def why_velocity(self, base: str) -> list[str]:
        """The arithmetic of the velocity, in the base currency."""
        known = self.open.count - self.open.unvalued
        mean, result = "not known, no open deal has a value", "not known"
        if known:
            mean = money.show_short(round(self.open.value / known), base)
        if self.velocity is not None:
            result = f"{money.show_short(round(self.velocity), base)} a day"
        days = "not known"
        if self.median_days is not None:
            days = f"{self.median_days:g}, of {self.timed} won deals"
        return [
            f"open deals: {self.open.count}",
            *self.why_rate(),
            f"mean value of the {known} open deals with one: {mean}",
            f"median days to win: {days}",
            f"open deals × win rate × mean value / days to win = {result}",
        ]


def funnel(deals: Iterable[FunnelDeal], playbook: Playbook, today: date) -> Funnel:
    """The funnel of `deals`, open and closed alike."""
    given = sorted(deals, key=lambda d: (-(d.value or 0), fold(d.dossier.deal.name), d.id))
    by_status: dict[str, list[FunnelDeal]] = {}
    for deal in given:
        by_status.setdefault(deal.dossier.deal.status(today), []).append(deal)
    standing = by_status.get("open", [])
    won = by_status.get("won", [])
    closed = [*won, *by_status.get("lost", []), *by_status.get("abandoned", [])]
    least = playbook.thresholds.win_rate.closed_deals
    rate = win_rate(len(won), len(closed), least)
    times = _times(won)
    in_all = figure(standing)
    known = in_all.count - in_all.unvalued
    median = _median(times)
    return Funnel(
        stages=_stages(given, standing, won, playbook, today),
        open=in_all,
        on_hold=figure(by_status.get("hold", [])),
        moves=tuple(_moves(given, standing, playbook, today, days) for days in WINDOWS),
        won=figure(won),
        closed=figure(closed),
        rate=rate,
        needed=least,
        median_days=median,
        timed=len(times),
        velocity=velocity(in_all.count, rate, in_all.value / known if known else None, median),
    )


def owners(deals: Iterable[FunnelDeal]) -> dict[str, list[FunnelDeal]]:
    """The deals by owner, by name; those of nobody last, under an empty name."""
    found: dict[str, list[FunnelDeal]] = {}
    for deal in deals:
        found.setdefault(deal.dossier.deal.owner or "", []).append(deal)
    ordered = sorted(found.items(), key=lambda pair: (not pair[0], fold(pair[0])))
    return dict(ordered)


def figure(deals: Iterable[FunnelDeal]) -> Figure:
    """What these deals come to, in their order."""
    given = list(deals)
    return Figure(
        tuple(deal.id for deal in given),
        sum(deal.value for deal in given if deal.value is not None),
        sum(1 for deal in given if deal.value is None),
    )


def _stages(
    given: Sequence[FunnelDeal],
    standing: Sequence[FunnelDeal],
    won: Sequence[FunnelDeal],
    playbook: Playbook,
    today: date,
) -> tuple[StageFigures, ...]:
    keys: list[str | None] = [stage.key for stage in playbook.open_stages]
    known = set(keys)
    if any(deal.dossier.deal.stage not in known for deal in standing):
        keys.append(None)
    medians = own_medians((passed(deal.dossier, playbook) for deal in won), 1)
    found = []
    for key in keys:
        here = [
            deal
            for deal in standing
            if deal.dossier.deal.stage == key
            or (key is None and deal.dossier.deal.stage not in known)
        ]
        median, count = medians.get(key or "", (None, 0))
        found.append(
            StageFigures(
                key=key,
                open=figure(here),
                entered={days: figure(_entered(given, key, today, days)) for days in WINDOWS},
                left={days: figure(_left(given, key, today, days)) for days in WINDOWS},
                median_days=median,
                passed=count,
            )
        )
    return tuple(found)


def _within(on: date | None, today: date, days: int) -> bool:
    return on is not None and today - timedelta(days) < on <= today


def _entered(
    given: Iterable[FunnelDeal], key: str | None, today: date, days: int
) -> list[FunnelDeal]:
    if key is None:
        return []
    return [
        deal
        for deal in given
        if any(
            m.to_stage == key and m.from_stage != key and _within(m.on, today, days)
            for m in deal.dossier.stage_moves
        )
    ]


def _left(
    given: Iterable[FunnelDeal], key: str | None, today: date, days: int
) -> list[FunnelDeal]:
    if key is None:
        return []
    return [deal for deal in given if _has_left(deal.dossier, key, today, days)]


def _has_left(dossier: Dossier, key: str, today: date, days: int) -> bool:
    deal = dossier.deal
    if deal.closed_as and deal.stage == key and _within(deal.closed_on, today, days):
        return True
    return any(
        m.from_stage == key and m.to_stage != key and _within(m.on, today, days)
        for m in dossier.stage_moves
    )


def _moves(
    given: Sequence[FunnelDeal],
    standing: Sequence[FunnelDeal],
    playbook: Playbook,
    today: date,
    days: int,
) -> Moves:
    by_way: dict[int, list[FunnelDeal]] = {1: [], -1: [], 0: []}
    for deal in standing:
        by_way[_way(deal.dossier, playbook, today, days)].append(deal)
    ended: dict[str, list[FunnelDeal]] = {"won": [], "lost": [], "abandoned": []}
    for deal in given:
        told = deal.dossier.deal
        if told.closed_as and _within(told.closed_on, today, days):
            ended[told.closed_as].append(deal)
    slipped = [
        deal
        for deal in standing
        if any(_within(push.on, today, days) for push in pushes(deal.dossier))
    ]
    return Moves(
        days=days,
        forward=figure(by_way[1]),
        backward=figure(by_way[-1]),
        still=figure(by_way[0]),
        won=figure(ended["won"]),
        lost=figure(ended["lost"]),
        abandoned=figure(ended["abandoned"]),
        slipped=figure(slipped),
    )


def _way(dossier: Dossier, playbook: Playbook, today: date, days: int) -> int:
    """1 further on than before the window, -1 further back, 0 where it was."""
    moves = sorted(dossier.stage_moves, key=lambda m: (m.on, m.id))
    recent = [move for move in moves if _within(move.on, today, days)]
    if not recent:
        return 0
    # Where the first move doesn't say from where, the deal began within the window.
    begun = recent[0].from_stage or recent[0].to_stage
    then, now = playbook.stage_index(begun), playbook.stage_index(recent[-1].to_stage)
    if then is None or now is None or then == now:
        return 0
    return 1 if now > then else -1


def _times(won: Iterable[FunnelDeal]) -> list[int]:
    """Days from created to won, of those that say both."""
    pairs = ((deal.dossier.deal.created, deal.dossier.deal.closed_on) for deal in won)
    return sorted((end - begin).days for begin, end in pairs if begin and end and begin <= end)


def _median(ordered: Sequence[int]) -> float | None:
    if not ordered:
        return None
    middle = len(ordered) // 2
    return (ordered[middle] + ordered[-middle - 1]) / 2
