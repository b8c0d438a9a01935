"""The key players of a deal, written down and edited in place as a rep would (method 4.3)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event

import pytest
from seat import (
    LARGE,
    SMALL,
    lines,
    one,
    open_deal,
    seated,
    settled,
    strike,
    text,
    workspace,
    write,
)
from textual.pilot import Pilot
from textual.strip import Strip

from oppman_tui.domain.entities import Player
from oppman_tui.domain.fields import Json
from oppman_tui.errors import InvalidValue
from oppman_tui.playbook import loader
from oppman_tui.tui.app import Oppman
from oppman_tui.tui.lines.players import COLUMNS, echo, named
from oppman_tui.tui.lines.sheet import fit
from oppman_tui.tui.screens.deal import DealScreen
from oppman_tui.tui.widgets.grid import Grid
from oppman_tui.workspace.deals import Seen, Workspace
from oppman_tui.workspace.reviews import Decided, OpenReview

CRANES = "Harbour cranes"


def add_player(ws: Workspace, name: str, **parts: Json) -> str:
    seen = Seen.of(one(ws, CRANES))
    return ws.add(seen, "player", {"name": name, **parts}, f"Player {name}")


def player(ws: Workspace, name: str) -> Player:
    (found,) = (p for p in one(ws, CRANES).dossier.players if p.name == name)
    return found


def row(pilot: Pilot[int], name: str) -> str:
    """The grid's line of that person."""
    return next(line for line in lines(pilot) if line[1:].startswith(name))


def cells(pilot: Pilot[int], name: str) -> list[str]:
    """What stands in that person's cells, the empty ones left out."""
    return row(pilot, name)[1:].split()


def footer(pilot: Pilot[int]) -> str:
    return lines(pilot)[-1]


@asynccontextmanager
async def at_the_grid(
    tmp_path: Path, *people: str, size: tuple[int, int] = SMALL
) -> AsyncIterator[tuple[Pilot[int], Workspace]]:
    """A deal at its key players, with these names written down before."""
    with workspace(tmp_path) as ws:
        ws.add_deal(CRANES, "Satama Oy")
        for name in people:
            add_player(ws, name)
        async with seated(ws, size=size) as pilot:
            await open_deal(pilot, CRANES, "players")
            yield pilot, ws


async def test_a_person_is_written_down_and_placed_in_eight_keys_from_the_list(
    tmp_path: Path,
) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal(CRANES, "Satama Oy")
        async with seated(ws) as pilot:
            await strike(pilot, "3")  # the new deal is among the new
            await strike(pilot, "enter")
            await strike(pilot, "g", "k")
            assert "Nobody on the map yet; n writes down the first person" in text(pilot)
            await strike(pilot, "n")
            await write(pilot, "M. Berg, CFO, approver", "enter")
            await strike(pilot, "G", "4", "5")
            assert cells(pilot, "M. Berg") == ["M.", "Berg", "CFO", "approver", "G", "4", "+2"]
        berg = player(ws, "M. Berg")
        assert (berg.title, berg.roles) == ("CFO", ("approver",))
        assert (berg.receptivity, berg.influence, berg.relationship) == ("G", 4, 2)


async def test_keys_struck_faster_than_the_disk_land_in_cells_one_after_the_other(
    tmp_path: Path,
) -> None:
    async with at_the_grid(tmp_path, "Berg", "Lund", "Kask") as (pilot, ws):
        await strike(pilot, "right", "right", "right")
        for key in "T41g52o-3":  # three people, a value a cell; the last influence not known
            pilot.app.simulate_key("minus" if key == "-" else key)
        await settled(pilot)
        values = [
            (p.receptivity, p.influence, p.relationship)
            for p in one(ws, CRANES).dossier.players
        ]
        assert values == [("T", 4, -2), ("G", 5, -1), ("O", None, 0)]


