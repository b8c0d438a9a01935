"""The list's first page, on which the cursor moves while the rest of the program is loaded."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from oppman_tui.domain.select.listed import FirstPage
from oppman_tui.domain.values.money import Rates
from oppman_tui.tui import front, keys
from oppman_tui.tui.compositor import Sparing
from oppman_tui.tui.lines import list as list_lines
from oppman_tui.tui.lines import row as row_lines
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.tabs import FRONT, MORE_KEY
from oppman_tui.tui.widgets.bars import Footer, TabStrip
from oppman_tui.tui.widgets.drawn import Drawn, Rule
from oppman_tui.tui.widgets.rows import Quick


class _Page:
    """The lines of the first page."""

    def __init__(self, page: FirstPage, looks: Looks) -> None:
        self._page, self._looks = page, looks

    def __len__(self) -> int:
        return front.lines_of(self._page)

    def key(self, index: int) -> str:
        cards = self._page.cards
        return cards[index].id if index < len(cards) else MORE_KEY

    def place(self, key: str) -> int | None:
        if key == MORE_KEY and len(self) > len(self._page.cards):
            return len(self._page.cards)
        return next((n for n, card in enumerate(self._page.cards) if card.id == key), None)

    def draw(self, index: int, width: int) -> Text:
        return front.line(self._page, index, width, self._looks)


class FrontRows(Quick):
    BINDINGS: ClassVar[list[BindingType]] = keys.of("deals")


class FrontScreen(Sparing, Screen[None]):
    """As the list, whose keys it names; what they do comes with the list."""

    DEFAULT_CSS = """
    FrontScreen #head, FrontScreen #columns { height: 1; padding: 0 1; }
    FrontScreen #columns { padding: 0 0 0 1; }
    FrontScreen #detail { height: 6; }
    """
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = keys.of("list")

    def __init__(self, page: FirstPage) -> None:
        super().__init__()
        self._page = page
        self._sorting = row_lines.Sorting.remembered(page.order)

    def compose(self) -> ComposeResult:
        yield Drawn(self._head, id="head")
        yield TabStrip()
        yield Rule()
        yield Drawn(self._columns, id="columns")
        yield FrontRows()
        yield Rule()
        yield Drawn(lambda _: Text(), id="detail")
        yield Footer()

    def on_mount(self) -> None:
        strip = list_lines.strip(FRONT[0], self._page.overview)
        self.query_one(TabStrip).show(strip, FRONT[0])
        rows = self.query_one(FrontRows)
        rows.show(_Page(self._page, Looks.of(self.app)))
        self.set_focus(rows)  # at once: keys may wait already

    @property
    def deal(self) -> str | None:
        """The one that the cursor stands on."""
        return self.query_one(FrontRows).key or None

    def _head(self, width: int) -> Text:
        page = self._page
        return list_lines.head(page.overview, Rates(page.base), 0, width, Looks.of(self.app))

    def _columns(self, width: int) -> Text:
        return row_lines.heading(width, self._sorting, Looks.of(self.app))
