"""What one cell of a screen shows, and how many cells a piece of text takes.

Widths are Rich's: the screens are laid out by them, whatever a terminal thinks.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from rich.cells import split_graphemes

ON = {1: 0, 2: 1, 3: 2, 4: 3, 5: 4, 6: 5, 7: 6, 8: 7, 9: 8, 21: 9, 51: 10, 52: 11, 53: 12}
"""The bit of each attribute, by the SGR number that sets it."""
OFF = {22: (1, 2), 23: (3,), 24: (4, 21), 25: (5, 6), 27: (7,), 28: (8,), 29: (9,)}
OFF |= {54: (51, 52), 55: (53,)}
"""What each SGR number takes away: 22 takes two."""
_SEEN_ON_A_BLANK = sum(1 << ON[n] for n in (4, 5, 6, 7, 9, 21, 51, 52, 53))


class Style(NamedTuple):
    """`attributes` by the bits of `ON`; colours as SGR parameters, empty for the terminal's own."""

    attributes: int = 0
    fore: str = ""
    back: str = ""
    link: str = ""
    """An OSC 8 link as ``parameters;address``."""

    @property
    def marks_blanks(self) -> bool:
        """A blank in it shows more than its ground."""
        return bool(self.attributes & _SEEN_ON_A_BLANK or self.link)


PLAIN = Style()


class Cell:
    """One cell, one object for each look, so that equal cells are the same object.

    `width` is the cells that the text takes from here on, 0 for those it runs on into; `sure`,
    that every terminal gives it that many. `blank` shows nothing but its ground.
    """

    __slots__ = ("blank", "style", "sure", "text", "width")

    def __init__(self, text: str, style: Style, width: int) -> None:
        self.text, self.style, self.width = text, style, width
        self.blank = text == " " and not style.marks_blanks
        self.sure = width == 0 or _is_sure(text, width)

    def __repr__(self) -> str:
        return f"Cell({self.text!r}, {self.style!r}, {self.width})"


_MOST = 50_000
_known: dict[tuple[str, Style], Cell] = {}


def cell(text: str, style: Style, width: int) -> Cell:
    """The one cell of this look. A blank's ink isn't seen and doesn't tell cells apart."""
    if text == " " and not style.marks_blanks:
        style = Style(back=style.back)
    found = _known.get((text, style))
    if found is None:
        if len(_known) >= _MOST:  # costs a screen sent once more, and nothing else
            _known.clear()
        found = _known[text, style] = Cell(text, style, width)
    return found


def blank(back: str = "") -> Cell:
    return cell(" ", Style(back=back), 1)


_REST = Cell("", PLAIN, 0)
"""A cell that the text before it runs on into."""

# Live in a terminal though it takes no cell; the backstop has removed it already.
_LIVE = re.compile("[\x80-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_LONE = re.compile("[\ud800-\udfff]")


def drawn(text: str, style: Style) -> list[Cell]:
    """The cells of a text without C0 controls. What takes no cell goes with what is before it."""
    if text.isascii():
        return [cell(letter, style, 1) for letter in text]
    text = _LONE.sub("\N{REPLACEMENT CHARACTER}", _LIVE.sub("", text))
    cells: list[Cell] = []
    for grapheme, width in _graphemes(text):
        if width:
            cells.append(cell(grapheme, style, width))
            cells.extend([_REST] * (width - 1))
    return cells


@lru_cache(maxsize=1024)
def _graphemes(text: str) -> tuple[tuple[str, int], ...]:
    found: list[tuple[str, int]] = []
    for start, end, width in split_graphemes(text)[0]:
        part = text[start:end]
        if found and _is_flag_letter(part) and _is_flag_letter(found[-1][0]):
            before, wide = found.pop()  # two letters make one flag
            found.append((before + part, wide + width))
        else:
            found.append((part, width))
    return tuple(found)


def _is_flag_letter(text: str) -> bool:
    return len(text) == 1 and "\U0001f1e6" <= text <= "\U0001f1ff"


def _is_sure(text: str, width: int) -> bool:
    """Whether terminals, old and new, agree on the width.

    They do on single narrow characters with or without accents, and on the letters of Chinese,
    Japanese and Korean. They don't on what is joined, varied or pictured.
    """
    first = ord(text[0])
    if width == 1:
        certain = first < 0x1F000 and unicodedata.category(text[0]) not in ("Cn", "Mc", "Cf")
    else:
        certain = width == 2 and (
            0x3041 <= first <= 0x30FF
            or 0x3400 <= first <= 0x4DBF
            or 0x4E00 <= first <= 0x9FFF
            or 0xAC00 <= first <= 0xD7A3
            or 0xF900 <= first <= 0xFAFF
            or 0xFF01 <= first <= 0xFF60
        )
    return certain and all(unicodedata.category(c) == "Mn" and c != "\ufe0f" for c in text[1:])
