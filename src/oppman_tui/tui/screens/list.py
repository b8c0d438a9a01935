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
from textual.screen import Screen
from textual.widgets import Input, Static

from oppman_tui.errors import UserError
from oppman_tui.tui import keymap, keys
from oppman_tui.tui.lines import deal as deal_lines
from oppman_tui.tui.lines import list as list_lines
from oppman_tui.tui.lines.deal import ORDERS, Sorting
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.screens.deal import PANES, DealScreen
from oppman_tui.tui.screens.dialogs import Option, Pick
from oppman_tui.tui.screens.welcome import IMPORT, NEW, SAMPLE_DEALS, SAMPLES, Welcome
from oppman_tui.tui.screens.why import why
from oppman_tui.tui.verbs import everyday, gates, importing, several
from oppman_tui.tui.widgets.bars import Footer, TabStrip
from oppman_tui.tui.widgets.deal_rows import (
    BACK,
    FRONT,
    MORE,
    MORE_KEY,
    NAMES,
    STRIP,
    DealList,
    DealRows,
    ways,
)
from oppman_tui.tui.widgets.rows import Rows
from oppman_tui.workspace.deals import Workspace
from oppman_tui.workspace.view import DealView

_ORDER = "list.order"
"""What the order that the list was left in is remembered by."""


