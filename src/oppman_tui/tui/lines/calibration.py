"""Calibration in lines: what was said, of how many it came so; then deal by deal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from rich.text import Text

from oppman_tui.domain.question_sets import whole
from oppman_tui.domain.review.calibration import Calibration, Came, Question, Told
from oppman_tui.domain.values.dates import show_date
from oppman_tui.playbook.models import Playbook
from oppman_tui.tui.looks import Looks, column, wrap
from oppman_tui.tui.widgets.rows import Line

NOTHING = (
    "No closed deal has been reviewed yet.",
    "",
    "Every review keeps what it said: the decision, the close date, the ranges, the answers.",
    "Once deals are won, lost or abandoned, it stands here beside what came of them.",
)
_COUNTS = 30


def head(found: Calibration | None, mine: bool, width: int, looks: Looks) -> Text:
    """Whose deals, and how many of them were reviewed before they closed."""
    ink = looks.ink
    left = Text.assemble(
        ("What reviews said, and what came", ink.strong), ("  mine" if mine else "", ink.accent)
    )
    if found is None:
        return left
    count = len(found.closed)
    told = f"{count} of {count + found.unreviewed} closed deals were reviewed"
    if left.cell_len + 2 + len(told) > width:
        told = f"{count} of {count + found.unreviewed}"
    left.pad_right(max(2, width - left.cell_len - len(told)))
    return left.append(told, ink.dim)


def lines(
    found: Calibration, playbook: Playbook, today: date, width: int, looks: Looks
) -> list[Line]:
    """A statement's key is ``said:<question>:<place>``, a deal's ``deal:<id>``."""
    if not found.closed:
        return [Line(Text(part)) for told in NOTHING for part in wrap(told, width, looks)]
    told: list[Line] = []
    for place, question in enumerate(found.questions):
        told += [*_question(question, place, width, looks), Line(Text(""))]
    told.append(Line(Text("Deal by deal", looks.ink.strong)))
    for came in found.closed:
        told += _deal(came, playbook, today, width, looks)
    return told


def _question(question: Question, place: int, width: int, looks: Looks) -> Iterator[Line]:
    ink = looks.ink
    for part in wrap(question.name, width, looks):
        yield Line(Text(part, ink.strong))
    for number, statement in enumerate(question.statements):
        key = f"said:{place}:{number}"
        counts = statement.text()
        if looks.linear:
            yield Line(Text(f"When we said {statement.said}: {counts}"), key)
            continue
        room = max(10, width - max(_COUNTS, len(counts)) - 4)
        first, *rest = wrap(statement.said, room, looks)
        said = column(first, room, looks.marks)
        yield Line(Text.assemble("  ", said, "  ", (counts, ink.text)), key)
        yield from (Line(Text(f"    {more}")) for more in rest)


def _deal(
    came: Came, playbook: Playbook, today: date, width: int, looks: Looks
) -> Iterator[Line]:
    ink = looks.ink
    on = f" {show_date(came.closed_on, today)}" if came.closed_on else ""
    style = ink.good if came.won else ink.dim
    head = Text.assemble("  ", (came.name, ink.text), "  ", (f"{came.closed_as}{on}", style))
    head.truncate(width)
    yield Line(head, f"deal:{came.deal}")
    for told in came.told:
        for part in wrap(_told(came, told, playbook, today), max(10, width - 6), looks):
            yield Line(Text.assemble("      ", (part, ink.dim)))


def _told(came: Came, told: Told, playbook: Playbook, today: date) -> str:
    """`7 May: Go on · close 10 Oct, 26 days before it was lost · weakest: Need 14–86`."""
    review = told.review
    names = {decision.key: decision.name for decision in playbook.decisions}
    decided = names.get(review.decision or "", review.decision or "no decision")
    parts = [f"{show_date(review.held_on, today)}: {decided}"]
    if told.close_date is not None:
        close, late = f"close {show_date(told.close_date, today)}", came.late(told)
        parts.append(f"{close}, {_late(late, came.closed_as)}" if late is not None else close)
    theme = playbook.theme(told.weakest)
    if theme is not None:
        ends = told.ranges.get(theme.key)
        span = f" {whole(ends[0])}–{whole(ends[1])}" if ends else ""
        parts.append(f"weakest: {theme.name}{span}")
    return " · ".join(parts)


def _late(days: int, closed_as: str) -> str:
    count = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    if days == 0:
        return f"{closed_as} on that day"
    return f"{closed_as} {count} {'after' if days > 0 else 'before'} it"
