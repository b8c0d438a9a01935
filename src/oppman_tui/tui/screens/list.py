"""The list, home: which deals deserve attention, and why (method 2)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import ClassVar

from rich.text import Text
from textual import events, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import reactive
from textual.widgets import Input, Static

from oppman_tui.errors import UserError
from oppman_tui.tui import keymap, keys
from oppman_tui.tui.lines import deal as deal_lines
from oppman_tui.tui.lines import list as list_lines
from oppman_tui.tui.lines import why as whys
from oppman_tui.tui.lines.deal import Sorting
from oppman_tui.tui.lines.why import Place, Why
from oppman_tui.tui.screens import meeting
from oppman_tui.tui.screens.deal import PANES, DealScreen
from oppman_tui.tui.screens.on_a_deal import OnADeal
from oppman_tui.tui.screens.welcome import IMPORT, NEW, SAMPLE_DEALS, SAMPLES, Welcome
from oppman_tui.tui.verbs import everyday, importing, lists, searches, several
from oppman_tui.tui.widgets.bars import Footer, TabStrip
from oppman_tui.tui.widgets.deal_rows import (
    BACK,
    FRONT,
    MORE,
    MORE_KEY,
    STRIP,
    DealList,
    DealRows,
    ways,
)
from oppman_tui.tui.widgets.drawn import Drawn, Rule
from oppman_tui.tui.widgets.rows import Rows
from oppman_tui.tui.widgets.search import BelowSearch, Search
from oppman_tui.workspace.reading import Overview
from oppman_tui.workspace.view import DealView

_MET = 15
"""Deals that a meeting is called over where none is marked."""
_ORDER = "list.order"
"""What the order that the list was left in is remembered by."""


class ListScreen(OnADeal):
    """Tabs above, the deals, and why the one under the cursor is here."""

    DEFAULT_CSS = """
    ListScreen #head, ListScreen #columns { height: 1; padding: 0 1; }
    ListScreen #columns { padding: 0 0 0 1; }
    ListScreen #detail { height: 6; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    ListScreen #empty { height: auto; padding: 1 2; display: none; color: $text-muted; }
    """
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = keys.of("list")

    tab: reactive[str] = reactive(FRONT[0], init=False)
    sorting: reactive[Sorting] = reactive(Sorting(), init=False)
    words: reactive[str] = reactive("", init=False)
    whole: reactive[bool] = reactive(False, init=False)
    """Attention beyond its first fifteen."""

    _overview: Overview | None = None

    def __init__(self, at: str | None = None) -> None:
        """The cursor on the deal `at`, where it is in the first list."""
        super().__init__()
        self._at = at

    def compose(self) -> ComposeResult:
        yield Drawn(self._head, id="head")
        yield TabStrip()
        search = Search(id="find")
        yield search
        yield BelowSearch(search)
        yield Drawn(self._columns, id="columns")
        yield Static(id="empty")
        yield DealList(id="deals")
        yield Rule()
        yield Drawn(self._detail, id="detail")
        yield Footer()

    def on_mount(self) -> None:
        remembered = Sorting.remembered(self.workspace.remembered(_ORDER))
        self.set_reactive(ListScreen.sorting, remembered)
        self.rows.followers = (self.query_one("#detail"),)
        self.set_focus(self.rows)  # at once: keys may wait already
        self.reload()
        if not self.workspace.arrival():
            self.begin()

    # -- reading -----------------------------------------------------------------------

    @property
    def rows(self) -> DealList:
        return self.query_one(DealList)

    def reload(self) -> None:
        """Read the tab anew; the cursor keeps to its deal."""
        self._overview = self.workspace.overview(self.words)
        if self.tab not in self._overview.counts:  # a saved search that is no longer there
            self.set_reactive(ListScreen.tab, "all")
        order, turned = self.sorting.order, self.sorting.descending
        deals = self.workspace.find(self.tab, self.words, order, turned)
        limit = self.workspace.playbook.thresholds.attention.shown
        short = self.tab == "attention" and not self.whole and not self.words
        self._source = DealRows(
            self.workspace,
            self.looks,
            deals,
            limit if short else None,
            order=order,
            marked=self.rows.marked,
            name=list_lines.named(self.tab, self.words),
        )
        empty = self.query_one("#empty", Static)
        empty.display = not deals
        names = keymap.of(self.app)
        empty.update(Text(list_lines.nothing_here(self.tab, self.words, self._overview, names)))
        self.rows.show(self._source, self._at)
        self._at = None
        self.query_one(TabStrip).show(list_lines.strip(self.tab, self._overview), self.tab)
        self._redraw("head", "columns", "detail")
        self.query_one(BelowSearch).refresh()

    def watch_tab(self) -> None:
        self.whole = False
        self._from_the_top()

    def watch_sorting(self) -> None:
        self._from_the_top()

    def watch_words(self) -> None:
        self._from_the_top()

    def watch_whole(self) -> None:
        self.reload()

    def _from_the_top(self) -> None:
        self.rows.cursor = 0
        self.reload()
        self.rows.move_to(0)

    # -- drawing -----------------------------------------------------------------------

    def _redraw(self, *parts: str) -> None:
        for part in parts:
            self.query_one(f"#{part}", Drawn).refresh()

    def _head(self, width: int) -> Text:
        if self._overview is None:
            return Text()
        return list_lines.head(
            self._overview,
            self.workspace.rates,
            len(self.rows.marked),
            width,
            self.looks,
            self.workspace.unwritable,
        )

    def _columns(self, width: int) -> Text:
        return deal_lines.heading(width, self.sorting, self.looks)

    def _detail(self, width: int) -> Text:
        view = self.subject
        return Text() if view is None else list_lines.detail(view, width, self.looks)

    # -- the deal under the cursor -----------------------------------------------------

    @property
    def subject(self) -> DealView | None:
        return self._deal_at(self.rows.cursor)

    def _deal_at(self, row: int) -> DealView | None:
        if self._overview is None or not 0 <= row < len(self._source):
            return None
        deal = self._source.key(row)
        if deal is None or deal == MORE_KEY:
            return None
        return self._source.view(deal, row)

    def why(self, view: DealView) -> Why:
        """First the deal's place among its neighbours in the list."""
        row = self.rows.cursor
        place = Place(
            self._source.name,
            row + 1,
            len(self._source.deals),
            self.sorting,
            self._deal_at(row - 1),
            self._deal_at(row + 1),
        )
        return whys.of_deal(view, self.looks, place)

    def on_deal_list_marked(self) -> None:
        self._redraw("head")

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        if event.key == MORE_KEY:
            self.whole = True
        else:
            self.action_open()

    def on_tab_strip_picked(self, event: TabStrip.Picked) -> None:
        if event.tab == "more":
            self._pick_more()
        else:
            self.tab = event.tab

    def action_open(self, pane: str = "") -> None:
        view = self.subject
        if view is None:
            everyday.app_of(self).say(everyday.no_deal(self))
            return
        self.app.push_screen(DealScreen(view, pane or "review"))

    def action_tab(self, by: int) -> None:
        tabs = (*FRONT, *MORE, *BACK, *self._saved)  # in the strip's order
        self.tab = tabs[(tabs.index(self.tab) + by) % len(tabs)]

    @property
    def _saved(self) -> list[str]:
        return list_lines.saved(self._overview) if self._overview else []

    def action_tab_at(self, place: int) -> None:
        tabs = (*STRIP, *self._saved)
        if place >= len(tabs):
            more = self.looks.key("list.tab_5")
            everyday.app_of(self).say(f"There are {len(tabs)} tabs; {more} shows more lists")
        elif tabs[place] == "more":
            self._pick_more()
        else:
            self.tab = tabs[place]

    def action_show(self, tab: str) -> None:
        self.tab = tab

    def action_sort(self, order: str) -> None:
        """By this column; by the same again, the other way round. It is remembered."""
        self.sorting = self.sorting.by(order)
        self._remember(str(self.sorting))

    @work
    async def _remember(self, order: str) -> None:
        with suppress(UserError):  # a store that can only be read is sorted all the same
            app = everyday.app_of(self)
            await app.perform(lambda: app.workspace.remember(_ORDER, order))

    def on_click(self, event: events.Click) -> None:
        """A click on a column's title sorts by it."""
        if event.widget is not None and event.widget.id == "columns":
            width = self.size.width - 1
            self.action_sort(deal_lines.column_at(event.screen_x - 1, width, self.sorting.order))

    def ways(self) -> Iterator[tuple[str, str, str]]:
        """For the palette: every list, every order, every tab of the deal."""
        names = keymap.of(self.app)
        yield from ways(names, self._saved)
        go = names.first("list.go")
        for pane, (words, strike, _) in PANES.items():
            yield f"go to {words} of the deal", f"{go} {strike}", f"open('{pane}')"
        yield lists.way_to_calibration(go)

    @work
    async def _pick_more(self) -> None:
        assert self._overview is not None
        self.tab = await lists.pick_list(self, self._overview, self.tab) or self.tab

    @work
    async def action_order(self) -> None:
        if chosen := await lists.pick_order(self, self.sorting):
            self.action_sort(chosen)

    # -- finding -----------------------------------------------------------------------

    def action_find(self) -> None:
        self.query_one(Search).begin()

    @work
    async def action_save_search(self) -> None:
        """Keep what is searched for as a tab; on such a tab rename, change or remove it."""
        shown = await searches.save(self, self.tab, self.words)
        if shown is not None:
            self.query_one(Search).end()
            self.rows.focus()
            self.reload()
            self.tab = shown

    def on_input_changed(self, event: Input.Changed) -> None:
        self.words = event.value

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.input.display = bool(event.value)
        self.rows.focus()

    def action_whole(self) -> None:
        """End the search, and the whole tab shows again; else take the marks away."""
        search = self.query_one(Search)
        if not search.display and self.rows.marked:
            self.rows.unmark()
            return
        if not search.display:
            leave = keymap.of(self.app).first("list.leave")
            everyday.app_of(self).say(f"This is the list, the first level; {leave} leaves")
            return
        search.end()
        self.rows.focus()

    # -- beginning ---------------------------------------------------------------------

    @work
    async def begin(self) -> None:
        """Three ways to begin, where there is nothing yet."""
        way = await self.app.push_screen_wait(Welcome(str(self.workspace.path)))
        if way == SAMPLES:
            self.app.exit(SAMPLE_DEALS)
        elif way == IMPORT:
            await self._bring_in()
        elif way == NEW:
            await self._new()

    @work
    async def action_import(self) -> None:
        await self._bring_in()

    async def _bring_in(self) -> None:
        if await importing.bring_in(self):
            self.tab = "all"

    # -- verbs -------------------------------------------------------------------------

    @work
    async def action_meeting(self) -> None:
        """Over the marked, else over the list's first; or on with the one that waits."""
        marked = [deal for deal in self._source.deals if deal in self.rows.marked]
        called = f"{len(marked)} marked deal{'s' * (len(marked) > 1)}"
        called = called if marked else self._source.name
        await meeting.hold(self, called, marked or [*self._source.deals[:_MET]])

    @work
    async def action_new(self) -> None:
        await self._new()

    async def _new(self) -> None:
        deal = await everyday.new_deal(self)
        if deal is None:
            return
        if deal not in self.workspace.find(self.tab, self.words):
            self.tab = "all"
        self.rows.show(self._source, deal)

    @work
    async def action_go_strip(self) -> None:
        if chosen := await lists.pick_tab(self, PANES):
            self.action_open(chosen)  # which says so where there is no deal

    @work
    async def action_stage(self) -> None:
        """Of the marked deals, where some are; else of the one under the cursor."""
        if not self.rows.marked:
            super().action_stage()
        elif await several.stage(self, self.rows.marked):
            self.rows.unmark()
