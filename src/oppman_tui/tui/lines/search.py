"""What stands below the search: a rule, or at its place in it what wasn't understood."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text

from oppman_tui.domain.query import Problem
from oppman_tui.tui.looks import Looks, clip


def below(text: str, problem: Problem | None, shifted: int, width: int, looks: Looks) -> Text:
    """A rule of `width` cells with a mark under the place and what was expected there.

    `shifted` cells of the text have gone out of sight at the left.
    """
    ink, marks = looks.ink, looks.marks
    if problem is None:
        return Text(marks.rule * width, ink.dim)
    if looks.linear:
        return Text(f"Column {problem.column}: {problem.what}", ink.notice)
    place = cell_len(text[: problem.column - 1]) - shifted
    place = min(max(0, place), width - 1)
    right, left = width - place - 2, place - 1
    line = Text(no_wrap=True)
    if cell_len(problem.what) <= right or right >= left:
        line.append(marks.rule * place, ink.dim)
        line.append(f"{_HERE} {clip(problem.what, right, marks)}", ink.notice)
    else:
        what = clip(problem.what, left, marks)
        before = left - cell_len(what) - 1
        line.append(f"{marks.rule * before} " if before > 0 else "", ink.dim)
        line.append(f"{what} ", ink.notice)
        line.pad_right(place - line.cell_len)
        line.append(_HERE, ink.notice)
    rest = width - line.cell_len - 1
    return line.append(f" {marks.rule * rest}" if rest > 0 else "", ink.dim)


_HERE = "^"
