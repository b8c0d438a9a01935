"""A meeting as it is kept: over a crash, in two windows at once, after a person was forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from seat import one, workspace

from oppman_tui.domain.review.meeting import Meeting
from oppman_tui.errors import UserError
from oppman_tui.workspace import forgetting
from oppman_tui.workspace.deals import Seen, Workspace
from oppman_tui.workspace.meetings import Meetings
from oppman_tui.workspace.reviews import Decided

ERP, FLEET = "ERP rollout", "Fleet telematics"


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with workspace(tmp_path, samples=True) as opened:
        yield opened


def begin(ws: Workspace) -> tuple[Meetings, Meeting]:
    """A meeting over two deals, begun and kept."""
    meetings = Meetings(ws)
    called = meetings.call("Monday – Ä", [one(ws, ERP).id, one(ws, FLEET).id])
    return meetings, meetings.change(called, (), lambda m: m.started(ws.clock.now()))


def test_it_is_kept_as_it_is(ws: Workspace) -> None:
    meetings, meeting = begin(ws)
    assert Meetings(ws).present() == meeting
    assert meeting.at == one(ws, ERP).id and meeting.since is not None
    people = meetings.change(meeting, (), lambda m: m.attended(["Mia \"Bo\" Aho", "J\\ Übel"]))
    assert Meetings(ws).present() == people


@pytest.mark.parametrize(
    "kept",
    [
        "no JSON",
        "[]",
        "null",
        '{"id": "x"}',
        '{"id": "x", "called": "y", "items": [{"deal": "a", "minutes": "soon"}]}',
        '{"id": "x", "called": "y", "items": [], "at": "a deal that is not there"}',
        '{"id": "x", "called": "y", "items": [], "begun": "2026-11-23T09:00:00"}',
        "[" * 100_000,
    ],
)
def test_what_another_version_kept_is_said_and_gives_way(ws: Workspace, kept: str) -> None:
    ws.remember("meeting", kept)
    with pytest.raises(UserError, match="can't be read"):
        Meetings(ws).present()
    _, meeting = begin(ws)
    assert Meetings(ws).present() == meeting


def test_two_windows_hold_one_meeting(ws: Workspace, tmp_path: Path) -> None:
    _, here = begin(ws)
    with workspace(tmp_path, me="Jonas Bergström") as other:
        theirs = Meetings(other)
        there = theirs.present()
        assert there == here
        theirs.change(here, (), lambda m: m.attended(["Jonas"]))
        both = Meetings(ws).change(here, (), lambda m: m.blanked(True))
        assert both.participants == ("Jonas",) and both.blank


def test_a_deal_that_another_window_left_is_not_decided_unseen(
    ws: Workspace, tmp_path: Path
) -> None:
    meetings, here = begin(ws)
    with workspace(tmp_path) as other:
        Meetings(other).change(here, (), lambda m: m.undecided("ill", other.clock.now()))
    erp = one(ws, ERP)
    before = len(erp.dossier.reviews)
    with pytest.raises(UserError, match="Another window went on with the meeting"):
        meetings.decide(here, [erp], Seen.of(erp), erp, Decided("go_on"))
    assert len(one(ws, ERP).dossier.reviews) == before
    assert meetings.kept(here).at == one(ws, FLEET).id


def test_a_meeting_is_not_written_over_one_that_goes_on_in_another_window(
    ws: Workspace, tmp_path: Path
) -> None:
    meetings = Meetings(ws)
    prepared = meetings.call("Tuesday", [one(ws, FLEET).id])
    with workspace(tmp_path) as other:
        _, theirs = begin(other)
    with pytest.raises(UserError, match="Another window holds a meeting, Monday"):
        meetings.change(prepared, (), lambda m: m.started(ws.clock.now()))
    assert meetings.present() == theirs
    ended = meetings.change(theirs, (), lambda m: m.finished(ws.clock.now()))
    assert meetings.change(prepared, (), lambda m: m.attended(["Mia"])) != ended


def test_a_review_taken_back_has_its_deal_wait_again(ws: Workspace) -> None:
    meetings, meeting = begin(ws)
    erp = one(ws, ERP)
    decided = meetings.decide(meeting, [erp], Seen.of(erp), erp, Decided("go_on"))
    assert decided.item(erp.id).state == "decided"
    ws.undo()
    waiting = meetings.seen(decided, [one(ws, ERP)])
    assert waiting.item(erp.id).state == "waiting"
    ws.redo()
    assert meetings.seen(waiting, [one(ws, ERP)]).item(erp.id).state == "decided"


def test_one_who_took_part_can_be_forgotten_and_the_meeting_goes_on(ws: Workspace) -> None:
    meetings, meeting = begin(ws)
    both = meetings.change(meeting, (), lambda m: m.attended(["Aino Virtanen", "Bo"]))
    meetings.change(both, (), lambda m: m.undecided("Aino Virtanen is ill", ws.clock.now()))
    forgetting.carry_out(ws, forgetting.plan(ws, "Aino Virtanen"))
    kept = meetings.present()
    assert kept is not None and kept.participants == ("Bo",) and kept.goes_on
    assert kept.items[0].reason.endswith("is ill")
    assert "Virtanen" not in json.dumps(ws.remembered("meeting"))


def test_where_a_reason_was_but_the_name_the_meeting_can_be_read(ws: Workspace) -> None:
    meetings, meeting = begin(ws)
    meetings.change(meeting, (), lambda m: m.undecided("Aino Virtanen", ws.clock.now()))
    forgetting.carry_out(ws, forgetting.plan(ws, "Aino Virtanen"))
    kept = meetings.present()
    assert kept is not None and kept.items[0].reason == "…" and kept.done == 1
