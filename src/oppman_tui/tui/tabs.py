"""The list's tabs, their order and names. Read without Textual."""

from __future__ import annotations

from oppman_tui.domain.select.listed import TABS

FRONT = ("attention", "stalled", "new", "closing")
BACK = ("all", "closed")
MORE = tuple(tab for tab in TABS if tab not in FRONT + BACK)
STRIP = (*FRONT, "more", *BACK)
"""The tabs in a line; *more* leads to the lists between."""
MORE_KEY = "…more"
"""Stands for the line that tells how many deals more there are."""
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


def name_of(tab: str) -> str:
    """What a tab is called; a saved search's key ends in the name it was given."""
    return NAMES.get(tab) or tab.partition(":")[2]
