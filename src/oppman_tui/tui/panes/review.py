"""Review: what changed, the eight questions with last time's answers, the decision (method 3)."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from oppman_tui.domain import dates
from oppman_tui.errors import UserError
from oppman_tui.playbook.models import ReviewQuestion
from oppman_tui.tui import keys
from oppman_tui.tui.looks import wrap
from oppman_tui.tui.panes.pane import Pane
from oppman_tui.tui.screens import editing
from oppman_tui.tui.screens.dialogs import Ask, Option, Pick, Write
from oppman_tui.tui.screens.writing import subject
from oppman_tui.tui.verbs import everyday
from oppman_tui.tui.widgets.rows import Line, Lines, Rows
from oppman_tui.workspace import reviews
from oppman_tui.workspace.reviews import OpenReview
from oppman_tui.workspace.view import DealView

DECIDE = "decide"


class Questions(Rows):
    """The status questions; Enter writes the answer."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("answers")


class ReviewPane(Pane):
    """An unfinished review is kept as it is written; finishing it takes a decision."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("review")

    def compose(self) -> ComposeResult:
        yield Questions()

    @property
    def review(self) -> OpenReview:
        """The review being written; a new one where there is none."""
        begun = self.workspace.open_review(self.shown.id)
        return begun or OpenReview(self.workspace.today)

    def draw(self, view: DealView) -> None:
        width = self.size.width - 3
        review = self.review
        lines = self._since(view, width)
        known = reviews.prefilled(view)
        last = view.last_review
        for place, question in enumerate(view.playbook.review_questions, 1):
            before = last.answers.get(question.key, "") if last else ""
            given = review.answers.get(question.key, "")
            lines += self._question(
                place, question, before, given, known.get(question.key, ""), width
            )
        lines += self._decision(view, review, width)
        self.query_one(Rows).show(Lines(lines))

    def _since(self, view: DealView, width: int) -> list[Line]:
        ink, last = self.looks.ink, view.last_review
        if last is None:
            head = "Not reviewed yet. Enter writes an answer, d ends the review with its decision."
            return [Line(Text(head, ink.dim)), Line(Text(""))]
        on = dates.show_date(last.held_on, view.today)
        ago = _ago((view.today - last.held_on).days)
        lines = [Line(Text(f"Since the last review, {on}, {ago}", ink.strong))]
        progress = reviews.since_last(view)
        for told in progress.changed if progress else ():
            first, *rest = wrap(told, width - 2, self.looks)
            lines.append(Line(Text(f"  {first}")))
            lines += [Line(Text(f"    {more}")) for more in rest]
        if progress and progress.unchanged:
            same = wrap(f"unchanged: {', '.join(progress.unchanged)}", width - 2, self.looks)
            lines += [Line(Text(f"  {told}", ink.dim)) for told in same]
        return [*lines, Line(Text(""))]

    def _question(
        self,
        place: int,
        question: ReviewQuestion,
        before: str,
        given: str,
        known: str,
        width: int,
    ) -> list[Line]:
        looks = self.looks
        ink = looks.ink
        first, *rest = wrap(f"{place} {question.text}", width, looks)
        lines = [Line(Text(first, ink.strong), question.key)]
        lines += [Line(Text(f"  {more}", ink.strong)) for more in rest]
        if known:
            lines += [
                Line(Text(f"  {t}", ink.dim)) for t in wrap(f"known: {known}", width - 2, looks)
            ]
        if before:
            told = wrap(f"last time: {before}", width - 2, looks)
            lines += [Line(Text(f"  {t}", ink.dim)) for t in told]
        if given:
            lines += [Line(Text(f"  {t}", ink.text)) for t in wrap(given, width - 2, looks)]
        else:
            lines.append(Line(Text(f"  {looks.marks.unknown}", ink.dim)))
        return lines

    def _decision(self, view: DealView, review: OpenReview, width: int) -> list[Line]:
        ink = self.looks.ink
        answered = len(review.answers)
        of = len(view.playbook.review_questions)
        return [
            Line(Text("")),
            Line(
                Text(f"Decision: d ends the review ({answered} of {of} answered)", ink.accent),
                DECIDE,
            ),
        ]

    @work
    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        if event.key == DECIDE:
            await self._decide()
            return
        await self._write(event.key)

    @work
    async def write(self, key: str) -> None:
        """Write the answer of that question."""
        await self._write(key)

    @work
    async def action_editor(self) -> None:
        """Write the answer under the cursor in one's own editor."""
        key = self.query_one(Rows).key
        if key is not None and key != DECIDE:
            await self._write(key, in_editor=True)

    async def _write(self, key: str, in_editor: bool = False) -> None:
        view = self.shown
        question = next((q for q in view.playbook.review_questions if q.key == key), None)
        if question is None:
            return
        known = reviews.prefilled(view).get(key, "")
        before = view.last_review.answers.get(key, "") if view.last_review else ""
        told = [f"Look for: {question.look_for}"]
        told += [f"Known: {known}"] if known else []
        told += [f"Last time: {before}"] if before else []
        given = await self.app.push_screen_wait(
            Write(
                question.text,
                self.review.answers.get(key, ""),
                "\n".join(told),
                of=subject(view, f"review:{key}", question.text),
                in_editor=in_editor,
            )
        )
        if given is None:
            return
        # Read anew: another answer may have been written in another window.
        await self._keep(self.review.with_answer(key, given))
        self.redraw()
        rows = self.query_one(Rows)
        if rows.key == key:
            rows.action_move(1)

    async def _keep(self, review: OpenReview) -> bool:
        """Keep the review as it stands; False, and said, where the store refuses."""
        app, deal, ws = everyday.app_of(self), self.shown.id, self.workspace
        try:
            await app.perform(lambda: ws.save_review(deal, review))
        except UserError as error:
            app.say(str(error), alarm=True)
            return False
        app.written("")
        return True

    @work
    async def action_people(self) -> None:
        """Who takes part."""
        review = self.review
        given = await self.app.push_screen_wait(
            Ask("Who takes part? Names with commas between", ", ".join(review.participants))
        )
        if given is None:
            return
        people = tuple(name.strip() for name in given.split(",") if name.strip())
        if await self._keep(OpenReview(review.begun, review.answers, people)):
            everyday.app_of(self).say(f"Taking part: {', '.join(people) or 'nobody named'}")

    @work
    async def action_decide(self) -> None:
        await self._decide()

    async def _decide(self) -> None:
        view, ask = self.shown, self.app.push_screen_wait
        options = [
            Option(d.key, d.name, strike=str(n)) for n, d in enumerate(view.playbook.decisions, 1)
        ]
        decision = await ask(Pick("What is decided?", options))
        if decision is None:
            return
        until = None
        if decision == "hold":
            given = await editing.ask_date(self.host, view, "On hold until", required=True)
            if given is None:
                return
            until = dates.parse_date(given, view.today)
        text = await ask(
            Ask("In a line: what, by whom, by when?", required=decision in ("hold", "abandon"))
        )
        if text is None:
            return
        review, ws = self.review, self.workspace
        await everyday.app_of(self).change(
            view,
            lambda seen: ws.finish_review(seen, review, decision, until=until, text=text or None),
            "The review is finished and kept; History shows it",
        )
        self.query_one(Rows).action_end(False)


def _ago(days: int) -> str:
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
