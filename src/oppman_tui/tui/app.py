"""The program on the screen: holds the workspace, carries out verbs, says what came of them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from rich.text import Text
from textual import events, work
from textual.binding import BindingType
from textual.driver import Driver
from textual.filter import LineFilter
from textual.reactive import reactive

from oppman_tui import diagnostics
from oppman_tui.errors import StoreLost, UserError
from oppman_tui.late import late
from oppman_tui.terminal import clipboard
from oppman_tui.terminal.backstop import Backstop
from oppman_tui.terminal.guard import Guard
from oppman_tui.terminal.no_colour import without_greys
from oppman_tui.tui import keys
from oppman_tui.tui.arriving import Arriving, Coming
from oppman_tui.tui.key_queue import KeyQueue
from oppman_tui.tui.keymap import STANDARD, KeyMap
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.screens.dialog import Hinting
from oppman_tui.tui.spelling import Spelling
from oppman_tui.tui.theme import DARK, LIGHT
from oppman_tui.tui.widgets import small
from oppman_tui.tui.widgets.bars import Footer

if TYPE_CHECKING:
    from oppman_tui.terminal.wire import Wire
    from oppman_tui.tui.screens.clash import Clashing
    from oppman_tui.tui.screens.deal import DealScreen
    from oppman_tui.tui.screens.funnel import FunnelScreen
    from oppman_tui.tui.screens.help import Help
    from oppman_tui.tui.screens.list import ListScreen
    from oppman_tui.tui.screens.palette import Offer, Palette
    from oppman_tui.tui.screens.portfolio import PortfolioScreen
    from oppman_tui.tui.unwritten import Unwritten
    from oppman_tui.tui.verbs import drafts, keeping
    from oppman_tui.workspace.deals import Seen, Workspace
    from oppman_tui.workspace.view import DealView
else:
    Clashing = late("oppman_tui.tui.screens.clash", "Clashing")
    DealScreen = late("oppman_tui.tui.screens.deal", "DealScreen")
    FunnelScreen = late("oppman_tui.tui.screens.funnel", "FunnelScreen")
    Help = late("oppman_tui.tui.screens.help", "Help")
    ListScreen = late("oppman_tui.tui.screens.list", "ListScreen")
    Offer = late("oppman_tui.tui.screens.palette", "Offer")
    Palette = late("oppman_tui.tui.screens.palette", "Palette")
    PortfolioScreen = late("oppman_tui.tui.screens.portfolio", "PortfolioScreen")
    Seen = late("oppman_tui.workspace.deals", "Seen")
    Unwritten = late("oppman_tui.tui.unwritten", "Unwritten")
    Wire = late("oppman_tui.terminal.wire", "Wire")
    drafts = late("oppman_tui.tui.verbs.drafts")
    keeping = late("oppman_tui.tui.verbs.keeping")

Verb: TypeAlias = "Callable[[Seen], object]"

_SETTLED = 30
"""Seconds after which the app has settled, and looks whether a backup is due."""


class Oppman(Arriving):
    """The app. Screens read through `workspace`; every change goes through `change`.

    `arrival` counts what has been written to the store, here or in another window; the screens
    watch it and read anew.
    """

    TITLE = "oppman"
    ENABLE_COMMAND_PALETTE = False
    # Without colours the place where one writes is reversed.
    CSS = """
    Input:nocolor > .input--cursor { text-style: reverse; }
    TextArea:nocolor .text-area--cursor { text-style: reverse; }
    Input:nocolor > .input--selection, TextArea:nocolor .text-area--selection {
        text-style: underline;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.of("app")
    arrival: reactive[int] = reactive(0)
    today: reactive[date] = reactive(date.min)

    def __init__(
        self,
        workspace: Workspace | Coming,
        *,
        theme: str = DARK.name,
        ascii_only: bool = False,
        linear: bool = False,
        notice: str = "",
        keymap: KeyMap = STANDARD,
        guard: Guard | None = None,
        driver_class: type[Driver] | None = None,
        remarks: Mapping[str, str] | None = None,
    ) -> None:
        """`remarks` are kept in the store once it was looked over."""
        super().__init__(workspace, driver_class=driver_class)
        self.guard = guard or Guard()
        self.unwritten: Unwritten
        self.ascii_only, self.linear = ascii_only, linear
        self.amounts_hidden = False
        """Customers are in the room: a meeting hides what the deals are worth."""
        self.animation_level = "none"
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = theme if theme in self.available_themes else DARK.name
        self._backstop = Backstop()
        self._spelling = [Spelling(linear)] if linear or ascii_only else []
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._notice = notice
        self._remarks = dict(remarks or {})
        self.restored = ""
        """What to say of the backup that was restored, where one was."""
        self._is_lost, self._no_backup = False, ""
        self.keymap = keymap
        self.key_queue = KeyQueue(self, self._answer)

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*without_greys(super().get_line_filters()), *self._spelling, self._backstop]

    async def on_mount(self) -> None:
        self.set_keymap(self.keymap.overriding())
        self.screen_change_signal.subscribe(self, lambda _: small.cover(self))
        self.app_resume_signal.subscribe(self, lambda _: self.screen.refresh(layout=True))
        await self.begin()

    async def arrived(self, at: str | None) -> None:
        self.unwritten = Unwritten(self.workspace.drafts)
        self.set_reactive(Oppman.today, self.workspace.today)
        self.set_reactive(Oppman.arrival, self.workspace.arrival())
        if len(self.screen_stack) > 1:
            await self.switch_screen(ListScreen(at))
        else:
            await self.push_screen(ListScreen(at))
        self.set_interval(2, self._look_around)
        told = [drafts.notice(self), self._notice, self.workspace.notice]
        notice = " · ".join(dict.fromkeys(filter(None, told)))
        if notice:
            self.call_after_refresh(self.say, notice)
        self.call_after_refresh(self._check_store)
        self.set_timer(_SETTLED, self._back_up)
        self.set_interval(60, self._back_up)

    # -- the store ---------------------------------------------------------------------

    @work(group="checking")
    async def _check_store(self) -> None:
        await keeping.look_over(self)
        for key, value in self._remarks.items():
            with suppress(UserError):  # for the next start; this one has no need of it
                if self.workspace.remembered(key) != value:
                    await self.perform(partial(self.workspace.remember, key, value))

    @work(group="backup")
    async def _back_up(self) -> None:
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
            self.arrival = await self.perform(look)
        except UserError as error:
            self.fail(error)
        self.today = self.workspace.today

    # -- the terminal ------------------------------------------------------------------

    def action_repaint(self) -> None:
        """Draw everything anew."""
        self.screen.refresh(layout=True)
        if isinstance(self._driver, Wire):
            self._driver.repaint()

    def copy_to_clipboard(self, text: str) -> None:
        """Cleaned, and through tmux or screen. Raises `UsageError` where it is too long."""
        sequence = clipboard.sequence(text, os.environ)
        self._clipboard = text
        if self._driver is not None:
            self._driver.write(sequence)

    def on_marks_too_wide(self) -> None:
        """The terminal draws the marks otherwise than they were measured: ASCII from now on."""
        self.ascii_only, self._spelling = True, [Spelling(self.linear)]
        self.mutate_reactive(Oppman.theme)  # all screens draw themselves anew

    # -- saying ------------------------------------------------------------------------

    def say(self, words: str, *, alarm: bool = False) -> None:
        """At the foot of the screen, until the next key."""
        ink = Looks.of(self).ink
        line = Text(words, ink.alarm if alarm else ink.accent, overflow="fold")
        for footer in self.screen.query(Footer):
            footer.message = line
        if isinstance(self.screen, Hinting):
            self.screen.say(line)

    def on_key(self, event: events.Key) -> None:
        """A key that nothing here has: where it is one."""
        if event.key not in self.screen.active_bindings:
            live = {active.binding.id or "" for active in self.screen.active_bindings.values()}
            self.say(self.keymap.elsewhere(event.key, live))

    async def on_event(self, event: events.Event) -> None:
        if self.holds_back(event):
            return
        if isinstance(event, events.Key) and not event.is_forwarded:
            if small.is_small(self) and event.key != "ctrl+q":
                return  # what isn't seen isn't done
            await self.key_queue.put(event)
        else:
            await super().on_event(event)

    def on_resize(self) -> None:
        self.call_later(small.cover, self)  # once the new size is known

    async def _answer(self, key: events.Key) -> None:
        self.unsay()
        await super().on_event(key)

    def unsay(self) -> None:
        for footer in self.screen.query(Footer):
            footer.message = None
        if isinstance(self.screen, Hinting):
            self.screen.unsay()

    # -- changing ----------------------------------------------------------------------

    async def change(self, view: DealView, verb: Verb, said: str = "") -> bool:
        """Carry a verb out on the deal as it was shown; True where it was written.

        Verbs run one after the other off the screen's thread. Where another window changed the
        same field meanwhile, both values are shown and the user decides.
        """
        from oppman_tui.workspace.clashes import ClashError

        seen = Seen.of(view)
        try:
            await self.perform(lambda: verb(seen))
        except ClashError as clash:
            if not await self.push_screen_wait(Clashing(clash, view)):
                self.written("Left as the other window wrote it")
                return False
            fresh = self.workspace.view(view.id)
            if fresh is None:
                return False
            return await self.change(fresh, verb, said)
        except UserError as error:
            self.fail(error)
            return False
        self.written(said)
        return True

    async def perform(self, verb: Callable[[], Any]) -> Any:
        """Run a verb after those before it, off the screen's thread. Raises what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, verb)

    def written(self, said: str) -> None:
        """Something was written to the store: the screens read anew, and it is said."""
        self.unwritten.saved()
        self.arrival = self.workspace.arrival()
        if said:
            self.say(said)

    @work
    async def action_undo(self) -> None:
        await self._take_back(self.workspace.undo, "Undone")

    @work
    async def action_redo(self) -> None:
        await self._take_back(self.workspace.redo, "Done again")

    async def _take_back(self, verb: Callable[[], str], word: str) -> None:
        try:
            label = await self.perform(verb)
        except UserError as error:
            self.fail(error)
        else:
            self.written(f"{word}: {label}")

    # -- moving ------------------------------------------------------------------------

    @work
    async def action_palette(self) -> None:
        """Do an action, or open a deal, by its name."""
        here = self.screen
        chosen = await self.push_screen_wait(Palette(here))
        if isinstance(chosen, Offer):
            await self.run_action(chosen.action, chosen.node)
        elif chosen is not None:
            await self.push_screen(DealScreen(chosen))

    async def action_whole(self, picture: str) -> None:
        """A picture of many deals, over the list; never one over another."""
        while len(self.screen_stack) > 2:
            await self.pop_screen()
        from oppman_tui.tui.screens.calibration import CalibrationScreen

        screens = {
            "funnel": FunnelScreen,
            "portfolio": PortfolioScreen,
            "calibration": CalibrationScreen,
        }
        await self.push_screen(screens[picture]())

    def action_help(self) -> None:
        self.push_screen(Help(self.screen))

    async def action_back(self) -> None:
        if len(self.screen_stack) > 2:
            await self.pop_screen()

    def key(self, binding: str) -> str:
        """The key of that id as this person has it, to be named in a sentence."""
        return self.keymap.first(binding)

    @property
    def takes_back(self) -> str:
        """The end of what is said of a change."""
        return f"{self.key('app.undo')} takes it back"

    def keep_typed(self) -> None:
        """What is typed and not written yet is on the disk; called by the guard, on its thread."""
        if self.is_here:
            self.workspace.drafts.flush()

    def leave_with(self, code: int) -> None:
        """Leave with this exit status; called by the guard, on its thread."""
        self.call_later(self._leave_with, code)

    @work
    async def _leave_with(self, code: int) -> None:
        await self.perform(lambda: None)
        self.exit(return_code=code)

    @work
    async def action_drafts(self) -> None:
        await drafts.take_up(self)

    async def action_suspend(self) -> None:
        """To the shell, once nothing is being written; `fg` comes back."""
        self.workspace.drafts.flush()
        await self.perform(lambda: None)
        self.action_suspend_process()

    @work
    async def action_leave(self) -> None:
        """Leave once what was struck last is on the disk."""
        await self.perform(lambda: None)
        self.exit()

    # -- failing -----------------------------------------------------------------------

    def _fatal_error(self) -> None:
        """One line instead of a traceback with everyone's names in it."""
        self._exit_renderables.append(
            Text(
                "oppman stopped over an error of its own. What was saved is safe. "
                f"The log says more: {diagnostics.where()}"
            )
        )
        self._close_messages_no_wait()

    def _handle_exception(self, error: Exception) -> None:
        self.keep_typed()
        diagnostics.record_crash(error, self.clock.now())
        super()._handle_exception(error)
