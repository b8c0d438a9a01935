"""A rep fills the form in an hour before the review: the history says so (method 6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from oppman_tui.domain.values.clock import Clock
from oppman_tui.domain.values.money import Rates
from oppman_tui.playbook import loader
from oppman_tui.workspace.deals import Seen, Workspace
from oppman_tui.workspace.reviews import Decided, OpenReview
from oppman_tui.workspace.view import DealView

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
NEED = [question.key for question in loader.default().themes[1].questions]


class Desk:
    """A workspace whose clock is turned by hand."""

    def __init__(self, path: Path) -> None:
        self.now = MONDAY
        self.ws = Workspace.open(
            path,
            playbook=loader.default(),
            rates=Rates(),
            clock=Clock(source=lambda: self.now),
            me="Mia",
            create=True,
        )
        self.deal = self.ws.add_deal("ERP rollout", "Acme")

    def view(self) -> DealView:
        found = self.ws.view(self.deal)
        assert found is not None
        return found

    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    def answer(self, *keys: str) -> None:
        parts = {"value": 2, "grade": 2, "evidence_date": self.now.date().isoformat()}
        for key in keys:
            self.ws.set(Seen.of(self.view()), "answer", key, parts, f"Answer {key}")

    def review(self) -> None:
        asked = OpenReview(self.now.date())
        self.ws.finish_review(Seen.of(self.view()), asked, Decided("go_on"))

    def told(self) -> list[tuple[str, str]]:
        return [(jump.score, jump.gate.name) for jump in self.ws.jumps(self.view())]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "deals.oppman")


def test_answers_given_the_hour_before_a_review_are_marked_at_that_review(desk: Desk) -> None:
    desk.answer(*NEED[:2])
    desk.wait(72)
    desk.review()
    assert desk.told() == []
    desk.wait(7 * 24)
    desk.answer(*NEED[2:])
    desk.wait(1)
    desk.review()
    assert desk.told() == [("need", "the review on 26 Nov")]
    (jump,) = desk.ws.jumps(desk.view())
    assert (round(jump.before, 1), jump.after) == (28.6, 100)


def test_answers_given_in_the_meeting_s_evening_are_none_of_that_review_s(desk: Desk) -> None:
    desk.review()
    desk.wait(2)
    desk.answer(*NEED)
    assert desk.told() == []


def test_a_stage_moved_the_day_after_the_answers_is_marked_and_undo_takes_it_back(
    desk: Desk,
) -> None:
    desk.answer(*NEED)
    desk.wait(24)
    desk.ws.move_stage(Seen.of(desk.view()), "define", reason="they asked for it")
    assert desk.told() == [("need", "the move to Define on 17 Nov")]
    desk.ws.undo()
    assert desk.told() == []
