"""A program in a pty, timed from just before its exec: what it wrote, and when.

What the screens showed is worked out from the bytes once the program has ended, so that it costs
the program nothing.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import pyte

SIZE = (120, 40)
_QUIET = 0.08
"""Seconds without a byte that end the answer to a key."""
_NOTHING = 2.0
"""Seconds after which a key is taken to have no answer."""
_LONGEST = 60.0

KEYS = {"home": b"\x1b[H", "down": b"\x1b[B", "up": b"\x1b[A", "end": b"\x1b[F", "pgdn": b"\x1b[6~"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one key: seconds to the first and to the last byte, and how many bytes."""

    first: float
    last: float
    size: int


@dataclass
class Run:
    """One run of a program. `chunks` are (seconds since exec, bytes)."""

    chunks: list[tuple[float, bytes]] = field(default_factory=list)
    peak: int = 0
    """Most memory held at once, in bytes; 0 where the system doesn't say."""

    def shown(self, met: Callable[[Sequence[str]], bool]) -> float | None:
        """Seconds from exec until the screen's lines first met this; None if they never did."""
        screen = pyte.Screen(*SIZE)
        stream = pyte.ByteStream(screen)
        for at, chunk in self.chunks:
            stream.feed(chunk)
            if met(screen.display):
                return at
        return None

    def size(self, upto: float) -> int:
        """Bytes written until then."""
        return sum(len(chunk) for at, chunk in self.chunks if at <= upto)


class Seat:
    """`with Seat(argv) as seat: seat.settle(); seat.press(b"j")`; `seat.run` is what came."""

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str] | None = None, early: bytes = b""
    ) -> None:
        """`early` lies in the terminal before the program is there to read it."""
        self.run = Run()
        given = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            **(env or {}),
        }
        self._begun = time.perf_counter()
        self._child, self._terminal = pty.fork()
        if self._child == 0:
            width, height = SIZE
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
            os.execvpe(argv[0], list(argv), given)
        if early:
            os.write(self._terminal, early)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._measure()
        os.kill(self._child, signal.SIGKILL)
        os.waitpid(self._child, 0)
        os.close(self._terminal)

    def settle(self, quiet: float = 0.5) -> None:
        """Read until nothing has come for so many seconds."""
        self._read(quiet, time.perf_counter() + _LONGEST)

    def wait_for(self, text: str) -> None:
        """Read until the text was written, as it is."""
        wanted, got = text.encode(), b"".join(chunk for _, chunk in self.run.chunks)
        deadline = time.perf_counter() + _LONGEST
        while wanted not in got:
            chunk = self._next(deadline - time.perf_counter())
            if chunk is None:
                raise TimeoutError(f"{text!r} never came")
            got = got[-len(wanted) :] + chunk

    def press(self, key: bytes) -> Answer:
        """One key, and all that it brings."""
        before, at = len(self.run.chunks), time.perf_counter()
        os.write(self._terminal, key)
        if self._next(_NOTHING) is not None:
            self._read(_QUIET, at + _LONGEST)
        came = self.run.chunks[before:]
        if not came:
            return Answer(0.0, 0.0, 0)
        first, last = (self._begun + came[place][0] - at for place in (0, -1))
        return Answer(first, last, sum(len(chunk) for _, chunk in came))

    def _read(self, quiet: float, deadline: float) -> None:
        while (left := deadline - time.perf_counter()) > 0:
            if self._next(min(quiet, left)) is None:
                return

    def _next(self, timeout: float) -> bytes | None:
        ready, _, _ = select.select([self._terminal], [], [], max(0.0, timeout))
        if not ready:
            return None
        try:
            chunk = os.read(self._terminal, 1 << 20)
        except OSError:
            return None
        self.run.chunks.append((time.perf_counter() - self._begun, chunk))
        return chunk

    def _measure(self) -> None:
        status = Path(f"/proc/{self._child}/status")
        if status.exists():
            for line in status.read_text().splitlines():
                if line.startswith("VmHWM:"):
                    self.run.peak = int(line.split()[1]) * 1024
