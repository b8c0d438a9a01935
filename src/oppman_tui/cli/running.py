"""Opening the app, or printing the attention list where there is no terminal."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oppman_tui.cli.keys import own_keys
from oppman_tui.cli.opening import (
    keeping,
    open_workspace,
    settings,
    store_path,
    the_clock,
    wishes,
)
from oppman_tui.cli.saying import say
from oppman_tui.errors import StoreError
from oppman_tui.paths import Places, backups_of
from oppman_tui.start import Start, read_settings
from oppman_tui.store.lists.firstpage import FRONT
from oppman_tui.terminal.guard import Guard

if TYPE_CHECKING:
    from oppman_tui.workspace.deals import Workspace


def run(ctx: click.Context) -> None:
    """The app over the user's deals; exits with the app's return code."""

    def show(notice: str) -> _Shown:
        start = wishes(ctx).start
        if start is not None and start.picture.stands:
            return _show_at_once(ctx, start)
        from oppman_tui.cli.passphrases import unlock

        unlock(store_path(ctx))  # on the plain terminal, before the app has it
        with Guard() as guard, open_workspace(ctx) as workspace:
            return _show(ctx, workspace, guard, notice)

    try:
        shown = _with_a_way_back(ctx, store_path(ctx), show)
    except BaseException:
        if (start := wishes(ctx).start) is not None:
            start.picture.take_away()  # before anything is said
        raise
    if shown.samples:
        run_demo(ctx, path=Places.find().demo)
    ctx.exit(shown.code)


def run_demo(
    ctx: click.Context, *, seed: int = 7, fresh: bool = False, path: Path | None = None
) -> None:
    """The app over sample deals as of today; those told for an earlier day are told anew.

    Where somebody changed one of them they stay, and it is said how to have new ones.
    """
    from oppman_tui.demo import ME, story
    from oppman_tui.workspace import samples

    place = (path or wishes(ctx).store or Places.find().demo).expanduser().absolute()

    def show(restored: str) -> _Shown:
        if place.exists() and not restored:
            with open_workspace(ctx, path=place, me=ME) as workspace:
                told = samples.told(workspace)
                old = told is not None and told.day != workspace.today and not told.changed
            if told is not None and (fresh or old):
                _set_aside(place)
        with Guard() as guard, open_workspace(ctx, path=place, me=ME) as workspace:
            told = samples.told(workspace)
            if told is None:
                samples.tell(workspace, lambda: story(workspace.today, seed))
            keys = f"{own_keys().first('app.help')} shows the keys"
            notice = f"Sample deals of Pohjanlinja, a company that doesn't exist. {keys}"
            if told is not None and told.day != workspace.today:
                notice = f"Sample deals as of {told.day}; oppman demo --fresh tells them for today"
            return _show(ctx, workspace, guard, restored or notice)

    ctx.exit(_with_a_way_back(ctx, place, show).code)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What became of a look: the exit status, whether sample deals are wanted instead, and what
    to say of a backup that was restored meanwhile."""

    code: int
    samples: bool = False
    restored: str = ""


def _with_a_way_back(ctx: click.Context, path: Path, show: Callable[[str], _Shown]) -> _Shown:
    """`show` the store at `path`, anew after each time a backup was put in its place; it takes
    what to say of that. Where it can't be opened, this is told, and asked, on a screen of its own.
    """
    notice = ""
    while True:
        try:
            shown = show(notice)
        except StoreError as error:
            if not _at_a_terminal() or not (restored := _rescue(ctx, path, error)):
                raise
            notice = restored
        else:
            if not shown.restored:
                return shown
            notice = shown.restored


def _rescue(ctx: click.Context, path: Path, error: StoreError) -> str | None:
    """What to say of the backup that was restored; None where none was."""
    from oppman_tui.terminal import wire
    from oppman_tui.tui.rescue import Rescue

    config, wished = settings(), wishes(ctx)
    if wished.start is not None:
        wished.start.picture.hand_over()
    with Guard() as guard:
        app = Rescue(
            error,
            keeping(path, the_clock()),
            theme=wished.theme or config.theme,
            ascii_only=_only_ascii(wished.ascii if wished.ascii is not None else config.ascii),
            linear=config.linear if wished.linear is None else wished.linear,
            driver_class=wire.choose(wished.stock_driver or config.stock_driver)[0],
        )
        guard.watch(lambda: None, app.leave_with)
        restored = app.run(mouse=config.mouse if wished.mouse is None else wished.mouse)
    if guard.code:
        ctx.exit(guard.code)
    return restored


