"""The palette: a person who doesn't know the key finds the action; and any deal by its name."""

from __future__ import annotations

from pathlib import Path

import pytest
from seat import lines, one, open_deal, seated, strike, text, workspace, write
from textual.pilot import Pilot
from textual.widgets import Input

from oppman_tui.tui import keys
from oppman_tui.tui.screens.calibration import CalibrationScreen
from oppman_tui.tui.screens.deal import DealScreen
from oppman_tui.tui.screens.list import ListScreen
from oppman_tui.tui.screens.palette import Palette, deals_with
from oppman_tui.tui.screens.report import Report
from oppman_tui.tui.widgets.rows import Rows


def found(pilot: Pilot[int]) -> list[str]:
    """The lines that the palette shows."""
    assert isinstance(pilot.app.screen, Palette)
    area = pilot.app.screen.query_one(Rows).region
    shown = (line[area.x + 1 :].strip() for line in lines(pilot)[area.y : area.bottom])
    return [" ".join(line.split()) for line in shown if line]


async def look_for(pilot: Pilot[int], words: str) -> list[str]:
    """Open the palette and type."""
    await strike(pilot, "colon")
    await write(pilot, words)
    palette = pilot.app.screen
    assert isinstance(palette, Palette)
    while palette.looked_for != words:
        await pilot.pause()
    return found(pilot)


def at(pilot: Pilot[int]) -> str:
    """The deal that is open."""
    screen = pilot.app.screen
    assert isinstance(screen, DealScreen) and screen.view is not None
    return screen.view.dossier.deal.name


@pytest.mark.parametrize("key", ["colon", "ctrl+p"])
async def test_it_opens_with_a_letter_and_esc_changes_nothing(key: str, tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            before = lines(pilot)
            await strike(pilot, key)
            assert "Find any action or deal" in text(pilot)
            assert found(pilot)[0] == "Enter open Open the deal"
            await strike(pilot, "escape")
            assert lines(pilot) == before


async def test_every_action_of_a_place_is_there_with_its_key(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, size=(80, 24)) as pilot:
            for group in ("list", "deals", "app"):
                for key in keys.GROUPS[group].keys:
                    if key.name in ("palette", "back") or key.name in keys.NUMBERED:
                        continue  # the palette itself; the list is the first level
                    told = await look_for(pilot, key.help)
                    assert any(key.label in line and key.help[:40] in line for line in told), key
                    await strike(pilot, "escape")


async def test_an_action_is_done_by_its_name(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            told = await look_for(pilot, "arithmetic")
            assert told[0] == "w why The arithmetic behind what is under the cursor"
            await strike(pilot, "enter")
            assert isinstance(pilot.app.screen, Report)


async def test_a_list_an_order_and_a_tab_are_gone_to_by_name(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            assert (await look_for(pilot, "show stalled"))[0] == "2 show Stalled"
            await strike(pilot, "enter")
            assert isinstance(pilot.app.screen, ListScreen)
            assert pilot.app.screen.tab == "stalled"
            await look_for(pilot, "go key players")
            await strike(pilot, "enter")
            assert isinstance(pilot.app.screen, DealScreen)
            assert pilot.app.screen.pane == "players"
            assert (await look_for(pilot, "go history"))[0] == "g h go to History"
            await strike(pilot, "enter")
            assert isinstance(pilot.app.screen, DealScreen)
            assert pilot.app.screen.pane == "history"
            assert (await look_for(pilot, "calib"))[0].startswith("g c Calibration")
            await strike(pilot, "enter")
            assert isinstance(pilot.app.screen, CalibrationScreen)


async def test_in_a_tab_its_own_actions_come_first_and_act_there(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await open_deal(pilot, "Fleet telematics", "plan")
            assert (await look_for(pilot, ""))[:4] == [
                "Enter in full Write it in full",
                "0 no Answer no, and on",
                "1 partly Answer partly, and on",
                "2 yes Answer yes, and on",
            ]
            await write(pilot, "partly", "enter")
            first = ws.playbook.criteria[0].key
            given = {c.id: c.value for c in one(ws, "Fleet telematics").dossier.criteria}
            assert given[first] == 1


async def test_what_is_called_so_comes_before_what_only_tells_of_it(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await open_deal(pilot, "ERP rollout", "review")
            told = await look_for(pilot, "review")
            assert told[0] == "r review The Review tab"
            assert "d decide End the review with its decision" in told


async def test_a_deal_is_found_by_words_of_its_name_and_customer(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            told = await look_for(pilot, "nordwind erp")
            assert told[0] == "Deals" and told[1].startswith("‼ ERP rollout Nordwind")
            assert len(told) == 2
            await strike(pilot, "enter")
            assert at(pilot) == "ERP rollout"
            await strike(pilot, "escape")
            assert isinstance(pilot.app.screen, ListScreen)


async def test_a_closed_deal_is_found_and_one_level_back_is_where_one_was(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        closed = ws.views(ws.find("closed"))[0].dossier.deal.name
        async with seated(ws) as pilot:
            await open_deal(pilot, "ERP rollout", "plan")
            await look_for(pilot, closed)
            await strike(pilot, "enter")
            assert at(pilot) == closed
            await strike(pilot, "escape")
            assert at(pilot) == "ERP rollout"


async def test_a_name_that_holds_the_words_comes_before_a_person_that_does(
    tmp_path: Path,
) -> None:
    with workspace(tmp_path) as ws:
        for name, owner in (("Cranes", "Aurora Berg"), ("Yard lights Aurora", "Liisa Aalto")):
            ws.add_deal(name, "Satama", owner=owner, amount=100_00, currency="EUR")
        views = deals_with(ws, "aurora").views
        assert [v.dossier.deal.name for v in views] == ["Yard lights Aurora", "Cranes"]


async def test_of_many_deals_the_first_are_shown_and_the_rest_counted(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        for place in range(70):
            ws.add_deal(f"Crane {place:02}", "Satama")
        async with seated(ws) as pilot:
            told = await look_for(pilot, "crane")
            assert told[0] == "Deals"
            await strike(pilot, *["pagedown"] * 8)
            assert "and 6 more: another word finds them" in found(pilot)
            await write(pilot, " 69", "enter")
            assert at(pilot) == "Crane 69"


async def test_enter_struck_at_once_takes_what_the_words_find(tmp_path: Path) -> None:
    """Not what stood there before they were looked for."""
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "colon")
            field = pilot.app.screen.query_one(Input)
            field.value = "telematics"  # and Enter before any deal could be looked for
            await field.action_submit()
            while not isinstance(pilot.app.screen, DealScreen):
                await pilot.pause()
            assert at(pilot) == "Fleet telematics"


async def test_nothing_found_is_said_and_enter_keeps_the_words(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            assert await look_for(pilot, "qqq") == ["No deal holds these words"]
            await strike(pilot, "enter")
            assert pilot.app.screen.query_one(Input).value == "qqq"


async def test_names_are_data_and_never_markup(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("[red]x[/red] [@click=app.quit]y", "Deal [/nope] [bold")
        async with seated(ws) as pilot:
            told = await look_for(pilot, "[red")
            assert "[red]x[/red]" in told[1]
            await strike(pilot, "enter")
            assert at(pilot) == "[red]x[/red] [@click=app.quit]y"
