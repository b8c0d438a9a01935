"""What such drivers stumble over, one by one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from emulators import HAS_TMUX, Emulator, Tmux
from sessions import Pair

from oppman_tui.terminal.difference import Trust
from oppman_tui.terminal.painter import ENTER, LEAVE, PROBE, PROBED, Painter

SIZE = (20, 4)
FAMILY = "👨\u200d👩\u200d👧"
HEART = "❤\ufe0f"


def line(y: int, text: str, style: str = "") -> str:
    return f"\x1b[{y + 1};1H" + (f"\x1b[{style}m{text}\x1b[0m" if style else text)


def frame(*lines: str, cursor: str = "\x1b[1;1H") -> str:
    """Lines of 20 cells, from the top."""
    return "\n".join(line(y, text) for y, text in enumerate(lines)) + cursor


def pair_showing(*lines: str, fills: bool = True) -> Pair:
    pair = Pair(SIZE, fills=fills)
    for data in (ENTER, "\x1b[?7l", frame(*(text.ljust(20) for text in lines))):
        pair.write(data)
    pair.send()
    return pair


# -- characters ------------------------------------------------------------------------


@pytest.mark.parametrize("second", ["tail", "TAIL"])
def test_what_follows_an_emoji_stands_where_it_belongs(tmp_path: Path, second: str) -> None:
    """pyte gives the family six cells and the heart one, others two and two; Rich two and two."""
    painter = Painter()
    painter.take(ENTER, SIZE)
    shown = Emulator(SIZE)
    shown.feed("\x1b[?7l")
    sent = ""
    for words in ("tail", second):
        painter.take(frame(f"a{FAMILY}b{HEART}c {words}".ljust(20)), SIZE)
        sent += painter.give(SIZE)
    shown.feed(sent)
    (row,) = shown.looks()[:1]
    # a, two of the family, b, two of the heart, c, a blank, the word, blanks.
    assert [cell[0] for cell in row[3:4]] == ["b"]
    assert "".join(cell[0] for cell in row[6:12]) == f"c {second}"
    assert {cell[0] for cell in row[12:]} == {" "}
    if HAS_TMUX:
        with Tmux(tmp_path) as tmux:
            row = tmux.shown("\x1b[?7l" + sent, SIZE).looks()[0]
        assert second in "".join(cell[0] for cell in row)


def test_a_wide_character_that_is_cut_leaves_a_blank() -> None:
    pair = pair_showing("日本語", "x日本")
    pair.write("\x1b[1;2Hz\x1b[2;3H語\x1b[1;1H")
    for _ in range(2):
        pair.send()
        pair.check()
        assert pair.ours.lines[:2] == [" z本語", "x 語"]  # half of 日 and half of 本 are gone
        pair.painter.forget()  # all of it, out of our own grid


def test_a_wide_character_at_the_right_edge_is_whole_or_not_there() -> None:
    pair = pair_showing("0123456789" * 2)
    pair.write("\x1b[1;19H日\x1b[1;1H")
    pair.send()
    pair.check()
    assert pair.ours.screen.display[0].endswith("67日")
    pair.write("\x1b[1;20H日\x1b[1;1H")  # one cell of it would be beyond
    pair.send()
    assert pair.ours.screen.display[0] == "012345678901234567  "


def test_the_last_cell_of_all_scrolls_nothing() -> None:
    """Also on a terminal that wraps though it was told not to."""
    pair = pair_showing("top", "", "", "")
    pair.ours.feed("\x1b[?7h")
    for letter, rest in (("a", 1), ("b", 19), ("c", 20)):
        pair.write(f"\x1b[4;20H{letter}\x1b[4;{rest}H")
        pair.ours.feed("\x1b[?7h")
        pair.send()
        pair.check()
    assert pair.ours.lines[0] == "top" and pair.ours.screen.display[3][-1] == "c"


# -- sequences -------------------------------------------------------------------------


def test_each_way_of_ending_a_style_is_understood() -> None:
    """22 ends bold and faint, 24 both underlines, 39 and 49 the colours."""
    parts = "\x1b[1;2;4mA\x1b[22mB\x1b[3;24mC\x1b[23;9;31;44mD\x1b[29;39mE\x1b[49;7mF\x1b[27mG"
    plain = "\x1b[1mH\x1b[22mI\x1b[2;1mJ\x1b[0m" + " " * 10
    pair = pair_showing("x" * 20)
    pair.write(f"\x1b[1;1H{parts}{plain}\x1b[1;1H")
    pair.send()
    pair.check()
    row = pair.ours.screen.buffer[0]
    bold = [row[x].data for x in range(10) if row[x].bold]
    assert bold == ["A", "H", "J"]
    pair.write("\x1b[2;1H\x1b[2mA\x1b[22mB\x1b[0m\x1b[1;1H")  # pyte knows no faint
    assert re.search(r"\x1b\[(?:0;)?2mA\x1b\[(?:0|22)?mB", pair.send())


def test_styles_that_take_turns_are_each_set_once() -> None:
    """A change of colour takes up to 19 bytes, a move 4 to 8."""
    name, value = "\x1b[38;2;138;149;161m", "\x1b[38;2;215;220;226m"
    pair = pair_showing()
    turns = "".join(f"{name}ab\x1b[0m{value}cd\x1b[0m" for _ in range(4))
    pair.write(f"\x1b[1;1H{turns}\x1b[2;1H{turns}\x1b[1;1H")
    sent = pair.send()
    pair.check()
    assert [sent.count(colour[2:-1]) for colour in (name, value)] == [1, 1]


def test_where_two_styles_differ_little_the_line_is_written_as_it_is_read() -> None:
    pair = pair_showing()
    pair.write("\x1b[1;1H\x1b[1mab\x1b[0mcd\x1b[1mef\x1b[0mgh\x1b[1;1H")
    sent = pair.send()
    pair.check()
    assert re.sub(r"\x1b\[[\d;]*[mH]|\r", "", sent) == "abcdefgh"


def test_a_line_is_emptied_to_its_end_in_three_bytes() -> None:
    pair = pair_showing("a longer name")
    pair.write("\x1b[1;1Ha name       \x1b[1;1H")
    assert "\x1b[K" in pair.send()
    pair.check()


def test_a_link_is_kept_as_a_link() -> None:
    pair = pair_showing("see x")
    pair.write("\x1b[1;5H\x1b]8;id=1;https://a.example/\x1b\\\x1b[4mhere\x1b[0m\x1b]8;;\x1b\\\x1b[1;1H")
    sent = pair.send()
    assert "\x1b]8;id=1;https://a.example/\x1b\\" in sent
    assert pair.ours.lines[0] == "see here"
    pair.write("\x1b[2;1Hplain\x1b[1;1H")
    sent += pair.send()
    linked, plain = sent.split("\x1b]8;;\x1b\\")  # it ended with its text
    assert "here" in linked and "plain" in plain


def test_what_is_not_understood_goes_as_it_is_and_all_is_sent_after_it() -> None:
    pair = pair_showing("one", "two")
    strange = "\x1b[1;1H\x1b[38;9mx\x1b[0m\x1b[1;1H"
    pair.write(strange)
    assert pair.send() == strange
    partial = "\x1b[2;1Hthree\x1b[1;1H"
    pair.write(partial)
    assert pair.send() == partial  # nobody knows what stands around it
    pair.write(frame(*[text.ljust(20) for text in ("four", "five", "", "")]))
    assert "\x1b[2J" in pair.send()
    pair.check()


def test_what_is_printed_through_us_is_drawn_over() -> None:
    """A line of somebody's, a traceback: it goes out, and all is sent after it."""
    pair = pair_showing("one", "two", "three", "four")
    for printed in ("Traceback (most recent call last):\r\n", "\x1b[2;3r\x1b[44m\x1b[2J"):
        pair.write(printed)
        pair.ours.feed(printed)  # wherever it came out
        sent = pair.send()
        assert sent.startswith(printed) and "\x1b[2J" in sent
        assert pair.ours.lines == ["one", "two", "three", "four"]


