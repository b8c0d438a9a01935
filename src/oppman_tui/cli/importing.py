"""Bringing in what a CRM exported."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from oppman_tui.cli.opening import open_workspace
from oppman_tui.cli.saying import say
from oppman_tui.errors import UsageError

_NOTHING = "Nothing was imported"


@click.command("import")
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option(
    "--stage",
    "stages",
    multiple=True,
    metavar="THEIRS=OURS",
    help="What a stage of theirs is: a stage's key, won, lost, abandoned or hold.",
)
@click.option(
    "--dates", type=click.Choice(("dmy", "mdy")), help="Whether the day or the month comes first."
)
@click.option("--decimal", type=click.Choice((",", ".")), help="What the decimals follow.")
@click.option(
    "--currency", metavar="CODE", help="Of values that name none; the base currency if left out."
)
@click.option(
    "--system", metavar="KEY", help="The system whose ids they are; found out if left out."
)
@click.option("--org", metavar="NAME", default="", help="Whose of several copies of the system.")
@click.option(
    "--prefer",
    type=click.Choice(("file", "mine")),
    default="mine",
    show_default=True,
    help="What holds where a field was changed here since the last import.",
)
@click.option(
    "--rejects",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="Where to write the rows that can't be imported, with the reason.",
)
@click.pass_context
def import_command(
    ctx: click.Context,
    files: tuple[Path, ...],
    dry_run: bool,
    stages: tuple[str, ...],
    dates: str | None,
    decimal: str | None,
    currency: str | None,
    system: str | None,
    org: str,
    prefer: Literal["file", "mine"],
    rejects: Path | None,
) -> None:
    """Bring in deals from FILEs that a CRM exported (CSV); again is an update.

    Customers, contacts and users are looked up in the files of the same export beside them.
    One undo takes all of an import back.
    """
    mapped = _stages(stages)
    code = _currency(currency)
    with open_workspace(ctx) as workspace:
        from oppman_tui.workspace import imports

        options = imports.Options(mapped, dates, decimal, code, system, org, prefer)
        plan = imports.read_files(workspace, files, options)
        if rejects is not None and imports.write_rejects(plan, rejects):
            say(f"The rejected rows are in {rejects}", err=True)
        report = plan.report if dry_run else imports.commit(workspace, plan)
        for line in report.lines():
            say(line)
        if dry_run:
            say("A dry run: nothing was changed")
        elif report.changed:
            say("Imported as one act: one undo takes all of it back")
        else:
            say("All of it was here already: nothing was changed")


def _stages(given: tuple[str, ...]) -> dict[str, str]:
    """``In Progress=define`` -> their stage and our key."""
    mapped: dict[str, str] = {}
    for pair in given:
        theirs, equals, ours = pair.rpartition("=")
        if not equals or not theirs.strip() or not ours.strip():
            raise UsageError(
                f"--stage {pair!r} is not THEIRS=OURS",
                _NOTHING,
                "Write it as in --stage 'In Progress=define'",
            )
        mapped[theirs.strip()] = ours.strip().lower()
    return mapped


def _currency(given: str | None) -> str | None:
    if given is None:
        return None
    code = given.strip().upper()
    if len(code) != 3 or not (code.isascii() and code.isalpha()):
        raise UsageError(f"--currency {given!r} is no currency", _NOTHING, "Give one such as EUR")
    return code
