"""A screen for a snapshot: its text, and below it what each cell is written in.

The ink is a letter a cell under the same cell, so that a change of colour is one changed letter
in a difference, and a legend says what each letter is in the dark theme and in the light one.
Lines that are all in plain text have none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from string import ascii_lowercase, ascii_uppercase
from typing import TypeAlias

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from seat import settled
from textual.pilot import Pilot

from oppman_tui.tui.theme import DARK, LIGHT

_PLAIN = "."
_LETTERS = {
    DARK.accent: "a",
    DARK.secondary: "d",
    DARK.success: "g",
    DARK.warning: "n",
    DARK.error: "x",
    DARK.foreground: "t",
}
"""By the colour that a theme's ink has; in capitals where it is bold or underlined."""
_ATTRIBUTES = ("bold", "dim", "italic", "underline", "reverse")
Cells: TypeAlias = list[tuple[str, str]]
"""Of one line: (character, what it is written in in words) for each cell."""


async def inked(pilot: Pilot[int]) -> str:
    """The screen in the theme it has, and what changes in the light one."""
    dark = _cells(pilot)
    pilot.app.theme = LIGHT.name
    await settled(pilot)
    light = _cells(pilot)
    text = [("".join(char for char, _ in line)).rstrip() for line in dark]
    assert text == [("".join(char for char, _ in line)).rstrip() for line in light], (
        "the light theme says something else than the dark one"
    )
    pairs = [
        [(a, b) for (_, a), (_, b) in zip(one, other, strict=True)]
        for one, other in zip(dark, light, strict=True)
    ]
    told = [*text, "", *_map(pairs, text)]
    return "\n".join(told)


def plainly(pilot: Pilot[int]) -> str:
    """The screen in the theme it has."""
    return drawn(_cells(pilot))


def drawn(cells: Sequence[Cells]) -> str:
    """Lines of cells, and below them their ink."""
    text = [("".join(char for char, _ in line)).rstrip() for line in cells]
    return "\n".join([*text, "", *_map([[(ink, "") for _, ink in line] for line in cells], text)])


def _map(lines: Sequence[Sequence[tuple[str, str]]], text: Sequence[str]) -> list[str]:
    """The letters of each line with its number, then what they mean, the commonest plain."""
    counts: dict[tuple[str, str], int] = {}
    for inks in lines:
        for ink in inks:
            counts[ink] = counts.get(ink, 0) + 1
    plain = max(counts, key=lambda ink: counts[ink])
    letters = {plain: _PLAIN}
    told: list[str] = []
    for number, (inks, words) in enumerate(zip(lines, text, strict=True), 1):
        row = ""
        for ink, char in zip(inks, words.ljust(len(inks)), strict=True):
            blank = char == " " and _foreground_only(ink, plain)
            if not blank and ink not in letters:
                letters[ink] = _letter(ink[0], letters.values())
            row += _PLAIN if blank else letters[ink]
        if row.strip(_PLAIN):
            told.append(f"{number:>2} {row.rstrip(_PLAIN)}")
    legend = [f"{letter} {' | '.join(filter(None, ink))}" for ink, letter in letters.items()]
    return [*told, "", *legend]


def _letter(ink: str, taken: Collection[str]) -> str:
    """The ink's own letter, else the next that is free."""
    own = _LETTERS.get(ink.partition(" ")[0], "")
    if "bold" in ink or "underline" in ink:
        own = own.upper()
    free = (c for c in ascii_lowercase + ascii_uppercase if c not in taken)
    return own if own and own not in taken else next(c for c in free if c not in _LETTERS.values())


def _foreground_only(ink: tuple[str, str], plain: tuple[str, str]) -> bool:
    """On a blank it can't be seen that the ink is another: the ground is the same."""
    seen = ("on", "reverse", "underline")
    grounds = [
        [word for word in words.split() if word in seen or f"on {word}" in words]
        for words in (*ink, *plain)
    ]
    return grounds[: len(ink)] == grounds[len(ink) :]


def _cells(pilot: Pilot[int]) -> list[Cells]:
    """As the terminal is sent it: through the filters of the app."""
    app = pilot.app
    strips = app.screen._compositor.render_strips(app.size)
    lines = []
    for strip in strips:
        for line_filter in app.get_line_filters():
            strip = strip.apply_filter(line_filter, app.screen.background_colors[0])
        lines.append([cell for segment in strip for cell in _of(segment)])
    return lines


def _of(segment: Segment) -> Cells:
    if segment.control:
        return []
    ink = _words(segment.style or Style.null())
    cells: Cells = []
    for char in segment.text:
        width = Segment(char).cell_length
        cells += [(char, ink)] + [("", ink)] * (width - 1)
    return cells


def _words(style: Style) -> str:
    """``#5cc8b0 on #101418 bold underline``."""
    parts = [
        _colour(style.color),
        f"on {_colour(style.bgcolor)}" if style.bgcolor else "",
        *(name for name in _ATTRIBUTES if getattr(style, name)),
    ]
    return " ".join(filter(None, parts)) or "as it is"


def _colour(colour: Color | None) -> str:
    if colour is None:
        return ""
    triplet = colour.triplet
    return triplet.hex if triplet else colour.name
