"""A rep turns what is missing into what is to be done, and says what came of it (method 5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from seat import ME, TODAY, lines, one, open_deal, seated, settled, strike, text, workspace, write
from textual.pilot import Pilot
from textual.widgets import Input

from oppman_tui.domain.entities import Action
from oppman_tui.tui.panes.act import ActPane
from oppman_tui.tui.screens.record import RecordScreen
from oppman_tui.tui.theme import DARK, Ink
from oppman_tui.tui.widgets.rows import Rows
from oppman_tui.workspace.deals import Seen, Workspace
from oppman_tui.workspace.view import DealView


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with workspace(tmp_path) as opened:
        opened.add_deal("Fleet", "Hansa Cargo", amount=31_000_000, currency="EUR")
        yield opened


def fleet(ws: Workspace) -> DealView:
    return one(ws, "Fleet")


def plan(ws: Workspace, what: str, **parts: object) -> str:
    """An action in the plan, ours unless said otherwise; its row id."""
    given = {"section": "knowledge", **parts}
    return ws.add_action(Seen.of(fleet(ws)), what, **given)


def actions(ws: Workspace) -> dict[str, Action]:
    return {a.action: a for a in fleet(ws).dossier.actions}


def halves(pilot: Pilot[int]) -> tuple[str, str]:
    """The words of the two halves, their lines joined."""
    shown = lines(pilot)
    told = []
    for rows in pilot.app.screen.query_one(ActPane).query(Rows):
        area = rows.region
        # Without the cell of the cursor's bar.
        half = (line[area.x + 1 : area.right].strip() for line in shown[area.y : area.bottom])
        told.append(" ".join(" ".join(half).split()))
    return told[0], told[1]


async def stand_on(pilot: Pilot[int], key: str) -> None:
    """Put the cursor on a line of the half that has it, by the arrow keys."""
    rows = pilot.app.screen.focused
    assert isinstance(rows, Rows)
    await pilot.press("home")
    for _ in range(len(rows.keys)):
        if rows.key == key:
            return
        await pilot.press("down")
    raise AssertionError(f"no line {key} among {rows.keys}")


# -- from a finding to an action -----------------------------------------------------------


async def test_a_finding_is_made_an_action_with_two_keys(ws: Workspace) -> None:
    found = fleet(ws).findings[0]
    async with seated(ws) as pilot:
        await open_deal(pilot, "Fleet", "act")
        await strike(pilot, "enter")
        assert pilot.app.screen.query_one(Input).value == found.proposal
        await strike(pilot, "enter")
        (action,) = fleet(ws).dossier.actions
        assert action.action == found.proposal
        assert (action.section, action.due) == (found.section, date(2026, 11, 30))
        assert (action.owner_side, action.action_owner, action.status) == ("ours", ME, "open")
        assert (action.finding_kind, action.finding_row) == (found.kind, found.row)
        missing, right = halves(pilot)
        assert missing.startswith(f"Findings {len(fleet(ws).findings)}, 1 covered")
        assert f"✓ {found.text} covered" in missing
        assert f"{ME} · due 30 Nov" in right


async def test_enter_on_a_covered_finding_goes_to_its_action(ws: Workspace) -> None:
    plan(ws, "Something else", section="decision")
    ws.act_on(Seen.of(fleet(ws)), fleet(ws).findings[0], "Meet them")
    async with seated(ws) as pilot:
        await open_deal(pilot, "Fleet", "act")
        await strike(pilot, "enter")
        assert pilot.app.screen.query_one(ActPane).plan.has_focus
        assert (
            pilot.app.screen.query_one(ActPane).plan.key == f"action:{actions(ws)['Meet them'].id}"
        )


async def test_what_the_gate_needs_stands_before_what_can_wait(ws: Workspace) -> None:
    async with seated(ws, size=(120, 120)) as pilot:
        await open_deal(pilot, "Fleet", "act")
        missing, _ = halves(pilot)
    now, later = missing.split(" later ")
    assert "before leaving Need" in now
    # The Need stage asks for the themes customer and need, and not yet for the plan's.
    assert "Is money or staff set aside?" in now
    assert "Are we in early enough to influence it?" in later


async def test_the_stages_work_is_offered_and_taken_into_the_plan(ws: Workspace) -> None:
    offered = "Survey with the customer what the present state costs them"
    async with seated(ws, size=(120, 40)) as pilot:
        await open_deal(pilot, "Fleet", "act")
        await stand_on(pilot, "proposal:2")
        assert f"› {offered} Knowledge" in halves(pilot)[0]
        await strike(pilot, "enter", "enter")
        assert actions(ws)[offered].section == "knowledge"
        assert f"✓ {offered} in the plan" in halves(pilot)[0]


# -- what became of it ---------------------------------------------------------------------


async def test_space_ticks_an_action_and_asks_for_the_outcome(ws: Workspace) -> None:
    plan(ws, "Call Berg")
    async with seated(ws) as pilot:
        await open_deal(pilot, "Fleet", "act")
        await strike(pilot, "tab", "space", "d")
        await write(pilot, "She agreed", "enter")
        done = actions(ws)["Call Berg"]
        assert (done.status, done.outcome, done.status_on) == ("done", "She agreed", TODAY)
        assert f"✓ Call Berg {ME} · done 23 Nov: She agreed" in halves(pilot)[1]
        await strike(pilot, "space", "o")
        assert actions(ws)["Call Berg"].status == "open"
        await strike(pilot, "u", "u")
        assert actions(ws)["Call Berg"].status == "open"
        assert actions(ws)["Call Berg"].outcome is None


async def test_escape_at_the_outcome_leaves_the_action_as_it_was(ws: Workspace) -> None:
    plan(ws, "Call Berg")
    async with seated(ws) as pilot:
        await open_deal(pilot, "Fleet", "act")
        await strike(pilot, "tab", "space", "x", "escape")
        assert actions(ws)["Call Berg"].status == "open"


async def test_what_is_overdue_says_by_how_much(ws: Workspace) -> None:
    plan(ws, "Late", due="2026-11-20")
    plan(ws, "Very late", due="2026-11-16")
    plan(ws, "Today", due="2026-11-23")
    async with seated(ws) as pilot:
        await open_deal(pilot, "Fleet", "act")
        right = halves(pilot)[1]
        assert f"! Late {ME} · due 20 Nov, 3 days over" in right
        assert f"‼ Very late {ME} · due 16 Nov, 7 days over" in right
        assert f"› Today {ME} · due 23 Nov Relationships" in right
        strips = pilot.app.screen._compositor.render_strips(pilot.app.size)
        inks = {s.text.strip(): s.style for strip in strips for s in strip if s.style}
        alarm = Ink.of(DARK).alarm
        assert inks["due 16 Nov, 7 days over"].color == alarm.color
        assert inks["due 20 Nov, 3 days over"].color == Ink.of(DARK).notice.color


async def test_open_actions_stand_by_their_day_and_finished_ones_last(ws: Workspace) -> None:
    plan(ws, "Finished", due="2026-11-01", status="done", status_on="2026-11-01")
    plan(ws, "Undated")
    plan(ws, "Second", due="2026-12-20")
    plan(ws, "First", due="2026-12-10")
    async with seated(ws) as pilot:
        await open_deal(pilot, "Fleet", "act")
        right = halves(pilot)[1]
        places = [right.index(name) for name in ("First", "Second", "Undated", "Finished")]
        assert places == sorted(places)


async def test_both_sides_promises_are_counted(ws: Workspace) -> None:
    def done(what: str, due: str | None, on: str, **parts: object) -> None:
        plan(ws, what, due=due, status="done", status_on=on, **parts)

    done("in time", "2026-11-10", "2026-11-10")
    done("no date", None, "2026-11-10")
    done("too late", "2026-11-10", "2026-11-11")
    plan(ws, "past its day", due="2026-11-22")
    plan(ws, "to come", due="2026-11-23")
    plan(ws, "given up", due="2026-11-01", status="dropped", status_on="2026-11-20")
    done("theirs in time", "2026-11-10", "2026-11-09", owner_side="theirs")
    plan(ws, "theirs to come", owner_side="theirs")
    async with seated(ws) as pilot:
        await open_deal(pilot, "Fleet", "act")
        right = halves(pilot)[1]
        assert "We promised 2 kept, 2 late, 1 open" in right
        assert "They promised 1 kept, 1 open" in right


# -- risks and stop conditions -------------------------------------------------------------


async def test_a_risk_is_named_and_taken_in_hand(ws: Workspace) -> None:
    async with seated(ws, size=(120, 40)) as pilot:
        await open_deal(pilot, "Fleet", "act")
        await strike(pilot, "exclamation_mark")
        await write(pilot, "Penalties of 10 %", "enter")
        await strike(pilot, "5")
        (risk,) = fleet(ws).dossier.risks
        assert (risk.risk, risk.risk_kind, risk.state) == ("Penalties of 10 %", "terms", "open")
        assert "! Penalties of 10 % open · terms · no action" in halves(pilot)[1]
        await strike(pilot, "tab")
        await stand_on(pilot, f"risk:{risk.id}")
        await strike(pilot, "space", "2")
        assert fleet(ws).dossier.risks[0].state == "in_hand"
        assert "✓ Penalties of 10 % in hand · terms" in halves(pilot)[1]


async def test_a_stop_condition_is_agreed_and_comes_true(ws: Workspace) -> None:
    async with seated(ws, size=(120, 40)) as pilot:
        await open_deal(pilot, "Fleet", "act")
        await strike(pilot, "c")
        await write(pilot, "No budget holder met", "enter")
        await write(pilot, "1.3.", "enter")
        assert "Who sees that it has come true?" in text(pilot)
        await strike(pilot, "minus")
        (stop,) = fleet(ws).dossier.stops
        assert (stop.stop, stop.stop_by) == ("No budget holder met", date(2027, 3, 1))
        assert "› No budget holder met by 1 Mar 2027" in halves(pilot)[1]
        await strike(pilot, "tab")
        await stand_on(pilot, f"stop:{stop.id}")
        await strike(pilot, "space", "enter")
        assert fleet(ws).dossier.stops[0].tripped_on == TODAY
        assert "‼ No budget holder met came true on 23 Nov" in halves(pilot)[1]
        assert "tripped" in {t.key for t in fleet(ws).attention.triggers}


async def test_a_stop_condition_about_a_field_comes_true_by_itself(ws: Workspace) -> None:
    async with seated(ws, size=(120, 40)) as pilot:
        await open_deal(pilot, "Fleet", "act")
        await strike(pilot, "c")
        await write(pilot, "Not in Define", "enter")
        await write(pilot, "20.11.2026", "enter")
        await strike(pilot, "2")
        (stop,) = fleet(ws).dossier.stops
        assert stop.stop_check == "stage:define" and stop.tripped_on is None
        assert "‼ Not in Define came true on 21 Nov" in halves(pilot)[1]
        assert "tripped" in {t.key for t in fleet(ws).attention.triggers}


async def test_nothing_is_removed_without_a_yes(ws: Workspace) -> None:
    plan(ws, "Call Berg")
    async with seated(ws) as pilot:
        await open_deal(pilot, "Fleet", "act")
        await strike(pilot, "tab", "D")
        assert "Remove this? Action: Call Berg" in text(pilot)
        await strike(pilot, "enter")
        assert "Call Berg" in actions(ws)
        await strike(pilot, "D", "y")
        assert not actions(ws)
        await strike(pilot, "u")
        assert "Call Berg" in actions(ws)


async def test_enter_opens_a_line_of_the_plan_in_full(ws: Workspace) -> None:
    plan(ws, "Call Berg")
    async with seated(ws) as pilot:
        await open_deal(pilot, "Fleet", "act")
        await strike(pilot, "tab", "enter")
        assert isinstance(pilot.app.screen, RecordScreen)
        assert "Asks whom" in text(pilot)


# -- how it looks --------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 20)])
async def test_every_word_can_be_read_at_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    """Walking down both halves with the arrow key shows each finding and each action whole."""
    with workspace(tmp_path, samples=True) as ws:
        view = one(ws, "ERP rollout")
        told = ["", ""]
        async with seated(ws, size=size) as pilot:
            await open_deal(pilot, view, "act")
            for half in (0, 1):
                rows = pilot.app.screen.focused
                assert isinstance(rows, Rows)
                for _ in filter(None, rows.keys):
                    told[half] += halves(pilot)[half] + "\n"
                    await pilot.press("down")
                await strike(pilot, "tab")
        for finding in view.findings:
            assert finding.text in told[0]
        for action in view.dossier.actions:
            assert action.action in told[1]
        for risk in view.dossier.risks:
            assert risk.risk in told[1]


async def test_narrow_screens_put_one_half_above_the_other(ws: Workspace) -> None:
    async with seated(ws, size=(60, 20)) as pilot:
        await open_deal(pilot, "Fleet", "act")
        pane = pilot.app.screen.query_one(ActPane)
        assert pane.missing.region.bottom < pane.plan.region.y
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert pane.missing.region.right < pane.plan.region.x
        assert pane.missing.region.y == pane.plan.region.y


async def test_a_section_that_is_retired_keeps_its_actions(ws: Workspace) -> None:
    plan(ws, "From an old playbook", section="gone", internal_kind="gone_too", asked="Boss")
    ws.add(Seen.of(fleet(ws)), "risk", {"risk": "Old risk", "risk_kind": "gone"}, "risk")
    async with seated(ws, size=(120, 40)) as pilot:
        await open_deal(pilot, "Fleet", "act")
        right = halves(pilot)[1]
        assert f"gone (retired) › From an old playbook {ME} · no date · gone_too from Boss" in right
        assert "· Old risk state not known · gone · no action" in right


async def test_words_that_are_markup_are_shown_as_written(ws: Workspace) -> None:
    plan(ws, "[@click=app.quit]x [/nope]")
    async with seated(ws) as pilot:
        await open_deal(pilot, "Fleet", "act")
        assert "› [@click=app.quit]x [/nope]" in halves(pilot)[1]


async def test_a_terminal_without_drawn_marks_gets_ascii(ws: Workspace) -> None:
    plan(ws, "Very late", due="2026-11-16")
    ws.act_on(Seen.of(fleet(ws)), fleet(ws).findings[0], "Meet them")
    async with seated(ws, ascii_only=True) as pilot:
        await open_deal(pilot, "Fleet", "act")
        missing, right = halves(pilot)
        assert "!! Very late" in right
        assert "+ not known" in missing or "+ milestone" in missing
        drawn = set("".join(lines(pilot))) & set("●◐○✓✗‼█▒─▌›")
        assert not drawn


async def test_before_a_call_the_questions_stand_under_the_one_who_could_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the list, by one key; by another it is printed."""
    monkeypatch.chdir(tmp_path)
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "down", "C")
            assert lines(pilot)[0].strip() == "Call sheet: ERP rollout  16 to ask"
            assert lines(pilot)[2].strip() == "Katrin Lund (Head of IT)  13"
            assert "not known: Is money or staff set aside?" in text(pilot)
            told = "Enter open  0 1 2 no partly yes  e evidence  x print  Esc back  ? help"
            assert told in lines(pilot)[-1]
            await strike(pilot, "x", "enter")
            printed = (tmp_path / f"calls-{TODAY.isoformat()}.html").read_text(encoding="utf-8")
            assert "Is money or staff set aside?" in printed
            await strike(pilot, "escape")
            assert "Attention" in text(pilot)


