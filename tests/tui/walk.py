"""A walk through every screen, tab and dialog of the sample deals, each met from the list."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from seat import strike
from textual.pilot import Pilot

from oppman_tui.tui.screens.list import ListScreen

SCREENS: Sequence[tuple[str, ...]] = (
    (),
    ("space", "s"),
    ("slash",),
    ("o",),
    ("5",),
    ("at",),
    ("x",),
    ("n",),
    ("i",),
    ("w",),
    ("s",),
    ("question_mark",),
    ("colon",),
    ("enter",),
    ("enter", "enter"),
    ("enter", "g", "p"),
    ("enter", "g", "p", "question_mark"),
    ("enter", "g", "p", "enter"),
    ("enter", "g", "p", "e"),
    ("enter", "g", "a"),
    ("enter", "g", "a", "tab", "enter"),
    ("enter", "g", "k"),
    ("enter", "g", "k", "p"),
    ("enter", "g", "k", "L"),
    ("enter", "g", "h"),
    ("enter", "g", "h", "enter"),
    ("enter", "f"),
    ("enter", "f", "down", "down", "down", "enter"),
)
"""Keys from the list to every screen, tab and dialog."""


async def walk(pilot: Pilot[int]) -> AsyncIterator[tuple[str, ...]]:
    """Strikes the keys to each of them from the second deal of Attention, and comes back."""
    for keys in SCREENS:
        await strike(pilot, "down", *keys)
        yield keys
        for _ in range(8):
            if isinstance(pilot.app.screen, ListScreen):
                break
            await pilot.press("escape")
        assert isinstance(pilot.app.screen, ListScreen), keys
        await strike(pilot, "escape", "escape", "1", "home")
