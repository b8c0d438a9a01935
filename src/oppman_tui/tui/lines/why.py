"""Why: what stands under the cursor, answered with its arithmetic (screens.md, rule 7).

Each answer is about one thing: a deal's place in a list, a set of questions, a finding, a
person, a line of the plan. The deal's whole arithmetic is `whole`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.text import Text

from oppman_tui.domain import money
from oppman_tui.domain.attention import order_key
from oppman_tui.domain.findings import Finding
from oppman_tui.domain.gaps import is_computed
from oppman_tui.domain.scoring import Item, MilestoneState, Score, theme_with_answer
from oppman_tui.playbook.models import Theme
from oppman_tui.tui.lines.deal import Sorting, span
from oppman_tui.tui.lines.rules import rule_of
from oppman_tui.tui.looks import Looks, column
from oppman_tui.tui.marks import answer_mark, bar, severity_mark
from oppman_tui.workspace import sheets
from oppman_tui.workspace.view import DealView

FIT, US, THEM, WEAKEST, NEXT = "fit", "us", "them", "weakest", "next"
"""What can be asked of Plan beside a theme: the scores that are no theme, and what they say."""
_ORDER = ("severity", "families", "triggers", "value", "value", "name", "name")
"""What each place of `order_key` is."""
_SEVERITY = ("nothing", "notice", "alarm")


@dataclass(frozen=True, slots=True)
class Why:
    """An answer: what was asked, and why it is so."""

    title: str
    lines: Sequence[Text]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a deal stands in a list: `at` counts from 1; its neighbours, where it has them."""

    name: str
    at: int
    of: int
    sorting: Sorting
    before: DealView | None
    after: DealView | None


def whole(view: DealView, looks: Looks) -> Why:
    """Every reason, and the arithmetic of every score and milestone."""
    told = [*_triggers(view, looks), Text("")]
    for line in sheets.scores(view, why=True):
        told.append(Text(line, looks.ink.dim if line.startswith("      ") else ""))
    return Why(f"All the arithmetic of {view.dossier.deal.name}", told)


def of_deal(view: DealView, looks: Looks, place: Place | None = None) -> Why:
    """Its triggers with their rules, its scores in short; first its place, where it is asked."""
    lines = [*_place(view, place, looks), Text("")] if place else []
    lines += [*_triggers(view, looks), Text(""), *_scores(view, looks)]
    return Why(f"Why {view.dossier.deal.name} stands where it stands", lines)


# -- the place in a list -------------------------------------------------------------------


def _place(view: DealView, place: Place, looks: Looks) -> Iterator[Text]:
    ink = looks.ink
    yield Text(f"Place {place.at:,} of {place.of:,} in {place.name}", ink.strong)
    if place.sorting.order != "attention":
        yield Text(f"  sorted by {place.sorting.words}", ink.dim)
        return
    shown = [near for near in (place.before, view, place.after) if near is not None]
    room = min(24, max(len(near.dossier.deal.name) for near in shown))
    for near in shown:
        mark = severity_mark(near.attention.severity, looks.marks, ink)
        name = column(near.dossier.deal.name, room, looks.marks)
        name.stylize(ink.strong if near is view else ink.text)
        yield Text.assemble(mark, " ", name, "  ", (_rank(near, looks), ink.dim))
    order = "the order: severity, families of triggers, triggers, value, name"
    for side, beside in (("below", place.before), ("above", place.after)):
        if beside is not None:
            yield Text(f"  {side} {beside.dossier.deal.name}: {_decided(view, beside)}", ink.dim)
    yield Text(f"  {order}", ink.dim)


def _rank(view: DealView, looks: Looks) -> str:
    """What the order reads, in its order."""
    attention, deal = view.attention, view.dossier.deal
    families, triggers = len(attention.families), len(attention.triggers)
    value = "no value in the base currency"
    if view.value is not None:
        value = money.show_short(view.value, view.rates.base)
    elif deal.amount is not None:
        value = f"{money.show_short(deal.amount, deal.currency or '')}, no rate for it"
    return (
        f"{_SEVERITY[attention.severity]:<7} · {families} "
        f"famil{'y' if families == 1 else 'ies'} · {triggers} trigger"
        f"{'' if triggers == 1 else 's'} · {value}"
    )


