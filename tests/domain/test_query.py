"""What a person types into the search, and what is understood of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oppman_tui.domain.select.query import (
    Among,
    Both,
    Either,
    Holds,
    Marked,
    Missing,
    Node,
    Not,
    Within,
)
from oppman_tui.domain.select.query_fields import Fields
from oppman_tui.domain.values.money import Rates
from oppman_tui.playbook import loader

TODAY = date(2026, 11, 23)  # a Monday
RATES = Rates("EUR", {"SEK": (Decimal("0.1"), date(2026, 1, 1))})
FIELDS = Fields(loader.default(), RATES, TODAY)
NOTHING = Both()


def meant(text: str) -> Node:
    """Of a query in which all is understood."""
    query = FIELDS.query(text)
    assert query.problem is None, query.problem
    return query.tree


def problem(text: str) -> tuple[int, str]:
    found = FIELDS.query(text).problem
    assert found is not None
    return found.column, found.what


# -- words --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        ("  ", ()),
        ("Mäkinen  OY", ("makinen", "oy")),
        ("liisa liisa", ("liisa",)),
        ('"', ('"',)),
        ('19" rack', ('19"', "rack")),
        ("AND", ("and",)),
        ("or", ("or",)),
        ("not", ("not",)),
        ("and co", ("and", "co")),
        ("*", ("*",)),
        ("(", ("(",)),
        ("Acme (Nordic)", ("acme", "(nordic)")),
        ("-liisa", ("-liisa",)),
        ("100%", ("100%",)),
        ("a_b", ("a_b",)),
        ("\0", ()),
        ("a\0b", ("ab",)),
        ("12:30", ("12:30",)),
        ("'; DROP TABLE deal", ("';", "drop", "table", "deal")),
    ],
)
def test_words_without_an_operator_are_looked_for_as_they_are(
    text: str, words: tuple[str, ...]
) -> None:
    query = FIELDS.query(text)
    assert query.plain
    assert query.problem is None
    assert query.tree == Both(tuple(map(Holds, words)))


def test_no_deal_says_more_than_a_hundred_words() -> None:
    assert FIELDS.query(" ".join(f"w{n}" for n in range(100))).tree != Either()
    assert FIELDS.query(" ".join(f"w{n}" for n in range(101))).tree == Either()
    assert FIELDS.query("x" * 1001).tree == Either()


def test_what_stands_in_quotes_is_looked_for_as_one_whatever_it_holds() -> None:
    assert meant('"Not Ltd"') == Holds("not ltd")
    assert meant('"re:invent"') == Holds("re:invent")
    assert meant('"north wi') == Holds("north wi")  # still being typed


# -- comparing ----------------------------------------------------------------------------


def test_the_example_of_the_help() -> None:
    assert meant("stage:compare owner:liisa value>100k close<2027-01-01 fit<60") == Both(
        (
            Within("stage", 2, 2),
            Holds("liisa", "owner"),
            Within("value", 100_000_01, None),
            Within("close", None, date(2026, 12, 31)),
            Within("fit.low", None, 59_99),
        )
    )


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("value>=1,2M", Within("value", 1_200_000_00, None)),
        ("value:420k", Within("value", 420_000_00, 420_000_00)),
        ("value<=100kSEK", Within("value", None, 10_000_00)),
        ("VALUE > 100k", Within("value", 100_000_01, None)),
        ("value:none", Missing("value")),
        ("value!=none", Not(Missing("value"))),
        ("days>=30", Within("days", 30, None)),
        ("need<40", Within("need.low", None, 39_99)),
        ("need.high>=60", Within("need.high", 60_00, None)),
        ("customer.point>50", Within("customer.point", 50_01, None)),
        ("customer:hansa", Holds("hansa", "customer")),
        ("need:57", Within("need.low", 56_50, 57_49)),  # what is shown as 57
        ("need>=57.14", Within("need.low", 57_14, None)),
        ("need:none", Missing("need.point")),
        ("stage>=compare", Within("stage", 2, None)),
        ("stage!=need", Not(Within("stage", 0, 0))),
        ("stage:Choose", Within("stage", 3, 3)),
        ("stage:need,define", Either((Within("stage", 0, 0), Within("stage", 1, 1)))),
        ("stage:c", Either((Within("stage", 2, 2), Within("stage", 3, 3)))),
        ('owner:"Liisa Aalto",jonas', Both((Holds("liisa aalto", "owner"), Holds(",jonas")))),
        ("owner:liisa,jonas", Either((Holds("liisa", "owner"), Holds("jonas", "owner")))),
        ("owner:none", Missing("owner")),
        ('owner:"none"', Holds("none", "owner")),
        ("severity>=notice", Within("severity", 1, None)),
        ("severity:none", Within("severity", 0, 0)),
        ("is:alarm", Within("severity", 2, 2)),
        ("is:stalled", Marked("stalled")),
        ("is:not-credible", Marked("not_credible")),
        ("is:won", Among("status", "won")),
        ("is:hold", Marked("hold")),
        ("is:strategic", Marked("strategic")),
        ("status:lost,abandoned", Either((Among("status", "lost"), Among("status", "abandoned")))),
        ("weakest:need", Among("weakest", "need")),
        ("currency:sek", Among("currency", "SEK")),
        ("source:salesforce", Holds("salesforce", "source")),
        ("reviewed:never", Missing("reviewed")),
        ("player:berg", Holds("berg", "player")),
    ],
)
def test_what_a_comparison_means(text: str, node: Node) -> None:
    assert meant(text) == node


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("2027-01-31", date(2027, 1, 31), date(2027, 1, 31)),
        ("today", TODAY, TODAY),
        ("today+30", date(2026, 12, 23), date(2026, 12, 23)),
        ("today-2w", date(2026, 11, 9), date(2026, 11, 9)),
        ("today + 1m", date(2026, 12, 23), date(2026, 12, 23)),
        ("+2w", date(2026, 12, 7), date(2026, 12, 7)),
        ("+30", date(2026, 12, 23), date(2026, 12, 23)),
        ("fri", date(2026, 11, 27), date(2026, 11, 27)),
        ("12 dec", date(2026, 12, 12), date(2026, 12, 12)),
        ("12 dec 2027", date(2027, 12, 12), date(2027, 12, 12)),
        ('"12 dec"', date(2026, 12, 12), date(2026, 12, 12)),
        ("12.12.", date(2026, 12, 12), date(2026, 12, 12)),
        ("2027-02", date(2027, 2, 1), date(2027, 2, 28)),
        ("2027", date(2027, 1, 1), date(2027, 12, 31)),
    ],
)
def test_dates_as_people_say_them(said: str, first: date, last: date) -> None:
    assert meant(f"close:{said}") == Within("close", first, last)
    # What comes after a date with spaces in it is a word again.
    assert meant(f"close:{said} sensors") == Both(
        (Within("close", first, last), Holds("sensors"))
    )


def test_before_and_after_a_month_are_outside_of_it() -> None:
    assert meant("close<2027-02") == Within("close", None, date(2027, 1, 31))
    assert meant("close>2027-02") == Within("close", date(2027, 3, 1), None)
    assert meant("close<=2027-02") == Within("close", None, date(2027, 2, 28))


# -- joining ------------------------------------------------------------------------------


def test_and_binds_more_than_or_and_not_more_than_both() -> None:
    a, b, c = Holds("a"), Holds("b"), Holds("c")
    assert meant("a or b c") == Either((a, Both((b, c))))
    assert meant("a or b and c") == Either((a, Both((b, c))))
    assert meant("(a or b) c") == Both((Either((a, b)), c))
    assert meant("not a b") == Both((Not(a), b))
    assert meant("NOT (a OR b)") == Not(Either((a, b)))
    assert meant("not is:won") == Not(Among("status", "won"))


# -- what isn't understood ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("stage:compare onwer:liisa", 15, "there is no field onwer; owner?"),
        ("note:x", 1, "in quotes"),
        ("owner:liisa close<banana", 19, "a date is expected"),
        ("close<2027-02-30", 7, "2027-02-30"),
        ("close:12/11", 7, "could be"),
        ("value>", 7, "an amount in EUR is expected"),
        ("value>lots", 7, "no amount"),
        ("value>5USD", 7, "no rate from USD to EUR"),
        ("fit<much", 5, "a score is expected"),
        ("days>1.5", 6, "whole number of days"),
        ("stage:moon", 7, "need, define, compare"),
        ("stage<c", 7, "compare or choose"),
        ("is:sleepy", 4, "stalled"),
        ("owner<liisa", 1, "not <"),
        ("close<none", 7, "neither"),
        ("a or", 3, "stands between"),
        ("a or or b", 3, "stands between"),
        ("a and", 3, "stands between"),
        ("a not", 3, "what is it"),
        ("(a or b", 1, "not closed"),
        ("a or b)", 7, "no ( before"),
        ("() is:won", 1, "nothing to look for"),
        ("(stage:moon)", 8, "need, define, compare"),
    ],
)
def test_an_error_names_its_place(text: str, column: int, words: str) -> None:
    at, what = problem(text)
    assert at == column, what
    assert words in what


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("owner:liisa close<bana", Holds("liisa", "owner")),
        ("owner:liisa value>", Holds("liisa", "owner")),
        ("owner:liisa or stage:x", Holds("liisa", "owner")),
        ("owner:liisa not", Holds("liisa", "owner")),
        ("(owner:liisa or jonas", Either((Holds("liisa", "owner"), Holds("jonas")))),
        ("owner:liisa )", Holds("liisa", "owner")),
        ("close<", NOTHING),
    ],
)
def test_what_is_typed_so_far_narrows_by_what_is_understood(text: str, rest: Node) -> None:
    query = FIELDS.query(text)
    assert query.problem is not None
    assert query.tree == rest


def test_what_nests_or_grows_without_end_is_said_so() -> None:
    assert "nested" in problem("(" * 40 + "is:won" + ")" * 40)[1]
    assert "nested" in problem("not " * 40 + "is:won")[1]
    assert "too much" in problem("owner:" + ",".join("a" * 200))[1]
    assert FIELDS.query("owner:" + ",".join("a" * 200)).tree == Either()


@given(st.text(max_size=60))
def test_anything_at_all_can_be_typed(text: str) -> None:
    FIELDS.query(text)


_PIECES = [
    "a", '"', '"b c"', "(", ")", "and", "or", "not", "is:won", "stage>=compare", "close<",
    "close:12 dec", "fit<60", "value>100k", "-", "%", "_", ":", "<", "owner:", "x:y", "\0",
]  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), max_size=12), st.sampled_from([" ", ""]))
def test_pieces_of_queries_in_any_order(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    query = FIELDS.query(text)
    if query.problem is not None:
        assert 1 <= query.problem.column <= len(text) + 1


# -- completing ---------------------------------------------------------------------------


def test_a_field_begun_is_completed_and_so_are_the_words_it_can_be() -> None:
    assert FIELDS.completions("own", 3) == (0, ["owner:"])
    assert FIELDS.completions("is:won cl", 9) == (7, ["close:"])
    assert FIELDS.completions("(sta", 4) == (1, ["stage:", "status:"])
    assert FIELDS.completions("stage:c", 7) == (6, ["compare", "choose"])
    assert FIELDS.completions("stage:need,d", 12) == (11, ["define"])
    assert FIELDS.completions("owner:l", 7) == (0, [])
    assert FIELDS.completions("", 0) == (0, [])
