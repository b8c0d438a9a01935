"""History: what happened on the deal, newest first."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType

from oppman_tui.tui import keys
from oppman_tui.tui.panes.pane import Pane
from oppman_tui.tui.widgets.rows import Line, Lines, Rows
from oppman_tui.workspace.view import DealView


class HistoryPane(Pane):
    """Every change, by whom and when."""

    BINDINGS: list[BindingType] = keys.of("history")

    def compose(self) -> ComposeResult:
        yield Rows()

    def draw(self, view: DealView) -> None:
        lines = [
            Line(Text(f"{item.at[:16]} {item.actor} {item.label}"), str(place))
            for place, item in enumerate(self.workspace.history(view.id))
        ]
        self.query_one(Rows).show(Lines(lines))
