"""The list from the command line: for scripts, and for looking without a screen."""

from __future__ import annotations

from datetime import datetime

import click

from oppman_tui.cli.opening import open_workspace
from oppman_tui.errors import UsageError

# As `domain.attention.TABS` has them, which is not loaded for `--help`; a test compares them.
TABS = (
    "attention",
    "stalled",
    "new",
    "closing",
    "important",
    "gates",
    "approvals",
    "actions",
    "slipped",
    "never_reviewed",
    "hold",
    "all",
    "closed",
)


@click.command("list")
@click.option("--tab", type=click.Choice(TABS), default="attention", show_default=True)
@click.option("--find", "words", metavar="WORDS", default="", help="Only deals that hold them.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="As of another day.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list, every deal of the tab.")
@click.option("--csv", "as_csv", is_flag=True, help="A CSV table, every deal of the tab.")
@click.pass_context
def list_command(
    ctx: click.Context,
    tab: str,
    words: str,
    today: datetime | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """List the deals of a tab, and why they are in it; `all` is every open deal."""
    if as_json and as_csv:
        raise UsageError("--json and --csv exclude each other", "Nothing was listed")
    day = today.date() if today else None
    with open_workspace(ctx, create=False, today=day) as workspace:
        from oppman_tui.workspace import listing

        form = listing.as_json if as_json else listing.as_csv if as_csv else listing.as_text
        for part in form(workspace, tab, words):
            click.echo(part, nl=False)
