"""What a report says, before it is Markdown or HTML: a sheet of sections of blocks.

All of it is plain text; whoever renders it escapes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Tone: TypeAlias = Literal["", "dim", "good", "notice", "alarm"]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and what they are, in a line or a few; an empty one is left out."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One line of a list: a mark before it, dim words behind it, lines of its own below."""

    text: str
    more: str = ""
    mark: str = ""
    tone: Tone = ""
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Points:
    """A list; `empty` is said where there is nothing in it."""

    points: tuple[Point, ...]
    empty: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A score: percents, and what is said of it. Low is solid, the rest to high is shaded."""

    name: str
    low: float
    high: float
    text: str
    known: str
    more: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """Scores below one another; `head` says what their text and what is known of them are."""

    bars: tuple[Bar, ...]
    head: tuple[str, str] = ("point · range", "known")


@dataclass(frozen=True, slots=True)
class Table:
    """Columns whose place is in `right` hold numbers."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Paragraphs."""

    lines: tuple[str, ...]
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """A part of a picture, in its units."""

    kind: Literal["line", "rect", "circle", "text"]
    x: float
    y: float
    x2: float = 0
    """The other end of a line; a rectangle's width."""
    y2: float = 0
    """The other end of a line; a rectangle's height."""
    r: float = 0
    """A circle's radius."""
    text: str = ""
    """A text; what a shape stands for, told where one points at it."""
    style: str = ""
    """Classes of the one stylesheet."""
    anchor: Literal["start", "middle", "end"] = "start"


@dataclass(frozen=True, slots=True)
class Picture:
    """Drawn in HTML; in Markdown, and for who can't see it, `words` say the same."""

    width: int
    height: int
    title: str
    shapes: tuple[Shape, ...]
    words: tuple[Point, ...]


Block: TypeAlias = Facts | Points | Bars | Table | Words | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks under a heading; those in a column stand beside the next ones in the other."""

    title: str
    blocks: tuple[Block, ...]
    column: Literal["", "left", "right"] = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One report. `kind` is what it is: `Deal sheet`; `foot` when it was made and of what."""

    kind: str
    title: str
    subtitle: str
    facts: Facts
    sections: tuple[Section, ...]
    foot: str
    landscape: bool = False
