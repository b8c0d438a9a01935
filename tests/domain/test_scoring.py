"""The scores, worked out by hand beside what the module says (method 6)."""

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
    player,
    question,
)

from oppman_tui.domain.entities import Action, Dossier, Entry, Override, Risk
from oppman_tui.domain.scoring import (
    DealScores,
    Item,
    MilestoneState,
    answers_of,
    net_support,
    receptive_power,
    score_answers,
    score_deal,
    score_set,
    theme_with_answer,
    velocity,
    win_rate,
)

FIT = [2, 1, 1, None, 2, 0, 2]
PLAYERS = [(5, -1), (5, None), (4, 2), (3, 1), (2, 0)]


def scores(dossier: Dossier, today: date = TODAY) -> DealScores:
    return score_deal(dossier, PLAYBOOK, today)


# -- the check values of method 6 --------------------------------------------------------


def test_the_fit_of_the_check_values() -> None:
    score = score_answers(FIT)
    assert score.point == pytest.approx(800 / 12)
    assert score.low == pytest.approx(800 / 14)
    assert score.high == pytest.approx(1000 / 14)
    assert (score.known, score.total, score.knowledge) == (6, 7, 6 / 7)
    assert score.text() == "67 · knows 6 of 7 · 57–71"


def test_the_net_support_of_the_check_values() -> None:
    support = net_support(PLAYERS)
    assert support.point == pytest.approx(21.4, abs=0.05)
    assert support.coverage == pytest.approx(73.7, abs=0.05)
    assert support.low == pytest.approx(-10.5, abs=0.05)
    assert support.high == pytest.approx(42.1, abs=0.05)
    assert support.text() == "+21 · knows 74 % of the influence · −11 … +42"


def test_the_receptive_power_of_the_check_values() -> None:
    # 5 in G and 4 in T, of 5 + 5 + 4 + 2 whose mode is known.
    pairs = list(zip([5, 5, 4, 3, 2], ["I", "G", "T", None, "I"], strict=True))
    assert receptive_power(pairs, {"G", "T"}) == 56.25


# -- any question set --------------------------------------------------------------------


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
    for score in (score_answers([]), score_answers([None]), score_answers([2, 1]), score_set([])):
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


# -- people ------------------------------------------------------------------------------


def test_net_support_spells_out_its_arithmetic() -> None:
    assert net_support(PLAYERS).why() == [
        "point: (5×−1 4×+2 3×+1 2×0) of 28 = +21.4",
        "low: (5×−1 5×−2 4×+2 3×+1 2×0) of 38 = −10.5",
        "high: (5×−1 5×+2 4×+2 3×+1 2×0) of 38 = +42.1",
        "coverage: 14 of 19 influence = 73.7 %",
    ]


def test_with_no_relationship_known_support_is_open_both_ways() -> None:
    support = net_support([(5, None), (1, None)])
    assert (support.point, support.low, support.high, support.coverage) == (None, -100, 100, 0)


def test_nobody_gives_no_support() -> None:
    support = net_support([])
    assert (support.point, support.low, support.high, support.coverage) == (None, -100, 100, 0)


def test_players_may_come_as_any_iterable_of_pairs() -> None:
    assert net_support(iter(PLAYERS)) == net_support(PLAYERS)
    assert net_support([list(pair) for pair in PLAYERS]) == net_support(PLAYERS)  # type: ignore[misc]  # JSON has no tuples
    assert net_support(dict(enumerate(PLAYERS)).values()) == net_support(PLAYERS)


def test_the_figures_of_support_are_floats() -> None:
    for support in (net_support([]), net_support([(5, None)]), net_support([(5, 0), (1, 2)])):
        figures = (support.low, support.high, support.coverage)
        assert [type(figure) for figure in figures] == [float] * 3
        assert support.point is None or type(support.point) is float
    assert net_support([(5, 0)]).text() == "0 · knows 100 % of the influence · 0 … 0"


def test_a_player_of_unknown_influence_stands_outside() -> None:
    assert net_support([(None, -2), (4, 1)]) == net_support([(4, 1)])
    assert net_support([(4, 1)]).point == 50


@pytest.mark.parametrize("pair", [(0, 1), (6, 1), (3, 3), (3, -3), (True, 1), (2.0, 1)])
def test_what_is_off_the_scale_is_refused(pair: Any) -> None:
    with pytest.raises(ValueError, match="outside the scale"):
        net_support([pair])


def test_receptive_power_is_not_known_without_a_mode() -> None:
    assert receptive_power([(5, None), (None, "G")], {"G"}) is None


def warned(dossier: Dossier, today: date = TODAY) -> dict[str, tuple[str, str | None]]:
    return {w.key: (w.severity, w.player) for w in scores(dossier, today).warnings}


