"""Review: eight questions, last time's answers, the decision (method 3)."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

from seat import lines, one, open_deal, press, seated, settled, strike, text, workspace, write
from textual import events

from oppman_tui.tui.app import Oppman
from oppman_tui.workspace.deals import Seen


async def test_what_i_do_is_mine(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes")
            await strike(pilot, "d", "1")
            await write(pilot, "Call the port; me; fri")
            assert f"{ws.me}, by Fri 27 Nov 2026" in text(pilot)
            await strike(pilot, "enter")
            (action,) = one(ws, "Cranes").dossier.actions
            assert action.action_owner == ws.me


async def test_a_review_is_written_left_found_again_and_finished(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes")
            assert "Not reviewed yet" in text(pilot)
            await strike(pilot, "enter")
            await write(pilot, "Need, rightly", "tab")
            assert "Need, rightly" in text(pilot)
    with workspace(tmp_path) as ws:  # the next day, or after a crash
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes")
            assert "Need, rightly" in text(pilot)
            assert one(ws, "Cranes").dossier.reviews == ()
            await strike(pilot, "d")
            assert "Cranes: what is decided?" in text(pilot)
            await strike(pilot, "1")
            await write(pilot, "Meet the port, me, Friday", "enter")
            (review,) = one(ws, "Cranes").dossier.reviews
            assert review.decision == "go_on"
            assert review.decision_text == "Meet the port, me, Friday"
            assert review.answers == {"status": "Need, rightly"}
            assert review.snapshot["stage"] == "need"
            assert ws.open_review(review.id) is None
            assert "Since the last review, 23 Nov, today" in text(pilot)
            assert "last time: Need, rightly" in text(pilot)


async def test_a_review_that_decides_to_hold_holds_the_deal(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes")
            await strike(pilot, "d", "4")
            await write(pilot, "+2w", "enter")
            await write(pilot, "Their budget comes in December", "enter")
            view = one(ws, "Cranes")
            assert view.attention.status == "hold"
            assert str(view.dossier.deal.hold_until) == "2026-12-07"
            await strike(pilot, "u")
            view = one(ws, "Cranes")
            assert view.attention.status == "open"
            assert view.dossier.reviews == ()


async def test_undo_takes_answers_back_in_their_turn_and_an_end_gives_them_back(
    tmp_path: Path,
) -> None:
    """An answer is no act yet: the act before it, on another deal maybe, stays as it is."""
    with workspace(tmp_path) as ws:
        ws.add_deal("Boats")
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes")
            await strike(pilot, "enter")
            await write(pilot, "First", "enter")
            await strike(pilot, "l")
            await write(pilot, "They called", "enter", "c")
            await strike(pilot, "enter")
            await write(pilot, "Second", "enter")
            await strike(pilot, "u")
            assert "Undone: Answer: What became of the actions" in text(pilot)
            assert "First" in text(pilot) and "Second" not in text(pilot)
            await strike(pilot, "u")
            assert "Undone: Log: They called, Cranes" in text(pilot)
            await strike(pilot, "u")
            assert "Undone: Answer: Which stage" in text(pilot)
            assert "First" not in text(pilot)
            await strike(pilot, "U", "U", "U")
            assert "Second" in text(pilot)
            assert len(one(ws, "Cranes").dossier.entries) == 1
            await strike(pilot, "d", "1", "enter")
            assert "last time: Second" in text(pilot)
            await strike(pilot, "u")
            assert "Undone: Review finished, Cranes" in text(pilot)
            assert "Not reviewed yet" in text(pilot)
            assert "Second" in text(pilot)
            await strike(pilot, "U")
            assert "last time: Second" in text(pilot)
            assert ws.open_review(one(ws, "Cranes").id) is None
            await strike(pilot, "u", "u", "u", "u", "u")
            assert "Undone: New deal Cranes" in text(pilot)


async def test_undo_takes_back_what_was_struck_last_though_the_disk_is_slow(
    tmp_path: Path,
) -> None:
    """The log entry isn't written yet when it is taken back: the answer before it stays."""
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes")
            await strike(pilot, "enter")
            await write(pilot, "First", "enter")
            disk = threading.Event()
            app = pilot.app
            assert isinstance(app, Oppman)
            busy = asyncio.create_task(app.perform(disk.wait))
            await press(pilot, "l", "H", "i", "enter", "c", "u")
            disk.set()
            await busy
            await settled(pilot)
            assert "Undone: Log: Hi, Cranes" in text(pilot)
            assert "First" in text(pilot)


