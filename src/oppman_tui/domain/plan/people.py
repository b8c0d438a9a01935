"""The people who matter: net support, receptive power, and the warnings (method 4.3 and 6).

Receptivity is never multiplied into support.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from oppman_tui.domain.entities import Dossier, Player
from oppman_tui.domain.question_sets import percent, tenths, whole
from oppman_tui.playbook.models import Playbook

_MOST = 2
"""The relationship of one who works for our win."""


@dataclass(frozen=True, slots=True)
class Support:
    """Whether those who matter are for us: percents, −100 (all against) to +100, unrounded."""

    point: float | None
    """Over the players whose relationship is known; None where there is none."""
    low: float
    high: float
    coverage: float
    """Percent of the influence whose relationship is known."""
    parts: tuple[tuple[int, int | None], ...] = ()
    """(influence, relationship) of each player counted."""

    def text(self) -> str:
        """`+21 · knows 74 % of the influence · −11 … +42`."""
        point = "not known" if self.point is None else signed(whole(self.point))
        low, high = signed(whole(self.low)), signed(whole(self.high))
        return f"{point} · knows {whole(self.coverage)} % of the influence · {low} … {high}"

    def why(self) -> list[str]:
        """The arithmetic: influence × relationship of each player, of what there could be."""
        if not self.parts:
            return ["not known: there is no player whose influence is known"]
        known = [(i, r) for i, r in self.parts if r is not None]
        inside, total = sum(i for i, _ in known), sum(i for i, _ in self.parts)
        terms = [f"{i}×{signed(r)}" for i, r in known]
        point = "not known, no relationship is"
        if self.point is not None:
            point = f"({' '.join(terms)}) of {_MOST * inside} = {_tenths(self.point)}"
        lines = [f"point: {point}"]
        for name, end, result in (("low", -_MOST, self.low), ("high", _MOST, self.high)):
            every = [f"{i}×{signed(end if r is None else r)}" for i, r in self.parts]
            lines.append(f"{name}: ({' '.join(every)}) of {_MOST * total} = {_tenths(result)}")
        return [*lines, f"coverage: {inside} of {total} influence = {tenths(self.coverage)} %"]


def net_support(players: Iterable[tuple[int | None, int | None]]) -> Support:
    """Net support over (influence 1 to 5, relationship −2 to 2 or None) pairs.

    A player whose influence isn't known can't be weighed, and stands outside all of it, the
    coverage too. With nobody left the point is None, the range −100 to +100, the coverage 0.
    Raises ValueError where a number is outside its scale.
    """
    parts = tuple(
        (_within(i, 1, 5, "influence"), r if r is None else _within(r, -2, 2, "relationship"))
        for i, r in players
        if i is not None
    )
    known = [(i, r) for i, r in parts if r is not None]
    total, inside = sum(i for i, _ in parts), sum(i for i, _ in known)
    points, open_ = sum(i * r for i, r in known), _MOST * (total - inside)
    return Support(
        point=percent(points, _MOST * inside) if inside else None,
        low=percent(points - open_, _MOST * total) if total else -100.0,
        high=percent(points + open_, _MOST * total) if total else 100.0,
        coverage=percent(inside, total) if total else 0.0,
        parts=parts,
    )


def receptive_power(
    pairs: Iterable[tuple[int | None, str | None]], receptive_keys: Collection[str]
) -> float | None:
    """Percent of the influence that is in a receptive mode, where the mode is known.

    `pairs` are (influence, receptivity key). None where no pair has both.
    """
    known = [(i, mode) for i, mode in pairs if i is not None and mode is not None]
    total = sum(_within(i, 1, 5, "influence") for i, _ in known)
    return percent(sum(i for i, m in known if m in receptive_keys), total) if total else None


def _within(value: int, low: int, high: int, name: str) -> int:
    if type(value) is not int or not low <= value <= high:
        raise ValueError(f"{value!r} is outside the scale of {name}, {low} to {high}")
    return value


def signed(number: int) -> str:
    """`+2`, `0`, `−1`, with a true minus."""
    return f"{number:+d}".replace("-", "−") if number else "0"


def _tenths(number: float) -> str:
    return ("+" if number > 0 else "") + tenths(number).replace("-", "−")


@dataclass(frozen=True, slots=True)
class Warning:
    """Something about the people that no number may hide. Not a trigger (method 6)."""

    key: str
    severity: Literal["notice", "alarm"]
    text: str
    """In words, with the person's name where it is about one."""
    player: str | None = None
    """The player's row id; None where it is about more than one, or nobody."""


