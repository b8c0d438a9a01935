"""What is drawn between the words, in other characters where the terminal or a listener asks."""

from __future__ import annotations

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from oppman_tui.tui.marks import SIGNS

_SAME_WIDTH = str.maketrans(
    {
        drawn: plain
        for plain, alike in {
            "-": "·–—−‐‑─━═╌╍┄┅▁▔",
            '"': "“”„",
            "'": "‘’‚",
            "|": "│┃║▏▎▍▌▐▕",
            "+": "┌┐└┘├┤┬┴┼╭╮╰╯╔╗╚╝╠╣╦╩╬✓",
            "#": "█▀▄▂▃▅▆▇▓",
            "=": "░▒",
            ">": "→›▶▸≥",
            "<": "←‹◀≤",
            "^": "↑",
            "v": "↓",
            "~": "…",
            "x": "×✗",
            "!": "‼",
            "*": "•",
            "0": "○",
            "1": "◐",
            "2": "●",
            " ": "\xa0",
            "E": "€",
            "L": "£",
            "Y": "¥",
            "R": "₹",
            "W": "₩",
        }.items()
        for drawn in alike
    }
)
"""What we write beside words, each as one ASCII character of the same width."""
_SPELT = {**SIGNS, "→": "->", "≥": ">=", " … ": " .. "}
_SPOKEN = {**SIGNS, " · ": ", ", " → ": " to ", " … ": " to ", "≥": "at least "}
_DRAWING = re.compile("[\u2500-\u259f]")


class Spelling(LineFilter):
    """Writes what we draw between the words so that an ASCII terminal, or a listener, has it.

    The last thing before the terminal, so that it holds on every screen. Where the other
    spelling is longer it takes the room from the blanks at the line's end; where there are
    none, one character stands for it.
    """

    def __init__(self, linear: bool) -> None:
        super().__init__()
        self._spelt = _SPOKEN if linear else _SPELT
        self._linear = linear
        self._found = re.compile("|".join(map(re.escape, self._spelt)))

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if all(segment.control or segment.text.isascii() for segment in segments):
            return segments
        room = _blanks(segments)
        spelt: list[Segment] = []
        grown = 0
        for text, style, control in segments:
            if not control and not text.isascii():
                before = len(text)
                text = self._spell(text, room - grown)
                grown += len(text) - before
            spelt.append(Segment(text, style, control))
        return _cropped(spelt, grown)

    def _spell(self, text: str, room: int) -> str:
        """`text` in other characters, at most `room` longer."""

        def longer(found: re.Match[str]) -> str:
            nonlocal room
            more = len(self._spelt[found[0]]) - len(found[0])
            if more > room:
                return found[0]
            room -= more
            return self._spelt[found[0]]

        text = self._found.sub(longer, text)
        return (_DRAWING.sub(" ", text) if self._linear else text).translate(_SAME_WIDTH)


def _blanks(segments: list[Segment]) -> int:
    """How many blanks end the line; one of them stays."""
    line = "".join(segment.text for segment in segments if not segment.control)
    return max(0, len(line) - len(line.rstrip(" ")) - 1)


def _cropped(segments: list[Segment], cells: int) -> list[Segment]:
    """Without so many blanks at the end; where it became shorter, with more."""
    if cells < 0:
        last = segments[-1]
        return [*segments[:-1], Segment(last.text + " " * -cells, last.style, last.control)]
    kept: list[Segment] = []
    for text, style, control in reversed(segments):
        cut = 0 if control else min(cells, len(text) - len(text.rstrip(" ")))
        cells -= cut
        kept.append(Segment(text[: len(text) - cut], style, control))
    return kept[::-1]
