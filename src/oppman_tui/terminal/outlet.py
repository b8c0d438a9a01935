"""The thread that writes to the terminal: whenever it is ready, the newest screen."""

from __future__ import annotations

import contextlib
import os
import select
import termios
import threading
import time

from oppman_tui.terminal.pace import Pace
from oppman_tui.terminal.painter import Painter, Size

_PATIENCE = 2.0
"""Seconds that a terminal which takes nothing is waited for when leaving."""
_FAREWELL = 0.3
"""Seconds that answers under way are waited for, so that no shell reads them."""


class Outlet:
    """Between `open` and `close` a thread sends what the painter gives.

    `say`, `refresh` and the like come from any thread, and never wait for the terminal.
    """

    def __init__(self, fd: int, painter: Painter) -> None:
        self._fd, self._painter, self._pace = fd, painter, Pace()
        self._turn = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closing = self._probing = False
        self._own = -1

    def open(self) -> None:
        if self._thread is not None:
            return
        self._closing = False
        self._own = _opened_anew(self._fd)
        self._thread = threading.Thread(target=self._run, name="wire", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Send what is left, and end the thread; at once where the terminal takes nothing."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        with self._turn:
            self._closing = True
            self._turn.notify_all()
        thread.join(_PATIENCE)
        if not thread.is_alive() and self._own >= 0:
            os.close(self._own)
            self._own = -1

    def say(self, data: str, size: Size) -> None:
        """What Textual writes, while its screens have that size."""
        with self._turn:
            self._painter.take(data, size)
            self._turn.notify_all()

    def repaint(self) -> None:
        """All of the screen, since nobody knows what the terminal shows."""
        with self._turn:
            self._painter.forget()
            self._turn.notify_all()

    def resized(self) -> None:
        """The window's size may be another; also from a signal's handler."""
        with self._turn:
            self._painter.resized(self._size())
            self._turn.notify_all()

    def answered(self, column: int, row: int) -> bool:
        """The terminal says where its cursor stands; True where its marks are too wide."""
        with self._turn:
            probing, self._probing = self._probing, False
            too_wide = probing and self._painter.measured(column, row)
            self._pace.answered(time.monotonic())
            self._turn.notify_all()
        return too_wide

    def settle(self) -> None:
        """Wait a moment for the answers under way."""
        with self._turn:
            self._turn.wait_for(lambda: not self._pace.is_waiting, _FAREWELL)

    # -- the thread --------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while (data := self._next()) is not None:
                self._send(data)
        except OSError:  # the terminal has gone; others see to that
            return

    def _next(self) -> bytes | None:
        """What goes out next, once something has to; None at the end."""
        painter, pace = self._painter, self._pace
        with self._turn:
            while True:
                may = not painter.is_due or pace.allows(time.monotonic())
                if painter.has_words or (painter.is_due and may and not self._closing):
                    break
                if self._closing:
                    return None
                self._turn.wait(0.05 if painter.is_due else None)
            probes = painter.probes
            text = painter.give(self._size(), frame=may and not self._closing)
            if probes and not painter.probes:
                self._probing = True
                pace.asked(time.monotonic())
            data = text.encode("utf-8", "replace")
            asks = painter.stands and not self._closing
            return data + pace.sent(len(data), time.monotonic(), ask=asks).encode()

    def _send(self, data: bytes) -> None:
        view = memoryview(data)
        fd = self._own if self._own >= 0 else self._fd
        waited = 0.0
        while view:
            if not select.select([], [fd], [], 0.1)[1]:
                waited += 0.1
                if self._closing and waited >= _PATIENCE:
                    raise OSError("the terminal takes nothing")
                continue
            with contextlib.suppress(BlockingIOError):
                view = view[os.write(fd, view[:4096]) :]
                waited = 0.0

    def _size(self) -> Size:
        try:
            columns, lines = termios.tcgetwinsize(self._fd)[::-1]
        except (OSError, termios.error):
            columns = lines = 0
        return (columns or 10_000, lines or 10_000)


def _opened_anew(fd: int) -> int:
    """The same terminal by a descriptor of our own that never blocks; −1 where there is none.

    The one given is shared with the shell, which would stumble over such a mode.
    """
    try:
        return os.open(os.ttyname(fd), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return -1
