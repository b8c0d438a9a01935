"""The lists that deals stand in, and the lines of one of them, read as they are seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType

from oppman_tui.domain.attention import TABS
from oppman_tui.tui import deal_lines, keys, verbs
from oppman_tui.tui.keymap import KeyMap
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.widgets.rows import Rows
from oppman_tui.workspace.deals import Workspace
from oppman_tui.workspace.view import DealView

FRONT = ("attention", "stalled", "new", "closing")
BACK = ("all", "closed")
MORE = tuple(tab for tab in TABS if tab not in FRONT + BACK)
STRIP = (*FRONT, "more", *BACK)
"""The tabs in a line; *more* leads to the lists between."""
NAMES = {
    "attention": "Attention",
    "stalled": "Stalled",
    "new": "New",
    "closing": "Closing",
    "important": "Important",
    "gates": "Gates",
    "approvals": "Approvals",
    "actions": "Actions",
    "slipped": "Slipped",
    "never_reviewed": "Never reviewed",
    "hold": "On hold",
    "all": "All",
    "closed": "Closed",
}
ORDERS = {
    "attention": "what deserves attention first",
    "name": "deal",
    "customer": "customer",
    "owner": "owner",
    "value": "value, largest first",
    "stage": "stage",
    "days": "days in stage, longest first",
    "close_date": "close date, soonest first",
}
DESCENDING = ("value", "days")
MORE_KEY = "…more"
_PAGE = 64


class DealRows:
    """The deals of a tab, read a page at a time when they are first seen."""

    def __init__(
        self, workspace: Workspace, looks: Looks, deals: list[str], limit: int | None
    ) -> None:
        self._workspace, self._looks = workspace, looks
        self._deals = deals
        self._shown = len(deals) if limit is None else min(limit, len(deals))
        self._pages: dict[int, dict[str, DealView]] = {}

    def __len__(self) -> int:
        return self._shown + (1 if self._shown < len(self._deals) else 0)

    def key(self, index: int) -> str | None:
        return self._deals[index] if index < self._shown else MORE_KEY

    def view(self, deal: str, index: int) -> DealView | None:
        """The deal in row `index`; None where another window has just removed it."""
        page = index // _PAGE
        if page not in self._pages:
            if len(self._pages) > 8:
                self._pages.clear()
            part = self._deals[page * _PAGE : (page + 1) * _PAGE]
            self._pages[page] = {v.id: v for v in self._workspace.views(part)}
        return self._pages[page].get(deal)

    def draw(self, index: int, width: int) -> Text:
        if index >= self._shown:
            rest = len(self._deals) - self._shown
            return Text(f"    and {rest} more: Enter shows them", self._looks.ink.dim)
        view = self.view(self._deals[index], index)
        return deal_lines.row(view, width, self._looks) if view else Text("    (removed)")


def ways(names: KeyMap) -> Iterator[tuple[str, str, str, str]]:
    """(name, what it leads to, keys, action) of every list and every order, for the palette."""
    for place, tab in enumerate(STRIP, 1):
        key = names.in_short(f"list.tab_{place}")
        if tab != "more":
            yield "show", NAMES[tab], key, f"show('{tab}')"
            continue
        for strike, one in enumerate(MORE, 1):
            yield "show", NAMES[one], f"{key} {strike}", f"show('{one}')"
    for strike, (order, words) in enumerate(ORDERS.items(), 1):
        yield "sort by", words, f"{names.in_short('list.order')} {strike}", f"sort('{order}')"


class DealList(Rows):
    """The deals of a tab; Enter opens one."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("deals")

    def action_choose(self) -> None:
        if self.key is None:
            verbs.app_of(self).say(verbs.NO_DEAL)
        super().action_choose()
