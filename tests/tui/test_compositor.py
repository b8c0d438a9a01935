"""A frame that asks only for what has changed shows what Textual's own would show."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.segment import Segment
from seat import seated, settled, strike, workspace
from textual import _compositor as stock
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from oppman_tui.tui.compositor import Compositor
from oppman_tui.workspace.deals import Workspace

Draws = Callable[[Region], list[Strip]]


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Workspace]:
    with workspace(tmp_path, samples=True) as opened:
        yield opened


def shown(update: object) -> dict[int, list[Segment]]:
    """What an update writes, by line: all that stands in the lines it touches."""
    assert isinstance(update, stock.ChopsUpdate)
    return {
        y: list(Strip.join(piece for piece in update.chops[y].values() if piece).simplify())
        for y, _, _ in update.spans
    }


@pytest.mark.parametrize("seed", range(3))
async def test_what_has_changed_is_drawn_as_textual_draws_it(demo: Workspace, seed: int) -> None:
    """Any few parts of the list, below a dialog or not: the same cells in the same ink."""
    chance = random.Random(seed)
    async with seated(demo) as pilot:
        if seed:
            await strike(pilot, "n")  # a dialog over it
        await settled(pilot)
        screen = pilot.app.screen
        ours = screen._compositor
        assert isinstance(ours, Compositor)
        for _ in range(20):
            parts = [
                Region(chance.randrange(70), chance.randrange(22), chance.randrange(1, 40), 2)
                for _ in range(chance.randrange(1, 4))
            ]
            ours._dirty_regions.update(parts)
            drawn = shown(ours.render_update(screen_stack=pilot.app._background_screens))
            ours._dirty_regions.update(parts)
            asked = stock.Compositor._render_chops
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(Compositor, "_render_chops", asked)
                before = shown(ours.render_update(screen_stack=pilot.app._background_screens))
            assert drawn == before


async def test_nobody_is_asked_for_lines_that_have_not_changed(
    demo: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two lines far apart: what stands between them is left alone, and so is what lies behind."""
    async with seated(demo) as pilot:
        screen = pilot.app.screen
        asked: list[tuple[str, int, int]] = []
        for widget in (screen, *screen.query("*")):

            def note(
                crop: Region, of: Widget = widget, draws: Draws = widget.render_lines
            ) -> list[Strip]:
                asked.append((type(of).__name__, crop.y, crop.height))
                return draws(crop)

            monkeypatch.setattr(widget, "render_lines", note)
        rows = screen.query_one("#deals")
        screen._compositor._dirty_regions.update(
            Region(0, rows.region.y + y, 80, 1) for y in (1, 7)
        )
        screen._compositor.render_update()
        assert asked == [("DealList", 1, 1), ("DealList", 7, 1)]
