"""Reports from the command line: to be piped on, or into a file."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oppman_tui.cli.deals import find
from oppman_tui.cli.listing import MisreadError, saved_tab
from oppman_tui.cli.opening import open_workspace
from oppman_tui.cli.saying import say
from oppman_tui.domain.select.listed import TABS
from oppman_tui.errors import UsageError, UserError

if TYPE_CHECKING:
    from oppman_tui.exchange.report.sheet import Sheet
    from oppman_tui.workspace.deals import Workspace
    from oppman_tui.workspace.exporting import Progress

NOTHING = "Nothing was written"
TABS_AND_EVERYTHING = (*TABS, "everything")
"""`everything` is open and closed together."""


@click.command("report")
@click.argument("deal", required=False)
@click.option("--call", is_flag=True, help="Of DEAL: what to ask, by who could answer.")
@click.option("--agenda", is_flag=True, help="The agenda of a meeting over the deals of --tab.")
@click.option("--minutes", metavar="DAY", help="What the reviews of a day came to.")
@click.option("--portfolio", is_flag=True, help="Importance to us and to them, of --tab.")
@click.option("--funnel", is_flag=True, help="Shape, value and speed, of open and closed deals.")
@click.option(
    "--tab", type=click.Choice(TABS_AND_EVERYTHING), help="Of which deals, for all but DEAL."
)
@click.option("--find", "words", metavar="WORDS", default="", help="Only deals that hold them.")
@click.option("--where", metavar="QUERY", default="", help="Only those of which it is true.")
@click.option("--saved", metavar="NAME", help="The deals of a search saved under this name.")
@click.option("--html", "form", flag_value="html", help="A page by itself; the default for .html.")
@click.option("--markdown", "form", flag_value="md", help="Markdown; the default.")
@click.option("--no-amounts", is_flag=True, help="Hide what the deal is worth.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="As of another day.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Into this file.")
@click.option("--force", is_flag=True, help="Write over the file if it is there.")
@click.pass_context
def report_command(
    ctx: click.Context,
    deal: str | None,
    call: bool,
    agenda: bool,
    minutes: str | None,
    portfolio: bool,
    funnel: bool,
    tab: str | None,
    words: str,
    where: str,
    saved: str | None,
    form: str | None,
    no_amounts: bool,
    today: datetime | None,
    output: Path | None,
    force: bool,
) -> None:
    """A sheet to hand out: of DEAL, or an agenda, minutes, the portfolio, the funnel.

    As Markdown, or as one HTML file that prints on A4.
    """
    named = {"agenda": agenda, "portfolio": portfolio, "funnel": funnel}
    kinds = [kind for kind, wanted in named.items() if wanted]
    asked = len(kinds) + (minutes is not None) + (deal is not None)
    if asked != 1:
        raise UsageError(
            "One thing at a time: a DEAL, --agenda, --minutes DAY, --portfolio or --funnel", NOTHING
        )
    if call and deal is None:
        raise UsageError("--call needs a DEAL", NOTHING)
    if deal is not None and (tab or words or where or saved is not None):
        raise UsageError(
            "--tab, --find, --where and --saved choose deals for the other reports", NOTHING
        )
    if saved is not None and tab is not None:
        raise UsageError("--saved has a list of its own, so no --tab", NOTHING)
    day = today.date() if today else None
    with open_workspace(ctx, create=False, today=day) as workspace:
        from oppman_tui.domain.values.dates import parse_date
        from oppman_tui.workspace import reports

        if deal is not None:
            view = find(workspace, deal)
            sheet = reports.call(view) if call else reports.deal_sheet(view, amounts=not no_amounts)
        elif minutes is not None:
            on = parse_date(minutes, workspace.today)
            sheet = reports.minutes_of_day(workspace, on, counted("Reading"))
        else:
            sheet = _of_several(workspace, kinds[0], tab, words, where, saved, counted("Reading"))
        _put(sheet, form, output, force)


def _of_several(
    workspace: Workspace,
    kind: str,
    tab: str | None,
    words: str,
    where: str,
    saved: str | None,
    progress: Progress,
) -> Sheet:
    from oppman_tui.workspace import reports

    usual = "attention" if not where.strip() else "all"
    tab = tab or {"agenda": usual, "funnel": "everything"}.get(kind, "all")
    called = tab.replace("_", " ").capitalize()
    called = {"all": "All open deals", "everything": "All deals"}.get(tab, called)
    called = ", ".join(part for part in (saved or called, words, where) if part)
    tab = tab if saved is None else saved_tab(workspace, saved, NOTHING)
    deals = deals_of(workspace, tab, words, where, NOTHING)
    return reports.KINDS[kind].of(workspace, deals, called, progress)


def deals_of(
    workspace: Workspace, tab: str, words: str, where: str, untouched: str
) -> list[str]:
    """The ids of a tab's deals in the list's order; `everything` is open and closed ones.

    Raises `MisreadError` for a query that isn't understood, saying what was `untouched`.
    """
    from oppman_tui.domain.select.query import in_quotes

    if problem := workspace.fields.query(where).problem:
        raise MisreadError(where, problem.column, problem.what, untouched)
    asked = [part for part in (in_quotes(words), where) if part.strip()]
    tabs = ("all", "closed") if tab == "everything" else (tab,)
    return [deal for one in tabs for deal in workspace.find(one, asked)]


def _put(sheet: Sheet, form: str | None, output: Path | None, force: bool) -> None:
    from oppman_tui.workspace import reports

    if output is None or str(output) == "-":
        say(reports.render(sheet, form or "md"), end="")
        return
    refuse_there(output, force, NOTHING)
    reports.write(sheet, output, form=form, over=force)
    say(f"Written to {output}", err=True)


def refuse_there(path: Path, force: bool, untouched: str) -> None:
    """Raises `UserError` where a file is there that may not be written over."""
    there = False
    with suppress(OSError):  # what can't be looked at can't be written, which is said then
        there = path.exists()
    if there and not force:
        raise UserError(f"{path} is there already", untouched, "--force writes over it")


def counted(word: str) -> Progress:
    """Says on a terminal how much is done, once it takes longer than a moment."""
    from time import monotonic

    begun = monotonic()

    def tell(done: int, of: int) -> None:
        if sys.stderr.isatty() and monotonic() - begun > 1:
            end = "\r" if done < of else "\n"
            say(f"{word} {done:,} of {of:,}", end=end, over=True, err=True)

    return tell

