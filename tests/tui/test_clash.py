"""Two windows changed one field: what differs is marked, also where there are no colours."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from oppman_tui.tui.lines.clash import pair
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.marks import ASCII, DRAWN
from oppman_tui.tui.theme import DARK, Ink


def looks(ascii_only: bool = False) -> Looks:
    return Looks(ASCII if ascii_only else DRAWN, Ink.of(DARK), Console())


def underlined(line: Text) -> list[str]:
    return [
        line.plain[span.start : span.end]
        for span in line.spans
        if not isinstance(span.style, str) and span.style.underline
    ]


def test_the_words_that_only_one_has_are_underlined() -> None:
    mine, theirs = pair("Send the offer on Friday", "Send an offer on Monday", "Jonas", 70, looks())
    assert mine.plain == "mine    Send the offer on Friday"
    assert theirs.plain == "theirs  Send an offer on Monday  Jonas"
    assert underlined(mine) == ["the", "Friday"]
    assert underlined(theirs) == ["an", "Monday"]


def test_where_no_line_can_be_drawn_they_are_in_brackets() -> None:
    mine, theirs = pair("My cranes", "His cranes", "", 70, looks(ascii_only=True))
    assert mine.plain == "mine    [My] cranes"
    assert theirs.plain == "theirs  [His] cranes"


def test_what_a_long_text_has_in_common_is_told_in_short() -> None:
    same = [f"word{n}" for n in range(60)]
    one, other = " ".join([*same, "early"]), " ".join([*same, "late"])
    mine, theirs = pair(one, other, "", 76, looks())
    assert mine.plain == "mine    … word54 word55 word56 word57 word58 word59 early"
    assert underlined(theirs) == ["late"]


def test_a_very_long_difference_leaves_the_choice_on_the_screen() -> None:
    lines = pair("a " * 2000, "b " * 2000, "", 60, looks())
    assert len(lines) == 12
    assert "and more" in lines[5].plain
