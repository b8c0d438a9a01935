"""The two halves of a meeting: its agenda, and the deal on the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from oppman_tui.domain.review.meeting import Meeting
from oppman_tui.tui import keys
from oppman_tui.tui.widgets.rows import Rows


class Agenda(Rows):
    """The deals in their order; the one chosen is put on the table."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("agenda")

    class Asked(Message):
        """A change is wanted for the deal that is under the cursor when its turn has come."""

        def __init__(self, change: Callable[[Meeting, str], Meeting]) -> None:
            super().__init__()
            self.change = change

    def _ask(self, change: Callable[[Meeting, str], Meeting]) -> None:
        self.post_message(self.Asked(change))

    def action_minutes(self, by: int) -> None:
        self._ask(lambda m, deal: m.planned(deal, m.item(deal).minutes + by))

    def action_shift(self, by: int) -> None:
        self._ask(lambda m, deal: m.moved(deal, by))

    def action_remove(self) -> None:
        self._ask(lambda m, deal: m.without(deal))


class Table(Widget, can_focus=True):
    """The deal on the table, a page at a time: what changed, the questions, the decision."""

    DEFAULT_CSS = "Table { height: 1fr; width: 1fr; padding: 0 1; }"
    BINDINGS: ClassVar[list[BindingType]] = keys.of("table")

    at: reactive[int] = reactive(0)
    """The page."""

    class Wanted(Message):
        """The answer of this page's question is to be written."""

    def __init__(self, draw: Callable[[int, int], list[Text]], pages: int) -> None:
        super().__init__()
        self._draw, self.pages = draw, pages

    @property
    def question(self) -> int | None:
        """The place of this page's question, 0 for the first; None on the first and last page."""
        return self.at - 1 if 0 < self.at < self.pages - 1 else None

    def words_for(self, binding: str) -> str:
        """Where there is nothing to write, Enter reads on."""
        return "the questions" if binding == "table.write" and self.at == 0 else ""

    def watch_at(self) -> None:
        self.screen.refresh_bindings()

    def render(self) -> Text:
        return Text("\n").join(self._draw(self.at, max(20, self.size.width)))

    def action_page(self, by: int) -> None:
        self.at = max(0, min(self.pages - 1, self.at + by))

    def action_to(self, page: int) -> None:
        self.at = page % self.pages

    def action_write(self) -> None:
        self.post_message(self.Wanted())
