"""Scores that jumped just before somebody was going to look at them (method 6).

A range that closes in the last two days before a gate or a review may be a week's good work, or
a form filled in for the meeting. The program doesn't judge: it marks it, and people ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from oppman_tui.domain.entities import Answer, Criterion, Dossier
from oppman_tui.domain.question_sets import whole
from oppman_tui.domain.scoring import score_deal
from oppman_tui.playbook.models import Playbook

FIT = "fit"
"""Stands for customer fit, which is no theme."""
_Row = TypeVar("_Row", Answer, Criterion)


@dataclass(frozen=True, slots=True)
class Edited(Generic[_Row]):
    """An answer, or a criterion's, set once: the row before and after, None where there is none."""

    at: datetime
    """Local time."""
    key: str
    before: _Row | None
    after: _Row | None


@dataclass(frozen=True, slots=True)
class Gate:
    """A moment when somebody looks at the deal: a review held, a stage moved."""

    at: datetime
    name: str
    """`the review on 12 Nov`, `the move to Compare on 3 Nov`."""


@dataclass(frozen=True, slots=True)
class Jump:
    """A score's low, in percent, 48 hours before a gate and at it."""

    gate: Gate
    score: str
    """The theme's key, or `FIT`."""
    before: float
    after: float
    hours: int

    def text(self, name: str) -> str:
        """`Need rose from 21 to 64 in the 48 hours before the review on 12 Nov`."""
        way = "rose" if self.after > self.before else "fell"
        span = f"from {whole(self.before)} to {whole(self.after)}"
        return f"{name} {way} {span} in the {self.hours} hours before {self.gate.name}"


def jumps(
    dossier: Dossier,
    playbook: Playbook,
    answers: Sequence[Edited[Answer]],
    criteria: Sequence[Edited[Criterion]],
    gates: Sequence[Gate],
) -> tuple[Jump, ...]:
    """The lows that moved by the playbook's points or more within its hours before a gate.

    What the edits, in any order, don't tell of stood then as it stands now. Newest gate first,
    fit before the themes in the playbook's order. Both moments are scored as of the gate's day,
    so that nothing jumps by growing stale.
    """
    limits = playbook.thresholds.jump
    edited = [edit.at for edits in (answers, criteria) for edit in edits]
    found: list[Jump] = []
    for gate in sorted(gates, key=lambda gate: gate.at, reverse=True):
        since = gate.at - timedelta(hours=limits.hours)
        if not any(since < at <= gate.at for at in edited):
            continue
        was, came = (
            _lows(
                replace(
                    dossier,
                    answers=_as_of(moment, dossier.answers, answers),
                    criteria=_as_of(moment, dossier.criteria, criteria),
                ),
                playbook,
                gate,
            )
            for moment in (since, gate.at)
        )
        found += [
            Jump(gate, key, was[key], came[key], limits.hours)
            for key in was
            if abs(came[key] - was[key]) >= limits.points
        ]
    return tuple(found)


def _lows(dossier: Dossier, playbook: Playbook, gate: Gate) -> dict[str, float]:
    scores = score_deal(dossier, playbook, gate.at.date())
    return {FIT: scores.fit.low, **{key: s.low for key, s in scores.themes.items()}}


def _as_of(
    moment: datetime, rows: Sequence[_Row], edits: Sequence[Edited[_Row]]
) -> tuple[_Row, ...]:
    """The rows as they stood at `moment`."""
    then: dict[str, _Row | None] = {row.id: row for row in rows }
    told: set[str] = set()
    for edit in sorted(edits, key=lambda edit: edit.at):
        if edit.at <= moment:
            then[edit.key] = edit.after
        elif edit.key not in told:
            then[edit.key] = edit.before
        told.add(edit.key)
    return tuple(row for row in then.values() if row is not None)
