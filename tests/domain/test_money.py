"""Amounts as people write them, and as they are shown: never a float on the way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oppman_tui.domain.values.limits import MONEY_MAX
from oppman_tui.domain.values.money import (
    Rates,
    decimal_text,
    exponent,
    parse_amount,
    show_amount,
    show_short,
    to_decimal,
)
from oppman_tui.errors import InvalidValue


def refused(text: str, currency: str = "EUR") -> str:
    with pytest.raises(InvalidValue) as caught:
        parse_amount(text, currency)
    assert caught.value.field == "Value"
    return caught.value.problem


# -- as people write them ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("420k", 420_000_00),
        ("420K", 420_000_00),
        ("1,2M", 1_200_000_00),
        ("1.2M", 1_200_000_00),
        ("3.21 mio", 3_210_000_00),
        ("2bn", 2_000_000_000_00),
        ("79800", 79_800_00),
        ("79 800", 79_800_00),
        ("79\u00a0800,5", 79_800_50),
        ("1.234,56", 1_234_56),
        ("1,234.56", 1_234_56),
        ("1'234.50", 1_234_50),
        ("1’234", 1_234_00),
        ("1.000.000", 1_000_000_00),
        ("1,000,000", 1_000_000_00),
        ("0.500", 50),
        ("0", 0),
        ("-5k", -5_000_00),
        ("−5k", -5_000_00),
    ],
)
def test_an_amount_without_a_currency_is_in_ones_own(text: str, cents: int) -> None:
    assert parse_amount(text) == (cents, "EUR")


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("€420k", 420_000_00, "EUR"),
        ("EUR 79,800", 79_800_00, "EUR"),
        ("79 800,50 SEK", 79_800_50, "SEK"),
        ("100 eur", 100_00, "EUR"),
        ("€5 EUR", 5_00, "EUR"),
        ("-€5", -5_00, "EUR"),
        ("$40,000", 40_000_00, "USD"),
        ("5 kr", 5_00, "SEK"),
        ("5 kkr", 5_000_00, "SEK"),
        ("5 mnt", 5_00, "MNT"),  # not five million of anything
        ("5 mxn", 5_00, "MXN"),
        ("¥1.234", 1_234, "JPY"),
        ("JPY 1,234", 1_234, "JPY"),
        ("2k KWD", 2_000_000, "KWD"),
        ("1.5 KWD", 1_500, "KWD"),
    ],
)
def test_a_currency_may_stand_on_either_side(text: str, minor: int, currency: str) -> None:
    assert parse_amount(text) == (minor, currency)


def test_a_sign_that_several_currencies_share_means_ones_own_among_them() -> None:
    assert parse_amount("$5", "CAD") == (500, "CAD")
    assert parse_amount("5 kr", "NOK") == (500, "NOK")
    assert parse_amount("¥5", "CNY") == (500, "CNY")
    assert parse_amount("$5", "EUR") == (500, "USD")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1.234", "1.234 could be 1234 or 1.234; write 1234"),
        ("1,234", "1,234 could be 1234 or 1.234; write 1234"),
        ("1.200", "1.200 could be 1200 or 1.200; write 1200 or 1.20"),
        ("10,000", "10,000 could be 10000 or 10.000; write 10000 or 10.00"),
        ("1.234k", "1.234k could be 1234k or 1.234k; write 1234k or 1.2340k"),
        ("KWD 1.234", "KWD 1.234 could be 1234 or 1.234; write 1234 or 1.2340"),
    ],
)
def test_a_separator_that_can_be_read_in_two_ways_is_refused(text: str, problem: str) -> None:
    assert refused(text) == problem


def test_both_ways_of_writing_it_that_a_refusal_names_are_understood() -> None:
    assert parse_amount("1234") == (1_234_00, "EUR")
    assert parse_amount("1.20") == (1_20, "EUR")
    assert parse_amount("1234k") == (1_234_000_00, "EUR")
    assert parse_amount("1.2340k") == (1_234_00, "EUR")
    assert parse_amount("KWD 1.2340") == (1_234, "KWD")


def test_a_currency_written_with_it_decides_where_it_has_no_thousandths() -> None:
    assert parse_amount("EUR 1.234") == (1_234_00, "EUR")
    assert parse_amount("1,234 USD") == (1_234_00, "USD")


@pytest.mark.parametrize(
    "text",
    ["", " ", "NaN", "Infinity", "inf", "1e400", "1e5", "--5", "-€-5", "(5)", "5%", ".5", "5.",
     "EUR", "much", "٤٢٠", "=1+1", "0x10", "5 " * 40],
)  # fmt: skip
def test_what_is_no_amount_is_told_what_one_looks_like(text: str) -> None:
    assert refused(text).endswith("is no amount such as 420k, 1.2M or EUR 79 800")


@pytest.mark.parametrize("text", ["12,34,567", "1.2.3", "1 23", "12 345 6", "1,234,56"])
def test_figures_that_are_grouped_otherwise_are_refused(text: str) -> None:
    assert refused(text) == f"{text!r}: its figures are not grouped by thousands"


def test_decimals_a_currency_has_not_got_are_refused_not_rounded() -> None:
    assert refused("0,123") == "0,123 has more decimals than EUR has (2)"
    assert refused("JPY 1.5") == "JPY 1.5 has more decimals than JPY has (0)"
    assert refused("KWD 1.2345") == "KWD 1.2345 has more decimals than KWD has (3)"
    assert parse_amount("1.23456k") == (1_234_56, "EUR")


def test_words_that_are_no_currency_are_refused() -> None:
    assert refused("5 ABC") == "'5 ABC': ABC is no currency; EUR or SEK is one"
    assert refused("EUR 5 USD") == "'EUR 5 USD' names two currencies"
    # One's own is one, whatever it is called.
    assert parse_amount("5 ABC", "ABC") == (500, "ABC")


def test_beyond_what_can_be_kept_is_refused() -> None:
    # 2**53 cents.
    assert parse_amount("90071992547409.92") == (MONEY_MAX, "EUR")
    assert refused("90071992547409.93").endswith("is more than €90,071,992,547,409.92")
    assert refused(str(2**63)) == "9223372036854775808 is more than €90,071,992,547,409.92"
    assert "is more than" in refused("-" + "9" * 50)
    assert refused("9" * 5_000).startswith("'99999")


def test_a_refusal_repeats_nothing_that_steers_a_terminal_nor_a_page_of_it() -> None:
    problem = refused("\x1b]52;c;cm0=\x07\u202ebad" + "x" * 1_000_000)
    assert "\x1b" not in problem and "\u202e" not in problem
    assert len(problem) < 200


# -- as they are shown -------------------------------------------------------------------


def test_every_currency_has_its_own_decimals() -> None:
    assert [exponent(c) for c in ("EUR", "JPY", "KWD", "XXX")] == [2, 0, 3, 2]
    assert to_decimal(123_456, "KWD") == Decimal("123.456")
    assert decimal_text(420_000_00, "EUR") == "420000.00"
    assert decimal_text(420_000, "JPY") == "420000"
    assert decimal_text(-1, "KWD") == "-0.001"
    assert decimal_text(MONEY_MAX, "EUR") == "90071992547409.92"


def test_in_full_an_amount_has_decimals_only_where_there_are_any() -> None:
    assert show_amount(420_000_00, "EUR") == "€420,000"
    assert show_amount(420_000_50, "EUR") == "€420,000.50"
    assert show_amount(-5_00, "SEK") == "-SEK 5"
    assert show_amount(1_234, "JPY") == "¥1,234"
    assert show_amount(1_234, "KWD") == "KWD 1.234"
    assert show_amount(0, "EUR") == "€0"
    assert show_amount(5_00, "") == "5"


@pytest.mark.parametrize(
    ("cents", "shown"),
    [
        (0, "€0"),
        (5, "€0.05"),
        (999_00, "€999"),
        (999_49, "€999"),
        (999_50, "€1k"),  # rounded first, so never €1000
        (1_000_00, "€1k"),
        (1_234_00, "€1.23k"),
        (1_235_00, "€1.24k"),  # half up
        (12_350_00, "€12.4k"),
        (420_000_00, "€420k"),
        (420_499_99, "€420k"),
        (420_500_00, "€421k"),
        (999_499_99, "€999k"),
        (999_500_00, "€1M"),
        (3_210_000_00, "€3.21M"),
        (999_500_000_00, "€1bn"),
        (12_345_000_000_00, "€12.3bn"),
        (MONEY_MAX, "€90,072bn"),
        (-420_500_00, "-€421k"),
    ],
)
def test_in_short_an_amount_has_three_figures(cents: int, shown: str) -> None:
    assert show_short(cents, "EUR") == shown


def test_what_is_not_known_is_shown_as_nothing_and_never_as_0() -> None:
    assert show_short(None, "EUR") == ""


AMOUNTS = st.integers(-MONEY_MAX, MONEY_MAX)
CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "SEK", "USD"])


@given(AMOUNTS, CURRENCIES)
def test_what_is_written_for_files_is_read_back_exactly(minor: int, currency: str) -> None:
    text = decimal_text(minor, currency)
    assert Decimal(text).scaleb(exponent(currency)) == minor
    if exponent(currency) != 3:  # 1.234 could be either
        assert parse_amount(text, currency) == (minor, currency)


@given(AMOUNTS, CURRENCIES)
def test_what_is_shown_in_full_is_read_back_exactly(minor: int, currency: str) -> None:
    if exponent(currency) != 3:
        assert parse_amount(show_amount(minor, currency), "EUR") == (minor, currency)


@given(st.text(max_size=20))
def test_whatever_is_typed_is_an_amount_or_a_clear_refusal(text: str) -> None:
    try:
        minor, currency = parse_amount(text)
        assert abs(minor) <= MONEY_MAX and currency
    except InvalidValue as refusal:
        assert refusal.problem


# -- in the base currency ----------------------------------------------------------------

RATES = Rates(
    "EUR",
    {
        "SEK": (Decimal("0.0875"), date(2026, 11, 1)),
        "JPY": (Decimal("0.00612"), date(2026, 11, 1)),
        "KWD": (Decimal("2.8"), date(2026, 11, 1)),
        "BIG": (Decimal("1e15"), date(2026, 11, 1)),
    },
)


def test_rates_are_of_whole_units_whatever_the_decimals() -> None:
    assert RATES.in_base(1_000_00, "SEK") == 87_50
    assert RATES.in_base(1_000_000, "JPY") == 6_120_00
    assert RATES.in_base(1_000_000, "KWD") == 2_800_00
    yen = Rates("JPY", {"EUR": (Decimal("163.4"), date(2026, 1, 1))})
    assert yen.in_base(1_50, "EUR") == 245  # 245.1


def test_halves_of_a_cent_are_rounded_up() -> None:
    # 0.20 SEK are 1.75 cents, 6 öre 0.525, 40 JPY 24.48.
    assert RATES.in_base(20, "SEK") == 2
    assert RATES.in_base(6, "SEK") == 1
    assert RATES.in_base(40, "JPY") == 24
    assert Rates("EUR", {"SEK": (Decimal("0.5"), date(2026, 1, 1))}).in_base(1, "SEK") == 1


def test_ones_own_currency_needs_no_rate() -> None:
    assert RATES.in_base(123, "EUR") == 123
    assert RATES.in_base(0, "EUR") == 0


def test_without_amount_currency_or_rate_the_worth_is_not_known() -> None:
    assert RATES.in_base(None, "EUR") is None
    assert RATES.in_base(None, "SEK") is None
    assert RATES.in_base(100, None) is None
    assert RATES.in_base(100, "NOK") is None
    assert Rates().in_base(100, "SEK") is None


def test_a_worth_beyond_what_can_be_kept_is_not_known() -> None:
    assert RATES.in_base(1_000_00, "BIG") is None
