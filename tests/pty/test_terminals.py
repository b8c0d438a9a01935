"""The program in terminals of several kinds, as its bytes go out."""

from __future__ import annotations

import re
from pathlib import Path

from terminal import Terminal

_COLOUR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9;]*)?m")


def test_the_linux_console_gets_ascii_only(tmp_path: Path) -> None:
    with Terminal(tmp_path, "demo", env={"TERM": "linux"}) as t:
        shown = t.wait_for("[Attention ", "shows the keys")
        # Names keep their letters; all else is drawn with what the console has.
        assert {c for c in shown if not c.isascii() and not c.isalpha()} == set()


def test_no_color_sends_no_colour_at_all(tmp_path: Path) -> None:
    with Terminal(tmp_path, "demo", env={"NO_COLOR": "1", "COLORTERM": "truecolor"}) as t:
        t.wait_for("Attention 1", "shows the keys")
        assert not _COLOUR.search(bytes(t.raw))
        assert re.search(rb"\x1b\[(?:0;)?1;4m", bytes(t.raw))  # the tab that is shown, underlined


def test_sixteen_colours_are_used_where_there_are_no_more(tmp_path: Path) -> None:
    with Terminal(tmp_path, "demo", env={"TERM": "xterm"}) as t:
        t.wait_for("Attention 1", "shows the keys")
        raw = bytes(t.raw)
        assert b"38;5" not in raw and b"38;2" not in raw
        # Where one is, what alarms and what is noticed, each in its own colour on black.
        assert b"96;40m" in raw
        assert re.search(rb"\x1b\[(?:0;)?1;91", raw) and re.search(rb"\x1b\[(?:22;)?93", raw)


def test_linear_is_said_before_the_command_or_in_the_settings(tmp_path: Path) -> None:
    with Terminal(tmp_path, "--linear", "demo") as t:
        t.wait_for("Sorted by what deserves attention first", "of 21 days, alarm: ")
    (tmp_path / "config.toml").write_text("linear = true\n")
    with Terminal(tmp_path, "demo") as t:
        t.wait_for("Sorted by what deserves attention first")