BOSS = player("boss", 5, 2, roles=("decision_maker",))


def test_a_map_without_a_fault_has_no_warning() -> None:
    assert warned(deal(players=(BOSS,))) == {}


def test_an_empty_map_has_no_warning_and_no_support() -> None:
    empty = scores(deal())
    assert (empty.warnings, empty.support, empty.receptive_power) == ((), None, None)


def test_nobody_who_decides_is_a_warning() -> None:
    approver = player("anna", 3, 1, roles=("approver",))
    assert warned(deal(players=(approver,))) == {"no_decision_maker": ("notice", None)}


def test_no_supporter_is_an_alarm() -> None:
    neutral = player("boss", 5, 0, roles=("decision_maker",))
    assert warned(deal(players=(neutral,))) == {"no_supporter": ("alarm", None)}


def test_a_supporter_without_a_say_is_a_warning_by_name() -> None:
    user = player("anna", 2, 2, roles=("user",), title="Clerk")
    boss = player("boss", 3, 0, roles=("decision_maker",))
    found = scores(deal(players=(user, boss))).warnings
    assert [(w.key, w.player) for w in found] == [("supporter_without_say", "anna")]
    assert found[0].text == "Anna (Clerk) is for us, but does not decide or approve"


def test_an_approver_for_us_is_a_say() -> None:
    approver = player("anna", 2, 1, roles=("approver", "user"))
    boss = player("boss", 3, 0, roles=("decision_maker",))
    assert warned(deal(players=(approver, boss))) == {}


def test_as_many_opponents_as_supporters_is_a_warning() -> None:
    rival = player("rita", 1, -1)
    assert warned(deal(players=(BOSS, rival))) == {"outweighed": ("notice", None)}
    second = player("sven", 1, 1)
    assert warned(deal(players=(BOSS, rival, second))) == {}


def test_an_influential_player_against_us_is_a_warning_by_name() -> None:
    friends = (BOSS, player("sven", 1, 1))
    rival = player("rita", 4, -1, title="CFO")
    found = scores(deal(players=(*friends, rival))).warnings
    assert [(w.key, w.severity, w.player) for w in found] == [
        ("player_against", "notice", "rita")
    ]
    assert found[0].text == "Rita (CFO), influence 4, is against us (−1)"
    assert warned(deal(players=(*friends, player("rita", 3, -2)))) == {}


def test_an_influential_player_not_known_to_us_is_a_warning() -> None:
    stranger = player("rita", 4, None)
    assert warned(deal(players=(BOSS, stranger))) == {"player_not_known": ("notice", "rita")}
    assert warned(deal(players=(BOSS, player("rita", 3, None)))) == {}


@pytest.mark.parametrize("mode", ["I", "O"])
def test_contentment_is_a_warning_past_the_need_stage(mode: str) -> None:
    content = player("boss", 4, 2, roles=("decision_maker",), receptivity=mode)
    expected = {"player_not_receptive": ("notice", "boss")}
    assert warned(deal("define", players=(content,))) == expected
    assert warned(deal("need", players=(content,))) == {}
    assert warned(deal(None, players=(content,))) == {}


@pytest.mark.parametrize("mode", ["G", "T", None])
def test_who_is_receptive_or_not_yet_known_gives_no_warning(mode: str | None) -> None:
    open_ = player("boss", 4, 2, roles=("decision_maker",), receptivity=mode)
    assert warned(deal("define", players=(open_,))) == {}


def test_an_unknown_personal_win_is_a_warning_from_influence_3() -> None:
    assert warned(deal(players=(BOSS, player("anna", 3, 1, win=None)))) == {
        "win_not_known": ("notice", "anna")
    }
    assert warned(deal(players=(BOSS, player("anna", 2, 1, win=None)))) == {}


def heard(*players: str, on: date = TODAY, side: Any = "theirs", id: str = "e1") -> Entry:
    return Entry(id, on, "called", side=side, players=players)


def test_hearing_from_one_person_only_is_an_alarm() -> None:
    found = scores(deal(players=(BOSS,), entries=(heard("boss"), heard("boss", id="e2"))))
    assert [(w.key, w.severity, w.player) for w in found.warnings] == [
        ("single_threaded", "alarm", "boss")
    ]
    assert "Boss" in found.warnings[0].text


def test_hearing_from_two_is_a_notice_and_from_three_nothing() -> None:
    people = (BOSS, player("anna", 1, 1), player("sven", 1, 1))
    two = deal(players=people, entries=(heard("boss"), heard("anna", id="e2")))
    assert warned(two) == {"single_threaded": ("notice", None)}
    three = deal(players=people, entries=(heard("boss", "anna"), heard("sven", id="e2")))
    assert warned(three) == {}


