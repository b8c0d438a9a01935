"""The first page as the list shows it, drawn before there is a screen to draw it.

Out of the same lines as the list draws, and in their places; only what the deal under the cursor
is told of in detail, and the keys at the foot, come with the list itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rich.style import Style
from rich.text import Text

from oppman_tui.domain.select.listed import FirstPage
from oppman_tui.domain.values.money import Rates
from oppman_tui.tui import ink
from oppman_tui.tui.ink import Colours
from oppman_tui.tui.lines import list as list_lines
from oppman_tui.tui.lines import row as row_lines
from oppman_tui.tui.lines.strip import tab_line
from oppman_tui.tui.looks import Looks, with_edge
from oppman_tui.tui.marks import DRAWN
from oppman_tui.tui.tabs import FRONT

if TYPE_CHECKING:
    from rich.console import Console

NEEDED = (60, 20)
_ABOVE = 4
"""Lines over the deals: head, tabs, a rule, the columns' titles."""
_BELOW = list_lines.DETAIL + 2
"""And below them: a rule, the detail, the keys."""


def looks_of(colours: Colours) -> Looks:
    """Of a terminal with many colours and all marks. Nothing is wrapped, so there is no console."""
    return Looks(DRAWN, ink.of_own(colours), cast("Console", None))


def ground(colours: Colours) -> Style:
    """What all of the screen is in where nothing else is said."""
    return Style(color=colours.text, bgcolor=colours.ground)


def rows_in(height: int) -> int:
    """How many deals there is room for."""
    return max(0, height - _ABOVE - _BELOW)


def draw(page: FirstPage, width: int, height: int, looks: Looks) -> list[Text]:
    """The screen's lines from its top, each at most `width` cells."""
    sorting = row_lines.Sorting.remembered(page.order)
    head = list_lines.head(page.overview, Rates(page.base), 0, width - 2, looks)
    tabs, _ = tab_line(list_lines.strip(FRONT[0], page.overview), FRONT[0], width - 2, looks)
    rule = Text(looks.marks.rule * (width - 2), looks.ink.dim)
    columns = row_lines.heading(width - 1, sorting, looks)
    lines = [_inset(head), _inset(tabs), _inset(rule), _inset(columns)]
    room = rows_in(height)
    for n in range(min(room, lines_of(page))):
        edge = Text(looks.marks.focus, looks.ink.accent) if n == 0 else Text(" ")
        lines.append(with_edge(edge, line(page, n, width - 1, looks), width, looks))
    lines += [Text() for _ in range(_ABOVE + room - len(lines))]
    return [*lines, _inset(rule)]


def lines_of(page: FirstPage) -> int:
    """The deals of the first tab, as many as it shows, and how many more there are."""
    listed = page.overview.counts[FRONT[0]]
    return min(len(page.cards), listed) + (listed > page.shown)


def line(page: FirstPage, n: int, width: int, looks: Looks) -> Text:
    """One of them."""
    if n >= len(page.cards):
        return row_lines.and_more(page.overview.counts[FRONT[0]] - page.shown, looks)
    order = row_lines.Sorting.remembered(page.order).order
    return row_lines.row(page.cards[n], page.overview.today, width, looks, order)


def _inset(line: Text) -> Text:
    return Text.assemble(" ", line)
