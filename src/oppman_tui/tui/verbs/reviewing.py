"""A review held: an answer written, who takes part, the decision it ends with (method 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from textual.screen import Screen

from oppman_tui.domain.checks import check
from oppman_tui.domain.review.meeting import Agreed, parse_agreed
from oppman_tui.domain.values import dates
from oppman_tui.domain.values.text import fold
from oppman_tui.errors import UserError
from oppman_tui.playbook.models import Choice
from oppman_tui.tui.changing import Jotted
from oppman_tui.tui.screens import editing
from oppman_tui.tui.screens.dialogs import Ask, Option, Pick, Write
from oppman_tui.tui.screens.writing import subject
from oppman_tui.tui.verbs.everyday import app_of
from oppman_tui.workspace import reviews
from oppman_tui.workspace.reviews import Decided, OpenReview
from oppman_tui.workspace.view import DealView

_SOON = timedelta(days=7)


async def answer(
    screen: Screen[Any], view: DealView, review: OpenReview, key: str, in_editor: bool = False
) -> bool:
    """Write the answer to that question; True where it was kept."""
    question = next((q for q in view.playbook.review_questions if q.key == key), None)
    if question is None:
        return False
    known = reviews.prefilled(view).get(key, "")
    before = view.last_review.answers.get(key, "") if view.last_review else ""
    told = [f"Look for: {question.look_for}"]
    told += [f"Known: {known}"] if known else []
    told += [f"Last time: {before}"] if before else []
    given = await screen.app.push_screen_wait(
        Write(
            question.text,
            review.answers.get(key, ""),
            "\n".join(told),
            check=lambda text: check("review", "answers", {key: text}),
            of=subject(view, f"review:{key}", question.text),
            in_editor=in_editor,
        )
    )
    if given is None:
        return False
    # Read anew: another answer may have been written in another window.
    begun = app_of(screen).workspace.open_review(view.id) or review
    return await keep(screen, view, begun.with_answer(key, given), f"Answer: {question.text}")


async def keep(screen: Screen[Any], view: DealView, review: OpenReview, what: str) -> bool:
    """Keep the review as it stands; False, and said, where the store refuses. `what` was
    written in it."""
    app = app_of(screen)
    try:
        before, after = await app.perform(lambda: app.workspace.save_review(view.id, review))
    except UserError as error:
        app.say(str(error), alarm=True)
        return False
    told = f"{what}, {view.dossier.deal.name}"
    app.written("", jotted=Jotted(view.id, before, after, told))
    return True


async def people(screen: Screen[Any], known: Sequence[str]) -> tuple[str, ...] | None:
    """Who takes part; None where it stays as it was."""
    given = await screen.app.push_screen_wait(
        Ask("Who takes part? Names with commas between", ", ".join(known), check=_check_people)
    )
    return None if given is None else _names(given)


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def _check_people(text: str) -> None:
    check("review", "held", {"held_on": "2026-01-01", "participants": list(_names(text)) or None})


async def choose(screen: Screen[Any], view: DealView) -> Decided | None:
    """Which decision ends the review, and what it needs."""
    options = [
        Option(d.key, d.name, strike=str(n)) for n, d in enumerate(view.playbook.decisions, 1)
    ]
    question = f"{view.dossier.deal.name}: what is decided?"
    chosen = await screen.app.push_screen_wait(Pick(question, options))
    decision = next((d for d in view.playbook.decisions if d.key == chosen), None)
    return await decide(screen, view, decision, strict=False) if decision else None


async def decide(
    screen: Screen[Any], view: DealView, decision: Choice, *, strict: bool
) -> Decided | None:
    """What the decision needs: until when it rests, why it ends, or who does what by when.

    Where it is `strict` a deal is not left without the last; else any line will do, or none.
    """
    ask, name = screen.app.push_screen_wait, view.dossier.deal.name
    if decision.key == "hold":
        given = await editing.ask_date(screen, view, f"{name}: on hold until", required=True)
        if given is None:
            return None
        until = dates.parse_date(given, view.today)
        why = await ask(Ask(f"{name}: why does it rest?", required=True))
        return None if why is None else Decided(decision.key, until, why)
    if decision.key == "abandon":
        why = await ask(Ask(f"{name}: why is it abandoned?", required=True))
        return None if why is None else Decided(decision.key, None, why)

    def read(line: str) -> Agreed | None:
        found = parse_agreed(line, view.today) if strict or ";" in line else None
        if found is not None and fold(found.who) == "me":
            return replace(found, who=app_of(screen).workspace.me)
        return found

    text = await ask(
        Ask(
            f"{decision.name}: who does what by when?",
            proposal(view, app_of(screen).workspace.me) if strict else "",
            hint="what; who; by when · {writing.save} takes it"
            if strict
            else "what; who; by when: an action · or any line · {writing.save} on",
            check=read,
            echo=lambda line: told(read(line)),
            required=strict,
            of=subject(view, "review:decision", "What was agreed"),
        )
    )
    if text is None:
        return None
    agreed = read(text)
    return Decided(decision.key, None, agreed.what if agreed else text or None, agreed)


def proposal(view: DealView, me: str) -> str:
    """The worst gap's action, for the deal's owner, in a week; empty where there is no gap."""
    deal = view.dossier.deal
    gap = next((f for f in view.findings if not f.covered_by), None)
    what = gap.proposal if gap else deal.next_step or "Agree the next step with the customer"
    day = (view.today + _SOON).isoformat()
    return f"{what.replace(';', ',')}; {(deal.owner or me).replace(';', ',')}; {day}"


def told(agreed: Agreed | None) -> str:
    """`Mia, by Fri 27 Nov 2026`."""
    return f"{agreed.who}, by {dates.show_full(agreed.by)}" if agreed else ""
