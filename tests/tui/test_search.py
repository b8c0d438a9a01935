"""The search as a query: narrowed while it is typed, misread in place, saved as a tab."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from rich.console import Console
from seat import LARGE, desk_of, lines, seated, strike, text, workspace, write
from textual.widgets import Input

from oppman_tui.domain.select.query import Problem
from oppman_tui.tui.lines import search
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.marks import DRAWN, LINEAR
from oppman_tui.tui.screens.list import ListScreen
from oppman_tui.tui.theme import DARK, Ink
from oppman_tui.workspace.queries import SavedQuery


async def test_a_query_narrows_the_list_as_it_is_typed(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        large = len(ws.find("all", "value>300k"))
        both = len(ws.find("all", "value>300k stage:compare"))
        assert large > both > 0
        async with seated(ws) as pilot:
            await strike(pilot, "6", "slash")
            await write(pilot, "value>300k")
            assert f"All {large}" in lines(pilot)[1]
            await write(pilot, " stage:")
            assert f"All {large}" in lines(pilot)[1]  # the rest isn't understood yet
            await write(pilot, "comp")
            assert f"All {both}" in lines(pilot)[1]


async def test_what_is_not_understood_is_marked_at_its_place(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "6", "slash")
            await write(pilot, "owner:liisa close<bana")
            typed, below = lines(pilot)[2:4]
            assert "owner:liisa close<bana" in typed
            assert below.index("^") == typed.index("bana")
            assert "a date is expected" in below
            assert f"All {len(ws.find('all', 'owner:liisa'))}" in lines(pilot)[1]
            await strike(pilot, *["backspace"] * 4)
            await write(pilot, "today+30")
            assert "^" not in lines(pilot)[3]
            await strike(pilot, "escape")
            assert "ERP rollout" in text(pilot)


@pytest.mark.parametrize("words", ['"', "AND", "*", "(", "-", "%", "_", "a or", "not", ":", "<>"])
async def test_no_search_breaks_anything(tmp_path: Path, words: str) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "slash")
            pilot.app.screen.query_one(Input).value = words
            await strike(pilot, "enter", "j", "w", "escape", "escape")
            assert "Attention 10" in lines(pilot)[1]


async def test_tab_completes_a_field_and_the_words_it_can_be(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "6", "slash")
            await write(pilot, "weak")
            await strike(pilot, "tab")
            field = pilot.app.screen.query_one(Input)
            assert field.value == "weakest:"
            await write(pilot, "n")
            await strike(pilot, "tab")
            assert field.value == "weakest:need"
            await write(pilot, " sta")
            await strike(pilot, "tab")
            assert field.value == "weakest:need sta"
            assert "stage:  status:" in lines(pilot)[-1]
            await strike(pilot, "tab")  # it never leaves the field
            assert pilot.app.focused is field


async def test_a_search_is_saved_as_a_tab_with_a_live_count(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, size=LARGE) as pilot:
            large = len(ws.find("all", "value>300k"))
            await strike(pilot, "6", "slash")
            await write(pilot, "value>300k", "enter", "S")
            await write(pilot, "Big ones", "enter")
            assert f"Closed 13  Big ones {large}" in lines(pilot)[1]
            assert ws.queries() == (SavedQuery("Big ones", "all", "value>300k"),)
            assert not pilot.app.screen.query_one(Input).display
            ws.add_deal("Another", amount=400_000_00, currency="EUR")
            await strike(pilot, "1", "8")
            assert f"Big ones {large + 1}" in lines(pilot)[1]
            assert "Another" in text(pilot)
            # A search within it asks for both.
            await strike(pilot, "slash")
            await write(pilot, "another")
            assert "Big ones 1" in lines(pilot)[1]
        async with seated(ws) as pilot:  # it is there after a restart, also in a small window
            await strike(pilot, "comma")
            assert isinstance(pilot.app.screen, ListScreen)
            assert pilot.app.screen.tab == "query:Big ones"
            assert f"Big ones {large + 1}" in lines(pilot)[1]


async def test_a_saved_search_is_renamed_changed_and_removed_with_a_question(
    tmp_path: Path,
) -> None:
    with workspace(tmp_path, samples=True) as ws:
        ws.save_query(SavedQuery("Big ones", "all", "value>300k"))
        async with seated(ws) as pilot:
            await strike(pilot, "8", "S", "r")
            await strike(pilot, *["backspace"] * 4)
            await write(pilot, "deals", "enter")
            assert [q.name for q in ws.queries()] == ["Big deals"]
            await strike(pilot, "S", "c")
            await write(pilot, " fit<", "enter")
            assert "a score is expected" in text(pilot)
            await write(pilot, "60", "enter")
            assert [q.words for q in ws.queries()] == ["value>300k fit<60"]
            await strike(pilot, "S", "d", "enter")  # No is the default
            assert len(ws.queries()) == 1
            await strike(pilot, "S", "d", "y")
            assert ws.queries() == ()
            assert "It was: value>300k fit<60" in text(pilot)
            assert "Big deals" not in lines(pilot)[1]
            assert isinstance(pilot.app.screen, ListScreen)
            assert pilot.app.screen.tab == "all"


async def test_a_search_within_a_saved_one_is_saved_as_both(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        ws.save_query(SavedQuery("Big ones", "all", "value>300k"))
        both = ws.find("all", "value>300k or ((")  # misread: what is understood counts
        assert len(both) == len(ws.find("all", "value>300k"))
        async with seated(ws) as pilot:
            await strike(pilot, "8", "slash")
            await write(pilot, "stage:compare or stage:choose", "enter", "S")
            await write(pilot, "Late ones", "enter")
            (_, late) = ws.queries()
            assert late.words == "(value>300k) (stage:compare or stage:choose)"
            assert len(ws.find(late.key)) == len(ws.find("query:Big ones", "stage:compare,choose"))


async def test_what_cannot_be_saved_says_so(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        ws.save_query(SavedQuery("Big ones", "all", "value>300k"))
        async with seated(ws) as pilot:
            await strike(pilot, "S")
            assert "Search with / first" in text(pilot)
            await strike(pilot, "slash")
            await write(pilot, "fit<", "enter", "S")
            assert "Not saved: column 5" in text(pilot)
            await strike(pilot, "slash")
            await write(pilot, "50", "enter", "S")
            await write(pilot, "big ONES", "enter")
            assert "already" in text(pilot)
            await strike(pilot, "escape", "escape")
            assert len(ws.queries()) == 1


async def test_the_help_of_the_list_tells_every_field_and_its_examples_are_understood(
    tmp_path: Path,
) -> None:
    with workspace(tmp_path, samples=True) as ws:
        for example, _ in search._EXAMPLES[:-1]:
            assert ws.fields.query(example).problem is None
            assert not ws.fields.query(example).plain
        async with seated(ws, size=(100, 120)) as pilot:
            await strike(pilot, "question_mark", "end")
            shown = text(pilot)
            assert "What the search understands" in shown
            for name in ("stage", "customer.low", "need", "reviewed", "is"):
                assert any(line.split()[:1] == [name] for line in lines(pilot)), name


async def test_each_person_has_searches_of_their_own(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True, me="Liisa") as ws:
        ws.save_query(SavedQuery("Mine", "all", "owner:liisa"))
    with workspace(tmp_path, me="Jonas") as ws:
        assert ws.queries() == ()
        assert ws.overview().counts.keys().isdisjoint({"query:Mine"})
    with workspace(tmp_path, me="LIISA") as ws:
        assert [q.name for q in ws.queries()] == ["Mine"]


async def test_a_tab_whose_search_another_window_removed_gives_way(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        ws.save_query(SavedQuery("Big ones", "all", "value>300k"))
        async with seated(ws) as pilot:
            await strike(pilot, "8")
            ws.save_query(None, "Big ones")
            assert isinstance(pilot.app.screen, ListScreen)
            pilot.app.screen.reload()
            await strike(pilot, "full_stop")
            assert "Attention" in lines(pilot)[1]
            assert desk_of(pilot).today == date(2026, 11, 23)


# -- the line below the search -------------------------------------------------------------


_INK = Ink.of(DARK, False)


def below(text_typed: str, column: int, what: str, width: int = 40, shifted: int = 0) -> str:
    looks = Looks(DRAWN, _INK, Console())
    line = search.below(text_typed, Problem(column, what), shifted, width, looks)
    assert line.cell_len <= width
    return line.plain


def test_the_mark_stands_under_the_place_and_the_words_beside_it() -> None:
    assert below("fit<x", 5, "a score") == "────^ a score " + "─" * 26
    assert below("a" * 35 + "<", 36, "a score") == "─" * 26 + " a score ^ ───"
    assert below("漢字 fit<x", 8, "a score").startswith("─" * 9 + "^ a score")
    assert below("a" * 60 + "<", 61, "a score", shifted=50).startswith("─" * 10 + "^")


def test_words_too_long_are_cut_where_there_is_more_room_and_a_listener_hears_the_column() -> None:
    assert below("a" * 10, 10, "x" * 60) == "─" * 9 + "^ " + "x" * 28 + "…"
    assert below("a" * 30, 30, "x" * 60).startswith("x" * 27 + "… ^")
    linear = search.below("fit<x", Problem(5, "a score"), 0, 40, Looks(LINEAR, _INK, Console()))
    assert linear.plain == "Column 5: a score"
