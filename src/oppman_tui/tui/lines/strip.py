"""Tabs in one line. Read without Textual."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from rich.text import Text

from oppman_tui.tui.looks import Looks

_WITHOUT = 2
"""So many of the last tabs do without a count where room is short."""


def tab_line(
    tabs: Sequence[tuple[str, str, str]], active: str, width: int, looks: Looks
) -> tuple[Text, list[tuple[int, int, str]]]:
    """`tabs` as (key, words, count), from the first one with which the one that is shown fits
    in; and (from, to, key) of each in cells. Where room is short they stand closer, and the last
    do without their counts."""
    labels = [_label(words, count, key == active, looks) for key, words, count in tabs]
    gap = 2
    if _room(labels, gap) > width:
        closer = list(labels)
        for place in reversed(range(max(0, len(tabs) - _WITHOUT), len(tabs))):
            key, words, _ = tabs[place]
            if _room(closer, 1) > width and key != active:
                closer[place] = _label(words, "", False, looks)
        if _room(closer, 1) <= width:
            labels, gap = closer, 1
    widths = [label.cell_len + gap for label in labels]
    here = next((n for n, tab in enumerate(tabs) if tab[0] == active), 0)
    first, end = 0, looks.marks.ellipsis
    while first < here and sum(widths[first : here + 1]) + 2 * len(end) > width:
        first += 1
    line = Text(no_wrap=True, overflow="crop")
    line.append(f"{end} " if first else "", looks.ink.dim)
    spans: list[tuple[int, int, str]] = []
    for (key, _, _), label in zip(tabs[first:], labels[first:], strict=True):
        if line.cell_len + label.cell_len > width:
            line.truncate(width - len(end))
            return line.append(end, looks.ink.dim), spans
        spans.append((line.cell_len, line.cell_len + label.cell_len, key))
        line.append_text(label).append(" " * gap)
    return line, spans


def _room(labels: Sequence[Text], gap: int) -> int:
    """The cells that they take."""
    return sum(label.cell_len + gap for label in labels) - gap


def _label(words: str, count: str, on: bool, looks: Looks) -> Text:
    """The tab that is shown is underlined; in brackets where no line can be drawn."""
    ink = looks.ink
    style = ink.accent + Style(bold=True, underline=looks.marks.underlines) if on else ink.text
    label = Text.assemble((words, style))
    if count:
        label.append(f" {count}", ink.accent if on else ink.dim)
    return label if looks.marks.underlines or not on else Text.assemble("[", label, "]")
