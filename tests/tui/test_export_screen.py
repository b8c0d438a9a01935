"""What one takes away with x: from the list, from a deal, and what takes its time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from seat import LARGE, open_deal, seated, settled, strike, text, workspace, write
from textual.pilot import Pilot

from oppman_tui.tui.screens.working import Working, while_shown
from oppman_tui.workspace.exporting import Cancelled, Progress


async def retype(pilot: Pilot[int], words: str, *keys: str) -> None:
    await strike(pilot, "end", "ctrl+u")
    await write(pilot, words, *keys)


async def until(pilot: Pilot[int], so: Callable[[], bool]) -> None:
    """Wait for what a thread or a clock will bring; the test's own limit ends it."""
    while not so():
        await asyncio.sleep(0.02)
        await pilot.pause()


async def test_a_deal_is_taken_away_as_a_sheet_calls_days_or_tables(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, size=LARGE) as pilot:
            await open_deal(pilot, "ERP rollout")
            await strike(pilot, "x")
            shown = text(pilot)
            assert "Of ERP rollout: what to take away?" in shown
            for words in ("Deal sheet", "Call sheet", "Actions", "Key players", "Days to keep"):
                assert words in shown
            await strike(pilot, "s")
            assert "Deal sheet of ERP rollout: into which file?" in text(pilot)
            assert "deal-2026-11-23.html" in text(pilot)
            path = tmp_path / "erp.html"
            await retype(pilot, str(path), "enter")
            await until(pilot, path.exists)
            await settled(pilot)
            assert f"Deal sheet of ERP rollout in {path}" in text(pilot)
            assert "Net support +21" in path.read_text(encoding="utf-8")
            days = tmp_path / "erp.ics"
            await strike(pilot, "x", "k")
            await retype(pilot, str(days), "enter")
            await until(pilot, days.exists)
            assert days.read_bytes().startswith(b"BEGIN:VCALENDAR")


async def test_a_list_is_taken_away_as_an_agenda_a_map_or_a_funnel(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, size=LARGE) as pilot:
            for key, name in (("g", "agenda"), ("o", "portfolio"), ("f", "funnel")):
                path = tmp_path / f"{name}.md"
                await strike(pilot, "x", key)
                assert f"{name}-2026-11-23.html" in text(pilot)
                await retype(pilot, str(path), "enter")
                await until(pilot, path.exists)
                await settled(pilot)
                assert path.read_text(encoding="utf-8").startswith("# ")
            await strike(pilot, "x", "g")
            await retype(pilot, str(tmp_path / "agenda.pdf"), "enter")
            assert "it does not end in .html or .md" in text(pilot)


async def test_what_takes_its_time_says_how_far_it_is(tmp_path: Path) -> None:
    """A line after a moment, a count after a second; it goes when the work is done."""
    with workspace(tmp_path) as ws:
        async with seated(ws) as pilot:
            going, done = threading.Event(), threading.Event()

            def work(progress: Progress) -> str:
                progress(768, 5_000)
                going.wait(30)
                return "done"

            async def shown() -> None:
                assert await while_shown(pilot.app.screen, "Writing x.csv …", work) == "done"
                done.set()

            worker = pilot.app.run_worker(shown())
            await until(pilot, lambda: "Writing x.csv …" in text(pilot))
            assert "Esc ends it" in text(pilot)
            await until(pilot, lambda: "768 of 5,000" in text(pilot))
            going.set()
            await until(pilot, done.is_set)
            await worker.wait()
            assert "Writing x.csv" not in text(pilot)


async def test_what_is_ended_with_escape_is_ended(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        async with seated(ws) as pilot:
            ended = threading.Event()

            def work(progress: Progress) -> None:
                while True:
                    progress(1, 2)
                    ended.wait(0.01)

            async def shown() -> None:
                with pytest.raises(Cancelled):
                    await while_shown(pilot.app.screen, "Writing x.csv …", work)
                ended.set()

            worker = pilot.app.run_worker(shown())
            await until(pilot, lambda: isinstance(pilot.app.screen, Working))
            await strike(pilot, "escape")
            await until(pilot, ended.is_set)
            await worker.wait()
            assert not isinstance(pilot.app.screen, Working)


async def test_what_is_quick_says_nothing(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        async with seated(ws) as pilot:
            before = pilot.app.screen
            assert await while_shown(before, "Writing …", lambda _: 7) == 7
            assert pilot.app.screen is before
