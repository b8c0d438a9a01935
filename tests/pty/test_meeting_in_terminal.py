"""A meeting of eight deals in a real terminal, the program killed in the middle of it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from terminal import Terminal


class Chair:
    """At the keys; counts what is struck beside the reviews themselves."""

    def __init__(self) -> None:
        self.struck = 0

    @contextmanager
    def seated(self, home: Path) -> Iterator[Terminal]:
        with Terminal(home, "demo") as terminal:
            terminal.wait_for("Attention 10", "Plant 2 sensors")
            yield terminal

    def strike(self, terminal: Terminal, *keys: str) -> None:
        self.struck += len(keys)
        terminal.press(*keys)

    def agree(self, terminal: Terminal, done: int) -> None:
        """Leave the deal on the table with *go on* and what is proposed."""
        self.strike(terminal, "1")
        terminal.wait_for("who does what by when?")
        self.strike(terminal, "enter")
        terminal.wait_for(f"{done} of 8 done")


def test_eight_deals_are_met_about_and_a_kill_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    chair = Chair()
    with chair.seated(tmp_path) as terminal:
        chair.strike(terminal, "m")
        terminal.wait_for("10 deals · 50 min")
        chair.strike(terminal, "end", "D", "D")
        terminal.wait_for("8 deals · 40 min")
        chair.strike(terminal, "home", "enter")
        terminal.wait_for("0 of 8 done", "Since the last review")
        for done in (1, 2, 3):
            chair.agree(terminal, done)
        # In the middle of the fourth: one answer is written, then the machine is gone.
        terminal.press("down", "enter")
        terminal.wait_for("Writing")
        terminal.type("Waiting for their lawyers")
        terminal.press("enter")
        terminal.wait_for("2 of 8  ")
        os.kill(terminal.pid, signal.SIGKILL)
        terminal.wait_for_end()

    with chair.seated(tmp_path) as terminal:
        chair.strike(terminal, "m")
        shown = terminal.wait_for("3 of 8 done", "Substation sensors")
        assert "› Substation sens" in shown  # the fourth is on the table
        terminal.press("down")
        terminal.wait_for("Waiting for their lawyers")
        for done in (4, 5, 6, 7, 8):
            chair.agree(terminal, done)
        terminal.wait_for("Every deal has been on the table")
        chair.strike(terminal, "e")
        told = terminal.wait_for("What was decided", "Plant 2 sensors: Go on")
        assert "Not reached" not in told
        chair.strike(terminal, "x")
        terminal.wait_for("Minutes of Attention: into which file?")
        file = tmp_path / "minutes.md"
        terminal.press("\x15")  # the proposal is taken away
        terminal.type(str(file))
        chair.strike(terminal, "enter")
        terminal.wait_for("Minutes of Attention in")
        minutes = file.read_text()
        terminal.press("esc")
        terminal.wait_for("Attention", "Stalled")
    assert chair.struck <= 30
    _can_be_followed(minutes)


def _can_be_followed(minutes: str) -> None:
    """By one who was not there: each deal, what was decided, who does what by when."""
    for deal in ("Plant 2 sensors", "ERP rollout", "Substation sensors", "Mill 3 vibration"):
        assert deal in minutes
    assert minutes.count("Go on") >= 8
    assert "Waiting for their lawyers" in minutes
    assert "30 Nov" in minutes and "Liisa Aalto" in minutes
