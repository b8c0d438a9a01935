"""The gaps that PLAN shows, what to do about them, what to ask next, of whom (method 5, 6)."""

from __future__ import annotations

from dataclasses import replace
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
    theme,
)

from oppman_tui.domain.entities import Action, Dossier, Override, Review, Risk
from oppman_tui.domain.plan.findings import (
    Call,
    Finding,
    NextQuestion,
    best_next_question,
    call_sheet,
    findings,
)
from oppman_tui.domain.scoring import score_deal

BOSS = player("boss", 5, 2, roles=("decision_maker",))
ALL = tuple(
    answer for t in PLAYBOOK.themes for answer in answered(t.key, [2] * len(t.questions))
)
SOUND = deal(
    "need",
    {"next_step": "Workshop", "next_step_date": ago(-7), "next_step_agreed": True},
    answers=ALL,
    criteria=GOOD_FIT,
    players=(BOSS,),
)
"""Everything is known of it, and everything is well."""


def found(dossier: Dossier) -> tuple[Finding, ...]:
    return findings(dossier, score_deal(dossier, PLAYBOOK, TODAY), PLAYBOOK, TODAY)


def kinds(dossier: Dossier) -> list[tuple[str, str]]:
    return [(f.kind, f.row) for f in found(dossier)]


def only(dossier: Dossier) -> Finding:
    (finding,) = found(dossier)
    return finding


def sound(**rows: Any) -> Dossier:
    """The sound deal with these rows instead of its own."""
    return replace(SOUND, **rows)


def all_but(key: str, value: int | None = None, **parts: Any) -> Dossier:
    """The sound deal with one answer otherwise, or missing."""
    kept = tuple(a for a in ALL if a.id != key)
    changed = tuple(replace(a, value=value, **parts) for a in ALL if a.id == key)
    return sound(answers=kept + (changed if value is not None else ()))


def words(key: str) -> str:
    asked = PLAYBOOK.question(key)
    assert asked is not None
    return asked.text


# -- what is a gap -----------------------------------------------------------------------


def test_where_all_is_well_there_is_nothing_to_do() -> None:
    assert kinds(SOUND) == []


def test_a_question_not_known_asks_for_knowledge() -> None:
    money = question("need", 6)
    finding = only(all_but(money))
    assert (finding.kind, finding.row, finding.theme) == ("not_known", money, "need")
    assert finding.section == "knowledge"
    assert finding.text == f"not known: {words(money)}"
    assert finding.proposal == f"Ask Boss: {words(money)}"


def test_a_no_belongs_to_its_themes_own_section_of_the_plan() -> None:
    for theme_key, section in (
        ("need", "decision"),
        ("solution", "decision"),
        ("relationship", "relationship"),
        ("plan", "decision"),
        ("risk", "risk"),
    ):
        key = question(theme_key, 2)
        gaps = {f.row: f for f in found(all_but(key, 0))}
        assert (gaps[key].kind, gaps[key].section) == ("no", section)


def test_a_stale_answer_is_to_be_asked_again() -> None:
    key = question("need", 2)
    finding = only(all_but(key, 1, evidence_date=ago(100), person="boss"))
    assert (finding.kind, finding.section, finding.person) == ("stale", "knowledge", "Boss")
    assert finding.text == f"stale, evidence of 15 Aug: {words(key)}"


def test_a_claimed_yes_needs_the_customers_word() -> None:
    key = question("need", 2)
    finding = only(all_but(key, 2, grade=1))
    assert (finding.kind, finding.section) == ("claimed", "knowledge")


def test_a_no_that_is_stale_is_one_finding_that_says_both() -> None:
    key = question("need", 2)
    finding = only(all_but(key, 0, evidence_date=ago(100)))
    assert finding.kind == "no"
    assert finding.text.startswith("no, stale, evidence of")


def test_a_partly_is_no_gap() -> None:
    assert kinds(all_but(question("need", 2), 1)) == []


def test_the_fit_is_told_by_its_criteria() -> None:
    # One not known and one no: the rest is 10 of 14, still good.
    gaps = found(sound(criteria=criteria(2, None, 2, 2, 2, 2, 0)))
    assert [(f.kind, f.row, f.section) for f in gaps] == [
        ("criterion_not_known", "value", "knowledge"),
        ("criterion_no", "growth", "decision"),
    ]


