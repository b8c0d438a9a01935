"""How Plan is written: the sets with bar and range, what is read of them, their questions."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from oppman_tui.domain.entities import Answer, Criterion
from oppman_tui.domain.scoring import Item, Score
from oppman_tui.domain.values.dates import show_date
from oppman_tui.playbook.models import Question
from oppman_tui.tui.lines import why_plan as whys
from oppman_tui.tui.lines.deal import span
from oppman_tui.tui.looks import Looks, clip, column, wrap, wrapped
from oppman_tui.tui.marks import answer_mark, bar
from oppman_tui.tui.widgets.rows import Line
from oppman_tui.workspace.view import DealView

NOTE = "note:"
"""How the keys of what is read below the sets begin."""
_NAMES = (16, 14)
"""Cells for the name of a set; a longer one gives way to its short form. The second of them is
where the pane is narrow, which leaves no room for bars."""


# -- the sets ------------------------------------------------------------------------------


def sets(view: DealView, width: int, narrow: bool, looks: Looks) -> list[Line]:
    """The sets by their keys; below them what can be read there, which the cursor can be on too."""
    scores = view.scores
    lines = [_set(whys.FIT, "Customer fit", scores.fit, True, narrow, looks)]
    for key, score in scores.themes.items():
        theme = view.playbook.theme(key)
        if theme:
            most = 99 if looks.linear else _NAMES[narrow]
            name = theme.name if len(theme.name) <= most else theme.short
            lines.append(_set(key, name, score, key in scores.due, narrow, looks))
    lines.append(Line(Text("")))
    lines += (Line(told, f"{NOTE}{key}") for key, told in _notes(view, narrow, looks))
    for place, told in enumerate(_next_question(view, width, narrow, looks)):
        lines.append(Line(told, f"{NOTE}{whys.NEXT}:{place}" if told else None))
    return lines


def _set(key: str, name: str, score: Score, due: bool, narrow: bool, looks: Looks) -> Line:
    drawn = bar(score, looks.marks, looks.ink)
    if looks.linear:
        figures = Text.assemble(f"{name}: {_point(score, looks)}, ", drawn)
        return Line(figures.append("" if due else ", not due yet"), key)
    label = column(name, _NAMES[narrow], looks.marks)
    if not due:
        label.stylize(looks.ink.dim)
    between = Text(" ") if narrow else Text.assemble(" ", drawn, " ")
    return Line(Text.assemble(label, between, _figure(score, looks)), key)


def _notes(view: DealView, narrow: bool, looks: Looks) -> Iterator[tuple[str, Text]]:
    ink, scores = looks.ink, view.scores
    if scores.fit_grade:
        yield whys.FIT, Text.assemble(("fit ", ink.dim), scores.fit_grade)
    if weakest := view.playbook.theme(scores.weakest):
        yield whys.WEAKEST, Text.assemble(("weakest ", ink.dim), weakest.name)
    what = "" if narrow else "importance "
    for name, key, score in (
        ("to us", whys.US, scores.importance_to_us),
        ("to them", whys.THEM, scores.importance_to_them),
    ):
        yield key, Text.assemble((f"{what}{name} ", ink.dim), _figure(score, looks))


def _point(score: Score, looks: Looks) -> str:
    return looks.marks.unknown if score.point is None else f"{int(score.point + 0.5)}"


def _figure(score: Score, looks: Looks) -> Text:
    """Point and range, in columns: ` 67  57–71`."""
    return Text(f"{_point(score, looks):>3} {span(score.low, score.high):>6}")


def _next_question(view: DealView, width: int, narrow: bool, looks: Looks) -> list[Text]:
    best = view.next_question
    if best is None:
        return []
    ink = looks.ink
    question = view.playbook.question(best.question)
    told = wrap(question.text if question else best.question, width, looks)
    before, after = span(*best.before), " or ".join(span(*r) for r in best.after)
    all_of_them = "" if narrow else f" · {looks.key('deal.calls')} all of them"
    heading = Text.assemble(("best next question", ink.accent), (all_of_them, ink.dim))
    lines = [Text(""), heading, *(Text(t) for t in told)]
    lines += [Text(t, ink.dim) for t in wrap(f"{before} → {after}", width, looks)]
    if best.person:
        lines += [Text(t, ink.dim) for t in wrap(f"ask {best.person}", width, looks)]
    return lines


# -- the questions -------------------------------------------------------------------------


def questions(view: DealView, width: int, looks: Looks) -> list[Line]:
    """The criteria, then the questions theme by theme, last what is no longer asked.

    Keys: ``criterion:…`` and ``answer:…``, with the row of each.
    """
    return [*_criteria(view, width, looks), *_themes(view, width, looks), *_retired(view, looks)]


def _criteria(view: DealView, width: int, looks: Looks) -> Iterator[Line]:
    yield Line(Text("Customer fit", looks.ink.strong))
    if view.dossier.customer is None:
        fields = looks.key("deal.fields")
        yield Line(Text(f"no customer yet: {fields} names one", looks.ink.dim))
        return
    values = {c.id: c for c in view.dossier.criteria}
    for criterion in view.playbook.criteria:
        given = values.get(criterion.key)
        value = given.value if given else None
        told = "note" if given and given.criterion_note else ""
        key = f"criterion:{criterion.key}"
        yield from _question(key, criterion.text, value, told, width, looks)


def _themes(view: DealView, width: int, looks: Looks) -> Iterator[Line]:
    ink, answers = looks.ink, {a.id: a for a in view.dossier.answers}
    for theme in view.playbook.themes:
        due = "" if theme.key in view.scores.due else " (not due yet)"
        yield Line(Text(""))
        yield Line(Text.assemble((theme.name, ink.strong), (due, ink.dim)))
        for question in theme.questions:
            item = view.items.get(question.key)
            told = _told(view, question, item, answers.get(question.key))
            value = item.value if item else None
            key = f"answer:{question.key}"
            yield from _question(key, question.text, value, told, width, looks)


def _told(view: DealView, question: Question, item: Item | None, answer: Answer | None) -> str:
    """What an answer rests on: the grade of its evidence, its day, and who it came from."""
    if question.computed and item and item.value is not None and answer is None:
        return "computed"
    if item is None or answer is None or answer.value is None:
        return ""
    grade = next((g.name for g in view.playbook.grades if g.value == answer.grade), "")
    words = [grade.split(",")[0] if grade else ""]
    words += [show_date(answer.evidence_date, view.today)] if answer.evidence_date else []
    words += [p.name for p in view.dossier.players if p.id == answer.person]
    words += ["claimed"] if item.claimed else []
    words += ["stale"] if item.stale else []
    return ", ".join(w for w in words if w)


def _question(
    key: str, text: str, value: int | None, told: str, width: int, looks: Looks
) -> list[Line]:
    mark = answer_mark(value, looks.marks, looks.ink)
    asked = Text.assemble(text, (f" {told}" if told else "", looks.ink.dim))
    first, *rest = wrapped(asked, max(10, width - mark.cell_len - 1), looks)
    lines = [Text.assemble(mark, " ", first), *(Text.assemble("  ", more) for more in rest)]
    return [Line(lines[0], key), *(Line(more) for more in lines[1:])]


def _retired(view: DealView, looks: Looks) -> list[Line]:
    """Answers whose question has gone from the playbook; never dropped (method 8)."""
    gone: list[Answer | Criterion] = [
        *(c for c in view.dossier.criteria if view.playbook.criterion(c.id) is None),
        *(a for a in view.dossier.answers if view.playbook.question(a.id) is None),
    ]
    if not gone:
        return []
    ink, marks = looks.ink, looks.marks
    lines = [Line(Text("")), Line(Text("Retired: no longer asked by the playbook", ink.strong))]
    for kept in gone:
        note = kept.evidence if isinstance(kept, Answer) else kept.criterion_note
        text = f"{marks.answer(kept.value)} {kept.id} {note or ''}"
        lines.append(Line(Text(clip(text, 60, marks), ink.dim)))
    return lines
