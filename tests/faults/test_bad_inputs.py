"""Bad input gets a clear answer; nothing is lost, nothing runs. The rows are in `bad_inputs`."""

from __future__ import annotations

import csv
import io
import json
import os
import socket
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Set
from datetime import date
from pathlib import Path

import pytest
from bad_inputs import (
    AMOUNTS,
    BASE,
    DATES,
    PATHS,
    PLAYBOOKS,
    SEARCHED,
    SEARCHES,
    SETTINGS,
    TEXTS,
    TODAY,
)
from seat import one, open_deal, seated, strike, text, workspace
from shell import Shell
from textual import events
from textual.widgets import Input

from oppman_tui.domain.fields import ENTITIES, Json, Kind, Part
from oppman_tui.domain.values import dates, money
from oppman_tui.domain.values.text import clean_line, clean_text, is_blank
from oppman_tui.errors import UserError
from oppman_tui.store.care.verify import verify
from oppman_tui.workspace import listing, sheets
from oppman_tui.workspace.deals import Seen, Workspace

_TEXT_KINDS = {Kind.LINE, Kind.TEXT, Kind.KEY, Kind.REF, Kind.CURRENCY}
_LIST_KINDS = {Kind.NAMES, Kind.REFS}


def names_of(table: Iterable[str]) -> list[str]:
    return list(table)


QUICK = {
    *("markup", "an action in markup", "a cleared screen", "C1", "NUL", "nothing to be seen"),
    *("a lone surrogate", "a megabyte", "a formula", "lines", "empty"),  # of TEXTS
    *("no TOML", "an unknown key", "deep brackets", "not UTF-8", "a playbook that is a device"),
}
"""A row of each kind, tried in every run; the others where there is time for it."""


def mostly_long(table: Iterable[str], quick: Set[str] = QUICK) -> list[object]:
    return [row if row in quick else pytest.param(row, marks=pytest.mark.long) for row in table]


def assert_sound(ws: Workspace) -> None:
    found = [problem.what for problem in verify(ws.store)]
    assert not found, "; ".join(found)


# Texts


def is_clean(told: str) -> bool:
    """No control but a line's end, no override: nothing that a terminal would obey."""
    return all(
        letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cs")
        for letter in told
    ) and not set(told) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def text_fields() -> Iterator[tuple[str, Part]]:
    """(entity, part) of all that a person can write words into."""
    for entity in ENTITIES.values():
        if entity.documents != ("customer",):
            for part in entity.parts:
                if part.kind in _TEXT_KINDS | _LIST_KINDS:
                    yield entity.name, part


NEEDED: dict[str, dict[str, Json]] = {
    "player": {"name": "Ann"},
    "link": {"from_player": "p1", "to_player": "p2", "link_kind": "trusts"},
    "risk": {"risk": "Late"},
    "action": {"action": "Call"},
    "entry": {"on": "2026-11-01", "text": "Called"},
    "review": {"held_on": "2026-11-01"},
    "stage_move": {"to_stage": "define", "on": "2026-11-01"},
    "close_date_move": {"moved_on": "2026-11-01"},
    "hold_period": {"held_from": "2026-11-01", "held_to": "2026-11-02"},
    "override": {"holds": True},
    "stop": {"stop": "They merge"},
    "extra": {"extra": "x"},
}
"""Without which a row isn't there."""


@pytest.mark.parametrize("row", mostly_long(TEXTS))
def test_a_text_into_every_field_through_the_verbs(row: str, tmp_path: Path) -> None:
    given = TEXTS[row]
    with workspace(tmp_path) as ws:
        deal = ws.add_deal("Cranes", "Corp", close_date="2026-12-01")
        seen = Seen.of(ws.named(deal)[0])
        refused, kept = 0, 0
        for entity, part in text_fields():
            value: Json = [given] if part.kind in _LIST_KINDS else given
            parts = NEEDED.get(entity, {}) | {part.name: value}
            try:
                if ENTITIES[entity].single:
                    ws.set(seen, entity, deal, parts, f"Set {given[:30]}")
                else:
                    ws.add(seen, entity, parts, f"Add {given[:30]}")
            except UserError as error:
                refused += 1
                assert is_clean(str(error)), part.name
                assert len(str(error)) < 400, "a refusal is read, not scrolled"
            else:
                kept += 1
        assert refused + kept == len(list(text_fields()))
        answered_everywhere(ws)
        ws.undo()
        assert_sound(ws)


