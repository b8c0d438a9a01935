"""One deal from the command line: look at it, write one down, log what happened."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from oppman_tui.cli.opening import open_workspace
from oppman_tui.cli.saying import say
from oppman_tui.domain.values.text import cut
from oppman_tui.errors import UserError

if TYPE_CHECKING:
    from oppman_tui.workspace.deals import Workspace
    from oppman_tui.workspace.view import DealView

_MANY = 8


@click.command("show")
@click.argument("deal")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.option("--why", is_flag=True, help="With the arithmetic behind every score.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="As of another day.")
@click.pass_context
def show_command(
    ctx: click.Context, deal: str, as_json: bool, why: bool, today: datetime | None
) -> None:
    """Show DEAL: its id, its name, or words that only it holds."""
    day = today.date() if today else None
    with open_workspace(ctx, create=False, today=day) as workspace:
        from oppman_tui.terminal.live import escaped
        from oppman_tui.workspace import sheets

        view = find(workspace, deal)
        if as_json:
            say(escaped(sheets.as_json(view)))
        else:
            say(sheets.as_text(view, why=why))


@click.command("add")
@click.argument("name")
@click.option("--customer", metavar="NAME", help="Made where it isn't known yet.")
@click.option("--value", metavar="AMOUNT", help="Such as 420k, 1.2M or 'EUR 79 800'.")
@click.option("--close", "close_date", metavar="DATE", help="Such as fri, +2w or 2026-12-12.")
@click.option("--owner", metavar="NAME", help="Mine if left out.")
@click.pass_context
def add_command(
    ctx: click.Context,
    name: str,
    customer: str | None,
    value: str | None,
    close_date: str | None,
    owner: str | None,
) -> None:
    """Write down a new deal; prints its id."""
    with open_workspace(ctx) as workspace:
        from oppman_tui.domain.values import dates, money

        amount, currency = None, None
        if value:
            amount, currency = money.parse_value(value, workspace.rates.base)
        parts = {}
        if close_date:
            parts["close_date"] = dates.parse_date(close_date, workspace.today).isoformat()
        if owner:
            parts["owner"] = owner
        deal = workspace.add_deal(name, customer, amount=amount, currency=currency, **parts)
        say(deal)


@click.command("log")
@click.argument("deal")
@click.argument("text")
@click.option("--side", type=click.Choice(["theirs", "ours"]), help="Whose side it came from.")
@click.option("--on", metavar="DATE", help="Today if left out.")
@click.pass_context
def log_command(ctx: click.Context, deal: str, text: str, side: str | None, on: str | None) -> None:
    """Log TEXT on DEAL: what happened."""
    with open_workspace(ctx, create=False) as workspace:
        from oppman_tui.domain.values import dates
        from oppman_tui.domain.values.text import clean_line
        from oppman_tui.workspace.deals import Seen

        day: date | None = dates.parse_date(on, workspace.today, past=True) if on else None
        view = find(workspace, deal)
        workspace.log(Seen.of(view), text, side=side, on=day)
        say(f"Logged on {clean_line(view.dossier.deal.name)}")


def find(workspace: Workspace, words: str) -> DealView:
    """The one deal that `words` mean. Raises `UserError`, naming the candidates of several."""
    found = workspace.named(words)
    if len(found) == 1:
        return found[0]
    if not found:
        raise UserError(
            f"No deal holds {cut(words)!r}", "Nothing was changed", "See `oppman list --tab all`"
        )
    some = "; ".join(
        f"{view.dossier.deal.name}, {view.customer_name or 'no customer'} ({view.id})"
        for view in found[:_MANY]
    )
    more = f"; and {len(found) - _MANY} more" if len(found) > _MANY else ""
    raise UserError(
        f"{len(found)} deals hold {cut(words)!r}: {some}{more}",
        "Nothing was changed",
        "Name the one by its id",
    )
