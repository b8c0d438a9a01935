"""How long a deal has been in its stage, as a manager would count it on a calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from oppman_tui.domain.entities import Deal, Dossier, HoldPeriod, StageMove
from oppman_tui.domain.select.stay import Stay, stay
from oppman_tui.playbook import loader

TODAY = date(2026, 11, 23)
PLAYBOOK = loader.default()
DEAL = Deal(id="d1", name="ERP rollout", stage="compare", stage_since=date(2026, 10, 7))


def deal_with(
    deal: Deal = DEAL, first_seen: date = date(2026, 9, 1), **rows: Any
) -> Dossier:
    return Dossier(deal, first_seen, **rows)


def of(dossier: Dossier, today: date = TODAY) -> Stay:
    found = stay(dossier, PLAYBOOK, today)
    assert found is not None
    return found


def move(id: str, before: str, after: str, on: date) -> StageMove:
    return StageMove(id, after, on, before)


def test_a_known_entry_gives_the_exact_days() -> None:
    # 16 days to 23 October, 31 more to 23 November.
    found = of(deal_with())
    assert (found.days, found.at_least, found.at_most) == (47, 47, 47)
    assert found.since == date(2026, 10, 7)
    assert found.days_text == "47"


def test_without_a_stage_there_is_no_stay() -> None:
    assert stay(deal_with(replace(DEAL, stage=None)), PLAYBOOK, TODAY) is None


def test_an_unknown_entry_lies_between_first_seen_and_creation() -> None:
    deal = replace(DEAL, stage_since=None, created=date(2026, 10, 14))
    found = of(deal_with(deal, first_seen=date(2026, 11, 14)))
    assert (found.days, found.at_least, found.at_most) == (None, 9, 40)
    assert found.days_text == "between 9 and 40"
    assert found.since is None


def test_an_unknown_entry_of_a_deal_of_unknown_age_has_only_a_least() -> None:
    found = of(deal_with(replace(DEAL, stage_since=None), first_seen=date(2026, 11, 14)))
    assert (found.at_least, found.at_most, found.days_text) == (9, None, "at least 9")


def test_a_deal_seen_only_later_than_today_has_no_days_held_against_it() -> None:
    deal = replace(DEAL, stage_since=None, created=date(2017, 12, 1))
    found = of(deal_with(deal), today=date(2017, 12, 31))
    assert (found.at_least, found.at_most) == (0, 30)


def test_days_on_hold_count_in_no_stay() -> None:
    # 10 days of October and, overlapping by two, 5 days of the same month: 13 of the 47.
    held = (
        HoldPeriod("h1", date(2026, 10, 10), date(2026, 10, 20)),
        HoldPeriod("h2", date(2026, 10, 18), date(2026, 10, 23)),
    )
    assert of(deal_with(hold_periods=held)).days == 34


def test_a_hold_before_the_stay_takes_only_the_days_within_it() -> None:
    held = (HoldPeriod("h1", date(2026, 9, 1), date(2026, 10, 9)),)
    assert of(deal_with(hold_periods=held)).days == 45


def test_the_present_hold_stops_the_count() -> None:
    deal = replace(DEAL, hold_since=date(2026, 11, 3), hold_until=date(2026, 12, 24))
    assert of(deal_with(deal)).days == 27


def test_a_hold_that_is_over_but_not_taken_off_took_its_days() -> None:
    deal = replace(DEAL, hold_since=date(2026, 11, 3), hold_until=date(2026, 11, 13))
    assert of(deal_with(deal)).days == 37


def test_a_hold_that_began_nobody_knows_when_leaves_a_range() -> None:
    deal = replace(DEAL, hold_until=date(2026, 11, 13))
    found = of(deal_with(deal))
    assert (found.at_least, found.at_most, found.since) == (10, 47, None)


def test_going_back_within_six_days_continues_the_earlier_stay() -> None:
    moves = (
        move("m1", "define", "compare", date(2026, 10, 7)),
        move("m2", "compare", "choose", date(2026, 11, 10)),
        move("m3", "choose", "compare", date(2026, 11, 16)),
    )
    deal = replace(DEAL, stage_since=date(2026, 11, 16))
    found = of(deal_with(deal, stage_moves=moves))
    assert (found.days, found.since) == (47, date(2026, 10, 7))


def test_going_back_after_seven_days_begins_anew() -> None:
    moves = (
        move("m1", "define", "compare", date(2026, 10, 7)),
        move("m2", "compare", "choose", date(2026, 11, 9)),
        move("m3", "choose", "compare", date(2026, 11, 16)),
    )
    deal = replace(DEAL, stage_since=date(2026, 11, 16))
    assert of(deal_with(deal, stage_moves=moves)).days == 7


def test_going_to_and_fro_on_one_day_begins_nothing_anew() -> None:
    moves = (
        move("m1", "need", "compare", date(2026, 10, 7)),
        move("m2", "compare", "choose", date(2026, 11, 20)),
        move("m3", "choose", "compare", date(2026, 11, 20)),
        move("m4", "compare", "choose", date(2026, 11, 22)),
        move("m5", "choose", "compare", date(2026, 11, 23)),
    )
    deal = replace(DEAL, stage_since=date(2026, 11, 23))
    assert of(deal_with(deal, stage_moves=moves)).days == 47


def test_a_first_stay_continued_runs_from_the_day_the_deal_was_entered() -> None:
    moves = (
        move("m1", "need", "define", date(2026, 11, 18)),
        move("m2", "define", "need", date(2026, 11, 20)),
    )
    entered = date(2026, 9, 24)
    deal = replace(DEAL, stage="need", stage_since=date(2026, 11, 20), created=entered)
    found = of(deal_with(deal, first_seen=entered, stage_moves=moves))
    assert (found.days, found.since) == (60, entered)


def test_a_later_date_typed_over_a_move_shortens_nothing() -> None:
    moves = (move("m1", "define", "compare", date(2026, 10, 7)),)
    typed = replace(DEAL, stage_since=date(2026, 11, 22))
    assert of(deal_with(typed, stage_moves=moves)).days == 47
    earlier = replace(DEAL, stage_since=date(2026, 10, 1))
    assert of(deal_with(earlier, stage_moves=moves)).days == 53


def test_a_closed_deal_keeps_the_days_it_had() -> None:
    deal = replace(DEAL, closed_as="lost", closed_on=date(2026, 10, 17))
    assert of(deal_with(deal)).days == 10


def test_a_day_to_come_counts_as_none() -> None:
    assert of(deal_with(), today=date(2026, 10, 1)).days == 0


def test_leap_days_are_days() -> None:
    deal = replace(DEAL, stage_since=date(2028, 2, 27))
    assert of(deal_with(deal), today=date(2028, 3, 1)).days == 3
