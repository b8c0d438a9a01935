"""What reviews said against what came, looked through by keyboard."""

from __future__ import annotations

from pathlib import Path

from seat import SMALL, lines, seated, settled, strike, text, workspace

from oppman_tui.tui.screens.calibration import CalibrationScreen
from oppman_tui.tui.screens.deal import DealScreen
from oppman_tui.tui.screens.few import FewDeals
from oppman_tui.workspace import calibration


async def test_g_c_shows_what_reviews_of_closed_deals_said(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        found = calibration.of_closed(ws, mine=False)
        count = len(found.closed)
        assert count >= 4
        async with seated(ws) as pilot:
            await strike(pilot, "g", "c")
            await pilot.app.workers.wait_for_complete()
            await settled(pilot)
            shown = lines(pilot)
            assert shown[0].startswith(" What reviews said, and what came")
            assert f"{count} of {count + found.unreviewed}" in shown[0]
            assert shown[2].strip("▌ ") == "The decision"
            go_on = found.questions[0].statements[0]
            assert "Go on" in shown[3] and go_on.text() in shown[3]
            assert all(len(line) <= SMALL[0] for line in shown)
            await strike(pilot, "enter")
            assert isinstance(pilot.app.screen, FewDeals)
            assert go_on.text() in lines(pilot)[0]
            assert "Close ↓" in lines(pilot)[2]  # what they are sorted by: latest first
            await strike(pilot, "escape", "end")
            assert "weakest:" in text(pilot)
            await strike(pilot, "enter")
            assert isinstance(pilot.app.screen, DealScreen)
            assert pilot.app.screen.pane == "history"
            await strike(pilot, "escape", "escape")
            assert "Attention" in lines(pilot)[1]


async def test_of_my_own_deals_only_and_of_all_again(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        mine = calibration.of_closed(ws, mine=True)
        every = calibration.of_closed(ws, mine=False)
        assert 0 < len(mine.closed) < len(every.closed)
        async with seated(ws) as pilot:
            await pilot.app.push_screen(CalibrationScreen())
            await strike(pilot, "at")
            await pilot.app.workers.wait_for_complete()
            await settled(pilot)
            assert "mine" in lines(pilot)[0]
            assert f"{len(mine.closed)} of" in lines(pilot)[0]
            await strike(pilot, "at")
            await pilot.app.workers.wait_for_complete()
            await settled(pilot)
            assert f"{len(every.closed)} of" in lines(pilot)[0]


async def test_where_nothing_is_closed_it_says_what_will_stand_here(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Acme")
        async with seated(ws, linear=True) as pilot:
            await strike(pilot, "g", "c")
            await pilot.app.workers.wait_for_complete()
            await settled(pilot)
            assert "No closed deal has been reviewed yet" in text(pilot)
            await strike(pilot, "enter")
            assert isinstance(pilot.app.screen, CalibrationScreen)
