"""Several deals at once: marked, moved, assigned and exported, each as one act."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from seat import LARGE, lines, one, seated, strike, text, workspace, write
from textual.pilot import Pilot

from oppman_tui.errors import UserError
from oppman_tui.workspace import exporting, several
from oppman_tui.workspace.clashes import ClashError
from oppman_tui.workspace.deals import Seen, Workspace

NAMES = ("Boats", "Cranes", "Docks", "Engines")


def told(ws: Workspace, *names: str) -> None:
    """New deals, in the first stage."""
    for name in names or NAMES:
        ws.add_deal(name, customer=f"{name} Oy", amount=1_000_00, currency="EUR")


def stages(ws: Workspace) -> dict[str, str | None]:
    return {name: one(ws, name).dossier.deal.stage for name in NAMES}


async def test_space_marks_and_goes_on_and_the_head_counts(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        told(ws)
        async with seated(ws) as pilot:
            await strike(pilot, "6", "space", "space")
            shown = lines(pilot)
            assert "2 marked" in shown[0]
            assert shown[4].startswith(" ✓") and "Boats" in shown[4]
            assert shown[5].startswith(" ✓") and "Cranes" in shown[5]
            assert shown[6].startswith("▌") and "Docks" in shown[6]
            assert "s stage, @ owner, x export, Esc unmarks" in shown[-1]
            await strike(pilot, "up", "space")  # the second time takes the mark away
            assert "1 marked" in lines(pilot)[0]


async def test_marks_outlive_a_tab_an_order_and_a_search_and_esc_takes_them_away(
    tmp_path: Path,
) -> None:
    with workspace(tmp_path) as ws:
        told(ws)
        async with seated(ws) as pilot:
            await strike(pilot, "6", "space")
            await strike(pilot, "1", "6", "o", "2", "o", "2")  # by name, from Z to A
            assert [line[1] for line in lines(pilot)[4:8]] == [" ", " ", " ", "✓"]
            await strike(pilot, "slash")
            await write(pilot, "docks", "enter")
            assert "1 marked" in lines(pilot)[0]
            await strike(pilot, "escape")  # ends the search, the mark stays
            assert "✓" in text(pilot) and "Boats" in text(pilot)
            await strike(pilot, "escape")
            assert "marked" not in lines(pilot)[0] and "✓" not in text(pilot)


async def test_the_marked_move_as_one_act_and_what_stays_says_why(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        told(ws)
        lost = Seen.of(one(ws, "Docks"))
        async with seated(ws) as pilot:
            await strike(pilot, "6", "space", "space", "space")
            ws.close_deal(lost, "lost", closed_to="a rival")
            before = ws.arrival()
            await strike(pilot, "s")
            assert "3 deals: where to?" in text(pilot)
            await strike(pilot, "2")
            assert "2 of 3 deals would go back, or on with milestones not held" in text(pilot)
            await write(pilot, "they are that far", "enter")
            assert "2 moved to Define, 1 not: Docks: it is lost" in lines(pilot)[-1]
            assert "marked" not in lines(pilot)[0]
            assert stages(ws) == {
                "Boats": "define",
                "Cranes": "define",
                "Docks": "need",
                "Engines": "need",
            }
            (move,) = one(ws, "Boats").dossier.stage_moves
            assert move.move_reason == "they are that far" and move.unheld
            assert ws.arrival() > before
            await strike(pilot, "u")
            assert "Undone: Stage: Define, several deals" in lines(pilot)[-1]
            assert set(stages(ws).values()) == {"need"}
            assert one(ws, "Docks").dossier.deal.closed_as == "lost"


async def test_several_that_stay_are_named_on_a_page(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        told(ws)
        async with seated(ws) as pilot:
            await strike(pilot, "6", "space", "space", "s", "1")
            shown = text(pilot)
            assert "None moved to Need, 2 not" in shown
            assert "Boats: it is in Need already" in shown
            assert "Cranes: it is in Need already" in shown
            await strike(pilot, "escape")
            assert "2 marked" in lines(pilot)[0]  # nothing was done: the marks stay
            assert ws.store.can_undo() == "New deal Engines"


def test_without_a_reason_only_those_whose_milestones_hold_go_on(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        deals = [Seen.of(one(ws, name)) for name in ("Grid maintenance", "Quality vision")]
        outcome = several.move_stage(ws, deals, "choose")
        assert outcome.done == (one(ws, "Grid maintenance").id,)
        assert outcome.stayed == (("Quality vision", "not held: Plan"),)
        back = several.move_stage(ws, [Seen.of(one(ws, "Grid maintenance"))], "need")
        assert back.stayed == (("Grid maintenance", "the way back needs a reason"),)


async def test_hold_and_lost_ask_once_for_all(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        told(ws)
        async with seated(ws) as pilot:
            await strike(pilot, "6", "space", "space", "s", "h")
            await write(pilot, "+2w", "enter")
            await write(pilot, "holidays", "enter")
            assert "2 on hold until Mon 7 Dec 2026. u takes it back" in lines(pilot)[-1]
            assert one(ws, "Cranes").dossier.deal.hold_reason == "holidays"
            await strike(pilot, "home", "down", "space", "s", "l")
            await write(pilot, "Rival Ltd", "enter")
            await write(pilot, "price", "enter")
            assert one(ws, "Engines").dossier.deal.closed_to == "Rival Ltd"
            await strike(pilot, "u", "u")
            assert ws.overview().counts["all"] == 4 and ws.overview().counts["hold"] == 0


async def test_an_owner_for_the_marked_or_for_the_one_under_the_cursor(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        told(ws)
        mine = one(ws, "Boats").dossier.deal.owner or ""
        async with seated(ws) as pilot:
            await strike(pilot, "6", "at")
            assert "Boats: who owns it from now on?" in text(pilot)
            assert mine in text(pilot)
            await strike(pilot, *["backspace"] * len(mine))
            await write(pilot, "Jonas Weber", "enter")
            assert one(ws, "Boats").dossier.deal.owner == "Jonas Weber"
            await strike(pilot, "space", "space", "at")
            assert "2 deals: who owns them from now on?" in text(pilot)
            await write(pilot, "Jonas Weber", "enter")
            assert (
                "1 assigned to Jonas Weber, 1 not: Boats: it is Jonas Weber's already"
                in (lines(pilot)[-1])
            )
            assert one(ws, "Cranes").dossier.deal.owner == "Jonas Weber"
            await strike(pilot, "u", "u")
            assert {one(ws, n).dossier.deal.owner for n in NAMES} == {mine}


async def test_a_deal_changed_in_another_window_meanwhile_is_asked_about(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws, workspace(tmp_path, me="Jonas") as other:
        told(ws)
        seen = [Seen.of(one(ws, "Boats")), Seen.of(one(ws, "Cranes"))]
        several.assign(other, [Seen.of(one(other, "Cranes"))], "Jonas")
        with pytest.raises(ClashError):
            several.assign(ws, seen, "Marja")
        assert one(ws, "Boats").dossier.deal.owner != "Marja"  # all or nothing
        async with seated(ws) as pilot:
            await strike(pilot, "6", "space", "space", "at")
            several.assign(other, [Seen.of(one(other, "Cranes"))], "Pirjo")
            await write(pilot, "Marja", "enter")
            assert "theirs  Pirjo  Jonas" in text(pilot)
            await strike(pilot, "m")
            assert {one(ws, n).dossier.deal.owner for n in ("Boats", "Cranes")} == {"Marja"}


async def test_the_marked_are_written_into_a_csv_or_json_file(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        told(ws, "=Boats", *NAMES[1:])
        path = tmp_path / "out.csv"
        async with seated(ws, size=LARGE) as pilot:
            await strike(pilot, "6", "space", "space", "x")
            assert "Of the 2 deals marked: what to take away?" in text(pilot)
            await strike(pilot, "d")
            assert "Deals of the 2 deals marked: into which file?" in text(pilot)
            assert "deals-2026-11-23.csv" in text(pilot)
            await _retype(pilot, str(tmp_path / "out.xls"), "enter")
            assert "it does not end in .csv or .xlsx or .json" in text(pilot)
            await _retype(pilot, str(path), "enter")
            assert f"Deals of the 2 deals marked in {path}" in lines(pilot)[-1]
            rows = list(csv.DictReader(path.open(encoding="utf-8")))
            # Guarded, so that no spreadsheet runs it.
            assert [row["name"] for row in rows] == ["'=Boats", "Cranes"]
            assert _named(tmp_path, "out") == ["out.csv"]
            await strike(pilot, "escape", "x", "d")
            assert "Deals of the 4 deals of All" in text(pilot)
            await _retype(pilot, str(tmp_path / "all.json"), "enter")
            found = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
            assert [deal["name"] for deal in found] == ["=Boats", *NAMES[1:]]


async def test_a_file_that_is_there_is_only_written_over_on_a_yes(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("mine")
    with workspace(tmp_path) as ws:
        told(ws)
        async with seated(ws, size=LARGE) as pilot:
            await strike(pilot, "6", "x", "d")
            await _retype(pilot, str(path), "enter")
            assert "is there already. Write over it?" in text(pilot)
            await strike(pilot, "enter")  # the default
            assert path.read_text() == "mine"
            assert "the file is as it was" in lines(pilot)[-1]
            await strike(pilot, "x", "d")
            await _retype(pilot, str(path), "enter", "y")
            assert path.read_text().startswith("id,name,customer")


def test_an_export_never_takes_the_place_of_a_file_that_came_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    with workspace(tmp_path) as ws:
        told(ws)
        path.write_text("theirs")
        with pytest.raises(UserError, match="File exists"):
            exporting.export(ws, "deals", ws.find("all"), path)
        assert path.read_text() == "theirs"
        with pytest.raises(UserError, match="No such file"):
            exporting.export(ws, "deals", ws.find("all"), tmp_path / "nowhere" / "out.csv")
        with pytest.raises(UserError, match="is not a file"):
            exporting.export(ws, "deals", ws.find("all"), _folder(tmp_path / "a.csv"))
        left = {p.name for p in tmp_path.iterdir() if not p.name.startswith("deals.oppman")}
        assert left == {"out.csv", "a.csv"}  # no half-written file either


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _named(folder: Path, part: str) -> list[str]:
    return [path.name for path in folder.iterdir() if part in path.name]


async def _retype(pilot: Pilot[int], path: str, *keys: str) -> None:
    """In place of what stands in the field."""
    await strike(pilot, "end", "ctrl+u")
    await write(pilot, path, *keys)
