"""The funnel: shape, moves and speed; every figure leads to its deals (method 7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.binding import BindingType
from textual.reactive import reactive

from oppman_tui.domain.review import funnel as funnels
from oppman_tui.domain.review.funnel import Funnel, FunnelDeal
from oppman_tui.tui import keys
from oppman_tui.tui.lines import funnel as lines
from oppman_tui.tui.lines.funnel import Drawing, FigureRow, Told
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.screens.few import FewDeals
from oppman_tui.tui.screens.live import Overview
from oppman_tui.tui.screens.report import Report
from oppman_tui.tui.verbs import choosing, everyday
from oppman_tui.tui.verbs.choosing import Choice
from oppman_tui.tui.widgets.rows import Rows


class Figures(Rows):
    """Rows of figures; left and right go from one to the next."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("figures")

    tells_cursor: ClassVar[bool] = True
    at: reactive[int] = reactive(0, repaint=False)
    """The place of the figure in its row."""

    def watch_at(self) -> None:
        self.redraw(self.cursor)

    def action_across(self, by: int) -> None:
        source = self._source
        if isinstance(source, FigureRows):
            last = len(source.rows[self.cursor].told) - 1
            self.at = max(0, min(last, min(self.at, last) + by))


class FigureRows:
    """What `Figures` draws."""

    def __init__(self, rows: Sequence[FigureRow], figures: Figures, looks: Looks) -> None:
        self.rows, self._figures, self._looks = rows, figures, looks

    def __len__(self) -> int:
        return len(self.rows)

    def key(self, index: int) -> str | None:
        row = self.rows[index]
        return f"{index}:{row.label}" if row.told and not row.heading else None

    def place(self, key: str) -> int | None:
        place = int(key.partition(":")[0])
        return place if place < len(self.rows) and self.key(place) == key else None

    def draw(self, index: int, width: int) -> Text:
        here = index == self._figures.cursor
        row = self.rows[index]
        at = min(self._figures.at, len(row.told) - 1) if here else None
        return lines.draw(row, at, width, self._looks)


class FunnelScreen(Overview):
    """The funnel of all deals, of an owner's or a query's."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("funnel")
    rows_of = Figures

    def __init__(self) -> None:
        super().__init__()
        self._choice = Choice()
        self._deals: list[FunnelDeal] = []
        self._found: Funnel | None = None

    # -- reading -----------------------------------------------------------------------

    def reload(self) -> None:
        self._read()

    @work(exclusive=True, group="reading")
    async def _read(self) -> None:
        """Read the deals anew, beside the keys."""
        views = await choosing.read(self, self._choice, closed=True)
        if views is None:
            return
        self._deals = [FunnelDeal(view.dossier, view.value) for view in views]
        ws = self.workspace
        self._found = funnels.funnel(self._deals, ws.playbook, ws.today)
        self.draw()

    # -- drawing -----------------------------------------------------------------------

    @property
    def _drawing(self) -> Drawing | None:
        ws = self.workspace
        if self._found is None:
            return None
        return Drawing(self._found, ws.playbook, ws.rates, self.looks)

    def draw(self) -> None:
        drawing = self._drawing
        if drawing is None:
            return
        figures = self.query_one(Figures)
        today = self.workspace.today
        by_owner = {
            owner: funnels.figure(d for d in deals if d.dossier.deal.status(today) == "open")
            for owner, deals in funnels.owners(self._deals).items()
        }
        by_owner = {owner: figure for owner, figure in by_owner.items() if figure.count}
        self.show(FigureRows(drawing.rows(by_owner), figures, self.looks))

    def head(self, width: int) -> Text:
        drawing = self._drawing
        if drawing is None or self._found is None:
            return Text("Funnel", self.looks.ink.strong)
        today = self.workspace.today
        return lines.head(self._choice.words, self._found, drawing, today, width, self.looks)

    # -- the figure under the cursor ---------------------------------------------------

    @property
    def _told(self) -> tuple[FigureRow, Told] | None:
        figures = self.query_one(Figures)
        source = figures._source
        if not isinstance(source, FigureRows) or figures.key is None:
            return None
        row = source.rows[figures.cursor]
        return row, row.told[min(figures.at, len(row.told) - 1)]

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        if (told := self._told) is None:
            return
        figure = told[1].figure
        if figure is None or not figure.deals:
            why = self.looks.key("funnel.why")
            everyday.app_of(self).say(f"No deal stands behind it; {why} says how it comes about")
        else:
            self.app.push_screen(FewDeals(told[1].means, figure.deals))

    def action_why(self) -> None:
        told, drawing = self._told, self._drawing
        if told is not None and drawing is not None:
            row, figure = told
            title = f"{row.label}: {figure.text or 'not known'}"
            self.app.push_screen(Report(title, drawing.why(row, figure)))

    # -- whose -------------------------------------------------------------------------

    @work
    async def action_owner(self) -> None:
        await self._choose(await choosing.owner(self, self._choice))

    @work
    async def action_query(self) -> None:
        await self._choose(await choosing.query(self, self._choice))

    async def _choose(self, choice: Choice | None) -> None:
        if choice is not None and choice != self._choice:
            self._choice = choice
            self.reload()

    @work
    async def action_out(self) -> None:
        await choosing.hand_out(self, self._choice, "funnel")
