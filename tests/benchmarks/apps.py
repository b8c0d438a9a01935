"""What the program is held against: a Textual app that says hello, and one with a DataTable."""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static


class Hello(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("Hello, world")


class Table(App[None]):
    """As many rows and columns as the list has."""

    def compose(self) -> ComposeResult:
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("Deal", "Customer", "Owner", "Value", "Stage", "Days", "Close", "Why")
        for n in range(200):
            table.add_row(
                f"Deal {n} service contract", "Espoo Puu 46", "Mikko Aho", "€891k", "Define",
                "63/30", "3 Dec", "stalled, silent, new +4",
            )  # fmt: skip


if __name__ == "__main__":
    (Table() if "table" in sys.argv else Hello()).run()
