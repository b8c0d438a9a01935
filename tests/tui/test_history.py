"""A manager reads what happened to a deal, and puts one thing back as it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from seat import ME, lines, one, open_deal, seated, settled, strike, text, workspace
from textual.pilot import Pilot

from oppman_tui.domain.edits import Edit
from oppman_tui.domain.fields import Json
from oppman_tui.tui.app import Oppman
from oppman_tui.tui.panes.history import HistoryPane
from oppman_tui.tui.screens.record import RecordScreen
from oppman_tui.tui.widgets.rows import Rows
from oppman_tui.workspace import acts
from oppman_tui.workspace.deals import Seen, Workspace
from oppman_tui.workspace.reviews import Decided, OpenReview
from oppman_tui.workspace.view import DealView

TALL = (80, 70)


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with workspace(tmp_path) as opened:
        opened.add_deal("Fleet", "Hansa Cargo", amount=31_000_000, currency="EUR")
        yield opened


def fleet(ws: Workspace) -> DealView:
    return one(ws, "Fleet")


def seen(ws: Workspace) -> Seen:
    return Seen.of(fleet(ws))


def put(ws: Workspace, entity: str, row: str, **parts: Json) -> None:
    ws.set(seen(ws), entity, row or fleet(ws).id, parts, "edited")


def on_day(ws: Workspace, day: date, cell: str, value: Json) -> None:
    """An edit of the deal as it was made at nine in the morning of an earlier day."""
    at = datetime(day.year, day.month, day.day, 9, 0, tzinfo=timezone(timedelta(hours=2)))
    deal = fleet(ws).id
    ws.store.write("edited", [Edit(deal, "deal", deal, cell, value)], at=at)


def told(pilot: Pilot[int]) -> str:
    """The story's words, its lines joined."""
    area = pilot.app.screen.query_one(HistoryPane).region
    return " ".join(" ".join(lines(pilot)[area.y : area.bottom]).replace("▌", " ").split())


def rows_of(pilot: Pilot[int]) -> Rows:
    return pilot.app.screen.query_one(HistoryPane).query_one(Rows)


async def stand_on(pilot: Pilot[int], words: str) -> None:
    """Put the cursor on the first line that holds the words, by the arrow keys."""
    rows = rows_of(pilot)
    await pilot.press("home")
    for _ in filter(None, rows.keys):
        if words in lines(pilot)[rows.region.y + rows.cursor - rows.top]:
            return
        await pilot.press("down")
    raise AssertionError(f"no line with {words}:\n{text(pilot)}")


# -- the story -----------------------------------------------------------------------------


async def test_a_change_is_told_with_day_person_and_both_values(ws: Workspace) -> None:
    on_day(ws, date(2026, 11, 3), "owner", "Jussi Laine")
    on_day(ws, date(2026, 11, 5), "value", {"amount": 20_000_000, "currency": "EUR"})
    async with seated(ws, size=TALL) as pilot:
        await open_deal(pilot, "Fleet", "history")
        story = told(pilot)
    assert f"Thu 5 Nov 2026 09:00 {ME} Deal Value: €310,000 → €200,000" in story
    assert f"Tue 3 Nov 2026 09:00 {ME} Deal Owner: {ME} → Jussi Laine" in story
    assert story.index("Mon 23 Nov") < story.index("Thu 5 Nov") < story.index("Tue 3 Nov")


async def test_a_new_deal_is_told_in_one_piece(ws: Workspace) -> None:
    async with seated(ws, size=TALL) as pilot:
        await open_deal(pilot, "Fleet", "history")
        story = told(pilot)
    assert f"new: Fleet Hansa Cargo; {ME}; value €310,000; Need, 23 Nov" in story
    assert "Customer new: Hansa Cargo" in story


async def test_a_new_line_of_the_plan_tells_all_that_was_set_at_once(ws: Workspace) -> None:
    ws.add_action(seen(ws), "Send the draft", section="decision", due="2026-11-30", agreed=True)
    ws.add(seen(ws), "stop", {"stop": "No budget holder met", "stop_by": "2027-03-01"}, "stop")
    async with seated(ws, size=TALL) as pilot:
        await open_deal(pilot, "Fleet", "history")
        story = told(pilot)
    assert (
        f"Action new: Send the draft Decision process; ours, {ME}; due 30 Nov; "
        "agreed with the customer"
    ) in story
    assert "Stop new: No budget holder met by 1 Mar 2027" in story


