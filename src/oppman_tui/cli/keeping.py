"""Where things lie, whether they are sound, the way back, and the shell's completions."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oppman_tui.cli.keys import own_keys
from oppman_tui.cli.opening import keeping, open_workspace, store_path, the_clock
from oppman_tui.cli.passphrases import unlock, unlock_to_replace
from oppman_tui.cli.saying import confirm, say
from oppman_tui.errors import UsageError, UserError
from oppman_tui.paths import Places, backups_of

if TYPE_CHECKING:
    from oppman_tui.workspace.keeping import Keeping, Kept

_SHELLS = ("bash", "zsh", "fish")
_NOTHING = "Nothing was changed"


@click.command("locate")
@click.pass_context
def locate_command(ctx: click.Context) -> None:
    """Print where the store, the settings and the log lie."""
    places = Places.find()
    rows = {
        "store": store_path(ctx),
        "backups": backups_of(store_path(ctx)),
        "sample deals": places.demo,
        "settings": places.config_file,
        "log": places.log_file,
    }
    for name, path in rows.items():
        there = "" if path.exists() else "  (not there yet)"
        say(f"{name:<14}{path}{there}")


@click.command("verify")
@click.pass_context
def verify_command(ctx: click.Context) -> None:
    """Replay the whole log against the tables; name every deal and field that is wrong."""
    with open_workspace(ctx, create=False) as workspace:
        problems, deals = workspace.verify()
        for problem in problems:
            say(problem, err=True)
        if problems:
            raise UserError(
                f"{len(problems)} found in {workspace.path}",
                "Nothing was changed",
                "Where a backup is sound, `oppman restore` puts it in this file's place and keeps"
                " this file beside it",
            )
        say(f"Sound: {deals:,} deals, every value is what the log says")


@click.command("backup")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--list", "listing", is_flag=True, help="Print those there are, the newest first.")
@click.pass_context
def backup_command(ctx: click.Context, file: Path | None, listing: bool) -> None:
    """Make a backup and verify it; into FILE where one is named, which is then yours to keep.

    Those without a FILE are thinned out: 24 hours, 7 days, 5 weeks and 12 months are kept.
    """
    kept = keeping(store_path(ctx), the_clock())
    if listing:
        for one in kept.all():
            say(f"{one.name:<28}{one.when:<14}{one.size / 1e6:8.1f} MB  {one.why}")
        if not kept.all():
            say(f"There are no backups of {kept.store} yet", err=True)
        return
    unlock(kept.store)
    if file is None:
        made = kept.make()
        say(f"Made and verified: {made.path}, {made.told}")
    else:
        deals = kept.write(file.expanduser().absolute())
        say(f"Made and verified: {file} ({deals:,} deals)")


@click.command("restore")
@click.argument("backup", required=False)
@click.option("--deal", metavar="DEAL", help="Only this deal, by its whole name or its id.")
@click.option("--as-of", metavar="DAY", help="As that deal was at the end of DAY.")
@click.option("--yes", is_flag=True, help="Don't ask first.")
@click.pass_context
def restore_command(
    ctx: click.Context, backup: str | None, deal: str | None, as_of: str | None, yes: bool
) -> None:
    """Bring back a store from BACKUP, or a deal as it was on a day.

    BACKUP is a name that `oppman backup --list` prints, or a file; the newest good one if left
    out. The store that is there is kept beside it. A deal is put back by ordinary changes.
    """
    if deal is not None:
        _restore_deal(ctx, deal, as_of, backup)
        return
    if as_of is not None:
        raise UsageError("--as-of goes with --deal", _NOTHING)
    kept = keeping(store_path(ctx), the_clock())
    if backup is not None:
        path = kept.find(backup)
        named = path.name
        unlock(path)
        unlock_to_replace(kept.store)
    else:
        for latest in kept.all()[:1]:
            unlock(latest.path)  # the others of the same passphrase are open then, too
        newest = _newest(kept)
        path, named = newest.path, f"the backup of {newest.told}"
        unlock_to_replace(kept.store)
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("Without a terminal nothing can be asked", _NOTHING, "Say --yes")
        there = " What is there now is kept beside it." if kept.store.exists() else ""
        if not confirm(f"Put {named} in the place of {kept.store}?{there}"):
            say(_NOTHING)
            ctx.exit(1)
    done = kept.restore(path)
    count = done.contents.deals
    say(f"Restored: {kept.store}, {count:,} deal{'s' * (count != 1)}")
    if done.aside is not None:
        say(f"What was there is kept as {done.aside}")


def _newest(kept: Keeping) -> Kept:
    newest = kept.newest_good()
    if newest is None:
        raise UserError(f"There is no good backup of {kept.store}", _NOTHING, "Name a file")
    return newest


def _restore_deal(
    ctx: click.Context, deal: str, as_of: str | None, backup: str | None
) -> None:
    from oppman_tui.domain.values.dates import parse_date

    if as_of is None and backup is None:
        raise UsageError("--deal takes --as-of DAY, or a BACKUP", _NOTHING)
    day = parse_date(as_of, the_clock().today()) if as_of is not None else None
    with open_workspace(ctx, create=False) as workspace:
        from oppman_tui.workspace.past import put_back

        path = keeping(workspace.path, workspace.clock).find(backup) if backup else None
        if path is not None:
            unlock(path)
        done = put_back(workspace, deal, day, path)
    if not done.changed:
        say(f"{done.name} is as it was: nothing was changed")
    else:
        undo = own_keys().first("app.undo")
        fields = f"{done.changed:,} field{'s' * (done.changed != 1)}"
        say(f"{done.name} was put back, {fields}, as one act: {undo} undoes it")
    if done.left:
        say(f"{done.left} fields were left: their values are not allowed now", err=True)


@click.command("completions")
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completions_command(ctx: click.Context, shell: str) -> None:
    """Print the completions for SHELL, to be sourced by it."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is not None:
        say(kind(ctx.find_root().command, {}, "oppman", "_OPPMAN_COMPLETE").source())
