"""Copying over SSH: what the terminal one sits at is sent."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from terminal import Terminal

from oppman_tui.errors import UsageError
from oppman_tui.terminal.clipboard import MOST, sequence


def _taken(written: str) -> str:
    """What a terminal takes from OSC 52."""
    found = re.search(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", written)
    assert found is not None
    return base64.b64decode(found[1]).decode()


def test_a_text_is_cleaned_before_it_is_copied() -> None:
    assert _taken(sequence("\x1b[31mAb\u202e\nÄ\x07", {})) == "Ab\nÄ"


def test_tmux_is_asked_and_passed_through() -> None:
    told = sequence("Ä", {"TMUX": "/tmp/x,1,0"})
    plain, _, through = told.partition("\x1bPtmux;")
    assert _taken(plain) == "Ä"
    assert _taken(through.removesuffix("\x1b\\").replace("\x1b\x1b", "\x1b")) == "Ä"


def test_screen_gets_it_in_pieces_that_it_passes_on() -> None:
    text = "a long story. " * 99
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", sequence(text, {"STY": "1.pts"}), re.DOTALL)
    assert len(pieces) > 2 and max(map(len, pieces)) <= 768
    assert _taken("".join(pieces)) == text.strip()


def test_what_is_too_long_is_not_sent_by_halves() -> None:
    assert len(sequence("x" * MOST, {})) < 75_000
    with pytest.raises(UsageError, match="takes 56,000"):
        sequence("x" * (MOST + 1), {})


def test_a_deal_and_a_field_are_copied_with_one_key(tmp_path: Path) -> None:
    with Terminal(tmp_path, "demo") as t:
        t.wait_for("Plant 2 sensors", "shows the keys")
        t.press("enter")
        t.wait_for("Since the last review")
        t.press("y")
        t.wait_for("sent to your terminal's clipboard")
        sheet = _taken(t.raw.decode())
        assert sheet.startswith("Plant 2 sensors\n  Customer    Mäkinen Oy\n  Value       €180,000")
        t.press("f")
        t.wait_for("all its fields")
        del t.raw[:]
        t.press("y")
        t.wait_for("Name: sent to your terminal's clipboard")
        assert _taken(t.raw.decode()) == "Plant 2 sensors"
