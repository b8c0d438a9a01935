"""One deal on a sheet: for a pipe, a script, or a look without a screen."""

from __future__ import annotations

import json
from typing import Any

from oppman_tui.domain.question_sets import Score
from oppman_tui.domain.values import money
from oppman_tui.domain.values.dates import show_full
from oppman_tui.workspace import listing
from oppman_tui.workspace.acts import plain
from oppman_tui.workspace.view import DealView

_ROWS = ("players", "risks", "actions", "entries", "reviews", "stops", "stage_moves")


def as_json(view: DealView) -> str:
    """The list's row of this deal, with its fields, rows, milestones and findings."""
    told: dict[str, Any] = listing.row(view)
    told["fields"] = plain(view.dossier.deal)
    told["milestones"] = {
        key: {"state": state.state, "overruled": state.overruled, "reasons": list(state.reasons)}
        for key, state in view.scores.milestones.items()
    }
    told["findings"] = [plain(finding) for finding in view.findings]
    told |= {name: plain(getattr(view.dossier, name)) for name in _ROWS}
    return json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False)


def as_text(view: DealView, *, why: bool = False) -> str:
    """What the deal's head, bars and findings say; with `why`, the arithmetic of each score."""
    lines = [*_head(view), "", *_attention(view), "", *scores(view, why=why)]
    open_findings = [f for f in view.findings if f.covered_by is None]
    if open_findings:
        lines += ["", "To find out or do:"]
        lines += [f"  {finding.text}" for finding in open_findings[:8]]
        if len(open_findings) > 8:
            lines.append(f"  and {len(open_findings) - 8} more")
    return "\n".join(lines)


def _head(view: DealView) -> list[str]:
    deal, stay = view.dossier.deal, view.attention.stay
    value = ""
    if deal.amount is not None:
        value = money.show_amount(deal.amount, deal.currency or "")
    step = deal.next_step or ""
    if deal.next_step_date:
        agreed = "agreed" if deal.next_step_agreed else "not agreed"
        step += f", {show_full(deal.next_step_date)}, {agreed}"
    facts = {
        "Customer": view.customer_name,
        "Value": value,
        "Stage": view.stage_name + (f", {stay.days_text} days" if stay else ""),
        "Status": view.attention.status,
        "Close date": show_full(deal.close_date) if deal.close_date else "",
        "Owner": deal.owner or "",
        "Next step": step,
        "Id": deal.id,
    }
    return [deal.name, *(f"  {name:<12}{text or 'not known'}" for name, text in facts.items())]


def _attention(view: DealView) -> list[str]:
    triggers = sorted(view.attention.triggers, key=lambda t: -t.severity)
    if not triggers:
        return ["Nothing asks for attention"]
    return ["Why it deserves attention:"] + [
        f"  {('', '! ', '!!')[int(t.severity)]} {t.reason}" for t in triggers
    ]


def scores(view: DealView, *, why: bool) -> list[str]:
    """Each score and milestone, a line; with `why`, its arithmetic below, indented by six."""
    found, playbook = view.scores, view.playbook
    named: list[tuple[str, Score]] = [("Customer fit", found.fit)]
    for key, score in found.themes.items():
        theme = playbook.theme(key)
        named.append((theme.name if theme else key, score))
    named.append(("Importance to us", found.importance_to_us))
    named.append(("Importance to them", found.importance_to_them))
    lines = ["Scores (point, what is known, range):"]
    for name, score in named:
        lines.append(f"  {name:<33}{score.text()}")
        lines += [f"      {part}" for part in score.why()] if why else []
    if found.support is None:
        lines.append(f"  {'Net support':<33}not known, nobody on the map yet")
    else:
        lines.append(f"  {'Net support':<33}{found.support.text()}")
        lines += [f"      {part}" for part in found.support.why()] if why else []
    weakest = playbook.theme(found.weakest)
    if weakest:
        lines.append(f"  Weakest: {weakest.name}")
    lines += ["", "Milestones:"]
    for key, state in found.milestones.items():
        milestone = playbook.milestone(key)
        words = state.state.replace("_", " ") + (", overruled" if state.overruled else "")
        lines.append(f"  {words:<12}{milestone.text if milestone else key}")
        lines += [f"      {reason}" for reason in state.reasons] if why else []
    return lines