def test_only_what_the_customer_did_in_the_last_90_days_tells_of_threads() -> None:
    people = (BOSS, player("anna", 1, 1), player("sven", 1, 1))
    recent = heard("boss", on=ago(89))
    old = heard("anna", "sven", on=ago(90), id="e2")
    ours = heard("anna", "sven", side="ours", id="e3")
    alarm = {"single_threaded": ("alarm", "boss")}
    assert warned(deal(players=people, entries=(recent, old, ours))) == alarm
    assert warned(deal(players=people, entries=(old, ours))) == {}


# -- the customer's fit ------------------------------------------------------------------


def test_a_fit_is_good_from_a_low_of_70() -> None:
    # 10 of 14 is 71.4, 9 is 64.3.
    assert scores(deal(criteria=criteria(2, 2, 2, 1, 1, 1, 1))).fit_grade == "good"
    assert scores(deal(criteria=criteria(2, 2, 1, 1, 1, 1, 1))).fit_grade == "check"


def test_a_fit_is_poor_when_high_is_below_40() -> None:
    # With one not known high is 5 of 14, 35.7, and then 6 of 14, 42.9.
    assert scores(deal(criteria=criteria(0, 0, 0, 0, None, 1, 2))).fit_grade == "poor"
    assert scores(deal(criteria=criteria(0, 0, 0, 0, None, 2, 2))).fit_grade == "check"


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


# -- milestones --------------------------------------------------------------------------


def state(key: str, dossier: Dossier, today: date = TODAY) -> MilestoneState:
    return scores(dossier, today).milestones[key]


def test_with_nothing_known_no_milestone_is_known() -> None:
    found = scores(deal("choose")).milestones
    assert list(found) == [m.key for m in PLAYBOOK.milestones]
    assert {m.state for m in found.values()} == {"not_known"}


def test_a_milestone_holds_from_a_low_of_60() -> None:
    # Need has seven questions: 9 of 14 is 64.3, 8 is 57.1.
    assert state("need", deal(answers=answered("need", [2, 2, 2, 2, 1]))).state == "held"
    assert state("need", deal(answers=answered("need", [2, 2, 2, 2]))).state == "not_known"


def test_a_milestone_is_not_held_once_60_is_out_of_reach() -> None:
    # Of 14, 8 are left when three are no (57.1), and 9 (64.3) when one of them is partly.
    found = state("need", deal(answers=answered("need", [0, 0, 0])))
    assert found.state == "not_held"
    assert found.reasons == ("Need and urgency: high is 57.1, 60 can't be reached",)
    assert state("need", deal(answers=answered("need", [0, 0, 1]))).state == "not_known"


def test_a_milestone_leaves_staleness_out_of_account_but_says_so() -> None:
    old = (*answered("need", [2, 2], on=ago(90)), *answered("need", [None, None, 2, 2, 2]))
    found = state("need", deal(answers=old))
    assert (found.state, found.stale) == ("held", 2)


def test_a_milestone_does_not_leave_claims_out_of_account() -> None:
    # Seven yeses that are only our belief count 1 each in low: 50.
    believed = deal(answers=answered("need", [2] * 7, grade=1))
    assert state("need", believed).state == "not_known"


CONTACT_AND_GROUP = answered("customer", [None, 2, 2])


def test_the_customer_milestone_asks_for_a_fit_that_is_not_poor() -> None:
    # Contact and group alone make 4 of 6; a fit to be checked makes 5.
    wanted = deal(criteria=criteria(1, 1, 1, 1, 1, 1, 1), answers=CONTACT_AND_GROUP)
    assert state("customer", wanted).state == "held"
    poor = deal(criteria=criteria(0, 0, 0, 0, 1, 1, 1), answers=CONTACT_AND_GROUP)
    found = state("customer", poor)
    assert found.state == "not_held"
    assert found.reasons[0] == "customer fit is poor: high is 21.4, below 40"


def test_a_customer_of_whom_no_criterion_is_known_may_or_may_not_be_one_we_want() -> None:
    assert state("customer", deal(answers=CONTACT_AND_GROUP)).state == "not_known"


PLAN = answered("plan", [2, 2, 2, 2])


def step(on: date | None, agreed: bool | None) -> dict[str, Any]:
    return {"next_step": "Workshop", "next_step_date": on, "next_step_agreed": agreed}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (step(ago(-10), True), "held"),
        (step(TODAY, True), "held"),
        (step(ago(1), True), "not_held"),
        (step(ago(-10), False), "not_held"),
        (step(ago(-10), None), "not_known"),
        (step(None, True), "not_known"),
        ({}, "not_known"),
    ],
)
def test_the_plan_milestone_asks_for_a_dated_step_agreed_with_the_customer(
    parts: dict[str, Any], expected: str
) -> None:
    assert state("plan", deal("compare", parts, answers=PLAN)).state == expected