async def test_what_they_say_on_the_call_is_answered_on_the_sheet(tmp_path: Path) -> None:
    """It leaves the sheet, as said by the one it stood under; `e` writes what it rests on."""
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "down", "C", "2")
            assert lines(pilot)[0].strip() == "Call sheet: ERP rollout  15 to ask"
            assert lines(pilot)[2].strip() == "Katrin Lund (Head of IT)  12"
            told = " ● Do we know where they are in thei… · said by Katrin Lund · e evidence"
            assert lines(pilot)[-1] == told
            await strike(pilot, "e")
            await write(pilot, "Told by phone", "enter")
            view = one(ws, "ERP rollout")
            lund = next(p for p in view.dossier.players if p.name == "Katrin Lund")
            given = next(a for a in view.dossier.answers if a.id == "need.process")
            assert (given.value, given.grade, given.person) == (2, 2, lund.id)
            assert (given.evidence, given.evidence_date) == ("Told by phone", TODAY)
            # The next one, in full; back on the sheet it has gone, too.
            await strike(pilot, "enter")
            assert "Answer  Is money or staff set aside?" in text(pilot)
            assert "From whom                 Katrin Lund" in text(pilot)
            await strike(pilot, "enter", "1", "escape")
            given = next(a for a in one(ws, "ERP rollout").dossier.answers if a.id == "need.money")
            assert (given.value, given.person) == (1, lund.id)
            assert lines(pilot)[0].strip() == "Call sheet: ERP rollout  14 to ask"
            await strike(pilot, "u")
            assert lines(pilot)[0].strip() == "Call sheet: ERP rollout  15 to ask"


async def test_a_yes_that_nobody_stands_behind_stays_on_the_sheet_as_claimed(
    ws: Workspace,
) -> None:
    async with seated(ws, linear=True) as pilot:
        await strike(pilot, "6", "C")
        assert "Nobody on the map could tell: find out who" in text(pilot)
        rows, asked = pilot.app.screen.query_one(Rows), "Is there a date by which they decide?"
        rows.move_to(rows.keys.index("need.date"))
        assert f"not known: {asked}" in text(pilot)
        await strike(pilot, "2")
        assert lines(pilot)[0].strip() == "Call sheet: Fleet  28 to ask"
        assert f"claimed, evidence of 23 Nov: {asked}" in text(pilot)
        (given,) = fleet(ws).dossier.answers
        assert (given.id, given.value, given.grade, given.person) == ("need.date", 2, None, None)
