"""The one visual grammar: the same mark means the same everywhere (screens.md, rule 12)."""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text

from oppman_tui.domain.scoring import Score
from oppman_tui.tui.theme import Ink


@dataclass(frozen=True, slots=True)
class Marks:
    """The characters of one terminal: drawn ones, or ASCII where it has no others."""

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

    def answer(self, value: int | None) -> str:
        return self.unknown if value is None else self.answers[value]

    def severity(self, severity: int) -> str:
        return ("", self.notice, self.alarm)[severity]


DRAWN = Marks(
    ("○", "◐", "●"), "·", "!", "‼", "▌", "─", "█", "▒", "·", "…", "›", "✓", "✗", "│", "└"
)
ASCII = Marks(
    ("0", "1", "2"), ".", "!", "!!", ">", "-", "#", "=", ".", "~", ">", "+", "x", "|", "+"
)


def bar(score: Score, marks: Marks, ink: Ink, width: int = 6) -> Text:
    """Solid to *low*, shaded to *high*: what is known, what ignorance leaves open."""
    low = int(score.low * width / 100 + 0.5)
    high = max(low, int(score.high * width / 100 + 0.5))
    return Text.assemble(
        (marks.solid * low, ink.text),
        (marks.shaded * (high - low), ink.dim),
        (marks.open * (width - high), ink.dim),
    )


def answer_mark(value: int | None, marks: Marks, ink: Ink) -> Text:
    """One answer as a mark in its colour."""
    style = {2: ink.good, 1: ink.text, 0: ink.notice}.get(-1 if value is None else value, ink.dim)
    return Text(marks.answer(value), style)


def severity_mark(severity: int, marks: Marks, ink: Ink) -> Text:
    """Two cells wide, so that columns stay in line."""
    style = ("", ink.notice, ink.alarm)[severity]
    return Text(marks.severity(severity).rjust(2), style)
