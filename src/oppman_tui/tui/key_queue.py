"""Keys one at a time: each is answered before the next is handed on.

A slow line or a paste brings many keys at once. Textual would give all of them to whatever has
the focus now, though the first may open a dialog or close one; so they wait here for it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.widget import Widget

_PATIENCE = 1.0
"""Seconds after which the next key is handed on anyway: what was to answer may be gone."""


class KeyQueue:
    """`hand_on` is what the app does with a key by itself."""

    def __init__(self, app: App[Any], hand_on: Callable[[events.Key], Awaitable[None]]) -> None:
        self._app = app
        self._hand_on = hand_on
        self._waiting: deque[events.Key] = deque()
        self._turn = 0
        self._busy = False
        self._answered = asyncio.Event()
        self._answered.set()

    async def put(self, key: events.Key) -> None:
        """Handed on at once where none is being answered, else in its turn."""
        self._waiting.append(key)
        self._answered.clear()
        if not self._busy:
            await self._next(self._turn)

    async def answered(self) -> None:
        """Wait until every key so far has been."""
        await self._answered.wait()

    async def _next(self, turn: int) -> None:
        if turn != self._turn:
            return  # too late: patience was out
        self._turn += 1
        self._busy = bool(self._waiting)
        if not self._busy:
            self._answered.set()
            return
        key = self._waiting.popleft()
        focused = self._app.focused or self._app.screen
        await self._hand_on(key)
        turn = self._turn
        self._app.set_timer(_PATIENCE, lambda: self._next(turn))
        self._pass_up(focused.ancestors_with_self, turn)

    def _pass_up(self, nodes: Sequence[DOMNode], turn: int) -> None:
        """Follow the key: through the queue of the focused widget, then of each that holds it."""
        for place, node in enumerate(nodes):
            # What has been closed takes no more calls: then on to what held it.
            if isinstance(node, Widget | App) and node.call_later(
                self._pass_up, nodes[place + 1 :], turn
            ):
                return
        self._after_refresh(turn, 2)

    def _after_refresh(self, turn: int, times: int) -> None:
        """What it opened or closed is on the screen, and so is what that opened."""
        if times:
            screen = self._app.screen
            screen.call_after_refresh(self._app.call_later, self._after_refresh, turn, times - 1)
        else:
            self._app.call_later(self._next, turn)
