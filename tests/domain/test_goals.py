"""Did the relationship move? Asked of what the reviews remember (method 4.3)."""

from __future__ import annotations

from typing import Any

import pytest
from scored_deals import TODAY, ago, player

from oppman_tui.domain.entities import Review
from oppman_tui.domain.plan.goals import goal_of


def review(days_ago: int, relationship: Any) -> Review:
    kept = {"people": {"berg": [5, relationship, "T"]}}
    return Review(f"r{days_ago:03}", ago(days_ago), snapshot=kept)


def told(relationship: int | None, *reviews: Review, **parts: Any) -> str | None:
    of = player("berg", 5, relationship, **{"goal": "a meeting a month", **parts})
    goal = goal_of(of, reviews)
    return goal.text(TODAY) if goal else None


def test_a_relationship_that_moved_is_told_since_the_review_that_saw_it_otherwise() -> None:
    reviews = [review(60, -2), review(40, -1), review(20, 1), review(5, 1)]
    assert told(1, *reviews) == "goal; −1 → +1 since 14 Oct"


def test_one_that_stood_still_is_told_since_the_first_review() -> None:
    assert told(0, review(40, 0), review(20, 0)) == "goal; not moved since 14 Oct"


def test_what_was_not_known_then_has_moved_too() -> None:
    assert told(1, review(20, None)) == "goal; not known → +1 since 3 Nov"
    assert told(None, review(20, 1)) == "goal; +1 → not known since 3 Nov"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-19, "goal by 12 Dec"),
        (0, "goal by 23 Nov"),
        (1, "goal was due 1 day ago"),
        (5, "goal was due 5 days ago"),
    ],
)
def test_the_day_of_the_goal_is_told_and_how_long_it_is_past(days: int, words: str) -> None:
    assert told(0, goal_date=ago(days)) == f"{words}; no review to compare with"


def test_without_a_goal_there_is_nothing_to_tell() -> None:
    assert told(1, review(20, 0), goal=None) is None


@pytest.mark.parametrize("odd", [7, "x", [1, 2], ["a", "b", "c"], None, [5, 9, "T"]])
def test_a_review_of_any_shape_does_no_harm(odd: Any) -> None:
    of = Review("r", ago(20), snapshot={"people": {"berg": odd}})
    assert told(None, of) == "goal; not moved since 3 Nov"
