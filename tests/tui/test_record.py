"""A rep opens a row in full: every field is there, is written at once, and can be not known."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from seat import (
    ME,
    TODAY,
    lines,
    one,
    open_deal,
    press,
    seated,
    settled,
    strike,
    text,
    workspace,
    write,
)
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from oppman_tui.domain.entities import Answer
from oppman_tui.domain.fields import ENTITIES
from oppman_tui.domain.values.clock import Clock
from oppman_tui.tui.app import Oppman
from oppman_tui.tui.screens.deal import DealScreen
from oppman_tui.tui.screens.dialogs import Dialog, Pick, Write
from oppman_tui.tui.screens.list import ListScreen
from oppman_tui.tui.screens.record import RecordScreen
from oppman_tui.tui.widgets.rows import Rows
from oppman_tui.workspace.acts import row_of
from oppman_tui.workspace.deals import Seen, Workspace
from oppman_tui.workspace.view import DealView


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with workspace(tmp_path) as opened:
        opened.add_deal("Fleet", "Hansa Cargo", amount=31_000_000, currency="EUR")
        yield opened


def fleet(ws: Workspace) -> DealView:
    return one(ws, "Fleet")


async def open_record(
    pilot: Pilot[int], view: DealView, entity: str = "deal", row: str = "", empty: Any = None
) -> RecordScreen:
    screen = RecordScreen(view, entity, row or view.id, empty)
    await pilot.app.push_screen(screen)
    await settled(pilot)
    return screen


async def stand_on(pilot: Pilot[int], label: str) -> None:
    """Put the cursor on the field of that label, by the arrow keys."""
    rows = pilot.app.screen.query_one(Rows)
    await pilot.press("home")
    for _ in range(60):
        if lines(pilot)[rows.region.y + rows.cursor - rows.top][1:].strip().startswith(label):
            return
        await pilot.press("down")
    raise AssertionError(f"no field {label}:\n{text(pilot)}")


async def write_over(pilot: Pilot[int], given: str) -> None:
    """Enter, another text in place of what stands in the line, Enter."""
    await strike(pilot, "enter")
    pilot.app.screen.query_one(Input).value = ""
    await write(pilot, given, "enter")


# -- the deal ------------------------------------------------------------------------------


async def test_a_deals_fields_are_written_one_by_one(ws: Workspace) -> None:
    async with seated(ws) as pilot:
        await open_deal(pilot, "Fleet")
        await strike(pilot, "f")
        assert isinstance(pilot.app.screen, RecordScreen)
        await stand_on(pilot, "Owner")
        await write_over(pilot, "Jussi Laine")
        await stand_on(pilot, "Value")
        await write_over(pilot, "1,2M SEK")
        await stand_on(pilot, "Next step ")
        await write_over(pilot, "Workshop")
        await stand_on(pilot, "Next step on")
        await write_over(pilot, "4.12.")
        await stand_on(pilot, "Agreed with")
        await strike(pilot, "enter", "y")
        deal = fleet(ws).dossier.deal
        assert (deal.owner, deal.amount, deal.currency) == ("Jussi Laine", 120_000_000, "SEK")
        assert (deal.next_step, deal.next_step_date) == ("Workshop", date(2026, 12, 4))
        assert deal.next_step_agreed is True
        assert "SEK 1,200,000" in text(pilot)
        await strike(pilot, "escape")
        assert isinstance(pilot.app.screen, DealScreen)
        assert "next: Workshop 4 Dec (agreed)" in text(pilot)


async def test_a_date_and_an_amount_are_struck_over_and_a_text_is_written_on(ws: Workspace) -> None:
    async with seated(ws) as pilot:
        await open_deal(pilot, "Fleet")
        await strike(pilot, "f")
        await stand_on(pilot, "Next step ")
        await write_over(pilot, "Workshop")
        for label, first, then in (
            ("Value", "420k", "500k"),
            ("Next step on", "4.12.", "+2w"),
            ("Next step ", "", " in Oulu"),
        ):
            await stand_on(pilot, label)
            for typed in filter(None, (first, then)):
                await strike(pilot, "enter")
                await write(pilot, typed, "enter")
        deal = fleet(ws).dossier.deal
        assert deal.amount == 500_000_00
        assert deal.next_step_date == TODAY + timedelta(days=14)
        assert deal.next_step == "Workshop in Oulu"


async def test_what_is_known_no_more_is_struck_out_with_a_dash(ws: Workspace) -> None:
    async with seated(ws) as pilot:
        await open_record(pilot, fleet(ws))
        await stand_on(pilot, "Value")
        await strike(pilot, "minus")
        deal = fleet(ws).dossier.deal
        assert (deal.amount, deal.currency) == (None, None)
        await stand_on(pilot, "Name")
        await strike(pilot, "minus")
        assert "Name can't be left empty; nothing was changed" in text(pilot)
        assert fleet(ws).dossier.deal.name == "Fleet"
        await strike(pilot, "u")
        assert fleet(ws).dossier.deal.amount == 31_000_000
        assert "€310,000" in text(pilot)


async def test_a_pushed_close_date_leaves_the_line_that_remembers_it(ws: Workspace) -> None:
    async with seated(ws) as pilot:
        await open_record(pilot, fleet(ws))
        await stand_on(pilot, "Close date")
        await write_over(pilot, "2026-12-20")
        await write_over(pilot, "2027-01-20")
        moves = fleet(ws).dossier.close_date_moves
        assert [(m.from_date, m.to_date) for m in moves] == [
            (date(2026, 12, 20), date(2027, 1, 20))
        ]


async def test_a_close_date_says_how_often_it_was_pushed(tmp_path: Path) -> None:
    """From the first time on; what is corrected on the day it was entered is no push."""
    for day, close in ((23, "2026-12-20"), (23, "2026-12-21"), (24, "2027-01-20")):
        with workspace(tmp_path, clock=Clock(fixed=date(2026, 11, day))) as desk:
            if not desk.find("all"):
                desk.add_deal("Boats")
            boats = one(desk, "Boats")
            desk.set(Seen.of(boats), "deal", boats.id, {"close_date": close}, "Close date")
            async with seated(desk) as pilot:
                await open_deal(pilot, "Boats")
                assert ("(pushed 1x)" in text(pilot)) == (day == 24)


async def test_a_stage_began_on_a_day_that_has_come(ws: Workspace) -> None:
    before = fleet(ws).dossier.deal.stage_since
    async with seated(ws) as pilot:
        await open_record(pilot, fleet(ws))
        await stand_on(pilot, "Stage since")
        await strike(pilot, "enter")
        await write(pilot, "2027-01-02", "enter")
        assert "Sat 2 Jan 2027 is still to come; nothing was changed" in text(pilot)
        pilot.app.screen.query_one(Input).value = "12.10."
        await strike(pilot, "enter")
        assert fleet(ws).dossier.deal.stage_since == date(2026, 10, 12)
        await strike(pilot, "u")
        assert "Undone: Stage since: Fleet" in text(pilot)
        assert fleet(ws).dossier.deal.stage_since == before


async def test_a_deal_gets_its_customer_by_name(ws: Workspace) -> None:
    ws.add_deal("Other", "Nordwind AG")
    known = one(ws, "Other").dossier.deal.customer
    async with seated(ws) as pilot:
        await open_record(pilot, fleet(ws))
        await stand_on(pilot, "Customer")
        await strike(pilot, "enter")
        pilot.app.screen.query_one(Input).value = "nordwind ag"
        await settled(pilot)
        assert "known here" in text(pilot)
        await strike(pilot, "enter")
        assert fleet(ws).dossier.deal.customer == known
        await strike(pilot, "minus", "u")
        assert "Undone: Customer: none, Fleet" in text(pilot)
        await strike(pilot, "U")
        assert fleet(ws).dossier.deal.customer is None
        assert "shared by all its deals" not in text(pilot)
        await strike(pilot, "enter")
        await write(pilot, "wind")
        assert "new · Right takes Nordwind AG" in text(pilot)
        await strike(pilot, "left", "right")
        assert pilot.app.screen.query_one(Input).value == "wind"
        await strike(pilot, "right", "enter")
        assert fleet(ws).dossier.deal.customer == known
        await write_over(pilot, "Brand New Oy")
        assert fleet(ws).customer_name == "Brand New Oy"


async def test_the_customer_is_renamed_for_all_its_deals(ws: Workspace) -> None:
    ws.add_deal("Second", "Hansa Cargo")
    async with seated(ws, size=(120, 40)) as pilot:
        screen = await open_record(pilot, fleet(ws))
        rows = screen.query_one(Rows)
        customer = fleet(ws).dossier.deal.customer
        rows.move_to(rows.keys.index(f"customer:{customer}:name"))
        await write_over(pilot, "Hansa Freight")
        assert one(ws, "Second").customer_name == "Hansa Freight"
        await strike(pilot, "down", "enter")
        await write(pilot, "Family-owned", "tab")
        dossier = fleet(ws).dossier
        assert dossier.customer is not None
        assert dossier.customer.note == "Family-owned"


async def test_stage_hold_and_end_are_written_by_moving_the_stage(ws: Workspace) -> None:
    async with seated(ws) as pilot:
        await open_record(pilot, fleet(ws))
        await stand_on(pilot, "Stage ")
        await strike(pilot, "minus")
        assert fleet(ws).dossier.deal.stage == "need"
        await strike(pilot, "enter")
        assert isinstance(pilot.app.screen, Pick)
        await strike(pilot, "l")
        await write(pilot, "Acme", "enter")
        await write(pilot, "price", "enter")
        assert fleet(ws).dossier.deal.closed_as == "lost"
        assert "Acme" in text(pilot)
        await stand_on(pilot, "Closed to")
        await strike(pilot, "enter")
        assert isinstance(pilot.app.screen, Pick)


# -- long texts ----------------------------------------------------------------------------


async def test_a_note_is_written_in_several_lines(ws: Workspace) -> None:
    async with seated(ws) as pilot:
        await open_record(pilot, fleet(ws))
        await stand_on(pilot, "Note")
        await strike(pilot, "enter")
        assert isinstance(pilot.app.screen, Write)
        await write(pilot, "First line\\\nand a second", "enter")
        assert fleet(ws).dossier.deal.note == "First line\nand a second"
        shown = lines(pilot)
        first = next(n for n, line in enumerate(shown) if "First line" in line)
        assert shown[first].index("First") == shown[first + 1].index("and")


async def test_a_text_that_is_too_long_is_not_lost(ws: Workspace) -> None:
    async with seated(ws) as pilot:
        await open_record(pilot, fleet(ws))
        await stand_on(pilot, "Note")
        await strike(pilot, "enter")
        pilot.app.screen.query_one(TextArea).text = "x" * 20_001
        await strike(pilot, "tab")
        assert "20,001 characters long; 20,000 are allowed" in text(pilot)
        field = pilot.app.screen.query_one(TextArea)
        assert len(field.text) == 20_001
        field.text = "x" * 20_000
        await strike(pilot, "tab")
        note = fleet(ws).dossier.deal.note
        assert note is not None
        assert len(note) == 20_000


# -- every field of every row --------------------------------------------------------------

_ROWS = {
    "player": {"name": "Marta Berg"},
    "risk": {"risk": "Penalties"},
    "action": {"action": "Call Berg"},
    "entry": {"on": "2026-11-02", "text": "Called"},
    "stop": {"stop": "No budget holder met"},
    "link": {"from_player": "p", "to_player": "q", "link_kind": "trusts"},
}
_KEPT = {"finding_kind", "finding_row", "currency", "deleted"}


@pytest.mark.parametrize("entity", _ROWS)
async def test_every_field_of_a_row_can_be_written(ws: Workspace, entity: str) -> None:
    view = fleet(ws)
    row = ws.add(Seen.of(view), entity, _ROWS[entity], "made")
    async with seated(ws, size=(120, 40)) as pilot:
        screen = await open_record(pilot, fleet(ws), entity, row)
        for part in ENTITIES[entity].parts:
            if part.name in _KEPT:
                continue
            rows = screen.query_one(Rows)
            rows.move_to(rows.keys.index(f"{entity}:{row}:{part.name}"))
            await strike(pilot, "enter")
            assert isinstance(pilot.app.screen, Dialog), part.name
            await strike(pilot, "escape")
            assert pilot.app.screen_stack[-1] is screen, part.name


async def test_an_answer_not_given_yet_is_made_by_its_first_field(ws: Workspace) -> None:
    async with seated(ws) as pilot:
        await open_record(pilot, fleet(ws), "answer", "need.money", Answer("need.money"))
        assert "Is money or staff set aside?" in text(pilot)
        await stand_on(pilot, "Answer")
        await strike(pilot, "enter", "1")
        await stand_on(pilot, "Grade")
        await strike(pilot, "enter", "2")
        await stand_on(pilot, "Evidence ")
        await strike(pilot, "enter")
        await write(pilot, "The CFO said so", "tab")
        (answer,) = fleet(ws).dossier.answers
        assert answer == Answer("need.money", 1, 2, "The CFO said so", TODAY)


async def test_a_log_entry_keeps_its_day_and_its_text(ws: Workspace) -> None:
    row = ws.add(Seen.of(fleet(ws)), "entry", _ROWS["entry"], "logged")
    async with seated(ws) as pilot:
        await open_record(pilot, fleet(ws), "entry", row)
        for label in ("On", "What happened"):
            await stand_on(pilot, label)
            await strike(pilot, "minus")
            assert f"{label} can't be left empty; nothing was changed" in text(pilot)
        await stand_on(pilot, "From whose side")
        await strike(pilot, "enter", "2")
        (entry,) = fleet(ws).dossier.entries
        assert (entry.on, entry.text, entry.side) == (date(2026, 11, 2), "Called", "theirs")


async def test_ticking_an_action_from_its_record_dates_it(ws: Workspace) -> None:
    row = ws.add_action(Seen.of(fleet(ws)), "Call Berg", section="knowledge")
    async with seated(ws) as pilot:
        await open_record(pilot, fleet(ws), "action", row)
        await stand_on(pilot, "Status")
        await strike(pilot, "enter", "d")
        await write(pilot, "She agreed", "enter")
        (action,) = fleet(ws).dossier.actions
        assert (action.status, action.outcome, action.status_on) == ("done", "She agreed", TODAY)


async def test_a_finished_review_is_read_in_full_and_never_edited(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        view = one(ws, "ERP rollout")
        review = view.last_review
        assert review is not None
        async with seated(ws, size=(80, 60)) as pilot:
            await open_record(pilot, view, "review", review.id)
            shown = text(pilot)
            assert "What could make us lose?" in shown
            assert "Staying with what they have" in shown
            assert "Scores of that day" in shown
            await strike(pilot, "enter")
            told = "A finished review is never edited; the Review tab holds a new one"
            assert told in text(pilot)
            await strike(pilot, "minus")
            assert row_of(one(ws, "ERP rollout").dossier, "review", review.id) == review


# -- other windows and other copies --------------------------------------------------------


async def test_what_another_window_writes_is_shown_at_once(ws: Workspace) -> None:
    async with seated(ws) as pilot:
        assert isinstance(pilot.app, Oppman)
        await open_record(pilot, fleet(ws))
        ws.set(Seen.of(fleet(ws)), "deal", fleet(ws).id, {"owner": "Somebody else"}, "Owner")
        pilot.app.arrival = ws.arrival()
        await settled(pilot)
        assert "Somebody else" in text(pilot)


async def test_what_two_windows_wrote_is_asked_also_where_the_field_was_left(
    ws: Workspace, tmp_path: Path
) -> None:
    with workspace(tmp_path, me="Jonas Bergström") as other:
        async with seated(ws) as pilot:
            assert isinstance(pilot.app, Oppman)
            await open_record(pilot, fleet(ws))
            await stand_on(pilot, "Owner")
            other.set(Seen.of(fleet(other)), "deal", fleet(other).id, {"owner": "Jonas"}, "Owner")
            disk = Event()
            slow = asyncio.create_task(pilot.app.perform(disk.wait))
            await press(pilot, "enter", "ctrl+u", *"Liisa", "enter", "escape")
            assert not isinstance(pilot.app.screen, RecordScreen)
            disk.set()
            await slow
            await settled(pilot)
            assert "Another window changed this" in text(pilot)
            assert fleet(ws).dossier.deal.owner == "Jonas"


async def test_a_row_removed_meanwhile_closes_its_record_with_a_word(ws: Workspace) -> None:
    row = ws.add_action(Seen.of(fleet(ws)), "Call Berg", section="knowledge")
    async with seated(ws) as pilot:
        assert isinstance(pilot.app, Oppman)
        await open_deal(pilot, "Fleet", "act")
        await open_record(pilot, fleet(ws), "action", row)
        ws.remove(Seen.of(fleet(ws)), "action", row, "Removed")
        pilot.app.arrival = ws.arrival()
        await settled(pilot)
        assert isinstance(pilot.app.screen, DealScreen)
        assert "Action: no longer here; u may bring it back" in text(pilot)


async def test_a_row_removed_behind_a_question_closes_once_that_is_answered(ws: Workspace) -> None:
    row = ws.add_action(Seen.of(fleet(ws)), "Call Berg", section="knowledge")
    async with seated(ws) as pilot:
        assert isinstance(pilot.app, Oppman)
        await open_deal(pilot, "Fleet", "act")
        await open_record(pilot, fleet(ws), "action", row)
        await stand_on(pilot, "Owner")
        await strike(pilot, "enter")
        ws.remove(Seen.of(fleet(ws)), "action", row, "Removed")
        pilot.app.arrival = ws.arrival()
        await settled(pilot)
        assert isinstance(pilot.app.screen, Dialog)
        await strike(pilot, "escape")
        assert isinstance(pilot.app.screen, DealScreen)


async def test_taking_back_a_new_deal_from_its_record_leads_to_the_list(ws: Workspace) -> None:
    async with seated(ws) as pilot:
        await open_deal(pilot, "Fleet")
        await strike(pilot, "f", "u")
        assert isinstance(pilot.app.screen, ListScreen)
        await strike(pilot, "U")
        assert fleet(ws).dossier.deal.name == "Fleet"


async def test_of_two_copies_values_one_is_chosen(ws: Workspace, tmp_path: Path) -> None:
    (tmp_path / "laptop").mkdir()
    with workspace(tmp_path / "laptop", me="Jussi Laine") as laptop:
        laptop.store.receive(ws.store.changes())
        for desk, owner, day in ((ws, "Mia", "2026-12-01"), (laptop, "Jussi", "2026-12-08")):
            view = fleet(desk)
            desk.set(Seen.of(view), "deal", view.id, {"owner": owner}, "Owner")
            desk.set(Seen.of(view), "deal", view.id, {"close_date": day}, "Close date")
        ws.store.receive(laptop.store.changes())
    cells = {cell for _, _, cell in fleet(ws).dossier.conflicts}
    assert cells == {"owner", "close_date"}
    async with seated(ws) as pilot:
        await open_record(pilot, fleet(ws))
        assert text(pilot).count("several values stand: Enter chooses") == 2
        await stand_on(pilot, "! Owner")
        await strike(pilot, "enter")
        shown = text(pilot)
        assert "2 values stand" in shown
        assert f"Mia  {ME}, 2026-11-23" in shown
        assert "Jussi  Jussi Laine, 2026-11-23" in shown
        place = "1" if "1 Mia" in shown else "2"
        await strike(pilot, place)
        assert fleet(ws).dossier.deal.owner == "Mia"
        await stand_on(pilot, "! Close date")
        await strike(pilot, "enter", "1")  # the value that is shown already
        assert not fleet(ws).dossier.conflicts


async def test_names_that_are_markup_are_shown_as_written(ws: Workspace) -> None:
    name = "[@click=app.quit]x Deal [/nope]"
    ws.set(Seen.of(fleet(ws)), "deal", fleet(ws).id, {"name": name, "note": "[red]n[/]"}, "x")
    async with seated(ws) as pilot:
        await open_record(pilot, one(ws, name))
        assert text(pilot).count(name) == 2
        assert "[red]n[/]" in text(pilot)


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_labels_and_values_stand_in_columns(ws: Workspace, size: tuple[int, int]) -> None:
    note = "A note that is longer than the room beside its label and goes on below it"
    ws.set(Seen.of(fleet(ws)), "deal", fleet(ws).id, {"note": note}, "Note")
    async with seated(ws, size=size) as pilot:
        await open_record(pilot, fleet(ws))
        shown = lines(pilot)
        begins = {
            line.index(value)
            for line in shown
            for value in ("Hansa Cargo", "€310,000", "A note that")
            if value in line and "›" not in line
        }
        assert len(begins) == 1
        begin = begins.pop()
        told = " ".join(line[begin:].strip() for line in shown if line[begin:].strip())
        assert note in told
        assert "…" not in text(pilot)
