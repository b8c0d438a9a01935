"""Another window changed the same field: both values, and the user decides."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from oppman_tui.tui import keys
from oppman_tui.tui.screens.dialogs import Dialog
from oppman_tui.workspace.clashes import ClashError


class Clashing(Dialog[bool]):
    """True where mine is to be written over theirs."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("clash")

    def __init__(self, error: ClashError) -> None:
        super().__init__()
        self.error = error

    def compose(self) -> ComposeResult:
        ink = self.looks.ink
        with Vertical():
            yield self.heading("Another window changed this meanwhile; nothing is written yet")
            for clash in self.error.clashes:
                yield Static(
                    Text.assemble(
                        (f"{clash.label}  ", ink.strong),
                        ("mine ", ink.dim),
                        f"{clash.mine}",
                        ("   theirs ", ink.dim),
                        f"{clash.theirs}",
                        (f" ({clash.by})" if clash.by else "", ink.dim),
                    )
                )
            yield self.hint("m write mine over it · t keep theirs; until then nothing is lost")

    def action_stay(self) -> None:
        """Esc gives up neither value."""

    def action_answer(self, mine: bool) -> None:
        self.dismiss(mine)
