"""Small windows: every screen can be used at 60x20, and below that it says what it takes."""

from __future__ import annotations

from pathlib import Path

from rich.text import Text
from seat import lines, seated, settled, strike, text, workspace, write
from textual.pilot import Pilot
from textual.widgets import Input
from walk import walk

from oppman_tui.tui.screens.dialogs import Write
from oppman_tui.tui.widgets.bars import Footer
from oppman_tui.tui.widgets.deal_rows import DealList
from oppman_tui.tui.widgets.grid import Grid
from oppman_tui.tui.widgets.rows import Rows
from oppman_tui.tui.widgets.small import NEEDED, TooSmall

LEAST = (60, 20)


def test_the_least_is_what_the_design_says() -> None:
    assert NEEDED == LEAST


async def test_every_screen_fits_and_the_ends_of_its_lists_can_be_reached(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, size=LEAST) as pilot:
            async for keys in walk(pilot):
                shown = lines(pilot)
                assert len(shown) == 20
                assert max(Text(line).cell_len for line in shown) <= 60, keys
                assert not pilot.app.screen.query(TooSmall)
                if pilot.app.screen.query(Footer) and not isinstance(pilot.app.focused, Input):
                    assert shown[-1].endswith("? help"), keys
                for side in ((), ("tab",)):
                    await strike(pilot, *side)
                    if isinstance(pilot.app.focused, Rows | Grid):
                        for key in ("end", "home"):
                            await pilot.press(key)
                            _cursor_is_seen(pilot, keys)


def _cursor_is_seen(pilot: Pilot[int], keys: tuple[str, ...]) -> None:
    """The bar stands within the window, in the list that has the cursor."""
    widget = pilot.app.focused
    assert widget is not None
    if isinstance(widget, Rows) and widget.key is None:
        return  # a list without a line to stand on
    region = widget.region
    assert region.y >= 0 and region.bottom <= 20, keys
    edge = [line[region.x : region.x + 1] for line in lines(pilot)[region.y : region.bottom]]
    assert edge.count("▌") == 1, (keys, edge)


async def test_at_the_last_line_everything_is_read(tmp_path: Path) -> None:
    """What stands below the last line the cursor can be on is seen with it."""
    with workspace(tmp_path, samples=True) as ws:
        for keys in (("enter", "g", "p", "tab"), ("enter", "g", "a"), ("enter", "g", "k")):
            async with seated(ws, size=LEAST) as pilot:
                await strike(pilot, "down", *keys, "end")
                if "p" in keys:
                    assert "ask Katrin Lund" in text(pilot)  # who could answer, below all sets


async def test_every_list_tab_and_key_works_at_the_least_size(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        async with seated(ws, size=LEAST) as pilot:
            shown = text(pilot)
            for way in ("1 Look at sample deals", "2 Import", "3 Write down", "never leave"):
                assert way in shown
            await strike(pilot, "3")
            await write(pilot, "Cranes", "enter")
            await write(pilot, "Satama", "enter")
            await write(pilot, "5k", "enter")
            assert "Cranes" in text(pilot) and "€5k" in text(pilot)
            await strike(pilot, "enter")
            await strike(pilot, "d")
            assert "Cranes: what is decided?" in text(pilot)


async def test_too_small_a_window_says_what_it_takes_and_comes_back(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "n")
            await write(pilot, "Cra")
            await _resize(pilot, 59, 20)
            shown = text(pilot)
            assert "oppman takes 60 columns and 20 lines; this window has 59" in shown
            assert "New deal" not in shown and "ERP rollout" not in shown
            await _resize(pilot, 60, 19)
            assert "this window has 60" in text(pilot) and "and 19" in text(pilot)
            await strike(pilot, "x", "escape", "enter")  # what isn't seen isn't done
            await _resize(pilot, 60, 20)
            assert "New deal: its name" in text(pilot) and "oppman takes" not in text(pilot)
            assert isinstance(pilot.app.focused, Input)
            await write(pilot, "nes", "enter")
            assert "Cranes: which customer?" in text(pilot)


async def test_the_smallest_windows_break_nothing(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        for keys in (("s",), ("enter", "g", "p"), ("enter", "g", "k")):
            async with seated(ws) as pilot:
                await strike(pilot, *keys)
                for size in ((1, 1), (2, 40), (40, 2), (12, 5), (200, 19)):
                    await _resize(pilot, *size)
                await _resize(pilot, 80, 24)
                assert "oppman takes" not in text(pilot)
                await strike(pilot, "end")
                assert "▌" in text(pilot)


async def test_a_program_begun_in_a_small_window_waits_for_a_larger_one(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        async with seated(ws, size=(50, 10)) as pilot:
            assert "oppman takes" in text(pilot)
            await strike(pilot, "3")
            await _resize(pilot, 80, 24)
            assert "Write down a first deal" in text(pilot)
            await strike(pilot, "escape")
            assert isinstance(pilot.app.focused, DealList)


async def _resize(pilot: Pilot[int], width: int, height: int) -> None:
    await pilot.resize_terminal(width, height)
    await settled(pilot)


async def test_a_long_text_above_leaves_room_to_write_and_the_foot(tmp_path: Path) -> None:
    """As last time's answer stands above the one that is being written."""
    with workspace(tmp_path) as ws:
        async with seated(ws, size=LEAST) as pilot:
            pilot.app.push_screen(Write("And now?", "", "Last time: " + "a long story " * 200))
            await settled(pilot)
            await write(pilot, "Decided")
            shown = text(pilot)
            assert "… and more" in shown and "Decided" in shown
            assert "Esc keep a draft" in lines(pilot)[-1]