async def test_a_person_is_in_the_grid_before_a_slow_disk_has_them(tmp_path: Path) -> None:
    async with at_the_grid(tmp_path, "Berg") as (pilot, ws):
        assert isinstance(pilot.app, Oppman)
        disk = Event()
        slow = asyncio.create_task(pilot.app.perform(disk.wait))
        await pilot.press("n")
        await pilot.press(*"Lund", "enter")
        await pilot.press("G", "4", "5")
        assert cells(pilot, "Lund") == ["Lund", "·", "·", "·"]
        assert len(one(ws, CRANES).dossier.players) == 1
        disk.set()
        await slow
        await settled(pilot)
        lund = player(ws, "Lund")
        assert (lund.receptivity, lund.influence, lund.relationship) == ("G", 4, 2)
        assert cells(pilot, "Lund") == ["Lund", "G", "4", "+2"]


async def test_a_wrong_value_is_struck_over_at_once(tmp_path: Path) -> None:
    """Its own writes are nothing another window did: no question is asked."""
    async with at_the_grid(tmp_path, "Berg") as (pilot, ws):
        await strike(pilot, "right", "right", "right", "right")
        for key in ("3", "left", "5", "left", "minus", "left", "4"):
            pilot.app.simulate_key(key)
        await settled(pilot)
        assert isinstance(pilot.app.screen, DealScreen)
        assert player(ws, "Berg").influence == 4


async def test_g_is_receptivity_in_its_column_and_go_in_every_other(tmp_path: Path) -> None:
    async with at_the_grid(tmp_path, "Berg") as (pilot, ws):
        await strike(pilot, "right", "right", "right")
        assert "g t i o receptivity, not go" in footer(pilot)
        await strike(pilot, "g")
        assert player(ws, "Berg").receptivity == "G"
        assert "1–5 influence" in footer(pilot)
        await strike(pilot, "g")
        assert "Go to" in text(pilot)
        await strike(pilot, "r")
        assert "Not reviewed yet" in text(pilot)


@pytest.mark.parametrize(("key", "value"), [("1", -2), ("2", -1), ("3", 0), ("4", 1), ("5", 2)])
async def test_one_to_five_is_minus_two_to_plus_two(
    tmp_path: Path, key: str, value: int
) -> None:
    async with at_the_grid(tmp_path, "Berg") as (pilot, ws):
        await strike(pilot, *["right"] * 5)
        assert "1–5 relationship −2 to +2" in footer(pilot)
        await strike(pilot, key)
        assert player(ws, "Berg").relationship == value


async def test_what_is_not_known_is_a_point_never_a_nought(tmp_path: Path) -> None:
    async with at_the_grid(tmp_path, "Berg") as (pilot, ws):
        assert cells(pilot, "Berg") == ["Berg", "·", "·", "·"]
        await strike(pilot, *["right"] * 5, "3")
        assert cells(pilot, "Berg") == ["Berg", "·", "·", "0"]
        await strike(pilot, "minus")
        assert player(ws, "Berg").relationship is None
        assert cells(pilot, "Berg") == ["Berg", "·", "·", "·"]
        assert "Relationship  not known" in text(pilot)


async def test_a_key_that_cannot_act_says_why(tmp_path: Path) -> None:
    async with at_the_grid(tmp_path, "Berg") as (pilot, ws):
        await strike(pilot, "3")
        assert "go to that column first" in footer(pilot)
        await strike(pilot, "down")
        assert "Enter look" in footer(pilot)  # until the next key
        await strike(pilot, "up")
        await strike(pilot, "minus")
        assert "can't be without a name" in footer(pilot)
        await strike(pilot, "L")
        assert "nobody else on the map" in footer(pilot)
        assert player(ws, "Berg") == Player(player(ws, "Berg").id, "Berg")


