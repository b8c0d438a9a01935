"""The screens as they are, line by line, so that a change in one is seen and meant.

`pytest --snapshot-update` takes new ones; read what changed before keeping it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from seat import LARGE, SMALL, lines, open_deal, seated, strike, workspace
from syrupy.assertion import SnapshotAssertion

KEYS = {
    "list": (),
    "all": ("6",),
    "closed": ("7",),
    "why": ("w",),
    "stage": ("s",),
    "help": ("question_mark",),
    "find": ("6", "slash", "s", "e", "n"),
}


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("screen", KEYS)
async def test_the_list_and_what_lies_over_it(
    screen: str, size: tuple[int, int], tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, size=size) as pilot:
            await strike(pilot, *KEYS[screen])
            assert "\n".join(lines(pilot)) == snapshot


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("pane", ["review", "plan", "act", "players", "history"])
async def test_each_tab_of_a_deal(
    pane: str, size: tuple[int, int], tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, size=size) as pilot:
            await open_deal(pilot, "ERP rollout", pane)
            assert "\n".join(lines(pilot)) == snapshot


async def test_the_map_of_the_people(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await open_deal(pilot, "ERP rollout", "players")
            await strike(pilot, "p")
            assert "\n".join(lines(pilot)) == snapshot


async def test_a_screen_in_ascii(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, ascii_only=True) as pilot:
            assert "\n".join(lines(pilot)) == snapshot
            await open_deal(pilot, "ERP rollout", "plan")
            assert "\n".join(lines(pilot)) == snapshot
