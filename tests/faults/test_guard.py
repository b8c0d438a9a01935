"""A rep's line drops, stalls, or the program is told to end: it ends, and what was typed is kept.

The numbers are those of quality.md 2.
"""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import time
from pathlib import Path

import pytest
from dropping import (
    IGNORING_HANG_UP,
    TYPED,
    busy,
    drafts,
    echoes,
    ended,
    reopened,
    writing,
)
from terminal import Terminal

SHELL = (
    "import os, sys; os.environ.update(PYTHON=sys.executable, PS1='$ ');"
    "os.execvp('bash', ['bash', '--norc', '--noprofile', '-i'])"
)
"""A shell with job control."""
LEFT = (b"\x1b[?7h", b"\x1b[?1049l", b"\x1b[?25h")
"""Long lines are wrapped again, the alternate screen is left, the cursor shown."""


def test_a_hang_up_in_the_middle_of_a_sentence(tmp_path: Path) -> None:
    """4: gone within a second; the draft is offered, taken with a key, saved, and then gone."""
    with writing(tmp_path) as t:
        end = ended(t, signal.SIGHUP)
        assert end.code == 129
        assert end.seconds < 1.0 * busy()

    (draft,) = drafts(tmp_path)
    assert draft.stat().st_mode & 0o777 == 0o600
    assert draft.parent.stat().st_mode & 0o777 == 0o700

    with reopened(tmp_path) as t:
        t.press("enter")
        t.wait_for("Esc keep a draft")
        t.type(" at once")
        t.wait_for(f"{TYPED} at once")
        t.press("enter")
        t.wait_for("from whose side?")
        t.press("c")
        t.wait_for("Logged")
        t.press("W")
        t.wait_for("There are no drafts")
        t.press("g", "h")
        t.wait_for(f"{TYPED} at once", "from the customer's side")
        t.press("esc")
        t.wait_for("Attention")
        t.press("q")
        assert t.wait_for_end() == 0
    assert drafts(tmp_path) == []


def test_told_to_end(tmp_path: Path) -> None:
    """5: it leaves the terminal as it found it."""
    with writing(tmp_path) as t:
        assert not echoes(t)
        end = ended(t, signal.SIGTERM)
        assert end.code == 143
        assert echoes(t)
        t.settle()
        assert all(word in t.raw[-400:] for word in LEFT)
        assert "Traceback" not in t.text
    with reopened(tmp_path) as t:
        t.wait_for(TYPED)


def test_the_terminal_is_gone_without_a_word(tmp_path: Path) -> None:
    """6: nobody reads what is written, and that is no error either."""
    with writing(tmp_path) as t:
        t.hang_up()
        assert ended(t).code == 129
    assert not (tmp_path / "logs").exists(), "something was written to the log"
    with reopened(tmp_path) as t:
        t.wait_for(TYPED)


@pytest.mark.long
def test_the_terminal_is_gone_and_hang_ups_are_ignored(tmp_path: Path) -> None:
    """7: under nohup there is no signal; it goes all the same, and does not spin meanwhile."""
    with writing(tmp_path, program=IGNORING_HANG_UP) as t:
        t.hang_up()
        end = ended(t)
        assert end.code == 129
        assert end.seconds < 3.0 * busy()
        assert end.cpu < 1.5
    with reopened(tmp_path) as t:
        t.wait_for(TYPED)


@pytest.mark.long
@pytest.mark.parametrize(
    ("then", "options"),
    [("closed", ()), ("hung up", ()), ("hung up", ("--stock-driver",))],
)
def test_a_line_that_stalls_and_then_drops(
    tmp_path: Path, then: str, options: tuple[str, ...]
) -> None:
    """8, 9: for eight seconds nobody reads what the screen is sent, while the rep types on.

    Textual's own driver can't do anything any more by then, not even leave.
    """
    with writing(tmp_path, program=("-m", "oppman_tui", *options)) as t:
        stalled = time.monotonic()
        typed = 0
        while time.monotonic() - stalled < 8:
            # Back and forth, so that the screen has much to say.
            t.type("!" * 40 + "\x7f" * 40)
            typed += 1
            time.sleep(0.1)
        if then == "closed":
            t.hang_up()
            end = ended(t)
        else:
            end = ended(t, signal.SIGHUP)
        assert typed > 20
        assert end.code == 129
        assert end.seconds < 4.0 * busy()
    with reopened(tmp_path) as t:
        t.wait_for(TYPED)


@pytest.mark.long
def test_to_the_shell_and_back(tmp_path: Path) -> None:
    """11: ctrl+z on the list; meanwhile anybody can write to the store; fg draws all anew."""
    with Terminal(tmp_path, program=("-c", SHELL)) as t:
        t.wait_for("$")
        t.type("$PYTHON -m oppman_tui demo\r")
        t.wait_for("Attention 10", "Plant 2 sensors")
        t.press("ctrl+z")
        t.wait_for("Stopped")
        with sqlite3.connect(tmp_path / "demo.db", timeout=0) as store:
            store.execute("BEGIN EXCLUSIVE")
            store.rollback()
        t.type("fg\r")
        t.wait_for("Attention 10", "Plant 2 sensors", "? help")


def test_stopped_while_writing_and_back(tmp_path: Path) -> None:
    """11: stopped from outside in the middle of a word; the word goes on."""
    with Terminal(tmp_path, program=("-c", SHELL)) as t:
        t.wait_for("$")
        t.type("$PYTHON -m oppman_tui demo & echo is $! now; fg\r")
        t.wait_for("Attention 10", "Plant 2 sensors")
        told = re.search(rb"is (\d+) now", t.raw)
        assert told is not None
        t.press("l")
        t.wait_for("what happened in Plant 2 sensors?")
        t.type("She wants the pri")
        t.wait_for("She wants the pri")
        os.kill(int(told[1]), signal.SIGTSTP)
        t.wait_for("Stopped")
        t.type("fg\r")
        t.wait_for("She wants the pri", "Writing")
        t.type("ce")
        t.wait_for("She wants the price")
