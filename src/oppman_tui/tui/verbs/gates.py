"""Moving a deal through its gates: on, back, on hold, won, lost, abandoned, and back again.

A gate shows its milestones; going on with one not held needs a reason, which is kept (method 1).
"""

from __future__ import annotations

from typing import Any

from rich.text import Text
from textual.screen import Screen

from oppman_tui.domain.scoring import MilestoneState
from oppman_tui.domain.values import dates
from oppman_tui.playbook.models import Stage
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.screens import editing
from oppman_tui.tui.screens.dialogs import Ask, Option, Pick
from oppman_tui.tui.verbs.everyday import app_of, no_deal
from oppman_tui.workspace.view import DealView


async def stage(screen: Screen[Any], view: DealView | None) -> None:
    """Where the buyer is now; or on hold, lost, abandoned, resumed, reopened."""
    app = app_of(screen)
    if view is None:
        app.say(no_deal(screen))
        return
    chosen = await screen.app.push_screen_wait(
        Pick(
            f"{view.dossier.deal.name}: {view.stage_name or 'no stage'}. Where to?",
            _moves(view),
            _next(view),
            lines=_gate_lines(view, Looks.of(screen.app)),
        )
    )
    if chosen is None:
        return
    kind, _, key = chosen.partition(":")
    match kind:
        case "stage":
            await _enter(screen, view, key)
        case "overrule":
            await _overrule(screen, view)
        case "hold":
            await _hold(screen, view)
        case "resume":
            told = f"{view.dossier.deal.name} is no longer on hold. {app.takes_back}"
            await app.change(view, app.workspace.resume, told)
        case "reopen":
            told = f"{view.dossier.deal.name} is open again. {app.takes_back}"
            await app.change(view, app.workspace.reopen, told)
        case _:
            await _close(screen, view, kind)


def _moves(view: DealView) -> list[Option]:
    deal, playbook = view.dossier.deal, view.playbook
    if deal.closed_as:
        return [Option("reopen", f"Open it again (it is {deal.closed_as})", strike="o")]
    options = []
    here = playbook.stage_index(deal.stage)
    for place, target in enumerate(playbook.stages):
        if target.key == deal.stage:
            continue
        way = "" if here is None else "on" if place > here else "back"
        name = f"{target.name}: won" if target.won else target.name
        options.append(
            Option(f"stage:{target.key}", name, f"{way} · {target.buyer}", str(place + 1))
        )
    if view.attention.status == "hold":
        options.append(Option("resume", "Back from hold now", strike="h"))
    else:
        options.append(Option("hold", "On hold until a day", strike="h"))
    options.append(Option("lost", "Lost: to whom, and why", strike="l"))
    options.append(
        Option("abandoned", "Abandoned: why, what it cost, what would reopen it", strike="a")
    )
    if view.scores.milestones:
        options.append(Option("overrule", "Overrule a milestone, with a reason", strike="m"))
    return options


def _next(view: DealView) -> str | None:
    """The move that the cursor begins on: the coming stage."""
    coming = view.playbook.next_stage(view.dossier.deal.stage)
    return f"stage:{coming.key}" if coming else None


def _gate_lines(view: DealView, looks: Looks) -> list[Text]:
    """The coming gate's milestones with their states; why one is not held."""
    now = view.playbook.stage(view.dossier.deal.stage)
    lines = []
    for key in now.milestones if now else ():
        milestone, state = view.playbook.milestone(key), view.scores.milestones.get(key)
        if milestone is None or state is None:
            continue
        lines.append(_milestone_line(milestone.name, state, looks))
    return lines


def _milestone_line(text: str, state: MilestoneState, looks: Looks) -> Text:
    mark, style, words = {
        "held": (looks.marks.held, looks.ink.good, "held"),
        "not_held": (looks.marks.not_held, looks.ink.notice, "not held"),
        "not_known": (looks.marks.unknown, looks.ink.dim, "not known"),
    }[state.state]
    if state.overruled:
        words += ", overruled"
    elif state.stale:
        words += f", {state.stale} stale"
    why = "" if state.state == "held" or not state.reasons else f": {state.reasons[0]}"
    lead = Text() if looks.linear else Text(f"{mark} ", style)
    line = Text.assemble(lead, text, (f"  {words}{why}", looks.ink.dim))
    line.no_wrap, line.overflow = True, "ellipsis"
    return line


