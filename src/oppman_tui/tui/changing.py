"""An app that changes a store: verbs one after the other, and what other windows wrote seen.

The store's care is here too: looked over once, backed up every hour, undo and redo.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from textual import work
from textual.reactive import reactive

from oppman_tui.errors import StoreLost, UserError
from oppman_tui.late import late
from oppman_tui.tui.arriving import Arriving, Coming

if TYPE_CHECKING:
    from oppman_tui.tui.screens.clash import Clashing
    from oppman_tui.tui.screens.live import Live
    from oppman_tui.tui.unwritten import Talk, Unwritten, current_talk
    from oppman_tui.tui.verbs import keeping
    from oppman_tui.workspace.deals import Kept, Seen, Workspace
    from oppman_tui.workspace.view import DealView
else:
    Clashing = late("oppman_tui.tui.screens.clash", "Clashing")
    Live = late("oppman_tui.tui.screens.live", "Live")
    Seen = late("oppman_tui.workspace.deals", "Seen")
    current_talk = late("oppman_tui.tui.unwritten", "current_talk")
    keeping = late("oppman_tui.tui.verbs.keeping")

Verb: TypeAlias = "Callable[[Seen], object]"
_T = TypeVar("_T")

_SETTLED = 30
"""Seconds after which the app has settled, and looks whether a backup is due."""


class Jotted(NamedTuple):
    """What was written in a review that is still open: no act, but taken back in its turn."""

    deal: str
    before: Kept
    after: Kept
    told: str

    def turned(self) -> Jotted:
        """What takes it back, or does it again."""
        return self._replace(before=self.after, after=self.before)


class Changing(Arriving):
    """Every change goes through `change`, every other write through `perform`.

    `arrival` counts what has been written to the store, here or in another window; the screens
    watch it and read anew.
    """

    arrival: reactive[int] = reactive(0)
    today: reactive[date] = reactive(date.min)

    def __init__(
        self, workspace: Workspace | Coming, *, remarks: Mapping[str, str] | None, **given: Any
    ) -> None:
        """`remarks` are kept in the store once it was looked over."""
        super().__init__(workspace, **given)
        self.unwritten: Unwritten
        self.restored = ""
        """What to say of the backup that was restored, where one was."""
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._remarks = dict(remarks or {})
        self._is_lost, self._no_backup = False, ""
        self._done: list[Jotted | None] = []
        """What was written from this window, in its order; None is an act of the store."""
        self._undone: list[Jotted | None] = []

    def say(self, words: str, *, alarm: bool = False) -> None:
        """Where the user reads it, until the next key."""
        raise NotImplementedError

    # -- the store ---------------------------------------------------------------------

    def read_where_it_stands(self) -> None:
        """Count from here on, before a screen watches."""
        self.set_reactive(Changing.today, self.workspace.today)
        self.set_reactive(Changing.arrival, self.workspace.arrival())

    def watch_store(self) -> None:
        """From now on: other windows, the day, the file's health, the hourly backup."""
        self.set_interval(2, self._look_around)
        self.call_after_refresh(self._check_store)
        self.set_timer(_SETTLED, self._back_up)
        self.set_interval(60, self._back_up)

    @work(group="checking")
    async def _check_store(self) -> None:
        with self.key_queue.not_waited_for():
            await keeping.look_over(self)
        for key, value in self._remarks.items():
            with suppress(UserError):  # for the next start; this one has no need of it
                if self.workspace.remembered(key) != value:
                    await self.perform(partial(self.workspace.remember, key, value))

    @work(group="backup")
    async def _back_up(self) -> None:
        with self.key_queue.not_waited_for():
            self._no_backup = await keeping.back_up(self, self._no_backup)

    def fail(self, error: UserError) -> None:
        """Say why something was not done; of a store that is lost once what can be done."""
        if isinstance(error, StoreLost) and not self._is_lost:
            self._is_lost = True
            self.run_worker(keeping.way_back(self, error), group="way back")
        else:
            self.say(str(error), alarm=True)

    @work(exclusive=True, group="looking")
    async def _look_around(self) -> None:
        """See what another window wrote, and whether a new day has begun.

        Off the screen's thread, and after the writes: a busy store never stops a key.
        """

        def look() -> int:
            self.workspace.keep_up()
            return self.workspace.arrival()

        try:
            with self.key_queue.not_waited_for():
                self.arrival = await self.perform(look)
        except UserError as error:
            self.fail(error)
        self.today = self.workspace.today

    # -- changing ----------------------------------------------------------------------

    async def change(self, view: DealView, verb: Verb, said: str = "") -> bool:
        """Carry a verb out on the deal as it was shown; True where it was written.

        Verbs run one after the other off the screen's thread. Where another window changed the
        same field meanwhile, both values are shown and the user decides; also where the screen
        that the change was made on has been left since.
        """
        talk = current_talk()
        outcome: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        async def carry_out() -> None:
            try:
                outcome.set_result(await self._change(view, verb, said, talk))
            except BaseException as error:
                outcome.set_exception(error)

        self.run_worker(carry_out(), group="changing")
        with self.key_queue.not_waited_for():  # a busy store stops no key
            return await asyncio.shield(outcome)

    async def _change(self, view: DealView, verb: Verb, said: str, talk: Talk | None) -> bool:
        from oppman_tui.workspace.clashes import ClashError

        seen = Seen.of(view)
        try:
            with self.key_queue.not_waited_for():
                await self.perform(lambda: verb(seen))
        except ClashError as clash:
            if not await self.push_screen_wait(Clashing(clash, view)):
                self.reread("Left as the other window wrote it", talk)
                return False
            fresh = self.workspace.view(view.id)
            if fresh is None:
                return False
            return await self._change(fresh, verb, said, talk)
        except UserError as error:
            self.fail(error)
            return False
        self.written(said, talk)
        return True

    async def perform(self, verb: Callable[[], _T]) -> _T:
        """Run a verb after those before it, off the screen's thread. Raises what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, verb)

    def written(self, said: str, talk: Talk | None = None, jotted: Jotted | None = None) -> None:
        """Something was written to the store: the screens read anew, and it is said. It was told
        in `talk`, else in the conversation that this is called in. `jotted` is what it was where
        it was no act."""
        self._done.append(jotted)
        self._undone.clear()
        self.reread(said, talk)

    def reread(self, said: str, talk: Talk | None = None) -> None:
        """The screens read the store anew, and it is said."""
        self.unwritten.saved(talk or current_talk())
        self.arrival = self.workspace.arrival()
        if said:
            self.say(said)

    @work
    async def action_undo(self) -> None:
        await self._take_back(self.workspace.undo, "Undone", self._done, self._undone)

    @work
    async def action_redo(self) -> None:
        await self._take_back(self.workspace.redo, "Done again", self._undone, self._done)

    async def _take_back(
        self,
        verb: Callable[[], str],
        word: str,
        steps: list[Jotted | None],
        turned: list[Jotted | None],
    ) -> None:
        """The last of `steps`, or, where that is an act or there is none, what the store has."""
        with self.key_queue.not_waited_for():
            await self.perform(lambda: None)  # what was struck before is among the steps by then
        taken = [steps.pop()] if steps else []
        step = taken[0] if taken else None
        try:
            with self.key_queue.not_waited_for():
                label = await self.perform(partial(self._restored, step) if step else verb)
        except UserError as error:
            if step is None:
                steps += taken  # an act that stands is still to be taken back
            self.fail(error)
            return
        turned.append(step.turned() if step else None)
        self.reread(f"{word}: {label}")
        if step is not None:  # the screens watch the acts only
            for screen in self.screen_stack:
                if isinstance(screen, Live):
                    screen.draw()

    def _restored(self, step: Jotted) -> str:
        self.workspace.put_back_review(step.deal, step.after, step.before)
        return step.told
