"""Calibration: what the reviews of closed deals said, against what came (method 6)."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import reactive
from textual.screen import Screen

from oppman_tui.domain.calibration import Calibration
from oppman_tui.errors import UserError
from oppman_tui.tui import keys
from oppman_tui.tui.lines import calibration as told
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.screens.deal import DealScreen
from oppman_tui.tui.screens.few import FewDeals
from oppman_tui.tui.screens.working import while_shown
from oppman_tui.tui.verbs import everyday
from oppman_tui.tui.widgets.bars import Footer
from oppman_tui.tui.widgets.drawn import Drawn, Rule
from oppman_tui.tui.widgets.rows import Lines, Rows
from oppman_tui.workspace import calibration
from oppman_tui.workspace.exporting import Cancelled


class _Said(Rows):
    """What was said; Enter shows the deals behind a line, or opens one."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("calibration", "open")


class CalibrationScreen(Screen[None]):
    """Of all closed deals or of mine, never of one person beside another."""

    DEFAULT_CSS = "CalibrationScreen #head { height: 1; padding: 0 1; }"
    BINDINGS: ClassVar[list[BindingType]] = keys.of("calibration")

    mine: reactive[bool] = reactive(False, init=False)

    def __init__(self) -> None:
        super().__init__()
        self._found: Calibration | None = None

    def compose(self) -> ComposeResult:
        yield Drawn(self._head, id="head")
        yield Rule()
        yield _Said()
        yield Footer()

    def on_mount(self) -> None:
        for name in ("arrival", "today"):
            self.watch(self.app, name, self.reload, init=False)
        self.watch(self.app, "theme", self._draw, init=False)
        self.query_one(Rows).focus()
        self._read()

    def on_resize(self) -> None:
        self._draw()

    def watch_mine(self) -> None:
        self._read()

    def reload(self) -> None:
        self._read()

    @work(exclusive=True, group="reading")
    async def _read(self) -> None:
        """Read the closed deals beside the keys; past a moment it is said how far it is."""
        workspace, mine = everyday.app_of(self).workspace, self.mine
        try:
            self._found = await while_shown(
                self,
                "Reading the closed deals …",
                lambda progress: calibration.of_closed(workspace, mine, progress),
            )
        except Cancelled:
            return
        except UserError as error:
            everyday.app_of(self).say(str(error), alarm=True)
            return
        self._draw()

    # -- drawing -----------------------------------------------------------------------

    @property
    def looks(self) -> Looks:
        return Looks.of(self.app)

    def _head(self, width: int) -> Text:
        return told.head(self._found, self.mine, width, self.looks)

    def _draw(self) -> None:
        if self._found is None:
            return
        ws, width = everyday.app_of(self).workspace, max(20, self.size.width - 3)
        lines = told.lines(self._found, ws.playbook, ws.today, width, self.looks)
        self.query_one(Rows).show(Lines(lines))
        self.query_one("#head", Drawn).refresh()

    # -- verbs -------------------------------------------------------------------------

    def action_mine(self) -> None:
        """Mine, or all again."""
        self.mine = not self.mine

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Open a deal; of a statement, see the deals that it was made of."""
        kind, _, rest = event.key.partition(":")
        if self._found is None:
            return
        if kind == "deal":
            view = everyday.app_of(self).workspace.view(rest)
            if view is not None:
                self.app.push_screen(DealScreen(view, "history"))
            return
        question, number = (int(place) for place in rest.split(":"))
        asked = self._found.questions[question]
        statement = asked.statements[number]
        called = f"{asked.name}: {statement.said}, {statement.text()}"
        self.app.push_screen(FewDeals(called, statement.deals))