async def test_a_log_entry_stands_on_its_own_day(ws: Workspace) -> None:
    berg = ws.add(seen(ws), "player", {"name": "Marta Berg"}, "player")
    ws.log(
        seen(ws),
        "Wants the figures by Friday",
        side="theirs",
        kind="call",
        players=[berg],
        on=date(2026, 11, 17),
    )
    async with seated(ws, size=TALL) as pilot:
        await open_deal(pilot, "Fleet", "history")
        story = told(pilot)
        assert (
            f"Tue 17 Nov 2026 {ME} Log Wants the figures by Friday "
            "call, from the customer's side, with Marta Berg"
        ) in story
        await stand_on(pilot, "Wants the figures")
        await strike(pilot, "enter")
        assert isinstance(pilot.app.screen, RecordScreen)
        assert "Log entry  Wants the figures by Friday" in text(pilot)


async def test_a_stage_move_tells_its_reason_and_what_did_not_hold(ws: Workspace) -> None:
    ws.move_stage(seen(ws), "define", reason="They asked for a workshop", unheld=["need"])
    async with seated(ws, size=TALL) as pilot:
        await open_deal(pilot, "Fleet", "history")
        story = told(pilot)
    assert "Stage Need → Define They asked for a workshop although not held: Need" in story
    # The move tells it: the deal's own cell isn't told once more.
    assert "Stage: Need" not in story


async def test_a_pushed_close_date_tells_by_how_many_days(ws: Workspace) -> None:
    put(ws, "deal", "", close_date="2026-12-20")
    put(ws, "deal", "", close_date="2027-01-20")
    async with seated(ws, size=TALL) as pilot:
        await open_deal(pilot, "Fleet", "history")
        story = told(pilot)
    assert "Close date 20 Dec → 20 Jan 2027, 31 days later" in story
    assert "Deal Close date: not known → 20 Dec" in story


async def test_an_answer_is_told_by_its_question_in_words(ws: Workspace) -> None:
    put(ws, "answer", "need.money", value=1)
    put(ws, "answer", "need.money", value=2, grade=3, evidence="The budget of 3 Nov")
    put(ws, "criterion", "access", value=0)
    async with seated(ws, size=TALL) as pilot:
        await open_deal(pilot, "Fleet", "history")
        story = told(pilot)
    assert (
        "Answer Is money or staff set aside? partly → yes; Grade of the evidence: not known → "
        "the customer did it, or there is a document; Evidence: not known → The budget of 3 Nov"
    ) in story
    assert "Is money or staff set aside? not known → partly" in story
    # The customer's own document is told too.
    reach = "Criterion We can reach the people who decide, credibly and at a sensible cost"
    assert f"{reach}: not known → no" in story


async def test_reviews_are_told_whole_and_their_lows_drawn(ws: Workspace) -> None:
    def know(*questions: str) -> None:
        for key in questions:
            put(ws, "answer", f"need.{key}", value=2, grade=3, evidence_date="2026-11-20")

    def review(decision: str, **answers: str) -> None:
        opened = OpenReview(date(2026, 11, 23), answers, ("Marja Ollila",))
        ws.finish_review(seen(ws), opened, Decided(decision, text="Meet the CFO"))

    know("reason")
    review("plan_more", blockers="No budget", threats="Doing nothing")
    know("compelling", "value")
    review("go_on")
    know("process", "sponsor", "money")
    review("go_on")
    async with seated(ws, size=TALL) as pilot:
        await open_deal(pilot, "Fleet", "history")
        story = told(pilot)
    assert f"Review Plan more (knowledge is missing): Meet the CFO by {ME}, Marja Ollila" in story
    assert "Blockers: No budget Threats: Doing nothing" in story
    # Seven questions, a yes is 2 of 14: low 14.3 with one, 42.9 with three, 85.7 with six.
    assert "Need 14–100" in story
    assert "Need 43–100" in story
    assert "Need 86–100" in story
    # Of eight heights: 14.3 % is 1.1, the second bar; 42.9 % 3.4, the fourth; 85.7 % 6.9.
    assert "Need ▂▄▇ 14 to 86" in story
    assert "Each theme's low over 3 reviews · weakest" in story


