"""What one takes away: tables, reports and days to keep, each into a file.

First what it is to be, then which file; the end of its name says how it is written. Never over
another file without a yes, and never half of one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.screen import Screen

from oppman_tui.domain.review.meeting import Meeting
from oppman_tui.errors import InvalidValue, UserError
from oppman_tui.tui.screens.dialogs import Ask, Confirm, Option, Pick
from oppman_tui.tui.screens.working import while_shown
from oppman_tui.tui.verbs.everyday import app_of
from oppman_tui.workspace import exporting, reports
from oppman_tui.workspace.exporting import Progress
from oppman_tui.workspace.reading import Reading
from oppman_tui.workspace.reports import Sheet
from oppman_tui.workspace.view import DealView


@dataclass(frozen=True, slots=True)
class _Kind:
    """What may be taken away; `ends` are the forms, the first proposed.

    `sheet` makes a report of the deals; without it `key` is a table's, or the days.
    """

    key: str
    words: str
    remark: str
    ends: tuple[str, ...]
    strike: str
    sheet: Callable[[Reading, Sequence[str], str, Progress], Sheet] | None = None


_TABLE, _PAGE = ("csv", "xlsx", "json"), ("html", "md")
_TABLE_WORDS, _PAGE_WORDS = "a table: .csv, .xlsx, .json", "a page: .html, .md"
_DAYS = _Kind("days", "Days to keep", "due dates, next steps, close dates: .ics", ("ics",), "k")
_TABLES = (
    _Kind("deals", "Deals", _TABLE_WORDS, _TABLE, "d"),
    _Kind("actions", "Actions", _TABLE_WORDS, _TABLE, "t"),
    _Kind("players", "Key players", _TABLE_WORDS, _TABLE, "p"),
    _DAYS,
)
_PAGES = tuple(
    _Kind(kind.key, kind.words, _PAGE_WORDS, _PAGE, strike, kind.of)
    for kind, strike in zip(reports.KINDS.values(), "gof", strict=True)
)


def _of_the_deal(make: Callable[[DealView], Sheet]) -> Callable[..., Sheet]:
    def sheet(reading: Reading, deals: Sequence[str], called: str, progress: Progress) -> Sheet:
        view = reading.view(deals[0])
        if view is None:
            raise UserError("This deal is no longer here", reports.NOTHING)
        return make(view)

    return sheet


_OF_A_DEAL = (
    _Kind("deal", "Deal sheet", _PAGE_WORDS, _PAGE, "s", _of_the_deal(reports.deal_sheet)),
    _Kind("calls", "Call sheet", _PAGE_WORDS, _PAGE, "c", _of_the_deal(reports.call)),
    *_TABLES[1:],
)


async def of_deals(screen: Screen[Any], deals: Sequence[str], what: str) -> None:
    """Of several deals: tables, the days in them, agenda, portfolio, funnel."""
    await _take(screen, deals, what, (*_TABLES, *_PAGES))


async def of_deal(screen: Screen[Any], view: DealView) -> None:
    """Of one deal: its sheets, its tables, its days."""
    await _take(screen, [view.id], view.dossier.deal.name, _OF_A_DEAL)


async def of_calls(screen: Screen[Any], view: DealView) -> None:
    """The call sheet of one deal, to print."""
    (kind,) = (kind for kind in _OF_A_DEAL if kind.key == "calls")
    await _into_file(screen, kind, [view.id], view.dossier.deal.name)


async def of_picture(screen: Screen[Any], picture: str, deals: Sequence[str], what: str) -> None:
    """A picture of many deals, as it is on the screen: `portfolio` or `funnel`."""
    (kind,) = (kind for kind in _PAGES if kind.key == picture)
    await _into_file(screen, kind, deals, what)


async def of_meeting(screen: Screen[Any], meeting: Meeting) -> None:
    """The agenda before it begins, the minutes from then on."""

    def sheet(reading: Reading, deals: Sequence[str], called: str, progress: Progress) -> Sheet:
        make = reports.agenda_of_meeting if meeting.begun is None else reports.minutes_of_meeting
        return make(reading, meeting, progress)

    key, words = ("agenda", "Agenda") if meeting.begun is None else ("minutes", "Minutes")
    kind = _Kind(key, words, _PAGE_WORDS, _PAGE, "", sheet)
    await _into_file(screen, kind, [item.deal for item in meeting.items], meeting.called)


async def _take(
    screen: Screen[Any], deals: Sequence[str], what: str, kinds: Sequence[_Kind]
) -> None:
    app = app_of(screen)
    options = [Option(kind.key, kind.words, kind.remark, kind.strike) for kind in kinds]
    chosen = await app.push_screen_wait(Pick(f"Of {what}: what to take away?", options))
    kind = next((kind for kind in kinds if kind.key == chosen), None)
    if kind is not None:
        await _into_file(screen, kind, deals, what)


async def _into_file(screen: Screen[Any], kind: _Kind, deals: Sequence[str], what: str) -> None:
    """Ask into which file, and write it."""
    app = app_of(screen)
    name = f"{kind.key}-{app.workspace.today.isoformat()}.{kind.ends[0]}"
    ends = " or ".join(f".{end}" for end in kind.ends)
    given = await app.push_screen_wait(
        Ask(
            f"{kind.words} of {what}: into which file?",
            name,
            hint=f"a path ending in {ends} · {{writing.save}} writes it",
            check=lambda text: _check_path(text, kind.ends),
            echo=lambda text: str(_path(text)),
            required=True,
            keeps=False,
        )
    )
    if given is None:
        return
    path = _path(given)
    over = path.exists()
    if over and not await app.push_screen_wait(Confirm(f"{path} is there already. Write over it?")):
        app.say("Nothing was exported; the file is as it was")
        return

    reading = app.workspace

    def write(progress: Progress) -> None:
        if kind.sheet is not None:
            reports.write(kind.sheet(reading, deals, what, progress), path, over=over)
        else:
            table = "deals" if kind is _DAYS else kind.key
            exporting.export(reading, table, deals, path, over=over, progress=progress)

    try:
        await while_shown(screen, f"Writing {path.name} …", write)
    except UserError as error:
        app.say(str(error), alarm=not isinstance(error, exporting.Cancelled))
    else:
        app.say(f"{kind.words} of {what} in {path}")


def _path(given: str) -> Path:
    return Path(given.strip().strip("'\"")).expanduser().absolute()


def _check_path(given: str, ends: Sequence[str]) -> None:
    """Raises `InvalidValue` where no such file could be written."""
    try:
        path = _path(given)
        there, folder = path.exists() and not path.is_file(), path.parent.is_dir()
    except (OSError, ValueError, RuntimeError):
        raise InvalidValue("File", "that is no path") from None
    if path.suffix.lower().removeprefix(".") not in ends:
        raise InvalidValue("File", f"it does not end in {' or '.join(f'.{e}' for e in ends)}")
    if there:
        raise InvalidValue("File", "that is a folder")
    if not folder:
        raise InvalidValue("File", f"there is no folder {path.parent}")
