"""Both streams of one session, Textual's and ours, on two terminals side by side."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from emulators import Emulator, Size, differing
from terminal import Terminal

from oppman_tui.terminal.difference import Trust
from oppman_tui.terminal.painter import Painter

Written = tuple[str, Size]
"""What Textual wrote, and the size its screens had."""
_RECORDER = Path(__file__).parent / "recorder.py"


class Pair:
    """A terminal that gets all that Textual writes, and one that gets what we make of it."""

    def __init__(self, size: Size, *, fills: bool = True, probe: str = "") -> None:
        self.size = size
        self.stock, self.ours = Emulator(size), Emulator(size)
        self.painter = Painter(Trust(fills=fills), probe)
        self.sent: list[str] = []
        """What was sent to ours, one entry a frame."""

    def write(self, data: str, size: Size | None = None) -> None:
        """Textual writes; the line is too slow to take it up."""
        self.stock.feed(data)
        self.painter.take(data, size or self.size)

    def send(self) -> str:
        """The line is ready for what is due."""
        sent = self.painter.give(self.size)
        self.ours.feed(sent)
        self.sent.append(sent)
        return sent

    def resize(self, size: Size) -> None:
        self.size = size
        self.stock.resize(size)
        self.ours.resize(size)
        self.painter.resized(size)

    def check(self) -> None:
        """Every cell looks the same, and the cursor stands in the same place."""
        found = differing(self.stock, self.ours)
        assert not found, f"{len(found)} cells differ, such as {found[:3]}"
        assert self.stock.cursor == self.ours.cursor


def record(
    home: Path, keys: Sequence[str], size: Size, env: Mapping[str, str] | None = None
) -> list[Written]:
    """What Textual writes while the program shows its sample deals and is given `keys`.

    A key such as ``100x30`` gives the window that size instead.
    """
    kept = home / "written.jsonl"
    environment = {"RECORD_INTO": str(kept), **(env or {})}
    with Terminal(home, "demo", size=size, env=environment, program=[str(_RECORDER)]) as t:
        t.wait_for("shows the keys")
        for key in keys:
            columns, _, lines = key.partition("x")
            if columns.isdigit() and lines:
                t.resize((int(columns), int(lines)))
            else:
                t.press(key)
            t.settle()
        t.press("ctrl+q")
        assert t.wait_for_end() == 0
    kept_lines = kept.read_text("utf-8").splitlines()
    return [(data, (width, height)) for data, width, height in map(json.loads, kept_lines)]
