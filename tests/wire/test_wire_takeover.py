"""The picture that is painted before Textual is there, and the driver that goes on from it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from emulators import Emulator, Size, differing
from rich.color import ColorSystem
from rich.style import Style
from rich.text import Text
from textual.app import App

from oppman_tui.terminal.difference import Trust
from oppman_tui.terminal.early import Drawing
from oppman_tui.terminal.painter import ENTER, PROBE, PROBED, Painter
from oppman_tui.terminal.wire import Wire

SIZE = (24, 5)
GROUND = Style(color="#d7dce2", bgcolor="#101418")
BOLD = Style(bold=True, color="#f07178")
PICTURE = [Text("oppman"), Text.assemble("‼ ", ("Teräs 家", BOLD), " €8k"), Text("▌ Kotka")]
LIST = [*PICTURE[:2], Text("  Kotka"), Text("▌ Oulu"), Text("Enter open")]


def drawing(lines: list[Text], size: Size = SIZE) -> Drawing:
    return Drawing(lines, GROUND, ColorSystem.TRUECOLOR, size)


class Start:
    """A terminal on which a picture stands, which the driver is about to go on from."""

    def __init__(self, *, fills: bool) -> None:
        self.terminal = Emulator(SIZE)
        self.terminal.feed(ENTER + drawing(PICTURE).painted(fills=fills))
        self.painter = Painter(Trust(fills=fills), PROBE)
        self.painter.goes_on(drawing(PICTURE).frame(), SIZE)

    def list_comes(self, size: Size = SIZE) -> str:
        """What is sent for it, the terminal's answers heard."""
        for data in (ENTER, "\x1b[?25l", drawing(LIST, size).frame()):
            self.painter.take(data, size)
        sent = self.painter.give(size)
        self.terminal.feed(sent)
        return sent + self.hear(size)

    def hear(self, size: Size = SIZE) -> str:
        """What comes of the terminal's answers, until there are no more of them."""
        sent = ""
        while self.terminal.screen.answers:
            row, column = self.terminal.screen.answers.pop(0)[2:-1].split(";")
            self.painter.measured(int(column) - 1, int(row) - 1)
            more = self.painter.give(size)
            self.terminal.feed(more)
            sent += more
        return sent

    def check(self, size: Size = SIZE) -> None:
        """Every cell is as if the list had been painted on an empty terminal."""
        stock = Emulator(size)
        stock.feed(f"\x1b[?7l{drawing(LIST, size).frame()}")
        stock.screen.dirty.update(range(size[1]))
        found = differing(stock, self.terminal)
        assert not found, f"{len(found)} cells differ, such as {found[:3]}"


@pytest.fixture(params=[True, False], ids=["fills", "fills not"])
def start(request: pytest.FixtureRequest) -> Start:
    return Start(fills=request.param)


def test_the_picture_is_what_the_driver_takes_it_for(start: Start) -> None:
    """Blanks that were hopped over and characters of a doubtful width among it."""
    odd = [Text("社内" + " " * 9 + "e\u0301 👩‍👩‍👧 x"), Text(" " * 7 + "\u202e⚡ y", BOLD)]
    for fills in (True, False):
        early, later = Emulator(SIZE), Emulator(SIZE)
        picture, painter = drawing([*PICTURE, *odd]), Painter(Trust(fills=fills))
        for data in (ENTER, picture.frame()):
            painter.take(data, SIZE)
        later.feed(painter.give(SIZE))
        early.feed("old" * 20 + picture.painted(fills=fills))
        assert not differing(later, early)


def test_of_the_list_only_what_the_picture_has_not_is_sent(start: Start) -> None:
    sent = start.list_comes()
    start.check()
    assert "Oulu" in sent and "Enter" in sent
    assert not [part for part in ("Kotka", "‼ Te", ENTER, "\x1b[2J") if part in sent]
    assert sent.count("\x1b[6n") == 1, "the marks are measured all the same"


def test_a_picture_of_another_size_is_painted_over(start: Start) -> None:
    size = (30, 6)
    start.terminal.resize(size)
    assert "\x1b[2J" in start.list_comes(size)
    start.check(size)


def test_what_may_have_been_spoilt_is_painted_over(start: Start) -> None:
    """The window went to another size and back, or the program was stopped in between."""
    start.terminal.resize((10, 2))
    start.terminal.resize(SIZE)
    start.painter.forget()
    assert "\x1b[2J" in start.list_comes()
    start.check()


@pytest.mark.parametrize("words", ["NEWS", "\r\nNEWS\r\n", "\x1b[3;5HN", "\x1b[2J\r\n"])
def test_who_wrote_meanwhile_is_given_away_by_the_cursor(start: Start, words: str) -> None:
    start.terminal.feed(words)
    start.list_comes()
    start.check()


def test_marks_that_are_too_wide_are_measured_on_a_screen_of_their_own(start: Start) -> None:
    for data in (ENTER, drawing(LIST).frame()):
        start.painter.take(data, SIZE)
    start.painter.give(SIZE)
    assert not start.painter.measured(PROBED + 1, 0), "somebody may have written a letter"
    assert PROBE in start.painter.give(SIZE)
    assert start.painter.measured(PROBED + 1, 0)
    assert start.painter.trust.doubtful


@pytest.fixture
def own_signals() -> Iterator[None]:
    """What answers the signals afterwards is what did before."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTSTP, signal.SIGCONT)}
    yield
    for number, answer in before.items():
        signal.signal(number, answer)


@pytest.mark.usefixtures("own_signals")
async def test_the_driver_hears_of_no_signal_before_it_can_answer() -> None:
    """A SIGCONT in the middle of the start once found a driver without an outlet."""

    class Woken(App[None]):
        @property
        def picture(self) -> None:
            try:
                os.kill(os.getpid(), signal.SIGCONT)
            except AttributeError as error:  # which would only say that there is no picture
                raise AssertionError from error

    Wire(Woken())
