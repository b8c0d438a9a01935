"""How we reach the hardest powerful player: from our strongest supporter, over who listens to
whom (method 4.3)."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from oppman_tui.domain.entities import Dossier, Link, Player
from oppman_tui.domain.plan.people import who
from oppman_tui.playbook.models import Playbook

_LISTENS, _MEETS, _AGAINST = 1, 2, 4
"""What a step costs: to one who trusts the one before, to one they only deal with; and what is
added for asking it of one who is against us."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The people from a supporter to the target, who is the last; alone where no link leads
    there."""

    target: Player
    people: tuple[Player, ...]
    steps: tuple[str, ...]
    """Why each but the first can be reached by the one before: `trusts Lund`."""

    def text(self) -> str:
        """`Lund (IT) → Berg (CFO), who trusts Lund → Falk (CEO), to whom Berg reports`."""
        if not self.steps:
            return f"no link leads to {who(self.target)}: who has their ear?"
        first, *others = self.people
        told = [f"{who(p)}, {step}" for p, step in zip(others, self.steps, strict=True)]
        return " → ".join([who(first), *told])


def reach(dossier: Dossier, playbook: Playbook) -> Reach | None:
    """The way to the hardest powerful player; None where nobody powerful is hard, or nobody is
    for us.

    Powerful is the playbook's *influential*; hardest the one most against us, one not known to
    us after those known to be neutral, among equals the most influential. The strongest
    supporter goes first, others only where no link leads on from them. Who trusts another
    listens to them; people of one line of report deal with each other; who opposes another is
    no way to them.
    """
    target = _hardest(dossier.players, playbook.thresholds.people.influential)
    supporters = sorted(
        (p for p in dossier.players if (p.relationship or 0) > 0),
        key=lambda p: (-(p.relationship or 0), -(p.influence or 0)),
    )
    if target is None or not supporters:
        return None
    ways = _ways(dossier)
    for supporter in supporters:
        if (found := _shortest(supporter, target, ways)) is not None:
            return found
    return Reach(target, (target,), ())


def _hardest(players: Sequence[Player], influential: int) -> Player | None:
    hard = [
        p for p in players if (p.influence or 0) >= influential and (p.relationship or 0) <= 0
    ]
    return min(
        hard,
        key=lambda p: (1 if p.relationship is None else p.relationship, -(p.influence or 0)),
        default=None,
    )


_Step = tuple[int, Player, str]
"""(cost, to whom, why)"""


def _ways(dossier: Dossier) -> Mapping[str, list[_Step]]:
    """From each player's id, whom they can speak to."""
    people = {p.id: p for p in dossier.players}
    ways: dict[str, list[_Step]] = {}
    for link in dossier.links:
        if link.from_player not in people or link.to_player not in people:
            continue
        for near, far, cost, why in _both(link, people):
            cost += _AGAINST if (far.relationship or 0) < 0 else 0
            ways.setdefault(near.id, []).append((cost, far, why))
    return ways


def _both(
    link: Link, people: Mapping[str, Player]
) -> Iterator[tuple[Player, Player, int, str]]:
    """(from, to, cost, why) of both ways a link can be gone."""
    one, other = people[link.from_player], people[link.to_player]
    if link.link_kind == "trusts":
        yield other, one, _LISTENS, f"who trusts {other.name}"
        yield one, other, _MEETS, f"whom {one.name} trusts"
    elif link.link_kind == "reports_to":
        yield one, other, _MEETS, f"to whom {one.name} reports"
        yield other, one, _MEETS, f"who reports to {other.name}"


def _shortest(start: Player, target: Player, ways: Mapping[str, list[_Step]]) -> Reach | None:
    queue: list[tuple[int, int, tuple[Player, ...], tuple[str, ...]]] = [(0, 0, (start,), ())]
    done: set[str] = set()
    turn = 0  # keeps equals in the order they were found in
    while queue:
        cost, _, people, steps = heapq.heappop(queue)
        last = people[-1]
        if last.id == target.id:
            return Reach(target, people, steps)
        if last.id in done:
            continue
        done.add(last.id)
        for more, far, why in ways.get(last.id, ()):
            turn += 1
            heapq.heappush(queue, (cost + more, turn, (*people, far), (*steps, why)))
    return None
