"""Terminals to try streams on: pyte, mended where real terminals know better, and tmux."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pyte

Size = tuple[int, int]
Look = tuple[Any, ...]

# What pyte would print instead of passing over it.
_UNKNOWN = re.compile(
    r"\x1b\[[<>=?][\d;]*u|\x1b\[\?\d+\$p|\x1b\](?:22|52|8);[^\x07\x1b]*(?:\x07|\x1b\\)"
)


class _Screen(pyte.Screen):
    """Blanks what is left of a wide character that is written over, and fills all that it clears,
    as terminals do."""

    def __init__(self, columns: int, lines: int) -> None:
        self.answers: list[str] = []
        super().__init__(columns, lines)

    def write_process_input(self, data: str) -> None:
        self.answers.append(data)

    def erase_in_display(self, how: int = 0, *rest: Any, **private: Any) -> None:
        super().erase_in_display(how, *rest, **private)
        if how == 2:
            for y in range(self.lines):
                for x in range(self.columns):
                    self.buffer[y][x] = self.cursor.attrs

    def draw(self, data: str) -> None:
        for letter in data:
            y, x = self.cursor.y, min(self.cursor.x, self.columns - 1)
            before = {at: cell.data for at, cell in self.buffer[y].items()}
            super().draw(letter)
            end = self.cursor.x
            line = self.buffer[y]
            if before.get(x) == "" and x > 0 and end > x:
                line[x - 1] = _half(line[x - 1])
            if end < self.columns and end > x and before.get(end) == "" and end - 1 >= x:
                line[end] = _half(line[end])


def _half(cell: Any) -> Any:
    """What is left of half a character: its ground."""
    return cell._replace(data=" ", reverse=False, underscore=False, strikethrough=False)


class Emulator:
    """A screen that is fed; every cell of it can be looked at."""

    def __init__(self, size: Size) -> None:
        self.screen = _Screen(*size)
        self._stream = pyte.Stream(self.screen)

    def feed(self, data: str) -> None:
        self._stream.feed(_UNKNOWN.sub("", data))

    def resize(self, size: Size) -> None:
        self.screen.resize(size[1], size[0])

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self.screen.display]

    @property
    def cursor(self) -> tuple[int, int]:
        return self.screen.cursor.x, self.screen.cursor.y

    def looks(self) -> list[list[Look]]:
        """What a person sees in each cell: of a plain blank only its ground."""
        return [self.row(y) for y in range(self.screen.lines)]

    def row(self, y: int) -> list[Look]:
        line = self.screen.buffer[y]
        return [_look(line[x]) for x in range(self.screen.columns)]


def _look(cell: Any) -> Look:
    if cell.data == " " and not (cell.reverse or cell.underscore or cell.strikethrough):
        return (" ", cell.bg)
    return tuple(cell)


def differing(one: Emulator, other: Emulator) -> list[tuple[int, int, Look, Look]]:
    """(row, column, look, look) of the cells that don't look the same, in the rows that were
    written to since the two were last compared."""
    touched = one.screen.dirty | other.screen.dirty
    one.screen.dirty.clear()
    other.screen.dirty.clear()
    return [
        (y, x, a, b)
        for y in sorted(touched)
        for x, (a, b) in enumerate(zip(one.row(y), other.row(y), strict=True))
        if a != b
    ]


HAS_TMUX = shutil.which("tmux") is not None


class Tmux:
    """A tmux of one's own; `with Tmux(tmp_path) as tmux: tmux.shown(stream, (80, 24))`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = folder / "tmux"
        self._count = 0

    def __enter__(self) -> Tmux:
        settings = self._folder / "tmux.conf"
        settings.write_text("set -g status off\nset -g remain-on-exit on\nset -g exit-empty off\n")
        self.do("-f", str(settings), "start-server")
        return self

    def __exit__(self, *_: object) -> None:
        self.do("kill-server")

    def do(self, *words: str) -> str:
        """A tmux command; what it prints."""
        return subprocess.run(
            ["tmux", "-S", str(self._socket), *words],
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        ).stdout

    def shown(self, stream: str, size: Size) -> Emulator:
        """The screen after `stream`, as tmux would draw it again."""
        self._count += 1
        name = f"s{self._count}"
        played = self._folder / name
        played.write_bytes(stream.encode())
        over = f"tmux -S {self._socket} wait-for -S {name}"
        self.do(
            *("new-session", "-d", "-s", name, "-x", str(size[0]), "-y", str(size[1])),
            f"stty -echo; cat {played}; {over}; sleep 60",
        )
        self.do("wait-for", name)
        drawn = self.do("capture-pane", "-p", "-e", "-N", "-t", name).removesuffix("\n")
        self.do("kill-session", "-t", name)
        seen = Emulator(size)
        seen.feed("\x1b[?7l" + drawn.replace("\n", "\r\n"))
        return seen
