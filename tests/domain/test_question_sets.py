"""Any set of questions, worked out by hand beside what the module says (method 6)."""

from __future__ import annotations

from typing import Any

import pytest

from oppman_tui.domain.scoring import (
    Item,
    score_answers,
    score_set,
)

FIT = [2, 1, 1, None, 2, 0, 2]


def test_the_fit_of_the_check_values() -> None:
    score = score_answers(FIT)
    assert score.point == pytest.approx(800 / 12)
    assert score.low == pytest.approx(800 / 14)
    assert score.high == pytest.approx(1000 / 14)
    assert (score.known, score.total, score.knowledge) == (6, 7, 6 / 7)
    assert score.text() == "67 · knows 6 of 7 · 57–71"


def test_of_an_empty_set_nothing_is_known() -> None:
    score = score_answers([])
    assert (score.point, score.low, score.high) == (None, 0, 100)
    assert (score.known, score.total, score.knowledge) == (0, 0, 0)


def test_where_no_answer_is_known_everything_is_open() -> None:
    score = score_answers([None] * 7)
    assert (score.point, score.low, score.high, score.known) == (None, 0, 100, 0)
    assert score.text() == "not known · knows 0 of 7 · 0–100"


def test_a_weight_counts_as_so_many_questions() -> None:
    # (2×3 + 0) of 8; then 6 of 10 and 8 of 10 with one of weight 1 not known.
    score = score_answers([2, 0, None], [3, 1, 1])
    assert (score.point, score.low, score.high) == (75, 60, 80)
    assert (score.known, score.total, score.knowledge) == (2, 3, 0.8)
    assert score_answers([2, 2, 2, 0, None]).point == score.point


def test_a_weight_with_decimals_is_taken_as_written() -> None:
    # (2×0.1 + 1×0.2) of 0.6 is two thirds, to the last digit.
    assert score_answers([2, 1], [0.1, 0.2]).point == 200 / 3


def test_a_figure_is_exact_where_it_meets_a_threshold() -> None:
    # 7 of 10, however it is put together.
    assert score_answers([2, 2, 2, 1, 0]).low == 70.0
    assert score_answers([2, 1], [0.4, 0.6]).low == 70.0


def test_answers_and_weights_may_come_as_any_iterable() -> None:
    expected = score_answers([2, 0, None], [3, 1, 1])
    assert score_answers((2, 0, None), (3, 1, 1)) == expected
    assert score_answers(iter([2, 0, None]), iter([3, 1, 1])) == expected
    assert score_answers(a for a in FIT).text() == score_answers(FIT).text()


def test_named_answers_are_weighted_by_their_names() -> None:
    answers = {"money": 2, "date": 0, "sponsor": None}
    score = score_answers(answers, {"money": 3})  # the others weigh 1
    assert (score.point, score.low, score.high) == (75, 60, 80)
    assert [part.key for part in score.parts] == ["money", "date", "sponsor"]
    assert score_answers(answers).point == 50
    assert score_answers(answers, [3, 1, 1]).point == 75


def test_a_weight_of_nothing_that_was_asked_is_refused() -> None:
    with pytest.raises(ValueError, match="no answer named 'mony'"):
        score_answers({"money": 2}, {"mony": 3})
    with pytest.raises(ValueError, match="no answer named 'money'"):
        score_answers([2, 1], {"money": 3})


def test_figures_are_floats_and_counts_are_whole_numbers() -> None:
    for score in (
        score_answers([]),
        score_answers([None]),
        score_answers([2, 1]),
        score_set([]),
    ):
        figures = (score.low, score.high, score.knowledge)
        assert [type(figure) for figure in figures] == [float] * 3
        assert score.point is None or type(score.point) is float
        assert (type(score.known), type(score.total)) == (int, int)


@pytest.mark.parametrize("bad", [3, -1, 1.0, True, "2"])
def test_what_is_no_answer_is_refused(bad: Any) -> None:
    with pytest.raises(ValueError, match="not an answer"):
        score_answers([2, bad])


@pytest.mark.parametrize("bad", [0, -1, float("nan"), float("inf"), "1", None])
def test_what_is_no_weight_is_refused(bad: Any) -> None:
    with pytest.raises(ValueError, match="not a weight"):
        score_answers([2, 1], [1, bad])


def test_as_many_weights_as_answers_are_needed() -> None:
    with pytest.raises(ValueError, match="1 weights for 2 answers"):
        score_answers([2, 1], [1])


def test_a_stale_answer_is_known_but_leaves_the_range_open() -> None:
    score = score_set([Item("a", 2, stale=True), Item("b", 1)])
    # Point (2+1) of 4; low (0+1) of 4; high (2+1) of 4.
    assert (score.point, score.low, score.high) == (75, 25, 75)
    assert (score.known, score.knowledge, score.stale) == (2, 1, 1)
    # A stale no could have become a yes.
    assert score_set([Item("a", 0, stale=True), Item("b", 1)]).high == 75


def test_a_claimed_yes_counts_as_partly_in_low_alone() -> None:
    score = score_set([Item("a", 2, claimed=True), Item("b", 1)])
    assert (score.point, score.low, score.high, score.claimed) == (75, 50, 75, 1)


def test_only_a_yes_can_be_claimed() -> None:
    score = score_set([Item("a", 1, claimed=True), Item("b", 0, claimed=True)])
    assert (score.low, score.claimed) == (25, 0)


def test_what_is_not_known_is_neither_stale_nor_claimed() -> None:
    score = score_set([Item("a", None, stale=True, claimed=True)])
    assert (score.known, score.stale, score.claimed) == (0, 0, 0)


def test_halves_are_shown_rounded_up() -> None:
    # 5 of 8 is 62.5, 1 of 8 is 12.5.
    assert score_answers([2, 2, 1, 0]).text() == "63 · knows 4 of 4 · 63–63"
    assert score_answers([1, 0, 0, 0]).text() == "13 · knows 4 of 4 · 13–13"


def test_a_score_spells_out_its_arithmetic() -> None:
    why = score_answers(FIT).why()
    assert why[:3] == [
        "point: (2+1+1+2+0+2) of 12 = 66.7",
        "low: (2+1+1+0+2+0+2) of 14 = 57.1",
        "high: (2+1+1+2+2+0+2) of 14 = 71.4",
    ]
    assert why[3:] == ["2: 1", "1: 2", "1: 3", "not known: 4", "2: 5", "0: 6", "2: 7"]


def test_the_arithmetic_tells_weights_staleness_and_claims() -> None:
    items = [
        Item("a", 2, 3, claimed=True, text="Money is set aside"),
        Item("b", 1, stale=True, text="There is a date"),
    ]
    assert score_set(items).why() == [
        "point: (2×3+1) of 8 = 87.5",
        "low: (1×3+0) of 8 = 37.5",
        "high: (2×3+2) of 8 = 100",
        "2: Money is set aside (weight 3; claimed: 1 in low)",
        "1: There is a date (stale: 0 in low, 2 in high)",
    ]