async def test_what_changed_since_the_last_review_ends_its_line(ws: Workspace) -> None:
    for key in ("reason", "compelling"):
        put(ws, "answer", f"need.{key}", value=2, grade=3, evidence_date="2026-11-20")
    opened = OpenReview(date(2026, 11, 23))
    ws.finish_review(seen(ws), opened, Decided("go_on"))
    async with seated(ws, size=TALL) as pilot:
        await open_deal(pilot, "Fleet", "history")
        assert "Each theme's low" not in told(pilot)  # one point is no line
    put(ws, "answer", "need.compelling", value=0)
    async with seated(ws, size=TALL) as pilot:
        await open_deal(pilot, "Fleet", "history")
        story = told(pilot)
    assert "Each theme's low over 1 review and now" in story
    # Of seven questions two yes are 28.6 %, the third bar; one is 14.3 %, the second.
    assert "Need ▃→▂ 29, now 14" in story


async def test_back_at_the_top_all_that_heads_the_story_is_seen(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        seen_so_far = Seen.of(one(ws, "ERP rollout"))
        ws.finish_review(seen_so_far, OpenReview(date(2026, 11, 23)), Decided("go_on"))
        async with seated(ws) as pilot:
            await open_deal(pilot, "ERP rollout", "history")
            await strike(pilot, "end")
            assert "Each theme's low" not in text(pilot)
            await strike(pilot, "home")
            assert "Each theme's low over 4 reviews" in text(pilot)


async def test_what_was_undone_says_so(ws: Workspace) -> None:
    put(ws, "deal", "", owner="Jussi Laine")
    ws.undo()
    async with seated(ws, size=TALL) as pilot:
        await open_deal(pilot, "Fleet", "history")
        assert f"Owner: Jussi Laine → {ME} (by undo or redo)" in told(pilot)


async def test_people_and_keys_that_are_gone_are_told_as_what_they_were(ws: Workspace) -> None:
    berg = ws.add(seen(ws), "player", {"name": "Marta Berg", "influence": 5}, "player")
    put(ws, "answer", "need.money", value=2, person=berg)
    ws.remove(seen(ws), "player", berg, "removed")
    put(ws, "answer", "need.of_an_old_playbook", value=1)
    deal = fleet(ws).id
    ws.store.write("old", acts.new_row(deal, "stage_move", "m", _OLD_MOVE))
    ws.store.write("old", acts.new_row(deal, "review", "r", _OLD_REVIEW))
    async with seated(ws, size=TALL) as pilot:
        await open_deal(pilot, "Fleet", "history")
        story = told(pilot)
        assert "Player Marta Berg: removed" in story
        assert "From whom: not known → Marta Berg" in story
        assert "need.of_an_old_playbook: not known → partly" in story
        assert "Stage discover → qualify although not held: budgeted" in story
        assert "Review park_it by Someone" in story
        assert "Old question: Old answer" in story
        assert "old_theme 10–60 (weakest)" in story
        await stand_on(pilot, "Marta Berg: removed")
        await strike(pilot, "enter")
        assert "It is no longer there" in text(pilot)
        await strike(pilot, "b")
        assert [p.name for p in fleet(ws).dossier.players] == ["Marta Berg"]


_OLD_MOVE: dict[str, Json] = {
    "from_stage": "discover",
    "to_stage": "qualify",
    "on": "2026-11-02",
    "unheld": ["budgeted"],
}
_OLD_REVIEW: dict[str, Json] = {
    "held_on": "2026-11-03",
    "held_by": "Someone",
    "decision": "park_it",
    "answers": {"old_question": "Old answer"},
    "snapshot": {
        "themes": {"old_theme": [10.0, None, 60.0], "need": "broken"},
        "weakest": "old_theme",
    },
}


# -- putting back --------------------------------------------------------------------------


async def test_an_earlier_value_is_put_back_and_that_is_undone(ws: Workspace) -> None:
    put(ws, "deal", "", next_step="Workshop", next_step_agreed=True)
    put(ws, "deal", "", next_step="Call", next_step_agreed=False)
    async with seated(ws) as pilot:
        await open_deal(pilot, "Fleet", "history")
        await stand_on(pilot, "Workshop → Call")
        await strike(pilot, "b")
        deal = fleet(ws).dossier.deal
        assert (deal.next_step, deal.next_step_agreed) == ("Workshop", True)
        assert "Next step is Workshop, yes again. u takes it back" in text(pilot)
        await strike(pilot, "b")
        assert "It stands like that already" in text(pilot)
        await strike(pilot, "u")
        assert fleet(ws).dossier.deal.next_step == "Call"


async def test_what_b_cannot_put_back_it_says(ws: Workspace) -> None:
    ws.log(seen(ws), "Called", side="ours")
    plan = ws.add_action(seen(ws), "Call Berg")
    async with seated(ws) as pilot:
        await open_deal(pilot, "Fleet", "history")
        await stand_on(pilot, "Called")
        await strike(pilot, "b")
        assert "b puts back a single field" in text(pilot)
        assert fleet(ws).dossier.entries
        await stand_on(pilot, "new: Call Berg")
        await strike(pilot, "b")
        assert acts.row_of(fleet(ws).dossier, "action", plan) is not None


# -- long histories ------------------------------------------------------------------------


async def test_a_long_history_is_read_on_as_the_cursor_comes_to_its_end(ws: Workspace) -> None:
    deal = fleet(ws).id
    for number in range(400):
        ws.store.write("edited", [Edit(deal, "deal", deal, "note", f"Note {number}")])
    ws.log(seen(ws), "Long ago", on=date(2026, 1, 2))
    async with seated(ws) as pilot:
        await open_deal(pilot, "Fleet", "history")
        keys = rows_of(pilot).keys
        assert len([key for key in keys if key and key.startswith("cell:")]) == 79
        # What is older than the changes that were read waits for its turn.
        assert not any(key and key.startswith("row:entry") for key in keys)
        await strike(pilot, "end")
        first_older = "Note 319 → Note 320"
        rows = rows_of(pilot)
        assert first_older in lines(pilot)[rows.region.y + rows.cursor - rows.top]
        await strike(pilot, "end", "end", "end", "end")
        keys = rows.keys
        assert "older" not in keys
        assert len([key for key in keys if key and key.startswith("cell:")]) == 400
        assert "Long ago" in text(pilot)


async def test_what_is_written_meanwhile_stands_on_top(ws: Workspace) -> None:
    async with seated(ws) as pilot:
        assert isinstance(pilot.app, Oppman)
        await open_deal(pilot, "Fleet", "history")
        put(ws, "deal", "", owner="Jussi Laine")
        pilot.app.arrival = ws.arrival()
        await settled(pilot)
        assert f"Owner: {ME} → Jussi Laine" in told(pilot)


# -- how it looks --------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 20)])
async def test_every_line_of_the_sample_deals_fits(tmp_path: Path, size: tuple[int, int]) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, size=size) as pilot:
            for deal in [*ws.find("all"), *ws.find("closed")]:
                view = ws.view(deal)
                assert view is not None
                await open_deal(pilot, view, "history")
                source = rows_of(pilot)._source
                widths = [source.draw(n, size[0]).cell_len for n in range(len(source))]
                assert max(widths) <= size[0] - 2, view.dossier.deal.name
                assert any(rows_of(pilot).keys), view.dossier.deal.name
                await strike(pilot, "escape")


async def test_names_that_are_markup_are_shown_as_written(ws: Workspace) -> None:
    put(ws, "deal", "", owner="[@click=app.quit]x [/nope]")
    async with seated(ws, size=TALL) as pilot:
        await open_deal(pilot, "Fleet", "history")
        assert f"Owner: {ME} → [@click=app.quit]x [/nope]" in told(pilot)


async def test_one_who_listens_hears_where_the_sort_of_thing_ends(
    tmp_path: Path, ws: Workspace
) -> None:
    put(ws, "deal", "", close_date="2026-12-31")
    async with seated(ws, linear=True) as pilot:
        await open_deal(pilot, "Fleet", "history")
        assert "Deal: Close date: not known to 31 Dec" in told(pilot)
    async with seated(ws) as pilot:
        await open_deal(pilot, "Fleet", "history")
        assert "Deal Close date: not known" in told(pilot)
