"""A manager holds a meeting over some deals, from the agenda to its end (screens 3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from seat import LARGE, TODAY, lines, one, seated, settled, strike, text, workspace, write
from textual.pilot import Pilot

from oppman_tui.domain.values.clock import Clock
from oppman_tui.tui.keymap import KeyMap
from oppman_tui.tui.screens.list import ListScreen
from oppman_tui.tui.screens.meeting import MeetingScreen, hold
from oppman_tui.tui.verbs.everyday import app_of
from oppman_tui.tui.widgets.meeting import Agenda, Table
from oppman_tui.workspace.deals import Seen, Workspace
from oppman_tui.workspace.meetings import Meetings

ERP, FLEET, PLANT = "ERP rollout", "Fleet telematics", "Plant 2 sensors"


async def meet(pilot: Pilot[int], names: Sequence[str] = (ERP, FLEET, PLANT)) -> MeetingScreen:
    """The agenda of a meeting over these deals."""
    app = pilot.app
    (home,) = (screen for screen in app.screen_stack if isinstance(screen, ListScreen))
    deals = [one(home.workspace, name).id for name in names]
    await hold(home, "Monday", deals)
    await settled(pilot)
    assert isinstance(app.screen, MeetingScreen)
    return app.screen


def agenda(pilot: Pilot[int]) -> list[str]:
    """The agenda's lines, without the cursor."""
    return [line[1:27].strip() for line in lines(pilot)[2:-3] if line[1:27].strip()]


async def agree(pilot: Pilot[int], key: str) -> None:
    """Decide by that key, with what is proposed."""
    await strike(pilot, key)
    await strike(pilot, "enter")


