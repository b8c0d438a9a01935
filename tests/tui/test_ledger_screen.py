"""What both sides promised on a deal, from its Act tab and from its key players."""

from __future__ import annotations

from pathlib import Path

from seat import lines, one, open_deal, seated, strike, text, workspace, write

from oppman_tui.tui.screens.deal import DealScreen
from oppman_tui.tui.screens.ledger import LedgerScreen
from oppman_tui.tui.screens.record import RecordScreen
from oppman_tui.workspace.deals import Seen, Workspace


def promised(ws: Workspace) -> None:
    """A deal on which Liisa, and M. Berg of the customer's, promised something."""
    ws.add_deal("ERP rollout", "Nordwind AG")
    for text_told, more in (
        ("Send the offer", {"due": "2026-11-11", "action_owner": "Liisa"}),
        ("Book the trial", {"due": "2026-11-26", "action_owner": "Liisa"}),
        (
            "Name the team",
            {
                "due": "2026-11-10",
                "owner_side": "theirs",
                "action_owner": "M. Berg",
                "status": "done",
                "status_on": "2026-11-09",
            },
        ),
    ):
        ws.add_action(Seen.of(one(ws, "ERP rollout")), text_told, **more)
    for name in ("A. Lund", "M. Berg"):
        ws.add(Seen.of(one(ws, "ERP rollout")), "player", {"name": name}, name)


async def test_from_act_both_sides_are_told_person_by_person(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        promised(ws)
        async with seated(ws) as pilot:
            await open_deal(pilot, "ERP rollout", "act")
            await strike(pilot, "P")
            assert isinstance(pilot.app.screen, LedgerScreen)
            shown = [line.strip("▌ ") for line in lines(pilot)]
            assert shown[0] == "Promises  ERP rollout"
            assert shown[2:10] == [
                "We promised    1 late, 1 open",
                "Liisa  1 late, 1 open",
                "! Send the offer",
                "still open, 12 days late, due 11 Nov",
                "· Book the trial",
                "due 26 Nov, in 3 days",
                "",
                "They promised  1 kept",
            ]
            assert "● Name the team" in text(pilot)
            assert "Enter open  Space tick" in shown[-1]
            await strike(pilot, "j", "enter")
            assert isinstance(pilot.app.screen, RecordScreen)
            await strike(pilot, "escape", "escape")
            assert isinstance(pilot.app.screen, DealScreen)


async def test_a_promise_is_ticked_where_it_is_told(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        promised(ws)
        async with seated(ws) as pilot:
            await open_deal(pilot, "ERP rollout", "act")
            await strike(pilot, "P", "space")
            assert "move to one" in text(pilot)
            await strike(pilot, "j", "space", "d")
            await write(pilot, "Sent", "enter")
            assert isinstance(pilot.app.screen, LedgerScreen)
            assert "done on 23 Nov, 12 days late" in text(pilot)


async def test_from_the_map_the_cursor_begins_on_that_person(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        promised(ws)
        async with seated(ws) as pilot:
            await open_deal(pilot, "ERP rollout", "players")
            await strike(pilot, "down", "P")
            cursor = next(line for line in lines(pilot) if line.startswith("▌"))
            assert "M. Berg  1 kept" in cursor
            await strike(pilot, "escape", "up", "P")
            assert "Nothing is written down that A. Lund promised" in text(pilot)


async def test_without_promises_it_says_how_one_is_made(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Acme")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Acme", "act")
            await strike(pilot, "P")
            assert "Nothing is promised" in text(pilot)
            await strike(pilot, "enter", "space")
            assert isinstance(pilot.app.screen, LedgerScreen)
