"""The small questions: a line, a text, a choice, yes or no. Each is awaited for its answer.

All sit at the bottom edge of the screen, so that what the question is about stays in view.
Esc answers nothing (`None`) and changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from oppman_tui.tui import keys
from oppman_tui.tui.screens.asking import Ask, Write
from oppman_tui.tui.screens.dialog import Dialog
from oppman_tui.tui.values import Option
from oppman_tui.tui.widgets.rows import Line, Lines, Rows

__all__ = ["Ask", "Confirm", "Dialog", "Option", "Pick", "PickMany", "Write"]


class Pick(Dialog[str]):
    """One of several options, by its key, or by arrows and Enter."""

    DEFAULT_CSS = """
    Pick Rows { height: auto; }
    """

    def __init__(
        self,
        question: str,
        options: Sequence[Option],
        current: str | None = None,
        lines: Sequence[Text] = (),
        extra: str = "",
    ) -> None:
        super().__init__()
        self.question, self.options, self.current = question, options, current
        self.lines, self.extra = lines, extra

    def compose(self) -> ComposeResult:
        with Vertical():
            yield self.heading(self.question)
            for line in self.lines:
                yield Static(line, classes="line")
            yield Rows()
            yield self.hint("The key or {rows.choose} takes it · {dialog.cancel} none" + self.extra)

    def on_mount(self) -> None:
        rows = self.query_one(Rows)
        free = max(3, self.app.size.height - 4 - len(self.lines))
        rows.styles.height = min(len(self.options), free)
        rows.show(Lines([self._line(o) for o in self.options]), self.current)
        rows.focus()

    def _line(self, option: Option) -> Line:
        ink = self.looks.ink
        return Line(
            Text.assemble(
                (f" {option.strike or ' '} ", ink.accent),
                option.text,
                (f"  {option.remark}", ink.dim) if option.remark else "",
            ),
            option.value,
        )

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        self.taken(event.key)

    def taken(self, value: str) -> None:
        """Enter was struck on an option."""
        self.dismiss(value)

    def on_key(self, event: events.Key) -> None:
        for option in self.options:
            if event.character and option.strike == event.character:
                event.stop()
                self.struck(option.value)
                return

    def struck(self, value: str) -> None:
        """The option's key was struck."""
        self.dismiss(value)


class PickMany(Pick):
    """Any number of several options: Space or its key marks one, Enter takes the marked."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("marking")

    def __init__(self, question: str, options: Sequence[Option], marked: Sequence[str]) -> None:
        super().__init__(question, options)
        self.marked = list(marked)

    def _line(self, option: Option) -> Line:
        looks = self.looks
        mark = looks.marks.picked if option.value in self.marked else " "
        line = super()._line(option)
        return Line(Text.assemble((f"{mark:2}", looks.ink.accent), line.text), option.value)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield self.heading(self.question)
            yield Rows()
            yield self.hint(
                "{marking.mark} or the key marks · {rows.choose} takes the marked · "
                "{dialog.cancel} none"
            )

    def taken(self, value: str) -> None:
        self.dismiss("\n".join(o.value for o in self.options if o.value in self.marked))

    def action_mark(self) -> None:
        key = self.query_one(Rows).key
        if key is not None:
            self._toggle(key)

    def struck(self, value: str) -> None:
        self._toggle(value)

    def _toggle(self, value: str) -> None:
        if value in self.marked:
            self.marked.remove(value)
        else:
            self.marked.append(value)
        self.query_one(Rows).show(Lines([self._line(o) for o in self.options]), value)


class Confirm(Dialog[bool]):
    """A question whose default is No."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("confirm")

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question = question

    def compose(self) -> ComposeResult:
        no = self.looks.keymap.any_of("confirm.no")
        with Vertical():
            yield self.heading(self.question)
            yield self.hint("{confirm.yes} yes · " + f"{no} no")

    def action_answer(self, yes: bool) -> None:
        self.dismiss(yes)