async def _enter(screen: Screen[Any], view: DealView, key: str) -> None:
    app, playbook = app_of(screen), view.playbook
    here, there = playbook.stage_index(view.dossier.deal.stage), playbook.stage_index(key)
    target = playbook.stage(key)
    if target is None or there is None:
        return
    onward = here is None or there > here
    unheld = view.unheld(key)
    question = f"Back to {target.name}: why?"
    if onward:
        states = view.scores.milestones
        known = [k for k in unheld if k in states and states[k].state == "not_held"]
        told = " · ".join(
            f"{word}: {', '.join(m.name for k in found if (m := playbook.milestone(k)))}"
            for word, found in (
                ("Not held", known),
                ("Not known", [k for k in unheld if k not in known]),
            )
            if found
        )
        question = f"{told}. Why go on to {target.name} all the same?"
    reason = None
    if unheld or not onward:
        reason = await screen.app.push_screen_wait(
            Ask(question, hint="A reason is needed · {writing.save} moves it", required=True)
        )
        if reason is None:
            return
    await app.change(
        view,
        lambda seen: app.workspace.move_stage(seen, key, reason=reason, unheld=unheld),
        f"{_moved(view, target)}. {app.takes_back}",
    )


def _moved(view: DealView, target: Stage) -> str:
    name = view.dossier.deal.name
    return f"{name} is won" if target.won else f"{name} is in {target.name}"


async def _overrule(screen: Screen[Any], view: DealView) -> None:
    app = app_of(screen)
    options = []
    for place, (key, state) in enumerate(view.scores.milestones.items(), 1):
        milestone = view.playbook.milestone(key)
        if milestone:
            remark = state.state.replace("_", " ") + (", overruled" if state.overruled else "")
            told = f"{remark} · {milestone.text}"  # what may be cut off stands last
            options.append(Option(key, milestone.name, told, str(place)))
    chosen = await screen.app.push_screen_wait(Pick("Which milestone do you overrule?", options))
    if chosen is None:
        return
    milestone = view.playbook.milestone(chosen)
    name = milestone.name if milestone else chosen
    how = await screen.app.push_screen_wait(
        Pick(
            f"{name}: does it hold?",
            [
                Option("yes", "it holds", strike="y"),
                Option("no", "it does not hold", strike="n"),
                Option("back", "as the answers say", "takes the overruling back", "-"),
            ],
        )
    )
    if how is None:
        return
    ws = app.workspace
    if how == "back":
        undone = "Overruling taken back"
        await app.change(view, lambda s: ws.remove(s, "override", chosen, undone), undone)
        return
    question = f"{name} {'holds' if how == 'yes' else 'does not hold'}: why?"
    hint = "A reason is needed · {writing.save} overrules it"
    reason = await screen.app.push_screen_wait(Ask(question, hint=hint, required=True))
    if reason is None:
        return
    parts = {
        "holds": how == "yes",
        "override_reason": reason,
        "override_on": view.today.isoformat(),
        "deleted": None,
    }
    await app.change(
        view,
        lambda s: ws.set(s, "override", chosen, parts, "Milestone overruled"),
        f"{name} is overruled: {'held' if how == 'yes' else 'not held'}. {app.takes_back}",
    )


async def _hold(screen: Screen[Any], view: DealView) -> None:
    app = app_of(screen)
    name = view.dossier.deal.name
    given = await editing.ask_date(screen, view, f"{name}: on hold until", required=True)
    if given is None:
        return
    until = dates.parse_date(given, view.today)
    reason = await screen.app.push_screen_wait(Ask("Why?", hint="{writing.save} holds it"))
    if reason is None:
        return
    await app.change(
        view,
        lambda seen: app.workspace.hold(seen, until, reason or None),
        f"{name} is on hold until {dates.show_full(until)}. {app.takes_back}",
    )


async def _close(screen: Screen[Any], view: DealView, closed_as: str) -> None:
    app, ask = app_of(screen), screen.app.push_screen_wait
    name = view.dossier.deal.name
    questions = {
        "lost": (("closed_to", f"{name}: lost to whom?"), ("closed_reason", "Why?")),
        "abandoned": (
            ("closed_reason", f"{name}: abandoned, why?"),
            ("closed_cost", "What did it cost us so far?"),
            ("closed_reopen", "What would reopen it?"),
        ),
    }[closed_as]
    parts = {}
    for place, (part, question) in enumerate(questions):
        answer = await ask(Ask(question, hint="{writing.save} on", required=place == 0))
        if answer is None:
            return
        parts[part] = answer or None
    await app.change(
        view,
        lambda seen: app.workspace.close_deal(seen, closed_as, **parts),
        f"{name} is {closed_as}. {app.takes_back}",
    )
