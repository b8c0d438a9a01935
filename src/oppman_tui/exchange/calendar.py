"""Days to keep, as a calendar file that every calendar reads (RFC 5545).

The events are all-day ones rather than to-dos, which most calendars leave out. A UID stays the
same whatever else changes, so that importing again updates; what is over is sent as cancelled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_PRODUCT = "-//oppman//oppman-tui//EN"
_HEAD = (
    b"BEGIN:VCALENDAR\r\n"
    b"VERSION:2.0\r\n"
    b"PRODID:" + _PRODUCT.encode() + b"\r\n"
    b"CALSCALE:GREGORIAN\r\n"
    b"X-WR-CALNAME:oppman\r\n"
)


@dataclass(frozen=True, slots=True)
class Day:
    """One all-day event. `revision` grows with every change, whoever made it."""

    uid: str
    on: date
    summary: str
    description: str
    category: str
    revision: int
    over: bool = False
    """It needn't be kept any more: done, dropped, or the deal is closed."""


def ics(days: Iterable[Day], now: datetime) -> Iterator[bytes]:
    """A calendar of these days, a part at a time; `now` is when it is written."""
    from icalendar import Event

    stamp = now.astimezone(UTC).replace(microsecond=0)
    yield _HEAD
    for day in days:
        event = Event()
        event.add("uid", day.uid)
        event.add("dtstamp", stamp)
        event.add("last-modified", stamp)
        event.add("sequence", day.revision)
        event.add("dtstart", day.on)
        event.add("dtend", day.on + timedelta(days=1))
        event.add("summary", day.summary)
        event.add("description", day.description)
        event.add("categories", [day.category])
        event.add("transp", "TRANSPARENT")
        event.add("status", "CANCELLED" if day.over else "CONFIRMED")
        yield event.to_ical()
    yield b"END:VCALENDAR\r\n"
