"""Dates as people type them, on Monday 23 November 2026 where nothing else is said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oppman_tui.domain.values.dates import parse_date, show_date, show_full
from oppman_tui.errors import InvalidValue

TODAY = date(2026, 11, 23)


def meant(text: str, today: date = TODAY) -> str:
    return parse_date(text, today).isoformat()


def refused(text: str, today: date = TODAY) -> str:
    with pytest.raises(InvalidValue) as caught:
        parse_date(text, today)
    assert caught.value.field == "Date"
    return caught.value.problem


# -- near days ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-23"),
        ("Tomorrow", "2026-11-24"),
        ("yesterday", "2026-11-22"),
        ("tue", "2026-11-24"),
        ("fri", "2026-11-27"),
        ("FRIDAY", "2026-11-27"),
        ("sun", "2026-11-29"),
        ("mon", "2026-11-30"),  # today is one: the next is meant
        (" fri ", "2026-11-27"),
    ],
)
def test_a_weekday_is_the_first_one_after_today(text: str, day: str) -> None:
    assert meant(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("+2w", "2026-12-07"),
        ("+2W", "2026-12-07"),
        ("+ 2 w", "2026-12-07"),
        ("+10d", "2026-12-03"),
        ("-1d", "2026-11-22"),
        ("+0d", "2026-11-23"),
        ("+3m", "2027-02-23"),
        ("-11m", "2025-12-23"),
        ("+1y", "2027-11-23"),
    ],
)
def test_days_weeks_months_and_years_from_today(text: str, day: str) -> None:
    assert meant(text) == day


def test_a_months_end_stays_one() -> None:
    assert meant("+1m", date(2027, 1, 31)) == "2027-02-28"
    assert meant("+1m", date(2028, 1, 31)) == "2028-02-29"
    assert meant("+1y", date(2028, 2, 29)) == "2029-02-28"


# -- days of the calendar ----------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "12.12.",
        "12.12",
        "12. 12.",
        "12.12.26",
        "12.12.2026",
        "2026-12-12",
        "12 dec",
        "12. Dec.",
        "Dec 12",
        "dec 12, 2026",
        "12 December 2026",
        "12/12",
        "12/12/2026",
    ],
)
def test_the_twelfth_of_december_in_every_form(text: str) -> None:
    assert meant(text) == "2026-12-12"


def test_with_dots_the_day_comes_first() -> None:
    assert meant("3.4.2027") == "2027-04-03"


def test_without_a_year_the_next_such_day_is_meant_today_included() -> None:
    assert meant("23.11.") == "2026-11-23"
    assert meant("22.11.") == "2027-11-22"
    assert meant("sept 3") == "2027-09-03"
    assert meant("may 5") == "2027-05-05"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12.10.", "2026-10-12"),
        ("23.11.", "2026-11-23"),
        ("24.11.", "2025-11-24"),
        ("29.2.", "2024-02-29"),
        ("fri", "2026-11-20"),
        ("sun", "2026-11-22"),
        ("mon", "2026-11-16"),
        ("-2w", "2026-11-09"),
        ("today", "2026-11-23"),
        ("2026-01-02", "2026-01-02"),
    ],
)
def test_of_what_has_happened_the_last_such_day_is_meant(text: str, day: str) -> None:
    assert parse_date(text, TODAY, past=True).isoformat() == day


@pytest.mark.parametrize("text", ["tomorrow", "+1d", "2026-11-24", "24.11.2026"])
def test_nothing_has_happened_on_a_day_to_come(text: str) -> None:
    with pytest.raises(InvalidValue, match=r"Tue 24 Nov 2026 is still to come"):
        parse_date(text, TODAY, past=True)


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("3/4", "3/4 could be 3 Apr or 4 Mar; write 3.4. or the month by name"),
        ("3/4/2027", "3/4/2027 could be 3 Apr or 4 Mar; write 3.4.2027 or the month by name"),
    ],
)
def test_a_slash_that_can_be_read_in_two_ways_is_refused(text: str, cure: str) -> None:
    assert refused(text) == cure


def test_a_slash_that_can_be_read_in_one_way_only_is_taken() -> None:
    assert meant("13/4") == "2027-04-13"
    assert meant("4/13") == "2027-04-13"
    assert meant("3/3") == "2027-03-03"


@pytest.mark.parametrize(
    "text",
    ["31 feb", "31.2.", "31/2", "29.2.2027", "30 feb 2028", "32.1.", "12.13.", "0/5", "13/13"],
)
def test_what_is_not_in_the_calendar_is_refused(text: str) -> None:
    assert refused(text) == f"{text} is not in the calendar"


def test_leap_days_are_found_when_there_is_one() -> None:
    assert meant("29.2.") == "2028-02-29"
    assert meant("29 feb 2028") == "2028-02-29"
    # 2100 has none: from 2096 the next is eight years off.
    assert meant("29 feb", date(2096, 3, 1)) == "2104-02-29"


@pytest.mark.parametrize(
    "text",
    ["0000-01-01", "0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31", "+9999y", "+99999d"],
)
def test_years_that_cannot_be_kept_are_refused(text: str) -> None:
    assert refused(text) == f"{text} is outside the years 1900 to 2200"


def test_the_first_and_the_last_day_that_can_be_kept() -> None:
    assert meant("1900-01-01") == "1900-01-01"
    assert meant("2200-12-31") == "2200-12-31"
    assert "outside the years" in refused("+1d", date(2200, 12, 31))
    assert "outside the years" in refused("fri", date(2200, 12, 31))
    assert "outside the years" in refused("29 feb", date(2200, 1, 1))


@pytest.mark.parametrize(
    "text",
    ["", " ", "m", "soon", "next week", "12 decx", "20261212", "2026/12/12", "1e5", "١٢.١٢."],
)
def test_what_is_no_date_is_told_what_one_looks_like(text: str) -> None:
    problem = refused(text)
    assert problem.startswith(repr(text.strip()))
    assert problem.endswith("is no date such as fri, +2w, 12.12., 12 dec or 2026-12-12")


def test_a_refusal_repeats_nothing_that_steers_a_terminal_nor_a_page_of_it() -> None:
    problem = refused("\x1b]52;c;cm0=\x07\u202ebad" + "x" * 1_000_000)
    assert "\x1b" not in problem and "\u202e" not in problem
    assert len(problem) < 200


# -- as they are shown -------------------------------------------------------------------


def test_a_date_is_shown_with_its_year_where_it_is_another_one() -> None:
    assert show_date(date(2026, 12, 1), TODAY) == "1 Dec"
    assert show_date(date(2027, 12, 12), TODAY) == "12 Dec 2027"
    assert show_date(date(2025, 11, 23), TODAY) == "23 Nov 2025"
    assert show_full(date(2026, 12, 12)) == "Sat 12 Dec 2026"


DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@given(DAYS, DAYS)
def test_a_day_written_in_full_is_read_back_as_the_same_day(day: date, today: date) -> None:
    assert parse_date(day.isoformat(), today) == day
    assert parse_date(f"{day.day}.{day.month}.{day.year}", today) == day
    assert parse_date(show_full(day).removeprefix(f"{day:%a} "), today) == day


@given(st.text(max_size=20), DAYS)
def test_whatever_is_typed_is_a_day_or_a_clear_refusal(text: str, today: date) -> None:
    try:
        assert 1900 <= parse_date(text, today).year <= 2200
    except InvalidValue as refusal:
        assert refusal.problem


@given(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), DAYS)
def test_a_weekday_lies_within_the_coming_seven_days(name: str, today: date) -> None:
    if today > date(2200, 12, 24):
        return
    found = parse_date(name, today)
    assert timedelta(1) <= found - today <= timedelta(7)
    assert found.strftime("%a").lower() == name
