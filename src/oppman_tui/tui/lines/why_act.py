"""Why, asked of Act: a finding's rank, and what a line of the plan stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.text import Text

from oppman_tui.domain.plan.findings import Finding
from oppman_tui.tui.lines.rules import rule_of
from oppman_tui.tui.lines.why import Why, milestone_lines, score_line
from oppman_tui.tui.lines.why_plan import answering, part_line
from oppman_tui.tui.looks import Looks
from oppman_tui.workspace.view import DealView


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
        lines.append(score_line(theme.name, view.scores.themes[theme.key], looks))
        lines += answering(view, theme, finding.row)
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
                yield part_line(item, looks, True)
    for milestone in view.playbook.milestones:
        state = view.scores.milestones.get(milestone.key)
        if milestone.no_unacceptable_risk and state is not None:
            yield from milestone_lines(milestone.text, state, looks)
    finding = next((f for f in view.findings if (f.kind, f.row) == ("risk", row)), None)
    if finding is not None:
        yield Text(f"among the findings: {finding.why}", looks.ink.dim)
