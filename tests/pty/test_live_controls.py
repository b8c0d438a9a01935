"""Data is never code: the raw bytes of every screen and of every command, read for live controls.

The hostile texts of quality.md 3 are written into the store behind the program's back, since what
comes in through it is cleaned.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from terminal import Terminal

HOSTILE = (
    "\x1b]52;c;aGVsbG8=\x07copied",
    "\x1b]0;pwned\x1b\\titled",
    "\x1b[6nasked",
    "\x1b[2Jcleared",
    "\x1b[31mred",
    "\x1b[5;5Hmoved",
    "\x1b]8;;http://x.example\x1b\\linked\x1b]8;;\x1b\\",
    "\x1b]0;without an end",
    "\x1bPq#0without an end",
    "\x1bcreset",
    "\u009b31mc1",
    "\u009d0;pwned\u009cc1",
    "CR\rBS\x08BEL\x07",
    "\u202egnp.exe",
    "\u2066isolated",
    "\u200fmarked",
    "[red]x[/red]",
    "[@click=app.quit]x[/]",
    "Deal [/nope] [bold",
    "👨\u200d👩\u200d👧 family",
)
_TEXTS = {
    "deal": ("name", "next_step", "owner", "note"),
    "customer": ("name", "note"),
    "player": ("name", "title", "win"),
    "entry": ("text", "contact"),
    "action": ("action", "owner"),
    "answer": ("text", "evidence"),
    "risk": ("risk", "text", "answer"),
    "review": ("decision_text",),
    "stop": ("text",),
}
# All that the program itself has reason to write, but nothing that a name could wish for:
# no title, no clipboard, no reset.
_OURS = re.compile(
    r"\x1b\[[\d;]*[mHABCDKXLM]"
    r"|\x1b\[\?(?:7|25|100\d|101\d|1049|2004|2026|2048)(?:[hl]|\$p)"
    r"|\x1b\[[<>]\d*u|\x1b\[6n|\x1b\[2J|\x1b\[r|\x1b\(B|\x0f|\x1b\]22;[a-z]*\x07"
    r"|\r?\n|\r"
)
_LIVE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sample deals, each text of them hostile."""
    home = tmp_path_factory.mktemp("hostile")
    with Terminal(home, "demo") as t:
        t.wait_for("shows the keys")
        t.press("q")
        assert t.wait_for_end() == 0
    texts = cycle(HOSTILE)
    with sqlite3.connect(home / "demo.db") as store:
        store.create_function("hostile", 0, lambda: next(texts))
        for table, wanted in _TEXTS.items():
            there = {row[1] for row in store.execute(f"PRAGMA table_info({table})")}
            for column in sorted(there.intersection(wanted)):
                store.execute(f"UPDATE {table} SET {column} = hostile() WHERE {column} NOT NULL")
    return home


def live(written: str) -> list[str]:
    """Live controls that are none of the program's own, with what is around them."""
    rest = _OURS.sub("", written)
    found = [rest[max(0, m.start() - 20) : m.end() + 20] for m in _LIVE.finditer(rest)]
    found += [text for text in HOSTILE if _LIVE.search(text) and text in written]
    return found


def _walk() -> Iterator[tuple[str, ...]]:
    """Every screen, and dialogs, notes and the palette on it."""
    yield from ((".",) for _ in range(6))
    yield from (("6",), ("down",), ("pgdn",), ("w",), ("esc",), (":", "a"), ("esc",), ("l",))
    yield from (("esc", "esc"), ("t",), ("esc", "esc"), ("@",), ("esc", "esc"), ("s",), ("esc",))
    yield from (("space",), ("esc",), ("/", "a"), ("esc",), ("m",), ("esc", "esc"), ("6",))
    yield from (("enter",), ("w",), ("esc",), ("f",), ("down", "down"), ("y",), ("esc",))
    for pane in "rpakh":
        yield from (("g", pane), ("down", "down", "down"), ("w",), ("esc",), ("enter",))
        yield ("esc", "esc")


@pytest.mark.long
@pytest.mark.parametrize("words", [(), ("--stock-driver",)], ids=str)
def test_no_screen_sends_a_live_control_of_a_text(home: Path, words: tuple[str, ...]) -> None:
    with Terminal(home, *words, "demo") as t:
        t.wait_for("Attention ")
        t.settle()
        for keys in _walk():
            t.press(*keys)
            t.settle()
        written = t.raw.decode()
    copied = re.compile(r"\x1b\]52;c;[A-Za-z0-9+/=]*\x07")  # y, which a person struck
    assert len(written) > 10_000
    assert not live(copied.sub("", written, count=1))


def _oppman(home: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "oppman_tui", "--store", str(home / "demo.db"), *words],
        capture_output=True,
        env={**os.environ, "OPPMAN_HOME": str(home), "OPPMAN_TODAY": "2026-11-23"},
        timeout=60,
    )
    return (done.stdout + done.stderr).decode()


@pytest.mark.parametrize(
    "words",
    [
        ("list", "--tab", "all"),
        ("list", "--tab", "all", "--json"),
        ("list", "--tab", "all", "--csv"),
        ("list", "--tab", "closed"),
        ("keys",),
        ("locate",),
        ("verify",),
    ],
    ids=" ".join,
)
def test_no_command_prints_a_live_control_of_a_text(home: Path, words: tuple[str, ...]) -> None:
    assert not live(_oppman(home, *words).replace("\t", " "))


@pytest.mark.parametrize("words", [("show",), ("list", "--find"), ("list", "--tab"), ()], ids=str)
def test_no_command_prints_back_a_live_control_it_was_given(
    home: Path, words: tuple[str, ...]
) -> None:
    text = "".join(HOSTILE)
    assert not live(_oppman(home, *words, text).replace("\t", " "))


def test_a_deal_shown_by_its_id_prints_no_live_control(home: Path) -> None:
    with sqlite3.connect(home / "demo.db") as store:
        deals = [row for (row,) in store.execute("SELECT row FROM deal LIMIT 2")]
    for deal in deals:
        assert not live(_oppman(home, "show", deal, "--why").replace("\t", " "))
        assert not live(_oppman(home, "show", deal, "--json"))