def _at_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _show(ctx: click.Context, workspace: Workspace, guard: Guard, notice: str = "") -> _Shown:
    """The app, or the list without a terminal."""
    if not _at_a_terminal():
        from oppman_tui.workspace import listing

        for part in listing.as_text(workspace, "attention"):
            say(part, end="")
        return _Shown(0)
    from oppman_tui.terminal import wire
    from oppman_tui.tui.app import Oppman
    from oppman_tui.tui.screens.welcome import SAMPLE_DEALS

    config, wished, keymap = settings(), wishes(ctx), own_keys()
    app = Oppman(
        workspace,
        theme=wished.theme or config.theme,
        ascii_only=_only_ascii(wished.ascii if wished.ascii is not None else config.ascii),
        linear=config.linear if wished.linear is None else wished.linear,
        notice=" · ".join(filter(None, (notice, workspace.notice))),
        keymap=keymap,
        guard=guard,
        driver_class=wire.choose(wished.stock_driver or config.stock_driver)[0],
        remarks=_front(workspace),
    )
    if wished.start is not None:
        wished.start.picture.hand_over()
    guard.watch(workspace.drafts.flush, app.leave_with)
    app.run(mouse=config.mouse if wished.mouse is None else wished.mouse)
    code = guard.code or app.return_code or 0
    return _Shown(code, app.return_value == SAMPLE_DEALS, app.restored)


def _show_at_once(ctx: click.Context, start: Start) -> _Shown:
    """The app over its first page; the store is opened behind it."""
    from oppman_tui.terminal import wire
    from oppman_tui.tui.app import Oppman
    from oppman_tui.tui.arriving import Coming
    from oppman_tui.tui.keymap import STANDARD

    written = start.settings
    with Guard() as guard, ExitStack() as opened:
        driver = wire.choose(written.get("stock_driver", False))[0]
        app = Oppman(
            Coming(
                start.page,
                the_clock(),
                lambda: opened.enter_context(open_workspace(ctx)),
                start.picture,
            ),
            theme=written.get("theme", ""),
            keymap=own_keys() if written.get("keys") else STANDARD,
            guard=guard,
            driver_class=driver,
        )
        if driver is not wire.Wire:  # which takes the terminal as it is
            start.picture.hand_over()
        guard.watch(app.keep_typed, app.leave_with, start.picture.before)
        app.run(mouse=written.get("mouse", True))
        if app.failed is not None:
            raise app.failed
    from oppman_tui.tui.screens.welcome import SAMPLE_DEALS

    code = guard.code or app.return_code or 0
    return _Shown(code, app.return_value == SAMPLE_DEALS, app.restored)


def _front(workspace: Workspace) -> dict[str, str]:
    """What the store is to hold so that the next start can paint its first page at once."""
    _, inputs = read_settings(Places.find().config_file)
    return {} if inputs is None else {FRONT: workspace.front(inputs)}


def _only_ascii(wish: bool | None) -> bool:
    """What was wished, else ASCII on the Linux console and where the locale has no UTF-8."""
    if wish is not None:
        return wish
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    return "linux" in os.environ.get("TERM", "") or encoding != "utf8" or _is_plain_c()


def _is_plain_c() -> bool:
    """The locale is C, in which Python writes UTF-8 all the same (PEP 538)."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG")
    by_python = ("", "C.UTF-8", "C.utf8", "UTF-8")
    return spoken in ("C", "POSIX") and os.environ.get("LC_CTYPE", "") in by_python


def _set_aside(path: Path) -> None:
    """The sample deals told before are kept as one file beside the new ones, with its backups."""
    if not path.exists():
        return
    before = path.with_name(f"{path.stem}.before{path.suffix}")
    try:
        if backups_of(path).exists():
            shutil.rmtree(backups_of(before), ignore_errors=True)
            backups_of(path).rename(backups_of(before))
        path.replace(before)
    except OSError as error:
        raise StoreError(
            f"The sample deals {path} can't be set aside: {error.strerror}",
            "They were left as they are",
        ) from error
