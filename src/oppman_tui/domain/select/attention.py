"""SELECT: which deals deserve attention, and why (method 2).

The triggers themselves are in `rules.py`; this puts them together for one deal on one day.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from oppman_tui.domain.entities import Dossier, Status
from oppman_tui.domain.milestones import agreed_steps
from oppman_tui.domain.question_sets import Exact
from oppman_tui.domain.scoring import DealScores, stale_from
from oppman_tui.domain.select.listed import TABS
from oppman_tui.domain.select.rules import RULES, stage_limit
from oppman_tui.domain.select.stay import Stay, stay
from oppman_tui.domain.select.triggers import (
    FAMILIES,
    TRIGGERS,
    Case,
    Days,
    Severity,
    Standing,
    Trigger,
)
from oppman_tui.domain.values.text import fold
from oppman_tui.playbook.models import Playbook

__all__ = [
    "FAMILIES",
    "TABS",
    "TRIGGERS",
    "Attention",
    "Severity",
    "Standing",
    "Trigger",
    "assess",
    "in_tab",
    "order_key",
    "tabs_of",
    "top_cutoff",
]

_RULES = tuple(RULES.values())
_LISTS: dict[str, tuple[str, ...]] = {
    "stalled": ("stalled_stage", "stalled_silence"),
    "new": ("new",),
    "closing": ("closing",),
    "important": ("important",),
    "gates": ("gate",),
    "approvals": ("approval",),
    "actions": ("actions",),
    "slipped": ("slipped",),
}


@dataclass(frozen=True, slots=True)
class Attention:
    """A deal's triggers on one day, in the order of `TRIGGERS`."""

    triggers: tuple[Trigger, ...]
    severity: int
    """The worst: 0 none, 1 notice, 2 alarm."""
    families: frozenset[str]
    status: Status
    stay: Stay | None
    listed: bool
    """It belongs in the short list: an alarm, or triggers of enough families."""
    turns: date | None
    """Until the day before it the triggers, severities, status, tabs and scores stay as they are,
    if nothing is edited (the numbers in the reasons do not); None where time changes nothing. It
    may be sooner than anything changes, and moves on as days pass in a stage."""
    limit: int = 0
    """Whole days that it may be in its stage without being stalled; 0 is no limit, or closed."""


def assess(
    dossier: Dossier,
    scores: DealScores,
    playbook: Playbook,
    today: date,
    standing: Standing | None = None,
    value: int | None = None,
) -> Attention:
    """The deal's triggers on `today`; `value` is in minor units of the base currency."""
    deal, days = dossier.deal, Days(today)
    if not deal.closed_as and deal.hold_until:
        days.come(deal.hold_until)
    for day in stale_from(dossier, playbook):
        days.come(day)
    status, here = deal.status(today), stay(dossier, playbook, today)
    stage, others = playbook.stage(deal.stage), standing or Standing()
    triggers: tuple[Trigger, ...] = ()
    if status == "open":
        case = Case(
            dossier, scores, playbook, others, value, here, days, stage, agreed_steps(dossier)
        )
        found = [rule(case) for rule in _RULES]
        triggers = tuple([trigger for trigger in found if trigger is not None])
    severity = int(max([t.severity for t in triggers], default=0))
    families = frozenset([t.family for t in triggers if t.family])
    limit: Exact = 0
    if stage is not None and not deal.closed_as:
        limit, _ = stage_limit(stage, others, playbook)
    enough = len(families) >= playbook.thresholds.attention.families
    return Attention(
        triggers=triggers,
        severity=severity,
        families=families,
        status=status,
        stay=here,
        listed=severity == Severity.ALARM or enough,
        turns=days.next,
        limit=math.floor(limit),
    )


def tabs_of(attention: Attention, dossier: Dossier) -> frozenset[str]:
    """The lists the deal stands in. A deal whose hold is over is still among those on hold,
    where it is looked for, until someone takes it off."""
    if attention.status not in ("open", "hold"):
        return frozenset({"closed"})
    tabs = {"all"}
    keys = {t.key for t in attention.triggers}
    if attention.status == "hold" or "hold_over" in keys:
        tabs.add("hold")
    if attention.status == "open":
        tabs.update(tab for tab, triggers in _LISTS.items() if keys.intersection(triggers))
        if attention.listed:
            tabs.add("attention")
        if not dossier.reviews:
            tabs.add("never_reviewed")
    return frozenset(tabs)


def in_tab(tab: str, attention: Attention, dossier: Dossier) -> bool:
    return tab in tabs_of(attention, dossier)


def order_key(
    attention: Attention, value: int | None, name: str, id: str
) -> tuple[int, int, int, bool, int, str, str]:
    """Sorts deals as method 2 does: worst severity, families, triggers, value, name, id."""
    return (
        -attention.severity,
        -len(attention.families),
        -len(attention.triggers),
        value is None,
        -(value or 0),
        fold(name),
        id,
    )


def top_cutoff(values: Sequence[int], playbook: Playbook) -> int | None:
    """The least value among the top share of the open deals' `values` (base currency, minor
    units); deals of just that value are in it. None where there are too few deals."""
    rule = playbook.thresholds.important
    top = int(len(values) * Fraction(str(rule.top_share)))
    if len(values) < rule.top_minimum or top == 0:
        return None
    return sorted(values, reverse=True)[top - 1]
