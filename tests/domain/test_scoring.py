"""The scores of a deal, worked out by hand beside what the module says (method 6)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from scored_deals import (
    GOOD_FIT,
    PLAYBOOK,
    TODAY,
    ago,
    answered,
    criteria,
    deal,
    question,
)

from oppman_tui.domain.entities import Dossier, Risk
from oppman_tui.domain.scoring import (
    DealScores,
    Item,
    answers_of,
    score_deal,
    theme_with_answer,
    velocity,
    win_rate,
)


def scores(dossier: Dossier, today: date = TODAY) -> DealScores:
    return score_deal(dossier, PLAYBOOK, today)


# -- the customer's fit ------------------------------------------------------------------


def test_a_fit_is_good_from_a_low_of_70() -> None:
    # 10 of 14 is 71.4, 9 is 64.3.
    assert scores(deal(criteria=criteria(2, 2, 2, 1, 1, 1, 1))).fit_grade == "good"
    assert scores(deal(criteria=criteria(2, 2, 1, 1, 1, 1, 1))).fit_grade == "check"


def test_a_fit_is_poor_when_high_is_below_40() -> None:
    # With one not known high is 5 of 14, 35.7, and then 6 of 14, 42.9.
    assert scores(deal(criteria=criteria(0, 0, 0, 0, None, 1, 2))).fit_grade == "poor"
    assert scores(deal(criteria=criteria(0, 0, 0, 0, None, 2, 2))).fit_grade == "check"


def test_at_the_very_limit_a_fit_is_good_and_not_yet_poor() -> None:
    # Of five criteria, 7 of 10 are 70 and 4 of 10 are 40.
    five = PLAYBOOK.model_copy(update={"criteria": PLAYBOOK.criteria[:5]})

    def grade(*values: int | None) -> str | None:
        return score_deal(deal(criteria=criteria(*values)), five, TODAY).fit_grade

    assert [grade(2, 2, 2, 1, 0), grade(2, 2, 2, 0, 0)] == ["good", "check"]
    assert [grade(0, 0, 0, 2, 2), grade(0, 0, 0, 2, 1)] == ["check", "poor"]
    assert [grade(0, 0, 0, 2, None), grade(0, 0, 0, 1, None)] == ["check", "poor"]


def test_a_fit_of_which_little_is_known_is_to_be_checked() -> None:
    assert scores(deal(criteria=criteria(2))).fit_grade == "check"
    assert scores(deal()).fit_grade is None


def test_any_zero_of_the_fit_is_named() -> None:
    found = scores(deal(criteria=criteria(2, 0, 2, 2, 2, 2, 0)))
    assert found.fit_grade == "good"
    assert found.fit_zeros == ("value", "growth")


def test_the_fit_answers_the_first_question_of_the_customer_theme() -> None:
    fit = question("customer", 1)
    for values, answer in (
        ((2,) * 7, 2),
        ((1,) * 7, 1),
        ((0,) * 7, 0),
        ((), None),
    ):
        stored = answered("customer", [1], grade=3)
        found = deal(criteria=criteria(*values), answers=stored)
        assert answers_of(found, PLAYBOOK, TODAY)[fit].value == answer


def test_an_answer_the_program_gives_is_neither_stale_nor_claimed() -> None:
    stored = answered("customer", [2], grade=0, on=ago(1000))
    item = answers_of(deal(criteria=GOOD_FIT, answers=stored), PLAYBOOK, TODAY)[
        question("customer", 1)
    ]
    assert (item.value, item.stale, item.claimed) == (2, False, False)


# -- the assessment ----------------------------------------------------------------------


def test_every_question_of_the_playbook_has_an_item() -> None:
    items = answers_of(deal(), PLAYBOOK, TODAY)
    assert list(items) == [q.key for t in PLAYBOOK.themes for q in t.questions]
    assert all(item.value is None and item.text for item in items.values())


@pytest.mark.parametrize(
    ("theme", "days"),
    [("customer", 365), ("solution", 180), ("need", 90), ("relationship", 90), ("plan", 90)],
)
def test_an_answer_grows_stale_by_its_theme(theme: str, days: int) -> None:
    key = question(theme, 2)

    def item(on: date | None) -> Item:
        dossier = deal(answers=answered(theme, [None, 2], on=on))
        return answers_of(dossier, PLAYBOOK, TODAY)[key]

    assert not item(ago(days - 1)).stale
    assert item(ago(days)).stale
    assert not item(None).stale


@pytest.mark.parametrize(
    ("value", "grade", "claimed"),
    [(2, None, True), (2, 0, True), (2, 1, True), (2, 2, False), (2, 3, False), (1, 1, False)],
)
def test_a_yes_of_our_own_belief_is_claimed(
    value: int, grade: int | None, claimed: bool
) -> None:
    dossier = deal(answers=answered("need", [value], grade=grade))
    assert answers_of(dossier, PLAYBOOK, TODAY)[question("need", 1)].claimed is claimed


def test_a_theme_is_the_score_of_its_questions() -> None:
    # Need has seven: 2, 1 claimed as 2, 0 are known. (2+2+0) of 6; low (2+1+0) of 14;
    # high (2+2+0) and four unknowns, 12 of 14.
    given = (
        *answered("need", [2]),
        *answered("need", [None, 2], grade=1),
        *answered("need", [None, None, 0]),
    )
    score = scores(deal(answers=given)).themes["need"]
    assert score.point == pytest.approx(400 / 6)
    assert score.low == pytest.approx(300 / 14)
    assert score.high == pytest.approx(1200 / 14)
    assert (score.known, score.total, score.claimed) == (3, 7, 1)


def test_themes_stand_in_the_playbooks_order() -> None:
    assert list(scores(deal()).themes) == [t.key for t in PLAYBOOK.themes]


RISKS_QUESTION = ("risk", 5)


@pytest.mark.parametrize(
    ("states", "answer"),
    [
        (["acceptable", "in_hand"], 2),
        (["in_hand", "open"], 1),
        (["open"], 0),
        (["open", "open"], 0),
        (["in_hand", "not_acceptable"], 0),
        (["in_hand", None], None),
        (["open", None], None),
        (["in_hand", "open", None], 1),
        (["not_acceptable", None], 0),
        ([None], None),
    ],
)
def test_the_risks_answer_for_themselves_once_one_is_named(
    states: list[Any], answer: int | None
) -> None:
    risks = tuple(Risk(f"r{n}", "late", state=s) for n, s in enumerate(states))
    stored = answered("risk", [None, None, None, None, 2])
    found = deal(risks=risks, answers=stored)
    item = answers_of(found, PLAYBOOK, TODAY)[question(*RISKS_QUESTION)]
    assert (item.value, item.stale, item.claimed) == (answer, False, False)


def test_before_a_risk_is_named_the_stored_answer_stands() -> None:
    found = deal(answers=answered("risk", [None, None, None, None, 1]))
    assert answers_of(found, PLAYBOOK, TODAY)[question(*RISKS_QUESTION)].value == 1


def test_a_retired_answer_counts_nowhere() -> None:
    retired = (*answered("need", [2]),)
    gone = tuple(type(a)("gone_from_the_playbook", 0) for a in retired)
    assert scores(deal(answers=gone)).themes == scores(deal()).themes


def test_importance_to_them_is_the_need() -> None:
    found = scores(deal(answers=answered("need", [2, 1])))
    assert found.importance_to_them == found.themes["need"]


def test_importance_to_us_is_the_criteria_and_what_it_is_worth() -> None:
    # Seven criteria of 2 and three value questions 1, 0 and not known: (14+1+0) of 18,
    # 15 and 17 of 20. The two risk questions are not among them.
    found = scores(deal(criteria=GOOD_FIT, answers=answered("risk", [1, 0, None, 0, 0])))
    us = found.importance_to_us
    assert us.point == pytest.approx(1500 / 18)
    assert (us.low, us.high, us.known, us.total) == (75, 85, 9, 10)


def test_a_theme_can_be_asked_what_an_answer_would_make_of_it() -> None:
    # Of plan's four questions two are known, 2 and 1: 3 of 8 to 7 of 8.
    found = deal(answers=answered("plan", [2, 1]))
    third = question("plan", 3)
    worst = theme_with_answer(found, PLAYBOOK, TODAY, third, 0)
    best = theme_with_answer(found, PLAYBOOK, TODAY, third, 2)
    assert (worst.low, worst.high) == (37.5, 62.5)
    assert (best.low, best.high) == (62.5, 87.5)
    with pytest.raises(KeyError):
        theme_with_answer(found, PLAYBOOK, TODAY, "no_such_question", 2)


# -- what is due -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "due"),
    [
        ("need", "customer need"),
        ("define", "customer need solution"),
        ("compare", "customer need solution plan relationship"),
        ("choose", "customer need solution plan relationship risk"),
        (None, "customer need"),
        ("gone_from_the_playbook", "customer need"),
        ("implement", ""),
    ],
)
def test_the_coming_gate_says_which_themes_are_due(stage: str | None, due: str) -> None:
    assert scores(deal(stage)).due == set(due.split())


def test_the_weakest_theme_is_the_one_of_the_lowest_low() -> None:
    # Customer: 2 and 2 of three, 66.7; need: four of seven, 57.1.
    given = (*answered("customer", [None, 2, 2]), *answered("need", [2, 2, 2, 2]))
    assert scores(deal(answers=given)).weakest == "need"


def test_a_theme_not_due_yet_is_never_the_weakest() -> None:
    given = (*answered("customer", [None, 2, 2]), *answered("need", [2, 2, 2, 2]))
    found = scores(deal("define", answers=given))
    assert found.weakest == "solution"
    assert scores(deal("need", answers=given)).weakest == "need"


def test_of_equal_lows_the_lower_high_is_weaker_and_then_the_first() -> None:
    assert scores(deal(answers=answered("need", [0]))).weakest == "need"
    assert scores(deal()).weakest == "customer"


def test_a_won_deal_has_no_weakest_theme() -> None:
    assert scores(deal("implement")).weakest is None


# -- won and lost ------------------------------------------------------------------------


def test_the_win_rate_is_written_with_its_interval() -> None:
    # Wilson by hand: centre (0.6 + 3.841/40) / (1 + 3.841/20) = 0.584, half 0.197.
    rate = win_rate(12, 20, 20)
    assert rate is not None
    assert rate.text() == "12 of 20 won, 39–78 %"
    assert rate.low == pytest.approx(38.7, abs=0.05)
    assert rate.high == pytest.approx(78.1, abs=0.05)


def test_too_few_closed_deals_give_no_rate() -> None:
    assert win_rate(12, 19, 20) is None
    assert win_rate(0, 0, 0) is None


def test_at_the_ends_the_interval_stays_within_0_and_100() -> None:
    none, every = win_rate(0, 20), win_rate(20, 20)
    assert none is not None and every is not None
    # z² / (n + z²) = 3.841 / 23.841 = 16.1 %.
    assert (none.low, none.text()) == (0, "0 of 20 won, 0–16 %")
    assert (every.high, every.text()) == (100, "20 of 20 won, 84–100 %")


@pytest.mark.parametrize(("won", "closed"), [(21, 20), (-1, 20)])
def test_more_won_than_closed_is_refused(won: int, closed: int) -> None:
    with pytest.raises(ValueError, match="can't be"):
        win_rate(won, closed)


def test_velocity_is_what_the_open_deals_bring_a_day() -> None:
    # 10 deals × 12/20 × 50,000 / 100 days.
    assert velocity(10, win_rate(12, 20), 50_000, 100) == pytest.approx(3000)
    assert velocity(10, None, 50_000, 100) is None
    assert velocity(10, win_rate(12, 20), None, 100) is None
    assert velocity(10, win_rate(12, 20), 50_000, 0) is None
