"""The driver that sends only what has changed (quality.md 1), in place of Textual's for Linux.

It takes what Textual writes and keeps the screen that the terminal shows; see `painter` for what
is sent, `outlet` for when. Esc is taken for itself sooner than Textual's driver does.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from codecs import getincrementaldecoder
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import textual
from textual import constants, events
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from oppman_tui.terminal.difference import Trust
from oppman_tui.terminal.keyboard import Keyboard
from oppman_tui.terminal.outlet import Outlet
from oppman_tui.terminal.painter import PROBE, Painter

if TYPE_CHECKING:
    from textual.app import App

    from oppman_tui.terminal.early import Picture

KNOWN = ("8", "2")
"""The Textual whose frames are known."""
_HOOKS = (
    "write",
    "close",
    "disable_input",
    "start_application_mode",
    "process_message",
    "run_input_thread",
    "_sigcont_application",
    "_get_terminal_size",
)
_ESCAPE = 0.04
"""Seconds after which Esc isn't the beginning of another key any more."""


class MarksTooWide(Message):
    """The terminal draws the marks wider than they are, or doesn't know them."""


class Wire(LinuxDriver):
    """Given to `App(driver_class=…)` where `choose` says so."""

    def __init__(self, app: App[Any], **options: Any) -> None:
        picture: Picture | None = getattr(app, "picture", None)
        self._picture = picture if picture is not None and picture.stands else None
        self._painter = Painter(Trust.of(_terminal()), PROBE)
        self._outlet = Outlet(_terminal(), self._painter)
        self._stopped = True
        super().__init__(app, **options)  # last: from here on a SIGCONT is answered

    # -- out ---------------------------------------------------------------------------

    def write(self, data: str) -> None:
        self._outlet.say(data, self._app.size)

    def repaint(self) -> None:
        """Send the whole screen once more."""
        self._outlet.repaint()

    def start_application_mode(self) -> None:
        picture = self._picture
        if picture is not None:
            # It is on the screen to which Textual is about to change: another change would make
            # some terminals forget where the shell's cursor was.
            self._painter.goes_on(picture.drawing.frame(), picture.drawing.size)
        self._outlet.open()
        # Textual's is untyped.
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if picture is not None:
            self.attrs_before = picture.before
            picture.taken_over()
            self._picture = None
            if picture.spoilt or (picture.fills and not self._painter.trust.fills):
                self._outlet.repaint()
        self._stopped = False
        known = signal.getsignal(signal.SIGWINCH)
        if callable(known):
            signal.signal(signal.SIGWINCH, partial(self._on_winch, known))

    def _on_winch(
        self,
        known: Callable[[int, FrameType | None], Any],
        number: int,
        frame: FrameType | None,
    ) -> None:
        self._outlet.resized()
        known(number, frame)

    def stop_application_mode(self) -> None:
        super().stop_application_mode()
        self._stopped = True

    def disable_input(self) -> None:
        if not self.exit_event.is_set():
            self._outlet.settle()
        super().disable_input()

    def close(self) -> None:
        super().close()
        self._outlet.close()

    def _sigcont_application(self, *_: Any) -> None:
        if self._stopped and not self._must_signal_resume:  # before its first start
            if self._picture is not None:
                self._picture.spoil()
            self._outlet.repaint()
            return
        # After a SIGSTOP, which nobody hears of, the driver is still running: another start
        # would read the keys twice, and the terminal's modes have to be set anew.
        if self._auto_restart and not self._stopped:
            self.suspend_application_mode()
        super()._sigcont_application()

    # -- in ----------------------------------------------------------------------------

    def process_message(self, message: Message) -> None:
        if isinstance(message, events.CursorPosition):
            if self._outlet.answered(message.x, message.y):
                super().process_message(MarksTooWide())
            return
        if isinstance(message, events.Resize):  # said by the terminal itself (mode 2048)
            self._outlet.resized()
        super().process_message(message)

    def run_input_thread(self) -> None:
        """As Textual's, but a lone Esc is waited for no longer than it takes to be sure."""
        keymap = getattr(self._app, "keymap", None)
        parser = Keyboard(self._debug, has_alt=getattr(keymap, "has_alt", False))
        decode = getincrementaldecoder("utf-8")("replace").decode
        try:
            while not self.exit_event.is_set():
                wait = _ESCAPE if parser.is_undecided else 0.1
                ready = select.select([self.fileno], [], [], wait)[0]
                if ready:
                    data = os.read(self.fileno, 65_536)
                    if not data:
                        break
                    for message in parser.feed(decode(data)):
                        self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)
        finally:
            try:
                for message in parser.feed(""):
                    self.process_message(message)
            except (EOFError, ParseError):
                pass


def choose(stock: bool = False) -> tuple[type[Driver] | None, str]:
    """The driver for the app, None for Textual's own; and which and why, in a line."""
    if stock:
        return None, "Textual's own, as the settings wish"
    if constants.DRIVER is not None:
        return None, f"{constants.DRIVER}, as TEXTUAL_DRIVER wishes"
    version = _version()
    if tuple(version.split(".")[:2]) != KNOWN:
        return None, f"Textual's own: Textual {version} isn't known, 8.2 is"
    missing = [hook for hook in _HOOKS if not callable(getattr(LinuxDriver, hook, None))]
    if not hasattr(XTermParser(), "_timeout_time"):
        missing.append("_timeout_time")
    if missing:
        return None, f"Textual's own: this Textual has no {', '.join(missing)}"
    if "ESCDELAY" not in os.environ:
        # A constant in Textual's eyes.
        constants.ESCAPE_DELAY = _ESCAPE  # type: ignore[misc]
    return Wire, "sends only what has changed"


def _version() -> str:
    """Textual's, as the folder beside it is named, unless Textual knows it already: what it would
    ask for it takes as long to load as all of the driver."""
    beside = [path.name for path in Path(textual.__file__).parents[1].glob("textual-*.dist-info")]
    if "__version__" in vars(textual) or len(beside) != 1:
        return textual.__version__
    return beside[0].removeprefix("textual-").removesuffix(".dist-info")


def _terminal() -> int:
    """The descriptor that leads to the terminal, as Textual chooses it."""
    assert sys.__stderr__ is not None and sys.__stdout__ is not None
    if not sys.__stderr__.isatty() and sys.__stdout__.isatty():
        return sys.__stdout__.fileno()
    return sys.__stderr__.fileno()
