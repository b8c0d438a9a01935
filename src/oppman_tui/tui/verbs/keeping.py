"""The store's care while the app runs: looked over, backed up, and the way back from damage."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from oppman_tui.errors import StoreLost, UserError
from oppman_tui.tui.screens.recovery import RESTORED, recover
from oppman_tui.workspace.keeping import Keeping, keep_hourly

if TYPE_CHECKING:
    from oppman_tui.tui.changing import Changing


async def look_over(app: Changing) -> None:
    """SQLite's own look at the file, once the first screen stands; writes wait for it."""
    try:
        found = await app.perform(app.workspace.damage)
    except UserError as error:
        app.fail(error)
    else:
        if found is not None:
            app.fail(found)


async def back_up(app: Changing, before: str) -> str:
    """The hourly backup, beside the writes; what went wrong, which is said once (`before`)."""
    try:
        await asyncio.to_thread(keep_hourly, app.workspace)
    except UserError as error:
        if str(error) != before:
            app.say(str(error), alarm=True)
        return str(error)
    return ""


async def way_back(app: Changing, error: StoreLost) -> None:
    """What is wrong with the store, and its newest good backup; restored on a yes."""
    keeping = Keeping(app.workspace.path, app.workspace.clock)
    leave = "{report.close} goes on reading what can still be read. Nothing is written to the file."
    done = await recover(app, error, keeping, leave)
    if done is None:
        app.say(str(error), alarm=True)
    else:
        app.restored = done
        app.exit(RESTORED)