def _decided(view: DealView, near: DealView) -> str:
    """What of the order told the two apart."""
    here, there = (
        order_key(v.attention, v.value, v.dossier.deal.name, v.id) for v in (view, near)
    )
    told = next((what for what, a, b in zip(_ORDER, here, there, strict=True) if a != b), "name")
    ours, theirs = view.attention, near.attention
    match told:
        case "severity":
            return f"{_SEVERITY[ours.severity]} to its {_SEVERITY[theirs.severity]}"
        case "families":
            return f"{len(ours.families)} families of triggers to its {len(theirs.families)}"
        case "triggers":
            return f"{len(ours.triggers)} triggers to its {len(theirs.triggers)}, all else alike"
        case "value":
            return "by its value, all else alike"
    return "by its name, all else alike"


# -- triggers and scores -------------------------------------------------------------------


def _triggers(view: DealView, looks: Looks) -> Iterator[Text]:
    """Each reason with its figures; below it the rule that it comes from."""
    ink = looks.ink
    if not view.attention.triggers:
        yield Text("Nothing asks for attention", ink.dim)
    for trigger in sorted(view.attention.triggers, key=lambda t: -int(t.severity)):
        mark = severity_mark(int(trigger.severity), looks.marks, ink)
        yield Text.assemble(mark, " ", (trigger.reason, ink.text))
        family = f"{trigger.family}: " if trigger.family else ""
        yield Text(f"   {family}{rule_of(trigger.key, view)}", ink.dim)


def _scores(view: DealView, looks: Looks) -> Iterator[Text]:
    """Every score in a line, the weakest named."""
    found, ink = view.scores, looks.ink
    named = [("Customer fit", found.fit, f"  {found.fit_grade}" if found.fit_grade else "")]
    for key, score in found.themes.items():
        theme = view.playbook.theme(key)
        remark = "  weakest" if key == found.weakest else ""
        remark = remark if key in found.due else "  not due yet"
        named.append((theme.name if theme else key, score, remark))
    named.append(("Importance to us", found.importance_to_us, ""))
    named.append(("Importance to them", found.importance_to_them, ""))
    for name, score, remark in named:
        yield _score_line(name, score, looks).append(remark, ink.dim)
    support = "not known, nobody on the map yet"
    if found.support is not None:
        support = found.support.text()
    yield Text.assemble(column("Net support", 32, looks.marks), support)


def _score_line(name: str, score: Score, looks: Looks) -> Text:
    if looks.linear:
        return Text(f"{name}: {score.text()}")
    drawn = bar(score, looks.marks, looks.ink)
    label = column(name, 31, looks.marks)
    return Text.assemble(label, " ", drawn, "  ", score.text())


# -- Plan ----------------------------------------------------------------------------------


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
    about = [*_answering(view, theme, question), *_due(view, theme, looks)]
    return _set(theme.name, found.themes[theme.key], looks, about, question)


def _set(
    name: str, score: Score, looks: Looks, about: Sequence[Text], question: str
) -> Why:
    """The arithmetic of a set of questions, each with what it adds."""
    ink = looks.ink
    arithmetic = score.why()[: 3 if score.parts else 2]
    lines = [Text(line) for line in arithmetic]
    lines += [Text(""), *(_part(item, looks, item.key == question) for item in score.parts)]
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


def _part(item: Item, looks: Looks, here: bool) -> Text:
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


def _answering(view: DealView, theme: Theme, question: str) -> Iterator[Text]:
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


def milestone_lines(text: str, state: MilestoneState, looks: Looks) -> Iterator[Text]:
    """A milestone with its state; below it each condition."""
    words = state.state.replace("_", " ") + (", overruled" if state.overruled else "")
    yield Text(f"milestone {words}: {text}")
    for reason in state.reasons:
        yield Text(f"   {reason}", looks.ink.dim)


def _weakest(view: DealView, looks: Looks) -> Iterator[Text]:
    """The themes that are due, the weakest first, with what they are compared by."""
    found = view.scores
    yield Text("Of the themes due by the coming gate: the smallest low, then the smallest high")
    yield Text("")
    due = [(k, s) for k, s in found.themes.items() if k in found.due]
    for key, score in sorted(due, key=lambda pair: (pair[1].low, pair[1].high)):
        theme = view.playbook.theme(key)
        line = _score_line(theme.name if theme else key, score, looks)
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


