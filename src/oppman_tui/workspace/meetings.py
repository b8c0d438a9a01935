"""The meeting of this copy: kept as it goes on, so that it survives a crash (screens 3).

A meeting is this copy's own, like an open review; what it leaves behind are finished reviews
and actions, which are shared like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from time import monotonic
from typing import TYPE_CHECKING

from oppman_tui.domain.review.meeting import Meeting, made
from oppman_tui.errors import UserError
from oppman_tui.workspace.deals import Seen, Workspace
from oppman_tui.workspace.reviews import Decided, OpenReview
from oppman_tui.workspace.view import DealView

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_KEPT = "meeting"
"""The remark that the present meeting, or the last one, is kept in."""
_NAP = 60
"""Seconds from which on the machine is said to have slept; less is a clock being set right."""


class Meetings:
    """The present meeting of a workspace, and its verbs on the deal that is on the table.

    Each verb that writes raises what the workspace's do. The meeting is kept after the deal was
    written: a crash between the two leaves the deal on the table, its review finished. Two
    windows of one store hold one meeting: each verb is carried out on what was kept last. Time
    that the machine slept through, its lid closed, is on no deal's account.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._ws = workspace
        self._awake = self._clocks()
        self.slept = 0
        """Seconds that the machine slept before the last change; not counted."""

    def call(self, called: str, deals: Sequence[str]) -> Meeting:
        """A new meeting over these deals, not kept before it is saved."""
        return made(self._ws.new_id(), called, deals)

    def present(self) -> Meeting | None:
        """The meeting kept last, over or not; None where there is none.

        Raises `UserError` where what is kept isn't as this version writes it.
        """
        text = self._ws.remembered(_KEPT)
        if not text:
            return None
        try:
            return _form().validate_json(text)
        except ValueError:
            raise UserError(
                "The meeting kept last can't be read",
                "Its reviews are in the deals",
                "A new one takes its place",
            ) from None

    def kept(self, meeting: Meeting) -> Meeting:
        """The same meeting as it was kept last, in whichever window."""
        last = self._last()
        return last if last is not None and last.id == meeting.id else meeting

    def change(
        self, meeting: Meeting, views: Iterable[DealView], verb: Callable[[Meeting], Meeting]
    ) -> Meeting:
        """Carry out a verb of the meeting over these deals, and keep what it is then.

        Raises `UserError`, with nothing changed, where another window holds another meeting, or
        has turned to another deal.
        """
        last = self._last()
        if last is not None and last.id != meeting.id and last.goes_on:
            raise UserError(
                f"Another window holds a meeting, {last.called}",
                "This one is not kept any more",
                "Leave it, and meet again: that goes on with the other",
            )
        kept = last if last is not None and last.id == meeting.id else meeting
        now = self.seen(kept, views)
        if now.at != meeting.at or now.ended != meeting.ended:
            raise UserError(
                "Another window went on with the meeting; it is shown as it stands there",
                "Nothing was changed",
            )
        clocks = self._clocks()
        slept = self._asleep(self._awake, clocks) if now.since is not None else 0
        changed = verb(now.uncounted(slept, self._ws.clock.now()))
        if changed != kept:
            self.save(changed)
        self._awake, self.slept = clocks, slept
        return changed

    def save(self, meeting: Meeting) -> None:
        """Keep it; where the store can only be read, it lasts as long as its window."""
        if self._ws.unwritable is None:
            self._ws.remember(_KEPT, _form().dump_json(meeting).decode())

    def seen(self, meeting: Meeting, views: Iterable[DealView]) -> Meeting:
        """The meeting as the deals have it: reviews may have been taken back, or come back."""
        views = list(views)
        reviews = {review.id for view in views for review in view.dossier.reviews}
        return meeting.seen(reviews, {view.id for view in views}, self._ws.clock.now())

    def review_of(self, meeting: Meeting, view: DealView) -> OpenReview:
        """The review being written on the deal, with the meeting's people."""
        begun = self._ws.open_review(view.id) or OpenReview(self._ws.today)
        people = tuple(dict.fromkeys((*begun.participants, *meeting.participants)))
        return OpenReview(begun.begun, begun.answers, people)

    def decide(
        self,
        meeting: Meeting,
        views: Iterable[DealView],
        seen: Seen,
        view: DealView,
        decided: Decided,
    ) -> Meeting:
        """Finish the review of `view`, which is on the table, with its decision, and go on."""
        views = list(views)
        self.change(meeting, views, lambda m: m)  # before anything is written: is it ours still?
        row = self._ws.finish_review(seen, self.review_of(meeting, view), decided)
        return self.change(meeting, views, lambda m: m.decided(row, self._ws.clock.now()))

    def _clocks(self) -> tuple[datetime, float]:
        """The clock on the wall, and one that stands still while the machine sleeps."""
        return self._ws.clock.wall(), monotonic()

    @staticmethod
    def _asleep(before: tuple[datetime, float], now: tuple[datetime, float]) -> int:
        """Seconds by which the wall's clock went on alone; 0 for less than a nap."""
        alone = (now[0] - before[0]) / timedelta(seconds=1) - (now[1] - before[1])
        return round(alone) if alone >= _NAP else 0

    def _last(self) -> Meeting | None:
        """As `present`; None for what can't be read, which may be written over, and in a store
        where nothing is kept."""
        if self._ws.unwritable is not None:
            return None
        try:
            return self.present()
        except UserError:
            return None


@cache
def _form() -> TypeAdapter[Meeting]:
    """How a meeting is written; what breaks its rules is refused."""
    from pydantic import TypeAdapter

    return TypeAdapter(Meeting)
