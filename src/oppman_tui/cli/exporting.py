"""Tables and days to keep from the command line: to be piped on, or into a file."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from oppman_tui.cli.listing import saved_tab
from oppman_tui.cli.opening import open_workspace
from oppman_tui.cli.reporting import TABS_AND_EVERYTHING, counted, deals_of, refuse_there
from oppman_tui.cli.saying import say
from oppman_tui.errors import UsageError
from oppman_tui.terminal.live import escaped, harmless_lines

NOTHING = "Nothing was exported"


@click.command("export")
@click.argument("what", type=click.Choice(("deals", "actions", "players")), default="deals")
@click.option("--csv", "form", flag_value="csv", help="A CSV table; the default.")
@click.option("--json", "form", flag_value="json", help="A JSON list.")
@click.option("--xlsx", "form", flag_value="xlsx", help="A spreadsheet.")
@click.option("--ics", "form", flag_value="ics", help="Due dates, next steps and close dates.")
@click.option(
    "--tab",
    type=click.Choice(TABS_AND_EVERYTHING),
    help="Of which deals; everything, open and closed, is the default.",
)
@click.option("--find", "words", metavar="WORDS", default="", help="Only deals that hold them.")
@click.option("--where", metavar="QUERY", default="", help="Only those of which it is true.")
@click.option("--saved", metavar="NAME", help="The deals of a search saved under this name.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="As of another day.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Into this file.")
@click.option("--force", is_flag=True, help="Write over the file if it is there.")
@click.pass_context
def export_command(
    ctx: click.Context,
    what: str,
    form: str | None,
    tab: str | None,
    words: str,
    where: str,
    saved: str | None,
    today: datetime | None,
    output: Path | None,
    force: bool,
) -> None:
    """Deals, actions or key players as a table, or the days in them as a calendar.

    A CSV of deals comes back by `oppman import` without loss. Without -o it goes to the output;
    the end of a file's name says its form where no option does.
    """
    to_pipe = output is None or str(output) == "-"
    if to_pipe and form == "xlsx" and sys.stdout.isatty():
        raise UsageError("A spreadsheet is nothing to look at here", NOTHING, "Name a file with -o")
    if saved is not None and tab is not None:
        raise UsageError("--saved has a list of its own, so no --tab", NOTHING)
    day = today.date() if today else None
    with open_workspace(ctx, create=False, today=day) as workspace:
        from oppman_tui.workspace import exporting

        listed = tab or "everything" if saved is None else saved_tab(workspace, saved, NOTHING)
        deals = deals_of(workspace, listed, words, where, NOTHING)
        progress = counted("Writing")
        if output is None or to_pipe:
            out = sys.stdout.buffer
            safe = escaped if form == "json" else harmless_lines  # it may be a terminal
            for part in exporting.parts(workspace, what, deals, form or "csv", progress):
                if isinstance(part, bytes) and form == "ics":
                    part = part.decode()
                out.write(safe(part).encode() if isinstance(part, str) else part)
            out.flush()
            return
        refuse_there(output, force, NOTHING)
        exporting.export(
            workspace, what, deals, output, form=form, over=force, progress=progress
        )
        say(f"Written to {output}", err=True)
