"""Keys that arrive all at once, as after a stall of the line: each means what it would have meant
later, also where the one before it has to wait for the disk or opens something."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from terminal import Terminal


def test_a_meeting_is_begun_and_an_answer_written_in_one_burst(tmp_path: Path) -> None:
    with Terminal(tmp_path, "demo") as t:
        t.wait_for("Attention 1", "shows the keys")
        t.press("m", "enter", "down", "enter")
        t.type("Legal holds it up")
        t.press("enter", "up")
        t.wait_for("1 of 8", "Legal holds it up")


def test_a_deal_is_written_down_and_its_next_step_agreed_in_one_burst(tmp_path: Path) -> None:
    with Terminal(tmp_path, "demo") as t:
        t.wait_for("Attention 1", "shows the keys")
        t.press("n")
        for answer in ("Harbour cranes", "Satama Oy", "1,2M"):
            t.type(answer)
            t.press("enter")
        t.press("6", "/")
        t.type("harbour")
        t.press("enter", "t")
        t.type("Visit the quay")
        t.press("enter")
        t.type("2026-12-04")
        t.press("enter", "y", "enter")
        t.wait_for("Satama Oy › Harbour cranes", "next: Visit the quay 4 Dec")


def test_blanks_and_joiners_of_other_keyboards_are_text(tmp_path: Path) -> None:
    """AltGr+Space, a Japanese space bar, the joiners of Persian and of a family."""
    with Terminal(tmp_path, "demo") as t:
        t.wait_for("Attention 1", "shows the keys")
        t.press("n")
        t.type("Quay\u00a0cranes\u3000\u0645\u06cc\u200c\u062e \U0001f468\u200d\U0001f467")
        t.press("enter", "enter", "enter")
        t.wait_for("is written down")
    with sqlite3.connect(tmp_path / "demo.db") as store:
        (name,) = store.execute("SELECT name FROM deal WHERE name LIKE 'Quay%'").fetchone()
    assert name == "Quay cranes \u0645\u06cc\u200c\u062e \U0001f468\u200d\U0001f467"