# -- Act -----------------------------------------------------------------------------------


def of_finding(view: DealView, looks: Looks, finding: Finding) -> Why:
    """Its rank, what it is made of, and what stands before and after it."""
    found, ink, playbook = list(view.findings), looks.ink, view.playbook
    at = found.index(finding)
    lines = [Text(finding.text, ink.strong), Text("")]
    lines += [Text(f"  {part}") for part in finding.why.split(", ")]
    lines.append(Text(""))
    for place, side in ((at - 1, "before it"), (at + 1, "after it")):
        if 0 <= place < len(found):
            near = found[place]
            lines.append(Text(f"{side}: {near.text}"))
            lines.append(Text(f"   {near.why}", ink.dim))
    lines.append(
        Text(
            "the order: needed at the coming gate, in the weakest theme, about a player of "
            f"influence {playbook.thresholds.people.influential} or more, oldest",
            ink.dim,
        )
    )
    lines.append(Text(""))
    section = playbook.section(finding.section)
    if section is not None:
        lines.append(Text(f"its action belongs in {section.name}: {section.question}"))
    if finding.covered_by:
        covering = next((a for a in view.dossier.actions if a.id == finding.covered_by), None)
        lines.append(Text(f"covered by: {covering.action if covering else 'an open action'}"))
    state, milestone = view.scores.milestones.get(finding.row), playbook.milestone(finding.row)
    if finding.kind == "milestone" and state is not None and milestone is not None:
        lines += milestone_lines(milestone.text, state, looks)
    theme = playbook.theme_of(finding.row) if finding.row in view.items else None
    if theme is not None:
        lines.append(_score_line(theme.name, view.scores.themes[theme.key], looks))
        lines += _answering(view, theme, finding.row)
    return Why(f"Why this finding is number {at + 1} of {len(found)}", lines)


def of_line(view: DealView, looks: Looks, kind: str, row: str) -> Why | None:
    """A line of the closing plan: an action, a risk, a stop condition; None where it is gone."""
    told: Iterable[Text]
    match kind:
        case "action":
            told, name = _action(view, row, looks), "this action"
        case "risk":
            told, name = _risk(view, row, looks), "this risk"
        case "stop":
            told, name = [_rule("tripped", view)], "this stop condition"
        case "proposal":
            stage = view.playbook.stage(view.dossier.deal.stage)
            words = f"the playbook proposes it for every deal in {stage.name if stage else '?'}"
            told, name = [Text(words)], "this is proposed"
        case _:
            return None
    return Why(f"Why {name} stands here", list(told))


def _rule(trigger: str, view: DealView) -> Text:
    return Text(f"{trigger.replace('tripped', 'stop')}: {rule_of(trigger, view)}")


def _action(view: DealView, row: str, looks: Looks) -> Iterator[Text]:
    action = next((a for a in view.dossier.actions if a.id == row), None)
    if action is None:
        return
    yield Text(action.action, looks.ink.strong)
    yield Text("")
    yield Text("open ones stand by their day, those without one after them, finished ones last")
    if action.is_open:
        yield _rule("actions", view)
    if action.internal_kind or action.section == "internal":
        yield _rule("approval", view)
    for finding in view.findings:
        if (finding.kind, finding.row) == (action.finding_kind, action.finding_row):
            yield Text(f"made of the finding: {finding.text}")
            yield Text(f"   {finding.why}", looks.ink.dim)


def _risk(view: DealView, row: str, looks: Looks) -> Iterator[Text]:
    risk = next((r for r in view.dossier.risks if r.id == row), None)
    if risk is None:
        return
    yield Text(risk.risk, looks.ink.strong)
    yield Text("")
    for theme in view.playbook.themes:
        for question in theme.questions:
            item = view.items.get(question.key)
            if question.computed == "risks" and item is not None:
                yield Text(f"the risks together answer, in {theme.name}:")
                yield _part(item, looks, True)
    for milestone in view.playbook.milestones:
        state = view.scores.milestones.get(milestone.key)
        if milestone.no_unacceptable_risk and state is not None:
            yield from milestone_lines(milestone.text, state, looks)
    finding = next((f for f in view.findings if (f.kind, f.row) == ("risk", row)), None)
    if finding is not None:
        yield Text(f"among the findings: {finding.why}", looks.ink.dim)
