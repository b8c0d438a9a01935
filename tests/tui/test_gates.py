"""Moving the stage: on, back, on hold, lost, abandoned, won, and back again (method 1)."""

from __future__ import annotations

from pathlib import Path

from seat import one, open_deal, seated, strike, text, workspace, write

UNHELD = ["customer", "need"]


async def test_moving_on_with_milestones_unmet_needs_a_reason_and_keeps_it(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes")
            await strike(pilot, "s")
            assert "Cranes: Need. Where to?" in text(pilot)
            await strike(pilot, "enter")  # the cursor begins on the coming stage
            assert "Not known: Customer, Need. Why go on to Define all the same?" in text(pilot)
            await strike(pilot, "enter")
            assert "can't stay empty" in text(pilot)
            await write(pilot, "They sent their requirements", "enter")
            view = one(ws, "Cranes")
            assert view.dossier.deal.stage == "define"
            (move,) = view.dossier.stage_moves
            assert (move.from_stage, move.to_stage) == ("need", "define")
            assert move.move_reason == "They sent their requirements"
            assert list(move.unheld) == UNHELD
            await strike(pilot, "u")
            view = one(ws, "Cranes")
            assert view.dossier.deal.stage == "need"
            assert view.dossier.stage_moves == ()


async def test_back_on_hold_resumed_abandoned_and_reopened(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes", stage="compare")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes")
            await strike(pilot, "s", "1")
            await write(pilot, "They begin anew", "enter")
            assert one(ws, "Cranes").dossier.deal.stage == "need"
            await strike(pilot, "s", "h")
            await write(pilot, "23.11.", "enter")
            await write(pilot, "", "enter")
            assert "not after today" in text(pilot)
            await strike(pilot, "s", "h")
            await write(pilot, "1.12.", "enter")
            await write(pilot, "No money before", "enter")
            assert one(ws, "Cranes").attention.status == "hold"
            await strike(pilot, "s", "h")
            assert one(ws, "Cranes").attention.status == "open"
            await strike(pilot, "s", "a")
            await write(pilot, "It pays for nobody", "enter")
            await write(pilot, "Nine days", "enter")
            await write(pilot, "A second port", "enter")
            deal = one(ws, "Cranes").dossier.deal
            assert deal.closed_as == "abandoned"
            assert (deal.closed_reason, deal.closed_cost, deal.closed_reopen) == (
                "It pays for nobody",
                "Nine days",
                "A second port",
            )
            await strike(pilot, "s", "o")
            assert one(ws, "Cranes").attention.status == "open"


async def test_the_last_gate_wins_the_deal(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes", stage="choose")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes")
            await strike(pilot, "s", "5")
            await write(pilot, "Signed this morning", "enter")
            deal = one(ws, "Cranes").dossier.deal
            assert (deal.closed_as, deal.stage) == ("won", "implement")
            assert "Cranes is won" in text(pilot)


async def test_a_milestone_is_overruled_with_a_reason(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes")
            await strike(pilot, "s", "m")
            assert "1 Customer  not known · This is a customer we want" in text(pilot)
            await strike(pilot, "1")
            assert "Customer: does it hold?" in text(pilot)
            await strike(pilot, "y")
            await write(pilot, "The board chose them", "enter")
            state = one(ws, "Cranes").scores.milestones["customer"]
            assert (state.state, state.overruled) == ("held", True)
            await strike(pilot, "s")
            assert "held, overruled" in text(pilot)
            await strike(pilot, "m", "1", "minus")
            assert not one(ws, "Cranes").scores.milestones["customer"].overruled


async def test_esc_anywhere_leaves_the_deal_as_it_was(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        before = ws.arrival()
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes")
            for keys in (("s",), ("s", "2"), ("s", "l"), ("s", "h"), ("s", "m"), ("l",), ("a",)):
                await strike(pilot, *keys)
                await strike(pilot, "escape", "escape")
                if "Cranes" not in text(pilot):
                    await open_deal(pilot, "Cranes")
            assert ws.arrival() == before
