"""Another window changed the same field: both values, and the user decides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from oppman_tui.tui import keys
from oppman_tui.tui.lines.clash import pair
from oppman_tui.tui.screens.dialogs import Dialog
from oppman_tui.tui.widgets.drawn import Drawn
from oppman_tui.tui.words import Words, cell_of
from oppman_tui.workspace.clashes import ClashError, Difference
from oppman_tui.workspace.view import DealView


class Clashing(Dialog[bool]):
    """True where mine is to be written over theirs. `view` is the deal that words are from."""

    DEFAULT_CSS = "Clashing Drawn { height: auto; margin-bottom: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = keys.of("clash")

    def __init__(self, error: ClashError, view: DealView | None = None) -> None:
        super().__init__()
        self.error, self.view = error, view

    def compose(self) -> ComposeResult:
        with Vertical():
            yield self.heading("Another window changed this meanwhile; nothing is written yet")
            yield Drawn(self._both)
            yield self.hint(
                "{clash.mine} write mine over it · {clash.theirs} keep theirs; "
                "until then nothing is lost"
            )

    def _both(self, width: int) -> Text:
        return Text("\n").join(self._lines(width))

    def _lines(self, width: int) -> Iterator[Text]:
        for clash in self.error.clashes:
            mine, theirs = self._told(clash)
            yield Text(clash.label, self.looks.ink.strong)
            yield from pair(mine, theirs, clash.by, width, self.looks)

    def _told(self, clash: Difference) -> tuple[str, str]:
        """Both values as the screens write them, where the deal is at hand."""
        if self.view is None:
            return clash.mine, clash.theirs
        words, cell = Words(self.view), cell_of(clash.entity, clash.cell)
        mine, theirs = (words.cell(cell, value) for value in clash.values)
        return (mine, theirs) if mine != theirs else (clash.mine, clash.theirs)

    def action_stay(self) -> None:
        """Esc gives up neither value."""

    def action_answer(self, mine: bool) -> None:
        self.dismiss(mine)
