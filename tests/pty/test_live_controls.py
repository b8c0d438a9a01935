"""Data is never code: the raw bytes of every screen and of every command, read for live controls.

The hostile texts of quality.md 3 are written into the store behind the program's back, since what
comes in through it is cleaned.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import shell
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
    "deal": (
        *("name", "next_step", "owner", "note", "stage_reason", "hold_reason", "closed_to"),
        *("closed_reason", "closed_cost", "closed_reopen", "strategic"),
    ),
    "customer": ("name", "note"),
    "player": ("name", "title", "email", "phone", "win", "effect", "our_person", "goal"),
    "entry": ("text",),
    "action": ("action", "action_owner", "outcome", "asked"),
    "answer": ("evidence",),
    "criterion": ("criterion_note",),
    "risk": ("risk",),
    "review": ("held_by", "decision_text"),
    "stop": ("stop", "stop_check"),
    "override": ("override_reason",),
    "change": ("actor", "label"),
    "act": ("actor", "label"),
}
_WITHIN = {"summary": "card", "op": "value", "review": "participants"}
"""Where the same texts stand within JSON: what the list is drawn from, the log."""
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
    told: dict[str, str] = {}

    def hostile(text: str) -> str:
        return told.setdefault(text, next(texts))

    def within(given: str) -> str:
        return json.dumps(_told(json.loads(given), told), ensure_ascii=False)

    with sqlite3.connect(home / "demo.db") as store:
        store.create_function("hostile", 1, hostile)
        store.create_function("within", 1, within)
        for table, columns in _TEXTS.items():
            for column in columns:
                store.execute(
                    f"UPDATE {table} SET {column} = hostile({column}) WHERE {column} <> ''"
                )
        for table, column in _WITHIN.items():
            store.execute(f"UPDATE {table} SET {column} = within({column}) WHERE {column} <> ''")
    return home


def _told(value: Any, told: dict[str, str]) -> Any:
    """`value`, each text of it by what has taken its place."""
    if isinstance(value, list):
        return [_told(one, told) for one in value]
    if isinstance(value, dict):
        return {key: _told(one, told) for key, one in value.items()}
    return told.get(value, value) if isinstance(value, str) else value


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
    yield from (("space",), ("esc",), ("/", "a"), ("esc",), ("6",))
    # Many deals: the call sheet, the funnel with a figure's deals, the map, calibration.
    yield from (("C",), ("down",), ("esc",), ("F",), ("down", "enter"), ("w",), ("esc",), ("esc",))
    yield from (("w",), ("esc",), ("esc",), ("O",), ("tab", "tab"), ("w",), ("esc",), ("v",))
    yield from (("esc",), ("g", "c"), ("enter",), ("down", "down"), ("esc",), ("esc",))
    # A meeting: the agenda, a deal on the table, its reasons, people, minutes.
    yield from (("1",), ("m",), ("enter",), ("down", "down"), ("w",), ("esc",), ("i",), ("esc",))
    yield from (("enter",), ("w",), ("esc",), ("pgdn",), ("0",), ("e",), ("y",), ("esc",))
    yield from (("i",), ("esc", "esc"), ("x",), ("esc", "esc"), ("U",), ("u",), ("esc",), ("6",))
    yield from (("enter",), ("C",), ("esc",), ("P",), ("down", "enter"), ("esc",), ("esc",))
    yield from (("w",), ("esc",), ("f",), ("down", "down"), ("y",), ("esc",))
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
    env = {**os.environ, "OPPMAN_HOME": str(home), "OPPMAN_TODAY": "2026-11-23"}
    done = shell.run(["--store", str(home / "demo.db"), *words], env)
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
        ("export", "deals", "--csv"),
        ("export", "deals", "--json"),
        ("export", "players", "--csv"),
        ("export", "actions", "--ics"),
        ("report", "--agenda"),
        ("report", "--portfolio"),
        ("report", "--funnel"),
        ("forget", "linked", "--dry-run"),
        ("show", "x"),
        ("doctor",),
    ],
    ids=" ".join,
)
def test_no_command_prints_a_live_control_of_a_text(home: Path, words: tuple[str, ...]) -> None:
    assert not live(_oppman(home, *words).replace("\t", " "))


_GIVEN = [
    *[("show",), ("list", "--find"), ("list", "--tab"), (), ("import",), ("restore",)],
    *[("restore", "--as-of", "2026-10-01", "--deal"), ("playbook", "check"), ("backup",)],
    *[("report", "--where"), ("--store",)],
]


@pytest.mark.parametrize("words", _GIVEN, ids=str)
def test_no_command_prints_back_a_live_control_it_was_given(
    home: Path, words: tuple[str, ...]
) -> None:
    text = "".join(HOSTILE).replace("/", "")
    assert not live(_oppman(home, *words, text).replace("\t", " "))


def test_a_deal_shown_by_its_id_prints_no_live_control(home: Path) -> None:
    with sqlite3.connect(home / "demo.db") as store:
        deals = [row for (row,) in store.execute("SELECT row FROM deal LIMIT 2")]
    for deal in deals:
        assert not live(_oppman(home, "show", deal, "--why").replace("\t", " "))
        assert not live(_oppman(home, "show", deal, "--json"))


def test_commands_speak_by_one_door_only() -> None:
    """What `say` prints is harmless; nobody prints past it."""
    commands = (Path(__file__).parents[2] / "src" / "oppman_tui" / "cli").glob("*.py")
    past = re.compile(r"\bclick\.(?:echo|secho|confirm|prompt)\b|\bprint\(")
    assert [c.name for c in commands if past.search(c.read_text("utf-8"))] == ["saying.py"]
