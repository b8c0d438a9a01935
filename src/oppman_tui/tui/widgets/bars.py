"""The lines at the edges: tabs above, keys and what was said below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, runtime_checkable

from rich.text import Text
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

from oppman_tui.tui import keymap, keys
from oppman_tui.tui.lines.strip import tab_line
from oppman_tui.tui.looks import Looks

_MOST_LINES = 5
"""Of the footer, for what was said."""


class TabStrip(Widget):
    """The tabs of a screen in one line; the one shown is underlined and in the accent."""

    DEFAULT_CSS = "TabStrip { height: 1; padding: 0 1; }"

    class Picked(Message):
        """A tab was clicked."""

        def __init__(self, tab: str) -> None:
            super().__init__()
            self.tab = tab

    def __init__(self) -> None:
        super().__init__()
        self._tabs: Sequence[tuple[str, str, str]] = ()
        self._active = ""
        self._spans: list[tuple[int, int, str]] = []

    def show(self, tabs: Sequence[tuple[str, str, str]], active: str) -> None:
        """`tabs` as (key, words, count)."""
        self._tabs, self._active = tabs, active
        self.refresh()

    def render(self) -> Text:
        line, self._spans = tab_line(self._tabs, self._active, self.size.width, Looks.of(self.app))
        return line

    def on_click(self, event: events.Click) -> None:
        for start, end, key in self._spans:
            if start <= event.x - 1 < end:
                self.post_message(self.Picked(key))


class Footer(Widget):
    """What can be done here and now, in a line; or what was just said, until the next key.

    First the state: *Moving*, where keys are commands, or *Writing*, where they are text.
    What was said takes the lines it needs: what went wrong is told to its end.
    """

    DEFAULT_CSS = "Footer { height: 1; padding: 0 1; dock: bottom; }"

    message: reactive[Text | None] = reactive[Text | None](None)

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._updated)

    def _updated(self, screen: Screen[object]) -> None:
        if screen is self.screen:
            self.refresh()

    def watch_message(self) -> None:
        lines = 1
        if self.message is not None:
            width = max(1, self.app.size.width - 2)
            lines = len(self.message.wrap(self.app.console, width))
        self.styles.height = min(lines, _MOST_LINES)

    def render(self) -> Text:
        looks = Looks.of(self.app)
        if self.message is not None:
            return self.message
        line = Text(no_wrap=True, overflow="crop")
        focused = self.screen.focused
        if focused is not None and focused.check_consume_key("x", "x"):
            line.append("Writing  ", looks.ink.accent)
            for shown, words in self._ends():
                line.append_text(self._entry(shown, words, looks))
            return line
        line.append("Moving  ", looks.ink.dim)
        help_part = self._entry(keymap.of(self.app).first("app.help"), "help", looks)
        # The two cells of air after the last entry may be cut off.
        room = self.size.width + 2 - help_part.cell_len
        for shown, words in self._keys():
            entry = self._entry(shown, words, looks)
            if line.cell_len + entry.cell_len <= room:
                line.append_text(entry)
        line.append_text(help_part)
        return line

    def _keys(self) -> list[tuple[str, str]]:
        """Keys and words; first those that the place has words of its own for, then Enter."""
        found: dict[str, tuple[str, str]] = {}
        told: dict[str, tuple[str, str]] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if not (binding.show and binding.id and active.enabled) or binding.id == "app.help":
                continue
            shown = keymap.of(self.app).in_short(binding.id)
            own = active.node.words_for(binding.id) if isinstance(active.node, Telling) else ""
            (told if own else found).setdefault(binding.id, (shown, own or binding.description))
        return [*told.values(), *(found[binding] for binding in _in_order(found))]

    def _ends(self) -> Iterator[tuple[str, str]]:
        """How writing ends: Enter keeps it; what leaves it without is the place's own."""
        yield "Enter", "keep it"
        for active in self.screen.active_bindings.values():
            found = active.binding.id
            if found and active.enabled and "escape" in keymap.STANDARD.keys(found):
                yield keymap.of(self.app).first(found), active.binding.description
                return

    def _entry(self, shown: str, words: str, looks: Looks) -> Text:
        return Text.assemble((shown, looks.ink.accent), (f" {words}  ", looks.ink.dim))


def _in_order(found: Iterable[str]) -> list[str]:
    """Place by place as they were found, in each as the table has them: a key of one's own
    stays where the table's was."""
    places = list(dict.fromkeys(binding.partition(".")[0] for binding in found))
    table = {binding: place for place, (binding, _) in enumerate(keys.every())}
    return sorted(found, key=lambda b: (places.index(b.partition(".")[0]), table[b]))


@runtime_checkable
class Telling(Protocol):
    """A place that says more of a key of its own than the table does."""

    def words_for(self, binding: str) -> str:
        """What the key does just now, for the footer; empty where the table's words do."""
        ...
