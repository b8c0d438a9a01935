"""Why, asked of Plan: a set of questions, the weakest theme, the best next question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from oppman_tui.domain.plan.gaps import is_computed
from oppman_tui.domain.scoring import Item, Score, theme_with_answer
from oppman_tui.playbook.models import Theme
from oppman_tui.tui.lines.deal import span
from oppman_tui.tui.lines.why import Why, milestone_lines, score_line
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.marks import answer_mark
from oppman_tui.workspace.view import DealView

FIT, US, THEM, WEAKEST, NEXT = "fit", "us", "them", "weakest", "next"
"""What can be asked of Plan beside a theme: the scores that are no theme, and what they say."""


def of_plan(view: DealView, looks: Looks, what: str, question: str = "") -> Why:
    """A theme by its key, or one of `FIT`, `US`, `THEM`, `WEAKEST`, `NEXT`.

    `question` is the one under the cursor: it is marked, and what an answer would do is told.
    """
    found, playbook = view.scores, view.playbook
    match what:
        case "weakest":
            return Why("Why this theme is the weakest", list(_weakest(view, looks)))
        case "next":
            return Why("Why this is the best next question", list(_next(view, looks)))
        case "us":
            made = "made of the customer's criteria and of the questions of what it is worth to us"
            return _set("Importance to us", found.importance_to_us, looks, [Text(made)], question)
        case "them":
            theme = playbook.theme(playbook.importance_to_them)
            made = f"the same as {theme.name}" if theme else "the same as a theme of its own"
            return _set(
                "Importance to them", found.importance_to_them, looks, [Text(made)], question
            )
    theme = playbook.theme(what)
    if theme is None:
        return _set("Customer fit", found.fit, looks, list(_grade(view)), question)
    about = [*answering(view, theme, question), *_due(view, theme, looks)]
    return _set(theme.name, found.themes[theme.key], looks, about, question)


def _set(
    name: str, score: Score, looks: Looks, about: Sequence[Text], question: str
) -> Why:
    """The arithmetic of a set of questions, each with what it adds."""
    ink = looks.ink
    arithmetic = score.why()[: 3 if score.parts else 2]
    lines = [Text(line) for line in arithmetic]
    lines += [Text(""), *(part_line(item, looks, item.key == question) for item in score.parts)]
    if counted := _counted(score):
        lines.append(Text(f"  {counted}", ink.dim))
    if about:
        lines += [Text(""), *about]
    return Why(f"Why {name} is {score.text()}", lines)


def _counted(score: Score) -> str:
    """How the answers that leave a range open are counted, where there are any."""
    told = []
    if score.stale or score.known < score.total:
        told.append("not known or stale: 0 in low, 2 in high")
    if score.claimed:
        told.append("claimed: 1 in low")
    return "; ".join(told)


def part_line(item: Item, looks: Looks, here: bool) -> Text:
    """A question with its answer, and what that adds to the range."""
    ink = looks.ink
    notes = [] if item.weight == 1 else [f"weight {item.weight:g}"]
    notes += ["not known"] if item.value is None else []
    notes += ["stale"] if item.is_stale else []
    notes += ["claimed"] if item.is_claimed else []
    mark = answer_mark(item.value, looks.marks, ink)
    told = Text(item.text or item.key, ink.strong if here else ink.text)
    remark = (f"  {'; '.join(notes)}", ink.dim) if notes else ""
    return Text.assemble("  ", mark, " ", told, remark)


def answering(view: DealView, theme: Theme, question: str) -> Iterator[Text]:
    """What an answer to the question under the cursor would make of the range."""
    item = view.items.get(question)
    asked = next((q for q in theme.questions if q.key == question), None)
    if item is None or asked is None:
        return
    if is_computed(asked, view.dossier):
        yield Text(f"“{item.text}” the program answers itself, from the fit or the risks")
        return
    now = view.scores.themes[theme.key]
    no, yes = (
        theme_with_answer(view.dossier, view.playbook, view.today, question, v) for v in (0, 2)
    )
    yield Text(
        f"“{item.text}”: now {span(now.low, now.high)}; answered no {span(no.low, no.high)}, "
        f"answered yes, with evidence, {span(yes.low, yes.high)}"
    )


def _grade(view: DealView) -> Iterator[Text]:
    found, limits = view.scores, view.playbook.thresholds.fit
    good, poor = f"good from a low of {limits.good_low:g}", "poor below a high of "
    if found.fit_grade is None:
        yield Text("no criterion is known, so it is neither good nor poor")
    else:
        yield Text(f"fit {found.fit_grade}: {good}, {poor}{limits.poor_high:g}, else check")
    texts = {c.key: c.text for c in view.playbook.criteria}
    for key in found.fit_zeros:
        yield Text(f"a no is named whatever the grade: {texts.get(key, key)}")


def _due(view: DealView, theme: Theme, looks: Looks) -> Iterator[Text]:
    """Whether the coming gate asks for the theme, whether it is the weakest, its milestones."""
    playbook, scores = view.playbook, view.scores
    stage = playbook.stage(view.dossier.deal.stage)
    gate = f"leaving {stage.name}" if stage else "the first gate"
    if theme.key not in scores.due:
        yield Text(f"not due yet: {gate} doesn't ask for it")
    elif theme.key == scores.weakest:
        yield Text(f"due before {gate}; its low is the smallest of those due, so it is the weakest")
    else:
        weakest = playbook.theme(scores.weakest)
        yield Text(f"due before {gate}; weaker is {weakest.name if weakest else 'no other'}")
    for milestone in playbook.milestones:
        state = scores.milestones.get(milestone.key)
        if milestone.theme == theme.key and state is not None:
            yield from milestone_lines(milestone.text, state, looks)


def _weakest(view: DealView, looks: Looks) -> Iterator[Text]:
    """The themes that are due, the weakest first, with what they are compared by."""
    found = view.scores
    yield Text("Of the themes due by the coming gate: the smallest low, then the smallest high")
    yield Text("")
    due = [(k, s) for k, s in found.themes.items() if k in found.due]
    for key, score in sorted(due, key=lambda pair: (pair[1].low, pair[1].high)):
        theme = view.playbook.theme(key)
        line = score_line(theme.name if theme else key, score, looks)
        yield line.append("  weakest" if key == found.weakest else "", looks.ink.accent)
    later = [k for k in found.themes if k not in found.due]
    if later:
        names = ", ".join(t.name for k in later if (t := view.playbook.theme(k)))
        yield Text("")
        yield Text(f"not due yet: {names}", looks.ink.dim)


def _next(view: DealView, looks: Looks) -> Iterator[Text]:
    best, playbook = view.next_question, view.playbook
    if best is None:
        yield Text("There is none: the weakest theme's range is closed")
        return
    question, theme = playbook.question(best.question), playbook.theme(best.theme)
    yield Text(question.text if question else best.question, looks.ink.strong)
    yield Text("")
    yield Text(f"{theme.name if theme else best.theme} is the weakest theme of those due")
    no, yes = (span(*found) for found in best.after)
    weight = f", its weight {question.weight:g}" if question and question.weight != 1 else ""
    yield Text(
        f"of its unknown questions none moves the range further{weight}: "
        f"{span(*best.before)} becomes {no} on a no, {yes} on a yes"
    )
    if best.person:
        yield Text(f"{best.person} could tell: who told most of the theme, or stands closest to us")
