"""A first picture, painted plainly before Textual is there to paint one.

It is put on the alternate screen, where the program's own first frame takes its place. Keys
struck meanwhile wait for the program unseen and as they are: Enter stays Enter, ctrl+c and ctrl+q
are keys. Where the program doesn't come to its first frame the terminal is given back as it was.
"""

from __future__ import annotations

import os
import select
import signal
import termios
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from typing import Any

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.style import Style
from rich.text import Text

from oppman_tui.terminal.difference import Trust
from oppman_tui.terminal.live import harmless
from oppman_tui.terminal.painter import ENTER, Painter, Size

_HIDE = "\x1b[?25l"
_PLAIN = "\x1b[m"
_LEAVE = "\x1b[?7h\x1b[?1049l\x1b[?25h"
_SPOIL = (signal.SIGWINCH, signal.SIGCONT)
"""After them the terminal may show something else."""


def colours() -> ColorSystem | None:
    """Those that the program will use too; None where this can't tell, and so should not paint.

    Few colours are chosen by Textual out of what it finds on the terminal.
    """
    if os.environ.get("NO_COLOR") or os.environ.get("TEXTUAL_COLOR_SYSTEM"):
        return None
    if os.environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return ColorSystem.TRUECOLOR
    return ColorSystem.EIGHT_BIT if os.environ.get("TERM", "").endswith("-256color") else None


_UNTOUCHED = (
    ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR),
    ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG),
)
"""Of a terminal's settings what is left on for keys to come as they were struck."""


class Picture:
    """What is on the screen, until the program takes the terminal over; `painter` put it there,
    and goes on with what it knows of it."""

    def __init__(self, handle: int, painter: Painter) -> None:
        self._handle, self.painter = handle, painter
        self.before: list[Any] = termios.tcgetattr(handle)
        """How the shell has the terminal set."""
        quiet = termios.tcgetattr(handle)
        quiet[0] &= _UNTOUCHED[0]
        quiet[3] &= _UNTOUCHED[1]
        termios.tcsetattr(handle, termios.TCSANOW, quiet)
        for spoils in _SPOIL:
            signal.signal(spoils, lambda *_: painter.forget())
        self._ours = True

    @property
    def stands(self) -> bool:
        return self._ours

    def taken_over(self) -> None:
        """The program has the terminal, and gives it back to the shell as it was `before`."""
        self._ours = False

    def hand_over(self) -> None:
        """The terminal's settings as they were; what was typed stays to be read."""
        if self._ours:
            self._ours = False
            for spoils in _SPOIL:
                signal.signal(spoils, signal.SIG_DFL)
            with suppress(termios.error):
                termios.tcsetattr(self._handle, termios.TCSANOW, self.before)

    def take_away(self) -> None:
        """The shell's screen again, where the program never came."""
        if self._ours:
            self.hand_over()
            with suppress(OSError):
                os.write(self._handle, _LEAVE.encode())


@contextmanager
def shown(lines: Sequence[Text], base: Style, system: ColorSystem, size: Size) -> Iterator[Picture]:
    """Paint the lines from the top of a terminal of that size, on the ground of `base`."""
    painter = Painter(Trust.of(1))
    picture = Picture(0, painter)
    try:
        painter.take(ENTER, size)
        painter.take(_HIDE, size)
        painter.take(frame(lines, base, system, size), size)
        _write(1, (painter.give(size) + _PLAIN).encode())
        yield picture
    finally:
        picture.take_away()


def frame(lines: Sequence[Text], base: Style, system: ColorSystem, size: Size) -> str:
    """All of a screen of that size as Textual would write it, the cursor in its first cell."""
    width, height = size
    drawn = [*lines[:height], *[Text()] * (height - len(lines))]
    rows = [f"\x1b[{n};1H{_painted(line, base, system, width)}" for n, line in enumerate(drawn, 1)]
    return "".join(rows) + "\x1b[1;1H"


def _painted(line: Text, base: Style, system: ColorSystem, width: int) -> str:
    text = line.plain
    cuts = sorted({0, len(text), *(end for span in line.spans for end in span[:2])})
    parts, cells = [], 0
    for start, stop in pairwise(cuts):
        style = base
        for span in line.spans:
            if span.start <= start < span.end and isinstance(span.style, Style):
                style += span.style
        piece = harmless(text[start:stop])
        parts.append(style.render(piece, color_system=system))
        cells += cell_len(piece)
    parts.append(base.render(" " * (width - cells), color_system=system))
    return "".join(parts)


def _write(handle: int, painted: bytes) -> None:
    while painted:
        with suppress(BlockingIOError):  # as a program before may have left the terminal
            painted = painted[os.write(handle, painted) :]
            continue
        select.select([], [handle], [])
