"""When the line drops or the program is told to end: what was typed is kept, then it leaves.

Textual answers neither SIGHUP nor SIGTERM, spins where the terminal is gone, and can't leave while
a stalled line blocks its loop. So a thread of its own waits for both signals and looks whether
there is still a terminal (architecture.md, The terminal).
"""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

_LOOK = 0.25
"""Seconds between two looks at the terminal."""
PATIENCE = 2.0
"""Seconds that the program has for leaving by itself."""
HUNG_UP, TERMINATED = 128 + signal.SIGHUP, 128 + signal.SIGTERM
_GONE = select.POLLHUP | select.POLLERR | select.POLLNVAL
_RESTORE = (
    b"\x1b[r\x1b[?7h\x1b[?2004l\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[<u"
    b"\x1b[?1049l\x1b[?25h"
)
"""Leaves the alternate screen, the mouse, pastes, focus, wrapping and the scroll region as a
shell has them."""


class Guard:
    """`with Guard() as guard:` before any thread is started, since threads inherit the mask.

    Within it `watch` says what is to be done when the end comes. `code` is the exit status then:
    129 for a line that dropped, 143 where it was told to end; with it the program ends where the
    block does.
    """

    def __init__(self) -> None:
        self.code: int | None = None
        # Where SIGHUP was ignored from the start (nohup), it is not what ends the program.
        ignored = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        self._signals = {signal.SIGTERM} if ignored else {signal.SIGHUP, signal.SIGTERM}
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._child: int | None = None
        self._terminal: tuple[int, list[Any]] | None = None

    def __enter__(self) -> Self:
        self._before = signal.pthread_sigmask(signal.SIG_BLOCK, self._signals)
        return self

    def watch(
        self,
        keep: Callable[[], object],
        leave: Callable[[int], object],
        terminal: list[Any] | None = None,
    ) -> None:
        """From now on: `keep` what was typed, then `leave` with the exit status. `terminal` is
        how it was set for the shell, where it isn't set so now.

        Both are called on the guard's thread. Where the program is still there two seconds
        later, it is ended.
        """
        with suppress(OSError, ValueError, termios.error):
            handle = sys.stdin.fileno()
            self._terminal = handle, terminal or termios.tcgetattr(handle)
        self._thread = threading.Thread(
            target=self._watch, args=(keep, leave), name="guard", daemon=True
        )
        self._thread.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        if self._thread is not None and self.code is None:
            self._thread.join()
        if self.code is not None:
            # What is still to be printed may have nowhere to go, which is another status; and a
            # second signal would be a third.
            with suppress(OSError, ValueError):
                sys.stdout.flush()
            os._exit(self.code)
        signal.pthread_sigmask(signal.SIG_SETMASK, self._before)

    # -- the end -----------------------------------------------------------------------

    def _watch(self, keep: Callable[[], object], leave: Callable[[int], object]) -> None:
        poll = select.poll()
        poll.register(0, 0)  # what is of interest here is always told of
        while not self._over.is_set():
            caught = signal.sigtimedwait(self._signals, _LOOK)
            # Interrupted by a stop, CPython hands out a signal that never was.
            if caught is not None and caught.si_signo in self._signals:
                return self._end(128 + caught.si_signo, keep, leave)
            if any(event & _GONE for _, event in poll.poll(0)):
                return self._end(HUNG_UP, keep, leave)
        return None

    def _end(self, code: int, keep: Callable[[], object], leave: Callable[[int], object]) -> None:
        self.code = code
        last = threading.Timer(PATIENCE, self._cut, (code,))
        last.daemon = True  # it cuts off a program that can't end, and keeps none from ending
        last.start()
        # Whatever goes wrong with one of them, the others still have to be done.
        with suppress(Exception):
            keep()
        child = self._child
        if child is not None:
            with suppress(OSError):
                os.kill(child, signal.SIGHUP)
        with suppress(Exception):
            leave(code)

    def _cut(self, code: int) -> None:
        """End at once, the terminal left as it was found where it still takes anything."""
        with suppress(OSError, termios.error):
            handle = os.open("/dev/tty", os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
            os.write(handle, _RESTORE)
            if self._terminal is not None:
                # Never TCSADRAIN: it would wait for a line that has stalled.
                termios.tcsetattr(self._terminal[0], termios.TCSANOW, self._terminal[1])
        os._exit(code)

    # -- other programs ----------------------------------------------------------------

    def run(self, command: Sequence[str], environment: dict[str, str]) -> int:
        """Run another program in this terminal and wait for it; its exit status.

        It has no signal blocked or ignored, whatever holds here; ctrl+c is for it alone. A hang-up
        is passed on to it. Raises `OSError` where it can't be started.
        """
        kept = {s: signal.signal(s, signal.SIG_IGN) for s in (signal.SIGINT, signal.SIGQUIT)}
        try:
            child = os.posix_spawnp(
                command[0],
                list(command),
                environment,
                setsigmask=(),
                setsigdef=(
                    signal.SIGINT,
                    signal.SIGQUIT,
                    signal.SIGTSTP,
                    signal.SIGPIPE,
                    signal.SIGHUP,
                ),
            )
            self._child = child
            if self.code is not None:  # it began just as the line dropped
                os.kill(child, signal.SIGHUP)
            _, status = os.waitpid(child, 0)
            return os.waitstatus_to_exitcode(status)
        finally:
            self._child = None
            for number, handler in kept.items():
                signal.signal(number, handler)
