"""Act: the findings, and the closing plan that answers them (method 5)."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from rich.text import Text

from oppman_tui.tui import keys
from oppman_tui.tui.panes.pane import Pane
from oppman_tui.tui.widgets.rows import Line, Lines, Rows
from oppman_tui.workspace.view import DealView


class ActPane(Pane):
    """Left the findings, ranked; right the plan."""

    BINDINGS: list[BindingType] = keys.of("act")

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Rows(id="gaps")
            yield Rows(id="closing_plan")

    def draw(self, view: DealView) -> None:
        self.query_one("#gaps", Rows).show(
            Lines([Line(Text(f.text), f"{f.kind}:{f.row}") for f in view.findings])
        )
        self.query_one("#closing_plan", Rows).show(
            Lines([Line(Text(a.action), a.id) for a in view.dossier.actions])
        )
