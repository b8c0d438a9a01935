"""With whom one spoke, by what way, and from whose side it came: one question, a key or two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from oppman_tui.domain.values.text import fold
from oppman_tui.playbook.models import Choice
from oppman_tui.tui.screens.dialogs import Option, PickMany
from oppman_tui.tui.widgets.rows import Rows

_SIDES = (
    Option("theirs", "from the customer's side", "ends a silence", "c"),
    Option("ours", "from ours", "", "o"),
    Option("", "not known", "", "-"),
)
_TAKEN = "cojk?"
"""Letters that mean something else in this question."""


@dataclass(frozen=True, slots=True)
class Met:
    """Whose side it came from and what kind of contact it was, by key, empty where it isn't
    known; with whom, by row id."""

    side: str
    kind: str
    people: Sequence[str]


class Contact(PickMany):
    """People are marked, a letter says the kind, and a side ends it. The answer is `met`.

    The kind is what the line that was written begins to say ("Called her …"), until a letter
    says another; the same letter again takes it away.
    """

    DEFAULT_CSS = "Contact #kinds { height: auto; }"

    def __init__(self, people: Sequence[Option], kinds: Sequence[Choice], line: str) -> None:
        super().__init__("", [*people, *_SIDES], ())
        self.people, self.current = people, "theirs"
        self._kinds = dict(lettered(kinds))
        self._kind = guessed(line, kinds)
        self.met = Met("", "", ())

    def compose(self) -> ComposeResult:
        with_whom = "With whom, and from whose side?" if self.people else "From whose side?"
        marks = "The number or {marking.mark} marks a person · " if self.people else ""
        with Vertical():
            yield self.heading(with_whom)
            yield Rows()
            yield Static(self._told(), id="kinds")
            yield self.hint(marks + "c, o, - or {rows.choose} ends it · {dialog.cancel} nothing")

    def _told(self) -> Text:
        """The kinds with their letters, the one that holds marked."""
        ink, marks = self.looks.ink, self.looks.marks
        line = Text("Kind  ", ink.dim)
        for letter, kind in self._kinds.items():
            chosen = kind.key == self._kind
            line.append(f"{letter} ", ink.accent)
            line.append(kind.name, ink.strong if chosen else ink.dim)
            line.append(f" {marks.picked}  " if chosen else "  ", ink.accent)
        return line

    def on_key(self, event: events.Key) -> None:
        """A kind's letter; the other keys are those of any question."""
        if event.character in self._kinds:
            event.stop()
            kind = self._kinds[event.character].key
            self._kind = "" if kind == self._kind else kind
            self.query_one("#kinds", Static).update(self._told())

    def taken(self, value: str) -> None:
        self.struck(value)

    def action_mark(self) -> None:
        key = self.query_one(Rows).key
        if key is not None:
            self.struck(key)

    def struck(self, value: str) -> None:
        if any(value == side.value for side in _SIDES):
            marked = [o.value for o in self.people if o.value in self.marked]
            self.met = Met(value, self._kind, marked)
            self.dismiss(value)
        else:
            super().struck(value)


def lettered(kinds: Sequence[Choice]) -> Iterator[tuple[str, Choice]]:
    """Each kind with the first letter of its name that is still free; none left, no letter."""
    taken = set(_TAKEN)
    for kind in kinds:
        letter = next((c for c in fold(kind.name) if c.isalpha() and c not in taken), None)
        if letter is not None:
            taken.add(letter)
            yield letter, kind


def guessed(line: str, kinds: Sequence[Choice]) -> str:
    """The key of the kind that the line names first; empty where it names none."""
    for word in fold(line).replace("-", "").split():
        for kind in kinds:
            name = fold(kind.name).replace("-", "")
            if len(name) > 3 and word.startswith(name):
                return kind.key
    return ""
