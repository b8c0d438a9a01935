"""Two values of one field beside each other, with what differs marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from rich.style import Style
from rich.text import Text

from oppman_tui.tui.looks import Looks, wrapped

_KEPT = 6
"""Words of what is alike that stay beside a difference; the rest of a long stretch is left out."""
_HEAD = 8
"""Cells for whose value it is."""
_MOST = 6
"""Lines of one value."""


def pair(mine: str, theirs: str, by: str, width: int, looks: Looks) -> list[Text]:
    """Both values in lines of `width` cells, those words marked that only one of them has.

    Marked is in the accent and underlined; in brackets where no line can be drawn.
    """
    ink = looks.ink
    one, other = (re.findall(r"\S+", text) for text in (mine, theirs))
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    left = Text(" ").join(_words(one, [(tag, i, j) for tag, i, j, _, _ in blocks], looks))
    right = Text(" ").join(_words(other, [(tag, i, j) for tag, _, _, i, j in blocks], looks))
    if by:
        right.append(f"  {by}", ink.dim)
    lines: list[Text] = []
    for head, told in (("mine", left), ("theirs", right)):
        parts = wrapped(told, max(10, width - _HEAD), looks)
        if len(parts) > _MOST:
            parts = [*parts[: _MOST - 1], Text(f"{looks.marks.ellipsis} and more", ink.dim)]
        for place, part in enumerate(parts):
            edge = Text(f"{'' if place else head:<{_HEAD}}", ink.dim)
            lines.append(Text.assemble(edge, part))
    return lines


def _words(
    words: Sequence[str], blocks: Sequence[tuple[str, int, int]], looks: Looks
) -> Iterator[Text]:
    """The words of one value; what both have is told in short where it is long."""
    ink, marks = looks.ink, looks.marks
    for tag, start, end in blocks:
        told = list(words[start:end])
        if not told:
            continue
        if tag != "equal":
            text = " ".join(told)
            if marks.underlines:
                yield Text(text, ink.accent + Style(underline=True))
            else:
                yield Text(f"[{text}]", ink.accent)
            continue
        before, after = start > 0, end < len(words)
        head, tail = (_KEPT if before else 0), (_KEPT if after else 0)
        if len(told) > head + tail + 2:
            told = [*told[:head], marks.ellipsis, *(told[-tail:] if tail else [])]
        yield Text(" ".join(told), ink.text)
