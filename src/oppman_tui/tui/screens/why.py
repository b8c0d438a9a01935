"""Why a deal stands where it stands: every reason, and the arithmetic behind every score."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from oppman_tui.tui import deal_lines, keys
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.widgets.rows import Line, Lines, Rows
from oppman_tui.workspace import sheets
from oppman_tui.workspace.view import DealView


class Why(ModalScreen[None]):
    """Read only: the reasons in full, then each score with its parts, then the milestones."""

    DEFAULT_CSS = """
    Why { background: $background; }
    Why > Vertical { height: 100%; padding: 0 1; background: $background; }
    Why .hint { color: $text-muted; height: 1; dock: bottom; }
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.of("why")

    def __init__(self, view: DealView) -> None:
        super().__init__()
        self.view = view

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Rows()
            yield Static("Esc back", classes="hint")

    def on_mount(self) -> None:
        self.query_one(Rows).focus()
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        looks, width = Looks.of(self.app), self.app.size.width - 5
        lines = [
            Text(f"Why {self.view.dossier.deal.name} stands where it stands", looks.ink.strong),
            *(deal_lines.reasons(self.view, looks) or [Text("Nothing asks for attention")]),
            Text(""),
            *(self._line(told, looks) for told in sheets.scores(self.view, why=True)),
        ]
        rows = []
        for place, line in enumerate(lines):
            indent = len(line.plain) - len(line.plain.lstrip())
            first, *rest = line.wrap(looks.console, width) if line.plain else [line]
            rows.append(Line(first, str(place)))
            pad = " " * (indent + 2)
            rows += [Line(Text(pad + more.plain.strip(), more.style)) for more in rest]
        self.query_one(Rows).show(Lines(rows))

    def _line(self, told: str, looks: Looks) -> Text:
        return Text(told, looks.ink.dim if told.startswith("      ") else "")

    def action_close(self) -> None:
        self.dismiss(None)
