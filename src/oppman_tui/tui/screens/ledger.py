"""The ledger of a deal: what both sides promised, kept and late, person by person (method 5)."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from oppman_tui.domain.entities import Action
from oppman_tui.domain.ledger import ledger
from oppman_tui.domain.text import fold
from oppman_tui.tui import keys
from oppman_tui.tui.lines import ledger as told
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.screens.record import RecordScreen
from oppman_tui.tui.verbs import everyday, outcomes
from oppman_tui.tui.widgets.bars import Footer
from oppman_tui.tui.widgets.drawn import Drawn, Rule
from oppman_tui.tui.widgets.rows import Lines, Rows
from oppman_tui.workspace.acts import row_of
from oppman_tui.workspace.view import DealView


class _Promises(Rows):
    """Enter opens a promise."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("ledger", "open")


class LedgerScreen(Screen[None]):
    """The cursor begins on the person it was asked for, where there is an account of one."""

    DEFAULT_CSS = "LedgerScreen #head { height: 1; padding: 0 1; }"
    BINDINGS: ClassVar[list[BindingType]] = keys.of("ledger")

    def __init__(self, view: DealView, who: str = "") -> None:
        super().__init__()
        self._view, self._who = view, who

    def compose(self) -> ComposeResult:
        yield Drawn(self._head, id="head")
        yield Rule()
        yield _Promises()
        yield Footer()

    def on_mount(self) -> None:
        for name in ("arrival", "today"):
            self.watch(self.app, name, self.reload, init=False)
        self.watch(self.app, "theme", self._draw, init=False)
        self.query_one(Rows).focus()
        self._draw()
        self._find(self._who)

    def on_resize(self) -> None:
        self._draw()

    def reload(self) -> None:
        """Read the deal anew; where it is gone, what was read stands until Esc."""
        fresh = everyday.app_of(self).workspace.view(self._view.id)
        if fresh is not None:
            self._view = fresh
            self._draw()

    @property
    def looks(self) -> Looks:
        return Looks.of(self.app)

    def _head(self, width: int) -> Text:
        ink, name = self.looks.ink, self._view.dossier.deal.name
        line = Text.assemble(("Promises", ink.strong), (f"  {name}", ink.dim))
        line.truncate(width)
        return line

    def _draw(self) -> None:
        found = ledger(self._view.dossier, self._view.today)
        width = max(20, self.size.width - 3)
        self.query_one(Rows).show(Lines(told.lines(found, self._view.today, width, self.looks)))
        self.query_one("#head", Drawn).refresh()

    def _find(self, who: str) -> None:
        rows = self.query_one(Rows)
        wanted = [k for k in rows.keys if k and k.startswith("who:") and _is_of(k, who)]
        if who and wanted:
            rows.move_to(rows.keys.index(wanted[0]))
        elif who:
            everyday.app_of(self).say(f"Nothing is written down that {who} promised")

    @property
    def _action(self) -> Action | None:
        kind, _, row = (self.query_one(Rows).key or "").partition(":")
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
            everyday.app_of(self).say("Space says what became of a promise; move to one")


def _is_of(key: str, who: str) -> bool:
    return fold(key.split(":", 2)[2]) == fold(who)