@pytest.mark.parametrize("row", mostly_long(TEXTS))
def test_a_text_through_each_verb_that_takes_words(row: str, tmp_path: Path) -> None:
    given = TEXTS[row]
    with workspace(tmp_path) as ws:
        deal = ws.add_deal("Cranes")
        seen = Seen.of(ws.named(deal)[0])
        verbs: list[Callable[[], object]] = [
            lambda: ws.add_deal(given, given),
            lambda: ws.log(seen, given),
            lambda: ws.set_customer(seen, given),
            lambda: ws.add_action(seen, given),
            lambda: ws.move_stage(seen, "define", reason=given),
            lambda: ws.move_stage(seen, given),
            lambda: ws.hold(seen, date(2026, 12, 1), given),
            lambda: ws.close_deal(seen, "lost", closed_to=given, closed_reason=given),
            lambda: ws.close_deal(seen, given),
            lambda: ws.reopen(seen),
            lambda: ws.named(given),
            lambda: ws.overview(given),
            lambda: ws.remember("list.search", given),
        ]
        for verb in verbs:
            try:
                verb()
            except UserError as error:
                assert is_clean(str(error))
        answered_everywhere(ws)


def answered_everywhere(ws: Workspace) -> None:
    """All that is told of the deals can be told, to a terminal and to a file, and is clean."""
    views = ws.views(ws.store.deal_ids())
    assert views
    for view in views:
        assert is_clean(sheets.as_text(view, why=True))
        json.loads(sheets.as_json(view))
        ws.story(view)
        for tab in ("all", "closed"):
            assert is_clean("".join(listing.as_text(ws, tab)))
            json.loads("".join(listing.as_json(ws, tab)))
            rows = list(csv.DictReader(io.StringIO("".join(listing.as_csv(ws, tab)))))
            assert not any((r["name"] or "x")[0] in "=+-@\t" for r in rows)
    assert_sound(ws)


@pytest.mark.parametrize("row", names_of(TEXTS))
def test_what_is_kept_is_what_was_meant(row: str, tmp_path: Path) -> None:
    """Cleaned of what a terminal would obey; otherwise to the letter."""
    given = TEXTS[row]
    with workspace(tmp_path) as ws:
        deal = ws.add_deal("Cranes")
        seen = Seen.of(ws.named(deal)[0])
        cleaned = clean_text(given)
        if len(cleaned) > 20_000:
            with pytest.raises(UserError, match="20,000 are allowed"):
                ws.set(seen, "deal", deal, {"note": given}, "Note")
            return
        ws.set(seen, "deal", deal, {"note": given}, "Note")
        note = ws.named(deal)[0].dossier.deal.note
        assert note == (None if is_blank(cleaned) else cleaned)
        if given.isprintable() and not is_blank(given):
            assert note == (unicodedata.normalize("NFC", given.strip()) or None)


ON_SCREEN = (
    "markup",
    "an action in markup",
    "markup that never closes",
    "a cleared screen",
    "C1",
    "NUL",
    "an override",
    "nothing to be seen",
    "a lone surrogate",
    "combining",
    "a family",
    "wide",
    "a formula",
    "SQL",
    "lines",
    "a megabyte",
)


@pytest.mark.parametrize("row", mostly_long(ON_SCREEN, {"markup", "a cleared screen", "NUL"}))
async def test_a_text_pasted_into_a_new_deal(row: str, tmp_path: Path) -> None:
    given = TEXTS[row]
    name = clean_line(given)
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await strike(pilot, "n")
            pilot.app.screen.query_one(Input).post_message(events.Paste(given))
            await strike(pilot, "enter", "enter", "enter")
            assert is_clean(text(pilot))
            if is_blank(name) or len(name) > 200:
                await strike(pilot, "escape", "escape")
                assert len(ws.store.deal_ids()) == 1
                return
            view = one(ws, name)
            assert view.dossier.deal.name == name
            for pane in ("review", "plan", "players", "act", "history"):
                await open_deal(pilot, view, pane)
                assert is_clean(text(pilot))
                await strike(pilot, "escape")
            assert pilot.app.is_running
            assert_sound(ws)


# Amounts, dates, searches


@pytest.mark.parametrize("row", names_of(AMOUNTS), ids=lambda row: ascii(row)[:30])
def test_an_amount(row: str) -> None:
    meant = AMOUNTS[row]
    if isinstance(meant, tuple):
        assert money.parse_amount(row, BASE) == meant
    else:
        with pytest.raises(UserError, match=meant) as refused:
            money.parse_amount(row, BASE)
        assert is_clean(str(refused.value))
        assert len(str(refused.value)) < 300


@pytest.mark.parametrize("row", names_of(DATES), ids=lambda row: ascii(row)[:30])
def test_a_date(row: str) -> None:
    meant = DATES[row]
    if isinstance(meant, date):
        assert dates.parse_date(row, TODAY) == meant
    else:
        with pytest.raises(UserError, match=meant) as refused:
            dates.parse_date(row, TODAY)
        assert len(str(refused.value)) < 300


