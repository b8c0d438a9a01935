"""What stands below the search: a rule, or at its place in it what wasn't understood."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from oppman_tui.domain.select.query import Problem
from oppman_tui.domain.select.query_fields import Fields
from oppman_tui.tui.looks import Looks, clip, column, wrap


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
_EXAMPLES = (
    ("stage:compare owner:liisa value>100k", "all three; “and” may stand between"),
    ("close<today+30 or close:none", "one of the two, or both"),
    ("not is:won (need<40 or is:stalled)", "“not” binds most, then “and”, then “or”"),
    ('customer:"Hansa Cargo" owner:a,b', "words with spaces; one of several"),
    ("stage!=need days>=30 fit.high<60", "not so; at least; the high of a score"),
    ("31.1. fri 2027-01 today-7 +2w none", "dates; none is what isn't known"),
)
_NAME = 14


def explained(fields: Fields, width: int, looks: Looks) -> Iterator[Text]:
    """What can be asked for, and how: examples, then every field."""
    ink = looks.ink
    room = max(len(example) for example, _ in _EXAMPLES) + 2
    for example, told in _EXAMPLES:
        shown = column(f"  {example}", room + 2, looks.marks)
        if shown.cell_len + len(told) <= width:
            yield Text.assemble((shown.plain, ink.accent), (told, ink.dim))
        else:
            yield Text(f"  {example}", ink.accent)
            yield from (Text(f"    {part}", ink.dim) for part in wrap(told, width - 4, looks))
    for field in fields.all.values():
        first, *rest = wrap(field.told, width - _NAME - 2, looks)
        yield Text.assemble("  ", (f"{field.name:<{_NAME}}", ink.accent), first)
        yield from (Text(" " * (_NAME + 2) + part) for part in rest)
