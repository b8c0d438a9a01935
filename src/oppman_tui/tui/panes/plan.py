"""Plan: the selection criteria and the six themes, answered key by key (method 4.1, 4.2)."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from oppman_tui.domain.entities import Answer, Criterion
from oppman_tui.domain.fields import Json
from oppman_tui.playbook.models import Question
from oppman_tui.tui import keys
from oppman_tui.tui.lines import plan as lines
from oppman_tui.tui.lines import why_plan as whys
from oppman_tui.tui.lines.why import Why
from oppman_tui.tui.looks import clip
from oppman_tui.tui.panes.pane import Pane
from oppman_tui.tui.screens import editing
from oppman_tui.tui.screens.record import RecordScreen
from oppman_tui.tui.verbs import everyday
from oppman_tui.tui.widgets.rows import Lines, Rows
from oppman_tui.workspace.acts import row_of
from oppman_tui.workspace.view import DealView

FIT = whys.FIT
_SETS = (38, 28)
"""The left side's width. The second of each is where the pane is narrow, which leaves no room
for bars."""


class Questions(Rows):
    """The questions of all sets; each opens in full."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("questions")


class PlanPane(Pane):
    """Left the sets with bar and range, right their questions. 0 1 2 answers and goes on.

    A question's key is ``entity:row``, so that the criteria and the assessment are one list.
    """

    DEFAULT_CSS = """
    PlanPane #sets { width: 38; }
    PlanPane #questions { width: 1fr; }
    PlanPane.-linear Horizontal { layout: vertical; }
    PlanPane.-linear Rows { height: 1fr; }
    PlanPane.-linear Rows:focus { height: 2fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.of("plan")

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._given: str | None = None
        """The answer just given; evidence and grade go to it until the cursor is moved."""
        self._went_on_to: str | None = None

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Rows(id="sets", classes="follows")
            yield Questions(id="questions")

    @property
    def sets(self) -> Rows:
        return self.query_one("#sets", Rows)

    @property
    def questions(self) -> Rows:
        return self.query_one("#questions", Rows)

    def enter(self) -> None:
        self.questions.focus()

    # -- drawing -----------------------------------------------------------------------

    def draw(self, view: DealView) -> None:
        linear = self.looks.linear
        self.set_class(linear, "-linear")
        left = self.size.width if linear else _SETS[self._is_narrow]
        self.sets.styles.width = left
        here = self._set_of(self.questions.key)
        self.sets.show(Lines(lines.sets(view, left - 3, self._is_narrow, self.looks)), here)
        width = self.size.width - (0 if linear else left) - 2
        self.questions.show(Lines(lines.questions(view, width, self.looks)))

    @property
    def _is_narrow(self) -> bool:
        return self.size.width < 76

    def _set_of(self, key: str | None) -> str:
        entity, _, row = (key or "").partition(":")
        theme = self.shown.playbook.theme_of(row) if entity == "answer" else None
        return theme.key if theme else FIT

    # -- why ---------------------------------------------------------------------------

    def why(self, view: DealView) -> Why:
        """The set under the cursor, or the one that the question under it belongs to."""
        if self.sets.has_focus:
            what = (self.sets.key or FIT).removeprefix(lines.NOTE).partition(":")[0]
            return whys.of_plan(view, self.looks, what)
        entity, _, row = (self.questions.key or "").partition(":")
        return whys.of_plan(view, self.looks, self._set_of(f"{entity}:{row}"), row)

    # -- moving ------------------------------------------------------------------------

    def on_rows_moved(self, event: Rows.Moved) -> None:
        if event.rows is self.sets and self.sets.has_focus:
            self._jump(event.key)
        elif event.rows is self.questions and not self.sets.has_focus:
            self._follow(event.key)

    def _jump(self, key: str | None) -> None:
        """The left cursor stands on another set: show its first question."""
        source = self.questions.keys
        place = next((i for i, k in enumerate(source) if k and self._set_of(k) == key), None)
        if place is not None:
            self.questions.move_to(place)

    def _follow(self, key: str | None) -> None:
        if key != self._went_on_to:
            self._given = None
            self.refresh_bindings()
        here = self._set_of(key)
        places = [i for i, k in enumerate(self.sets.keys) if k == here]
        if places and self.sets.key != here:
            self.sets.move_to(places[0])

    # -- answering ---------------------------------------------------------------------

    @work
    async def action_answer(self, value: int | None) -> None:
        """Answer the question under the cursor and go on to the next."""
        key = self.questions.key
        if key is None:
            return
        entity, _, row = key.partition(":")
        if self._says_computed(entity, row):
            return
        self.questions.action_move(1)
        self._given, self._went_on_to = key, self.questions.key
        self.refresh_bindings()
        words = self.looks.marks.answer(value)
        label = f"Answer {words} {self._text_of(entity, row)}"
        ws = self.workspace
        parts: dict[str, Json] = {"value": value}
        before = getattr(row_of(self.shown.dossier, entity, row), "value", None)
        item = self.shown.items.get(row)
        renewed = value != before or (item is not None and item.is_stale)
        if entity == "answer" and value is not None and renewed:
            parts["evidence_date"] = self.shown.today.isoformat()
        await everyday.app_of(self).change(
            self.shown, lambda seen: ws.set(seen, entity, row, parts, label[:120])
        )

    def _text_of(self, entity: str, row: str) -> str:
        """The question's or criterion's words; a retired one's key."""
        playbook = self.shown.playbook
        asked = playbook.question(row) if entity == "answer" else playbook.criterion(row)
        return asked.text if asked else row

    def _says_computed(self, entity: str, row: str) -> bool:
        """True where the question isn't a person's to answer, which is said."""
        question = self.shown.playbook.question(row) if entity == "answer" else None
        if question is None or not question.computed or not self._is_computed(question):
            return False
        everyday.app_of(self).say("The program answers this one, from the fit or the risks")
        return True

    def _is_computed(self, question: Question) -> bool:
        return question.computed == "fit" or bool(self.shown.dossier.risks)

    @property
    def _subject(self) -> str | None:
        """The answer that evidence and grade go to: the one just given, else the cursor's."""
        return self._given or self.questions.key

    def words_for(self, binding: str) -> str:
        """The footer names the answer that evidence and grade go to, once one was given."""
        entity, _, row = (self._given or "").partition(":")
        of = "plan.grade" if entity == "answer" else "plan.evidence"
        if not entity or binding not in (of, "plan.evidence"):
            return ""
        if binding != of:
            return "evidence"
        told = clip(self._text_of(entity, row), max(16, self.size.width - 58), self.looks.marks)
        return f"{'grade of' if entity == 'answer' else 'note on'} “{told}”"

    @work
    async def action_evidence(self) -> None:
        await self._set_part("evidence", "criterion_note")

    @work
    async def action_editor(self) -> None:
        """The evidence, in one's own editor."""
        await self._set_part("evidence", "criterion_note", in_editor=True)

    @work
    async def action_grade(self) -> None:
        await self._set_part("grade", "")

    async def _set_part(
        self, of_answer: str, of_criterion: str, in_editor: bool = False
    ) -> None:
        entity, _, row = (self._subject or "").partition(":")
        part = of_answer if entity == "answer" else of_criterion
        if self._says_computed(entity, row):
            return
        if not part:
            evidence = self.looks.key("plan.evidence")
            everyday.app_of(self).say(f"Criteria carry no grade; {evidence} writes a note on one")
            return
        view = self.shown
        about = self._text_of(entity, row)
        current = row_of(view.dossier, entity, row)
        parts = await editing.edit(
            self.host, view, entity, part, current, about, of_row=row, in_editor=in_editor
        )
        if parts is None:
            return
        ws = self.workspace
        if part == "evidence":
            parts = {**parts, "evidence_date": view.today.isoformat()}
        await everyday.app_of(self).change(
            view, lambda seen: ws.set(seen, entity, row, parts, f"Evidence: {about}"[:120])
        )

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        if event.rows is self.sets:
            self.questions.focus()
            return
        entity, _, row = event.key.partition(":")
        current = row_of(self.shown.dossier, entity, row)
        empty = Answer(row) if entity == "answer" else Criterion(row)
        self.app.push_screen(RecordScreen(self.shown, entity, row, current or empty))
