"""The program in terminals of several kinds, as its bytes go out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
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


def test_linear_is_said_before_the_command(tmp_path: Path) -> None:
    with Terminal(tmp_path, "--linear", "demo") as t:
        t.wait_for("Sorted by what deserves attention first", "of 21 days, alarm: ")


@pytest.mark.long
def test_linear_is_said_in_the_settings(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("linear = true\n")
    with Terminal(tmp_path, "demo") as t:
        t.wait_for("Sorted by what deserves attention first")
