"""What one hands out: deal sheet, call sheet, agenda, minutes, portfolio, funnel (formats.md 3).

text = render(deal_sheet(view), "html")
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from oppman_tui.domain.review.funnel import FunnelDeal
from oppman_tui.domain.review.meeting import Meeting, made
from oppman_tui.errors import UserError
from oppman_tui.exchange.report.render import FORMS, render
from oppman_tui.exchange.report.sheet import Sheet
from oppman_tui.workspace import files
from oppman_tui.workspace.exporting import Progress, viewed
from oppman_tui.workspace.reading import Reading
from oppman_tui.workspace.reports import portfolio as portfolios
from oppman_tui.workspace.reports.deal import call, deal_sheet
from oppman_tui.workspace.reports.meeting import (
    Held,
    Minutes,
    agenda,
    minutes,
    of_day,
    of_meeting,
)
from oppman_tui.workspace.view import DealView

__all__ = [
    "FORMS",
    "KINDS",
    "Held",
    "Kind",
    "Minutes",
    "Sheet",
    "agenda",
    "agenda_of",
    "call",
    "deal_sheet",
    "form_of",
    "funnel_of",
    "minutes",
    "minutes_of_day",
    "minutes_of_meeting",
    "of_day",
    "of_meeting",
    "portfolio_of",
    "render",
    "write",
]

NOTHING = "Nothing was written"
_MOST = 200
"""Deals on one agenda, or sheets in one file: more nobody reads."""


def agenda_of(
    reading: Reading,
    deals: Sequence[str],
    called: str,
    progress: Progress | None = None,
) -> Sheet:
    """The agenda of a meeting over these deals, five minutes each."""
    if len(deals) > _MOST:
        raise UserError(
            f"{len(deals):,} deals make no agenda", NOTHING, f"Choose {_MOST} or fewer"
        )
    return agenda_of_meeting(reading, made("", called, deals), progress)


def agenda_of_meeting(
    reading: Reading, meeting: Meeting, progress: Progress | None = None
) -> Sheet:
    return agenda(meeting, _by_id(reading, meeting, progress), reading.today)


def minutes_of_meeting(
    reading: Reading, meeting: Meeting, progress: Progress | None = None
) -> Sheet:
    """The minutes of a meeting, over or not."""
    views = _by_id(reading, meeting, progress)
    return minutes(of_meeting(meeting, views, reading.today), reading.today)


def _by_id(reading: Reading, meeting: Meeting, progress: Progress | None) -> dict[str, DealView]:
    deals = [item.deal for item in meeting.items]
    return {view.id: view for view in viewed(reading, deals, progress)}


def minutes_of_day(
    reading: Reading, on: date, progress: Progress | None = None, deals: Iterable[str] = ()
) -> Sheet:
    """The minutes of all reviews that were finished on a day."""
    wanted = list(deals) or _everything(reading)
    held = of_day(on, viewed(reading, wanted, progress))
    if not held.deals:
        raise UserError(f"No review was finished on {on.isoformat()}", NOTHING)
    return minutes(held, reading.today)


def portfolio_of(
    reading: Reading, deals: Sequence[str], called: str, progress: Progress | None = None
) -> Sheet:
    """The portfolio map of these deals."""
    views = [v for v in viewed(reading, deals, progress) if not v.dossier.deal.closed_as]
    return portfolios.portfolio(views, called, reading.rates, reading.today)


def funnel_of(
    reading: Reading, deals: Sequence[str], called: str, progress: Progress | None = None
) -> Sheet:
    """The funnel of these deals, open and closed alike."""
    given = [FunnelDeal(v.dossier, v.value) for v in viewed(reading, deals, progress)]
    return portfolios.funnel(given, called, reading.playbook, reading.rates, reading.today)


def _everything(reading: Reading) -> list[str]:
    return [*reading.find("all"), *reading.find("closed")]


@dataclass(frozen=True, slots=True)
class Kind:
    """A report of several deals, to be chosen by its key."""

    key: str
    words: str
    of: Callable[[Reading, Sequence[str], str, Progress | None], Sheet]


KINDS = {
    kind.key: kind
    for kind in (
        Kind("agenda", "Agenda", agenda_of),
        Kind("portfolio", "Portfolio map", portfolio_of),
        Kind("funnel", "Funnel", funnel_of),
    )
}


def form_of(path: Path) -> str:
    """The form that a file's name ends in. Raises `UserError`."""
    form = {"htm": "html", "markdown": "md"}.get(end := path.suffix.lower()[1:], end)
    if form not in FORMS:
        raise UserError(f"{path.name} ends neither in .html nor in .md", NOTHING)
    return form


def write(sheet: Sheet, path: Path, *, form: str | None = None, over: bool = False) -> None:
    """Write a report into a file, whole or not at all. Raises `UserError`."""
    files.write_whole(path, [render(sheet, form or form_of(path))], NOTHING, over=over)
