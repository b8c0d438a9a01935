"""The wire in real terminals: resized, stopped and started, in tmux and in GNU screen."""

from __future__ import annotations

import base64
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from terminal import PATIENCE, Terminal

from oppman_tui.terminal.wire import Wire, choose

_FOOT = "? help"


def _stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def until(met: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize(
    "stop", [pytest.param(signal.SIGTSTP, marks=pytest.mark.long), signal.SIGSTOP]
)
def test_a_stopped_program_comes_back_whole(tmp_path: Path, stop: signal.Signals) -> None:
    """SIGSTOP tells nobody: the screen is drawn anew all the same, and keys are read once."""
    with Terminal(tmp_path, "demo") as t:
        t.wait_for("shows the keys")
        t.press("down", "up")
        before = t.settle()
        os.kill(t.pid, stop)
        until(lambda: _stopped(t.pid))
        t.settle()
        t.spoil("\x1b[2J\x1b[H$ fg\r\noppman\r\n\x1b[31m")
        os.kill(t.pid, signal.SIGCONT)
        t.wait_for(_FOOT, "Attention 1")
        assert t.settle() == before
        t.press("down")
        t.wait_for("ERP rollout · Nordwind")  # one line down, not two


@pytest.mark.long
def test_ctrl_l_draws_all_anew(tmp_path: Path) -> None:
    with Terminal(tmp_path, "demo") as t:
        t.wait_for("shows the keys")
        t.press("down", "s")
        before = t.wait_for("Where to?")
        t.spoil("\x1b[5;1HBroadcast message from root\x1b[K")
        t.press("ctrl+l")
        t.wait_for("Where to?", "The key or Enter takes it")
        until(lambda: t.settle() == before)


def test_a_window_sized_at_will_is_whole(tmp_path: Path) -> None:
    with Terminal(tmp_path, "demo") as t:
        t.wait_for("shows the keys")
        for size in ((120, 40), (70, 22), (200, 50), (80, 24), (81, 24), (80, 24)):
            t.resize(size)
            t.settle()
        t.press("down")
        t.wait_for("ERP rollout · Nordwind", _FOOT)
        seen = t.text
        t.press("ctrl+l")
        assert t.settle() == seen


def test_marks_that_are_too_wide_give_way_to_ascii(tmp_path: Path) -> None:
    """A terminal that says that two marks took four columns."""

    class Wide(Terminal):
        def type(self, text: str) -> None:
            super().type("\x1b[1;5R" if text.endswith("R") and text.startswith("\x1b[1;") else text)

    with Wide(tmp_path, "demo") as t:
        t.wait_for("[Attention ", "shows the keys")
        t.press("down")
        t.wait_for(_FOOT)
        assert "▌" not in t.settle() and "─" not in t.text


@pytest.mark.long
def test_a_locale_without_utf8_gets_ascii_marks(tmp_path: Path) -> None:
    with Terminal(tmp_path, "demo", env={"LANG": "C"}) as t:
        shown = t.wait_for("[Attention ", "shows the keys")
        assert {c for c in shown if not c.isascii() and not c.isalpha()} == set()


@pytest.mark.parametrize(
    ("flag", "settings"),
    [
        ((), "stock_driver = true\n"),
        pytest.param(("--stock-driver",), "", marks=pytest.mark.long),
    ],
    ids=["settings", "flag"],
)
def test_stock_driver_by_flag_or_settings(
    flag: tuple[str, ...], settings: str, tmp_path: Path
) -> None:
    def sent(*words: str) -> int:
        with Terminal(tmp_path, *words, "demo") as t:
            t.wait_for("shows the keys")
            t.settle()
            return len(t.raw)

    ours = sent()
    (tmp_path / "config.toml").write_text(settings)
    assert sent(*flag) > ours * 2


def test_which_driver_it_is_and_why_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose()[0] is Wire
    assert choose(stock=True) == (None, "Textual's own, as the settings wish")
    monkeypatch.setattr("textual.__version__", "8.3.0")
    assert choose() == (None, "Textual's own: Textual 8.3.0 isn't known, 8.2 is")
    monkeypatch.undo()
    monkeypatch.delattr("textual.drivers.linux_driver.LinuxDriver._sigcont_application")
    assert choose() == (None, "Textual's own: this Textual has no _sigcont_application")


# -- multiplexers ----------------------------------------------------------------------


@contextmanager
def tmux(folder: Path) -> Iterator[Callable[..., str]]:
    socket = str(folder / "socket")

    def do(*words: str) -> str:
        return subprocess.run(
            ["tmux", "-S", socket, "-f", "/dev/null", *words],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "OPPMAN_HOME": str(folder), "OPPMAN_TODAY": "2026-11-23"},
        ).stdout

    command = f"{sys.executable} -m oppman_tui demo"
    do("new-session", "-d", "-s", "o", "-x", "100", "-y", "30", command)
    try:
        yield do
    finally:
        do("kill-server")


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux isn't there")
def test_tmux_detached_and_attached_at_another_size(tmp_path: Path) -> None:
    with tmux(tmp_path) as do:
        def shown() -> str:
            return do("capture-pane", "-p", "-t", "o")

        until(lambda: "shows the keys" in shown())
        for width, height in ((120, 40), (80, 24), (100, 30)):
            do("resize-window", "-t", "o", "-x", str(width), "-y", str(height))
            do("send-keys", "-t", "o", "j")
            until(lambda: _FOOT in shown())
            time.sleep(0.5)
            seen = shown()
            do("send-keys", "-t", "o", "C-l")
            time.sleep(0.5)  # what is drawn anew looks as before: there is nothing to wait for
            assert shown() == seen


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux isn't there")
def test_tmux_as_it_comes_passes_a_copied_deal_on_to_its_own_terminal(tmp_path: Path) -> None:
    """It takes no OSC 52 from a program unless it was told to."""
    socket, home = str(tmp_path / "socket"), str(tmp_path / "home")
    command = f"env OPPMAN_HOME={home} {sys.executable} -m oppman_tui demo"
    words = ("-S", socket, "-f", "/dev/null", "new-session", command)
    program = ["-c", "import os, sys; os.execvp('tmux', ['tmux', *sys.argv[1:]])"]
    with Terminal(tmp_path, *words, env={"SHELL": "/bin/sh"}, program=program) as t:
        t.wait_for("Plant 2 sensors", "shows the keys")
        t.press("y")
        t.wait_for("sent to your terminal's clipboard")
        found = re.search(rb"\x1b\]52;[a-z]*;([A-Za-z0-9+/=]+)(?:\x07|\x1b\\)", bytes(t.raw))
        assert found is not None
        assert base64.b64decode(found[1]).startswith("Plant 2 sensors\n  Customer    Mä".encode())
        t.press("q")
        t.wait_for_end()


@pytest.mark.skipif(shutil.which("screen") is None, reason="GNU screen isn't there")
def test_gnu_screen_shows_it_whole(tmp_path: Path) -> None:
    env = {"SCREENDIR": str(tmp_path / "s"), "SHELL": "/bin/sh"}
    (tmp_path / "s").mkdir(mode=0o700)
    words = ("-U", "-c", "/dev/null", sys.executable, "-m", "oppman_tui", "demo")
    program = ["-c", "import os, sys; os.execvp('screen', ['screen', *sys.argv[1:]])"]
    with Terminal(tmp_path, *words, env=env, program=program) as t:
        t.wait_for("Plant 2 sensors", "shows the keys")
        t.press("6", "down", "down", "pgdn", "up", "?")
        t.wait_for("Sort by another column")
        t.press("q")  # screen keeps Esc to itself until another key comes
        t.wait_without("Sort by another column")
        seen = t.settle()
        t.press("ctrl+l")
        assert t.settle() == seen
        t.press("q")
        t.wait_for_end()
