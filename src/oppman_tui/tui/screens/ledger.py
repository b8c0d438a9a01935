"""The ledger of a deal: what both sides promised, kept and late, person by person (method 5)."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import work
from textual.binding import BindingType

from oppman_tui.domain.entities import Action
from oppman_tui.domain.review.ledger import ledger
from oppman_tui.domain.values.text import fold
from oppman_tui.tui import keys
from oppman_tui.tui.lines import ledger as told
from oppman_tui.tui.screens.live import Overview
from oppman_tui.tui.screens.record import RecordScreen
from oppman_tui.tui.verbs import everyday, outcomes
from oppman_tui.tui.widgets.rows import Lines, Rows
from oppman_tui.workspace.acts import row_of
from oppman_tui.workspace.view import DealView


class _Promises(Rows):
    """Each can be opened."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("ledger", "open")


class LedgerScreen(Overview):
    """The cursor begins on the person it was asked for, where there is an account of one."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("ledger")
    rows_of = _Promises

    def __init__(self, view: DealView, who: str = "") -> None:
        super().__init__()
        self._view, self._who = view, who

    def reload(self) -> None:
        """Read the deal anew; where it is gone, what was read stands."""
        self._view = self.workspace.view(self._view.id) or self._view
        self.draw()
        if self._who:
            self._find(self._who)
            self._who = ""

    def head(self, width: int) -> Text:
        ink, name = self.looks.ink, self._view.dossier.deal.name
        line = Text.assemble(("Promises", ink.strong), (f"  {name}", ink.dim))
        line.truncate(width)
        return line

    def draw(self) -> None:
        found = ledger(self._view.dossier, self._view.today)
        self.show(Lines(told.lines(found, self._view.today, self.room, self.looks)))

    def _find(self, who: str) -> None:
        wanted = [k for k in self.rows.keys if k and k.startswith("who:") and _is_of(k, who)]
        if wanted:
            self.rows.go_to(wanted[0])
        else:
            everyday.app_of(self).say(f"Nothing is written down that {who} promised")

    @property
    def _action(self) -> Action | None:
        kind, _, row = (self.rows.key or "").partition(":")
        found = row_of(self._view.dossier, "action", row) if kind == "action" else None
        return found if isinstance(found, Action) else None

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        if (action := self._action) is not None:
            self.app.push_screen(RecordScreen(self._view, "action", action.id))

    @work
    async def action_tick(self) -> None:
        """What became of the promise under the cursor."""
        if (action := self._action) is not None:
            await outcomes.tick(self, self._view, action)
        else:
            key = self.looks.key("ledger.tick")
            everyday.app_of(self).say(f"{key} says what became of a promise; move to one")


def _is_of(key: str, who: str) -> bool:
    return fold(key.split(":", 2)[2]) == fold(who)
