"""A meeting over deals: which, in what order, for how long, and what came of each (screens 3).

Each verb gives the meeting as it is then. The time is passed in; nothing here looks at a clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from oppman_tui.domain.checks import check
from oppman_tui.domain.values.dates import parse_date
from oppman_tui.domain.values.text import clean_line
from oppman_tui.errors import InvalidValue

State = Literal["waiting", "decided", "undecided", "skipped"]
"""Not on the table yet; left with a decision; left with an explicit *no decision*; put off."""

MINUTES = 5
"""For a deal where nobody said otherwise."""
MOST_MINUTES = 240


@dataclass(frozen=True, slots=True)
class Agreed:
    """Who does what by when, as a decision is left with."""

    what: str
    who: str
    """One of ours."""
    by: date


def parse_agreed(text: str, today: date) -> Agreed:
    """`Ask Berg whether money is set aside; Mia; fri`. Raises `InvalidValue`."""
    what, *rest = (clean_line(part) for part in text.rsplit(";", 2))
    if not what or len(rest) != 2 or not all(rest):
        raise InvalidValue("Agreed", "three things with semicolons between: what; who; by when")
    who, by = rest
    check("action", "action", what)
    check("action", "owner", {"owner_side": "ours", "action_owner": who})
    return Agreed(what, who, parse_date(by, today))


@dataclass(frozen=True, slots=True)
class Item:
    """One deal of the agenda."""

    deal: str
    minutes: int = MINUTES
    """Meant for it, 1 to `MOST_MINUTES`."""
    used: int = 0
    """Seconds spent on it, over all the times it was on the table."""
    state: State = "waiting"
    review: str | None = None
    """The row of the review that ended it; kept where that was taken back, for it may return."""
    reason: str = ""
    """Why there was no decision."""

    @property
    def is_done(self) -> bool:
        return self.state in ("decided", "undecided")


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting before it begins, while it goes on, and after. Deals are there once each."""

    id: str
    called: str
    """What the agenda was made of: `Attention`, `8 marked deals`."""
    items: tuple[Item, ...]
    participants: tuple[str, ...] = ()
    begun: datetime | None = None
    ended: datetime | None = None
    at: str | None = None
    """The deal on the table; None before the meeting and when all have been."""
    since: datetime | None = None
    """Since when its time runs; None where it stands still."""
    blank: bool = False
    """Amounts are hidden: customers are in the room."""

    def __post_init__(self) -> None:
        """Raises ValueError for what is no meeting, as an old file may hold."""
        deals = [item.deal for item in self.items]
        if len(set(deals)) < len(deals):
            raise ValueError("a deal is there twice")
        if self.at is not None and self.at not in deals:
            raise ValueError("the deal on the table is not on the agenda")
        moments = (self.begun, self.ended, self.since)
        if any(moment is not None and moment.tzinfo is None for moment in moments):
            raise ValueError("a time without its offset")

    # -- asking ------------------------------------------------------------------------

    def has(self, deal: str) -> bool:
        """The deal is on the agenda."""
        return any(item.deal == deal for item in self.items)

    def item(self, deal: str) -> Item:
        """Raises KeyError where the deal is not on the agenda."""
        for item in self.items:
            if item.deal == deal:
                return item
        raise KeyError(deal)

    @property
    def goes_on(self) -> bool:
        return self.begun is not None and self.ended is None

    @property
    def done(self) -> int:
        """How many deals were left with a decision, or an explicit *no decision*."""
        return sum(item.is_done for item in self.items)

    @property
    def open_items(self) -> tuple[Item, ...]:
        """Those not done, in the order in which they come: put off ones after the waiting."""
        waiting = [item for item in self.items if item.state == "waiting"]
        return (*waiting, *(item for item in self.items if item.state == "skipped"))

    def used(self, deal: str, now: datetime) -> int:
        """Seconds spent on the deal until now."""
        running = self.since is not None and self.at == deal
        return self.item(deal).used + (_seconds(self.since, now) if running else 0)

    @property
    def has_open_deal(self) -> bool:
        """The deal on the table has neither a decision nor an explicit *no decision*."""
        return self.at is not None and not self.item(self.at).is_done

    def beside(self, by: int) -> str | None:
        """The deal so many places after the one on the table, round the agenda; None if none is."""
        if self.at is None:
            return None
        deals = [item.deal for item in self.items]
        return deals[(deals.index(self.at) + by) % len(deals)]

    def used_in_all(self, now: datetime) -> int:
        return sum(self.used(item.deal, now) for item in self.items)

    @property
    def minutes(self) -> int:
        """Meant for the whole."""
        return sum(item.minutes for item in self.items)

    # -- the agenda --------------------------------------------------------------------

    def with_deal(self, deal: str, minutes: int = MINUTES) -> Meeting:
        """One more that came up: next after the deal on the table; the last before it begins."""
        if self.has(deal):
            return self
        place = next((n + 1 for n, i in enumerate(self.items) if i.deal == self.at), None)
        place = len(self.items) if place is None else place
        items = (*self.items[:place], Item(deal, minutes), *self.items[place:])
        return replace(self, items=items)

    def without(self, deal: str) -> Meeting:
        """Off the agenda; not the one on the table, nor one that is done."""
        item = self.item(deal)
        if item.is_done or deal == self.at:
            return self
        return replace(self, items=tuple(i for i in self.items if i.deal != deal))

    def moved(self, deal: str, by: int) -> Meeting:
        """Earlier or later by so many places, as far as the agenda goes."""
        items, item = list(self.items), self.item(deal)
        place = items.index(item)
        items.insert(max(0, min(len(items) - 1, place + by)), items.pop(place))
        return replace(self, items=tuple(items))

    def planned(self, deal: str, minutes: int) -> Meeting:
        """So many minutes for the deal, within the limits."""
        return self._put(deal, minutes=max(1, min(MOST_MINUTES, minutes)))

    # -- the course --------------------------------------------------------------------

    def started(self, now: datetime) -> Meeting:
        """The first deal is on the table."""
        return replace(self, begun=self.begun or now)._next(now)

    def to(self, deal: str, now: datetime) -> Meeting:
        """Another deal is on the table, one that was done too."""
        self.item(deal)
        return replace(self.settled(now), at=deal, since=now)

    def decided(self, review: str, now: datetime) -> Meeting:
        """The deal on the table is left with the decision of that review."""
        return self._left(now, state="decided", review=review, reason="")

    def undecided(self, reason: str, now: datetime) -> Meeting:
        """It is left with an explicit *no decision*."""
        return self._left(now, state="undecided", review=None, reason=reason)

    def skipped(self, now: datetime) -> Meeting:
        """It is put off: it comes again when the others have been. One that is done stays so."""
        done = self.at is not None and self.item(self.at).is_done
        return self._left(now) if done else self._left(now, state="skipped")

    def seen(self, reviews: Collection[str], here: Collection[str], now: datetime) -> Meeting:
        """As the finished reviews have it, of the deals that are `here`: a deal whose review was
        taken back is waiting again, and is decided where the review came back. What is over
        stays as it was."""
        if self.ended is not None:
            return self
        items = tuple(_seen(i, reviews) if i.deal in here else i for i in self.items)
        meeting = self if items == self.items else replace(self, items=items)
        waits = meeting.goes_on and any(item.state == "waiting" for item in items)
        return meeting._next(now) if meeting.at is None and waits else meeting

    def settled(self, now: datetime) -> Meeting:
        """The time run up to now is on the deal's account, and runs on."""
        if self.at is None or self.since is None:
            return self
        return replace(self._put(self.at, used=self.used(self.at, now)), since=now)

    def uncounted(self, seconds: int, now: datetime) -> Meeting:
        """So much of the time that runs is on no deal's account: the machine slept."""
        if self.since is None or seconds <= 0:
            return self
        return replace(self, since=min(now, self.since + timedelta(seconds=seconds)))

    def resumed(self, now: datetime) -> Meeting:
        """Taken up again after the program was gone: the time between doesn't count."""
        return replace(self, since=now if self.at is not None else None)

    def paused(self, now: datetime) -> Meeting:
        """Its time stands still until it is taken up again."""
        return replace(self.settled(now), since=None)

    def attended(self, people: Iterable[str]) -> Meeting:
        """These take part."""
        return replace(self, participants=tuple(people))

    def blanked(self, blank: bool) -> Meeting:
        """Amounts are hidden, or shown."""
        return replace(self, blank=blank)

    def finished(self, now: datetime) -> Meeting:
        return replace(self.settled(now), at=None, since=None, ended=self.ended or now)

    # -- parts -------------------------------------------------------------------------

    def _put(self, deal: str, **parts: Any) -> Meeting:
        items = (replace(i, **parts) if i.deal == deal else i for i in self.items)
        return replace(self, items=tuple(items))

    def _left(self, now: datetime, **parts: Any) -> Meeting:
        if self.at is None:
            return self
        return self.settled(now)._put(self.at, **parts)._next(now)

    def _next(self, now: datetime) -> Meeting:
        """The next that is open: after the present one, then from the top; put off ones last,
        in the order they were put off in the agenda."""
        places = {item.deal: n for n, item in enumerate(self.items)}
        here = places.get(self.at or "", -1)
        waiting = [i.deal for i in self.open_items if i.state == "waiting"]
        after = [deal for deal in waiting if places[deal] > here]
        put_off = [i.deal for i in self.open_items if i.state == "skipped" and i.deal != self.at]
        coming = next(iter((*after, *waiting, *put_off)), None)
        if coming is None and self.at is not None and self.item(self.at).state == "skipped":
            coming = self.at
        return replace(self, at=coming, since=now if coming is not None else None)


def _seen(item: Item, reviews: Collection[str]) -> Item:
    stands = item.review in reviews
    if item.state == "decided" and not stands:
        return replace(item, state="waiting")
    if item.state == "waiting" and stands:
        return replace(item, state="decided")
    return item


def made(meeting: str, called: str, deals: Iterable[str], minutes: int = MINUTES) -> Meeting:
    """A meeting over these deals in this order."""
    return Meeting(meeting, called, tuple(Item(deal, minutes) for deal in dict.fromkeys(deals)))


def clock_text(seconds: int) -> str:
    """Whole minutes, as a meeting counts them: `0`, `4`, `61`."""
    return str(seconds // 60)


def until_next_minute(seconds: int) -> int:
    """Seconds until `clock_text` changes, 1 to 60."""
    return 60 - seconds % 60


def _seconds(since: datetime | None, now: datetime) -> int:
    """Never less than nothing: a clock may be set back."""
    return max(0, int((now - since) / timedelta(seconds=1))) if since else 0
