"""The lists that deals stand in, and the lines of one of them, read as they are seen."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, KeysView, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from rich.text import Text
from textual import work
from textual.binding import BindingType
from textual.message import Message

from oppman_tui.domain.select.listed import Card
from oppman_tui.tui import keys
from oppman_tui.tui.keymap import KeyMap
from oppman_tui.tui.lines import row as row_lines
from oppman_tui.tui.lines.row import ORDERS
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.tabs import BACK, FRONT, MORE, MORE_KEY, NAMES, STRIP, name_of
from oppman_tui.tui.verbs import everyday, exporting, several
from oppman_tui.tui.widgets.rows import Quick
from oppman_tui.workspace.deals import Workspace
from oppman_tui.workspace.reading import Found
from oppman_tui.workspace.view import DealView

T = TypeVar("T")

__all__ = ["BACK", "FRONT", "MORE", "MORE_KEY", "NAMES", "STRIP", "DealList", "DealRows", "ways"]

_PAGE = 64
"""Lines read at once; of those that were seen last, `_PAGES` pages are kept."""
_PAGES = 8
_NEAR = 16
"""Deals read whole at once, around the one that the cursor stands on."""


class DealRows:
    """The deals of a tab: what their lines say is read a page at a time when first seen."""

    def __init__(
        self,
        workspace: Workspace,
        looks: Looks,
        deals: Found,
        limit: int | None,
        *,
        order: str = "",
        marked: Collection[str] = (),
        name: str = "",
    ) -> None:
        self._workspace, self._looks = workspace, looks
        self._order, self._marked = order, marked
        self._deals, self.name = deals, name
        self._today = workspace.today
        self._shown = len(deals) if limit is None else min(limit, len(deals))
        self._pages: OrderedDict[int, list[Card | None]] = OrderedDict()
        self._views: OrderedDict[int, dict[str, DealView]] = OrderedDict()

    @property
    def deals(self) -> Sequence[str]:
        """All of them, also those beyond the limit."""
        return self._deals

    def __len__(self) -> int:
        return self._shown + (1 if self._shown < len(self._deals) else 0)

    def key(self, index: int) -> str | None:
        if index >= self._shown:
            return MORE_KEY
        card = self._card(index)
        return card.id if card else ""

    def place(self, key: str) -> int | None:
        if key == MORE_KEY:
            return self._shown if self._shown < len(self._deals) else None
        place = self._deals.place(key)
        return place if place is not None and place < self._shown else None

    def view(self, deal: str, index: int) -> DealView | None:
        """The deal in row `index`; None where another window has just removed it."""
        part = index // _NEAR

        def read() -> dict[str, DealView]:
            near = range(part * _NEAR, min((part + 1) * _NEAR, len(self._deals)))
            deals = [card.id for card in map(self._card, near) if card]
            return {v.id: v for v in self._workspace.views(deals)}

        return _kept(self._views, part, read).get(deal)

    def _card(self, index: int) -> Card | None:
        page, place = divmod(index, _PAGE)

        def read() -> list[Card | None]:
            return self._deals.cards(page * _PAGE, (page + 1) * _PAGE)

        return _kept(self._pages, page, read)[place]

    def draw(self, index: int, width: int) -> Text:
        if index >= self._shown:
            return row_lines.and_more(len(self._deals) - self._shown, self._looks)
        card = self._card(index)
        if card is None:
            return Text("    (removed)")
        marked = card.id in self._marked
        return row_lines.row(card, self._today, width, self._looks, self._order, marked)


def _kept(pages: OrderedDict[int, T], page: int, read: Callable[[], T]) -> T:
    """A page, read where it isn't among those that were seen last."""
    if page in pages:
        pages.move_to_end(page)
        return pages[page]
    pages[page] = read()
    if len(pages) > _PAGES:
        pages.popitem(last=False)
    return pages[page]


def ways(names: KeyMap, saved: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """(name, keys, action) of every list and every order, for the palette."""
    for place, tab in enumerate(saved, len(STRIP) + 1):
        key = names.first(f"list.tab_{place}") if place < 10 else ""
        yield f"show {name_of(tab)}", key, f"show({tab!r})"
    for place, tab in enumerate(STRIP, 1):
        key = names.first(f"list.tab_{place}")
        if tab != "more":
            yield f"show {NAMES[tab]}", key, f"show('{tab}')"
            continue
        for strike, one in enumerate(MORE, 1):
            yield f"show {NAMES[one]}", f"{key} {strike}", f"show('{one}')"
    for strike, (order, words) in enumerate(ORDERS.items(), 1):
        yield f"sort by {words}", f"{names.first('list.order')} {strike}", f"sort('{order}')"


_MARKED = "{list.stage} stage, {deals.assign} owner, {deals.export} export, {list.whole} unmarks"


class DealList(Quick):
    """The deals of a tab; Enter opens one. Marks outlive a change of tab, order or search."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("deals")

    @dataclass
    class Marked(Message):
        """Other deals are marked than before."""

        rows: DealList

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._marked: dict[str, None] = {}

    @property
    def marked(self) -> KeysView[str]:
        """The ids of the marked deals, in the order of marking; a view that follows."""
        return self._marked.keys()

    def action_choose(self) -> None:
        if self.key is None:
            everyday.app_of(self).say(everyday.no_deal(self))
        super().action_choose()

    def action_mark(self) -> None:
        """Mark the deal under the cursor, or unmark it, and go on."""
        deal = self.key
        if deal is None or deal == MORE_KEY:
            everyday.app_of(self).say(everyday.no_deal(self))
            return
        if deal in self._marked:
            del self._marked[deal]
        else:
            self._marked[deal] = None
        self.redraw(self.cursor)
        self.action_move(1)
        self.post_message(self.Marked(self))
        app = everyday.app_of(self)
        app.say(f"{len(self._marked):,} marked: {app.keymap.told(_MARKED)}")

    def unmark(self) -> None:
        self._marked.clear()
        self.refresh()
        self.post_message(self.Marked(self))

    @work
    async def action_assign(self) -> None:
        """An owner for the marked, else for the deal under the cursor."""
        here = [] if self.key in (None, MORE_KEY) else [str(self.key)]
        deals = list(self.marked) or here
        if not deals:
            everyday.app_of(self).say(everyday.no_deal(self))
        elif await several.assign(self.screen, deals):
            self.unmark()

    @work
    async def action_export(self) -> None:
        """The marked deals into a file; without marks the whole list."""
        listed = self._source
        if self._marked:
            what = f"the {several.counted(len(self._marked))} marked"
            await exporting.of_deals(self.screen, list(self._marked), what)
        elif isinstance(listed, DealRows) and listed.deals:
            what = f"the {several.counted(len(listed.deals))} of {listed.name}"
            await exporting.of_deals(self.screen, listed.deals, what)
        else:
            everyday.app_of(self).say("There is no deal in this list to export")
