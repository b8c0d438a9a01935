"""What was filled in just before the meeting is marked, and nothing else is (method 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from scored_deals import GOOD_FIT, PLAYBOOK, answered, deal, question

from oppman_tui.domain.entities import Answer, Criterion, Dossier
from oppman_tui.domain.review.jumps import FIT, Edited, Gate, Jump, jumps

HELD = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
REVIEW = Gate(HELD, "the review on 20 Nov")
FULL = deal("need", answers=answered("need", [2] * 7, on=HELD.date()))


def filled_in(hours_before: float, of: Dossier = FULL) -> list[Edited[Answer]]:
    at = HELD - timedelta(hours=hours_before)
    return [Edited(at, answer.id, None, answer) for answer in of.answers]


def told(
    answers: Sequence[Edited[Answer]],
    criteria: Sequence[Edited[Criterion]] = (),
    of: Dossier = FULL,
    gates: Sequence[Gate] = (REVIEW,),
) -> list[tuple[str, float, float]]:
    found = jumps(of, PLAYBOOK, answers, criteria, gates)
    return [(jump.score, jump.before, jump.after) for jump in found]


def test_a_form_filled_in_an_hour_before_the_review_is_marked() -> None:
    assert told(filled_in(1)) == [("need", 0, 100)]


def test_what_was_known_two_days_before_is_not() -> None:
    assert told(filled_in(48)) == []
    assert told(filled_in(47.9)) == [("need", 0, 100)]


def test_what_was_answered_after_the_review_is_not() -> None:
    assert told(filled_in(-0.1)) == []


def test_one_answer_of_seven_is_a_day_s_work() -> None:
    assert told(filled_in(1)[:1]) == []  # a seventh of the theme: 14 points of 25
    assert [key for key, _, _ in told(filled_in(1)[:2])] == ["need"]  # 29


def test_an_answer_taken_down_before_the_review_fell() -> None:
    of = deal("need")
    at = HELD - timedelta(hours=3)
    taken = [Edited(at, row.id, row, None) for row in answered("need", [2, 2], on=HELD.date())]
    ((score, before, after),) = told(taken, of=of)
    assert (score, round(before, 1), after) == ("need", 28.6, 0)


def test_what_stood_at_the_gate_counts_whatever_was_answered_since() -> None:
    key = question("need", 1)
    later = [
        Edited(HELD + timedelta(hours=1), row.id, row, replace(row, value=0))
        for row in FULL.answers
    ]
    assert told([*filled_in(1), *later]) == [("need", 0, 100)]
    assert key in {edit.key for edit in later}


def test_customer_fit_is_watched_too_and_carries_its_theme_with_it() -> None:
    of = deal("need", criteria=GOOD_FIT)
    at = HELD - timedelta(hours=1)
    rows = [Edited(at, row.id, None, row) for row in GOOD_FIT]
    # Good fit answers one of three questions of the theme: 2 of 6.
    assert told([], rows, of) == [(FIT, 0, 100), ("customer", 0, 100 / 3)]


def test_each_gate_is_looked_at_by_itself_the_newest_first() -> None:
    move = Gate(HELD + timedelta(hours=24), "the move to Define on 21 Nov")
    found = jumps(FULL, PLAYBOOK, filled_in(1), [], [REVIEW, move])
    assert [jump.gate for jump in found] == [move, REVIEW]


def test_a_jump_is_told_with_its_figures() -> None:
    jump = Jump(REVIEW, "need", 21.4, 64.3, 48)
    assert jump.text("Need") == (
        "Need rose from 21 to 64 in the 48 hours before the review on 20 Nov"
    )
