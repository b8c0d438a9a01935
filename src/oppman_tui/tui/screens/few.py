"""The deals that stand behind a figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType

from oppman_tui.domain.select.listed import Card
from oppman_tui.tui import keys
from oppman_tui.tui.lines import deal as deal_lines
from oppman_tui.tui.lines import row as row_lines
from oppman_tui.tui.lines.row import Sorting
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.screens.deal import DealScreen
from oppman_tui.tui.screens.on_a_deal import OnADeal
from oppman_tui.tui.verbs import everyday
from oppman_tui.tui.widgets.bars import Footer
from oppman_tui.tui.widgets.drawn import Drawn, Rule
from oppman_tui.tui.widgets.rows import Rows
from oppman_tui.workspace.deals import Workspace
from oppman_tui.workspace.view import DealView

_PAGE = 64
_LARGEST = Sorting("value")


class FewRows:
    """Deals in a given order, read a page at a time when they are seen."""

    def __init__(self, workspace: Workspace, deals: Sequence[str], looks: Looks) -> None:
        self._ws, self._deals, self._looks = workspace, deals, looks
        self._pages: dict[int, dict[str, DealView]] = {}

    def __len__(self) -> int:
        return len(self._deals)

    def key(self, index: int) -> str | None:
        return self._deals[index]

    def place(self, key: str) -> int | None:
        return self._deals.index(key) if key in self._deals else None

    def view(self, index: int) -> DealView | None:
        """None where the deal was removed meanwhile."""
        page = index // _PAGE
        if page not in self._pages:
            deals = self._deals[page * _PAGE : (page + 1) * _PAGE]
            self._pages[page] = {view.id: view for view in self._ws.views(deals)}
        return self._pages[page].get(self._deals[index])

    def draw(self, index: int, width: int) -> Text:
        view = self.view(index)
        if view is None:
            return Text("    (removed)")
        card: Card = view.card
        return row_lines.row(card, self._ws.today, width, self._looks, "", False)


class _Few(Rows):
    """Enter opens the deal."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("few", "open")


class FewDeals(OnADeal):
    """Some deals in a given order, with what can be done on the one under the cursor."""

    DEFAULT_CSS = """
    FewDeals #head, FewDeals #columns { height: 1; padding: 0 1; }
    FewDeals #columns { padding: 0 0 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.of("few")

    def __init__(
        self, called: str, deals: Sequence[str], sorted_by: Sorting = _LARGEST
    ) -> None:
        super().__init__()
        self._called, self._deals, self._sorting = called, deals, sorted_by
        self._source: FewRows | None = None

    def compose(self) -> ComposeResult:
        yield Drawn(self._head, id="head")
        yield Rule()
        yield Drawn(self._columns, id="columns")
        yield _Few()
        yield Rule()
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Rows).focus()
        self.reload()

    def reload(self) -> None:
        self._source = FewRows(self.workspace, self._deals, self.looks)
        self.query_one(Rows).show(self._source)

    @property
    def subject(self) -> DealView | None:
        rows = self.query_one(Rows)
        return self._source.view(rows.cursor) if self._source and self._deals else None

    def _head(self, width: int) -> Text:
        count = f"{len(self._deals):,} deal{'' if len(self._deals) == 1 else 's'}"
        ink = self.looks.ink
        head = Text.assemble((count, ink.strong), (f"  {self._called}", ink.dim))
        head.truncate(width, overflow="ellipsis")
        return head

    def _columns(self, width: int) -> Text:
        return deal_lines.heading(width, self._sorting, self.looks)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        self._open("review")

    def _open(self, pane: str) -> None:
        view = self.subject
        if view is None:
            everyday.app_of(self).say(everyday.no_deal(self))
        else:
            self.app.push_screen(DealScreen(view, pane))

    def action_review(self) -> None:
        self._open("review")
