"""Calibration: what the reviews of closed deals said, against what came (method 6)."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import work
from textual.binding import BindingType
from textual.reactive import reactive

from oppman_tui.domain.review.calibration import Calibration
from oppman_tui.errors import UserError
from oppman_tui.tui import keys
from oppman_tui.tui.lines import calibration as told
from oppman_tui.tui.lines.row import Sorting
from oppman_tui.tui.screens.deal import DealScreen
from oppman_tui.tui.screens.few import FewDeals
from oppman_tui.tui.screens.live import Overview
from oppman_tui.tui.screens.working import while_shown
from oppman_tui.tui.verbs import everyday
from oppman_tui.tui.widgets.rows import Lines, Rows
from oppman_tui.workspace import calibration
from oppman_tui.workspace.exporting import Cancelled


class _Said(Rows):
    """What was said; behind a line are its deals."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("calibration", "open")


class CalibrationScreen(Overview):
    """Of all closed deals or of mine, never of one person beside another."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("calibration")
    rows_of = _Said

    mine: reactive[bool] = reactive(False, init=False)

    def __init__(self) -> None:
        super().__init__()
        self._found: Calibration | None = None

    def watch_mine(self) -> None:
        self.reload()

    def reload(self) -> None:
        self._read()

    @work(exclusive=True, group="reading")
    async def _read(self) -> None:
        """Read the closed deals beside the keys; past a moment it is said how far it is."""
        workspace, mine = self.workspace, self.mine
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
        self.draw()

    # -- drawing -----------------------------------------------------------------------

    def head(self, width: int) -> Text:
        return told.head(self._found, self.mine, width, self.looks)

    def draw(self) -> None:
        if self._found is not None:
            ws = self.workspace
            lines = told.lines(self._found, ws.playbook, ws.today, self.room, self.looks)
            self.show(Lines(lines))

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
            view = self.workspace.view(rest)
            if view is not None:
                self.app.push_screen(DealScreen(view, "history"))
            return
        question, number = (int(place) for place in rest.split(":"))
        asked = self._found.questions[question]
        statement = asked.statements[number]
        called = f"{asked.name}: {statement.said}, {statement.text()}"
        latest_first = Sorting("close_date", turned=True)
        self.app.push_screen(FewDeals(called, statement.deals, latest_first))
