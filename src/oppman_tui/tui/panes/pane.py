"""What the five tabs of a deal have in common."""

from __future__ import annotations

from typing import Any

from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

from oppman_tui.tui.lines.why import Why
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.verbs import everyday
from oppman_tui.tui.widgets.rows import Rows
from oppman_tui.workspace.deals import Workspace
from oppman_tui.workspace.view import DealView


class Pane(Widget):
    """One tab of a deal. The deal flows down as `view`; a new one redraws the pane."""

    DEFAULT_CSS = "Pane { height: 1fr; }"

    view: reactive[DealView | None] = reactive[DealView | None](None)

    def watch_view(self) -> None:
        self.redraw()

    def on_resize(self) -> None:
        self.redraw()

    def redraw(self) -> None:
        """Draw the lines anew, once there is a deal and room for it."""
        if self.view is not None and self.is_mounted and self.size.width:
            self.draw(self.view)

    def draw(self, view: DealView) -> None:
        """Put the deal into the pane's lists."""

    def enter(self) -> None:
        """The tab is shown: put the cursor where its work begins."""
        self.query(Rows).first().focus()

    def why(self, view: DealView) -> Why | None:
        """The answer to *why* about what is under the cursor; None for the deal as a whole."""
        return None

    @property
    def shown(self) -> DealView:
        """The deal; a pane is never asked for it before it has one."""
        assert self.view is not None
        return self.view

    @property
    def looks(self) -> Looks:
        return Looks.of(self.app)

    @property
    def workspace(self) -> Workspace:
        return everyday.app_of(self).workspace

    @property
    def host(self) -> Screen[Any]:
        return self.screen
