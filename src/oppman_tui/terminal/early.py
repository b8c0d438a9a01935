"""A first picture, painted plainly before Textual is there to paint one.

It is put on the alternate screen, where the program's own first frame takes its place. Keys
struck meanwhile wait for the program unseen and as they are: Enter stays Enter, ctrl+c and ctrl+q
are keys. Where the program doesn't come to its first frame the terminal is given back as it was.
"""

from __future__ import annotations

import os
import re
import select
import signal
import termios
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from typing import Any, NamedTuple

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.style import Style
from rich.text import Text

from oppman_tui.terminal.live import harmless

Size = tuple[int, int]
"""Columns and rows."""

_ENTER = "\x1b[?1049h\x1b[?25l"
_EVEN = "\x0f\x1b(B\x1b[r\x1b[?7l"
"""Letters, no scroll region, no wrapping: whatever state the terminal was left in."""
_REST = "\x1b[m\x1b[H"
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
    """What is on the screen, until the program takes the terminal over."""

    def __init__(self, handle: int, drawing: Drawing, *, fills: bool) -> None:
        self._handle, self.drawing, self.fills = handle, drawing, fills
        self.spoilt = False
        """The terminal may show something else by now."""
        self.before: list[Any] = termios.tcgetattr(handle)
        """How the shell has the terminal set."""
        quiet = termios.tcgetattr(handle)
        quiet[0] &= _UNTOUCHED[0]
        quiet[3] &= _UNTOUCHED[1]
        termios.tcsetattr(handle, termios.TCSANOW, quiet)
        for spoils in _SPOIL:
            signal.signal(spoils, self.spoil)
        self._ours = True

    def spoil(self, *_: object) -> None:
        """Somebody may have written over it."""
        self.spoilt = True

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


class Drawing(NamedTuple):
    """Lines from the top of a screen, on the ground of `base`; each at most as wide as it is."""

    lines: Sequence[Text]
    base: Style
    system: ColorSystem
    size: Size

    def frame(self) -> str:
        """All of the screen as Textual would write it, the cursor in its first cell."""
        rows = []
        for y, line in enumerate(self._rows(), 1):
            runs = (style.render(run, color_system=self.system) for style, run in self._runs(line))
            rows.append(f"\x1b[{y};1H{''.join(runs)}")
        return "".join(rows) + "\x1b[1;1H"

    def painted(self, *, fills: bool) -> str:
        """What brings it onto a terminal in any state, the cursor left in its first cell.
        `fills`: erasing fills with the background that is set, so that blanks need not be sent."""
        pens: dict[Style, _Pen] = {}
        ground = worn = _Pen.of(self.base, self.system)
        parts = [f"{_EVEN}\x1b[{ground.sgr}m\x1b[2J"]
        for y, line in enumerate(self._rows(), 1):
            parts.append(f"\x1b[{y}H")
            before = ""
            for style, run in self._runs(line, padded=not fills):
                pen = pens.get(style) or pens.setdefault(style, _Pen.of(style, self.system))
                blank = run.isspace() and pen.only_inks(ground) and worn.only_inks(ground)
                if worn != pen and not blank:
                    parts.append(worn.change(pen))
                    worn = pen
                text = run
                if fills and pen.only_inks(ground):
                    text = _BLANKS.sub(_hop, run)
                if not run.isascii() and _ODD.search(run):
                    text = ""
                    for piece in _ODD.split(run):
                        before += piece
                        text += piece
                        if _ODD.match(piece) and (column := cell_len(before)) < self.size[0]:
                            text += f"\x1b[{column + 1}G\x1b[K"
                else:
                    before += run
                parts.append(text)
        return "".join(parts) + _REST

    def _rows(self) -> list[Text]:
        return [*self.lines, *[Text()] * (self.size[1] - len(self.lines))][: self.size[1]]

    def _runs(self, line: Text, *, padded: bool = True) -> Iterator[tuple[Style, str]]:
        """The line's pieces of one style each; `padded` with blanks to the screen's edge."""
        text, spans = harmless(line.plain), line.spans
        cuts = sorted({0, len(text), *(end for span in spans for end in span[:2])})
        for start, stop in pairwise(cuts):
            style = self.base
            for span in spans:
                if span.start <= start < span.end and isinstance(span.style, Style):
                    style += span.style
            yield style, text[start:stop]
        if padded:
            yield self.base, " " * (self.size[0] - cell_len(text))


class _Pen(NamedTuple):
    """A style as SGR parameters: all of it, and in parts where it is only ink on a ground."""

    sgr: str
    weight: str = ""
    fore: str = ""
    back: str = ""

    @classmethod
    def of(cls, style: Style, system: ColorSystem) -> _Pen:
        sgr = style.render("x", color_system=system).partition("x")[0][2:-1]
        parts = _INK.fullmatch(sgr)
        return (
            cls(f"0;{sgr}", *(part or "" for part in parts.groups())) if parts else cls(f"0;{sgr}")
        )

    def only_inks(self, ground: _Pen) -> bool:
        """A blank in it looks as one of the ground."""
        return self.back == ground.back != ""

    def change(self, new: _Pen) -> str:
        """What leads from it to another."""
        if not new.only_inks(self):
            return f"\x1b[{new.sgr}m"
        parts = [new.fore] if new.fore != self.fore else []
        if new.weight != self.weight:
            parts.append(new.weight or "22")
        return f"\x1b[{';'.join(parts)}m"


_INK = re.compile(r"(?:(1);)?(38;[\d;]+);(48;[\d;]+)")
_BLANKS = re.compile(" {5,}")
_ODD = re.compile(
    "([^\x00-\u02ff\u0370-\u058f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf"
    "\u2190-\u22ff\u2500-\u25fc]+)"
)
"""Whose width terminals may see otherwise: what follows it is put in its place, on clear ground."""


def _hop(blanks: re.Match[str]) -> str:
    return f"\x1b[{len(blanks[0])}C"


@contextmanager
def shown(drawing: Drawing) -> Iterator[Picture]:
    """Paint it."""
    # Of other terminals it takes longer to find out.
    fills = os.environ.get("TERM", "").startswith("xterm")
    picture = Picture(0, drawing, fills=fills)
    try:
        _write(1, (_ENTER + drawing.painted(fills=fills)).encode())
        yield picture
    finally:
        picture.take_away()


def _write(handle: int, painted: bytes) -> None:
    while painted:
        with suppress(BlockingIOError):  # as a program before may have left the terminal
            painted = painted[os.write(handle, painted) :]
            continue
        select.select([], [handle], [])
