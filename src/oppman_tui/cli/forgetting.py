"""A person taken out of the store, as the law may ask."""

from __future__ import annotations

import sys

import click

from oppman_tui.cli.opening import open_workspace
from oppman_tui.cli.saying import confirm, say
from oppman_tui.domain.values.text import cut


@click.command("forget")
@click.argument("person")
@click.option("--also", multiple=True, metavar="TEXT", help="Another way to write the person.")
@click.option("--keep", multiple=True, type=int, metavar="N", help="Leave text number N as it is.")
@click.option(
    "--drop", multiple=True, type=int, metavar="N", help="Empty log entry N, which only links them."
)
@click.option("--dry-run", is_flag=True, help="Only say what would be forgotten.")
@click.option("--yes", is_flag=True, help="Don't ask.")
@click.option("--backups", is_flag=True, help="Remove backups and stores set aside, too.")
@click.pass_context
def forget_command(
    ctx: click.Context,
    person: str,
    also: tuple[str, ...],
    keep: tuple[int, ...],
    drop: tuple[int, ...],
    dry_run: bool,
    yes: bool,
    backups: bool,
) -> None:
    """Take PERSON, a name or an e-mail address, out of all deals and out of the history.

    First says all that would go, numbered, so that you decide; then asks. It can't be undone.
    """
    asked = sys.stdin.isatty() and not yes
    with open_workspace(ctx, create=False) as workspace:
        from oppman_tui.workspace import forgetting

        plan = forgetting.plan(workspace, person, also, keep=keep, drop=drop)
        if plan.nothing:
            say(f"Nothing here names {cut(person)}")
            return
        for line in plan.lines():
            say(line)
        if dry_run or not (yes or asked):
            say("A dry run: nothing was changed" + (" (--yes forgets it)" * (not dry_run)))
            return
        if asked and not confirm("Forget this for good?"):
            say("Nothing was changed")
            return
        forgetting.carry_out(workspace, plan)
        kept = " but where a text was to stay" if keep else ""
        say(f"Forgotten: neither the store nor its history tells of the person{kept}")
        if plan.backups and (
            backups or (asked and confirm("Remove these backups, too?"))
        ):
            forgetting.remove_backups(workspace, plan)
            say("The backups are removed, and one was made of what is left")
        elif plan.backups:
            say("The backups hold the person still; --backups removes them")
        say(
            "Other copies of the store, and what was exported, are to be seen to where they are"
        )
