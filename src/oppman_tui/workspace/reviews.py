"""A review as it is held: open while it is being written, then finished for good (method 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from oppman_tui.domain.edits import Edit
from oppman_tui.domain.entities import Action, Review
from oppman_tui.domain.review import progress
from oppman_tui.domain.review.meeting import Agreed
from oppman_tui.domain.values.dates import show_date
from oppman_tui.workspace.acts import new_row, plain
from oppman_tui.workspace.view import DealView

_TOLD = 4


@dataclass(frozen=True, slots=True)
class OpenReview:
    """A review not finished yet: this copy's own, kept over restarts, shared with nobody."""

    begun: date
    answers: Mapping[str, str] = field(default_factory=dict)
    participants: tuple[str, ...] = ()

    def with_answer(self, question: str, text: str) -> OpenReview:
        answers = {k: v for k, v in self.answers.items() if k != question}
        return replace(self, answers={**answers, question: text} if text else answers)

    def to_json(self) -> dict[str, Any]:
        return {
            "begun": self.begun.isoformat(),
            "answers": dict(self.answers),
            "participants": list(self.participants),
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> OpenReview:
        return cls(
            date.fromisoformat(raw["begun"]),
            dict(raw.get("answers", {})),
            tuple(raw.get("participants", ())),
        )


@dataclass(frozen=True, slots=True)
class Decided:
    """The end of a review: the decision, until when, in words, and what was agreed."""

    decision: str
    until: date | None = None
    text: str | None = None
    agreed: Agreed | None = None


def finish(
    view: DealView, review: OpenReview, decided: Decided, review_id: str, *, by: str
) -> tuple[Edit, ...]:
    """The review as it will stand: who, what was answered, the decision, that day's scores."""
    return new_row(
        view.id,
        "review",
        review_id,
        {
            "held_on": plain(view.today),
            "held_by": by,
            "participants": list(review.participants) or None,
            "decision": decided.decision,
            "decision_until": plain(decided.until),
            "decision_text": decided.text,
            "answers": dict(review.answers),
            "snapshot": progress.snapshot(view.dossier, view.scores),
        },
    )


def agree(view: DealView, agreed: Agreed, row: str) -> tuple[Edit, ...]:
    """What was agreed, as an action; of a finding's wording, it covers the finding."""
    finding = next(
        (f for f in view.findings if f.proposal == agreed.what and not f.covered_by), None
    )
    return new_row(
        view.id,
        "action",
        row,
        {
            "section": finding.section if finding else "decision",
            "action": agreed.what,
            "owner_side": "ours",
            "action_owner": agreed.who,
            "due": plain(agreed.by),
            "status": "open",
            "entered": plain(view.today),
            "finding_kind": finding.kind if finding else None,
            "finding_row": finding.row if finding else None,
        },
    )


def since_last(view: DealView) -> progress.Progress | None:
    """What changed since the last finished review; None where there is none."""
    last = view.last_review
    return None if last is None else since(view, last)


def since(view: DealView, review: Review) -> progress.Progress:
    """What changed since any of the deal's reviews."""
    return progress.since(review, view.dossier, view.scores, view.playbook, view.today)


def prefilled(view: DealView) -> dict[str, str]:
    """What the program knows by itself, by review question (method 3)."""
    deal, stay = view.dossier.deal, view.attention.stay
    known: dict[str, str] = {}
    if view.stage_name:
        days = f" for {stay.days_text} days" if stay else ""
        known["status"] = f"{view.stage_name}{days}"
    agreed_then = [_came_of(a) for a in view.dossier.actions if _was_agreed(a, view.last_review)]
    if agreed_then:
        more = f"; and {len(agreed_then) - _TOLD} more" if len(agreed_then) > _TOLD else ""
        known["actions"] = "; ".join(agreed_then[:_TOLD]) + more
    if deal.next_step:
        agreed = "agreed" if deal.next_step_agreed else "not agreed"
        on = (
            f", {show_date(deal.next_step_date, view.today)}"
            if deal.next_step_date
            else ", no date"
        )
        known["next_step"] = f"{deal.next_step}{on}, {agreed}"
    return known


def _was_agreed(action: Action, last: Review | None) -> bool:
    """Of the actions of the time up to the last review, and of all that are open still."""
    return (
        last is None or action.is_open or action.entered is None or action.entered <= last.held_on
    )


def _came_of(action: Action) -> str:
    outcome = f" ({action.outcome})" if action.outcome else ""
    return f"{action.action}: {action.status or 'open'}{outcome}"