async def test_texts_are_written_in_the_cell_and_roles_are_picked(tmp_path: Path) -> None:
    async with at_the_grid(tmp_path, "Berg") as (pilot, ws):
        await strike(pilot, "right", "enter")
        assert "Title: Berg" in text(pilot)
        await write(pilot, "CFO", "enter")
        await strike(pilot, "right", "enter", "2", "6", "enter")
        await strike(pilot, *["right"] * 4, "enter")
        await write(pilot, "Keeps the costs flat", "enter")
        assert "Win, goal or threat: Berg" in text(pilot)
        await strike(pilot, "2")
        berg = player(ws, "Berg")
        assert berg.title == "CFO"
        assert berg.roles == ("approver", "coach")
        assert (berg.win, berg.win_kind) == ("Keeps the costs flat", "goal")
        assert "threat: goal  Keeps the costs flat" in text(pilot)
        await strike(pilot, "minus")
        assert (player(ws, "Berg").win, player(ws, "Berg").win_kind) == (None, None)


async def test_esc_leaves_a_cell_as_it_was(tmp_path: Path) -> None:
    async with at_the_grid(tmp_path, "Berg") as (pilot, ws):
        await strike(pilot, "right", "enter")
        await write(pilot, "CFO", "escape", "escape")
        assert player(ws, "Berg").title is None
        assert isinstance(pilot.app.screen, DealScreen)


async def test_every_column_is_reached_at_80_cells_by_going_on_to_the_right(
    tmp_path: Path,
) -> None:
    async with at_the_grid(tmp_path, "Berg") as (pilot, ws):
        assert "Goal" not in text(pilot)
        await strike(pilot, *["right"] * 9)
        assert "Goal" in text(pilot)
        assert row(pilot, "Berg")
        await strike(pilot, "enter")
        await write(pilot, "Calls us first", "enter")
        await strike(pilot, "right", "enter")
        await write(pilot, "+2w", "enter")
        assert "7 Dec" in row(pilot, "Berg")  # two weeks after Monday 23 November
        assert player(ws, "Berg").goal == "Calls us first"
        await strike(pilot, "tab")
        assert "Berg · Goal by  7 Dec" in text(
            pilot
        )  # the last cell of the last row: the cursor stays
        await strike(pilot, *["left"] * 10)
        assert lines(pilot)[5].startswith(" Player            Title")


async def test_a_long_map_scrolls_with_the_cursor(tmp_path: Path) -> None:
    async with at_the_grid(tmp_path, *(f"Person {n:02}" for n in range(1, 31))) as (pilot, _):
        assert "Person 15" not in text(pilot)
        await strike(pilot, *["down"] * 20)
        assert "Person 21" in marked(pilot)
        assert lines(pilot)[5].startswith(" Player")  # the titles stay
        await strike(pilot, "end")
        assert "no decision maker found" in text(pilot)
        await strike(pilot, "home")
        assert "Person 01" in marked(pilot)


async def test_a_small_terminal_breaks_nothing(tmp_path: Path) -> None:
    async with at_the_grid(tmp_path, "Berg", "Lund", size=(60, 20)) as (pilot, ws):
        await strike(pilot, *["right"] * 3, "g", "4", "5", "down", "right", "p", "p", "left")
        berg = player(ws, "Berg")
        assert (berg.receptivity, berg.influence, berg.relationship) == ("G", 4, 2)


async def test_a_wide_terminal_shows_all_columns(tmp_path: Path) -> None:
    async with at_the_grid(tmp_path, "Berg", size=LARGE) as (pilot, _):
        titles = lines(pilot)[5]
        assert [word for word in titles.split("  ") if word][-1].split() == ["By"]
        assert all(column.title in titles for column in COLUMNS)


def test_columns_fit_and_what_is_to_spare_is_shared_out() -> None:
    shown = fit(COLUMNS, 78, 1)
    # 16 + 13 + 14 + 3 + 3 + 3 + 16 and 6 gaps are 74; the 4 to spare go to the four that can
    # grow, a cell each.
    assert [s.width for s in shown] == [17, 14, 15, 3, 3, 3, 17]
    assert [s.x for s in shown] == [0, 18, 33, 49, 53, 57, 61]
    assert [s.place for s in fit(COLUMNS, 78, 9)] == [0, 9, 10]
    assert [s.width for s in fit(COLUMNS, 20, 6)] == [16, 3]