async def test_an_agenda_is_ordered_timed_and_begun(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await meet(pilot)
            assert "Meeting · Monday" in text(pilot) and "3 deals · 15 min" in text(pilot)
            await strike(pilot, "J", "plus", "plus")
            assert "3 deals · 17 min" in text(pilot)
            assert [line[2:18] for line in agenda(pilot)[:3]] == [
                "Fleet telematics",
                "ERP rollout     ",
                "Plant 2 sensors ",
            ]
            await strike(pilot, "home", "D")
            assert "2 deals" in text(pilot)
            await strike(pilot, "enter")
            assert "0 of 2 done · 0 of 12 min" in text(pilot)
            assert isinstance(pilot.app.focused, Table)


async def test_the_table_is_sparse_and_turns_page_by_page(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await meet(pilot)
            await strike(pilot, "enter")
            for page in range(10):
                told = [line[28:].strip() for line in lines(pilot)[2:20] if line[28:].strip()]
                assert len(told) <= 12
                if page == 0:
                    assert "Since the last review" in text(pilot)
                elif page < 9:
                    assert f"{page} of 8" in text(pilot)
                else:
                    assert "What is decided?" in text(pilot)
                await strike(pilot, "down")


async def test_a_deal_is_left_with_a_decision_who_and_by_when(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await meet(pilot)
            await strike(pilot, "enter", "down", "enter")
            await write(pilot, "Legal holds it up", "enter")
            assert "2 of 8" in text(pilot)
            await strike(pilot, "2")
            assert "Plan more (knowledge is missing): who does what by when?" in text(pilot)
            await strike(pilot, "ctrl+u")
            await write(pilot, "Ask for the budget; Mia", "enter")
            assert "three things with semicolons" in " ".join(lines(pilot))
            await write(pilot, "; fri", "enter")
            assert "1 of 3 done" in text(pilot)
            assert FLEET in lines(pilot)[2]
        deal = one(ws, ERP).dossier
        review = max(deal.reviews, key=lambda r: (r.held_on, r.id))
        assert (review.decision, review.decision_text) == ("plan_more", "Ask for the budget")
        assert review.answers["status"] == "Legal holds it up"
        (action,) = (a for a in deal.actions if a.action == "Ask for the budget")
        assert (action.action_owner, str(action.due)) == ("Mia", "2026-11-27")
        assert ws.open_review(deal.deal.id) is None


async def test_no_deal_is_left_without_a_word(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await meet(pilot)
            await strike(pilot, "enter", "right_square_bracket")
            assert "ERP rollout has no decision yet" in text(pilot)
            await strike(pilot, "s")
            assert ERP in lines(pilot)[2]
            await strike(pilot, "right_square_bracket", "z")
            assert FLEET in lines(pilot)[2]
            await strike(pilot, "0")
            await write(pilot, "the owner is ill", "enter")
            assert PLANT in lines(pilot)[2] and "1 of 3 done" in text(pilot)
            await agree(pilot, "1")
            assert ERP in lines(pilot)[2]  # it was put off, and comes again


async def test_a_deal_that_comes_up_is_next(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await meet(pilot)
            await strike(pilot, "enter", "n")
            await write(pilot, "quality", "enter")
            assert [line[2:18].strip() for line in agenda(pilot)[:2]] == [ERP, "Quality vision"]
            await agree(pilot, "1")
            assert "Quality vision" in lines(pilot)[2]


async def test_amounts_are_hidden_wherever_one_goes_from_the_meeting(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await meet(pilot)
            await strike(pilot, "enter")
            assert "€420,000" in text(pilot)
            await strike(pilot, "b")
            assert "€" not in text(pilot) and "amounts hidden" in text(pilot)
            await strike(pilot, "g", "r")
            assert "ERP rollout" in text(pilot) and "€420" not in text(pilot)
            await strike(pilot, "escape", "b")
            assert "€420,000" in text(pilot)


async def test_a_meeting_that_is_left_waits_and_goes_on_where_it_was(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await meet(pilot)
            await strike(pilot, "enter")
            await agree(pilot, "1")
            await strike(pilot, "escape")
            assert isinstance(pilot.app.screen, ListScreen)
            assert "The meeting waits; m goes on with it" in text(pilot)
        kept = Meetings(ws).present()
        assert kept is not None and kept.goes_on and kept.since is None
        async with seated(ws, size=LARGE) as pilot:
            await strike(pilot, "m")
            assert "1 of 3 done" in text(pilot) and FLEET in lines(pilot)[2]


async def test_the_end_says_what_was_decided_and_what_was_not_reached(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await meet(pilot)
            await strike(pilot, "i")
            await write(pilot, "Mia, Bo", "enter")
            await strike(pilot, "enter")
            await strike(pilot, "4")
            await write(pilot, "+2w", "enter")
            await write(pilot, "they reorganise", "enter")
            await strike(pilot, "e")
            assert "Not reached: Fleet telematics, Plant 2 sensors" in " ".join(lines(pilot))
            await strike(pilot, "n")
            assert "1 of 3 done" in text(pilot)
            await strike(pilot, "e", "y")
            told = text(pilot)
            assert "ERP rollout: Hold until a date: 7 Dec; they reorganise" in told
            assert "Fleet telematics, Plant 2 sensors" in told
            assert "taking part: Mia, Bo" in told
        assert one(ws, ERP).dossier.deal.status(ws.today) == "hold"
        review = one(ws, ERP).last_review
        assert review is not None and review.participants == ("Mia", "Bo")


async def test_a_key_that_can_t_act_says_why(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await meet(pilot)
            for key in ("1", "0", "z", "e", "right_square_bracket"):
                await strike(pilot, key)
                assert "The meeting has not begun; Enter on the agenda begins it" in text(pilot)
            await strike(pilot, "enter", "9")
            assert "There are 5 decisions, 1 to 5; 0 is none" in text(pilot)
            await strike(pilot, "tab", "D")
            assert isinstance(pilot.app.focused, Agenda)
            assert "ERP rollout stays as it is" in text(pilot)


async def test_a_deal_removed_elsewhere_can_be_put_off(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            screen = await meet(pilot)
            await strike(pilot, "enter")
            _remove(ws, ERP)
            app_of(screen).written("")
            await settled(pilot)
            assert "(no longer here)" in text(pilot) and screen.is_active
            await strike(pilot, "z")
            assert FLEET in lines(pilot)[2]


def _remove(ws: Workspace, name: str) -> None:
    view = one(ws, name)
    ws.remove(Seen.of(view), "deal", view.id, "Removed")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_it_fits_where_the_program_fits(tmp_path: Path, size: tuple[int, int]) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, size=size) as pilot:
            await meet(pilot)
            await strike(pilot, "enter")
            told = lines(pilot)
            assert "ERP rollout" in told[2] or "ERP rollout" in told[3]
            assert all(len(line) <= size[0] for line in told)
            assert "1 Go on" in told[-2] and "? help" in told[-1]


# -- more than one hand, and what may go wrong ------------------------------------------------


async def test_keys_faster_than_the_disk_all_count(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await meet(pilot)
            await pilot.press("J", "plus", "plus", "J", "plus")
            for _ in range(5):
                await settled(pilot)
            assert "3 deals · 18 min" in text(pilot)
            assert [line[2:18].strip() for line in agenda(pilot)[:3]] == [FLEET, PLANT, ERP]


async def test_each_of_several_struck_at_once_takes_off_the_deal_it_stands_on(
    tmp_path: Path,
) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await meet(pilot)
            screen = pilot.app.screen
            rows = screen.query_one(Agenda)
            for _ in range(3):
                rows.action_remove()  # three in one read, none of them answered yet
            for _ in range(5):
                await settled(pilot)
            assert "0 deals" in text(pilot) and screen.is_active


async def test_a_deal_taken_off_in_another_window_stays_off(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await meet(pilot)
            await strike(pilot, "plus")
            with workspace(tmp_path, me="Jonas Bergström") as other:
                theirs = Meetings(other)
                there = theirs.present()
                assert there is not None
                theirs.change(there, (), lambda m: m.without(m.items[0].deal))
            await strike(pilot, "minus")
            assert "2 deals" in text(pilot) and pilot.app.screen.is_active


async def test_an_agenda_made_before_is_offered(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await meet(pilot)
            await strike(pilot, "plus", "escape", "m")
            assert "the agenda made before: Monday" in text(pilot)
            await strike(pilot, "enter")
            assert "3 deals · 16 min" in text(pilot)
            await strike(pilot, "escape", "m", "n")
            assert "Meeting · Attention" in text(pilot)


async def test_the_minutes_of_the_last_meeting_are_there_again(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await meet(pilot)
            await strike(pilot, "enter", "e", "y", "escape", "m")
            assert "the minutes of the last: Monday" in text(pilot)
            await strike(pilot, "m")
            assert "What was decided" in text(pilot) and "Not reached" in text(pilot)
            await strike(pilot, "escape", "m", "enter")
            assert "The agenda" in text(pilot)
            await strike(pilot, "escape", "m", "escape")
            assert isinstance(pilot.app.screen, ListScreen)


async def test_a_review_taken_back_has_its_deal_wait_again(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await meet(pilot)
            await strike(pilot, "enter")
            await agree(pilot, "1")
            assert "1 of 3 done" in text(pilot) and agenda(pilot)[0].startswith("●")
            await strike(pilot, "u")
            assert "0 of 3 done" in text(pilot) and agenda(pilot)[0].startswith("·")
            await strike(pilot, "U")
            assert "1 of 3 done" in text(pilot) and agenda(pilot)[0].startswith("●")
            await strike(pilot, "left_square_bracket", "s", "tab", "home", "enter", "z", "tab")
            await strike(pilot, "z")
            assert "is done already" in text(pilot)


async def test_two_windows_are_at_one_meeting(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await meet(pilot)
            await strike(pilot, "enter")
            with workspace(tmp_path, me="Jonas Bergström") as other:
                theirs = Meetings(other)
                there = theirs.present()
                assert there is not None
                theirs.change(there, (), lambda m: m.undecided("ill", other.clock.now()))
            await strike(pilot, "1")
            await strike(pilot, "enter")
            assert "Another window went on with the meeting" in " ".join(lines(pilot))
            assert FLEET in lines(pilot)[2] and "1 of 3 done" in text(pilot)
        assert not [r for r in one(ws, ERP).dossier.reviews if r.held_on == ws.today]


async def test_what_was_kept_otherwise_is_said_and_a_new_meeting_is_called(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        ws.remember("meeting", '{"id": 7}')
        async with seated(ws) as pilot:
            await strike(pilot, "m")
            assert isinstance(pilot.app.screen, MeetingScreen)
            assert "The meeting kept last can't be read" in " ".join(lines(pilot))
            await strike(pilot, "enter")
            assert "0 of 10 done" in text(pilot)


async def test_a_deal_over_its_time_is_marked_and_told(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        meetings, begun = Meetings(ws), ws.clock.now()
        called = meetings.call("Monday", [one(ws, name).id for name in (ERP, FLEET)])
        late = begun + timedelta(minutes=7)
        meetings.save(called.started(begun).paused(late))
        async with seated(ws) as pilot:
            await strike(pilot, "m")
            assert agenda(pilot)[0].endswith("7/5!")
            await strike(pilot, "0")
            await write(pilot, "too long", "enter")
            await strike(pilot, "e", "y", "end")
            assert "ERP rollout: 7 of 5 minutes" in text(pilot)


async def test_time_that_the_machine_slept_through_is_not_counted_and_said(tmp_path: Path) -> None:
    slept = timedelta()
    clock = Clock(TODAY, source=lambda: datetime.now().astimezone() + slept)
    with workspace(tmp_path, samples=True, clock=clock) as ws:
        async with seated(ws) as pilot:
            await meet(pilot)
            await strike(pilot, "enter")
            slept = timedelta(minutes=12)  # the lid is closed, and opened again
            await strike(pilot, "z")
            told = "The machine slept for 12 min: not counted"
            said = " ".join(text(pilot).split())
            assert f"{told} · ERP rollout comes again after the others" in said
            assert agenda(pilot)[0].endswith("5") and "0 of 15 min" in text(pilot)
            slept += timedelta(minutes=3)
            await agree(pilot, "1")
            assert "1 of 3 done · 0 of 15 min" in text(pilot)
            await strike(pilot, "b")
            assert "slept" not in text(pilot)


@pytest.mark.parametrize("linear", [False, True])
async def test_the_head_says_what_counts_in_the_smallest_window(
    tmp_path: Path, linear: bool
) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, size=(60, 20), linear=linear) as pilot:
            await meet(pilot, [ERP])
            assert lines(pilot)[0].endswith("23 Nov")
            await strike(pilot, "enter", "b")
            told = lines(pilot)[0].replace(" · ", ", ")
            assert told.split("  ")[0].strip() == "Monday"
            assert told.endswith("0 of 1 done, 0 of 5 min, amounts hidden")
            await strike(pilot, "e", "y", "escape")


async def test_what_is_said_of_keys_names_ones_own(tmp_path: Path) -> None:
    own = {"agenda.take": "f2", "meeting.undecided": "f3", "meeting.put_off": "f4"}
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, keymap=KeyMap(own)) as pilot:
            await meet(pilot)
            assert "F2  begins, with the deal at the top" in text(pilot)
            await strike(pilot, "1")
            assert "F2 on the agenda begins it" in text(pilot)
            await strike(pilot, "f2")
            assert "F3 none" in text(pilot) and "F4 later" in text(pilot)


async def test_a_store_that_can_only_be_read_has_its_meeting_all_the_same(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True):
        pass
    (tmp_path / "deals.oppman").chmod(0o400)
    with workspace(tmp_path) as ws:
        if ws.unwritable is None:
            pytest.skip("this user may write to files that are read-only")
        async with seated(ws) as pilot:
            await meet(pilot)
            await strike(pilot, "plus", "enter")
            assert "0 of 3 done · 0 of 16 min" in text(pilot)
            await strike(pilot, "z")
            assert FLEET in lines(pilot)[2]


async def test_two_hundred_deals_are_met_about(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        for number in range(200):
            ws.add_deal(f"Deal {number:03}")
        deals = [*ws.find("all")]
        async with seated(ws) as pilot:
            await hold(pilot.app.screen, "200 deals", deals)
            await settled(pilot)
            await strike(pilot, "end", "enter")
            assert "0 of 200 done · 0 of 1000 min" in text(pilot)
            await strike(pilot, "z", "z", "tab", "end", "enter", "z")
            assert all(len(line) <= 80 for line in lines(pilot))


@pytest.mark.parametrize(
    "name",
    ["[red]x[/red] [@click=app.quit]y", "Deal [/nope] [bold", "长" * 60, "x" * 200, "\u202eabc"],
)
async def test_any_name_is_text_on_the_table(tmp_path: Path, name: str) -> None:
    with workspace(tmp_path) as ws:
        deal = ws.add_deal(name, name)
        async with seated(ws) as pilot:
            await hold(pilot.app.screen, name, [deal])
            await settled(pilot)
            await strike(pilot, "enter", "down", "end", "0")
            await write(pilot, "why", "enter")
            await pilot.resize_terminal(60, 20)
            await strike(pilot, "e")
            assert "What was decided" in text(pilot)
            assert all(cell_len(line) <= 60 for line in lines(pilot))
            if name.startswith("["):
                assert name[:10] in text(pilot)
