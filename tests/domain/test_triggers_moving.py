"""The triggers of movement and dates: the day before, the day itself, the alarm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from quiet_deal import TODAY, UNAGREED, dossier, reason, severity, triggers

from oppman_tui.domain.entities import Action, Answer, CloseDateMove, Entry
from oppman_tui.domain.select.attention import Severity, Standing


def test_a_deal_in_good_order_has_no_trigger() -> None:
    assert triggers(dossier()) == {}


# -- stalled: stage ------------------------------------------------------------------------


def test_stalled_begins_the_day_after_the_limit_and_alarms_at_half_again() -> None:
    deal = dossier(stage_since=date(2026, 9, 1))
    assert severity(deal, "stalled_stage", date(2026, 10, 1)) == 0  # day 30, the limit
    assert severity(deal, "stalled_stage", date(2026, 10, 2)) == 1  # day 31
    assert severity(deal, "stalled_stage", date(2026, 10, 15)) == 1  # day 44
    assert severity(deal, "stalled_stage", date(2026, 10, 16)) == 2  # day 45


def test_stalled_tells_its_arithmetic() -> None:
    deal = dossier(stage_since=date(2026, 10, 7))
    told = "stalled: 47 days in Compare, limit 30, 17 over"
    assert reason(deal, "stalled_stage") == told


def test_of_an_unknown_entry_only_the_least_days_trigger() -> None:
    old = dossier(date(2026, 10, 24), stage_since=None, created=date(2025, 1, 1))
    assert severity(old, "stalled_stage") == 0  # 30 days here, 691 at most
    assert severity(old, "stalled_stage", date(2026, 11, 24)) == 1
    told = "stalled: between 31 and 692 days in Compare, limit 30, at least 1 over"
    assert reason(old, "stalled_stage", date(2026, 11, 24)) == told


def test_own_medians_replace_the_expected_days_once_ten_deals_have_passed() -> None:
    deal = dossier(stage_since=date(2026, 10, 7))  # 47 days
    ten = Standing(own_medians={"compare": (30, 10)})
    assert severity(deal, "stalled_stage", standing=ten) == 1  # limit 45, alarm at 67.5
    limit = "limit 45 (1.5 x the median 30 of 10 own won deals)"
    told = f"stalled: 47 days in Compare, {limit}, 2 over"
    assert reason(deal, "stalled_stage", standing=ten) == told
    nine = Standing(own_medians={"compare": (30, 9)})
    assert severity(deal, "stalled_stage", standing=nine) == 2


def test_a_stage_the_playbook_has_no_more_is_never_stalled() -> None:
    deal = dossier(stage="pitch", stage_since=date(2020, 1, 1))
    assert severity(deal, "stalled_stage") == 0


# -- stalled: silence ----------------------------------------------------------------------

def heard(on: date, side: Any = "theirs") -> Entry:
    return Entry("e1", on, "Called", "call", side)


def test_silence_begins_on_the_fourteenth_day_in_compare_and_alarms_on_the_28th() -> None:
    deal = dossier(entries=(heard(date(2026, 11, 1)),), **UNAGREED)
    assert severity(deal, "stalled_silence", date(2026, 11, 14)) == 0
    assert severity(deal, "stalled_silence", date(2026, 11, 15)) == 1
    assert severity(deal, "stalled_silence", date(2026, 11, 28)) == 1
    assert severity(deal, "stalled_silence", date(2026, 11, 29)) == 2
    told = "silence: nothing from the customer for 14 days, limit 14"
    assert reason(deal, "stalled_silence", date(2026, 11, 15)) == told


def test_in_need_silence_may_last_thirty_days() -> None:
    deal = dossier(stage="need", entries=(heard(date(2026, 10, 25)),), **UNAGREED)
    assert severity(deal, "stalled_silence") == 0  # day 29
    assert severity(deal, "stalled_silence", date(2026, 11, 24)) == 1


def test_with_no_customer_entry_silence_runs_from_the_day_it_was_first_seen() -> None:
    deal = dossier(date(2026, 11, 9), created=date(2024, 1, 1), **UNAGREED)
    assert reason(deal, "stalled_silence") == (
        "silence: nothing from the customer for 14 days since it was first seen here, limit 14"
    )
    assert severity(deal, "stalled_silence", date(2026, 11, 22)) == 0


def test_silence_is_not_broken_by_our_own_entries_nor_by_unknown_or_coming_ones() -> None:
    entries = (
        heard(date(2026, 11, 1)),
        replace(heard(date(2026, 11, 20), "ours"), id="e2"),
        replace(heard(date(2026, 11, 20), None), id="e3"),
        replace(heard(date(2026, 11, 30)), id="e4"),
    )
    assert severity(dossier(entries=entries, **UNAGREED), "stalled_silence") == 1


def test_notes_scores_and_new_text_break_no_silence() -> None:
    deal = dossier(
        entries=(heard(date(2026, 11, 1)),),
        note="Talked to everyone!",
        answers=(Answer("need.money", 2, 3, "Budget seen", date(2026, 11, 22)),),
        **UNAGREED,
    )
    assert severity(deal, "stalled_silence") == 1


def test_a_step_agreed_within_thirty_days_suspends_silence() -> None:
    entries = (heard(date(2026, 10, 1)),)

    def with_step(on: date, agreed: bool = True) -> int:
        deal = dossier(entries=entries, next_step_date=on, next_step_agreed=agreed)
        return severity(deal, "stalled_silence")

    assert with_step(date(2026, 12, 23)) == 0  # 30 days ahead
    assert with_step(date(2026, 12, 24)) == 2
    assert with_step(TODAY) == 0
    assert with_step(date(2026, 11, 22)) == 2
    assert with_step(date(2026, 12, 1), agreed=False) == 2


# -- next step -----------------------------------------------------------------------------


def test_a_next_step_is_asked_for_from_the_seventh_day() -> None:
    deal = dossier(created=date(2026, 11, 17), **UNAGREED)
    assert severity(deal, "next_step") == 0
    assert severity(deal, "next_step", date(2026, 11, 24)) == 1
    assert reason(deal, "next_step", date(2026, 11, 24)) == (
        "next step: none with a date is agreed with the customer, created 7 days ago"
    )


def test_a_step_without_date_or_agreement_is_none() -> None:
    old = date(2026, 10, 1)
    assert severity(dossier(created=old, next_step_date=None), "next_step") == 1
    assert severity(dossier(created=old, next_step_agreed=False), "next_step") == 1


def test_an_agreed_step_alarms_the_day_after_its_date() -> None:
    deal = dossier(created=date(2026, 10, 1), next_step_date=TODAY)
    assert severity(deal, "next_step") == 0
    assert severity(deal, "next_step", date(2026, 11, 24)) == 2
    told = "next step: the one agreed for 23 Nov passed 1 day ago"
    assert reason(deal, "next_step", date(2026, 11, 24)) == told


def test_an_agreed_action_still_to_come_is_a_step_too() -> None:
    joint = Action("a1", "Visit", due=date(2026, 12, 1), agreed=True, owner_side="theirs")
    old, gone = date(2026, 10, 1), date(2026, 11, 20)
    passed: dict[str, Any] = {"created": old, "next_step_date": gone}
    assert severity(dossier(actions=(joint,), **passed), "next_step") == 0
    done = replace(joint, status="done")
    assert severity(dossier(actions=(done,), **passed), "next_step") == 2


# -- closing, date not credible, slipped ---------------------------------------------------


def test_closing_from_thirty_days_before_and_alarm_from_the_day_after() -> None:
    deal = dossier(close_date=date(2026, 12, 24))
    assert severity(deal, "closing") == 0
    assert severity(deal, "closing", date(2026, 11, 24)) == 1
    assert reason(deal, "closing", date(2026, 11, 24)) == "closing: 24 Dec is 30 days away"
    assert severity(deal, "closing", date(2026, 12, 24)) == 1
    assert severity(deal, "closing", date(2026, 12, 25)) == 2
    late = triggers(deal, date(2026, 12, 27))["closing"]
    assert late.reason == "closing: the close date 24 Dec passed 3 days ago"
    assert late.short == "closing (past)"


def test_a_close_date_before_the_stages_can_pass_is_not_credible() -> None:
    # 3 of Compare's 30 days are spent; Choose takes 21: 27 + 21 = 48 days, 10 January.
    assert severity(dossier(close_date=date(2027, 1, 10)), "not_credible") == 0
    near = dossier(close_date=date(2027, 1, 9))
    assert severity(near, "not_credible") == Severity.NOTICE
    assert reason(near, "not_credible") == (
        "date not credible: 9 Jan 2027 is 47 days away, 48 needed "
        "(27 days left of Compare's 30 + 21 for the stages after it)"
    )


def test_days_beyond_the_expected_leave_nothing_more_to_spend() -> None:
    overdue: dict[str, Any] = {"stage_since": date(2026, 9, 1)}
    assert severity(dossier(close_date=date(2026, 12, 14), **overdue), "not_credible") == 0
    assert severity(dossier(close_date=date(2026, 12, 13), **overdue), "not_credible") == 1


def test_of_an_unknown_stay_the_longest_counts_for_the_deal() -> None:
    unknown: dict[str, Any] = {"stage_since": None, "close_date": date(2026, 12, 14)}
    assert severity(dossier(created=None, **unknown), "not_credible") == 0
    assert severity(dossier(created=date(2026, 10, 24), **unknown), "not_credible") == 0
    assert severity(dossier(created=date(2026, 10, 25), **unknown), "not_credible") == 1


def test_compare_and_choose_need_a_close_date_and_the_earlier_stages_do_not() -> None:
    found = {
        stage: severity(dossier(stage=stage, close_date=None), "not_credible")
        for stage in ("need", "define", "compare", "choose")
    }
    assert found == {"need": 0, "define": 0, "compare": 1, "choose": 1}


def pushed(id: str, on: date, before: date | None, after: date | None) -> CloseDateMove:
    return CloseDateMove(id, on, before, after)


JAN, FEB, MAR = date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)
OCT_1, OCT_8, OCT_15 = date(2026, 10, 1), date(2026, 10, 8), date(2026, 10, 15)


def slips(*moves: CloseDateMove, **deal: Any) -> int:
    return severity(
        dossier(created=date(2026, 1, 7), close_date_moves=moves, **deal), "slipped"
    )


def test_slipped_at_two_pushes_and_alarm_at_three() -> None:
    first = pushed("m1", OCT_1, date(2026, 12, 31), JAN)
    second = pushed("m2", OCT_8, JAN, FEB)
    third = pushed("m3", OCT_15, FEB, MAR)
    assert [slips(first), slips(first, second), slips(first, second, third)] == [0, 1, 2]
    deal = dossier(created=date(2026, 1, 7), close_date_moves=(first, second))
    # 31 days from New Year's Eve to the end of January, 28 more to that of February.
    told = "slipped: the close date was pushed out 2 times, by 59 days in all, limit 2"
    assert reason(deal, "slipped") == told


def test_pushes_of_one_day_are_compared_at_its_end() -> None:
    assert slips(pushed("m1", OCT_1, JAN, FEB), pushed("m2", OCT_1, FEB, MAR)) == 0
    to_and_fro = (pushed("m2", OCT_8, JAN, FEB), pushed("m3", OCT_8, FEB, JAN))
    assert slips(pushed("m1", OCT_1, date(2026, 12, 1), JAN), *to_and_fro) == 0


def test_pulling_in_takes_no_push_away() -> None:
    moves = (
        pushed("m1", OCT_1, JAN, FEB),
        pushed("m2", OCT_8, FEB, date(2026, 12, 1)),
        pushed("m3", OCT_15, date(2026, 12, 1), date(2026, 12, 2)),
    )
    assert slips(*moves) == 1


def test_setting_the_date_on_the_day_of_entry_is_no_push() -> None:
    entered = date(2026, 1, 7)
    moves = (pushed("m1", entered, JAN, FEB), pushed("m2", OCT_8, FEB, MAR))
    assert slips(*moves) == 0


def test_taking_the_date_away_and_setting_a_later_one_is_a_push() -> None:
    cleared = (pushed("m1", OCT_1, JAN, FEB), pushed("m2", OCT_8, FEB, None))
    assert slips(*cleared, close_date=None, stage="need") == 0
    assert slips(*cleared, close_date=MAR) == 1
    assert slips(*cleared, close_date=JAN) == 0
    # set again on a later day, and from there pushed once more
    assert slips(*cleared, pushed("m3", OCT_15, MAR, date(2027, 4, 1))) == 2
