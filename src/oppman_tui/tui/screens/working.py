"""Work that takes its time: how far it is, and Esc to end it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Static

from oppman_tui.tui.screens.dialogs import Dialog
from oppman_tui.tui.verbs import everyday
from oppman_tui.workspace.exporting import Cancelled, Progress

_T = TypeVar("_T")
_SILENT = 0.2
"""Seconds before anything is said of it."""
_COUNTED = 1.0
"""Seconds from which on it is said how much is done; as often it is said anew."""


class Working(Dialog[None]):
    """A line at the bottom edge while something is done; it goes by itself when that is over."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words
        self._done, self._of = 0, 0
        self._cancelled = False
        self._over = False

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Text(self._words, self.looks.ink.strong), id="words", classes="heading")
            yield self.hint("{dialog.cancel} ends it; nothing is left behind")

    def on_mount(self) -> None:
        self.set_interval(_COUNTED, self._draw)

    def _draw(self) -> None:
        if self._of and not self._cancelled:
            told = f"{self._words}  {self._done:,} of {self._of:,}"
            self.query_one("#words", Static).update(Text(told, self.looks.ink.strong))

    def action_cancel(self) -> None:
        self._cancelled = True
        self.query_one("#words", Static).update(Text("Ending it …", self.looks.ink.strong))

    def tell(self, done: int, of: int) -> None:
        """How much is done; called by whoever does it, on any thread. Raises `Cancelled`."""
        if self._cancelled:
            raise Cancelled
        self._done, self._of = done, of

    def end(self) -> None:
        """The work is over; where something stands in front, this goes when it is seen again."""
        self._over = True
        self.dismiss(None)

    def on_screen_resume(self) -> None:
        if self._over:
            self.dismiss(None)


async def while_shown(screen: Screen[Any], words: str, work: Callable[[Progress], _T]) -> _T:
    """Do `work` beside the screen's thread, and beside what is being saved.

    Past a fifth of a second it is said, past a second with how much is done. Raises what it
    raises; `Cancelled` where the user ended it.
    """
    shown = Working(words)
    task = asyncio.ensure_future(asyncio.to_thread(work, shown.tell))
    done, _ = await asyncio.wait((task,), timeout=_SILENT)
    if not done:
        await screen.app.push_screen(shown)
        with everyday.app_of(screen).key_queue.not_waited_for():  # a key can end it
            await asyncio.wait((task,))
        shown.end()
    return await task