def test_an_open_action_agreed_with_the_customer_is_such_a_step() -> None:
    agreed = Action("a1", "Send the figures", due=ago(-3), agreed=True)
    assert state("plan", deal(answers=PLAN, actions=(agreed,))).state == "held"
    done = Action("a1", "Send the figures", due=ago(-3), agreed=True, status="done")
    assert state("plan", deal(answers=PLAN, actions=(done,))).state == "not_known"


def test_an_agreed_step_does_not_make_up_for_the_theme() -> None:
    found = deal("compare", step(ago(-10), True), answers=answered("plan", [0, 0, 0]))
    assert state("plan", found).state == "not_held"


RELATIONS = answered("relationship", [2, 2, 2, 2])


def test_the_relationship_milestone_asks_for_support_and_a_decision_maker() -> None:
    assert state("relationship", deal(answers=RELATIONS, players=(BOSS,))).state == "held"
    assert state("relationship", deal(answers=RELATIONS)).state == "not_known"


def test_a_neutral_decision_maker_will_do_if_support_is_above_0() -> None:
    boss = player("boss", 5, 0, roles=("decision_maker",))
    with_friend = deal(answers=RELATIONS, players=(boss, player("anna", 1, 1)))
    assert state("relationship", with_friend).state == "held"
    # Alone his support is 0 at best, and more than 0 is asked for.
    assert state("relationship", deal(answers=RELATIONS, players=(boss,))).state == "not_held"


def test_a_decision_maker_against_us_means_it_is_not_held() -> None:
    boss = player("boss", 1, -1, roles=("decision_maker",))
    friends = (player("anna", 5, 2), player("sven", 5, 2))
    found = state("relationship", deal(answers=RELATIONS, players=(boss, *friends)))
    assert found.state == "not_held"
    assert found.reasons[0] == "Boss, who decides, is against us"


def test_a_decision_maker_not_known_to_us_or_not_found_leaves_it_open() -> None:
    friends = (player("anna", 5, 2), player("sven", 5, 2))
    stranger = player("boss", 1, None, roles=("decision_maker",))
    assert state("relationship", deal(answers=RELATIONS, players=friends)).state == "not_known"
    asked = deal(answers=RELATIONS, players=(stranger, *friends))
    assert state("relationship", asked).state == "not_known"


def test_support_that_could_still_turn_leaves_it_open() -> None:
    # 5×2 of the boss; a stranger of 5 could take all of it away: low 0.
    found = deal(answers=RELATIONS, players=(BOSS, player("rita", 5, None)))
    assert state("relationship", found).state == "not_known"


def test_for_the_risk_milestone_only_the_risk_questions_count() -> None:
    in_hand = (Risk("r1", "late", state="in_hand"),)
    # Named 2 and in hand 2, though it is worth nothing to us.
    found = deal("choose", answers=answered("risk", [0, 0, 0, 2]), risks=in_hand)
    assert state("risk", found).state == "held"


def test_risks_that_nobody_has_in_hand_cannot_be_lived_with_yet() -> None:
    # Named 2, and of two risks none is in hand: 2 of 4.
    named = answered("risk", [None, None, None, 2])
    both = (Risk("r1", "late", state="open"), Risk("r2", "dear", state="open"))
    assert state("risk", deal("choose", answers=named, risks=both)).state == "not_held"
    # One of the two: 3 of 4.
    one = (both[0], Risk("r2", "dear", state="in_hand"))
    assert state("risk", deal("choose", answers=named, risks=one)).state == "held"


def test_a_risk_that_is_not_acceptable_means_it_is_not_held() -> None:
    bad = (Risk("r1", "late", state="not_acceptable"), Risk("r2", "dear", state="in_hand"))
    found = state("risk", deal("choose", answers=answered("risk", [2, 2, 2, 2]), risks=bad))
    assert found.state == "not_held"
    assert found.reasons[0] == "a risk is not acceptable: late"


def test_a_person_may_overrule_a_milestone_with_a_reason() -> None:
    nothing_known = Override("need", True, "Their board has said so")
    found = state("need", deal(overrides=(nothing_known,)))
    assert (found.state, found.overruled) == ("held", True)
    assert found.reasons[0] == "overruled: Their board has said so"
    doubt = Override("need", False, "I don't believe it")
    found = state("need", deal(answers=answered("need", [2] * 7), overrides=(doubt,)))
    assert (found.state, found.overruled) == ("not_held", True)


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
