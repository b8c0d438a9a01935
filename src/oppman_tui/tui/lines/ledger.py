"""The ledger in lines: each side's sum, then person by person what was promised."""

from __future__ import annotations

from datetime import date

from rich.style import Style
from rich.text import Text

from oppman_tui.domain.review.ledger import Account, Ledger, Promise
from oppman_tui.domain.review.progress import Promises, Side
from oppman_tui.domain.values.text import clean_line
from oppman_tui.tui.looks import Looks, wrap
from oppman_tui.tui.widgets.rows import Line

SIDES: tuple[tuple[Side, str], ...] = (("ours", "We promised"), ("theirs", "They promised"))
_NOBODY = "nobody named"
_EDGE = 6


def lines(ledger: Ledger, today: date, width: int, looks: Looks) -> list[Line]:
    """A person's key is ``who:<side>:<name>``, a promise's ``action:<id>``."""
    if not ledger.accounts:
        key = looks.key("deal.action")
        none = "Nothing is promised on this deal yet."
        none += f" “{key}” writes down an action, ours or theirs."
        return [Line(Text(part)) for part in wrap(none, width, looks)]
    told: list[Line] = []
    for side, words in SIDES:
        sums = ledger.ours if side == "ours" else ledger.theirs
        told.append(Line(Text.assemble((f"{words:<15}", looks.ink.strong), _sum(sums, looks))))
        for account in ledger.of(side):
            told += _account(account, today, width, looks)
        told.append(Line(Text("")))
    return told[:-1]


def _account(account: Account, today: date, width: int, looks: Looks) -> list[Line]:
    who = Text.assemble(f"  {account.who or _NOBODY}  ", _sum(account.counts, looks))
    who.truncate(width)
    told = [Line(who, f"who:{account.side}:{account.who}")]
    for promise in account.promises:
        told += _promise(promise, today, width, looks)
    return told


def _promise(promise: Promise, today: date, width: int, looks: Looks) -> list[Line]:
    mark, style = _mark(promise, looks)
    action = clean_line(promise.action.action)
    room = max(10, width - _EDGE)
    first, *rest = wrap(action, room, looks)
    mark = "" if looks.linear else mark
    indent = " " * _EDGE
    told = [
        Line(
            Text.assemble("    ", (f"{mark:<2}", style), first),
            f"action:{promise.action.id}",
        )
    ]
    told += [Line(Text(f"{indent}{more}")) for more in rest]
    late = looks.ink.notice if promise.state == "late" else looks.ink.dim
    told += [
        Line(Text.assemble(indent, (more, late)))
        for more in wrap(promise.text(today), room, looks)
    ]
    return told


def _mark(promise: Promise, looks: Looks) -> tuple[str, Style]:
    ink, marks = looks.ink, looks.marks
    return {
        "late": (marks.notice, ink.notice),
        "open": (marks.unknown, ink.dim),
        "kept": (marks.answer(2), ink.good),
        "dropped": (marks.answer(0), ink.dim),
    }[promise.state]


def _sum(counts: Promises, looks: Looks) -> Text:
    return Text(counts.text(), looks.ink.notice if counts.late else looks.ink.dim)
