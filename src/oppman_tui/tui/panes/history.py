"""History: what happened, newest first, and any past value put back (screens.md 2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from oppman_tui.domain.entities import Answer, Criterion
from oppman_tui.domain.fields import ENTITIES, Json
from oppman_tui.tui import keys
from oppman_tui.tui.lines.history import before_of, key_of, story_lines
from oppman_tui.tui.lines.review import jump_lines, spark_lines
from oppman_tui.tui.panes.pane import Pane
from oppman_tui.tui.screens.record import RecordScreen
from oppman_tui.tui.verbs import everyday, gates
from oppman_tui.tui.widgets.rows import Line, Lines, Rows
from oppman_tui.tui.words import Words
from oppman_tui.workspace.acts import plain, row_of
from oppman_tui.workspace.telling import FACTS, Change
from oppman_tui.workspace.view import DealView

_FIRST = 80
"""So many changes are read at first; twice as many each time the cursor comes to their end."""
_OLDER = "older"
_BY_GATE = ("stage", "hold", "closed")


class Past(Rows):
    """What happened; Enter opens the row in full."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("lines")


class HistoryPane(Pane):
    """The story of the deal and of its customer's criteria, read when the tab is looked at."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("history")

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._limit = _FIRST
        self._changes: dict[str, Change] = {}
        self._names: Mapping[str, str] = {}

    def compose(self) -> ComposeResult:
        yield Past()

    @property
    def rows(self) -> Rows:
        return self.query_one(Rows)

    def redraw(self) -> None:
        if self.display:
            super().redraw()

    def draw(self, view: DealView) -> None:
        width, looks = self.size.width - 2, self.looks
        story = self.workspace.story(view, self._limit)
        self._changes = {key_of(c): c for h in story.happenings for c in h.changes}
        lines = spark_lines(view, width, looks)
        if jumps := jump_lines(self.workspace.jumps(view), view.playbook, width, looks):
            lines += [*jumps, Line(Text(""))]
        lines += story_lines(story, view, width, looks)
        if story.more:
            lines.append(Line(Text("older changes …", looks.ink.dim), _OLDER))
        self._names = story.names
        here = self.rows.cursor if self.rows.key == _OLDER else len(lines)
        key = next((line.key for line in lines[here:] if line.key), None)
        log = looks.key("deal.log")
        empty = f"Nothing has happened yet. {log} writes down what does, and every edit stands here"
        self.rows.show(Lines(lines or [Line(Text(empty, looks.ink.dim))]), key)

    # -- looking -----------------------------------------------------------------------

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """At the end of what was read: read on, the cursor on the first older line."""
        if self.rows.key == _OLDER:
            self._limit *= 2
            self.redraw()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        if event.key == _OLDER:
            return
        change = self._changes.get(event.key)
        if change is not None:
            self._open(change.entity, change.row)
        else:
            _, entity, row = event.key.split(":", 2)
            self._open(entity, row)

    def _open(self, entity: str, row: str) -> None:
        """The row in full, where it is still there."""
        view = self.shown
        if entity == "customer":
            entity, row = "deal", view.id
        empty = {"answer": Answer(row), "criterion": Criterion(row)}.get(entity)
        if empty is None and row_of(view.dossier, entity, row) is None:
            words = (
                f"It is no longer there; {self.looks.key('history.back')} on the line of its "
                "removal brings it back"
            )
            everyday.app_of(self).say(words)
            return
        self.app.push_screen(RecordScreen(view, entity, row, empty))

    # -- putting back ------------------------------------------------------------------

    @work
    async def action_put_back(self) -> None:
        """The cell under the cursor gets the value it had before, by an ordinary edit."""
        app, view = everyday.app_of(self), self.shown
        change = self._changes.get(self.rows.key or "")
        if change is None:
            back = app.key("history.back")
            app.say(f"{back} puts back a single field; the cursor stands on no such line")
            return
        if change.entity == "deal" and change.cell in _BY_GATE:
            await gates.stage(self.host, view)
            return
        if change.entity in FACTS and change.entity != "entry" and change.cell != "deleted":
            app.say("Reviews and moves stay as they were written")
            return
        cell = ENTITIES[change.entity].cells[change.cell]
        if cell.required and change.before is None:
            undo = app.key("app.undo")
            app.say(f"There was nothing before; {undo} takes back what was made last")
            return
        words = Words(view, self._names)
        parts, ws = before_of(change), self.workspace
        if _stands(row_of(view.dossier, change.entity, change.row), parts):
            app.say("It stands like that already")
            return
        label = f"Put back: {cell.label}"
        said = f"{cell.label} is {words.cell(cell, change.before)} again. {app.takes_back}"
        if change.cell == "deleted":
            said = f"{'Removed' if change.before else 'Brought back'}. {app.takes_back}"
        await app.change(
            view, lambda seen: ws.set(seen, change.entity, change.row, parts, label), said
        )


def _stands(current: object | None, parts: Mapping[str, Json]) -> bool:
    """The row has these values already; None and an empty list are one."""
    if current is None:
        return False
    now = {name: plain(getattr(current, name, None)) for name in parts}
    return all((None if now[n] == [] else now[n]) == value for n, value in parts.items())
