"""Keys struck while the program is coming up: each does what it would have done later, in order."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from copied import copy_of
from terminal import PATIENCE, Terminal

from oppman_tui import demo
from oppman_tui.domain.values.clock import Clock
from oppman_tui.domain.values.money import Rates
from oppman_tui.playbook import loader
from oppman_tui.start import read_settings
from oppman_tui.store.lists.firstpage import FRONT
from oppman_tui.workspace.deals import Workspace

_FIRST = 4
"""The line of the first deal."""
_ENTER, _LEAVE = b"\x1b[?1049h", b"\x1b[?1049l"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Sample deals, of which the next start paints the first page at once."""
    tmp_path.chmod(0o700)
    copy_of(_samples, tmp_path / "deals.db")
    return tmp_path


def _samples(path: Path) -> None:
    _, inputs = read_settings(path.with_name("config.toml"))
    assert inputs is not None
    workspace = Workspace.open(
        path,
        playbook=loader.default(),
        rates=Rates(),
        clock=Clock(Clock().today().replace(2026, 11, 23)),
        me=demo.ME,
        create=True,
    )
    workspace.store.write_acts(demo.story(workspace.today))
    workspace.remember(FRONT, workspace.front(inputs))
    workspace.close()


def painted(t: Terminal) -> None:
    """The first picture stands; most of the program isn't loaded yet."""
    while "Attention" not in t.text:
        assert t.read(PATIENCE)
    assert "? help" not in t.text, "only the picture: its foot comes with the list"


def test_a_search_typed_into_the_first_picture_finds_its_deal(home: Path) -> None:
    with Terminal(home) as t:
        painted(t)
        t.press("down", "6", "/")
        t.type("plant 2")
        t.press("enter", "enter")
        t.wait_for("Plant 2 sensors", "Since the last review")


def test_verbs_and_their_words_typed_into_the_first_picture_are_written(home: Path) -> None:
    with Terminal(home) as t:
        painted(t)
        t.type("lThey called\rc")
        t.wait_for("Logged")
        assert "/" not in t.lines[2][:2]


def moved(t: Terminal, by: int) -> str:
    """The screen once the cursor stands so many deals below the first."""
    while not t.lines[_FIRST + by].startswith("▌"):
        assert t.read(PATIENCE)
    return t.settle()


def test_the_cursor_goes_on_from_where_it_was_moved_to(home: Path) -> None:
    with Terminal(home) as t:
        t.wait_for("? help", "weakest")
        t.press("down", "down", "down")
        later = moved(t, 3)
        t.press("q")
        assert t.wait_for_end() == 0
    with Terminal(home) as t:
        painted(t)
        t.press("down", "down", "down")
        t.wait_for("? help", "weakest")
        assert moved(t, 3) == later


def test_keys_struck_all_through_the_start_are_answered_in_order(home: Path) -> None:
    """One every few milliseconds, so that some fall on each step of the way to the list."""
    word = "abcdefghijklmnopqrstuvwxyz0123456789" * 2
    with Terminal(home) as t:
        painted(t)
        t.press("/")
        for letter in word:
            t.type(letter)
            t.read(0.02)
        t.wait_for(word[-60:])
        t.press("home")
        t.wait_for(word[:60])


def test_q_struck_into_the_first_picture_leaves_and_gives_the_shell_its_screen(
    home: Path,
) -> None:
    with Terminal(home) as t:
        painted(t)
        t.press("q")
        assert t.wait_for_end() == 0
        assert (t.raw.count(_ENTER), t.raw.count(_LEAVE)) == (1, 1)
        assert t.raw.rfind(_LEAVE) > t.raw.rfind(b"Attention")


def test_ctrl_c_and_enter_come_as_they_were_struck(home: Path) -> None:
    """The picture leaves nothing to the line's own editing: ctrl+c ends nothing, Enter opens."""
    with Terminal(home) as t:
        painted(t)
        t.type("\x03\r")
        t.wait_for("Since the last review")


def test_a_window_sized_anew_under_the_first_picture_is_whole(home: Path) -> None:
    with Terminal(home, size=(100, 30)) as t:
        painted(t)
        t.resize((80, 24))
        t.press("down")
        t.wait_for("? help", "weakest")
        seen = t.settle()
        t.press("ctrl+l")
        t.settle()
        assert t.settle() == seen


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux isn't there")
def test_the_shells_screen_and_cursor_come_back_in_tmux(home: Path) -> None:
    socket = str(home / "socket")

    def do(*words: str) -> str:
        command = ["tmux", "-S", socket, "-f", "/dev/null", *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    script = home / "day.sh"
    script.write_text(
        f"""echo before
COLORTERM=truecolor OPPMAN_HOME={home} OPPMAN_TODAY=2026-11-23 {sys.executable} -m oppman_tui
echo after
stty -a | tr ' ' '\\n' | grep -xE 'icanon|echo|icrnl|isig' | sort | tr '\\n' ' '
echo all over
"""
    )
    do("new-session", "-d", "-s", "o", "-x", "80", "-y", "24", "env PS1='$ ' sh")
    try:
        # What is typed before the shell asks is echoed before its prompt, too.
        _until(lambda: do("capture-pane", "-p", "-t", "o").startswith("$"))
        do("send-keys", "-t", "o", f"sh {script}", "Enter")
        _until(lambda: "weakest" in do("capture-pane", "-p", "-t", "o"))
        do("send-keys", "-t", "o", "q")
        _until(lambda: "all over" in do("capture-pane", "-p", "-t", "o"))
        lines = do("capture-pane", "-p", "-t", "o").splitlines()
        at = lines.index("before")
        assert lines[at + 1] == "after"
        assert lines[at + 2].split() == ["echo", "icanon", "icrnl", "isig", "all", "over"]
        assert not any("Attention" in line for line in lines)
    finally:
        do("kill-server")


def _until(met: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize(
    "befalls",
    [
        pytest.param("nothing", marks=pytest.mark.long),
        pytest.param("sizes", marks=pytest.mark.long),
        "stop",
    ],
)
def test_the_list_is_right_in_every_cell_whatever_befell_the_picture(
    befalls: str, home: Path
) -> None:
    """Nothing; the window made larger and smaller; the program stopped, and the screen used."""
    with Terminal(home, size=(100, 30), env={"COLORTERM": "truecolor"}) as t:
        t.wait_for("Attention")
        if befalls == "sizes":
            t.resize((90, 26))
            t.resize((100, 30))
        elif befalls == "stop":
            os.kill(t.pid, signal.SIGSTOP)
            t.spoil("\x1b[44m\x1b[2JNEWS")
            os.kill(t.pid, signal.SIGCONT)
        t.wait_for("weakest")
        t.settle()
        came = t.cells
        t.press("ctrl+l")
        t.settle()
        assert came == t.cells
