"""Review: what changed, the eight questions with last time's answers, the decision (method 3)."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from oppman_tui.domain.entities import Review
from oppman_tui.domain.values import dates
from oppman_tui.playbook.models import ReviewQuestion
from oppman_tui.tui import keys
from oppman_tui.tui.lines.review import jump_lines
from oppman_tui.tui.looks import hanging, wrap
from oppman_tui.tui.panes.pane import Pane
from oppman_tui.tui.screens.dialogs import Option, Pick
from oppman_tui.tui.verbs import everyday, reviewing
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

    _since_review = ""
    """The review chosen to compare with."""

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

    def _compared(self, view: DealView) -> Review | None:
        """The review that is compared with: the last, unless another was chosen."""
        chosen = (r for r in view.dossier.reviews if r.id == self._since_review)
        return next(chosen, view.last_review)

    def _since(self, view: DealView, width: int) -> list[Line]:
        ink, review = self.looks.ink, self._compared(view)
        if review is None:
            key = self.looks.key
            head = (
                f"Not reviewed yet. {key('answers.write')} writes an answer, "
                f"{key('review.decide')} ends it with the decision."
            )
            lead = [Line(Text(line, ink.dim)) for line in wrap(head, width, self.looks)]
            return [*lead, Line(Text(""))]
        on = dates.show_date(review.held_on, view.today)
        ago = _ago((view.today - review.held_on).days)
        which = "the last review" if review == view.last_review else "the review"
        lines = [Line(Text(f"Since {which}, {on}, {ago}", ink.strong))]
        told = reviews.since(view, review)
        for change in told.changed:
            first, *rest = wrap(change, width - 2, self.looks)
            lines.append(Line(Text(f"  {first}")))
            lines += [Line(Text(f"    {more}")) for more in rest]
        jumps = [j for j in self.workspace.jumps(view) if j.gate.at.date() >= review.held_on]
        lines += jump_lines(jumps, view.playbook, width, self.looks)
        if told.unchanged:
            same = wrap(f"unchanged: {', '.join(told.unchanged)}", width - 2, self.looks)
            lines += [Line(Text(f"  {line}", ink.dim)) for line in same]
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
            for place, fact in enumerate(known.split("; ")):  # an action, a line
                one = Text(f"  {'' if place else 'known: '}{fact}", ink.dim)
                lines += [Line(t) for t in hanging(one, width, looks)]
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
        of, key = len(view.playbook.review_questions), self.looks.key("review.decide")
        return [
            Line(Text("")),
            Line(
                Text(f"Decision: {key} ends the review ({answered} of {of} answered)", ink.accent),
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
        if not await reviewing.answer(self.host, self.shown, self.review, key, in_editor):
            return
        self.redraw()
        rows = self.query_one(Rows)
        if rows.key == key:
            rows.action_move(1)

    @work
    async def action_people(self) -> None:
        """Who takes part."""
        given = await reviewing.people(self.host, self.review.participants)
        if given is None:
            return
        review = replace(self.review, participants=given)
        if await reviewing.keep(self.host, self.shown, review, "Taking part"):
            everyday.app_of(self).say(f"Taking part: {', '.join(given) or 'nobody named'}")

    @work
    async def action_decide(self) -> None:
        await self._decide()

    async def _decide(self) -> None:
        view = self.shown
        decided = await reviewing.choose(self.host, view)
        if decided is None:
            return
        review, ws = self.review, self.workspace
        await everyday.app_of(self).change(
            view,
            lambda seen: ws.finish_review(seen, review, decided),
            "The review is finished and kept; History shows it",
        )
        self.query_one(Rows).action_end(False)

    @work
    async def action_compare(self) -> None:
        """Say what changed since another review than the last."""
        held = sorted(self.shown.dossier.reviews, key=lambda r: (r.held_on, r.id), reverse=True)
        if len(held) < 2:
            everyday.app_of(self).say("There are not two reviews yet to choose from")
            return
        options = [
            Option(r.id, dates.show_full(r.held_on), r.decision_text or "", _strike(n))
            for n, r in enumerate(held, 1)
        ]
        now = self._compared(self.shown)
        chosen = await self.app.push_screen_wait(
            Pick("What changed since which review?", options, now.id if now else None)
        )
        if chosen is not None:
            self._since_review = chosen
            self.redraw()


def _strike(place: int) -> str:
    return str(place) if place < 10 else ""


def _ago(days: int) -> str:
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
