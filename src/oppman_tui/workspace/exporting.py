"""Deals, actions, key players and their days go into a file, or to whoever reads a pipe.

exporting.export(workspace, "deals", workspace.find("all"), Path("deals.xlsx"))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TypeAlias

from oppman_tui.domain.entities import Action
from oppman_tui.domain.values import money
from oppman_tui.domain.values.text import clean_line
from oppman_tui.errors import UserError
from oppman_tui.exchange import calendar
from oppman_tui.exchange.calendar import Day
from oppman_tui.exchange.export import Row, csv_lines, json_lines, xlsx
from oppman_tui.workspace import files, listing
from oppman_tui.workspace.reading import Reading
from oppman_tui.workspace.tables import TABLES
from oppman_tui.workspace.view import DealView

FORMS = ("csv", "json", "xlsx", "ics")
"""How a table is written; also the end of the file's name."""
NOTHING = "Nothing was exported"
_PART = 256
"""Deals read at a time, so that a million need no more memory than these."""
_REMEMBERED = 90
"""Days for which what is done, dropped or closed is sent as cancelled, so that it goes from the
calendars it is in."""

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many of how many deals are done; may raise `Cancelled`."""


class Cancelled(UserError):
    """The user thought better of it."""

    def __init__(self) -> None:
        super().__init__("Cancelled", NOTHING)


def parts(
    reading: Reading,
    table: str,
    deals: Sequence[str],
    form: str,
    progress: Progress | None = None,
) -> Iterator[str | bytes]:
    """What the file holds, a part at a time: `table` is one of `TABLES`, `form` of `FORMS`."""
    views = viewed(reading, deals, progress)
    if form == "ics":
        days = (day for view in views for day in days_of(view))
        return calendar.ics(days, reading.clock.now())
    if form == "json" and table == "deals":
        return json_lines(listing.row(view) for view in views)
    found = TABLES[table]
    rows: Iterator[Row] = (row for view in views for row in found.rows(view))
    if form == "json":
        return json_lines(rows)
    if form == "xlsx":
        return xlsx(found.columns, rows, found.name)
    return csv_lines(found.columns, rows)


def viewed(
    reading: Reading, deals: Sequence[str], progress: Progress | None = None
) -> Iterator[DealView]:
    """The deals as they are today, read a part at a time."""
    for start in range(0, len(deals), _PART):
        if progress is not None:
            progress(start, len(deals))
        yield from reading.views(deals[start : start + _PART])


def form_of(path: Path) -> str:
    """The form that a file's name ends in. Raises `UserError`."""
    form = path.suffix.lower().removeprefix(".")
    if form not in FORMS:
        raise UserError(f"{path.name} ends in none of {_ends()}", NOTHING)
    return form


def export(
    reading: Reading,
    table: str,
    deals: Sequence[str],
    path: Path,
    *,
    form: str | None = None,
    over: bool = False,
    progress: Progress | None = None,
) -> None:
    """Write a table of these deals into a file, whole or not at all.

    In `form`, or in the one that its name ends in; without `over` never in place of a file that
    is there. Raises `UserError`, and what `progress` raises.
    """
    told = parts(reading, table, deals, form or form_of(path), progress)
    files.write_whole(path, told, NOTHING, over=over)


def _ends() -> str:
    return ", ".join(f".{form}" for form in FORMS)


# -- days to keep --------------------------------------------------------------------------


def days_of(view: DealView) -> Iterator[Day]:
    """The due dates of the deal's actions, its next step and its close date."""
    deal, revision = view.dossier.deal, sum(view.dossier.version.values())
    closed = deal.closed_as is not None
    if closed and not _lately(deal.closed_on, view.today):
        return

    def day(what: str, on: date, summary: str, kind: str, over: bool, *more: str) -> Day:
        return Day(
            uid=f"{what}@oppman",
            on=on,
            summary=f"{summary} ({clean_line(deal.name)})",
            description="\n".join((*(m for m in more if m), *_about(view))),
            category=kind,
            revision=revision,
            over=over or closed,
        )

    for action in view.dossier.actions:
        if action.due and (action.is_open or _lately(action.status_on, view.today)):
            who = _owner(action)
            text = clean_line(action.action)
            uid = f"action-{action.id}-{view.id}"
            yield day(uid, action.due, text, "Action", not action.is_open, who)
    if deal.next_step and deal.next_step_date:
        agreed = "Agreed with the customer" if deal.next_step_agreed else ""
        uid = f"next-step-{view.id}"
        yield day(uid, deal.next_step_date, deal.next_step, "Next step", False, agreed)
    if deal.close_date:
        yield day(f"close-date-{view.id}", deal.close_date, "Close date", "Close date", False)


def _about(view: DealView) -> Iterable[str]:
    deal = view.dossier.deal
    yield f"Deal: {deal.name}"
    if view.customer_name:
        yield f"Customer: {view.customer_name}"
    if deal.amount is not None:
        yield f"Value: {money.show_amount(deal.amount, deal.currency or '')}"
    if deal.owner:
        yield f"Owner: {deal.owner}"


def _owner(action: Action) -> str:
    side = "the customer's" if action.owner_side == "theirs" else "ours"
    return f"Owner: {action.action_owner or 'nobody named'}, {side}"


def _lately(on: date | None, today: date) -> bool:
    return on is not None and on >= today - timedelta(days=_REMEMBERED)

