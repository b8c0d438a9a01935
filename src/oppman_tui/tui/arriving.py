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

from textual import events, work
from textual.app import App

from oppman_tui.domain.clock import Clock
from oppman_tui.domain.listed import FirstPage
from oppman_tui.errors import UserError
from oppman_tui.tui import keys
from oppman_tui.tui.screens.front import FrontScreen

if TYPE_CHECKING:
    from oppman_tui.workspace.deals import Workspace

_MOVING = frozenset(
    strike
    for key in keys.GROUPS["rows"].keys
    if key.name != "choose"
    for strike in key.keys.split(",")
)
_LOADED = ("oppman_tui.tui.screens.list", "oppman_tui.tui.screens.palette")


@dataclass(frozen=True, slots=True)
class Coming:
    """A workspace on its way. `open` is called once, off the screen's thread."""

    page: FirstPage
    clock: Clock
    open: Callable[[], Workspace]


class Arriving(App[int]):
    """Has a `workspace`, at once or once `arrived`; `failed` where it couldn't be opened."""

    def __init__(self, workspace: Workspace | Coming, **given: Any) -> None:
        super().__init__(**given)
        self._coming = workspace if isinstance(workspace, Coming) else None
        self._workspace = None if isinstance(workspace, Coming) else workspace
        self._held: list[events.Key] = []
        self.failed: UserError | None = None

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
            self.call_after_refresh(self._wait_for, self._coming)
        else:
            await self.arrived(None)
            self.call_after_refresh(settle_memory)

    async def arrived(self, at: str | None) -> None:
        """The workspace is there: the list, its cursor on the deal `at`."""
        raise NotImplementedError

    @work
    async def _wait_for(self, coming: Coming) -> None:
        try:
            self._workspace = await asyncio.to_thread(_load, coming)
        except UserError as error:
            self.failed = error
            self.exit()
            return
        front = self.screen
        await self.arrived(front.deal if isinstance(front, FrontScreen) else None)
        settle_memory()
        held, self._held = self._held, []
        for key in held:
            await self.on_event(key)

    def holds_back(self, event: events.Event) -> bool:
        """Whether this must wait; keys are kept until then."""
        if self.is_here:
            return False
        if isinstance(event, events.Key) and not event.is_forwarded:
            waits = bool(self._held) or event.key not in _MOVING
            if waits:
                self._held.append(event)
            return waits
        return isinstance(event, events.MouseEvent | events.Paste)


def _load(coming: Coming) -> Workspace:
    for name in _LOADED:
        import_module(name)
    return coming.open()


def settle_memory() -> None:
    """What is loaded stays: from now on the collector needs not look at it."""
    gc.collect()
    gc.freeze()
    gc.enable()
