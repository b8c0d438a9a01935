"""A word once typed is never lost: the two states, drafts offered, taken, dropped and listed."""

from __future__ import annotations

from pathlib import Path

from seat import lines, one, open_deal, seated, settled, strike, text, workspace, write

from oppman_tui.tui.keymap import KeyMap
from oppman_tui.tui.screens.dialogs import Ask

CALLED = "They called about the price"


async def test_the_foot_names_the_state_and_what_enter_and_esc_do(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await strike(pilot, "6")
            assert lines(pilot)[-1].startswith(" Moving  ")
            await strike(pilot, "l")
            assert lines(pilot)[-1] == " Writing  Enter on · Esc leave"
            await write(pilot, CALLED)
            assert lines(pilot)[-1] == " Writing  Enter on · Esc keep a draft"
            await strike(pilot, "escape")
            assert lines(pilot)[-1].startswith(" Moving  Enter write on · E editor · D drop it")
            await write(pilot, "xyz")  # letters are commands now, and none of these is one
            await strike(pilot, "enter")
            await write(pilot, "!")
            assert isinstance(pilot.app.screen, Ask)
            assert pilot.app.screen.text == f"{CALLED}!"


async def test_enter_and_tab_save_wherever_a_text_is_written(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes")
            await strike(pilot, "enter")
            await write(pilot, "First\\\nsecond", "enter")
            await strike(pilot, "enter")
            await write(pilot, "Kept by leaving", "tab")
            review = ws.open_review(one(ws, "Cranes").id)
            assert review is not None
            assert set(review.answers.values()) == {"First\nsecond", "Kept by leaving"}
            assert ws.drafts.all() == []


async def test_a_draft_is_never_put_over_what_is_stored(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes", note="As it is stored")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes")
            await strike(pilot, "f", *["down"] * 20)
            while "Note" not in next(line for line in lines(pilot) if line.startswith("▌")):
                await strike(pilot, "up")
            await strike(pilot, "enter")
            await write(pilot, ", and more", "escape", "escape")
            assert one(ws, "Cranes").dossier.deal.note == "As it is stored"
            await strike(pilot, "enter")
            shown = text(pilot)
            assert "As it is stored, and more" in shown  # the draft
            assert " As it is stored\n" in shown  # the field
            await strike(pilot, "enter", "enter")  # taken, saved
            assert one(ws, "Cranes").dossier.deal.note == "As it is stored, and more"
            assert ws.drafts.all() == []


async def test_a_draft_is_dropped_with_a_key_and_only_that_one(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await strike(pilot, "6")
            for said in ("The first", "The second"):
                await strike(pilot, "l")
                await write(pilot, said, "escape", "escape")
            await strike(pilot, "l")
            assert "The second" in text(pilot)
            await strike(pilot, "tab")
            assert "The draft is dropped" in text(pilot)
            assert "The second" not in text(pilot)
            assert "The first" in text(pilot)
            assert [draft.text for draft in ws.drafts.all()] == ["The first"]


async def test_what_is_typed_ahead_of_an_offer_is_no_answer_to_it(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await strike(pilot, "6", "l")
            await write(pilot, CALLED, "escape", "escape")
            await pilot.press("l", *"Done", "enter", "c")
            await settled(pilot)
            (entry,) = one(ws, "Cranes").dossier.entries
            assert entry.text == "Done"
            assert [draft.text for draft in ws.drafts.all()] == [CALLED]


async def test_a_new_deal_left_at_its_last_question_is_taken_up_again(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await strike(pilot, "n")
            await write(pilot, "Locks", "enter")
            await write(pilot, "Satama Oy", "enter")
            await strike(pilot, "escape")
            assert ws.named("Locks") == []
        async with seated(ws) as pilot:
            assert "A draft is kept: A new deal; W takes it up again" in text(pilot)
            await strike(pilot, "W")
            assert "A new deal: Locks · Satama Oy" in text(pilot)
            await strike(pilot, "1")
            assert "A draft is kept, of 23 Nov" in text(pilot)
            await strike(pilot, "enter", "enter")  # the name, taken and on
            await strike(pilot, "enter", "enter")  # the customer
            await write(pilot, "420k", "enter")
            assert one(ws, "Locks").dossier.deal.amount == 42_000_000
            assert one(ws, "Locks").customer_name == "Satama Oy"
            assert ws.drafts.all() == []


async def test_the_list_of_drafts_leads_back_to_each(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes")
            await strike(pilot, "enter")
            await write(pilot, "Half an answer", "escape", "escape")
            await strike(pilot, "escape", "W")
            assert "Half an answer" in text(pilot)
            await strike(pilot, "1")
            assert "Which stage is it in" in text(pilot)
            await strike(pilot, "enter")
            await write(pilot, ", whole", "enter")
            review = ws.open_review(one(ws, "Cranes").id)
            assert review is not None
            assert list(review.answers.values()) == ["Half an answer, whole"]
            await strike(pilot, "W")
            assert "There are no drafts" in text(pilot)


async def test_sentences_name_the_keys_one_has(tmp_path: Path) -> None:
    own = KeyMap({"app.undo": "ctrl+k", "app.drafts": "f5"})
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws, keymap=own) as pilot:
            await strike(pilot, "6", "l")
            await write(pilot, CALLED, "enter", "c")
            assert "Logged. Ctrl+k takes it back" in text(pilot)
            await strike(pilot, "l")
            await write(pilot, "Half", "escape", "escape")
            assert "The draft is kept; F5 shows all drafts" in text(pilot)
