"""Where a relationship should be by when, and whether it moved (method 4.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from oppman_tui.domain.entities import Player, Review
from oppman_tui.domain.plan.people import signed
from oppman_tui.domain.values.dates import show_date


@dataclass(frozen=True, slots=True)
class Goal:
    """A player's relationship goal. `before` is the relationship at the newest review that kept
    another one, or at the oldest that kept any where it never moved; None where it wasn't known,
    or no review kept it."""

    by: date | None
    since: date | None
    """The day of that review; None where none kept the player."""
    before: int | None
    now: int | None

    @property
    def moved(self) -> bool:
        return self.since is not None and self.before != self.now

    def is_late(self, today: date) -> bool:
        return self.by is not None and today > self.by

    def text(self, today: date) -> str:
        """`goal by 12 Dec; −1 → +1 since 3 Nov`, `goal was due 5 days ago; not moved since 3
        Nov`."""
        due = "goal"
        if self.by is not None:
            days = (today - self.by).days
            due = f"goal by {show_date(self.by, today)}"
            if days > 0:
                due = f"goal was due {'1 day' if days == 1 else f'{days} days'} ago"
        if self.since is None:
            return f"{due}; no review to compare with"
        since = show_date(self.since, today)
        if not self.moved:
            return f"{due}; not moved since {since}"
        return f"{due}; {_step(self.before)} → {_step(self.now)} since {since}"


def goal_of(player: Player, reviews: Iterable[Review]) -> Goal | None:
    """None where the player has neither a goal nor a day for it."""
    if not (player.goal or player.goal_date):
        return None
    since: date | None = None
    before: int | None = None
    for review in sorted(reviews, key=lambda r: (r.held_on, r.id), reverse=True):
        kept = review.snapshot.get("people")
        if not isinstance(kept, Mapping) or player.id not in kept:
            continue
        since, before = review.held_on, _relationship(kept[player.id])
        if before != player.relationship:
            break
    return Goal(player.goal_date, since, before, player.relationship)


def _relationship(kept: Any) -> int | None:
    """Of [influence, relationship, receptivity]; a merge can bring any shape."""
    value = kept[1] if isinstance(kept, list) and len(kept) == 3 else None
    return value if isinstance(value, int) and -2 <= value <= 2 else None


def _step(value: int | None) -> str:
    return "not known" if value is None else signed(value)