def who(player: Player) -> str:
    """`M. Berg (CFO)`."""
    return f"{player.name} ({player.title})" if player.title else player.name


def decision_makers(dossier: Dossier, playbook: Playbook) -> list[Player]:
    if not any(player.roles for player in dossier.players):
        return []
    keys = {role.key for role in playbook.roles if role.decision_maker}
    return [p for p in dossier.players if keys.intersection(p.roles)]


def warnings(dossier: Dossier, playbook: Playbook, today: date) -> tuple[Warning, ...]:
    """Method 6's warnings, in its order; none where nobody is on the map."""
    if not dossier.players:
        return ()
    return (
        *_of_the_map(dossier, playbook),
        *_of_each(dossier, playbook),
        *_single_threaded(dossier, playbook.thresholds.people.threaded_days, today),
    )


def _of_the_map(dossier: Dossier, playbook: Playbook) -> Iterable[Warning]:
    supporters = [p for p in dossier.players if (p.relationship or 0) > 0]
    opponents = [p for p in dossier.players if (p.relationship or 0) < 0]
    if not decision_makers(dossier, playbook):
        yield Warning("no_decision_maker", "notice", "no decision maker found")
    if not supporters:
        told = "no supporter: nobody that we know of wants us to win"
        yield Warning("no_supporter", "alarm", told)
    else:
        deciding = {role.key for role in playbook.roles if role.decides or role.decision_maker}
        if not any(deciding.intersection(p.roles) for p in supporters):
            names, alone = _names(supporters), len(supporters) == 1
            text = f"{names} are for us, but none of them decides or approves"
            if alone:
                text = f"{names} is for us, but does not decide or approve"
            player = supporters[0].id if alone else None
            yield Warning("supporter_without_say", "notice", text, player)
    # Without an opponent there is nobody to outweigh: that is `no_supporter`, said once.
    if opponents and len(supporters) <= len(opponents):
        for_us = f"{_names(supporters)} for us" if supporters else "nobody for us"
        yield Warning(
            "outweighed",
            "notice",
            f"supporters not more than opponents: {len(supporters)} to {len(opponents)} "
            f"({for_us}, {_names(opponents)} against)",
        )


def _of_each(dossier: Dossier, playbook: Playbook) -> Iterable[Warning]:
    limits = playbook.thresholds.people
    past_first = (playbook.stage_index(dossier.deal.stage) or 0) > 0
    content = {mode.key: mode.name for mode in playbook.receptivity if not mode.receptive}
    for player in dossier.players:
        influence, relationship = player.influence, player.relationship
        if influence is None:
            continue
        mode = player.receptivity
        name = f"{who(player)}, influence {influence},"
        if influence >= limits.influential:
            if relationship is None:
                text = f"{name} is not known to us: where do they stand?"
                yield Warning("player_not_known", "notice", text, player.id)
            elif relationship < 0:
                text = f"{name} is against us ({signed(relationship)})"
                yield Warning("player_against", "notice", text, player.id)
            if past_first and mode is not None and mode in content:
                text = f"{name} is not receptive ({mode}, {content[mode]})"
                yield Warning("player_not_receptive", "notice", text, player.id)
        if influence >= limits.win_needed and player.win is None:
            text = f"{name} has no personal win that we know of"
            yield Warning("win_not_known", "notice", text, player.id)


def _single_threaded(dossier: Dossier, days: int, today: date) -> Iterable[Warning]:
    """Only entries that name players tell; the last 90 days are today and the 89 before it."""
    named = {
        player
        for entry in dossier.entries
        if entry.side == "theirs" and 0 <= (today - entry.on).days < days
        for player in entry.players
    }
    heard = [p for p in dossier.players if p.id in named]
    last = f"in the last {days} days"
    if len(heard) == 1:
        text = f"single-threaded: {last} we heard from {who(heard[0])} only"
        yield Warning("single_threaded", "alarm", text, heard[0].id)
    elif len(heard) == 2:
        text = f"single-threaded: {last} we heard from {_names(heard)} only"
        yield Warning("single_threaded", "notice", text)


def _names(players: Sequence[Player]) -> str:
    """`Berg (CFO), Lund and Kask`."""
    names = [who(p) for p in players]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