async def test_a_player_is_removed_only_after_a_yes_and_comes_back(tmp_path: Path) -> None:
    async with at_the_grid(tmp_path, "Berg", "Lund") as (pilot, ws):
        await strike(pilot, "D")
        assert "Remove Berg from the map?" in text(pilot)
        await strike(pilot, "enter")
        assert len(one(ws, CRANES).dossier.players) == 2
        await strike(pilot, "D", "y")
        assert [p.name for p in one(ws, CRANES).dossier.players] == ["Lund"]
        assert "Berg is off the map" in footer(pilot)
        await strike(pilot, "u")
        assert [p.name for p in one(ws, CRANES).dossier.players] == ["Berg", "Lund"]


async def test_links_are_added_and_removed(tmp_path: Path) -> None:
    async with at_the_grid(tmp_path, "Berg", "Lund", "Falk") as (pilot, ws):
        await strike(pilot, "L", "r", "2")
        assert "Berg reports to Falk" in footer(pilot)
        (link,) = one(ws, CRANES).dossier.links
        ends = (player(ws, "Berg").id, player(ws, "Falk").id, "reports_to")
        assert (link.from_player, link.to_player, link.link_kind) == ends
        await strike(pilot, "L", "r", "2")
        assert "on the map already" in footer(pilot)
        await strike(pilot, "down", "down", "L")  # from the other end it is the same link
        assert "1 Berg reports to Falk" in text(pilot)
        await strike(pilot, "1", "n")
        assert len(one(ws, CRANES).dossier.links) == 1
        await strike(pilot, "L", "1", "y")
        assert one(ws, CRANES).dossier.links == ()


async def test_nobody_reports_to_those_below(tmp_path: Path) -> None:
    async with at_the_grid(tmp_path, "Berg", "Lund", "Falk") as (pilot, ws):
        await strike(pilot, "L", "r", "2")  # Berg to Falk
        await strike(pilot, "down", "L", "r", "1")  # Lund to Berg
        await strike(pilot, "down", "L", "r", "2")  # and Falk to Lund, who is below two steps
        assert "Lund reports to Falk already; not both ways round" in footer(pilot)
        assert len(one(ws, CRANES).dossier.links) == 2
        await strike(pilot, "L", "t", "2")  # to trust them is another thing
        assert "Falk trusts Lund" in footer(pilot)


async def test_the_picture_and_back_to_a_persons_cells(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await open_deal(pilot, "ERP rollout", "players")
            await strike(pilot, "p")
            assert "I Matthias Berg" in text(pilot)
            assert "Kask opposes Lund" in text(pilot)
            await strike(pilot, "escape")
            assert isinstance(pilot.app.screen, DealScreen)
            assert row(pilot, "Sabine Falk")
            await strike(pilot, "p", "end", "enter")  # the last in words: the least influence
            assert "Jörg Petersen (Plant manager) · " in text(pilot)


async def test_support_and_every_warning_are_below_the_grid_and_lead_to_their_cell(
    tmp_path: Path,
) -> None:
    """Method 6's check values: the sample deal has its five players."""
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, size=LARGE) as pilot:
            await open_deal(pilot, "ERP rollout", "players")
            # (5·−1 + 4·2 + 3·1 + 2·0) / 28 = 21.4; 14 of 19; (6 ∓ 10) / 38
            assert "+21 · knows 74 % of the influence · −11 … +42" in text(pilot)
            # I5, G4, I2 are known: 4 of 11
            assert "36 % of the influence whose receptivity is known" in text(pilot)
            # Berg is against us, of Falk nothing is known; Lund (+2) trusts Berg.
            way = "Katrin Lund (Head of IT) → Matthias Berg (CFO), whom Katrin Lund trusts"
            assert way in text(pilot)
            for warning in one(ws, "ERP rollout").scores.warnings:
                assert warning.text in text(pilot)
            await strike(pilot, *["down"] * 5)
            assert lines(pilot)[12].startswith("▌Net support")
            below = ["down"] * (2 + len(one(ws, "ERP rollout").scores.warnings))
            await strike(pilot, *below, "w")
            assert "of those of influence 4 or more the one hardest to win" in text(pilot)
            await strike(pilot, "escape", *["up"] * (len(below) - 2))
            assert "Sabine Falk (CEO), influence 5, is not known to us" in marked(pilot)
            await strike(pilot, "enter")
            assert "Sabine Falk (CEO) · Relationship" in text(pilot)
            await strike(pilot, "4")
            assert "is not known to us" not in text(pilot)


