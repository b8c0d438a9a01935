"""What became of an action: done, dropped or open again, with the outcome in a line."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from oppman_tui.domain.checks import check
from oppman_tui.domain.entities import Action
from oppman_tui.tui.screens.dialogs import Ask, Option, Pick
from oppman_tui.tui.verbs.everyday import app_of
from oppman_tui.workspace.view import DealView

_SAID = {"done": "Done", "dropped": "Dropped", "open": "Open again"}


async def tick(screen: Screen[Any], view: DealView, action: Action) -> None:
    """Ask what became of it, then in a line what came of it. Esc leaves it as it was."""
    app, ask = app_of(screen), screen.app.push_screen_wait
    options = [Option("done", "done", strike="d"), Option("dropped", "dropped", strike="x")]
    if not action.is_open:
        options.append(Option("open", "open again", strike="o"))
    status = await ask(Pick(f"What became of it? {action.action}", options, action.status))
    if status is None:
        return
    outcome: str | None = None
    if status != "open":
        question = "What came of it?" if status == "done" else "Why was it dropped?"
        hint = "{writing.save} saves, also an empty line"
        outcome = await ask(Ask(question, action.outcome or "", hint=hint, check=_checked))
        if outcome is None:
            return
    ws = app.workspace
    said = f"{_SAID[status]}. {app.takes_back}"
    await app.change(view, lambda s: ws.tick(s, action, status, outcome or None), said)


def _checked(text: str) -> None:
    """Raises `InvalidValue` where the outcome is too long."""
    check("action", "status", {"status": "done", "outcome": text, "status_on": None})
