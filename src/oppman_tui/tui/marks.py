"""The one visual grammar: the same mark means the same everywhere (screens.md, rule 12)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rich.segment import Segment
from rich.text import Text
from textual.color import Color
from textual.filter import LineFilter

from oppman_tui.domain.scoring import Score
from oppman_tui.tui.theme import Ink


@dataclass(frozen=True, slots=True)
class Marks:
    """The characters of one terminal: drawn ones, ASCII where it has no others, or words.

    `linear` is for those who listen to the screen: no bars, no rules, no columns of marks; what
    a mark says is said in words, and is left out where the words beside it say it already.
    """

    answers: tuple[str, str, str]
    unknown: str
    notice: str
    alarm: str
    focus: str
    rule: str
    solid: str
    shaded: str
    open: str
    ellipsis: str
    arrow: str
    held: str
    not_held: str
    upright: str
    corner: str
    picked: str
    """A line that is marked."""
    growing: str
    falling: str
    """The direction of a column that a list is sorted by."""
    becomes: str
    spark: str
    """Eight heights, the lowest first."""
    linear: bool = False

    @property
    def underlines(self) -> bool:
        """A line below a word can be seen."""
        return self is DRAWN

    def answer(self, value: int | None) -> str:
        return self.unknown if value is None else self.answers[value]

    def severity(self, severity: int) -> str:
        return ("", self.notice, self.alarm)[severity]


DRAWN = Marks(
    answers=("○", "◐", "●"),
    unknown="·",
    notice="!",
    alarm="‼",
    focus="▌",
    rule="─",
    solid="█",
    shaded="▒",
    open="·",
    ellipsis="…",
    arrow="›",
    held="✓",
    not_held="✗",
    upright="│",
    corner="└",
    picked="✓",
    growing="↑",
    falling="↓",
    becomes="→",
    spark="▁▂▃▄▅▆▇█",
)
ASCII = Marks(
    answers=("0", "1", "2"),
    unknown=".",
    notice="!",
    alarm="!!",
    focus=">",
    rule="-",
    solid="#",
    shaded="=",
    open=".",
    ellipsis="~",
    arrow="-",
    held="+",
    not_held="x",
    upright="|",
    corner="+",
    picked="*",
    growing="^",
    falling="v",
    becomes="->",
    spark="12345678",
)
LINEAR = Marks(
    answers=("no", "partly", "yes"),
    unknown="not known",
    notice="notice",
    alarm="alarm",
    focus=">",
    rule="",
    solid="",
    shaded="",
    open="",
    ellipsis="...",
    arrow=":",
    held="",
    not_held="",
    upright=" ",
    corner="",
    picked="marked",
    growing=", growing",
    falling=", falling",
    becomes="to",
    spark="",
    linear=True,
)


def bar(score: Score, marks: Marks, ink: Ink, width: int = 6) -> Text:
    """Solid to *low*, shaded to *high*: what is known, what ignorance leaves open."""
    if marks.linear:
        low, high = int(score.low + 0.5), int(score.high + 0.5)
        return Text(f"solid to {low}" + (f", open to {high}" if high > low else ""))
    low = int(score.low * width / 100 + 0.5)
    high = max(low, int(score.high * width / 100 + 0.5))
    return Text.assemble(
        (marks.solid * low, ink.text),
        (marks.shaded * (high - low), ink.dim),
        (marks.open * (width - high), ink.dim),
    )


def answer_mark(value: int | None, marks: Marks, ink: Ink) -> Text:
    """One answer as a mark in its colour; where it is a word, with a colon."""
    style = {2: ink.good, 1: ink.text, 0: ink.notice}.get(-1 if value is None else value, ink.dim)
    return Text(marks.answer(value) + (":" if marks.linear else ""), style)


def severity_mark(severity: int, marks: Marks, ink: Ink) -> Text:
    """Two cells wide, so that columns stay in line; where it is a word, with a colon."""
    style = ("", ink.notice, ink.alarm)[severity]
    mark = marks.severity(severity)
    if marks.linear:
        return Text(f"{mark}:" if mark else "", style)
    return Text(mark.rjust(2), style)


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
_SIGNS = {"€": "EUR ", "£": "GBP ", "¥": "JPY "}
_SPELT = {**_SIGNS, "→": "->", "≥": ">=", " … ": " .. "}
_SPOKEN = {**_SIGNS, " · ": ", ", " → ": " to ", " … ": " to ", "≥": "at least "}
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


def spelt(text: str, marks: Marks) -> str:
    """A sum with its sign spelt out where the terminal may have none for it."""
    if marks is DRAWN:
        return text
    for sign, code in _SIGNS.items():
        text = text.replace(sign, code)
    return text
