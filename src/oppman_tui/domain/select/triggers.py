"""What a trigger is, and what the rules in `rules.py` are given to work on (method 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from oppman_tui.domain.entities import Dossier, Review
from oppman_tui.domain.scoring import DealScores
from oppman_tui.domain.select.stay import Stay
from oppman_tui.domain.values.dates import plus, show_date
from oppman_tui.playbook.models import Playbook, Stage


class Severity(IntEnum):
    NOTICE = 1
    ALARM = 2


@dataclass(frozen=True, slots=True)
class Trigger:
    """Why a deal deserves attention."""

    key: str
    family: str
    """Empty for `hold_over`, which belongs to none."""
    severity: Severity
    reason: str
    """In words, with its figures: "stalled: 47 days in Compare, limit 30, 17 over"."""
    short: str
    """One to three words, for a narrow column."""


FAMILY: Mapping[str, str] = {
    "stalled_stage": "moving",
    "stalled_silence": "moving",
    "next_step": "moving",
    "closing": "date",
    "not_credible": "date",
    "slipped": "date",
    "new": "worth",
    "important": "worth",
    "gate": "gate",
    "approval": "inside",
    "actions": "inside",
    "tripped": "inside",
    "hold_over": "",
}
TRIGGERS: tuple[str, ...] = tuple(FAMILY)
FAMILIES: tuple[str, ...] = ("moving", "date", "worth", "gate", "inside")
INTERNAL = "internal"
"""The key of the plan's section whose actions ask for decisions inside (method 5)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a deal's assessment needs to know of the other deals."""

    top_cutoff: int | None = None
    """The least value of the top share, in minor units of the base currency."""
    own_medians: Mapping[str, tuple[float, int]] = field(default_factory=dict)
    """Stage key -> median days in it of one's own won deals, and how many passed it."""
    base_digits: int = 2
    """Decimals of the base currency, in which the playbook's set amount is whole units."""


@dataclass(slots=True)
class Days:
    """The calendar of one assessment; `next` is the next day that would change an answer.

    The rules ask for the day only through it, so an assessment knows until when it stands.
    """

    today: date
    next: date | None = None

    def come(self, day: date) -> bool:
        """True from `day` on."""
        if self.today >= day:
            return True
        if self.next is None or day < self.next:
            self.next = day
        return False

    def reached(self, count: int, wanted: int) -> bool:
        """True once `count`, which grows by one a day at most, is `wanted` or more."""
        return count >= wanted or self.come(plus(self.today, wanted - count))

    def ago(self, day: date) -> int:
        return (self.today - day).days

    def show(self, day: date) -> str:
        """The day in words: ``12 Dec``, with its year in any but this."""
        return show_date(day, self.today)


@dataclass(slots=True)
class Case:
    """One open deal before the rules."""

    dossier: Dossier
    scores: DealScores
    playbook: Playbook
    standing: Standing
    value: int | None
    stay: Stay | None
    days: Days
    stage: Stage | None
    steps: Sequence[date]
    """Those agreed with the customer, as `milestones.agreed_steps` has them."""

    @property
    def last_review(self) -> Review | None:
        reviews = self.dossier.reviews
        return max(reviews, key=lambda r: (r.held_on, r.id)) if reviews else None

    @property
    def created(self) -> date:
        """The day it was created; where that isn't known, the day it was first seen."""
        return self.dossier.deal.created or self.dossier.first_seen
