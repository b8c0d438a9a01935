"""Which list is shown and in what order, asked for from the list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.screen import Screen

from oppman_tui.tui.lines.deal import ORDERS, Sorting
from oppman_tui.tui.lines.list import saved
from oppman_tui.tui.screens.dialogs import Option, Pick
from oppman_tui.tui.tabs import MORE, NAMES, name_of
from oppman_tui.workspace.reading import Overview


async def pick_list(screen: Screen[Any], overview: Overview, tab: str) -> str | None:
    """One of the lists that have no tab of their own."""
    options = [
        Option(one, NAMES[one], f"{overview.counts[one]:,}", str(place))
        for place, one in enumerate(MORE, 1)
    ]
    options += [Option(own, name_of(own), f"{overview.counts[own]:,}") for own in saved(overview)]
    return await screen.app.push_screen_wait(Pick("More lists", options, tab))


async def pick_order(screen: Screen[Any], sorting: Sorting) -> str | None:
    """What to sort by; what it is sorted by already would turn it round."""
    options = [
        Option(order, sorting.by(order).words, strike=str(place))
        for place, order in enumerate(ORDERS, 1)
    ]
    question = "Sort by; the same again turns it round"
    return await screen.app.push_screen_wait(Pick(question, options, sorting.order))


WHOLE = {
    "funnel": ("Funnel", "f"),
    "portfolio": ("Portfolio map", "o"),
    "calibration": ("Calibration", "c"),
}
"""What is told of many deals at once: (words, the key in the go strip)."""


def way_to_calibration(go: str) -> tuple[str, str, str]:
    """For the palette: of the three the one without a key of its own."""
    words, strike = WHOLE["calibration"]
    return f"{words}: what reviews said, and what came", f"{go} {strike}", _goes("calibration")


def _goes(picture: str) -> str:
    return f"app.whole({picture!r})"


async def pick_tab(
    screen: Screen[Any], panes: Mapping[str, tuple[str, str, Any]], here: str = "review"
) -> str | None:
    """The go strip: a tab of the deal, or empty for the list. A picture of many deals is gone to
    at once."""
    options = [Option("", "List", strike="l")]
    options += [Option(key, words, strike=strike) for key, (words, strike, _) in panes.items()]
    options += [Option(key, words, strike=strike) for key, (words, strike) in WHOLE.items()]
    chosen: str | None = await screen.app.push_screen_wait(Pick("Go to", options, here))
    if chosen in WHOLE:
        # Not by the worker that asked: its screen may be left on the way, and it would end with it.
        screen.app.call_later(screen.app.run_action, _goes(chosen))
        return None
    return chosen
