"""A first picture, painted plainly before Textual is there to paint one.

It is put on the alternate screen, where the program's own first frame takes its place. Keys
struck meanwhile wait for the program unseen and as they are: Enter stays Enter, ctrl+c and ctrl+q
are keys. Where the program doesn't come to its first frame the terminal is given back as it was.
"""

from __future__ import annotations

import os
import re
import termios
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from typing import Any

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.style import Style
from rich.text import Text

from oppman_tui.terminal.live import harmless

_ENTER = "\x1b[?1049h\x1b[?25l"
_LEAVE = "\x1b[?1049l\x1b[?25h"


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
    """What is on the screen, until the program takes the terminal over."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self.before: list[Any] = termios.tcgetattr(handle)
        """How the shell has the terminal set."""
        quiet = termios.tcgetattr(handle)
        quiet[0] &= _UNTOUCHED[0]
        quiet[3] &= _UNTOUCHED[1]
        termios.tcsetattr(handle, termios.TCSANOW, quiet)
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
            with suppress(termios.error):
                termios.tcsetattr(self._handle, termios.TCSANOW, self.before)

    def take_away(self) -> None:
        """The shell's screen again, where the program never came."""
        if self._ours:
            self.hand_over()
            with suppress(OSError):
                os.write(self._handle, _LEAVE.encode())


@contextmanager
def shown(lines: Sequence[Text], base: Style, system: ColorSystem) -> Iterator[Picture]:
    """Paint the lines from the top of the terminal, on the ground of `base`."""
    picture = Picture(0)
    try:
        _write(1, frame(lines, base, system).encode())
        yield picture
    finally:
        picture.take_away()


def frame(lines: Sequence[Text], base: Style, system: ColorSystem) -> str:
    """The bytes that paint it."""
    ground = base.render(" ", color_system=system).split(" ")[0]
    painted = [f"{_ENTER}{ground}\x1b[2J"]
    for n, line in enumerate(lines, 1):
        painted.append(f"\x1b[{n};1H{_painted(line, base, system)}")
    return "".join(painted) + "\x1b[0m"


def _painted(line: Text, base: Style, system: ColorSystem) -> str:
    cuts = sorted({0, len(line.plain), *(end for span in line.spans for end in span[:2])})
    parts, cells = [], 0
    for start, stop in pairwise(cuts):
        style = base
        for span in line.spans:
            if span.start <= start < span.end and isinstance(span.style, Style):
                style += span.style
        for piece in _PIECES.findall(harmless(line.plain[start:stop])):
            parts.append(style.render(piece, color_system=system))
            cells += cell_len(piece)
            if not piece.isascii():
                # However wide the terminal takes it to be, what follows stands in its place.
                parts.append(f"\x1b[{cells + 1}G")
    return "".join(parts)


_PIECES = re.compile("[\x00-\x7f]+|[^\x00-\x7f]+")


def _write(handle: int, painted: bytes) -> None:
    while painted:
        painted = painted[os.write(handle, painted) :]
