"""The days in a deal, as a calendar reads them; read back by a parser."""

from __future__ import annotations

from datetime import date
from typing import Any

import icalendar
from tray import Tray

from oppman_tui.domain.edits import Edit
from oppman_tui.workspace import exporting
from oppman_tui.workspace.deals import Seen

HOSTILE = (
    "a, b; c\\d\\n e: f",
    "BEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR",
    '"quoted"; ATTENDEE:mailto:x@y',
    "Älä " * 40,
    "名前🙂" * 40,
)


def written(desk: Tray) -> bytes:
    deals = [*desk.ws.find("all"), *desk.ws.find("closed")]
    parts = exporting.parts(desk.ws, "deals", deals, "ics")
    return b"".join(part if isinstance(part, bytes) else part.encode() for part in parts)


def events(raw: bytes) -> dict[str, Any]:
    """UID -> event, as the parser has them."""
    calendar = icalendar.Calendar.from_ical(raw)
    assert (calendar["version"], calendar["calscale"]) == ("2.0", "GREGORIAN")
    found = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
    assert len(found) == len(calendar.walk("VEVENT"))
    return found


def fill(desk: Tray, text: str = "Cranes") -> str:
    deal = desk.ws.add_deal(text, customer="Acme, Inc.", amount=100_000, currency="EUR")
    view = desk.ws.view(deal)
    assert view is not None
    desk.ws.add_action(Seen.of(view), text, due="2026-11-30")
    step = {"next_step": text[:400], "next_step_date": "2026-12-01", "next_step_agreed": True}
    desk.ws.store.write(
        "Filled",
        [
            Edit(deal, "deal", deal, "close_date", "2026-12-31"),
            Edit(deal, "deal", deal, "next_step", step),
        ],
    )
    return deal


def test_due_dates_next_steps_and_close_dates_are_all_day_events(desk: Tray) -> None:
    fill(desk)
    by_kind = {str(e["categories"].cats[0]): e for e in events(written(desk)).values()}
    assert str(by_kind["Action"]["summary"]) == "Cranes (Cranes)"
    assert by_kind["Action"]["dtstart"].dt == date(2026, 11, 30)
    assert by_kind["Action"]["dtend"].dt == date(2026, 12, 1)
    assert by_kind["Next step"]["dtstart"].dt == date(2026, 12, 1)
    assert by_kind["Close date"]["dtstart"].dt == date(2026, 12, 31)
    assert "Owner: Mia, ours\nDeal: Cranes\nCustomer: Acme, Inc." in str(
        by_kind["Action"]["description"]
    )
    for event in by_kind.values():
        assert event["transp"] == "TRANSPARENT"
        assert event["status"] == "CONFIRMED"
        assert {"dtstamp", "sequence", "last-modified"} <= {name.lower() for name in event}


def test_a_second_import_updates(desk: Tray) -> None:
    """The same UIDs with a higher sequence; what is done or dropped is cancelled."""
    deal = fill(desk)
    before = events(written(desk))
    view = desk.ws.view(deal)
    assert view is not None
    (action,) = view.dossier.actions
    desk.ws.store.write("Later", [Edit(deal, "action", action.id, "due", "2026-12-07")])
    moved = events(written(desk))
    assert set(moved) == set(before)
    uid = next(u for u in before if u.startswith("action-"))
    assert moved[uid]["dtstart"].dt == date(2026, 12, 7)
    assert moved[uid]["sequence"] > before[uid]["sequence"]
    view = desk.ws.view(deal)
    assert view is not None
    desk.ws.tick(Seen.of(view), view.dossier.actions[0], "done")
    done = events(written(desk))
    assert done[uid]["status"] == "CANCELLED"
    view = desk.ws.view(deal)
    assert view is not None
    desk.ws.close_deal(Seen.of(view), "lost", closed_to="Rival")
    assert {str(e["status"]) for e in events(written(desk)).values()} == {"CANCELLED"}


def test_whatever_a_deal_is_called_it_stays_within_its_line(desk: Tray) -> None:
    for text in HOSTILE:
        fill(desk, text[:200])
    raw = written(desk)
    found = events(raw)
    assert len(found) == 3 * len(HOSTILE)
    told = {str(e["summary"]) for e in found.values() if "action-" in e["uid"]}
    assert told == {f"{' '.join(t[:200].split())} ({' '.join(t[:200].split())})" for t in HOSTILE}
    lines = raw.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    assert raw.count(b"\r\nBEGIN:VEVENT\r\n") == 3 * len(HOSTILE)
    raw.decode("utf-8")
