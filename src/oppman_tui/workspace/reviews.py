"""A review as it is held: open while it is being written, then finished for good (method 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from oppman_tui.domain.edits import Edit
from oppman_tui.domain.fields import Json
from oppman_tui.domain.scoring import Score
from oppman_tui.workspace.acts import new_row, plain
from oppman_tui.workspace.view import DealView


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


def _range(score: Score) -> list[float | None]:
    return [score.low, score.point, score.high]


def snapshot(view: DealView) -> dict[str, Json]:
    """What stood on the day of a review, so that the next one can show what changed."""
    deal, scores = view.dossier.deal, view.scores
    return {
        "stage": deal.stage,
        "close_date": plain(deal.close_date),
        "amount": deal.amount,
        "currency": deal.currency,
        "fit": _range(scores.fit),
        "themes": {key: _range(score) for key, score in scores.themes.items()},
        "weakest": scores.weakest,
        "players": len(view.dossier.players),
    }


def finish(
    view: DealView,
    review: OpenReview,
    review_id: str,
    *,
    by: str,
    decision: str,
    until: date | None = None,
    text: str | None = None,
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
            "decision": decision,
            "decision_until": plain(until),
            "decision_text": text,
            "answers": dict(review.answers),
            "snapshot": snapshot(view),
        },
    )


def prefilled(view: DealView) -> dict[str, str]:
    """What the program knows by itself, by review question (method 3)."""
    deal, stay = view.dossier.deal, view.attention.stay
    known: dict[str, str] = {}
    if view.stage_name:
        days = f" for {stay.days_text} days" if stay else ""
        known["status"] = f"{view.stage_name}{days}"
    since = view.last_review.held_on if view.last_review else None
    told = [
        f"{action.action}: {action.status or 'open'}" + (f" ({action.outcome})" if action.outcome else "")
        for action in view.dossier.actions
        if since is None or (action.entered or since) <= since or action.is_open
    ]
    if told:
        known["actions"] = "; ".join(told[:4]) + (f"; and {len(told) - 4} more" if len(told) > 4 else "")
    if deal.next_step:
        agreed = "agreed" if deal.next_step_agreed else "not agreed"
        when = f", {deal.next_step_date.isoformat()}" if deal.next_step_date else ", no date"
        known["next_step"] = f"{deal.next_step}{when}, {agreed}"
    return known
