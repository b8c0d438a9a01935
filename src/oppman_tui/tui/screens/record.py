"""One row in full: every field it has, read and written one by one."""

from __future__ import annotations

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.screen import Screen

from oppman_tui.domain.fields import ENTITIES
from oppman_tui.tui import verbs
from oppman_tui.tui.screens import editing
from oppman_tui.tui.widgets.bars import Footer
from oppman_tui.tui.widgets.rows import Line, Lines, Rows
from oppman_tui.workspace.acts import row_of
from oppman_tui.workspace.view import DealView


class RecordScreen(Screen[None]):
    """A line a part; Enter writes it."""

    def __init__(
        self, view: DealView, entity: str, row: str, current: object | None = None
    ) -> None:
        super().__init__()
        self.view, self.entity, self.row = view, entity, row
        self.current = current

    def compose(self) -> ComposeResult:
        yield Rows()
        yield Footer()

    def on_mount(self) -> None:
        self._draw()

    def _draw(self) -> None:
        current = row_of(self.view.dossier, self.entity, self.row) or self.current
        lines = []
        for cell in ENTITIES[self.entity].cells.values():
            if cell.name == "deleted":
                continue
            for part in cell.parts:
                value = editing.shown(part, getattr(current, part.name, None), self.view, current)
                lines.append(Line(Text(f"{editing.label_of(cell, part)}: {value}"), part.name))
        self.query_one(Rows).show(Lines(lines))

    @work
    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        current = row_of(self.view.dossier, self.entity, self.row) or self.current
        parts = await editing.edit(self, self.view, self.entity, event.key, current)
        if parts is None:
            return
        app = verbs.app_of(self)
        ws = app.workspace
        await app.change(
            self.view, lambda seen: ws.set(seen, self.entity, self.row, parts, "Field")
        )
        self.view = ws.view(self.view.id) or self.view
        self._draw()