def test_a_poor_fit_is_a_finding_of_its_own() -> None:
    gaps = kinds(sound(criteria=criteria(0, 0, 0, 0, 0, 0, 0)))
    assert gaps[0] == ("milestone", "customer")
    assert ("no", question("customer", 1)) in gaps


def test_without_a_customer_the_question_itself_is_not_known() -> None:
    gaps = kinds(sound(customer=None, criteria=()))
    assert gaps == [("not_known", question("customer", 1))]


def test_an_influential_player_without_a_person_of_ours_is_a_gap() -> None:
    alone = player("anna", 4, 1, our_person=None, title="CFO")
    finding = only(sound(players=(BOSS, alone)))
    assert (finding.kind, finding.row, finding.player) == (
        "player_without_ours",
        "anna",
        "anna",
    )
    assert (finding.section, finding.person) == ("relationship", "Anna (CFO)")
    assert kinds(sound(players=(BOSS, player("anna", 3, 1, our_person=None)))) == []


def test_players_against_us_and_not_known_to_us_are_gaps() -> None:
    friend, rival = player("sven", 3, 1), player("rita", 4, -1)
    stranger = player("otto", 4, None)
    gaps = found(sound(players=(BOSS, friend, rival, stranger)))
    assert [(f.kind, f.row) for f in gaps] == [
        ("player_against", "rita"),
        ("player_not_known", "otto"),
    ]
    assert all(f.row in f.proposal.lower() for f in gaps)


def test_a_warning_about_the_whole_map_is_a_gap_of_the_deal() -> None:
    neutral = player("boss", 5, 0, roles=("decision_maker",))
    finding = only(sound(players=(neutral,)))
    assert (finding.kind, finding.row, finding.person) == ("no_supporter", "deal-1", None)


def test_a_risk_nothing_is_done_about_is_a_gap() -> None:
    risk = Risk("r1", "The margin\nmay melt", state="open")
    finding = only(sound(risks=(risk,)))
    assert (finding.kind, finding.row, finding.section) == ("risk", "r1", "risk")
    assert finding.text == "risk (open): The margin may melt"
    accepted = Risk("r1", "The margin may melt", state="acceptable")
    assert kinds(sound(risks=(accepted,))) == []


def test_a_risk_in_hand_is_a_gap_until_something_was_done_about_it() -> None:
    risk = Risk("r1", "late", state="in_hand")
    assert kinds(sound(risks=(risk,))) == [("risk", "r1")]
    done = Action("a1", "Hire", status="done", finding_kind="risk", finding_row="r1")
    assert kinds(sound(risks=(risk,), actions=(done,))) == []


def test_a_milestone_not_held_at_the_coming_gate_is_a_gap() -> None:
    doubt = Override("need", False, "They have no money")
    finding = only(sound(overrides=(doubt,)))
    assert (finding.kind, finding.row, finding.theme) == ("milestone", "need", "need")
    assert "They have no money" in finding.text
    later = Override("risk", False, "Too dear")
    assert kinds(sound(overrides=(later,))) == []


def test_a_missing_agreed_step_is_a_gap_once_the_plan_is_due() -> None:
    silent = replace(SOUND.deal, next_step_date=None, next_step_agreed=None)
    assert kinds(sound(deal=silent)) == []
    finding = only(sound(deal=replace(silent, stage="compare")))
    assert (finding.kind, finding.row, finding.section) == ("milestone", "plan", "decision")
    assert finding.proposal == "Agree with the customer on the next step, with a date"


# -- decisions inside --------------------------------------------------------------------

ESCALATED = Review("v1", ago(10), decision="escalate", decision_text="Payment in four parts")


def internal(**parts: Any) -> Action:
    return Action("a1", "Ask the board", section="internal", **parts)


def test_a_review_that_escalates_asks_for_a_decision_inside() -> None:
    finding = only(sound(reviews=(ESCALATED,)))
    assert (finding.kind, finding.row, finding.section) == ("internal", "v1", "internal")
    assert finding.proposal == "Get the decision inside: Payment in four parts"
    assert finding.covered_by is None