async def test_what_changed_since_the_last_review_comes_first(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await open_deal(pilot, "Plant 2 sensors")
            shown = text(pilot)
            assert "Since the last review, 12 Oct, 42 days ago" in shown
            assert "stage: Compare → Choose" in shown
            assert "unchanged: value" in shown


async def test_a_text_half_written_is_left_by_a_second_esc_and_kept(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes")
            await strike(pilot, "enter")
            await write(pilot, "Half a", "escape")
            assert "Moving" in lines(pilot)[-1]
            assert "Half a" in text(pilot)
            await strike(pilot, "escape")
            assert "The draft is kept" in text(pilot)
            assert ws.open_review(one(ws, "Cranes").id) is None
            await strike(pilot, "enter")
            assert "A draft is kept" in text(pilot)
            assert "Half a" in text(pilot)


async def test_who_takes_part_is_kept_with_the_review(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes")
            await strike(pilot, "i")
            await write(pilot, "Marja, Jonas", "enter")
            assert "Marja, Jonas" in lines(pilot)[-1]
            await strike(pilot, "d", "1", "enter")
            (review,) = one(ws, "Cranes").dossier.reviews
            assert review.participants == ("Marja", "Jonas")


async def test_what_was_agreed_with_the_decision_becomes_an_action(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes")
            await strike(pilot, "d", "2")
            await write(pilot, "Ask for the budget; Mia; fri", "enter")
            dossier = one(ws, "Cranes").dossier
            (review,), (action,) = dossier.reviews, dossier.actions
            assert review.decision_text == action.action == "Ask for the budget"
            assert (action.action_owner, str(action.due)) == ("Mia", "2026-11-27")
            await strike(pilot, "u")
            assert one(ws, "Cranes").dossier.actions == ()


async def test_changes_are_told_against_any_review_that_was_held(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        name = next(
            v.dossier.deal.name for v in ws.views([*ws.find("all")]) if len(v.dossier.reviews) > 1
        )
        held = sorted(r.held_on for r in one(ws, name).dossier.reviews)
        async with seated(ws) as pilot:
            await open_deal(pilot, name)
            assert "Since the last review" in text(pilot)
            await strike(pilot, "c")
            assert "What changed since which review?" in text(pilot)
            await strike(pilot, "2")
            assert f"Since the review, {held[-2].day} " in text(pilot)


async def test_a_deal_reviewed_once_has_nothing_to_choose_from(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes")
            await strike(pilot, "c")
            assert "There are not two reviews yet to choose from" in text(pilot)


async def test_answers_filled_in_for_the_review_are_marked_in_the_next(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            for question in ws.playbook.themes[1].questions:
                parts = {"value": 2, "grade": 2, "evidence_date": "2026-11-23"}
                seen = Seen.of(one(ws, "Cranes"))
                ws.set(seen, "answer", question.key, parts, "Answered")
            await open_deal(pilot, "Cranes")
            await strike(pilot, "d", "1", "enter")
            told = " ".join(line.strip() for line in lines(pilot))
            jump = "Need and urgency rose from 0 to 100 in the 48 hours before the review on 23 Nov"
            assert jump in told


async def test_an_answer_that_is_too_long_is_said_where_it_is_written(tmp_path: Path) -> None:
    """Not where the review ends: it would say neither which one nor let the review end."""
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes")
            await strike(pilot, "enter")
            pilot.app.post_message(events.Paste("words " * 100_000))
            await settled(pilot)
            assert "600,000 characters were pasted" in lines(pilot)[-1]
            pilot.app.post_message(events.Paste("words " * 4_000))
            await strike(pilot, "enter")
            assert "is 23,999 characters long; 20,000 are allowed" in lines(pilot)[-1]
            assert ws.open_review(one(ws, "Cranes").id) is None
