"""The keys: one table, a person's own in its place, and a word from each key that can't act."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from seat import LARGE, SMALL, lines, one, open_deal, seated, strike, text, workspace
from textual.binding import Binding
from textual.keys import _character_to_key

from oppman_tui.errors import ConfigError
from oppman_tui.tui import keys
from oppman_tui.tui.keymap import PLACES, KeyMap, named
from oppman_tui.tui.screens.deal import PANES

NEVER_ALONE = ("ctrl+s", "ctrl+q", "ctrl+b", "ctrl+a")
"""Keys that terminals and multiplexers take."""


# -- the table -----------------------------------------------------------------------------


def test_every_key_has_an_id_of_its_own_and_says_what_it_does() -> None:
    found = [binding for binding, _ in keys.every()]
    assert len(found) == len(set(found))
    for binding, key in keys.every():
        assert key.label and key.help and not key.help.endswith("."), binding


def test_everything_can_be_done_with_plain_keys() -> None:
    """Letters, digits, arrows, Enter, Esc, Tab and such; what Ctrl does is a second way."""
    standard = KeyMap()
    for binding, _ in keys.every():
        struck = standard.keys(binding)
        assert not {"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "shift+enter"} & set(struck), binding
        # q leaves at the list, and Esc leads there. While one writes a plain key is text: Esc and
        # E are the way to the editor, a backslash and Enter that to a new line.
        # The palette draws the screen anew too.
        second = ("app.quit", "app.repaint", "writing.editor", "writing.new_line")
        if binding not in second:
            assert any(not key.startswith("ctrl+") for key in struck), binding
            assert not set(struck) <= set(NEVER_ALONE), binding


def test_every_group_is_live_somewhere() -> None:
    assert {group for groups in PLACES.values() for group in groups} == set(keys.GROUPS)


def test_characters_have_the_names_that_textual_gives_them() -> None:
    typed = string.ascii_letters + string.digits + string.punctuation + "äÖéß€§½"
    assert {c: named(c) for c in typed} == {c: _character_to_key(c) for c in typed}


def said(source: str) -> Iterator[str]:
    """The texts in `source` that a user may read: no docstrings, and no text that is data."""
    tree = ast.parse(source)
    bodies = [node.body for node in ast.walk(tree) if hasattr(node, "body")]
    alone = [part for body in bodies if isinstance(body, list) for part in body]
    told = {id(part.value) for part in alone if isinstance(part, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


FIXED = r"Enter|, after Enter\)|Enter does it or opens it · .*"
"""What the screens say of Enter where it ends a line of search, whatever else it does."""


def test_a_key_is_named_as_it_is_set_wherever_it_is_spoken_of() -> None:
    """In braces by its id, or asked from the looks: never by the name it has in the table."""
    package = Path(keys.__file__).parents[2]
    for file in package.rglob("*.py"):
        for words in said(file.read_text(encoding="utf-8")):
            for binding in re.findall(r"\{([a-z_]+\.[a-z_0-9]+)\}", words):
                assert keys.find(binding), f"{file}: {binding} is no key's id"
            spoken = re.search(r"\b(Enter|Esc|Tab|Space|PgUp|PgDn)\b|(^|[;·,] )\w [a-z]+s\b", words)
            table = package / "tui/keys" in file.parents or file.name == "keymap.py"
            if spoken and package / "tui" in file.parents and not table:
                assert re.fullmatch(FIXED, words), f"{file}: {words}"


async def test_ones_own_keys_stand_in_every_question(tmp_path: Path) -> None:
    own = {
        "writing.save": "f2",
        "writing.cancel": "f3",
        "rows.choose": "f4",
        "dialog.cancel": "f5",
        "report.close": "f6",
        "list.whole": "f7",
        "report.more": "f8",
    }
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, keymap=KeyMap(own)) as pilot:
            await strike(pilot, "n")
            assert "F2 on · F3 leave" in lines(pilot)[-1]
            await strike(pilot, "f3", "o")
            assert "The key or F4 takes it · F5 none" in lines(pilot)[-1]
            await strike(pilot, "f5", "w")
            assert "F8 all the arithmetic of the deal · F6 back" in lines(pilot)[-1]
            await strike(pilot, "f6", "space")
            assert "1 marked: s stage, @ owner, x export, F7 unmarks" in lines(pilot)[-1]
            await strike(pilot, "slash", "x")
            assert "F7 show all" in lines(pilot)[-1]


def test_the_keys_of_an_id_in_a_sentence() -> None:
    names = KeyMap({"report.close": "f6"})
    assert (names.any_of("report.close"), names.any_of("confirm.no")) == ("F6", "n, Enter or Esc")
    assert names.any_of("confirm.yes") == "y"
    told = "{report.close} back, {nobody.here} and {} stand"
    assert names.told(told) == "F6 back, {nobody.here} and {} stand"


def test_the_bindings_are_the_table() -> None:
    (find,) = (b for b in keys.of("list") if isinstance(b, Binding) and b.id == "list.find")
    assert (find.key, find.action, find.show) == ("slash", "find", True)


# -- a person's own ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "problem"),
    [
        (
            {"list.fidn": "f"},
            "my.toml: keys.list.fidn: expected the id of a key, the nearest is list.find.",
        ),
        (
            {"list.find": "f,o"},
            "my.toml: keys: expected different keys on the list, "
            'got list.find = "f,o" and list.order = "o".',
        ),
        (
            {"deal.why": "e"},
            "my.toml: keys: expected different keys in Plan, "
            'got deal.why = "e" and plan.evidence = "e"; '
            "keys: expected different keys in the grid of key players, "
            'got deal.why = "e" and players.whole = "e".',
        ),
        (
            {"rows.up": "?"},
            "my.toml: keys: expected different keys on the list, "
            'got app.help = "?,f1" and rows.up = "?"; '
            "keys: expected different keys in a question, "
            'got dialog.help = "?,f1" and rows.up = "?"; '
            "keys: expected different keys on a page to read, "
            'got report.help = "?,f1" and rows.up = "?"; and 1 more.',
        ),
        (
            {"list.find": "ctrl+m"},
            "my.toml: keys.list.find: expected a key that every terminal can send, got 'ctrl+m'.",
        ),
        (
            {"list.find": "shift+f"},
            "my.toml: keys.list.find: expected keys such as f, ?, f2 or ctrl+k "
            "with commas between, got 'shift+f'.",
        ),
        (
            {"list.find": ""},
            "my.toml: keys.list.find: expected keys such as f, ?, f2 or ctrl+k "
            "with commas between, got ''.",
        ),
        (
            {"writing.save": "s"},
            "my.toml: keys.writing.save: expected a key that types nothing, such as f2, got 's'.",
        ),
    ],
)
def test_keys_that_can_not_be_are_refused_by_name(own: dict[str, str], problem: str) -> None:
    with pytest.raises(ConfigError) as refused:
        KeyMap(own, "my.toml")
    assert str(refused.value) == problem


def test_two_keys_can_change_places() -> None:
    keymap = KeyMap({"list.find": "o", "list.order": "/"})
    assert (keymap.shown("list.find"), keymap.shown("list.order")) == ("o", "/")


def test_the_same_key_means_two_things_in_places_that_are_apart() -> None:
    assert KeyMap({"history.back": "@", "deals.assign": "@"}).keys("history.back") == ("at",)


def test_keys_are_written_as_they_are_shown() -> None:
    keymap = KeyMap(
        {"list.find": "PgUp,Ctrl+K", "rows.page_up": "F3", "deal.next_tab": ","}
        | {"deal.previous_tab": ";"}
    )
    assert keymap.keys("list.find") == ("pageup", "ctrl+k")
    assert keymap.shown("list.find") == "PgUp Ctrl+k"
    assert keymap.keys("deal.next_tab") == ("comma",)


async def test_an_own_key_works_and_footer_and_help_show_it(tmp_path: Path) -> None:
    own = KeyMap({"list.find": "f,/", "list.why": "ctrl+w", "app.help": "f1"})
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, keymap=own, size=LARGE) as pilot:
            assert "Ctrl+w why" in lines(pilot)[-1] and "f find" in lines(pilot)[-1]
            assert lines(pilot)[-1].endswith("F1 help")
            await strike(pilot, "w")
            assert "stands where it stands" not in text(pilot)
            await strike(pilot, "ctrl+w")
            assert "stands where it stands" in text(pilot)
            await strike(pilot, "escape", "f1")
            assert any(line.split()[:3] == ["f", "/", "Narrow"] for line in lines(pilot))
            await strike(pilot, "escape", "f", "e", "r", "p")
            assert "ERP rollout" in text(pilot) and "Plant 2" not in text(pilot)


async def test_a_key_taken_from_one_of_several_is_left_to_the_others(tmp_path: Path) -> None:
    """`p` turns to the picture and back: given another way there, it still leads back."""
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, keymap=KeyMap({"players.picture": "m"})) as pilot:
            await open_deal(pilot, "ERP rollout", "players")
            await strike(pilot, "m")
            assert "In words" in text(pilot)
            await strike(pilot, "p")
            assert "Net support" in text(pilot)
            await strike(pilot, "m", "escape")
            assert "Net support" in text(pilot)


async def test_an_own_key_of_one_value_leaves_the_others(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, keymap=KeyMap({"plan.yes": "h"})) as pilot:
            await open_deal(pilot, "Fleet telematics", "plan")
            assert "0 1 h no partly yes" in lines(pilot)[-1]
            await strike(pilot, "h", "1", "2")
            given = {c.id: c.value for c in one(ws, "Fleet telematics").dossier.criteria}
            first, second, third = (c.key for c in ws.playbook.criteria[:3])
            assert (given[first], given[second]) == (2, 1)
            assert given.get(third) != 2


# -- the footer ----------------------------------------------------------------------------


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_the_footer_fits_and_always_shows_the_way_to_help(width: int, tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, size=(width, 24)) as pilot:
            assert lines(pilot)[-1].startswith(" Moving  Enter open")
            for pane in ("", *PANES):
                if pane:
                    await open_deal(pilot, "ERP rollout", pane)
                footer = lines(pilot)[-1]
                assert footer.startswith(" Moving  Enter ") and footer.endswith("? help")
                assert len(footer) <= width


async def test_plan_names_the_answer_that_evidence_goes_to(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, size=(110, 24)) as pilot:
            await open_deal(pilot, "ERP rollout", "plan")
            assert "e evidence  v grade  " in lines(pilot)[-1]
            await strike(pilot, "2")
            assert "e note on “We can reach the people who decide, credibly" in lines(pilot)[-1]
            questions = len(ws.playbook.criteria)
            await strike(pilot, *["down"] * questions, "1")
            told = "e evidence  v grade of “Do we have a contact among the people"
            assert lines(pilot)[-1].startswith(f" Moving  {told}"), lines(pilot)[-1]
            await strike(pilot, "down")
            assert "of “" not in lines(pilot)[-1]


# -- a key that can't act ------------------------------------------------------------------


@pytest.mark.parametrize("key", ["l", "a", "s", "w", "r", "enter", "space", "at"])
async def test_an_empty_list_says_why_nothing_happens(key: str, tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "escape")  # past the three ways to begin
            await strike(pilot, key)
            assert "no deal" in lines(pilot)[-1].lower(), lines(pilot)[-1]


@pytest.mark.parametrize(
    ("pane", "struck", "why"),
    [
        ("", ("escape",), "first level; q leaves"),
        ("", ("9",), "There are 7 tabs"),
        ("", ("U",), "othing"),
        ("review", ("tab",), "Review has one side"),
        ("history", ("tab",), "History has one side"),
        ("history", ("home", "b"), "b puts back"),
        ("act", ("D",), "D removes"),
        ("act", ("space",), "Space ticks"),
        ("plan", ("v",), "Criteria carry no grade"),
    ],
)
async def test_a_key_that_can_not_act_says_why(
    pane: str, struck: tuple[str, ...], why: str, tmp_path: Path
) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            if pane:
                await open_deal(pilot, "ERP rollout", pane)
            await strike(pilot, *struck)
            assert why in lines(pilot)[-1], lines(pilot)[-1]


async def test_go_leads_from_the_list_into_the_deals_tabs(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, size=SMALL) as pilot:
            for key, seen in (
                ("r", "Since the last review"),
                ("p", "best next question"),
                ("a", "Decision process"),
                ("k", "Net support"),
                ("h", "put back"),
            ):
                await strike(pilot, "g", key)
                assert seen in text(pilot), key
                await strike(pilot, "escape")
                assert "Attention 10" in text(pilot)
            await strike(pilot, "g", "l")
            assert lines(pilot)[-1].startswith(" Moving  Enter open")
