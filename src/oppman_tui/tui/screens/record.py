"""One row in full: every field it has, read and written one by one (screens.md, rule 5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from oppman_tui.domain import checks
from oppman_tui.domain.entities import Action
from oppman_tui.domain.fields import Json, Kind
from oppman_tui.tui import keys
from oppman_tui.tui.lines import deal as deal_lines
from oppman_tui.tui.lines.record import BY_GATE, FACTS, Field, empty, groups
from oppman_tui.tui.lines.review import review_lines
from oppman_tui.tui.looks import column, wrap
from oppman_tui.tui.screens import editing
from oppman_tui.tui.screens.dialogs import Ask, Option, Pick
from oppman_tui.tui.screens.on_a_deal import OnADeal
from oppman_tui.tui.verbs import copying, everyday, gates, outcomes
from oppman_tui.tui.widgets.bars import Footer
from oppman_tui.tui.widgets.rows import Line, Lines, Rows
from oppman_tui.tui.words import Words, entity_of
from oppman_tui.workspace.acts import row_of
from oppman_tui.workspace.view import DealView

_LABEL = 26
"""Cells for the name of a field."""


class Fields(Rows):
    """The fields; Enter writes one."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("fields")


class RecordScreen(OnADeal):
    """All fields of one row: Enter writes the one under the cursor, `-` makes it not known.

    `current` stands in for a row that isn't there yet: the first field written makes it. `at`
    is the key of a field that is written at once. What is `along` stands in its fields where
    they are empty, and is written with the first one of the same cell.
    """

    DEFAULT_CSS = """
    RecordScreen #record_head { height: auto; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.of("record")

    def __init__(
        self,
        view: DealView,
        entity: str,
        row: str,
        current: object | None = None,
        at: str = "",
        along: Mapping[str, Json] | None = None,
    ) -> None:
        super().__init__()
        self.view, self.entity, self.row = view, entity, row
        self._empty = current if current is not None else empty(entity, row)
        self._at, self._along = at, dict(along or {})
        self._fields: dict[str, Field] = {}
        self._gone = False

    def compose(self) -> ComposeResult:
        yield Static(id="record_head")
        yield Fields()
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Rows).focus()
        if self._at:
            self.call_after_refresh(self._go_on)

    def on_resize(self) -> None:
        self._draw()

    @property
    def subject(self) -> DealView:
        return self.view

    @property
    def current(self) -> object | None:
        """The row as it stands; what stands in for it where there is none."""
        found: Any = row_of(self.view.dossier, self.entity, self.row) or self._empty
        along = {k: v for k, v in self._along.items() if not getattr(found, k)}
        shown: object | None = replace(found, **along) if along else found
        return shown

    def reload(self) -> None:
        """Read the deal anew; where the row has gone meanwhile, leave with a word."""
        fresh = self.workspace.view(self.view.id)
        there = fresh and (self._empty or row_of(fresh.dossier, self.entity, self.row))
        if fresh is not None and there is not None:
            self.view = fresh
            self._draw()
        elif self.is_active:
            self.dismiss(None)
            words = f"{entity_of(self.entity)}: no longer here; "
            app = everyday.app_of(self)
            app.say(f"{words}{app.key('app.undo')} may bring it back")
        else:
            self._gone = True  # something stands in front; this closes when that has gone

    def on_screen_resume(self) -> None:
        if self._gone:
            self._gone = False
            self.reload()

    # -- drawing -----------------------------------------------------------------------

    def _draw(self) -> None:
        width, looks = max(20, self.size.width - 2), self.looks
        words = Words(self.view)
        title = words.title(self.entity, self.row) if self.entity != "deal" else "all its fields"
        what = Text.assemble((entity_of(self.entity), looks.ink.accent), f"  {title}")
        rule = Text(looks.marks.rule * width, looks.ink.dim)
        head = [deal_lines.title(self.view, width, looks), what, rule]
        self.query_one("#record_head", Static).update(Text("\n").join(head))
        self._fields = {}
        lines: list[Line] = []
        stage = looks.key("record.stage")
        for heading, found in groups(self.view, self.entity, self.row, self.current, stage):
            if heading:
                lines += [Line(Text("")), Line(Text(heading, looks.ink.dim))]
            for field in found:
                self._fields[field.key] = field
                lines += self._lines(field, words, width)
        if self.entity == "review":
            lines += review_lines(self.current, words, width, looks)
        self.query_one(Rows).show(Lines(lines))

    def _lines(self, field: Field, words: Words, width: int) -> list[Line]:
        looks = self.looks
        ink = looks.ink
        room = width - _LABEL - 3
        torn = self._is_torn(field)
        mark = Text(looks.marks.notice if torn else " ", ink.notice)
        label = column(field.label, _LABEL, looks.marks)
        label.stylize(ink.dim)
        told = self._told(field, words)
        if torn:
            choose = self.looks.key("fields.write")
            told = f"{told or 'not known'} (several values stand: {choose} chooses)"
        first, *rest = wrap(told, room, looks)
        style = ink.dim if field.fixed else ink.notice if torn else ink.text
        value = Text(first, style) if told else Text(looks.marks.unknown, ink.dim)
        lines = [Line(Text.assemble(mark, " ", label, value), field.key)]
        return lines + [Line(Text(" " * (_LABEL + 2) + more, style)) for more in rest]

    def _told(self, field: Field, words: Words) -> str:
        value = field.value
        if field.part.name == "finding_kind":
            return words.finding(value, getattr(field.current, "finding_row", None))
        if field.part.name == "status" and value is None and field.entity == "action":
            return "open"
        if field.part.kind is Kind.TEXT:
            return str(value or "")
        currency = getattr(field.current, "currency", None)
        return words.value(field.part, value, currency)

    def _is_torn(self, field: Field) -> bool:
        return (field.entity, field.row, field.cell.name) in self.view.dossier.conflicts

    # -- writing -----------------------------------------------------------------------

    @property
    def field(self) -> Field | None:
        """The field under the cursor."""
        return self._fields.get(self.query_one(Rows).key or "")

    @work
    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        await self._choose(event.key)

    @work
    async def _go_on(self) -> None:
        """Write the part that this was opened for."""
        rows = self.query_one(Rows)
        if self._at in rows.keys:
            rows.move_to(rows.keys.index(self._at))
            await self._choose(self._at)

    @work
    async def action_editor(self) -> None:
        """Write the text under the cursor in one's own editor."""
        field = self.field
        if field is None or field.fixed or field.part.kind not in (Kind.TEXT, Kind.LINE):
            app = everyday.app_of(self)
            app.say(field.fixed if field and field.fixed else "Only texts go into an editor")
        elif self._is_torn(field):
            await self._settle(field)
        else:
            await self._edit(field, in_editor=True)

    async def _choose(self, key: str) -> None:
        field = self._fields.get(key)
        if field is None:
            everyday.app_of(self).say(FACTS.get(self.entity, ""))
        elif self._is_torn(field):
            await self._settle(field)
        elif field.fixed:
            everyday.app_of(self).say(field.fixed)
        else:
            await self._edit(field)

    async def _edit(self, field: Field, in_editor: bool = False) -> None:
        """Ask for the field in its own way, and write what was answered.

        It is written over what was shown when it was asked for, so that what another window
        writes meanwhile is never overwritten unseen.
        """
        view = self.view
        match field.entity, field.part.name:
            case "deal", "customer":
                await self._name_customer()
            case "deal", name if name in BY_GATE:
                await gates.stage(self, view)
            case "action", "status" if isinstance(field.current, Action):
                await outcomes.tick(self, view, field.current)
            case entity, name:
                parts = await editing.edit(
                    self,
                    view,
                    entity,
                    name,
                    field.current,
                    of_row=field.row,
                    in_editor=in_editor,
                )
                await self._write(view, field, parts)

    async def _name_customer(self) -> None:
        app, view = everyday.app_of(self), self.view
        known = sorted((c.name for c in app.workspace.customers()), key=str.casefold)
        name = await self.app.push_screen_wait(
            Ask(
                "Which customer?",
                self.view.customer_name if self.view.dossier.customer else "",
                hint="{writing.save} saves · empty for not yet known",
                check=lambda text: checks.check("customer", "name", text),
                echo=lambda text: everyday.known_customer(text, known),
                known=known,
                struck_over=True,
            )
        )
        if name is not None:
            await app.change(view, lambda seen: app.workspace.set_customer(seen, name))

    async def _settle(self, field: Field) -> None:
        """Show the values that stand in a cell, and let one of them hold."""
        app, view, cell = everyday.app_of(self), self.view, field.cell
        words = Words(view)
        entity, row, ws = field.entity, field.row, app.workspace
        standing = ws.standing_values(view, entity, row, cell.name)
        options = [
            Option(
                str(place),
                words.cell(cell, value),
                f"{actor}, {at[:10]} {at[11:16]}",
                str(place + 1) if place < 9 else "",
            )
            for place, (value, actor, at) in enumerate(standing)
        ]
        if not field.fixed and field.part.name not in BY_GATE:
            options.append(Option("other", "another one", strike="w"))
        question = f"{cell.label}: {len(standing)} values stand. Which one holds?"
        chosen = await self.app.push_screen_wait(Pick(question, options))
        if chosen == "other":
            await self._edit(field)
        elif chosen is not None:
            value = standing[int(chosen)][0]
            await app.change(
                view,
                lambda seen: ws.settle(seen, entity, row, cell.name, value),
                f"{cell.label}: settled. {app.takes_back}",
            )

    def action_copy(self) -> None:
        """The text of the field under the cursor, whole."""
        if (field := self.field) is not None:
            copying.copy(self, self._told(field, Words(self.view)), field.label)

    @work
    async def action_unknown(self) -> None:
        """The field under the cursor is not known."""
        field = self.field
        if field is None:
            return
        app = everyday.app_of(self)
        if field.fixed:
            app.say(field.fixed)
        elif field.entity == "deal" and field.part.name in BY_GATE:
            stage = app.key("record.stage")
            app.say(f"The stage, a hold and the end of a deal are written by {stage}")
        elif field.entity == "deal" and field.part.name == "customer":
            await app.change(self.view, lambda seen: app.workspace.set_customer(seen, ""))
        else:
            parts: dict[str, Json] = {field.part.name: None}
            whole = parts | ({"currency": None} if "amount" in parts else {})
            await self._write(self.view, field, whole)

    async def _write(self, view: DealView, field: Field, parts: editing.Parts | None) -> None:
        app = everyday.app_of(self)
        if parts is None:
            return
        if field.required and not parts[field.part.name] and parts[field.part.name] is not False:
            app.say(f"{field.label} can't be left empty; nothing was changed")
            return
        given = parts.get("value")
        if field.entity == "answer" and given is not None and given != field.value:
            parts = {**parts, "evidence_date": view.today.isoformat()}
        self._along.pop(field.part.name, None)
        stored = row_of(view.dossier, field.entity, field.row)
        cell = {part.name for part in field.cell.parts}
        along = {k: v for k, v in self._along.items() if k in cell and not getattr(stored, k, None)}
        parts = {**along, **parts}
        label = f"{field.label}: {Words(view).title(field.entity, field.row)}"[:120]
        entity, row, ws = field.entity, field.row, app.workspace
        await app.change(view, lambda seen: ws.set(seen, entity, row, parts, label))
