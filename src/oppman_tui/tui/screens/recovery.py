"""A store that can't be opened, or is damaged: what is wrong, and the way back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from rich.text import Text
from textual.app import App

from oppman_tui.errors import StoreError, StoreLost, UserError
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.screens.report import Report
from oppman_tui.workspace.keeping import Keeping, Kept

RESTORED = 2
"""The app's result that asks its caller to open the restored store."""


class Recovery(Report):
    """True where the backup that is offered is to be put in the store's place; default No."""

    def __init__(
        self, looks: Looks, error: UserError, offer: Kept | None, others: int, leave: str
    ) -> None:
        lines = list(_told(looks, error, offer, others))
        question = f"Restore the backup of {offer.when}?" if offer else ""
        if question:
            lines += [Text(""), Text(looks.keymap.told(leave), looks.ink.dim)]
        super().__init__(_title(error), lines, question, hint=leave)


def _title(error: UserError) -> str:
    return (
        "Your deals can't be shown as they are"
        if isinstance(error, StoreLost)
        else "The store can't be opened"
    )


def _told(looks: Looks, error: UserError, offer: Kept | None, others: int) -> Iterator[Text]:
    ink = looks.ink
    yield Text(_sentence(error.what), ink.alarm)
    if error.untouched:
        yield Text(_sentence(error.untouched))
    yield Text("")
    if offer is None:
        yield Text("What can be done", ink.strong)
        yield Text(f"  {_sentence(error.cure)}")
        if isinstance(error, StoreLost):
            yield Text("  There is no good backup of it on this machine.")
        return
    yield Text("The newest good backup", ink.strong)
    yield Text(f"  {offer.told}, {offer.why}. What was entered since isn't in it.")
    yield Text("  It is put in the store's place. A file that is there now is kept beside it.")
    if others:
        yield Text(f"  There are {others} more: `oppman backup --list` names them.")


def _sentence(text: str) -> str:
    return text if not text or text[-1] in ".?!" else text + "."


async def recover(app: App[Any], error: StoreError, keeping: Keeping, leave: str) -> str | None:
    """Show what is wrong, and restore the newest good backup on a yes; then what to say of it.

    `leave` is what comes of a no. None where nothing was restored.
    """
    offer = None
    if isinstance(error, StoreLost):
        offer = await asyncio.to_thread(keeping.newest_good)
    others = len(keeping.all()) - 1 if offer else 0
    shown: UserError = error
    while await app.push_screen_wait(Recovery(Looks.of(app), shown, offer, others, leave)):
        if offer is None:
            break
        try:
            done = await asyncio.to_thread(keeping.restore, offer.path)
        except UserError as failed:
            shown = failed
            continue
        kept = f". What was there is kept as {done.aside.name}" if done.aside else ""
        return f"Restored: the backup of {offer.told}{kept}"
    return None