def marked(pilot: Pilot[int]) -> str:
    """The line at which the cursor's bar stands."""
    return next(line for line in lines(pilot) if line.startswith("▌"))


async def test_a_name_is_shown_as_it_is_written(tmp_path: Path) -> None:
    async with at_the_grid(tmp_path, "[@click=app.quit]x", "Lund [/nope]") as (pilot, _):
        assert row(pilot, "[@click=app.quit]x")
        assert row(pilot, "Lund [/nope]")
        await strike(pilot, "p")
        assert "[@click=app.quit]x" in text(pilot)


async def test_another_windows_value_is_shown_before_it_is_written_over(tmp_path: Path) -> None:
    async with at_the_grid(tmp_path, "Berg") as (pilot, ws):
        await strike(pilot, *["right"] * 4)
        with workspace(tmp_path, me="Jonas") as other:
            berg = player(other, "Berg")
            other.set(Seen.of(one(other, CRANES)), "player", berg.id, {"influence": 2}, "Inf")
        await strike(pilot, "5")
        assert "Another window changed this" in text(pilot)
        await strike(pilot, "t")
        assert player(ws, "Berg").influence == 2
        assert cells(pilot, "Berg") == ["Berg", "·", "2", "·"]


async def test_moving_the_cursor_draws_only_the_lines_it_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    render = Grid.render_line

    def watched(grid: Grid, y: int) -> Strip:
        drawn.append(y)
        return render(grid, y)

    monkeypatch.setattr(Grid, "render_line", watched)
    async with at_the_grid(tmp_path, "Berg", "Lund", "Kask") as (pilot, _):
        drawn.clear()
        await strike(pilot, "down")
        assert set(drawn) == {1, 2}  # the titles are line 0
        drawn.clear()
        await strike(pilot, "right")
        assert set(drawn) == {0, 2}


def test_a_person_in_a_line_has_a_title_and_roles() -> None:
    playbook = loader.default()
    assert named("M. Berg, Head of IT, Plant 2, Coach", playbook) == {
        "name": "M. Berg",
        "title": "Head of IT, Plant 2",
        "roles": ["coach"],
    }
    assert named("M. Berg", playbook) == {"name": "M. Berg", "title": None, "roles": None}
    assert echo("M. Berg, CFO, user", playbook) == "M. Berg · title: CFO · role: user"
    with pytest.raises(InvalidValue, match="can't be empty"):
        named(", CFO", playbook)


async def test_a_goal_says_whether_the_relationship_moved(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        deal = ws.add_deal("Cranes")
        parts = {"name": "Berg", "relationship": -1, "goal": "for us", "goal_date": "2026-12-12"}
        berg = ws.add(Seen.of(one(ws, "Cranes")), "player", parts, "Berg")
        review = OpenReview(ws.today)
        ws.finish_review(Seen.of(one(ws, "Cranes")), review, Decided("go_on"))
        ws.set(Seen.of(one(ws, "Cranes")), "player", berg, {"relationship": 1}, "Berg moved")
        assert deal
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes", "players")
            await strike(pilot, *["right"] * 5)
            assert "goal by 12 Dec; −1 → +1 since 23 Nov" in text(pilot)