def test_no_c1_and_no_bidi_control_goes_out() -> None:
    pair = pair_showing("")
    pair.write("\x1b[1;1Ha\u009b31m\u202eb\u2066c\x9d\ud800\x1b[1;1H")
    sent = pair.send()
    assert not set(sent) & {"\u009b", "\u202e", "\u2066", "\x9d", "\ud800"}
    assert sent.encode()  # lone surrogates can't even be written
    assert pair.ours.lines[0] == "a31mbc\N{REPLACEMENT CHARACTER}"


def test_a_frame_comes_at_once_only_where_the_terminal_says_it_can() -> None:
    """Mode 2026: Textual writes it once the terminal has answered."""
    colours = "".join(f"\x1b[{31 + n % 6}m{n % 10}\x1b[0m" for n in range(20))
    pair = pair_showing("")
    pair.write(frame(*[colours] * 4))
    assert "2026" not in pair.send()
    for data in ("\x1b[?2026h", frame(*["x" * 20] * 4), "\x1b[?2026l"):
        pair.write(data)
    assert "2026" not in pair.send()  # so little comes at once anyway
    pair.write(frame(*[colours] * 4))
    sent = pair.send()
    assert sent.startswith("\x1b[?2026h") and sent.endswith("\x1b[?2026l")
    pair.check()


