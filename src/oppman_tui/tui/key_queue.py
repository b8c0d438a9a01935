"""Keys one at a time: each is answered before the next is handed on.

A slow line or a paste brings many keys at once. Textual would give all of them to whatever has
the focus now, though the first may open a dialog or close one; so they wait here for it, and for
what it set to work, up to where that waits for the user. What is pasted is a key that is longer
than others.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import Context
from typing import Any, TypeAlias

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.widget import Widget
from textual.worker import Worker, WorkerError, active_worker

_PATIENCE = 2.0
"""Seconds after which the next key is handed on anyway: what was to answer may be gone."""

Struck: TypeAlias = events.Key | events.Paste


class KeyQueue:
    """`hand_on` is what the app does with a key by itself; True where that is all that comes of
    it, so that the next follows at once, before anything is drawn. Nothing is handed on before
    `go_on`, or what `admit` lets through.
    """

    def __init__(
        self,
        app: App[Any],
        hand_on: Callable[[Struck], Awaitable[bool]],
    ) -> None:
        self._app = app
        self._hand_on = hand_on
        self._admits: Callable[[Struck], bool] = _none
        self._waiting: deque[Struck] = deque()
        self._turn = 0
        self._busy = False
        self._resting: Counter[Worker[Any] | None] = Counter()
        self._rested = asyncio.Event()
        self._watch: asyncio.Task[None] | None = None
        self._answered, self._still = asyncio.Event(), asyncio.Event()
        self._answered.set()
        self._still.set()

    async def put(self, key: Struck) -> None:
        """Handed on at once where none is being answered, else in its turn."""
        self._waiting.append(key)
        self._answered.clear()
        if not self._busy:
            await self._next(self._turn)

    async def answered(self) -> None:
        """Wait until every key so far has been."""
        await self._answered.wait()

    async def admit(self, which: Callable[[Struck], bool]) -> None:
        """From now on hand on these, up to the first that is none of them."""
        self._admits = which
        if not self._busy:
            await self._next(self._turn)

    async def stop(self) -> None:
        """Hand on no more; returns once the last that was handed on is answered."""
        self._admits = _none
        await self._still.wait()

    def go_on(self) -> None:
        """Hand on all that wait and will come, once what is being shown is there."""
        self._admits = _all
        self._turn += 1
        self._be_busy(True)
        turn = self._turn
        self._app.set_timer(_PATIENCE, lambda: self._next(turn))
        self._after_refresh(turn, 2)

    def asked(self, answer: asyncio.Future[Any]) -> None:
        """The worker that runs waits for this answer of the user's."""
        worker = active_worker.get(None)
        self._rest(worker)
        answer.add_done_callback(lambda _: self._go_on(worker))

    @contextmanager
    def not_waited_for(self) -> Iterator[None]:
        """Within it the worker that runs is busy with what no key depends on."""
        worker = active_worker.get(None)
        self._rest(worker)
        try:
            yield
        finally:
            self._go_on(worker)

    def _rest(self, worker: Worker[Any] | None) -> None:
        self._resting[worker] += 1
        self._rested.set()

    def _go_on(self, worker: Worker[Any] | None) -> None:
        self._resting[worker] -= 1
        if not self._resting[worker]:
            del self._resting[worker]

    def _at_work(self) -> set[Worker[Any]]:
        """The workers that do something just now on which the next key may depend."""
        return {w for w in self._app.workers if not w.is_finished and w not in self._resting}

    async def _next(self, turn: int) -> None:
        if turn != self._turn:
            return  # too late: patience was out
        answered = True
        while answered:
            self._turn += 1
            self._be_busy(bool(self._waiting) and self._admits(self._waiting[0]))
            if not self._busy:
                return
            focused = self._app.focused or self._app.screen
            answered = await self._hand_on(self._waiting.popleft())
        turn = self._turn
        self._app.set_timer(_PATIENCE, lambda: self._next(turn))
        path = focused.ancestors_with_self
        # Twice: the first time it meets the key, the second time what that has posted.
        self._pass_up([*path, *path], turn)

    def _be_busy(self, busy: bool) -> None:
        self._busy = busy
        for event, holds in ((self._still, not busy), (self._answered, not self._waiting)):
            if holds and not busy:
                event.set()
            else:
                event.clear()

    def _pass_up(self, nodes: Sequence[DOMNode], turn: int) -> None:
        """Follow the key: through the queue of the focused widget, then of each that holds it."""
        for place, node in enumerate(nodes):
            # What has been closed takes no more calls: then on to what held it.
            if isinstance(node, Widget | App) and node.call_later(
                self._pass_up, nodes[place + 1 :], turn
            ):
                return
        self._watch = asyncio.create_task(self._worked(turn))

    async def _worked(self, turn: int) -> None:
        """What it set to work has ended, or waits for the user."""
        while turn == self._turn and (left := self._at_work()):
            self._rested.clear()
            rested = asyncio.ensure_future(self._rested.wait())
            # In a context of their own: ours may be that of the worker whose screen this is.
            ends = [asyncio.create_task(_end(worker), context=Context()) for worker in left]
            await asyncio.wait([rested, *ends], return_when=asyncio.FIRST_COMPLETED)
            rested.cancel()
        self._after_refresh(turn, 2)

    def _after_refresh(self, turn: int, times: int) -> None:
        """What it opened or closed is on the screen, and so is what that opened."""
        if times:
            screen = self._app.screen
            screen.call_after_refresh(self._app.call_later, self._after_refresh, turn, times - 1)
        else:
            self._app.call_later(self._next, turn)


async def _end(worker: Worker[Any]) -> None:
    """Whatever its end was: others say that."""
    with suppress(WorkerError):
        await worker.wait()


def _none(_: Struck) -> bool:
    return False


def _all(_: Struck) -> bool:
    return True
