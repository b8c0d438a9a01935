"""A page to read: why a deal stands where it stands, what an import would do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from oppman_tui.tui import keys
from oppman_tui.tui.looks import Looks, hanging
from oppman_tui.tui.screens.dialog import Hinting
from oppman_tui.tui.widgets.rows import Line, Lines, Rows


class Report(Hinting[bool]):
    """Lines to scroll through, and perhaps one question about them whose default is No.

    A line that is too long goes on below, two cells further in than it began.
    """

    DEFAULT_CSS = """
    Report { background: $background; }
    Report > Vertical { height: 100%; padding: 0 1; background: $background; }
    Report .hint { height: 1; dock: bottom; }
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.of("report")

    def __init__(
        self,
        title: str,
        lines: Iterable[Text],
        question: str = "",
        *,
        hint: str = "{report.close} back",
    ) -> None:
        """`hint` names keys by their ids in braces (`KeyMap.told`)."""
        super().__init__()
        self._title, self._lines, self._question = title, list(lines), question
        self._hint = hint

    def compose(self) -> ComposeResult:
        looks = Looks.of(self.app)
        ink, names = looks.ink, looks.keymap
        hint = Text(names.told(self._hint), ink.dim)
        if self._question:
            keys = f"{names.first('report.yes')} yes · {names.any_of('report.close')} no"
            hint = Text.assemble((self._question, ink.strong), (f"  {keys}", ink.dim))
        with Vertical():
            yield Rows()
            yield Static(hint, classes="hint")

    def on_mount(self) -> None:
        self.query_one(Rows).focus()
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        looks, width = Looks.of(self.app), self.app.size.width - 4
        rows = [Line(Text(self._title, looks.ink.strong), "0"), Line(Text(""))]
        for place, told in enumerate(self._lines, 1):
            first, *rest = hanging(told, width, looks)
            rows.append(Line(first, str(place)))
            rows += [Line(more) for more in rest]
        self.query_one(Rows).show(Lines(rows))

    def action_answer(self, yes: bool) -> None:
        self.dismiss(yes and bool(self._question))

    def action_more(self) -> None:
        """There is nothing further: back."""
        self.dismiss(False)
