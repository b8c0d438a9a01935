"""All keys of the app, a person's own in place of the table's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from oppman_tui.cli.opening import settings
from oppman_tui.cli.saying import say
from oppman_tui.paths import Places

if TYPE_CHECKING:
    from oppman_tui.tui.keymap import KeyMap


@click.command("keys")
def keys_command() -> None:
    """Print all keys, by the id that changes them in the settings."""
    from oppman_tui.tui import keys

    keymap = own_keys()
    rows = [(found, keymap.shown(found), key.help) for found, key in keys.every()]
    wide, wider = (max(len(row[place]) for row in rows) for place in (0, 1))
    group = ""
    for found, shown, told in rows:
        if group != (group := found.partition(".")[0]):
            say(f"{chr(10) if rows[0][0] != found else ''}{keys.GROUPS[group].title}")
        say(f"  {found:<{wide}}  {shown:<{wider}}  {told}")


def own_keys() -> KeyMap:
    """The keys as the settings have them. Raises `ConfigError`."""
    from oppman_tui.tui.keymap import KeyMap

    return KeyMap(settings().keys, str(Places.find().config_file))
