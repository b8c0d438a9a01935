"""Texts that are typed and not written to the store yet, and what becomes of their drafts.

A verb asks question after question and writes at the end; until it has, each answer stays a
draft. One verb is one worker, by which its answers are known.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

from textual.worker import NoActiveWorker, Worker, get_current_worker

from oppman_tui.workspace.drafts import Draft, Drafts, Sheet, Subject

Talk = Worker[object]


class Unwritten:
    """The sheets of this window, over the drafts on the disk."""

    def __init__(self, drafts: Drafts) -> None:
        self.drafts = drafts
        self._answered: WeakKeyDictionary[Talk, list[Sheet]] = WeakKeyDictionary()

    def begin(self, subject: Subject) -> Sheet:
        return self.drafts.begin(subject)

    def answered(self, talk: Talk | None, sheet: Sheet) -> None:
        """The text is on its way to the store; outside a conversation it has arrived."""
        if talk is None:
            sheet.drop()
        else:
            self._answered.setdefault(talk, []).append(sheet)

    def saved(self, talk: Talk | None) -> None:
        """What the conversation was told is in the store: no drafts of it."""
        for sheet in self._answered.pop(talk, ()) if talk is not None else ():
            sheet.drop()

    def of(self, subject: Subject) -> list[Draft]:
        """Drafts to offer where this is written again."""
        return self._free(self.drafts.of(subject))

    def all(self) -> list[Draft]:
        """Every draft to offer, the newest first."""
        return self._free(self.drafts.all())

    def _free(self, drafts: list[Draft]) -> list[Draft]:
        """Without those that a conversation still going on is about to write."""
        taken = {
            sheet.name
            for talk, sheets in self._answered.items()
            if not talk.is_finished
            for sheet in sheets
        }
        return [draft for draft in drafts if draft.name not in taken]


def current_talk() -> Talk | None:
    """The conversation this is called in; None outside of one."""
    try:
        return get_current_worker()
    except NoActiveWorker:
        return None