def test_an_open_internal_action_covers_it_and_a_done_one_ends_it() -> None:
    assert only(sound(reviews=(ESCALATED,), actions=(internal(),))).covered_by == "a1"
    done = internal(status="done", status_on=ago(3))
    assert kinds(sound(reviews=(ESCALATED,), actions=(done,))) == []


def test_what_was_done_before_the_review_is_not_what_it_asked_for() -> None:
    before = internal(status="done", status_on=ago(11))
    assert only(sound(reviews=(ESCALATED,), actions=(before,))).covered_by is None


def test_a_review_answer_may_name_the_decision() -> None:
    named = Review("v1", ago(10), decision="go_on", answers={"internal": "Two people in May"})
    assert only(sound(reviews=(named,))).text.endswith("Two people in May")


def test_a_review_from_elsewhere_with_an_answer_that_is_no_text_asks_for_nothing() -> None:
    odd: Any = {"internal": ["Two people"]}
    assert kinds(sound(reviews=(Review("v1", ago(10), answers=odd),))) == []


def test_only_the_last_review_counts() -> None:
    later = Review("v2", ago(2), decision="go_on")
    assert kinds(sound(reviews=(ESCALATED, later))) == []


# -- covered -----------------------------------------------------------------------------


def test_an_open_action_made_of_a_finding_covers_it() -> None:
    money = question("need", 6)
    dossier = all_but(money)
    made = Action("a1", "Ask", finding_kind="not_known", finding_row=money)
    assert only(replace(dossier, actions=(made,))).covered_by == "a1"
    for status in ("done", "dropped"):
        over: Any = replace(made, status=status)
        assert only(replace(dossier, actions=(over,))).covered_by is None
    other = replace(made, finding_kind="no")
    assert only(replace(dossier, actions=(other,))).covered_by is None


# -- the order ---------------------------------------------------------------------------


def test_what_the_coming_gate_needs_comes_first() -> None:
    # Plan is not due in Need, though its gap is older.
    needed, later = question("need", 2), question("plan", 2)
    answers = tuple(a for a in all_but(needed, 0).answers if a.id != later) + answered(
        "plan", [None, 0], on=ago(80)
    )
    gaps = found(sound(answers=answers))
    assert [f.row for f in gaps] == [needed, later]
    assert gaps[0].why == "needed at the coming gate, in the weakest theme, since 23 Nov"
    assert gaps[1].why == "not needed at this gate yet, since 4 Sep"


def test_what_the_gate_needs_comes_before_what_is_only_in_the_weakest_theme() -> None:
    # The risk milestone asks for two of the theme's questions; what it is worth isn't among
    # them. 8 of 10 is weaker than 13 of 14.
    needed, worth = question("need", 2), question("risk", 1)
    answers = tuple(a for a in ALL if a.id not in (needed, worth))
    answers += answered("need", [None, 0]) + answered("risk", [0], on=ago(80))
    choosing = replace(SOUND.deal, stage="choose")
    gaps = found(sound(deal=choosing, answers=answers))
    assert [f.row for f in gaps] == [needed, worth]
    assert gaps[1].why.startswith("not needed at this gate yet, in the weakest theme")


def test_then_what_is_in_the_weakest_theme() -> None:
    # Customer 4 of 6 (66.7) is weaker than need 12 of 14 (85.7), though need's gap is older.
    contact, reason = question("customer", 2), question("need", 1)
    answers = tuple(a for a in ALL if a.id not in (contact, reason))
    answers += answered("customer", [None, 0]) + answered("need", [0], on=ago(60))
    assert [f.row for f in found(sound(answers=answers))] == [contact, reason]


def test_then_what_is_about_a_player_of_great_influence() -> None:
    # In Compare the weakest is relationship, by its one unknown.
    key = question("relationship", 3)
    small = player("sven", 3, 1, win=None)
    great = player("anna", 4, 1, win=None)
    dossier = replace(
        all_but(key),
        deal=replace(SOUND.deal, stage="compare"),
        players=(BOSS, small, great),
    )
    assert [(f.kind, f.row) for f in found(dossier)] == [
        ("win_not_known", "anna"),
        ("win_not_known", "sven"),
        ("not_known", key),
    ]


