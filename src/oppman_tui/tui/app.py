"""The program on the screen: holds the screens, takes the keys, says what came of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events, work
from textual.binding import BindingType
from textual.driver import Driver
from textual.filter import LineFilter

from oppman_tui import diagnostics
from oppman_tui.late import late
from oppman_tui.terminal import clipboard
from oppman_tui.terminal.backstop import Backstop
from oppman_tui.terminal.guard import Guard
from oppman_tui.terminal.no_colour import without_greys
from oppman_tui.tui import keys
from oppman_tui.tui.arriving import Coming
from oppman_tui.tui.changing import Changing
from oppman_tui.tui.key_queue import Struck
from oppman_tui.tui.keymap import STANDARD, KeyMap
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.screens.dialog import Hinting
from oppman_tui.tui.spelling import Spelling
from oppman_tui.tui.theme import DARK, LIGHT
from oppman_tui.tui.widgets import small
from oppman_tui.tui.widgets.bars import Footer

if TYPE_CHECKING:
    from oppman_tui.terminal.wire import Wire
    from oppman_tui.tui.screens.deal import DealScreen
    from oppman_tui.tui.screens.funnel import FunnelScreen
    from oppman_tui.tui.screens.help import Help
    from oppman_tui.tui.screens.list import ListScreen
    from oppman_tui.tui.screens.palette import Offer, Palette
    from oppman_tui.tui.screens.portfolio import PortfolioScreen
    from oppman_tui.tui.unwritten import Unwritten
    from oppman_tui.tui.verbs import drafts
    from oppman_tui.tui.widgets.writable import TooLong
    from oppman_tui.workspace.deals import Workspace
else:
    DealScreen = late("oppman_tui.tui.screens.deal", "DealScreen")
    FunnelScreen = late("oppman_tui.tui.screens.funnel", "FunnelScreen")
    Help = late("oppman_tui.tui.screens.help", "Help")
    ListScreen = late("oppman_tui.tui.screens.list", "ListScreen")
    Offer = late("oppman_tui.tui.screens.palette", "Offer")
    Palette = late("oppman_tui.tui.screens.palette", "Palette")
    PortfolioScreen = late("oppman_tui.tui.screens.portfolio", "PortfolioScreen")
    Unwritten = late("oppman_tui.tui.unwritten", "Unwritten")
    Wire = late("oppman_tui.terminal.wire", "Wire")
    drafts = late("oppman_tui.tui.verbs.drafts")


class Oppman(Changing):
    """The app. Screens read through `workspace`; every change goes through `change`."""

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
        super().__init__(workspace, remarks=remarks, driver_class=driver_class)
        self.guard = guard or Guard()
        self.ascii_only, self.linear = ascii_only, linear
        self.amounts_hidden = False
        """Customers are in the room: a meeting hides what the deals are worth."""
        self.animation_level = "none"
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        known = theme in self.available_themes
        self.theme = theme if known else DARK.name
        unknown = "" if known or not theme else _no_theme(theme, self.available_themes)
        self._backstop = Backstop()
        self._spelling = [Spelling(linear)] if linear or ascii_only else []
        self._notice = " · ".join(filter(None, (notice, unknown)))
        self.keymap = keymap

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*without_greys(super().get_line_filters()), *self._spelling, self._backstop]

    async def on_mount(self) -> None:
        self.set_keymap(self.keymap.overriding())
        self.screen_change_signal.subscribe(self, lambda _: small.cover(self))
        self.app_resume_signal.subscribe(self, lambda _: self.screen.refresh(layout=True))
        await self.begin()

    async def arrived(self, at: str | None) -> None:
        self.unwritten = Unwritten(self.workspace.drafts)
        self.read_where_it_stands()
        if len(self.screen_stack) > 1:
            await self.switch_screen(ListScreen(at))
        else:
            await self.push_screen(ListScreen(at))
        told = [drafts.notice(self), self._notice, self.workspace.notice]
        notice = " · ".join(dict.fromkeys(filter(None, told)))
        if notice:
            self.call_after_refresh(self.say, notice)
        self.watch_store()

    # -- the terminal ------------------------------------------------------------------

    def action_repaint(self) -> None:
        """Draw everything anew."""
        self.screen.refresh(layout=True)
        if isinstance(self._driver, Wire):
            self._driver.repaint()

    def copy_to_clipboard(self, text: str) -> None:
        """Cleaned, and through tmux or screen. Raises `UsageError` where it is too long."""
        self._clipboard = text
        if not clipboard.taken_by_tmux(text, os.environ) and self._driver is not None:
            self._driver.write(clipboard.sequence(text, os.environ))

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

    def on_too_long(self, pasted: TooLong) -> None:
        self.say(pasted.told)

    def heeds(self, key: Struck) -> bool:
        """What isn't seen isn't done."""
        leaves = isinstance(key, events.Key) and key.key == "ctrl+q"
        return leaves or not small.is_small(self)

    def on_resize(self) -> None:
        self.call_later(small.cover, self)  # once the new size is known

    async def answer(self, key: Struck) -> bool:
        self.unsay()
        return await super().answer(key)

    def unsay(self) -> None:
        for footer in self.screen.query(Footer):
            footer.message = None
        if isinstance(self.screen, Hinting):
            self.screen.unsay()

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


def _no_theme(name: str, known: Iterable[str]) -> str:
    """What is said of a theme that there isn't."""
    from difflib import get_close_matches

    (near,) = get_close_matches(name, known, 1, cutoff=0)
    return f"There is no theme {name}; the nearest is {near}. This is {DARK.name}"
