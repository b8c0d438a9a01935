"""Opening the app, or printing the attention list where there is no terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oppman_tui.cli.keys import own_keys
from oppman_tui.cli.opening import open_workspace, settings, wishes
from oppman_tui.errors import StoreError
from oppman_tui.paths import Places
from oppman_tui.terminal.guard import Guard

if TYPE_CHECKING:
    from oppman_tui.workspace.deals import Workspace


def run(ctx: click.Context) -> None:
    """The app over the user's deals; exits with the app's return code."""
    with Guard() as guard, open_workspace(ctx) as workspace:
        code, samples = _show(ctx, workspace, guard)
    if samples:
        run_demo(ctx, path=Places.find().demo)
    ctx.exit(code)


def run_demo(
    ctx: click.Context, *, seed: int = 7, fresh: bool = False, path: Path | None = None
) -> None:
    """The app over sample deals as of today; those told for an earlier day are told anew.

    Where somebody changed one of them they stay, and it is said how to have new ones.
    """
    from oppman_tui.demo import ME, story
    from oppman_tui.workspace import samples

    path = (path or wishes(ctx).store or Places.find().demo).expanduser().absolute()
    if path.exists():
        with open_workspace(ctx, path=path, me=ME) as workspace:
            told = samples.told(workspace)
            old = told is not None and told.day != workspace.today and not told.changed
        if told is not None and (fresh or old):
            _set_aside(path)
    with Guard() as guard, open_workspace(ctx, path=path, me=ME) as workspace:
        told = samples.told(workspace)
        if told is None:
            samples.tell(workspace, lambda: story(workspace.today, seed))
        notice = "Sample deals of Pohjanlinja, a company that doesn't exist. ? shows the keys"
        if told is not None and told.day != workspace.today:
            notice = f"Sample deals as of {told.day}; oppman demo --fresh tells them for today"
        code, _ = _show(ctx, workspace, guard, notice)
    ctx.exit(code)


def _show(
    ctx: click.Context, workspace: Workspace, guard: Guard, notice: str = ""
) -> tuple[int, bool]:
    """The app, or the list without a terminal: the exit status, and whether the user would
    rather see sample deals."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        from oppman_tui.workspace import listing

        for part in listing.as_text(workspace, "attention"):
            click.echo(part, nl=False)
        return 0, False
    from oppman_tui.terminal import wire
    from oppman_tui.tui.app import Oppman
    from oppman_tui.tui.screens.welcome import SAMPLE_DEALS

    config, wished, keymap = settings(), wishes(ctx), own_keys()
    app = Oppman(
        workspace,
        theme=wished.theme or config.theme,
        ascii_only=_only_ascii(wished.ascii if wished.ascii is not None else config.ascii),
        linear=config.linear if wished.linear is None else wished.linear,
        notice=notice,
        keymap=keymap,
        guard=guard,
        driver_class=wire.choose(wished.stock_driver or config.stock_driver)[0],
    )
    guard.watch(workspace.drafts.flush, app.leave_with)
    app.run(mouse=config.mouse if wished.mouse is None else wished.mouse)
    return guard.code or app.return_code or 0, app.return_value == SAMPLE_DEALS


def _only_ascii(wish: bool | None) -> bool:
    """What was wished, else ASCII on the Linux console and where the locale has no UTF-8."""
    if wish is not None:
        return wish
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    return os.environ.get("TERM") == "linux" or encoding != "utf8"


def _set_aside(path: Path) -> None:
    """The sample deals told before are kept as one file beside the new ones."""
    if not path.exists():
        return
    try:
        path.replace(path.with_name(f"{path.stem}.before{path.suffix}"))
    except OSError as error:
        raise StoreError(
            f"The sample deals {path} can't be set aside: {error.strerror}",
            "They were left as they are",
        ) from error
