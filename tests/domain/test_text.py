"""Text from people and files, some of it meant to steer the terminal that shows it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oppman_tui.domain.values.text import clean_line, clean_text, fold, is_blank

# -- nothing steers the terminal ---------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("Nordwind\x1b]52;c;cm0gLXJm\x07 AG", "Nordwind AG"),  # the clipboard
        ("Nordwind\x1b]0;pwned\x1b\\ AG", "Nordwind AG"),  # the window's title
        ("\x1b]8;;http://evil.example\x1b\\Nordwind\x1b]8;;\x1b\\", "Nordwind"),  # a link
        ("Nordwind\x1b[6n", "Nordwind"),  # asks where the cursor is
        ("\x1b[2J\x1b[1;31mNordwind\x1b[0m", "Nordwind"),
        ("\x1bP1$r0m\x1b\\Nordwind", "Nordwind"),  # DCS
        ("\x1b_Ga=T;AAAA\x1b\\Nordwind", "Nordwind"),  # APC
        ("\x1bcNordwind", "Nordwind"),  # reset
        ("\x9b31mNordwind", "Nordwind"),  # CSI by its one-byte name
        ("\x9d0;pwned\x9cNordwind", "Nordwind"),  # OSC by its
        ("\x90q\x9cNordwind", "Nordwind"),
        ("Nord\x00wind", "Nordwind"),
        ("Nord\x08wind\x7f", "Nordwind"),
        ("Nordwind\x07", "Nordwind"),
        ("Nord\x0e\x0fwind", "Nordwind"),
        ("Nordwind\x1b", "Nordwind"),
    ],
)
def test_terminal_controls_are_taken_out_with_what_they_carry(raw: str, kept: str) -> None:
    assert clean_line(raw) == kept
    assert clean_text(raw) == kept


@pytest.mark.parametrize("begun", ["\x1b]", "\x1bP", "\x1bX", "\x1b^", "\x1b_", "\x9d", "\x90"])
def test_of_a_control_that_never_ends_the_words_are_kept(begun: str) -> None:
    assert clean_line(f"Deal {begun}0;all that was written") == "Deal 0;all that was written"
    # A text of several lines keeps the lines after it, though one of them rings a bell.
    assert clean_text(f"{begun}0;first\nsecond\x07") == "0;first\nsecond"


def test_a_carriage_return_writes_over_nothing() -> None:
    assert clean_line("Worth 9,000\rWorth 1") == "Worth 9,000 Worth 1"
    assert clean_text("one\rtwo\r\nthree") == "one\ntwo\nthree"


def test_breaks_that_word_processors_write_are_line_ends() -> None:
    assert clean_text("one\x0btwo\x0cthree") == "one\ntwo\nthree"
    assert clean_text("one\u2028two\u2029three") == "one\ntwo\nthree"
    assert clean_line("one\x0btwo\u2028three") == "one two three"


@pytest.mark.parametrize("control", "\u202a\u202b\u202d\u202e\u202c\u2066\u2067\u2068\u2069")
def test_nothing_turns_a_line_around(control: str) -> None:
    assert clean_line(f"invoice{control}fdp.exe") == "invoicefdp.exe"


def test_lone_surrogates_and_non_characters_are_taken_out() -> None:
    assert clean_line("Nord\ud800wind\udfff\uffff\ufdd0") == "Nordwind"
    assert clean_line("Nord\ufff9wind\U000e0041") == "Nordwind"


# -- what is a name like any other -------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "[red]x[/red]",
        "[@click=app.quit]x",
        "Deal [/nope] [bold]",
        "=cmd()",
        "'; DROP TABLE deal; --",
        "Mäkinen Oy",
        "株式会社ノース",
        "שלום בע״מ",
        "👩‍👩‍👧 & Söhne",
        '"quoted", %s {x}',
    ],
)
def test_what_means_something_elsewhere_is_kept_as_it_was_written(name: str) -> None:
    assert clean_line(name) == name
    assert clean_text(name) == name
    assert not is_blank(name)


def test_text_is_kept_composed() -> None:
    decomposed = "Ma\u0308kinen A\u030angstro\u0308m"
    assert clean_line(decomposed) == clean_line("Mäkinen Ångström") == "Mäkinen Ångström"
    assert len(clean_line("a\u0308")) == 1
    # also where a control stood between a letter and its accent
    assert clean_line("a\x00\u0308") == "ä"


def test_a_line_has_single_spaces_and_none_at_its_ends() -> None:
    assert clean_line("  ERP\u00a0\u2003 rollout\t\n 2 \u3000") == "ERP rollout 2"
    assert clean_text("  first\n\n  second \t\n") == "first\n\n  second"


# -- what can't be seen ------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "",
        " \t\n",
        "\u200b\u200b",  # zero width space
        "\u200d\u200c\ufeff\u2060",
        "\u00ad",  # soft hyphen
        "\u3164",  # a Hangul letter that is empty
        "\u2800",  # a braille cell without dots
        "\ufe0f\U000e0100",  # variation selectors
        "\u034f",
        "\u180e\u180b",
        " \u00a0\u3000 ",
        "\x00\x1b\ud800",
    ],
)
def test_a_name_nobody_can_see_is_blank(name: str) -> None:
    assert is_blank(name)
    assert is_blank(clean_line(name))


@pytest.mark.parametrize("name", ["0", ".", "-", "é", "株", "\u200bx", "👍\ufe0f"])
def test_whatever_can_be_seen_is_not_blank(name: str) -> None:
    assert not is_blank(name)


def test_searches_see_neither_case_nor_accents() -> None:
    assert fold("MÄKINEN Oy") == fold("Makinen oy") == "makinen oy"
    assert fold("Ma\u0308kinen") == fold("Mäkinen")
    assert fold("STRASSE") == fold("Straße")
    assert fold("ＥＲＰ") == "erp"


# -- whatever it is ----------------------------------------------------------------------

HOSTILE = st.text(
    st.one_of(
        st.sampled_from("\x1b[]\\P^_;0mcH\x07\x9b\x9d\x9c\r\n\x00 a\u0308\u202e\u200b\ud800"),
        st.characters(),
    ),
    max_size=40,
)


@given(HOSTILE)
def test_cleaning_again_changes_nothing(raw: str) -> None:
    line, text = clean_line(raw), clean_text(raw)
    assert clean_line(line) == line
    assert clean_text(text) == text
    assert clean_line(text) == line


@given(HOSTILE)
def test_whatever_comes_in_holds_no_control(raw: str) -> None:
    line, text = clean_line(raw), clean_text(raw)
    assert all(unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp") for c in line)
    assert all(c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs") for c in text)
    assert unicodedata.is_normalized("NFC", line)
    assert line.encode().decode() == line


def test_a_megabyte_of_it_is_cleaned_in_no_time_that_matters() -> None:
    # Each of these would take hours if the search went back over what it had seen.
    for begun in ("\x1b[", "\x1b]", "\x9b0;", "\x1b[0 ", "\x1b", "\x1b[" + "0" * 1_000):
        assert "\x1b" not in clean_line(begun * (1_000_000 // len(begun)))
    assert "\x1b" not in clean_line("\x1b[" + "0" * 1_000_000)
    assert "\x1b" not in clean_line("\x1b]" + "x" * 1_000_000)
