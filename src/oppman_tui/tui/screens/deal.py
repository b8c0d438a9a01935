"""One deal: its head always there, and Review, Plan, Act, Key players, History below."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import reactive
from textual.widgets import ContentSwitcher

from oppman_tui.tui import keymap, keys
from oppman_tui.tui.lines import deal as deal_lines
from oppman_tui.tui.lines.why import Why
from oppman_tui.tui.panes.act import ActPane
from oppman_tui.tui.panes.history import HistoryPane
from oppman_tui.tui.panes.pane import Pane
from oppman_tui.tui.panes.plan import PlanPane
from oppman_tui.tui.panes.players import PlayersPane
from oppman_tui.tui.panes.review import ReviewPane
from oppman_tui.tui.screens.ledger import LedgerScreen
from oppman_tui.tui.screens.on_a_deal import OnADeal
from oppman_tui.tui.screens.record import RecordScreen
from oppman_tui.tui.verbs import everyday, exporting, lists
from oppman_tui.tui.widgets.bars import Footer, TabStrip
from oppman_tui.tui.widgets.drawn import Drawn, Rule
from oppman_tui.tui.widgets.rows import Rows
from oppman_tui.workspace.view import DealView

PANES = {
    "review": ("Review", "r", ReviewPane),
    "plan": ("Plan", "p", PlanPane),
    "act": ("Act", "a", ActPane),
    "players": ("Key players", "k", PlayersPane),
    "history": ("History", "h", HistoryPane),
}


class DealScreen(OnADeal):
    """The deal as it was last read; every change reads it anew and hands it down."""

    DEFAULT_CSS = """
    DealScreen #head { height: 3; padding: 0 1; }
    DealScreen ContentSwitcher { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.of("deal")

    view: reactive[DealView | None] = reactive[DealView | None](None, init=False)
    pane: reactive[str] = reactive("review", init=False)

    def __init__(self, view: DealView, pane: str = "review") -> None:
        super().__init__()
        self.set_reactive(DealScreen.view, view)
        self.set_reactive(DealScreen.pane, pane)
        self._gone = False

    def compose(self) -> ComposeResult:
        yield Drawn(self._head, id="head")
        yield TabStrip()
        yield Rule()
        with ContentSwitcher(initial=self.pane):
            for key, (_, _, kind) in PANES.items():
                yield kind(id=key).data_bind(DealScreen.view)
        yield Footer()

    def on_mount(self) -> None:
        self._draw_head()
        self.call_after_refresh(self._enter)

    @property
    def subject(self) -> DealView | None:
        return self.view

    @property
    def active(self) -> Pane:
        """The pane that is shown."""
        return self.query_one(f"#{self.pane}", Pane)

    def reload(self) -> None:
        """Read the deal anew; a deal removed meanwhile closes the screen with a word."""
        if self.view is None:
            return
        fresh = self.workspace.view(self.view.id)
        if fresh is not None:
            self.view = fresh
        elif self.is_active:
            self.dismiss(None)
            undo = self.looks.key("app.undo")
            everyday.app_of(self).say(f"This deal is no longer here; {undo} may bring it back")
        else:
            self._gone = True  # something stands in front; this closes when that has gone

    def draw(self) -> None:
        """Also what stands beside the deal: a review that is being written."""
        self.reload()
        for pane in self.query(Pane):
            pane.redraw()

    def on_screen_resume(self) -> None:
        if self._gone:
            self._gone = False
            self.reload()

    def watch_view(self) -> None:
        self._draw_head()

    def watch_pane(self) -> None:
        self.query_one(ContentSwitcher).current = self.pane
        self._draw_head()
        self.call_after_refresh(self._enter)

    def _enter(self) -> None:
        self.active.redraw()
        self.active.enter()

    def _head(self, width: int) -> Text:
        if self.view is None:
            return Text()
        told = (deal_lines.title, deal_lines.facts, deal_lines.why)
        return Text("\n").join(line(self.view, max(20, width), self.looks) for line in told)

    def _draw_head(self) -> None:
        self.query_one("#head", Drawn).refresh()
        tabs = [(key, words, "") for key, (words, _, _) in PANES.items()]
        self.query_one(TabStrip).show(tabs, self.pane)

    def on_tab_strip_picked(self, event: TabStrip.Picked) -> None:
        self.pane = event.tab

    def action_tab(self, by: int) -> None:
        panes = list(PANES)
        self.pane = panes[(panes.index(self.pane) + by) % len(panes)]

    def action_go(self, pane: str) -> None:
        self.pane = pane

    @work
    async def action_go_strip(self) -> None:
        chosen = await lists.pick_tab(self, PANES, self.pane)
        if chosen == "":
            self.dismiss(None)
        elif chosen:
            self.pane = chosen

    def ways(self) -> Iterator[tuple[str, str, str]]:
        """For the palette: the tabs."""
        go = keymap.of(self.app).first("deal.go")
        for pane, (words, strike, _) in PANES.items():
            yield f"go to {words}", f"{go} {strike}", f"go('{pane}')"
        yield lists.way_to_calibration(go)

    def action_cross(self) -> None:
        if sum(rows.focusable for rows in self.active.query(Rows)) < 2:
            words = PANES[self.pane][0]
            everyday.app_of(self).say(
                f"{words} has one side; {self.looks.key('deal.cross')} crosses in Plan and Act"
            )
            return
        self.focus_next("Rows")

    @work
    async def action_export(self) -> None:
        if self.view is not None:
            await exporting.of_deal(self, self.view)

    def action_ledger(self) -> None:
        """What both sides promised; on the map, of the person under the cursor first."""
        if self.view is not None:
            player = getattr(self.active, "player", None)
            self.app.push_screen(LedgerScreen(self.view, player.name if player else ""))

    def action_fields(self) -> None:
        if self.view is not None:
            self.app.push_screen(RecordScreen(self.view, "deal", self.view.id))

    def why(self, view: DealView) -> Why:
        return self.active.why(view) or super().why(view)
