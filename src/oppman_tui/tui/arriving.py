"""An app that shows its list before the store is open and most of the program is loaded.

The cursor moves at once; every other key waits, in its order, for what is to answer it.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any
from unicodedata import category

from textual import events, work
from textual.app import App

from oppman_tui.domain.select.listed import FirstPage
from oppman_tui.domain.values.clock import Clock
from oppman_tui.errors import UserError
from oppman_tui.tui.key_queue import KeyQueue, Struck
from oppman_tui.tui.screens.front import FrontScreen
from oppman_tui.tui.widgets.rows import Quick

if TYPE_CHECKING:
    from oppman_tui.terminal.early import Picture
    from oppman_tui.workspace.deals import Workspace

_JOINERS = "\u200c\u200d"
_LOADED = ("oppman_tui.tui.screens.list", "oppman_tui.tui.screens.palette")


@dataclass(frozen=True, slots=True)
class Coming:
    """A workspace on its way. `open` is called once, off the screen's thread."""

    page: FirstPage
    clock: Clock
    open: Callable[[], Workspace]
    picture: Picture | None = None
    """What stands on the terminal meanwhile."""


class Arriving(App[int]):
    """Has a `workspace`, at once or once `arrived`; `failed` where it couldn't be opened."""

    def __init__(self, workspace: Workspace | Coming, **given: Any) -> None:
        super().__init__(**given)
        self._coming = workspace if isinstance(workspace, Coming) else None
        self._workspace = None if isinstance(workspace, Coming) else workspace
        self.key_queue = KeyQueue(self, self.answer)
        self.failed: UserError | None = None

    @property
    def picture(self) -> Picture | None:
        """What was painted before there was an app."""
        return self._coming.picture if self._coming else None

    @property
    def workspace(self) -> Workspace:
        assert self._workspace is not None, "asked of before it has arrived"
        return self._workspace

    @property
    def is_here(self) -> bool:
        return self._workspace is not None

    @property
    def clock(self) -> Clock:
        return self._coming.clock if self._coming else self.workspace.clock

    async def begin(self) -> None:
        """Show the list, or its first page and then the list."""
        if self._coming is not None and not self.is_here:
            await self.push_screen(FrontScreen(self._coming.page))
            await self.key_queue.admit(self._moves_cursor)
            self.call_after_refresh(self._wait_for, self._coming)
        else:
            await self.arrived(None)
            self.key_queue.go_on()
            self.call_after_refresh(settle_memory)

    async def arrived(self, at: str | None) -> None:
        """The workspace is there: the list, its cursor on the deal `at`."""
        raise NotImplementedError

    @work
    async def _wait_for(self, coming: Coming) -> None:
        try:
            workspace = await asyncio.to_thread(_load, coming)
        except UserError as error:
            self.failed = error
            self.exit()
            return
        # What is struck from here on waits for the list, behind what waits already.
        await self.key_queue.stop()
        self._workspace = workspace
        front = self.screen
        await self.arrived(front.deal if isinstance(front, FrontScreen) else None)
        settle_memory()
        self.key_queue.go_on()

    def push_screen(self, *screen: Any, **how: Any) -> Any:
        """As Textual's. Who waits for its result waits for the user: keys are handed on then."""
        pushed = super().push_screen(*screen, **how)
        if isinstance(pushed, asyncio.Future):
            self.key_queue.asked(pushed)
        return pushed

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if self.heeds(event):
                await self.key_queue.put(_as_text(event))
        elif self.is_here or not isinstance(event, events.MouseEvent):
            await super().on_event(event)

    def heeds(self, key: Struck) -> bool:
        """Whether it is for anyone."""
        return True

    async def answer(self, key: Struck) -> bool:
        """Do what a key does; True where nothing more comes of it. One that only moves the
        cursor of a list has not to ask everyone whose it is; a letter of a text opens and closes
        nothing, and is before the next one in the field's own order."""
        focused = self.focused
        if isinstance(key, events.Key) and isinstance(focused, Quick) and focused.take(key.key):
            return True
        await super().on_event(key)
        return (
            isinstance(key, events.Key)
            and focused is not None
            and focused.check_consume_key(key.key, key.character)
        )

    def _moves_cursor(self, key: Struck) -> bool:
        return (
            isinstance(key, events.Key)
            and isinstance(self.focused, Quick)
            and self.focused.takes(key.key)
        )


def _as_text(key: Struck) -> Struck:
    """What keyboards have for blanks and joiners, as something that fields take for text: words
    would grow together, and a script that needs joiners be misspelt."""
    character = key.character if isinstance(key, events.Key) else None
    if character is None or len(character) != 1 or character.isprintable():
        return key
    if category(character) == "Zs":  # no-break (AltGr+Space), ideographic
        return events.Key("space", " ")
    return events.Paste(character) if character in _JOINERS else key


def _load(coming: Coming) -> Workspace:
    for name in _LOADED:
        import_module(name)
    return coming.open()


def settle_memory() -> None:
    """What is loaded stays: from now on the collector needs not look at it."""
    gc.collect()
    gc.freeze()
    gc.enable()