def test_a_killed_program_leaves_no_scroll_region_behind() -> None:
    """A band that moves goes as lines deleted and inserted, whole in itself."""
    rows = [(chr(ord("a") + n) + str(n)) * 9 for n in range(9)]
    pair = pair_showing(*rows[:4])
    for first in (1, 2, 3, 1):
        pair.write(frame(*(text.ljust(20) for text in rows[first : first + 4])))
        sent = pair.send()
        assert "M" in sent or "L" in sent
        for cut in range(len(sent)):
            killed = Emulator(SIZE)
            killed.feed(sent[:cut])
            assert killed.screen.margins is None
        pair.check()


# -- the window and what others write --------------------------------------------------


def test_a_window_that_went_to_another_size_and_back_is_drawn_anew() -> None:
    pair = pair_showing("one", "two", "three", "four")
    pair.ours.resize((10, 2))
    pair.ours.resize(SIZE)
    pair.painter.resized(SIZE)
    pair.send()
    assert pair.ours.lines == ["one", "two", "three", "four"]


def test_a_frame_wider_than_the_terminal_is_cut_off_and_wraps_nowhere() -> None:
    pair = pair_showing(*["0123456789abcdefghij"] * 4)
    small = Emulator((12, 3))
    pair.painter.resized((12, 3))
    pair.write("\x1b[4;1H!\x1b[4;1H")  # laid out for the old size still
    small.feed(pair.painter.give((12, 3)))
    assert small.lines == ["0123456789ab"] * 3


def test_what_somebody_else_wrote_spoils_only_its_own_cells() -> None:
    pair = pair_showing("one", "two", "three", "four")
    pair.ours.feed("\x1b[2;5H\x1b[1;31mNEWS\r\n\x1b[44m")
    pair.write("\x1b[1;1HONE\x1b[4;1H\x1b[1mFOUR\x1b[0m\x1b[1;1H")
    pair.send()
    assert pair.ours.lines == ["ONE", "two NEWS", "three", "FOUR"]
    cell = pair.ours.screen.buffer[3][0]
    assert (cell.fg, cell.bg, cell.bold) == ("default", "default", True)
    pair.painter.forget()  # ctrl+l
    pair.send()
    pair.check()


def test_nothing_is_drawn_over_the_shell_after_leaving() -> None:
    """A traceback is printed where the shell is; a frame that was still due isn't."""
    pair = pair_showing("one")
    pair.write("\x1b[1;1HTWO\x1b[1;1H")
    pair.write(LEAVE)
    assert pair.send() == LEAVE
    pair.painter.take("\x1b[1;1HTHREE\x1b[1;1H", SIZE)
    assert pair.send() == ""


def test_the_marks_are_measured_once_and_not_seen() -> None:
    painter = Painter(Trust(fills=True), PROBE)
    shown = Emulator(SIZE)
    painter.take(ENTER, SIZE)
    painter.take(frame(*["".ljust(20)] * 4), SIZE)
    shown.feed(painter.give(SIZE))
    assert shown.screen.answers == [f"\x1b[1;{PROBED + 1}R"]
    assert shown.lines == [""] * 4
    painter.forget()
    assert PROBE not in painter.give(SIZE)


def test_a_terminal_of_doubtful_widths_gets_each_letter_where_it_belongs() -> None:
    painter = Painter(Trust(doubtful=True))
    painter.take(ENTER, SIZE)
    painter.take(frame("Ü▌x".ljust(20)), SIZE)
    assert painter.give(SIZE).count("\x1b[1;3H") == 1  # x has a place of its own
