"""Drafts of an encrypted store: in memory only, since a file of one would lie there in plain."""

from __future__ import annotations

from pathlib import Path

from oppman_tui.domain.values.clock import Clock
from oppman_tui.errors import UserError
from oppman_tui.store.drafts import Draft, Drafts, Sheet, Subject


class Remembered(Drafts):
    """Offered again until the program ends, and gone with it; nothing is lent to an editor."""

    lasts = "a draft goes with the program"

    def __init__(self, folder: Path, clock: Clock) -> None:
        super().__init__(folder, clock)
        self.trouble = "the store is encrypted"
        self._kept: dict[str, Draft] = {}

    def _wait(self, name: str, draft: Draft | None) -> None:
        with self._lock:
            self._kept.pop(name, None)
            if draft is not None:
                self._kept[name] = draft

    def flush(self) -> bool:
        return True

    def all(self) -> list[Draft]:
        with self._lock:
            found = list(self._kept.values())
        return sorted(found, key=lambda draft: draft.at, reverse=True)

    def of(self, subject: Subject) -> list[Draft]:
        return [draft for draft in self.all() if draft.subject.digest == subject.digest]

    def lend(self, sheet: Sheet, text: str) -> Path:
        raise UserError(
            "The store is encrypted: an editor's file would lie on the disk in plain",
            "Nothing was changed",
            "Write here",
        )

    def take_back(self, sheet: Sheet) -> str:
        kept = self._kept.get(sheet.name)
        return kept.text if kept is not None else ""
