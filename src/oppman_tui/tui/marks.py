"""The one visual grammar: the same mark means the same everywhere (screens.md, rule 12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text

from oppman_tui.tui.ink import Ink

if TYPE_CHECKING:
    from oppman_tui.domain.scoring import Score


class Marks(NamedTuple):
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
    here: str
    """Where a list stands that follows another."""
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
    sizes: tuple[str, ...]
    """A deal on the portfolio map, by its value."""
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
    here="▸",
    upright="│",
    corner="└",
    picked="✓",
    growing="↑",
    falling="↓",
    becomes="→",
    spark="▁▂▃▄▅▆▇█",
    sizes=("▫", "▪", "■", "█"),
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
    here="-",
    upright="|",
    corner="+",
    picked="*",
    growing="^",
    falling="v",
    becomes="->",
    spark="12345678",
    sizes=(".", "o", "O", "@"),
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
    here=" ",
    upright=" ",
    corner="",
    picked="marked",
    growing=", growing",
    falling=", falling",
    becomes="to",
    spark="",
    sizes=("",),
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


SIGNS = {"€": "EUR ", "£": "GBP ", "¥": "JPY "}


def spelt(text: str, marks: Marks) -> str:
    """A sum with its sign spelt out where the terminal may have none for it."""
    if marks is DRAWN:
        return text
    for sign, code in SIGNS.items():
        text = text.replace(sign, code)
    return text
