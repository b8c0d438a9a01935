"""One format per column, by all of its cells; where two would do, the user is asked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from oppman_tui.errors import ImportFailed
from oppman_tui.exchange.importing.columns import read_dates, read_flags, read_numbers


def days(*cells: str, order: str | None = None) -> list[date | None]:
    reading = read_dates("Close", cells, order)
    return [reading.values.get(cell) for cell in cells]


def numbers(*cells: str, mark: str | None = None) -> list[Decimal | None]:
    reading = read_numbers("Amount", cells, mark)
    found = [reading.values.get(cell) for cell in cells]
    return [money.number if money else None for money in found]


@pytest.mark.parametrize(
    "cell",
    [
        "2024-01-22T16:14:25.000+0000",
        "2024-01-22 00:00:00",
        "2024-01-22",
        "2024/1/22",
        "20240122",
        "22.01.2024",
        "22/01/24",
        "1/22/2024 3:05 PM",
        "22 Jan, 2024 00:02:00",
        "January 22nd, 2024",
        "22-Jan-2024",
        "45313",
        "45313.75",
    ],
)
def test_a_day_as_systems_write_it(cell: str) -> None:
    assert days(cell) == [date(2024, 1, 22)]


def test_the_whole_column_decides_whether_the_day_or_the_month_comes_first() -> None:
    assert days("03/04/2024", "25/04/2024") == [date(2024, 4, 3), date(2024, 4, 25)]
    assert days("03/04/2024", "04/25/2024") == [date(2024, 3, 4), date(2024, 4, 25)]


def test_a_column_that_can_be_read_both_ways_is_refused_naming_the_option() -> None:
    with pytest.raises(ImportFailed) as refused:
        days("03/04/2024", "05/06/2024")
    assert str(refused.value) == (
        "Column 'Close' can be read in two ways: '03/04/2024' is 2024-04-03 or 2024-03-04."
        " Nothing was imported. Say which with --dates dmy or --dates mdy."
    )
    assert days("03/04/2024", order="dmy") == [date(2024, 4, 3)]
    assert days("03/04/2024", order="mdy") == [date(2024, 3, 4)]


def test_a_column_with_evidence_for_both_is_refused_too() -> None:
    with pytest.raises(ImportFailed, match="--dates"):
        days("03/04/2024", "25/04/2024", "26/04/2024", "27/04/2024", "04/30/2024")


def test_days_that_are_the_same_either_way_need_no_asking() -> None:
    assert days("05/05/2024", "06/06/2024") == [date(2024, 5, 5), date(2024, 6, 6)]


def test_a_slip_in_a_long_column_does_not_turn_it_round_but_is_not_read() -> None:
    cells = [f"{day}/04/2024" for day in range(13, 29)] + ["03/04/2024", "04/31/2024"]
    assert days(*cells)[-2:] == [date(2024, 4, 3), None]
    assert read_dates("Close", cells).bad == {"04/31/2024"}


def test_days_that_are_none_are_never_moved_to_another() -> None:
    reading = read_dates("Close", ["2024-02-31", "2023-02-29", "2024-02-29", "0000-00-00", "n/a"])
    assert reading.bad == {"2024-02-31", "2023-02-29"}
    assert (reading.values["0000-00-00"], reading.values["n/a"]) == (None, None)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1124741.15", "1124741.15"),
        ("$22,700.00", "22700.00"),
        ("EUR 79,800.5", "79800.5"),
        ("1'234'567.50", "1234567.50"),
        ("1.5K", "1500.0"),
        ("2.25M", "2250000.00"),
        ("(1,200.50)", "-1200.50"),
        ("-12.5", "-12.5"),
        ("117.0", "117.0"),
    ],
)
def test_a_number_as_systems_write_it(cell: str, number: str) -> None:
    assert numbers(cell) == [Decimal(number)]


def test_the_whole_column_decides_what_the_decimals_follow() -> None:
    assert numbers("1.234", "1.234,56") == [Decimal(1234), Decimal("1234.56")]
    assert numbers("1,234", "1,234.56") == [Decimal(1234), Decimal("1234.56")]
    assert numbers("79 800,50") == [Decimal("79800.50")]


def test_thousands_or_thousandths_is_refused_naming_the_option() -> None:
    with pytest.raises(ImportFailed, match=r"'1\.234' is 1\.234 or 1234.*--decimal"):
        numbers("1.234", "500")
    assert numbers("1.234", mark=",") == [Decimal(1234)]
    assert numbers("1.234", mark=".") == [Decimal("1.234")]


def test_words_for_nothing_are_no_numbers_and_nonsense_is_not_read() -> None:
    reading = read_numbers("Amount", ["", "#N/A", "TBD", "-", "NaN", "12", "Infinity", "1e400"])
    assert reading.bad == {"Infinity", "1e400"}
    assert [c for c, value in reading.values.items() if value is None] == [
        "",
        "#N/A",
        "TBD",
        "-",
        "NaN",
    ]


def test_a_sign_that_several_currencies_share_means_ones_own() -> None:
    money = read_numbers("Amount", ["$12"]).values["$12"]
    assert money is not None
    assert (money.currency("CAD"), money.currency("EUR")) == ("CAD", "USD")


def test_a_blank_flag_is_no_unless_the_column_says_nothing() -> None:
    assert read_flags(["1", ""]).values == {"1": True, "": False}
    assert read_flags(["", " "]).values == {"": None, " ": None}
    assert read_flags(["Yes", "perhaps"]).bad == {"perhaps"}