def test_a_search(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        deal = ws.add_deal(SEARCHED)
        ws.add_deal("Cranes")
        for words, may_find in SEARCHES.items():
            found = list(ws.find("all", words))
            assert deal in found or not may_find, words
            ws.overview(words)
            ws.named(words)
        assert len(ws.store.deal_ids()) == 2


@pytest.mark.parametrize(
    "searches", [list(SEARCHES)[::4], pytest.param(list(SEARCHES), marks=pytest.mark.long)]
)
async def test_a_search_on_the_screen(searches: list[str], tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal(SEARCHED)
        async with seated(ws) as pilot:
            await strike(pilot, "6")
            for words in searches:
                await strike(pilot, "slash")
                field = pilot.app.screen.query_one(Input)
                field.post_message(events.Paste(words))
                await strike(pilot, "enter")
                assert is_clean(text(pilot))
                await strike(pilot, "escape")
            assert "DROP TABLE deal" in text(pilot)


# The command line


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell(tmp_path / "home")
    made.home.mkdir(mode=0o700)
    return made


def bad_path(row: str, folder: Path) -> str:
    path = folder / "bad"
    match row:
        case "a pipe":
            os.mkfifo(path)
        case "a device":
            return "/dev/zero"
        case "a folder":
            path.mkdir()
        case "a link to nowhere":
            path.symlink_to(folder / "nowhere")
        case "a link to itself":
            path.symlink_to(path)
        case "a socket":
            with socket.socket(socket.AF_UNIX) as made:
                made.bind(str(path))
        case "a pickle":
            path.write_bytes(b"\x80\x04cposix\nsystem\n(S'touch pwned'\ntR.")
        case "a YAML file":
            path.write_text("!!python/object/apply:os.system ['touch pwned']\n")
        case "no name":
            return ""
        case "a name too long":
            return str(folder / ("n" * 300))
        case "a scheme":
            return "gopher://db.example/deals"
    return str(path)


@pytest.mark.long
@pytest.mark.parametrize("row", PATHS)
def test_a_path_as_a_store_or_a_file(row: str, shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o700)
    path = bad_path(row, folder)
    before = sorted(folder.rglob("*"))
    shell.say("add", "Cranes")
    commands = [
        ["--store", path, "list"],
        ["--store", path, "verify"],
        ["import", path],
        ["playbook", "check", path],
    ]
    if row not in ("a scheme", "a name too long"):
        commands.append(["--store", path, "add", "x"])
    for command in commands:
        done = subprocess.run(
            [sys.executable, "-m", "oppman_tui", *command],
            env=shell.env,
            cwd=folder,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
        assert done.returncode in (1, 2), (command, done.stdout, done.stderr)
        assert done.stderr.startswith("oppman: ") and done.stderr.count("\n") == 1, done.stderr
        assert "error of its own" not in done.stderr, command
        assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("row", mostly_long(SETTINGS))
def test_settings_that_are_broken(row: str, shell: Shell) -> None:
    written, told = SETTINGS[row]
    settings = shell.home / "config.toml"
    settings.write_bytes(written)
    refusal = shell.refuse("list")
    assert told in refusal, refusal
    assert is_clean(refusal)
    assert len(refusal) < 1_000
    assert settings.read_bytes() == written


@pytest.mark.parametrize("row", mostly_long(PLAYBOOKS))
def test_a_playbook_that_is_broken(row: str, shell: Shell) -> None:
    written, told = PLAYBOOKS[row]
    (shell.home / "team.toml").write_bytes(written)
    (shell.home / "config.toml").write_text('playbook = "team.toml"\n')
    for command in (["list"], ["playbook", "check", str(shell.home / "team.toml")]):
        refusal = shell.refuse(*command)
        assert told in refusal and "team.toml" in refusal, refusal
        assert is_clean(refusal)


ARGUMENTS = {
    "bytes that are no UTF-8": b"a\xff\xfeb",
    "an escape": b"a\x1b]52;c;aGk=\x07b\x1b[2J",
    "a dash": b"-x",
    "markup": b"[@click=app.quit]x[/nope]",
    "a megabyte": b"n" * 100_000,
    "nothing": b"",
}


@pytest.mark.long
@pytest.mark.parametrize("row", names_of(ARGUMENTS))
def test_an_argument_of_every_command_that_takes_words(row: str, shell: Shell) -> None:
    deal = shell.say("add", "Cranes").strip()
    given = ARGUMENTS[row]
    for command in (
        [b"add", b"--", given],
        [b"add", b"x", b"--customer=" + given, b"--owner=" + given],
        [b"add", b"x", b"--value=" + given],
        [b"add", b"x", b"--close=" + given],
        [b"log", b"--", deal.encode(), given],
        [b"show", b"--", given],
        [b"list", b"--tab=" + given],
        [b"list", b"--today=" + given],
        [b"forget", b"--", given],
    ):
        done = subprocess.run(
            [sys.executable.encode(), b"-m", b"oppman_tui", *command],
            env=shell.env,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
        told = (done.stdout + done.stderr).decode()
        assert done.returncode in (0, 1, 2), (command[:2], told[:500])
        assert "error of its own" not in told, command[:2]
        assert "Traceback" not in told, command[:2]
        assert is_clean(told), command[:2]
        assert len(told) < 10_000, command[:2]
    assert "Sound" in shell.say("verify")
