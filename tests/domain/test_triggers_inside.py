"""The triggers of worth, gates and the inside, and deals that have none of any kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from quiet_deal import (
    PLAYBOOK,
    TODAY,
    UNAGREED,
    dossier,
    reason,
    severity,
    triggers,
)

from oppman_tui.domain.entities import (
    Action,
    Criterion,
    Customer,
    Deal,
    Dossier,
    Override,
    Review,
    StageMove,
    Stop,
)
from oppman_tui.domain.select.attention import Severity, Standing

# -- new, important ------------------------------------------------------------------------


def test_new_from_the_first_day_and_alarm_from_the_fourteenth() -> None:
    deal = dossier(date(2026, 11, 10), created=date(2026, 11, 10), reviews=())
    assert severity(deal, "new", date(2026, 11, 10)) == 1
    assert severity(deal, "new") == 1  # day 13
    assert severity(deal, "new", date(2026, 11, 24)) == 2
    told = "new: created 13 days ago, not reviewed yet: is it worth the time?"
    assert reason(deal, "new") == told


def test_once_new_it_stays_new_until_its_first_review() -> None:
    deal = dossier(date(2026, 11, 10), created=date(2026, 11, 10), reviews=())
    assert severity(deal, "new", date(2027, 11, 10)) == 2
    reviewed = replace(deal, reviews=(Review("r1", date(2026, 12, 1)),))
    assert severity(reviewed, "new", date(2027, 11, 10)) == 0


def test_what_came_here_older_than_thirty_days_or_of_unknown_age_is_not_new() -> None:
    def new(created: date | None) -> int:
        return severity(dossier(date(2026, 11, 20), created=created, reviews=()), "new")

    assert new(date(2026, 10, 21)) == 2  # 30 days old when first seen, 33 today
    assert new(date(2026, 10, 20)) == 0
    assert new(None) == 0


GOOD_FIT = tuple(Criterion(c.key, 2) for c in PLAYBOOK.criteria)
LONG_AGO = (Review("r1", date(2026, 10, 26)),)  # 28 days


def test_important_from_28_days_without_a_review() -> None:
    strategic: dict[str, Any] = {"strategic": "Opens the north"}
    deal = dossier(date(2026, 9, 1), reviews=LONG_AGO, **strategic)
    assert severity(deal, "important", date(2026, 11, 22)) == 0
    assert severity(deal, "important") == 1
    told = "important: strategic; not reviewed for 28 days, limit 28"
    assert reason(deal, "important") == told
    assert severity(dossier(date(2026, 9, 1), reviews=LONG_AGO), "important") == 0


def test_a_deal_never_reviewed_is_important_28_days_after_it_was_first_seen() -> None:
    deal = dossier(date(2026, 10, 26), reviews=(), strategic="Opens the north")
    assert severity(deal, "important", date(2026, 11, 22)) == 0
    assert severity(deal, "important") == 1


def test_a_customer_of_good_fit_is_important() -> None:
    good = dossier(
        reviews=LONG_AGO, customer=Customer("c1", "Nordwind AG"), criteria=GOOD_FIT
    )
    assert severity(good, "important") == 1
    # one of the seven not known: low 12/14 = 85.7; three not known: 8/14 = 57.1
    assert severity(replace(good, criteria=GOOD_FIT[:6]), "important") == 1
    assert severity(replace(good, criteria=GOOD_FIT[:4]), "important") == 0


def test_the_top_share_counts_ties_and_a_deal_without_value_is_never_in_it() -> None:
    deal, top = dossier(reviews=LONG_AGO), Standing(top_cutoff=500_000_00)
    assert severity(deal, "important", standing=top, value=500_000_00) == 1
    assert severity(deal, "important", standing=top, value=499_999_99) == 0
    assert severity(deal, "important", standing=top, value=None) == 0
    assert severity(deal, "important", value=500_000_00) == 0


def test_a_value_above_a_set_amount_makes_important_too() -> None:
    rule = PLAYBOOK.thresholds.important.model_copy(update={"amount": 250_000})
    thresholds = PLAYBOOK.thresholds.model_copy(update={"important": rule})
    playbook = PLAYBOOK.model_copy(update={"thresholds": thresholds})
    deal = dossier(reviews=LONG_AGO)
    assert severity(deal, "important", playbook=playbook, value=250_000_01) == 1
    assert severity(deal, "important", playbook=playbook, value=250_000_00) == 0
    told = "important: value above 250,000; not reviewed for 28 days, limit 28"
    assert reason(deal, "important", playbook=playbook, value=300_000_00) == told
    # The amount is of whole units: of a base without decimals they are the minor ones.
    yen = Standing(base_digits=0)
    assert severity(deal, "important", playbook=playbook, standing=yen, value=250_001) == 1
    assert severity(deal, "important", playbook=playbook, standing=yen, value=250_000) == 0


# -- gate ----------------------------------------------------------------------------------


def test_moved_since_the_last_review_either_way() -> None:
    back = StageMove("m1", "compare", date(2026, 11, 22), "choose")
    choose = Review("r1", date(2026, 11, 21), snapshot={"stage": "choose"})
    deal = dossier(stage_moves=(back,), reviews=(choose,))
    told = "gate: moved from Choose to Compare since its review on 21 Nov"
    assert reason(deal, "gate") == told
    assert severity(replace(deal, reviews=()), "gate") == 0
    later = Review("r2", date(2026, 11, 23), snapshot={"stage": "compare"})
    assert severity(replace(deal, reviews=(choose, later)), "gate") == 0


@pytest.mark.parametrize("odd", [["choose"], {"a": 1}, 5, True, ""])
def test_a_review_from_elsewhere_that_kept_no_stage_tells_of_no_move(odd: object) -> None:
    review = Review("r1", date(2026, 11, 21), snapshot={"stage": odd})
    assert severity(dossier(reviews=(review,)), "gate") == 0


def test_on_one_day_the_ids_tell_whether_the_move_came_after_the_review() -> None:
    before, between, after = (f"019ab{n}00-0000-7000-8000-000000000000" for n in (1, 2, 3))
    review = Review(between, TODAY, snapshot={"stage": "compare"})
    for id, expected in ((before, 0), (after, 1)):
        move = StageMove(id, "compare", TODAY, "define")
        assert severity(dossier(stage_moves=(move,), reviews=(review,)), "gate") == expected


def test_an_entry_milestone_not_held_is_a_gate_and_one_not_known_is_none() -> None:
    assert severity(dossier(stage="define"), "gate") == 0
    refuted = Override("need", False, "They have put it off", date(2026, 11, 20))
    deal = dossier(stage="define")
    found = reason(replace(deal, overrides=(refuted,)), "gate")
    assert found.startswith("gate: in Define with ")
    assert found.endswith(" not held")


def test_a_gate_whose_milestones_all_hold_is_ready_to_move() -> None:
    held = tuple(
        Override(key, True, "Seen", date(2026, 11, 20)) for key in ("customer", "need")
    )
    deal = dossier(stage="need", overrides=held)
    found = triggers(deal)["gate"]
    assert found.reason == "gate: ready to move on to Define: 2 of 2 milestones held"
    assert found.short == "ready to move"
    assert severity(replace(deal, overrides=held[:1]), "gate") == 0


# -- approval, actions, tripped, hold over -------------------------------------------------


def asked(due: date | None, **more: Any) -> Dossier:
    action = Action("a1", "Area price", "internal", due=due, asked="Marja", **more)
    return dossier(actions=(action,))


def test_an_approval_from_seven_days_before_its_date_and_alarm_after_it() -> None:
    assert severity(asked(date(2026, 12, 1)), "approval") == 0
    assert severity(asked(date(2026, 11, 30)), "approval") == 1
    assert severity(asked(TODAY), "approval") == 1
    assert severity(asked(date(2026, 11, 22)), "approval") == 2
    told = "approval: “Area price” from Marja is due in 7 days"
    assert reason(asked(date(2026, 11, 30)), "approval") == told
    assert severity(asked(TODAY, status="done"), "approval") == 0


def test_an_approval_without_date_counts_as_due_a_week_after_it_was_entered() -> None:
    assert severity(asked(None, entered=date(2026, 11, 16)), "approval") == 1
    assert severity(asked(None, entered=date(2026, 11, 15)), "approval") == 2
    assert severity(asked(None), "approval") == 0
    assert severity(asked(None, entered=date(2026, 11, 1)), "actions") == 0


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_an_action_of_either_side_past_its_date(side: Any) -> None:
    def late(due: date, status: Any = "open") -> int:
        action = Action("a1", "Send data", "knowledge", side, due=due, status=status)
        return severity(dossier(actions=(action,)), "actions")

    assert late(TODAY) == 0
    assert late(date(2026, 11, 22)) == 1
    assert late(date(2026, 11, 17)) == 1
    assert late(date(2026, 11, 16)) == 2
    assert late(date(2026, 11, 1), "done") == late(date(2026, 11, 1), "dropped") == 0


def test_late_actions_are_told_by_the_oldest() -> None:
    actions = (
        Action("a1", "Send data", "knowledge", "theirs", due=date(2026, 11, 20)),
        Action("a2", "Draw the gate", "decision", "ours", due=date(2026, 11, 18)),
    )
    told = "actions: “Draw the gate” (ours) is 5 days overdue and 1 more"
    assert reason(dossier(actions=actions), "actions") == told


def test_a_stop_condition_that_came_true_is_always_an_alarm() -> None:
    stop = Stop("s1", "no budget holder met", date(2026, 11, 1))
    assert severity(dossier(stops=(stop,)), "tripped") == 0
    tomorrow = replace(stop, tripped_on=date(2026, 11, 24))
    assert severity(dossier(stops=(tomorrow,)), "tripped") == 0
    deal = dossier(stops=(replace(stop, tripped_on=TODAY),))
    assert severity(deal, "tripped") == 2
    told = "stop condition: “no budget holder met” came true on 23 Nov"
    assert reason(deal, "tripped") == told


TERRIBLE: dict[str, Any] = {
    "created": date(2026, 1, 1),
    "stage_since": date(2026, 1, 1),
    "close_date": date(2026, 6, 1),
    "stops": (Stop("s1", "No budget", tripped_on=date(2026, 3, 1)),),
    **UNAGREED,
}


def test_on_hold_nothing_triggers_and_on_its_last_date_everything_does_again() -> None:
    deal = dossier(
        date(2026, 1, 1), hold_since=date(2026, 5, 1), hold_until=date(2026, 11, 24), **TERRIBLE
    )
    assert triggers(deal) == {}
    found = triggers(deal, date(2026, 11, 24))
    assert set(found) == {
        "stalled_stage", "stalled_silence", "next_step", "closing", "not_credible", "tripped",
        "hold_over",
    }  # fmt: skip
    told = "hold over: it was on hold until 24 Nov, today"
    assert (found["hold_over"].reason, found["hold_over"].family) == (told, "")
    assert found["hold_over"].severity == Severity.NOTICE


@pytest.mark.parametrize("how", ["won", "lost", "abandoned"])
def test_a_closed_deal_has_no_trigger(how: Any) -> None:
    assert triggers(dossier(closed_as=how, closed_on=TODAY, **TERRIBLE)) == {}


def test_the_import_of_an_old_list_without_dates_raises_no_alarm() -> None:
    imported = Dossier(Deal("d1", "Old", stage="define"), TODAY)
    for day in (TODAY, date(2026, 11, 29), date(2026, 12, 22)):
        assert all(t.severity == Severity.NOTICE for t in triggers(imported, day).values())
    assert triggers(imported) == {}