def test_then_the_oldest() -> None:
    young, old = question("need", 1), question("need", 2)
    answers = tuple(a for a in ALL if a.id not in (young, old))
    answers += answered("need", [0], on=ago(5)) + answered("need", [None, 0], on=ago(50))
    assert [f.row for f in found(sound(answers=answers))] == [old, young]


# -- what to ask next --------------------------------------------------------------------


def next_of(dossier: Dossier) -> NextQuestion | None:
    return best_next_question(dossier, score_deal(dossier, PLAYBOOK, TODAY), PLAYBOOK, TODAY)


def test_the_best_next_question_is_the_first_unknown_of_the_weakest_theme() -> None:
    # Need knows 2 and 1 of seven: 3 of 14 to 13 of 14; a third no 11, a third yes 5 of 14.
    dossier = deal(criteria=GOOD_FIT, answers=answered("need", [2, 1]))
    asked = next_of(dossier)
    assert asked is not None
    assert (asked.question, asked.theme, asked.person) == (question("need", 3), "need", None)
    assert asked.before == pytest.approx((300 / 14, 1300 / 14))
    assert asked.after[0] == pytest.approx((300 / 14, 1100 / 14))
    assert asked.after[1] == pytest.approx((500 / 14, 1300 / 14))


def test_a_question_of_greater_weight_says_more() -> None:
    heavy = PLAYBOOK.model_copy(
        update={
            "themes": tuple(
                t.model_copy(
                    update={
                        "questions": tuple(
                            q.model_copy(update={"weight": 3.0 if n == 5 else 1.0})
                            for n, q in enumerate(t.questions, 1)
                        )
                    }
                )
                for t in PLAYBOOK.themes
            )
        }
    )
    dossier = deal(criteria=GOOD_FIT)
    asked = best_next_question(dossier, score_deal(dossier, heavy, TODAY), heavy, TODAY)
    assert asked is not None
    # Seven questions, one of them of 3, make 18: the yes is worth 6 of them.
    assert asked.question == question("need", 5)
    assert asked.after[1] == pytest.approx((600 / 18, 100))


def test_the_program_is_not_asked_what_it_answers_itself() -> None:
    asked = next_of(deal())
    assert asked is not None
    assert asked.question == question("customer", 2)


def test_where_nothing_is_unknown_the_stale_answer_is_asked_again() -> None:
    old = question("need", 4)
    asked = next_of(all_but(old, 2, evidence_date=ago(90)))
    assert asked is not None
    assert asked.question == old
    assert next_of(SOUND) is None


def test_a_won_deal_has_no_next_question() -> None:
    assert next_of(deal("implement")) is None


# -- of whom -----------------------------------------------------------------------------


def calls(dossier: Dossier) -> tuple[Call, ...]:
    return call_sheet(dossier, score_deal(dossier, PLAYBOOK, TODAY), PLAYBOOK, TODAY)


def test_the_call_sheet_groups_questions_by_who_could_answer() -> None:
    anna = player("anna", 3, 1)
    told_by_anna = answered("solution", [2, 2], person="anna")
    rest = tuple(
        a for t in PLAYBOOK.themes if t.key != "solution" for a in ALL if _in(a, t.key)
    )
    missing = {question("need", 2), question("risk", 1)}
    answers = tuple(a for a in rest if a.id not in missing) + told_by_anna
    sheet = calls(sound(answers=answers, players=(BOSS, anna)))
    assert [(c.player, [q.row for q in c.questions]) for c in sheet] == [
        # Nobody told of need: the boss is closest to us.
        ("boss", [question("need", 2)]),
        # Anna told of the solution, so the rest of it is hers.
        ("anna", [question("solution", n) for n in (3, 4, 5, 6)]),
        # What it is worth to us is for ourselves to say.
        (None, [question("risk", 1)]),
    ]
    assert sheet[0].person == "Boss"


def _in(answer: Any, theme_key: str) -> bool:
    return answer.id in {q.key for q in theme(theme_key).questions}


def test_an_opponent_is_not_whom_we_ask() -> None:
    dossier = all_but(question("need", 2))
    (call,) = calls(replace(dossier, players=(player("rita", 2, -1),)))
    assert call.person is None
