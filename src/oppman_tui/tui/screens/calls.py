"""The call sheet on the screen: whom to ask what, and what they said (method 6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.binding import BindingType

from oppman_tui.domain.entities import Answer
from oppman_tui.domain.fields import Json
from oppman_tui.domain.plan.findings import Call, Finding, call_sheet
from oppman_tui.tui import keys
from oppman_tui.tui.looks import clip, hanging
from oppman_tui.tui.screens import editing
from oppman_tui.tui.screens.live import Overview
from oppman_tui.tui.screens.on_a_deal import OnADeal
from oppman_tui.tui.screens.record import RecordScreen
from oppman_tui.tui.verbs import everyday, exporting
from oppman_tui.tui.widgets.rows import Line, Lines, Rows
from oppman_tui.workspace.acts import row_of
from oppman_tui.workspace.view import DealView

_SAID = 2
"""The grade of what the customer said (method 4.2)."""


class _Asked(Rows):
    """Enter opens the answer to a question."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("calls", "open")


class CallSheet(Overview, OnADeal):
    """What isn't known, stale or only claimed, by the person who could tell.

    What is answered here was said by the one it stands under, today: it leaves the sheet, save
    a yes that nobody on the map stands behind, which is only claimed. The cursor is then on the
    next question; evidence goes to the answer just given until the cursor is moved.
    """

    BINDINGS: ClassVar[list[BindingType]] = keys.of("calls")
    rows_of = _Asked

    def __init__(self, view: DealView) -> None:
        super().__init__()
        self._view = view
        self._asked: dict[str, Finding] = {}
        self._given: str | None = None
        self._went_on_to: str | None = None

    @property
    def subject(self) -> DealView:
        return self._view

    def reload(self) -> None:
        """Read the deal anew; where it is gone, what was read stands."""
        self._view = self.workspace.view(self._view.id) or self._view
        self.draw()

    # -- drawing -----------------------------------------------------------------------

    def head(self, width: int) -> Text:
        ink, count = self.looks.ink, len(self._asked)
        line = Text.assemble(
            (f"Call sheet: {self._view.dossier.deal.name}", ink.strong),
            (f"  {count} to ask" if count else "", ink.dim),
        )
        line.truncate(width, overflow="ellipsis")
        return line

    def draw(self) -> None:
        view = self._view
        calls = call_sheet(view.dossier, view.scores, view.playbook, view.today)
        self._asked = {asked.row: asked for call in calls for asked in call.questions}
        lines: list[Line] = []
        for call in calls:
            lines += [Line(Text(""))] if lines else []
            for told, key in self._of_one(call):
                first, *rest = hanging(told, self.room, self.looks)
                lines += [Line(first, key), *(Line(more) for more in rest)]
        self.show(Lines(lines or [Line(Text("Nothing is open to ask."))]))
        self._went_on_to = self.rows.key if self._given else None

    def _of_one(self, call: Call) -> Iterator[tuple[Text, str | None]]:
        """Lines, each with the key of the question that it asks."""
        ink = self.looks.ink
        title = call.person or "Nobody on the map could tell: find out who"
        yield Text.assemble((title, ink.strong), (f"  {len(call.questions)}", ink.dim)), None
        player = next((p for p in self._view.dossier.players if p.id == call.player), None)
        if player is not None:
            ours = player.our_person and f"ours: {player.our_person}"
            if reach := " · ".join(filter(None, (player.phone, player.email, ours))):
                yield Text(f"  {reach}", ink.dim), None
            if player.win:
                yield Text(f"  wants: {player.win}", ink.dim), None
        for asked in call.questions:
            yield Text(f"  {asked.text}"), asked.row

    def on_rows_moved(self, event: Rows.Moved) -> None:
        if event.key != self._went_on_to:
            self._given = None

    # -- answering ---------------------------------------------------------------------

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        row = event.key
        current = row_of(self._view.dossier, "answer", row) or Answer(row)
        asked = self._asked.get(row)
        along = {"person": asked.player} if asked and asked.player else {}
        self.app.push_screen(RecordScreen(self._view, "answer", row, current, along=along))

    @work
    async def action_answer(self, value: int) -> None:
        """What they said to the question under the cursor."""
        view, asked = self._view, self._asked.get(self.rows.key or "")
        if asked is None:
            return
        before = row_of(view.dossier, "answer", asked.row)
        parts: dict[str, Json] = {"value": value, "evidence_date": view.today.isoformat()}
        if asked.player:
            # What a document once showed and is said again still stands on it.
            known = before.grade if isinstance(before, Answer) else None
            parts |= {"person": asked.player, "grade": max(_SAID, known or 0)}
        app, marks, words = everyday.app_of(self), self.looks.marks, self._words(asked.row)
        said = f"{marks.answer(value)} {clip(words, max(20, self.size.width - 46), marks)}"
        by = f"said by {asked.person.partition(' (')[0]}" if asked.person else "as of today"
        evidence = f"{self.looks.key('calls.evidence')} evidence"
        self.rows.action_move(1)
        self._given, self._went_on_to = asked.row, self.rows.key
        label = f"Answer {marks.answer(value)} {words}"[:120]
        if not await app.change(
            view,
            lambda seen: self.workspace.set(seen, "answer", asked.row, parts, label),
            f"{said} · {by} · {evidence}",
        ):
            self._given = None

    def _words(self, row: str) -> str:
        question = self._view.playbook.question(row)
        return question.text if question else row

    @work
    async def action_evidence(self) -> None:
        """What the answer just given rests on; else the one under the cursor."""
        row, view = self._given or self.rows.key, self._view
        if row is None:
            return
        about, current = self._words(row), row_of(view.dossier, "answer", row)
        app = everyday.app_of(self)
        written = await editing.edit(
            self, view, "answer", "evidence", current, about, of_row=row
        )
        if written is not None:
            parts = {**written, "evidence_date": view.today.isoformat()}
            label = f"Evidence: {about}"[:120]
            await app.change(
                view, lambda seen: self.workspace.set(seen, "answer", row, parts, label)
            )

    @work
    async def action_out(self) -> None:
        await exporting.of_calls(self, self._view)
