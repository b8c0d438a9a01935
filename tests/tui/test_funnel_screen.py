"""A manager asks of the whole: what is open where, what moved, which deals deserve the time."""

from __future__ import annotations

from pathlib import Path

import pytest
from seat import LARGE, lines, one, seated, settled, strike, text, workspace, write
from textual.pilot import Pilot

from oppman_tui.tui.screens.deal import DealScreen
from oppman_tui.tui.screens.few import FewDeals
from oppman_tui.tui.screens.list import ListScreen
from oppman_tui.tui.widgets.portfolio_map import PortfolioMap


async def shown(pilot: Pilot[int], words: str) -> str:
    """The screen once the deals are read."""
    for _ in range(200):
        await settled(pilot)
        if words in text(pilot):
            return text(pilot)
    raise AssertionError(f"never showed {words!r}:\n{text(pilot)}")


def row_of(pilot: Pilot[int], label: str) -> list[str]:
    """The figures of the line of that label."""
    (line,) = (line for line in lines(pilot) if line[1:].startswith(label))
    return line[1 + len(label) :].split()


async def test_the_funnel_counts_what_the_list_counts(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        views = ws.views([*ws.find("all")])
        open_now = [v for v in views if v.dossier.deal.status(ws.today) == "open"]
        async with seated(ws) as pilot:
            await strike(pilot, "g", "f")
            told = await shown(pilot, "Velocity")
            assert f"{len(open_now)} open" in told
            for stage in ws.playbook.open_stages:
                here = [v for v in open_now if v.dossier.deal.stage == stage.key]
                assert row_of(pilot, stage.name)[0] == str(len(here))


async def test_a_figure_leads_to_its_deals_and_they_to_their_screens(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "g", "f")
            await shown(pilot, "Velocity")
            await strike(pilot, "down", "down", "enter")
            assert isinstance(pilot.app.screen, FewDeals)
            told = text(pilot)
            assert "4 deals  open in Compare" in told and "ERP rollout" in told
            assert lines(pilot)[-1].startswith(" Moving  Enter open")
            await strike(pilot, "enter")
            assert isinstance(pilot.app.screen, DealScreen)
            await strike(pilot, "escape", "escape", "escape")
            assert isinstance(pilot.app.screen, ListScreen)


@pytest.mark.parametrize("keys", [("g", "f"), ("F",)])
async def test_the_whole_is_one_go_from_a_deal(tmp_path: Path, keys: tuple[str, ...]) -> None:
    """The deal's screen is left on the way there, and the program stays."""
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "enter")
            assert isinstance(pilot.app.screen, DealScreen)
            await strike(pilot, *keys)
            await shown(pilot, "Velocity")
            await strike(pilot, "escape")
            assert isinstance(pilot.app.screen, ListScreen)


async def test_each_figure_says_what_it_counts(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "g", "f")
            await shown(pilot, "Velocity")
            await strike(pilot, "right", "right", "w")
            assert "moved into Need in the last 30 days" in text(pilot)
            await strike(pilot, "escape")
            await strike(pilot, *["down"] * 4, "right", "w")
            assert "open, and further on than 90 days ago" in text(pilot)


async def test_a_win_rate_that_says_nothing_yet_says_so(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "F")
            assert "not said before 20 are closed" in await shown(pilot, "Win rate")


async def test_the_funnel_of_one_owner_and_of_a_query(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "F")
            await shown(pilot, "Velocity")
            await strike(pilot, "at")
            await shown(pilot, "Whose deals?")
            await strike(pilot, "1")
            owners = {v.dossier.deal.owner for v in ws.views([*ws.find("all")])}
            first = sorted(owner for owner in owners if owner)[0]
            assert "By owner" not in await shown(pilot, f"Funnel · {first}")
            await strike(pilot, "at")
            await shown(pilot, "Whose deals?")
            await strike(pilot, "a", "slash")
            await write(pilot, "nordwind", "enter")
            told = await shown(pilot, "Funnel · nordwind")
            assert f"{len(ws.find('all', 'nordwind'))} open" in told


@pytest.mark.parametrize("size", [(60, 20), (80, 24), LARGE])
async def test_it_fits(tmp_path: Path, size: tuple[int, int]) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, size=size) as pilot:
            for key, words in (("F", "Compare"), ("O", "importance to us")):
                await strike(pilot, key)
                await shown(pilot, words)
                assert all(len(line) <= size[0] for line in lines(pilot))
                await strike(pilot, "escape")


# -- the portfolio -----------------------------------------------------------------------


async def test_the_map_shows_where_each_deal_lies_and_how_many_it_can_t(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        views = ws.views([*ws.find("all")])
        both = [
            v
            for v in views
            if v.scores.importance_to_us.point is not None
            and v.scores.importance_to_them.point is not None
        ]
        async with seated(ws) as pilot:
            await strike(pilot, "g", "o")
            told = await shown(pilot, "on the map")
            assert f"{len(both)} on the map, {len(views) - len(both)} not" in told
            largest = max(both, key=lambda v: v.value or 0)
            us = largest.scores.importance_to_us
            assert largest.dossier.deal.name in told and f"to us {round(us.point or 0)} (" in told


async def test_the_cursor_walks_the_marks_and_enter_opens(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "O")
            await shown(pilot, "on the map")
            marks = pilot.app.screen.query_one(PortfolioMap)
            seen = set()
            for _ in marks.spots:
                assert marks.spot is not None
                seen.add(marks.spot.deal)
                await strike(pilot, "tab")
            assert len(seen) == len(marks.spots)
            here = marks.spot
            await strike(pilot, "left")
            assert marks.spot is not None and here is not None
            assert marks.spot.point[0] < here.point[0]
            await strike(pilot, "right")
            assert marks.spot.point[0] > 0
            name = marks.spot.name
            await strike(pilot, "enter")
            assert isinstance(pilot.app.screen, DealScreen) and name in text(pilot)


async def test_two_deals_in_one_cell_are_counted_there_and_both_named(tmp_path: Path) -> None:
    """Grid maintenance and Energy reporting: both 100 to us, 100 to them."""
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "O")
            await shown(pilot, "on the map")
            assert lines(pilot)[2].rstrip().endswith("Grid maintenance 2")
            assert lines(pilot)[-2].endswith("· here too: Energy reporting")
            for _ in pilot.app.screen.query_one(PortfolioMap).spots:
                if "Energy reporting" not in lines(pilot)[-3]:
                    await strike(pilot, "tab")
            assert lines(pilot)[-2].endswith("· here too: Grid maintenance")


async def test_the_ranges_are_shown_on_demand_and_why_says_the_arithmetic(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "O")
            before = await shown(pilot, "on the map")
            await strike(pilot, "v")
            assert text(pilot) != before
            await strike(pilot, "v")
            assert text(pilot) == before
            await strike(pilot, "w")
            assert "Importance to us" in text(pilot) and "point:" in text(pilot)


async def test_listened_to_the_map_is_a_line_a_deal(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, linear=True) as pilot:
            await strike(pilot, "O")
            told = await shown(pilot, "to us")
            name = one(ws, "Grid maintenance").dossier.deal.name
            assert f"> {name}: to us 100" in told
