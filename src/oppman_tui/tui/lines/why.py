"""Why: what stands under the cursor, answered with its arithmetic (screens.md, rule 7).

Here the deal itself: its place in a list, its triggers, its scores; `whole` is all of its
arithmetic. What is asked of Plan, Act and the people is in `why_plan`, `why_act`, `why_people`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.text import Text

from oppman_tui.domain.scoring import MilestoneState, Score
from oppman_tui.domain.select.attention import order_key
from oppman_tui.domain.values import money
from oppman_tui.tui.lines.deal import Sorting
from oppman_tui.tui.lines.rules import rule_of
from oppman_tui.tui.looks import Looks, column
from oppman_tui.tui.marks import bar, severity_mark
from oppman_tui.workspace import sheets
from oppman_tui.workspace.view import DealView

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
    """The arithmetic of every score and milestone, and every reason."""
    told: list[Text] = []
    for line in sheets.scores(view, why=True):
        told.append(Text(line, looks.ink.dim if line.startswith("      ") else ""))
    told += [Text(""), *_triggers(view, looks)]
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
        yield score_line(name, score, looks).append(remark, ink.dim)
    support = "not known, nobody on the map yet"
    if found.support is not None:
        support = found.support.text()
    yield Text.assemble(column("Net support", 32, looks.marks), support)


def score_line(name: str, score: Score, looks: Looks) -> Text:
    if looks.linear:
        return Text(f"{name}: {score.text()}")
    drawn = bar(score, looks.marks, looks.ink)
    label = column(name, 31, looks.marks)
    return Text.assemble(label, " ", drawn, "  ", score.text())


def milestone_lines(text: str, state: MilestoneState, looks: Looks) -> Iterator[Text]:
    """A milestone with its state; below it each condition."""
    words = state.state.replace("_", " ") + (", overruled" if state.overruled else "")
    yield Text(f"milestone {words}: {text}")
    for reason in state.reasons:
        yield Text(f"   {reason}", looks.ink.dim)
    if state.stale:
        told = f"its stale answers ({state.stale}) count here as they were given"
        yield Text(f"   {told}", looks.ink.dim)
