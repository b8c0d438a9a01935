"""Bringing in what a CRM exported: the file, the report, and only then the import."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.text import Text
from textual.screen import Screen

from oppman_tui.errors import InvalidValue, UserError
from oppman_tui.tui.screens.dialogs import Ask
from oppman_tui.tui.screens.report import Report
from oppman_tui.tui.verbs.everyday import app_of
from oppman_tui.workspace import imports


async def bring_in(screen: Screen[Any]) -> bool:
    """Ask for a file, show what would come of it, import it on a yes; True where it was."""
    app, ask = app_of(screen), screen.app.push_screen_wait
    given = await ask(
        Ask(
            "Which file did your CRM export?",
            hint="a path to a CSV · {writing.save} reads it, nothing is imported yet",
            check=_check_there,
            required=True,
            keeps=False,
        )
    )
    if given is None:
        return False
    path = _path(given)
    app.say(f"Reading {path.name} …")
    try:
        with app.key_queue.not_waited_for():
            plan = await app.perform(lambda: imports.read_files(app.workspace, [path]))
    except UserError as error:
        parts = (error.what, error.untouched, error.cure)
        lines = [Text(f"{part}.") for part in parts if part]
        await ask(Report(f"{path.name} can't be imported as it is", lines))
        return False
    report = plan.report
    question = "Import it?" if report.changed else ""
    lines = [Text(line) for line in report.lines()]
    if not await ask(Report(f"What an import of {path.name} would do", lines, question)):
        return False
    app.say(f"Importing {path.name} …")
    try:
        with app.key_queue.not_waited_for():
            await app.perform(lambda: imports.commit(app.workspace, plan))
    except UserError as error:
        app.say(str(error), alarm=True)
        return False
    app.written(f"{path.name} is imported. {app.key('app.undo')} takes all of it back")
    return True


def _path(given: str) -> Path:
    return Path(given.strip().strip("'\"")).expanduser().absolute()


def _check_there(given: str) -> None:
    try:
        there = _path(given).exists()
    except (OSError, ValueError, RuntimeError):
        there = False
    if not there:
        raise InvalidValue("File", "there is no such file")
