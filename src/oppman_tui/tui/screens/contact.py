"""With whom one spoke, and from whose side it came: one question, answered by one key or two."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical

from oppman_tui.tui.screens.dialogs import Option, PickMany
from oppman_tui.tui.widgets.rows import Rows

_SIDES = (
    Option("theirs", "from the customer's side", "ends a silence", "c"),
    Option("ours", "from ours", "", "o"),
    Option("", "not known", "", "-"),
)


class Contact(PickMany):
    """People are marked, and a side ends it. The answer's lines: the side, then the people."""

    def __init__(self, people: Sequence[Option]) -> None:
        super().__init__("", [*people, *_SIDES], ())
        self.people, self.current = people, "theirs"

    def compose(self) -> ComposeResult:
        with_whom = "With whom, and from whose side?" if self.people else "From whose side?"
        marks = "The number or Space marks a person · " if self.people else ""
        with Vertical():
            yield self.heading(with_whom)
            yield Rows()
            yield self.hint(f"{marks}c, o, - or Enter ends it · Esc nothing")

    def taken(self, value: str) -> None:
        self.struck(value)

    def action_mark(self) -> None:
        key = self.query_one(Rows).key
        if key is not None:
            self.struck(key)

    def struck(self, value: str) -> None:
        if any(value == side.value for side in _SIDES):
            marked = [o.value for o in self.people if o.value in self.marked]
            self.dismiss("\n".join([value, *marked]))
        else:
            super().struck(value)
