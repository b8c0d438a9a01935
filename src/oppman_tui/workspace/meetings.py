"""The meeting of this copy: kept as it goes on, so that it survives a crash (screens 3).

A meeting is this copy's own, like an open review; what it leaves behind are finished reviews
and actions, which are shared like any other.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from oppman_tui.domain.meeting import Meeting, made
from oppman_tui.workspace.deals import Seen, Workspace
from oppman_tui.workspace.reviews import Decided, OpenReview
from oppman_tui.workspace.view import DealView

_KEPT = "meeting"
"""The remark that the present meeting, or the last one, is kept in."""


class Meetings:
    """The present meeting of a workspace, and its verbs on the deal that is on the table.

    Each verb that writes raises what the workspace's do. The meeting is kept after the deal was
    written: a crash between the two leaves the deal on the table, its review finished.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._ws = workspace

    def call(self, called: str, deals: Sequence[str]) -> Meeting:
        """A new meeting over these deals, not kept before it is saved."""
        return made(self._ws.new_id(), called, deals)

    def present(self) -> Meeting | None:
        """The meeting kept last, over or not; None where there is none."""
        text = self._ws.remembered(_KEPT)
        return Meeting.from_json(json.loads(text)) if text else None

    def save(self, meeting: Meeting) -> Meeting:
        if self._ws.unwritable is None:
            self._ws.remember(_KEPT, json.dumps(meeting.to_json(), ensure_ascii=False))
        return meeting

    def review_of(self, meeting: Meeting, view: DealView) -> OpenReview:
        """The review being written on the deal, with the meeting's people."""
        begun = self._ws.open_review(view.id) or OpenReview(self._ws.today)
        people = tuple(dict.fromkeys((*begun.participants, *meeting.participants)))
        return OpenReview(begun.begun, begun.answers, people)

    def decide(self, meeting: Meeting, seen: Seen, view: DealView, decided: Decided) -> Meeting:
        """Finish the review of the deal on the table with its decision, and go on to the next."""
        row = self._ws.finish_review(seen, self.review_of(meeting, view), decided)
        return self.save(meeting.decided(row, self._ws.clock.now()))
