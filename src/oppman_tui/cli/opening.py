"""Settings, clock, playbook, store and workspace, put together for a command."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oppman_tui.domain.values.clock import Clock
from oppman_tui.errors import StoreLost, UsageError
from oppman_tui.paths import Places
from oppman_tui.start import TODAY, Start

if TYPE_CHECKING:
    from oppman_tui.config import Config
    from oppman_tui.playbook.models import Playbook
    from oppman_tui.workspace.deals import Workspace
    from oppman_tui.workspace.keeping import Keeping

_LOOKS = "oppman.looks"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was said beside the command; None where nothing was, so that the settings decide."""

    store: Path | None = None
    ascii: bool | None = None
    linear: bool | None = None
    theme: str | None = None
    mouse: bool | None = None
    stock_driver: bool | None = None
    start: Start | None = None
    """The first page, where it stands already."""


def keep_look(ctx: click.Context, option: click.Parameter, given: object) -> None:
    """Keep what was said of how the app looks; what wasn't said doesn't count."""
    if given and option.name:
        wish = {"mouse": False} if option.name == "no_mouse" else {option.name: given}
        ctx.meta[_LOOKS] = {**ctx.meta.get(_LOOKS, {}), **wish}


def wishes(ctx: click.Context) -> Wishes:
    found = ctx.find_object(Wishes)
    return replace(found if found is not None else Wishes(), **ctx.meta.get(_LOOKS, {}))


def settings() -> Config:
    """The settings, the keys in them checked too: what stops the app stops every command, and
    all that is wrong is named at once. Raises `ConfigError`."""
    from oppman_tui import config
    from oppman_tui.errors import ConfigError

    path = Places.find().config_file
    problems: list[str] = []
    try:
        found = config.load(path)
    except ConfigError as error:
        problems.append(error.what)
    if own := config.keys_at(path):
        from oppman_tui.tui.keymap import KeyMap

        try:
            KeyMap(own, str(path))
        except ConfigError as error:
            problems.append(error.what)
    if problems:
        first, *others = problems
        raise ConfigError("; ".join([first, *(o.removeprefix(f"{path}: ") for o in others)]))
    return found


def the_clock(today: date | None = None) -> Clock:
    """`today`, else what the environment fixes, else the real day. Raises `UsageError`."""
    fixed = os.environ.get(TODAY, "").strip()
    if today is None and fixed:
        try:
            today = date.fromisoformat(fixed)
        except ValueError:
            raise UsageError(
                f"{TODAY} is {fixed!r}, which is no date such as 2026-12-12", "Nothing was opened"
            ) from None
    return Clock(today)


def the_playbook(config: Config) -> Playbook:
    """The team's playbook where the settings name one. Raises `PlaybookError`."""
    from oppman_tui.playbook import loader

    if config.playbook is None:
        return loader.default()
    return loader.load(Places.find().config_file.parent / Path(config.playbook).expanduser())


def store_path(ctx: click.Context) -> Path:
    """The store the user means, absolute; it may not be there."""
    named = wishes(ctx).store
    if named is None:
        return Places.find().store
    if "\0" in str(named):
        raise UsageError("--store names no path", "Nothing was opened")
    return named.expanduser().absolute()


def keeping(path: Path, clock: Clock) -> Keeping:
    """The backups of the store at `path`."""
    from oppman_tui.workspace.keeping import Keeping

    return Keeping(path, clock, named=path != Places.find().store)


@contextmanager
def open_workspace(
    ctx: click.Context,
    *,
    create: bool = True,
    today: date | None = None,
    path: Path | None = None,
    me: str | None = None,
) -> Iterator[Workspace]:
    """The workspace over the user's store, or over the one at `path`, for the user or for `me`.

    With `create`, a store that isn't there is made. `today` looks at it as of another day.
    Raises `UserError` for all that a user can mend.
    """
    from oppman_tui.cli.passphrases import unlock
    from oppman_tui.workspace.deals import Workspace

    config, clock = settings(), the_clock(today)
    path = path or store_path(ctx)
    try:
        unlock(path)
        workspace = Workspace.open(
            path,
            playbook=the_playbook(config),
            rates=config.money,
            clock=clock,
            me=me or config.me,
            create=create,
            apart=today is not None,
        )
    except StoreLost as error:
        raise keeping(path, clock).advised(error) from error
    try:
        yield workspace
    finally:
        workspace.close()
