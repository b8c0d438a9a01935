"""A meeting of some deals, from its agenda to its end, with a break in the middle (screens 3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from oppman_tui.domain.review.meeting import (
    MOST_MINUTES,
    Item,
    Meeting,
    clock_text,
    made,
    until_next_minute,
)

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def at(minute: float) -> datetime:
    return NINE + timedelta(minutes=minute)


@pytest.fixture
def agenda() -> Meeting:
    return made("m1", "Attention", ["erp", "fleet", "plant"])


def order(meeting: Meeting) -> list[str]:
    return [item.deal for item in meeting.items]


def states(meeting: Meeting) -> list[str]:
    return [item.state for item in meeting.items]


def test_an_agenda_has_each_deal_once_five_minutes_each(agenda: Meeting) -> None:
    assert made("m", "x", ["a", "b", "a"]).items == (Item("a"), Item("b"))
    assert agenda.minutes == 15 and not agenda.goes_on


def test_order_and_time_can_be_changed_before_and_during(agenda: Meeting) -> None:
    assert order(agenda.moved("plant", -1)) == ["erp", "plant", "fleet"]
    assert order(agenda.moved("plant", -9)) == ["plant", "erp", "fleet"]
    assert order(agenda.moved("erp", 9)) == ["fleet", "plant", "erp"]
    assert agenda.planned("erp", 10).minutes == 20
    assert agenda.planned("erp", 0).item("erp").minutes == 1
    assert agenda.planned("erp", 999).item("erp").minutes == MOST_MINUTES
    assert order(agenda.without("fleet")) == ["erp", "plant"]


def test_one_deal_after_the_other_is_on_the_table_and_each_has_its_time(agenda: Meeting) -> None:
    meeting = agenda.started(at(0))
    assert (meeting.at, meeting.goes_on) == ("erp", True)
    meeting = meeting.decided("review-1", at(4))
    assert meeting.at == "fleet"
    meeting = meeting.undecided("the owner is ill", at(5.5))
    assert (meeting.at, states(meeting)) == ("plant", ["decided", "undecided", "waiting"])
    meeting = meeting.decided("review-2", at(12))
    assert meeting.at is None and meeting.since is None
    assert [item.used for item in meeting.items] == [240, 90, 390]
    assert meeting.used_in_all(at(30)) == 720
    done = meeting.finished(at(13))
    assert done.ended == at(13) and not done.goes_on
    assert done.item("fleet").reason == "the owner is ill"


def test_a_deal_put_off_comes_again_when_the_others_have_been(agenda: Meeting) -> None:
    meeting = agenda.started(at(0)).skipped(at(1)).decided("r", at(2))
    assert meeting.at == "plant"
    meeting = meeting.decided("r", at(3))
    assert meeting.at == "erp"
    meeting = meeting.skipped(at(4))
    assert meeting.at == "erp"  # the only one left
    assert meeting.decided("r", at(5)).at is None
    assert meeting.used("erp", at(5)) == 180


def test_one_goes_back_to_a_deal_and_from_it_on_to_the_next_that_waits(agenda: Meeting) -> None:
    meeting = agenda.started(at(0)).decided("r1", at(1)).to("erp", at(2))
    assert meeting.at == "erp" and meeting.item("erp").is_done
    meeting = meeting.decided("r2", at(3))
    assert meeting.item("erp").review == "r2" and meeting.at == "fleet"
    assert [item.used for item in meeting.items] == [120, 60, 0]


def test_going_ahead_leaves_the_earlier_one_waiting_and_comes_back_to_it(agenda: Meeting) -> None:
    meeting = agenda.started(at(0)).to("plant", at(1)).decided("r", at(2))
    assert meeting.at == "erp"
    assert states(meeting) == ["waiting", "waiting", "decided"]


def test_a_deal_that_comes_up_is_next_and_never_there_twice(agenda: Meeting) -> None:
    meeting = agenda.started(at(0)).with_deal("new", 3)
    assert order(meeting) == ["erp", "new", "fleet", "plant"]
    assert meeting.with_deal("new") == meeting
    assert meeting.decided("r", at(1)).at == "new"
    assert order(agenda.with_deal("last"))[-1] == "last"


def test_what_is_done_or_on_the_table_stays_on_the_agenda(agenda: Meeting) -> None:
    meeting = agenda.started(at(0)).decided("r", at(1))
    assert meeting.without("erp") == meeting
    assert meeting.without("fleet") == meeting
    assert order(meeting.without("plant")) == ["erp", "fleet"]


def test_the_time_is_kept_over_a_crash_but_not_the_time_between(agenda: Meeting) -> None:
    meeting = agenda.started(at(0)).settled(at(2))
    assert meeting.resumed(at(60)).used("erp", at(61)) == 180


def test_time_the_machine_slept_through_is_on_no_account(agenda: Meeting) -> None:
    meeting = agenda.started(at(0)).uncounted(20 * 60, at(22))
    assert meeting.used("erp", at(23)) == 180
    assert meeting.decided("r", at(23)).items[0].used == 180
    assert agenda.started(at(0)).uncounted(3600, at(5)).used("erp", at(6)) == 60
    assert agenda.uncounted(60, at(1)) == agenda  # no time runs yet


def test_beside_the_deal_on_the_table_the_agenda_goes_round(agenda: Meeting) -> None:
    assert agenda.beside(1) is None
    meeting = agenda.started(at(0))
    assert (meeting.beside(1), meeting.beside(-1)) == ("fleet", "plant")


def test_a_deal_whose_review_was_taken_back_waits_until_it_comes_back(agenda: Meeting) -> None:
    meeting = agenda.started(at(0)).decided("r", at(1))
    here = {"erp", "fleet", "plant"}
    assert meeting.seen({"r"}, here, at(2)) == meeting
    back = meeting.seen(set(), here, at(2))
    assert [item.state for item in back.items] == ["waiting"] * 3
    assert back.at == "fleet"  # what is on the table stays there
    assert back.skipped(at(3)).skipped(at(4)).at == "erp"
    assert back.seen({"r"}, here, at(3)) == meeting
    assert meeting.seen(set(), here - {"erp"}, at(2)) == meeting  # a deal that isn't here
    over = meeting.finished(at(5))
    assert over.seen(set(), here, at(6)) == over


def test_the_last_deal_waits_on_the_table_where_its_review_was_taken_back(agenda: Meeting) -> None:
    meeting = agenda.started(at(0))
    for review in ("1", "2", "3"):
        meeting = meeting.decided(review, at(1))
    assert meeting.at is None
    assert meeting.seen({"1", "2"}, {"erp", "fleet", "plant"}, at(2)).at == "plant"


def test_a_deal_that_is_done_is_not_put_off(agenda: Meeting) -> None:
    meeting = agenda.started(at(0)).decided("r", at(1)).to("erp", at(2)).skipped(at(3))
    assert meeting.at == "fleet" and meeting.item("erp").state == "decided"


@pytest.mark.parametrize(
    "wrong",
    [
        {"items": (Item("a"), Item("a"))},
        {"items": (Item("a"),), "at": "b"},
        {"items": (), "begun": NINE.replace(tzinfo=None)},
    ],
    ids=["a deal twice", "another on the table", "a time without its offset"],
)
def test_what_is_no_meeting_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Meeting("id", "Monday", **wrong)


def test_a_clock_that_is_set_back_takes_no_time_away(agenda: Meeting) -> None:
    assert agenda.started(at(0)).settled(at(3)).used("erp", at(1)) == 180


def test_the_time_shown_is_whole_minutes_and_still_in_between() -> None:
    assert [clock_text(s) for s in (0, 59, 60, 3661)] == ["0", "0", "1", "61"]
    assert [until_next_minute(s) for s in (0, 59, 60, 61)] == [60, 1, 60, 59]


def test_a_deal_that_is_not_on_the_agenda_can_t_be_on_the_table(agenda: Meeting) -> None:
    with pytest.raises(KeyError):
        agenda.to("other", at(0))
    with pytest.raises(KeyError):
        agenda.planned("other", 5).item("other")
