"""How reviews are written: what was answered, that day's scores, and how they grew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from rich.text import Text

from oppman_tui.domain.entities import Review
from oppman_tui.domain.question_sets import whole
from oppman_tui.domain.review.jumps import Jump
from oppman_tui.playbook.models import Playbook
from oppman_tui.tui import values
from oppman_tui.tui.looks import Looks, column, wrap, wrapped
from oppman_tui.tui.widgets.rows import Line
from oppman_tui.tui.words import Words
from oppman_tui.workspace.view import DealView

_REVIEWS = 12
"""So many reviews a sparkline goes back."""


def answers_of(review: Review, view: DealView) -> Iterator[tuple[str, str]]:
    """(the question in a word or two, its answer), in the playbook's order, retired ones last."""
    order = {q.key: n for n, q in enumerate(view.playbook.review_questions)}
    for key, answer in sorted(review.answers.items(), key=lambda a: order.get(a[0], len(order))):
        if told := str(answer).strip():
            yield values.humanised(key), told


def scores_of(review: Review, view: DealView) -> Iterator[tuple[str, str, bool]]:
    """(theme, its range that day, whether it was the weakest); what isn't readable is left out."""
    weakest = review.snapshot.get("weakest")
    for key, (low, _, high) in _ranges(review, view.playbook).items():
        theme = view.playbook.theme(key)
        name = theme.short if theme else key
        yield name, f"{whole(low)}–{whole(high)}", key == weakest


def _ranges(review: Review, playbook: Playbook) -> dict[str, tuple[float, float | None, float]]:
    """Theme -> (low, point, high) in percent, as the review remembers them; retired ones last."""
    themes = review.snapshot.get("themes")
    found: dict[str, tuple[float, float | None, float]] = {}
    for key, value in (themes if isinstance(themes, Mapping) else {}).items():
        if not isinstance(value, list) or len(value) != 3:
            continue
        low, point, high = map(_number, value)
        if low is not None and high is not None:
            found[str(key)] = (low, point, high)
    order = [theme.key for theme in playbook.themes if theme.key in found]
    return {key: found[key] for key in (*order, *(k for k in found if k not in order))}


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) else None


def review_lines(review: object, words: Words, width: int, looks: Looks) -> list[Line]:
    """A review's answers and that day's scores in full; nothing of any other row."""
    if not isinstance(review, Review):
        return []
    ink = looks.ink
    lines: list[Line] = []
    questions = {q.key: q.text for q in words.view.playbook.review_questions}
    answers = list(review.answers.items())
    if answers:
        lines += [Line(Text("")), Line(Text("What was answered", ink.dim))]
    order = {key: place for place, key in enumerate(questions)}
    for key, answer in sorted(answers, key=lambda a: order.get(a[0], len(order))):
        asked = Text(f"  {questions.get(key, f'{key} (retired)')}", ink.strong)
        for place, line in enumerate(wrapped(asked, width - 4, looks)):
            lines.append(Line(line, None if place else f"answered:{key}"))
        for line in Text(str(answer)).wrap(looks.console, max(10, width - 8), tab_size=4):
            lines.append(Line(Text.assemble("    ", line)))
    ranges = _ranges(review, words.view.playbook)
    if ranges:
        lines += [Line(Text("")), Line(Text("Scores of that day", ink.dim))]
    for key, (low, point, high) in ranges.items():
        theme = words.view.playbook.theme(key)
        name = column(theme.name if theme else key, 32, looks.marks)
        known = looks.marks.unknown if point is None else str(whole(point))
        weakest = "  weakest" if key == review.snapshot.get("weakest") else ""
        text = Text.assemble("  ", name, f"{known:>3}  ", (f"{whole(low)}–{whole(high)}", ink.dim))
        lines.append(Line(text.append(weakest, ink.accent), f"score:{key}"))
    return lines


def spark_lines(view: DealView, width: int, looks: Looks) -> list[Line]:
    """Each theme's low over the reviews, and now where it is another: how knowledge grew.

    One review is enough where something has changed since. What is closed stands as it was
    reviewed: its answers grow stale, which says nothing any more.
    """
    reviews = sorted(view.dossier.reviews, key=lambda r: (r.held_on, r.id))[-_REVIEWS:]
    past = [_ranges(review, view.playbook) for review in reviews]
    if not past:
        return []
    is_over = view.dossier.deal.closed_as is not None
    lows = {} if is_over else {key: score.low for key, score in view.scores.themes.items()}
    now = {
        key: low
        for key, low in lows.items()
        if key not in past[-1] or whole(low) != whole(past[-1][key][0])
    }
    if len(past) < 2 and not now:
        return []
    weakest = reviews[-1].snapshot.get("weakest") if is_over else view.scores.weakest
    ink, cells = looks.ink, []
    for theme in view.playbook.themes:
        then = [p[theme.key][0] if theme.key in p else None for p in past]
        known = [whole(low) for low in then if low is not None]
        if not known:
            continue
        drawn, told = spark(then, looks), f" {known[0]}"
        if known[-1] != known[0]:
            told += f" to {known[-1]}"
        if theme.key in now:
            today = spark([now[theme.key]], looks)
            drawn += f"{looks.marks.becomes}{today}" if today else ""
            told += f", now {whole(now[theme.key])}"
        cells.append(
            Text.assemble(
                column(theme.short, 11, looks.marks),
                (drawn, ink.accent if theme.key == weakest else ink.text),
                (told, ink.dim),
            )
        )
    across = 2 if all(cell.cell_len < width // 2 for cell in cells) else 1
    count = f"{len(reviews)} review{'' if len(reviews) == 1 else 's'}"
    heading = Text(f"Each theme's low over {count}{' and now' if now else ''}", ink.dim)
    if least := view.playbook.theme(weakest if isinstance(weakest, str) else None):
        heading.append(" · ").append(f"weakest {least.short}", ink.accent)
    lines = [Line(heading)]
    rows = iter(cells)
    while line := list(islice(rows, across)):
        text = Text()
        for place, cell in enumerate(line):
            text.pad_right(place * (width // across) - text.cell_len)
            text.append_text(cell)
        lines.append(Line(text))
    return [*lines, Line(Text(""))]


def jump_lines(
    jumps: Iterable[Jump], playbook: Playbook, width: int, looks: Looks
) -> list[Line]:
    """The scores that jumped just before a gate or a review, each marked (method 6)."""
    names = {theme.key: theme.name for theme in playbook.themes}
    lines = []
    for jump in jumps:
        told = f"{looks.marks.notice} {jump.text(names.get(jump.score, 'Customer fit'))}"
        first, *rest = wrap(told, width - 2, looks)
        lines.append(Line(Text(f"  {first}", looks.ink.notice)))
        lines += [Line(Text(f"    {more}", looks.ink.notice)) for more in rest]
    return lines


def spark(points: Sequence[float | None], looks: Looks) -> str:
    """Percents as a row of bars, eight heights; a gap where one isn't known."""
    bars = looks.marks.spark
    if not bars:
        return ""
    return "".join(" " if v is None else bars[min(7, max(0, int(v * 8 / 100)))] for v in points)
