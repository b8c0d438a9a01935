"""The first screen of a store with nothing in it: three ways to begin (screens.md 6)."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from oppman_tui.tui import keymap, keys
from oppman_tui.tui.looks import wrap
from oppman_tui.tui.screens.dialogs import Option, Pick
from oppman_tui.tui.widgets.rows import Rows

SAMPLES, IMPORT, NEW = "samples", "import", "new"
SAMPLE_DEALS = 1
"""The app's result that asks its caller to open the sample deals instead."""


class Welcome(Pick):
    """One of the three ways, or None for an empty list."""

    DEFAULT_CSS = """
    Welcome { align: center middle; background: $background; }
    Welcome > Vertical { width: 74; max-width: 100%; border-top: none; }
    Welcome .heading { margin-bottom: 1; }
    Welcome Rows { height: 3; margin: 1 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.of("dialog")

    def __init__(self, place: str) -> None:
        super().__init__(
            "oppman: which deals deserve attention, why, and what to do",
            [
                Option(SAMPLES, "Look at sample deals", "in a store of their own", "1"),
                Option(IMPORT, "Import a CRM export", "CSV from Salesforce, HubSpot, …", "2"),
                Option(NEW, "Write down a first deal", "name, customer, value", "3"),
            ],
        )
        self.place = place

    def compose(self) -> ComposeResult:
        ink = self.looks.ink
        with Vertical():
            yield self.heading(self.question)
            yield Static(Text("There are no deals here yet. How do you want to begin?"))
            yield Rows()
            width = min(72, self.app.size.width - 4)
            told = f"Your deals are kept in {self.place} and never leave this machine."
            yield Static(Text("\n".join(wrap(told, width, self.looks)), ink.dim))
            yield Static(Text(""))
            yield self.hint(
                "The key or {rows.choose} begins · {dialog.cancel} an empty list · "
                "{app.help} help, everywhere"
            )

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Rows).styles.height = len(self.options)

    def on_key(self, event: events.Key) -> None:
        """The list's keys for two of the ways begin here as well."""
        struck = keymap.of(self.app)
        for found, way in (("list.new", NEW), ("list.import", IMPORT)):
            if event.key in struck.keys(found):
                event.stop()
                self.struck(way)
                return
