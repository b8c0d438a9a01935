"""The two places to write: for one line, and for a longer text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.widgets import Input, TextArea

from oppman_tui.domain.values.text import fold
from oppman_tui.errors import InvalidValue
from oppman_tui.tui.looks import clip
from oppman_tui.tui.screens.writing import Writing
from oppman_tui.tui.widgets.writable import Field, Page
from oppman_tui.workspace.drafts import Subject

_TOO_SOON = 3
"""Letters before which nothing is said of what is still being typed."""
_SAVING = "{writing.save}"
"""The part of a hint that says what Enter does."""
_LEAST = 6
"""Lines of a place for a longer text, however short that is."""
_AROUND = 8
"""Lines that the screen behind a long text keeps, and what stands around the text."""


class Ask(Writing):
    """One line of text. `check` raises `InvalidValue` for what can't be taken.

    `echo` says, as it is typed, what the line would come to (a date in full). `proposed` is
    what an empty line stands for; it is shown dim, as an `example` is. Of what is `struck_over`
    the first letter takes the place; an arrow key edits it. Of the names `known` here the first
    that has the text in it is offered, for a key.
    """

    def __init__(
        self,
        question: str,
        value: str = "",
        *,
        hint: str = "{writing.save} save",
        check: Callable[[str], object] | None = None,
        echo: Callable[[str], str] | None = None,
        struck_over: bool = False,
        required: bool = False,
        proposed: str = "",
        example: str = "",
        known: Sequence[str] = (),
        of: Subject | None = None,
        keeps: bool = True,
        in_editor: bool = False,
    ) -> None:
        super().__init__(
            question,
            value,
            hint=hint,
            check=check,
            required=required,
            of=of,
            keeps=keeps,
            in_editor=in_editor,
        )
        self.echo, self.proposed, self.example = echo, proposed, example
        self.struck_over, self.known = struck_over, known
        self._echoed = ""

    def make_field(self) -> Input:
        dim = self.proposed or (f"such as {self.example}" if self.example else "")
        dim = clip(dim, self.app.size.width - 3, self.looks.marks)
        return Field(self.value, dim, select_on_focus=False)

    @property
    def field(self) -> Input:
        return self.query_one(Input)

    @property
    def text(self) -> str:
        return self.field.value

    @property
    def answer(self) -> str:
        return self.text.strip() or self.proposed

    def put(self, text: str) -> None:
        self.field.value = " ".join(text.split())
        self.field.cursor_position = len(self.field.value)

    def on_mount(self) -> None:
        self.field.cursor_position = len(self.value)
        if self.struck_over:
            self.field.select_all()

    def on_input_changed(self) -> None:
        self.changed()

    def tell(self, echo: str = "") -> None:
        self._echoed = ""
        if self.echo and self.text.strip() and self.writing and not self._offers:
            try:
                self._echoed = self.echo(self.text)
            except InvalidValue as error:
                self._echoed = "" if len(self.text) < _TOO_SOON else error.problem
        if self._meant is not None and self.writing:
            self._echoed += f" · {self.looks.key('writing.known')} takes {self._meant}"
        super().tell(echo + (f"{self._echoed} · " if self._echoed else ""))

    @property
    def _meant(self) -> str | None:
        """The name known here that the text is the beginning or a part of."""
        text = fold(self.text.strip())
        if not text or self._offers or any(fold(name) == text for name in self.known):
            return None
        near = [name for name in self.known if text in fold(name)]
        return min(near, key=lambda name: not fold(name).startswith(text), default=None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The name that is offered is taken at the end of the text; before it the key moves."""
        if action == "take_known":
            ended = self.field.cursor_position == len(self.text) and self.field.selection.is_empty
            return self.writing and ended and self._meant is not None
        return super().check_action(action, parameters)

    def action_take_known(self) -> None:
        if self._meant is not None:
            self.put(self._meant)

    @property
    def hint_now(self) -> str:
        """What an empty line needs (examples) gives way to what the text would come to.

        What is proposed stands there no longer once something is typed."""
        if self.proposed and self.text.strip():
            return f"{_SAVING} on"
        parts = self.hint_text.split(" · ")
        return next((p for p in parts if self._echoed and _SAVING in p), self.hint_text)

    def on_input_submitted(self) -> None:
        self.action_save()


class Write(Writing):
    """A longer text, several lines of it; the place grows with what is written."""

    def __init__(
        self,
        question: str,
        value: str = "",
        above: str = "",
        *,
        check: Callable[[str], object] | None = None,
        required: bool = False,
        of: Subject | None = None,
        in_editor: bool = False,
    ) -> None:
        super().__init__(
            question,
            value,
            hint="{writing.save} save · \\ {writing.save} new line",
            above=above,
            check=check,
            required=required,
            of=of,
            in_editor=in_editor,
        )

    def make_field(self) -> TextArea:
        return Page(self.value, soft_wrap=True, tab_behavior="focus")

    @property
    def field(self) -> TextArea:
        return self.query_one(TextArea)

    @property
    def text(self) -> str:
        return self.field.text

    def put(self, text: str) -> None:
        self.field.load_text(text)
        self.field.move_cursor(self.field.document.end)

    def on_mount(self) -> None:
        self.field.highlight_cursor_line = False
        self.field.move_cursor(self.field.document.end)
        self.call_after_refresh(self.fit)

    def on_text_area_changed(self) -> None:
        self.changed()
        self.fit()

    def on_page_ended(self) -> None:
        self.action_save()

    def action_new_line(self) -> None:
        if self.writing:
            self.field.insert("\n")

    def fit(self) -> None:
        """As high as the text needs, in steps, and as the window has room for."""
        super().fit()
        room = self.app.size.height - max(_AROUND + self.above.count("\n"), self.around)
        needed = -(-(self.field.wrapped_document.height + 1) // 4) * 4
        self.field.styles.height = min(max(_LEAST, needed), max(4, room))
