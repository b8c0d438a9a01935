"""A real terminal for the program to run in: a pty, and an emulator that reads what it paints."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import pexpect
import pyte

KEYS = {
    "enter": "\r",
    "esc": "\x1b",
    "tab": "\t",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pgdn": "\x1b[6~",
    "ctrl+l": "\x0c",
    "ctrl+q": "\x11",
    "ctrl+z": "\x1a",
}
PATIENCE = 20.0
"""Seconds that a screen may take on a busy machine before a test gives up."""
_QUIET = 0.1
"""Seconds without a byte that end a frame."""


class _Answering(pyte.Screen):
    """Says where the cursor stands when the program asks, and erases all of a display with the
    ground that is set, as terminals do: pyte leaves out the cells that nobody has written yet."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__(terminal.width, terminal.height)
        self._terminal = terminal

    def write_process_input(self, data: str) -> None:
        self._terminal.type(data)

    def erase_in_display(self, how: int = 0, *args: Any, **kwargs: Any) -> None:
        for y in range(self.lines):
            for x in range(self.columns):
                self.buffer[y].setdefault(x, self.default_char)
        super().erase_in_display(how, *args, **kwargs)


class Terminal:
    """`with Terminal(home, "demo") as t: t.wait_for("Attention"); t.press("enter")`."""

    def __init__(
        self,
        home: Path,
        *arguments: str,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
        program: Sequence[str] = ("-m", "oppman_tui"),
    ) -> None:
        self.width, self.height = size
        self._screen = _Answering(self)
        self._stream = pyte.ByteStream(self._screen)
        self.raw = bytearray()
        """Every byte the program wrote."""
        self._child = pexpect.spawn(
            sys.executable,
            [*program, *arguments],
            env={
                **{name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ},
                "HOME": str(home),
                "OPPMAN_HOME": str(home),
                "OPPMAN_TODAY": "2026-11-23",
                "TERM": "xterm-256color",
                "LANG": "C.UTF-8",
                **(env or {}),
            },
            dimensions=(self.height, self.width),
            timeout=PATIENCE,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._child.close(force=True)

    @property
    def pid(self) -> int:
        assert self._child.pid is not None
        return self._child.pid

    @property
    def line(self) -> int:
        """The terminal's end of the line, a file descriptor."""
        return self._child.child_fd

    def hang_up(self) -> None:
        """The line drops: the terminal is gone, without a word to the program."""
        cast("Any", self._child).ptyproc.fileobj.close()

    def resize(self, size: tuple[int, int]) -> None:
        """Another size of the window."""
        self.width, self.height = size
        self._screen.resize(self.height, self.width)
        self._child.setwinsize(self.height, self.width)

    def spoil(self, text: str) -> None:
        """Somebody else writes on the screen."""
        self._stream.feed(text.encode())

    @property
    def lines(self) -> Sequence[str]:
        return [line.rstrip() for line in self._screen.display]

    @property
    def cells(self) -> list[list[tuple[str, str]]]:
        """Of each line: (character, what it is written in in words) for each cell."""
        lines = (self._screen.buffer[y] for y in range(self.height))
        return [[_inked(line[x]) for x in range(self.width)] for line in lines]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def press(self, *keys: str) -> None:
        """Each key by its name, or its character; all without a pause between them."""
        for key in keys:
            self._child.send(KEYS.get(key, key))

    def type(self, text: str) -> None:
        self._child.send(text)

    def wait_for(self, *texts: str) -> str:
        """Read until the screen shows all of `texts`; the screen's text."""
        return self._until(lambda: all(text in self.text for text in texts), texts)

    def wait_without(self, text: str) -> str:
        """Read until the screen no longer shows `text`."""
        return self._until(lambda: text not in self.text, (f"no {text}",))

    def settle(self) -> str:
        """Read until nothing more comes for a moment; the screen's text."""
        while self.read(_QUIET):
            pass
        return self.text

    def wait_for_end(self) -> int | None:
        """Read until the program has ended; its exit status (None where a signal ended it)."""
        while self.read(PATIENCE):
            pass
        assert not self._child.isalive(), f"the program is still there:\n{self.text}"
        return self._child.exitstatus

    def _until(self, met: Callable[[], bool], what: object) -> str:
        deadline = time.monotonic() + PATIENCE
        while True:
            # A frame may come in parts: it is whole once nothing more comes.
            if met():
                if not self.read(_QUIET):
                    return self.text
                continue
            left = deadline - time.monotonic()
            if left <= 0 or not self.read(left):
                raise AssertionError(f"the screen never showed {what!r}:\n{self.text}")

    def read(self, timeout: float) -> bool:
        """Take in what comes next; False where nothing will."""
        try:
            # Bytes, since no encoding was named; the stubs only know of texts.
            part = cast("bytes", self._child.read_nonblocking(65_536, timeout))
        except (pexpect.TIMEOUT, pexpect.EOF):
            return False
        self.raw += part
        self._stream.feed(part)
        return True


def _inked(cell: pyte.screens.Char) -> tuple[str, str]:
    """A cell's character, and its ink: ``brightcyan on black bold``; of a blank, its ground."""
    seen = cell.data != " " or cell.underscore or cell.reverse
    told = [cell.fg, f"on {cell.bg}"] if seen else [f"on {cell.bg}"]
    told += ["bold"] if cell.bold and seen else []
    told += ["underline"] if cell.underscore else []
    told += ["reverse"] if cell.reverse else []
    return cell.data, " ".join(told)
