"""What the terminal shows and what it shall show: takes what Textual writes, gives what has to be
sent. Knows no terminal: bytes come in and go out, so that it can be tried on any emulator."""

from __future__ import annotations

import re
from dataclasses import replace

from oppman_tui.terminal import frames
from oppman_tui.terminal.cells import PLAIN, drawn
from oppman_tui.terminal.difference import Trust, difference, whole
from oppman_tui.terminal.frames import Frame
from oppman_tui.terminal.grid import Grid

Size = tuple[int, int]
"""Columns and rows."""

ENTER, LEAVE = "\x1b[?1049h", "\x1b[?1049l"
_TOGETHER = ("\x1b[?2026h", "\x1b[?2026l")
_WORTH = 256
"""Characters from which a difference is shown at once by terminals that can; what is shorter
comes in one piece."""
# Modes, questions, titles, the pointer, the clipboard, the bell: nothing that moves or paints.
_HARMLESS = re.compile(
    r"(?:\x1b\[\?(?:7|25|100\d|101\d|2004|2026|2048)(?:[hl]|\$p)"
    r"|\x1b\[[<>=?][\d;]*u|\x1b\[[56]n|\x07"
    r"|\x1b\](?:[012]|22|52);[^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1bP(?:tmux;)?(?:\x1b\x1b|[^\x1b])*\x1b\\)+"
)
_POINTER = "\x1b]22;"
"""The mouse pointer's shape, which Textual says again with every screen."""
_MARKS = "▌…"
_HOME = "\x1b[H"
PROBE = f"{_HOME}{_MARKS}\x1b[6n"
"""Marks whose width terminals differ in, and the question where the cursor stands after them."""
PROBED = len(_MARKS)
"""The column, from 0, that the answer names where all is well."""


class Painter:
    """`take` what Textual writes; `give` what leads the terminal there. Frames that nobody asked
    for in between are never sent."""

    def __init__(self, trust: Trust | None = None, probe: str = "") -> None:
        self.trust = trust or Trust()
        self._probe = probe
        self._passing: list[str] = []
        self._wanted: Grid | None = None
        self._shown: Grid | None = None
        """None where nobody knows."""
        self._terminal: Size = (0, 0)
        self._cursor = (0, 0)
        self._pointer = ""
        self._due = self._standing = self._together = self._loose = False
        self._entered = self._carried = False

    @property
    def probes(self) -> bool:
        """The next whole screen asks how wide the marks are."""
        return bool(self._probe)

    @property
    def stands(self) -> bool:
        """The terminal shows our screen, not that of a shell or an editor."""
        return self._standing

    def goes_on(self, frame: str, size: Size) -> None:
        """Another program part has changed to our screen, so that this isn't sent again, and has
        painted the `frame` there. The probe will tell whether that still stands."""
        self._entered = self._carried = self._standing = True
        self._take_frame(frame, frames.read(frame), size)
        if self._wanted is not None:
            self._shown, self._terminal, self._due = self._wanted.copy(), size, False

    def measured(self, column: int, row: int) -> bool:
        """Where the terminal's cursor stood after the probe, from 0; True where the marks are too
        wide. A picture that was carried on and isn't there any more is sent once more, and the
        marks measured then."""
        carried, self._carried = self._carried, False
        if carried:
            if (column, row) != (PROBED, 0):
                self._probe = PROBE
                self.forget()
            return False
        too_wide = row == 0 and column > PROBED
        if too_wide:
            self.doubt()
        return too_wide

    @property
    def has_words(self) -> bool:
        """Something has to go out though no frame is due."""
        return bool(self._passing)

    @property
    def is_due(self) -> bool:
        """The terminal doesn't show the newest frame."""
        return self._due and self._standing and not self._loose and self._wanted is not None

    def take(self, data: str, size: Size) -> None:
        """What Textual writes, while its screens are laid out for `size`."""
        if data in _TOGETHER:
            self._together = True  # the terminal has said that it can
        elif frames.begins(data):
            self._take_frame(data, frames.read(data), size)
        elif data.startswith(_POINTER) and data == self._pointer:
            pass
        elif data == ENTER and self._entered:
            self._entered = False
        else:
            self._passing.append(data)
            if data.startswith(_POINTER):
                self._pointer = data
            if ENTER in data or LEAVE in data:
                self._standing = data.rfind(ENTER) > data.rfind(LEAVE)
                self.forget()
            elif not _HARMLESS.fullmatch(data):
                self.forget()

    def _take_frame(self, data: str, frame: Frame | None, size: Size) -> None:
        if frame is None:  # as it came, and those after it, until one says all of the screen
            self._loose = True
            self.forget()
        elif self._loose and frame.covers(*size):
            self._loose = False
        if self._loose and self._standing:
            self._passing.append(data)
        if frame is None:
            return
        if self._wanted is None:
            self._wanted = Grid(*size)
        elif (self._wanted.width, self._wanted.height) != size:
            self._wanted = self._wanted.sized(*size)
        for piece in frame.pieces:
            self._wanted.put(piece.x, piece.y, piece.cells)
        self._cursor = frame.cursor
        self._due = True

    def doubt(self) -> None:
        """The terminal gives what isn't ASCII another width than Rich does."""
        self.trust = replace(self.trust, doubtful=True)
        self.forget()

    def forget(self) -> None:
        """Nobody knows what the terminal shows: all is sent next."""
        self._shown = None
        self._due = True

    def resized(self, terminal: Size) -> None:
        """The window has, or had, another size. Where it is not the one that the screens are
        laid out for, a frame of its own size is about to come."""
        self._shown = None
        self._due = self._wanted is not None and terminal == (
            self._wanted.width,
            self._wanted.height,
        )

    def give(self, terminal: Size, *, frame: bool = True) -> str:
        """What has to be sent to a terminal of that size; without `frame`, only the rest."""
        passing = "".join(self._passing)
        self._passing.clear()
        if not frame or not self.is_due or self._wanted is None:
            return passing
        width, height = self._wanted.width, self._wanted.height
        seen = (min(width, terminal[0]), min(height, terminal[1]))
        wanted = self._wanted.copy() if seen == (width, height) else self._wanted.sized(*seen)
        trust = replace(self.trust, larger=terminal != seen)
        shown = self._shown
        known = terminal == self._terminal and shown is not None
        if known and shown is not None and (shown.width, shown.height) == seen:
            probe, self._probe = self._probe, ""
            if probe:
                # From where the cursor was left: who wrote meanwhile has moved it.
                probe = probe.removeprefix(_HOME)
                shown = shown.copy()
                shown.put(0, 0, drawn(_MARKS, PLAIN))
            body = probe + difference(shown, wanted, self._cursor, trust)
        else:
            self._carried = False
            body, self._probe = whole(wanted, self._cursor, trust, self._probe), ""
        self._shown, self._terminal, self._due = wanted, terminal, False
        if self._together and len(body) > _WORTH:
            body = body.join(_TOGETHER)
        return passing + body
