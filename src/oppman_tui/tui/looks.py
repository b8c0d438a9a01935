"""How this terminal is drawn on: its marks and its ink."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rich.text import Text

from oppman_tui.late import late
from oppman_tui.tui.ink import Ink
from oppman_tui.tui.marks import ASCII, DRAWN, LINEAR, Marks

if TYPE_CHECKING:
    from rich.console import Console
    from textual.app import App

    from oppman_tui.tui import keymap
    from oppman_tui.tui.keymap import KeyMap
else:
    keymap = late("oppman_tui.tui.keymap")


class Looks(NamedTuple):
    """Marks and ink, handed to whatever draws a line."""

    marks: Marks
    ink: Ink
    console: Console
    hides: bool = False
    """Amounts are not to be read: customers are in the room."""
    keymap: KeyMap = late("oppman_tui.tui.keymap", "STANDARD")

    def key(self, binding: str) -> str:
        """The key of that id as this person has it, to be named in a line."""
        return self.keymap.first(binding)

    def amount(self, words: str) -> str:
        """An amount in words, or a blank of one length whatever it is."""
        return "-----" if self.hides else words

    @property
    def linear(self) -> bool:
        """Plain lines for those who listen to the screen."""
        return self.marks.linear

    @classmethod
    def of(cls, app: App[Any]) -> Looks:
        """The looks of a running app; drawn marks unless it is listened to or has only ASCII."""
        marks = ASCII if getattr(app, "ascii_only", False) else DRAWN
        marks = LINEAR if getattr(app, "linear", False) else marks
        sixteen = app.console.color_system == "standard" and not app.is_headless
        hides = getattr(app, "amounts_hidden", False)
        return cls(marks, Ink.of(app.current_theme, sixteen), app.console, hides, keymap.of(app))


def clip(text: str, width: int, marks: Marks) -> str:
    """`text` in at most `width` cells, the cut said by an ellipsis."""
    drawn = Text(text)
    if drawn.cell_len <= width:
        return text
    drawn.truncate(max(0, width - len(marks.ellipsis)))
    return drawn.plain.rstrip() + marks.ellipsis if width > 0 else ""


def column(text: str, width: int, marks: Marks, right: bool = False) -> Text:
    """`text` in exactly `width` cells."""
    drawn = Text(clip(text, width, marks))
    drawn.pad_left(width - drawn.cell_len) if right else drawn.pad_right(width - drawn.cell_len)
    return drawn


def wrap(text: str, width: int, looks: Looks) -> list[str]:
    """`text` in lines of at most `width` cells, broken between words; at least one line."""
    lines = Text(text).wrap(looks.console, max(1, width), tab_size=4)
    return [line.plain.rstrip() for line in lines] or [""]


def hanging(text: Text, width: int, looks: Looks) -> list[Text]:
    """As `wrapped`, what goes on below two cells further in than the text began."""
    first, *rest = wrapped(text, width, looks)
    if not rest:
        return [text]
    indent = len(text.plain) - len(text.plain.lstrip()) + 2
    below = text[len(first.plain.rstrip()) :]
    below = below[len(below.plain) - len(below.plain.lstrip()) :]
    more = wrapped(below, max(1, width - indent), looks)
    return [first, *(Text.assemble(" " * indent, line) for line in more)]


def wrapped(text: Text, width: int, looks: Looks) -> list[Text]:
    """As `wrap`, each line in its own ink. One line, the common case, costs nothing."""
    if text.cell_len <= width and "\n" not in text.plain:
        return [text]
    return list(text.wrap(looks.console, max(1, width), tab_size=4)) or [text]


def with_edge(edge: Text, line: Text, width: int, looks: Looks) -> Text:
    """A line behind what stands at its left edge, in at most `width` cells."""
    whole = Text.assemble(edge, line)
    if whole.cell_len > width:
        end = looks.marks.ellipsis
        whole.truncate(max(0, width - len(end)))
        whole.append(end)
    return whole
