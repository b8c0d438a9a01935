"""The portfolio map: which deals deserve the time (method 7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from oppman_tui.domain.question_sets import Score
from oppman_tui.tui import keys
from oppman_tui.tui.lines import deal as deal_lines
from oppman_tui.tui.screens.deal import DealScreen
from oppman_tui.tui.screens.live import Live
from oppman_tui.tui.screens.report import Report
from oppman_tui.tui.verbs import choosing, everyday
from oppman_tui.tui.verbs.choosing import Choice
from oppman_tui.tui.widgets.bars import Footer
from oppman_tui.tui.widgets.drawn import Drawn, Rule
from oppman_tui.tui.widgets.portfolio_map import PortfolioMap, Spot, told
from oppman_tui.workspace.view import DealView


class PortfolioScreen(Live):
    """The open deals of which both importances are known; how many aren't is said."""

    DEFAULT_CSS = """
    PortfolioScreen #head { height: 1; padding: 0 1; }
    PortfolioScreen #detail { height: 2; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.of("portfolio")

    def __init__(self) -> None:
        super().__init__()
        self._choice = Choice()
        self._views: dict[str, DealView] = {}
        self._unknown = 0

    def compose(self) -> ComposeResult:
        yield Drawn(self._head, id="head")
        yield Rule()
        yield PortfolioMap()
        yield Rule()
        yield Drawn(self._detail, id="detail")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(PortfolioMap).focus()
        self.reload()

    @property
    def _view(self) -> DealView | None:
        spot = self.query_one(PortfolioMap).spot
        return self._views.get(spot.deal) if spot else None

    # -- reading -----------------------------------------------------------------------

    def reload(self) -> None:
        self._read()

    @work(exclusive=True, group="reading")
    async def _read(self) -> None:
        """Read the deals anew, beside the keys."""
        views = await choosing.read(self, self._choice, closed=False)
        if views is None:
            return
        found = spots(views)
        self._views = {view.id: view for view in views}
        self._unknown = len(views) - len(found)
        self.query_one(PortfolioMap).show(found)
        self.query_one("#head", Drawn).refresh()

    # -- drawing -----------------------------------------------------------------------

    def _head(self, width: int) -> Text:
        ink = self.looks.ink
        left = Text.assemble((f"Portfolio · {self._choice.words}", ink.strong))
        said = f"{len(self.query_one(PortfolioMap).spots)} on the map"
        if self._unknown:
            said += f", {self._unknown} not: one of the two isn't known"
        left.truncate(max(0, width - len(said) - 2), overflow="ellipsis")
        left.pad_right(width - left.cell_len - len(said))
        return left.append(said, ink.dim)

    def _detail(self, width: int) -> Text:
        view, spot = self._view, self.query_one(PortfolioMap).spot
        if view is None or spot is None:
            empty = "No deal has both yet: answer the criteria and Need and urgency in Plan"
            return Text(empty, self.looks.ink.dim)
        title = deal_lines.title(view, width, self.looks)
        line = Text(told(spot), self.looks.ink.dim)
        if beside := self.query_one(PortfolioMap).beside:
            line.append(f" · here too: {', '.join(beside)}", self.looks.ink.text)
        line.truncate(width, overflow="ellipsis")
        return Text("\n").join((title, line))

    def on_portfolio_map_moved(self) -> None:
        self.query_one("#detail", Drawn).refresh()

    # -- the deal under the cursor -----------------------------------------------------

    def on_portfolio_map_opened(self, event: PortfolioMap.Opened) -> None:
        self.app.push_screen(DealScreen(self._views[event.deal]))

    def action_ranges(self) -> None:
        marks = self.query_one(PortfolioMap)
        marks.ranges = not marks.ranges

    def action_why(self) -> None:
        view = self._view
        if view is None:
            everyday.app_of(self).say("No deal is under the cursor")
            return
        lines: list[Text] = []
        ink = self.looks.ink
        for name, score in _both(view).items():
            lines.append(Text(f"{name}: {score.text()}", ink.strong))
            lines += [Text(f"  {line}") for line in score.why()]
            lines.append(Text(""))
        self.app.push_screen(Report(f"Why {view.dossier.deal.name} lies where it lies", lines))

    # -- whose -------------------------------------------------------------------------

    @work
    async def action_owner(self) -> None:
        self._choose(await choosing.owner(self, self._choice))

    @work
    async def action_query(self) -> None:
        self._choose(await choosing.query(self, self._choice))

    def _choose(self, choice: Choice | None) -> None:
        if choice is not None and choice != self._choice:
            self._choice = choice
            self.reload()

    @work
    async def action_out(self) -> None:
        await choosing.hand_out(self, self._choice, "portfolio")


def spots(views: Sequence[DealView]) -> list[Spot]:
    """Where the deals lie of which both importances are known, the largest first."""
    known = [view for view in views if _is_known(view)]
    known.sort(key=lambda v: (-(v.value or 0), v.dossier.deal.name, v.id))
    most = max((view.value or 0 for view in known), default=0)
    return [_spot(view, most) for view in known]


def _both(view: DealView) -> dict[str, Score]:
    scores = view.scores
    return {
        "Importance to us": scores.importance_to_us,
        "Importance to them": scores.importance_to_them,
    }


def _is_known(view: DealView) -> bool:
    return all(score.point is not None for score in _both(view).values())


def _spot(view: DealView, most: int) -> Spot:
    """A mark's size grows with the root of the value, as an area does."""
    us, them = _both(view).values()
    size = ((view.value or 0) / most) ** 0.5 if most > 0 and (view.value or 0) > 0 else 0.0
    return Spot(view.id, view.dossier.deal.name, us, them, size)
