"""PLAN to ACT: the gaps in order, what to ask next, and of whom (method 5 and 6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from oppman_tui.domain.entities import Dossier
from oppman_tui.domain.plan.gaps import Finding, Gaps, Sources, is_computed
from oppman_tui.domain.plan.people import who
from oppman_tui.domain.question_sets import BEST
from oppman_tui.domain.scoring import DealScores, answers_of, theme_with_answer
from oppman_tui.playbook.models import Playbook

__all__ = [
    "Call",
    "Finding",
    "NextQuestion",
    "best_next_question",
    "call_sheet",
    "findings",
]

_ASKABLE = ("not_known", "stale", "claimed")


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """The question whose answer says most about the weakest theme."""

    question: str
    theme: str
    person: str | None
    """Who could answer it, in words; None where nobody on the map comes to mind."""
    player: str | None
    """The row id of `person`."""
    before: tuple[float, float]
    """The theme's low and high now, in percent."""
    after: tuple[tuple[float, float], tuple[float, float]]
    """The same once it is answered *no*, and *yes*."""


@dataclass(frozen=True, slots=True)
class Call:
    """What to ask one person; `person` and `player` are None where nobody comes to mind."""

    person: str | None
    player: str | None
    questions: tuple[Finding, ...]


def findings(
    dossier: Dossier, scores: DealScores, playbook: Playbook, today: date
) -> tuple[Finding, ...]:
    """The deal's gaps, covered ones too, by how much they hold it back (method 6):

    needed at the coming gate, in the weakest theme, about a player of great influence, oldest.
    A gap is as old as its evidence or review, and without either as old as the deal.
    """
    gaps = list(Gaps(dossier, scores, playbook, today).all())
    covers = {
        (action.finding_kind, action.finding_row): action.id
        for action in reversed(dossier.actions)
        if action.is_open and action.finding_kind
    }
    gaps.sort(key=lambda gap: gap.rank(scores.weakest))
    return tuple(
        replace(
            gap.finding,
            why=gap.why(scores.weakest, today),
            needed=gap.needed,
            covered_by=gap.finding.covered_by
            or covers.get((gap.finding.kind, gap.finding.row)),
        )
        for gap in gaps
    )


def best_next_question(
    dossier: Dossier, scores: DealScores, playbook: Playbook, today: date
) -> NextQuestion | None:
    """The unknown whose answer could move the weakest theme's range most; ties: the first.

    Where none is left, the stale answer, which leaves the range as open as an unknown one.
    None where the range is closed, or no theme is due. What the program answers itself is
    never asked for.
    """
    theme = playbook.theme(scores.weakest)
    if theme is None:
        return None
    answers = answers_of(dossier, playbook, today)
    asked = [q for q in theme.questions if not is_computed(q, dossier)]
    unknown = [q for q in asked if answers[q.key].value is None]
    candidates = unknown or [q for q in asked if answers[q.key].is_stale]
    if not candidates:
        return None
    # An answer closes the range by its weight, whatever it is.
    best = max(candidates, key=lambda q: q.weight)
    after = [theme_with_answer(dossier, playbook, today, best.key, v) for v in (0, BEST)]
    before, player = scores.themes[theme.key], Sources(dossier, playbook).of(best, theme)
    return NextQuestion(
        question=best.key,
        theme=theme.key,
        person=who(player) if player else None,
        player=player.id if player else None,
        before=(before.low, before.high),
        after=((after[0].low, after[0].high), (after[1].low, after[1].high)),
    )


def call_sheet(
    dossier: Dossier, scores: DealScores, playbook: Playbook, today: date
) -> tuple[Call, ...]:
    """What isn't known, stale or only claimed, by the person who could tell; nobody last.

    People and their questions stand in the findings' order. What the program answers itself is
    never asked.
    """
    calls: dict[str | None, list[Finding]] = {}
    for finding in findings(dossier, scores, playbook, today):
        question = playbook.question(finding.row) if finding.kind in _ASKABLE else None
        if question is not None and not is_computed(question, dossier):
            calls.setdefault(finding.player, []).append(finding)
    ordered = sorted(calls.items(), key=lambda call: call[0] is None)
    return tuple(Call(asked[0].person, player, tuple(asked)) for player, asked in ordered)
