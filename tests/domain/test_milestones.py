"""Is this deal real? Each milestone held, not held or not known (method 1 and 6)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from scored_deals import (
    PLAYBOOK,
    TODAY,
    ago,
    answered,
    criteria,
    deal,
    player,
)

from oppman_tui.domain.entities import Action, Dossier, Override, Risk
from oppman_tui.domain.scoring import (
    DealScores,
    MilestoneState,
    score_deal,
)

BOSS = player("boss", 5, 2, roles=("decision_maker",))


def scores(dossier: Dossier, today: date = TODAY) -> DealScores:
    return score_deal(dossier, PLAYBOOK, today)


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


def test_at_the_very_limit_a_milestone_holds_and_can_be_reached() -> None:
    # Plan has four questions: of a limit of 50, 4 of 8 are just enough.
    plain = {"low": 50.0, "dated_next_step": False}
    milestones = [m.model_copy(update=plain) for m in PLAYBOOK.milestones]
    half = PLAYBOOK.model_copy(update={"milestones": tuple(milestones)})

    def plan(*values: int) -> str:
        found = score_deal(deal(answers=answered("plan", values)), half, TODAY)
        return found.milestones["plan"].state

    assert [plan(2, 2), plan(2, 1)] == ["held", "not_known"]
    assert [plan(0, 0), plan(0, 0, 1)] == ["not_known", "not_held"]


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
