"""Where things lie, whether they are sound, and the shell's completions."""

from __future__ import annotations

import click

from oppman_tui.cli.opening import open_workspace, store_path
from oppman_tui.errors import UserError
from oppman_tui.paths import Places

_SHELLS = ("bash", "zsh", "fish")


@click.command("locate")
@click.pass_context
def locate_command(ctx: click.Context) -> None:
    """Print where the store, the settings and the log lie."""
    places = Places.find()
    rows = {
        "store": store_path(ctx),
        "sample deals": places.demo,
        "settings": places.config_file,
        "log": places.log_file,
    }
    for name, path in rows.items():
        there = "" if path.exists() else "  (not there yet)"
        click.echo(f"{name:<14}{path}{there}")


@click.command("verify")
@click.pass_context
def verify_command(ctx: click.Context) -> None:
    """Replay the whole log against the tables; name every deal and field that is wrong."""
    with open_workspace(ctx, create=False) as workspace:
        problems, deals = workspace.verify()
        for problem in problems:
            click.echo(problem, err=True)
        if problems:
            raise UserError(
                f"{len(problems)} found in {workspace.path}",
                "Nothing was changed",
                "Keep this file, and restore the newest good copy of it beside it",
            )
        click.echo(f"Sound: {deals:,} deals, every value is what the log says")


@click.command("completions")
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completions_command(ctx: click.Context, shell: str) -> None:
    """Print the completions for SHELL, to be sourced by it."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is not None:
        click.echo(kind(ctx.find_root().command, {}, "oppman", "_OPPMAN_COMPLETE").source())
