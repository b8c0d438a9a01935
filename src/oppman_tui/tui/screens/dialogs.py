"""The small questions: a line, a text, a choice, yes or no. Each is awaited for its answer.

All sit at the bottom edge of the screen, so that what the question is about stays in view.
Esc answers nothing (`None`) and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static, TextArea

from oppman_tui.errors import InvalidValue
from oppman_tui.tui import keys
from oppman_tui.tui.looks import Looks, clip
from oppman_tui.tui.widgets.rows import Line, Lines, Rows

_T = TypeVar("_T")
_TOO_SOON = 3
"""Letters before which nothing is said of what is still being typed."""


class Dialog(ModalScreen[_T | None], Generic[_T]):
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
        return Static(Text(text, self.looks.ink.dim), classes="hint", id="hint")

    def complain(self, problem: str) -> None:
        """Say what is wrong with the answer; it stays as it was typed."""
        self.query_one("#hint", Static).update(Text(problem, self.looks.ink.alarm))


class Field(Input):
    """One line of text; several that are pasted become one, none is lost."""

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.insert_text_at_cursor(" ".join(event.text.split()))


class Ask(Dialog[str]):
    """One line of text. `check` raises `InvalidValue` for what can't be taken.

    `echo` says, as it is typed, what the line would come to (a date in full). `proposed` is
    what an empty line stands for; it is shown dim, as an `example` is.
    """

    def __init__(
        self,
        question: str,
        value: str = "",
        *,
        hint: str = "Enter save · Esc leave it as it was",
        check: Callable[[str], object] | None = None,
        echo: Callable[[str], str] | None = None,
        required: bool = False,
        proposed: str = "",
        example: str = "",
    ) -> None:
        super().__init__()
        self.question, self.value, self.hint_text = question, value, hint
        self.check, self.echo, self.required = check, echo, required
        self.proposed, self.example = proposed, example

    def compose(self) -> ComposeResult:
        with Vertical():
            yield self.heading(self.question)
            dim = self.proposed or (f"such as {self.example}" if self.example else "")
            dim = clip(dim, self.app.size.width - 3, self.looks.marks)
            yield Field(self.value, dim, select_on_focus=False)
            yield self.hint(self.hint_text)

    def on_mount(self) -> None:
        field = self.query_one(Input)
        field.cursor_blink = False
        field.cursor_position = len(self.value)
        field.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        echo = ""
        if self.echo and event.value.strip():
            try:
                echo = self.echo(event.value) + " · "
            except InvalidValue as error:
                echo = "" if len(event.value) < _TOO_SOON else f"{error.problem} · "
        text = Text(echo + self.hint_text, self.looks.ink.dim)
        self.query_one("#hint", Static).update(text)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        value = event.value.strip() or self.proposed
        if self.required and not value:
            self.complain("This can't stay empty · Esc leave it as it was")
            return
        try:
            if self.check and value:
                self.check(value)
        except InvalidValue as error:
            self.complain(f"{error.problem}; nothing was changed")
            return
        self.dismiss(value)


class Write(Dialog[str]):
    """A longer text, several lines of it."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("writing")

    def __init__(self, question: str, value: str = "", above: str = "") -> None:
        super().__init__()
        self.question, self.value, self.above = question, value, above

    def compose(self) -> ComposeResult:
        with Vertical():
            yield self.heading(self.question)
            if self.above:
                yield Static(Text(self.above, self.looks.ink.dim))
            yield TextArea(self.value, soft_wrap=True, tab_behavior="focus")
            yield self.hint("Tab save · Enter new line · Esc leave it as it was")

    def on_mount(self) -> None:
        field = self.query_one(TextArea)
        field.cursor_blink = False
        field.highlight_cursor_line = False
        field.move_cursor(field.document.end)
        field.focus()

    def action_save(self) -> None:
        self.dismiss(self.query_one(TextArea).text.strip())

    def action_cancel(self) -> None:
        if self.query_one(TextArea).text.strip() == self.value.strip():
            self.dismiss(None)
        else:
            self.app.push_screen(Confirm("Leave without keeping what you wrote?"), self._leave)

    def _leave(self, sure: bool | None) -> None:
        if sure:
            self.dismiss(None)


@dataclass(frozen=True, slots=True)
class Option:
    """One of several: its key to strike, its words, a dim remark."""

    value: str
    text: str
    remark: str = ""
    strike: str = ""


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
            yield self.hint("The key or Enter takes it · Esc none" + self.extra)

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
            yield self.hint("Space or the key marks · Enter takes the marked · Esc none")

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
        with Vertical():
            yield self.heading(self.question)
            yield self.hint("y yes · n, Enter or Esc no")

    def action_answer(self, yes: bool) -> None:
        self.dismiss(yes)
