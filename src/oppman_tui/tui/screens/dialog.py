"""What all small questions have in common: they sit at the bottom edge of the screen."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from rich.text import Text
from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.visual import VisualType
from textual.widgets import Static

from oppman_tui.tui import keys
from oppman_tui.tui.compositor import Sparing
from oppman_tui.tui.looks import Looks

_T = TypeVar("_T")


class Hinting(Sparing, ModalScreen[_T]):
    """What is said on it stands in the place of its hint, until the next key."""

    _stood: VisualType | None = None

    def say(self, words: Text) -> None:
        for hint in self.query(".hint").results(Static):
            self._stood = hint.content if self._stood is None else self._stood
            hint.update(words)

    def unsay(self) -> None:
        for hint in self.query(".hint").results(Static):
            if self._stood is not None:
                hint.update(self._stood)
        self._stood = None


class Dialog(Hinting[_T | None], Generic[_T]):
    """A question at the bottom edge: a heading, the answer's place, a line of what can be done."""

    DEFAULT_CSS = """
    Dialog { align: left bottom; background: transparent; }
    Dialog > Vertical { height: auto; max-height: 100%; background: $background;
                        border-top: solid $accent; padding: 0 1; }
    Dialog .hint { color: $text-muted; height: auto; }
    Dialog Input { border: none; height: 1; padding: 0; background: $background; }
    Dialog Input:focus { border: none; background-tint: transparent; }
    Dialog TextArea { border: none; height: 8; padding: 0; background: $background; }
    Dialog TextArea:focus { border: none; }
    Dialog Rows { height: auto; }
    Dialog .line { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.of("dialog")

    def dismiss(self, result: _T | None = None) -> AwaitComplete:
        """Once: a key struck twice closes nothing of what lies below."""
        if self.app.screen is not self:
            return AwaitComplete()
        return super().dismiss(result)

    def action_cancel(self) -> None:
        self.dismiss(None)

    @property
    def looks(self) -> Looks:
        return Looks.of(self.app)

    def heading(self, text: str) -> Static:
        return Static(Text(text, self.looks.ink.strong), classes="heading")

    def hint(self, text: str) -> Static:
        """What can be done; keys by their ids in braces (`KeyMap.told`)."""
        told = Text(self.looks.keymap.told(text), self.looks.ink.dim)
        return Static(told, classes="hint", id="hint")

    def complain(self, problem: str) -> None:
        """Say what is wrong with the answer; it stays as it was typed."""
        self.query_one("#hint", Static).update(Text(problem, self.looks.ink.alarm))