class ListScreen(Screen[None]):
    """Tabs above, the deals, and why the one under the cursor is here."""

    DEFAULT_CSS = """
    ListScreen #head, ListScreen #columns { height: 1; padding: 0 1; }
    ListScreen #columns { padding: 0 0 0 1; }
    ListScreen .rule { height: 1; color: $text-muted; padding: 0 1; }
    ListScreen #detail { height: 6; padding: 0 1; text-wrap: nowrap;
                         text-overflow: ellipsis; }
    ListScreen #find { display: none; border: none; height: 1; padding: 0 1;
                       background: $background; }
    ListScreen #find:focus { border: none; background-tint: transparent; }
    ListScreen #empty { height: auto; padding: 1 2; display: none; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.of("list")

    tab: reactive[str] = reactive(FRONT[0], init=False)
    sorting: reactive[Sorting] = reactive(Sorting(), init=False)
    words: reactive[str] = reactive("", init=False)
    whole: reactive[bool] = reactive(False, init=False)
    """Attention beyond its first fifteen."""

    def compose(self) -> ComposeResult:
        yield Static(id="head")
        yield TabStrip()
        find = Input(placeholder="deal, customer, owner, player, next step", id="find")
        find.cursor_blink = False
        yield find
        yield Static(id="rule_top", classes="rule")
        yield Static(id="columns")
        yield Static(id="empty")
        yield DealList(id="deals")
        yield Static(id="rule_bottom", classes="rule")
        yield Static(id="detail")
        yield Footer()

    def on_mount(self) -> None:
        self.watch(self.app, "arrival", self.reload, init=False)
        self.watch(self.app, "today", self.reload, init=False)
        self.watch(self.app, "theme", self.reload, init=False)
        remembered = Sorting.remembered(self.workspace.remembered(_ORDER))
        self.set_reactive(ListScreen.sorting, remembered)
        self.query_one("#deals").focus()
        self.reload()
        if not self.workspace.arrival():
            self.begin()

    def on_resize(self) -> None:
        self._draw_edges()
        self._draw_detail()

    def on_screen_resume(self) -> None:
        self._draw_detail()

    # -- reading -----------------------------------------------------------------------

    @property
    def rows(self) -> DealList:
        return self.query_one(DealList)

    @property
    def looks(self) -> Looks:
        return Looks.of(self.app)

    @property
    def workspace(self) -> Workspace:
        return everyday.app_of(self).workspace

    def reload(self) -> None:
        """Read the tab anew; the cursor keeps to its deal."""
        self._overview = self.workspace.overview(self.words)
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
        empty.update(Text(list_lines.nothing_here(self.tab, self.words, self._overview)))
        self.rows.show(self._source)
        self._draw_edges()
        self._draw_detail()

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

    def _draw_edges(self) -> None:
        if not hasattr(self, "_overview"):
            return
        width, looks = self.size.width, self.looks
        self._draw_head()
        rule = Text(looks.marks.rule * (width - 2), looks.ink.dim)
        self.query_one("#rule_top", Static).update(rule)
        self.query_one("#rule_bottom", Static).update(rule)
        columns = deal_lines.heading(width - 1, self.sorting, looks)
        self.query_one("#columns", Static).update(columns)
        strip = list_lines.strip(self.tab, self._overview)
        self.query_one(TabStrip).show(strip, self.tab)

    def _draw_head(self) -> None:
        told = list_lines.head(
            self._overview,
            self.workspace.rates,
            len(self.rows.marked),
            self.size.width - 2,
            self.looks,
            self.workspace.unwritable is not None,
        )
        self.query_one("#head", Static).update(told)

    def _draw_detail(self) -> None:
        if not hasattr(self, "_overview"):
            return
        detail = self.query_one("#detail", Static)
        view = self.selected
        if view is None:
            detail.update(Text(""))
            return
        detail.update(list_lines.detail(view, self.size.width - 2, self.looks))

    # -- the deal under the cursor -----------------------------------------------------

    @property
    def selected(self) -> DealView | None:
        deal = self.rows.key
        if deal is None or deal == MORE_KEY:
            return None
        return self._source.view(deal, self.rows.cursor)

    def on_rows_moved(self, event: Rows.Moved) -> None:
        self._draw_detail()

    def on_deal_list_marked(self) -> None:
        self._draw_head()

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
        view = self.selected
        if view is None:
            everyday.app_of(self).say(everyday.NO_DEAL)
            return
        self.app.push_screen(DealScreen(view, pane or "review"))

    def action_tab(self, by: int) -> None:
        tabs = (*FRONT, *MORE, *BACK)  # in the strip's order
        self.tab = tabs[(tabs.index(self.tab) + by) % len(tabs)]

    def action_tab_at(self, place: int) -> None:
        if place >= len(STRIP):
            everyday.app_of(self).say(f"There are {len(STRIP)} tabs; 5 shows more lists")
        elif STRIP[place] == "more":
            self._pick_more()
        else:
            self.tab = STRIP[place]

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
        yield from ways(names)
        go = names.first("list.go")
        for pane, (words, strike, _) in PANES.items():
            yield f"go to {words} of the deal", f"{go} {strike}", f"open('{pane}')"

    @work
    async def _pick_more(self) -> None:
        counts = self._overview.counts
        chosen = await self.app.push_screen_wait(
            Pick(
                "More lists",
                [Option(t, NAMES[t], str(counts[t]), str(n)) for n, t in enumerate(MORE, 1)],
                self.tab,
            )
        )
        self.tab = chosen or self.tab

    @work
    async def action_order(self) -> None:
        chosen = await self.app.push_screen_wait(
            Pick(
                "Sort by; the same again turns it round",
                [
                    Option(order, self.sorting.by(order).words, strike=str(n))
                    for n, order in enumerate(ORDERS, 1)
                ],
                self.sorting.order,
            )
        )
        if chosen:
            self.action_sort(chosen)

    # -- finding -----------------------------------------------------------------------

    def action_find(self) -> None:
        field = self.query_one("#find", Input)
        field.display = True
        field.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        self.words = event.value

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.input.display = bool(event.value)
        self.rows.focus()

    def action_whole(self) -> None:
        """End the search, and the whole tab shows again; else take the marks away."""
        field = self.query_one("#find", Input)
        if not field.display and self.rows.marked:
            self.rows.unmark()
            return
        if not field.display:
            leave = keymap.of(self.app).first("list.leave")
            everyday.app_of(self).say(f"This is the list, the first level; {leave} leaves")
            return
        field.value = ""
        field.display = False
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
    async def action_new(self) -> None:
        await self._new()

    async def _new(self) -> None:
        deal = await everyday.new_deal(self)
        if deal is None:
            return
        if deal not in self.workspace.find(self.tab, self.words):
            self.tab = "all"
        self.rows.show(self._source, deal)

    def action_why(self) -> None:
        if (view := self.selected) is not None:
            self.app.push_screen(why(view, self.looks))
        else:
            everyday.app_of(self).say(everyday.NO_DEAL)

    @work
    async def action_go_strip(self) -> None:
        if self.selected is None:
            everyday.app_of(self).say(everyday.NO_DEAL)
            return
        options = [Option(k, words, strike=strike) for k, (words, strike, _) in PANES.items()]
        options.insert(0, Option("", "Stay on the list", strike="l"))
        chosen = await self.app.push_screen_wait(Pick("Go to", options, "review"))
        if chosen:
            self.action_open(chosen)

    @work
    async def action_log(self) -> None:
        await everyday.log(self, self.selected)

    @work
    async def action_add_action(self) -> None:
        await everyday.add_action(self, self.selected)

    @work
    async def action_step(self) -> None:
        await everyday.next_step(self, self.selected)

    @work
    async def action_stage(self) -> None:
        if not self.rows.marked:
            await gates.stage(self, self.selected)
        elif await several.stage(self, self.rows.marked):
            self.rows.unmark()
