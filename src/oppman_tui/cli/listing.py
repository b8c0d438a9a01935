"""The list from the command line: for scripts, and for looking without a screen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from oppman_tui.cli.keys import own_keys
from oppman_tui.cli.opening import open_workspace
from oppman_tui.cli.saying import say
from oppman_tui.domain.select.listed import TABS
from oppman_tui.errors import UsageError, UserError
from oppman_tui.terminal.live import escaped

if TYPE_CHECKING:
    from oppman_tui.workspace.deals import Workspace


@click.command("list")
@click.option(
    "--tab",
    type=click.Choice(TABS),
    help="One of the lists; attention, or with --where all, if none is named.",
)
@click.option("--find", "words", metavar="WORDS", default="", help="Only deals that hold them.")
@click.option(
    "--where",
    metavar="QUERY",
    default="",
    help="Only deals of which it is true: 'stage:compare value>100k close<today+30'.",
)
@click.option("--saved", metavar="NAME", help="The deals of a search saved under this name.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="As of another day.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list, every deal of the tab.")
@click.option("--csv", "as_csv", is_flag=True, help="A CSV table, every deal of the tab.")
@click.pass_context
def list_command(
    ctx: click.Context,
    tab: str | None,
    words: str,
    where: str,
    saved: str | None,
    today: datetime | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """List the deals of a tab, and why they are in it; `all` is every open deal."""
    if as_json and as_csv:
        raise UsageError("--json and --csv exclude each other", "Nothing was listed")
    if saved is not None and tab is not None:
        raise UsageError("--saved has a list of its own, so no --tab", "Nothing was listed")
    day = today.date() if today else None
    with open_workspace(ctx, create=False, today=day) as workspace:
        from oppman_tui.domain.select.query import in_quotes
        from oppman_tui.workspace import listing

        if problem := workspace.fields.query(where).problem:
            raise MisreadError(where, problem.column, problem.what)
        asked = [part for part in (in_quotes(words), where) if part.strip()]
        listed = tab or ("all" if where.strip() else "attention")
        if saved is not None:
            listed = saved_tab(workspace, saved)
        form = listing.as_json if as_json else listing.as_csv if as_csv else listing.as_text
        for part in form(workspace, listed, asked):
            say(escaped(part) if as_json else part, end="")


class MisreadError(UsageError):
    """A query that isn't understood; below the words a mark stands where."""

    def __init__(
        self, text: str, column: int, what: str, untouched: str = "Nothing was listed"
    ) -> None:
        super().__init__(f"--where, column {column}: {what}", untouched)
        self._text, self._column = text, column

    def __str__(self) -> str:
        from rich.cells import cell_len

        shown = "".join(letter if letter.isprintable() else " " for letter in self._text)
        place = " " * cell_len(shown[: self._column - 1])
        return f"{super().__str__()}\n  {shown}\n  {place}^"


def saved_tab(workspace: Workspace, name: str, untouched: str = "Nothing was listed") -> str:
    """The tab of a saved search, by its name in either case."""
    saved = workspace.queries()
    for query in saved:
        if query.name.casefold() == name.casefold():
            return query.key
    known = ", ".join(query.name for query in saved)
    keys = own_keys()
    how = f"In the list, {keys.first('list.find')} searches"
    how += f" and {keys.first('list.save')} saves what it finds"
    raise UserError(
        f"There is no saved search called {name}",
        untouched,
        f"Yours are: {known}" if known else how,
    )
