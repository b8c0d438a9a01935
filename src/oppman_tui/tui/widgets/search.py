"""The search: narrows the list as it is typed, completes names by Tab, says what it misread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.widgets import Input

from oppman_tui.domain.select.query import Query
from oppman_tui.domain.select.query_fields import Fields
from oppman_tui.tui import keys
from oppman_tui.tui.lines import search as search_lines
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.verbs import everyday
from oppman_tui.tui.widgets.drawn import Drawn

PLACEHOLDER = "words, or a query: owner:liisa value>100k close<today+30"


class Search(Input):
    """One line; hidden where nothing is searched for."""

    DEFAULT_CSS = """
    Search { display: none; border: none; height: 1; padding: 0 1; background: $background; }
    Search:focus { border: none; background-tint: transparent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.of("search")

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(placeholder=PLACEHOLDER, id=id)
        self.cursor_blink = False

    @property
    def fields(self) -> Fields:
        return everyday.app_of(self).workspace.fields

    @property
    def query_meant(self) -> Query:
        """What is understood of it."""
        return self.fields.query(self.value)

    def begin(self) -> None:
        self.display = True
        self.focus()

    def end(self) -> None:
        self.value = ""
        self.display = False

    def action_complete(self) -> None:
        """The name or word begun, as far as it is one; where it can be several, they are said."""
        begin, names = self.fields.completions(self.value, self.cursor_position)
        if not names:
            return
        if len(names) > 1:
            everyday.app_of(self).say("  ".join(names))
        typed, rest = self.value[:begin], self.value[self.cursor_position :]
        whole = _alike(names)
        if len(whole) > self.cursor_position - begin:
            self.value = f"{typed}{whole}{rest}"
            self.cursor_position = begin + len(whole)


def _alike(names: Sequence[str]) -> str:
    """What all of them begin with."""
    first, last = min(names), max(names)
    ends = (n for n, (one, other) in enumerate(zip(first, last, strict=False)) if one != other)
    return first[: next(ends, min(len(first), len(last)))]


class BelowSearch(Drawn):
    """A thin line; while one searches, with what wasn't understood at its place."""

    DEFAULT_CSS = "BelowSearch { height: 1; padding: 0 1; }"

    def __init__(self, search: Search) -> None:
        super().__init__(self._line)
        self._search = search

    def _line(self, width: int) -> Text:
        search = self._search
        problem = search.query_meant.problem if search.display else None
        shifted = int(search.scroll_offset.x)
        return search_lines.below(search.value, problem, shifted, width, Looks.of(self.app))
