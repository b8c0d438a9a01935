"""Verbs on the marked deals, each one question and one act: moved, assigned.

What was done is said in a line; the deals that could not take part are named with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from rich.text import Text
from textual.screen import Screen

from oppman_tui.domain.checks import check
from oppman_tui.domain.values import dates
from oppman_tui.errors import UserError
from oppman_tui.tui.screens import editing
from oppman_tui.tui.screens.clash import Clashing
from oppman_tui.tui.screens.dialogs import Ask, Option, Pick
from oppman_tui.tui.screens.report import Report
from oppman_tui.tui.verbs.everyday import app_of
from oppman_tui.workspace import several
from oppman_tui.workspace.clashes import ClashError
from oppman_tui.workspace.deals import Outcome, Seen
from oppman_tui.workspace.view import DealView

_Act = Callable[[Sequence[Seen]], Outcome]
_ENDS = {
    "lost": (("closed_to", "Lost to whom?"), ("closed_reason", "Why?")),
    "abandoned": (
        ("closed_reason", "Abandoned: why?"),
        ("closed_cost", "What did they cost us so far?"),
        ("closed_reopen", "What would reopen them?"),
    ),
}


def counted(number: int) -> str:
    return f"{number:,} deal{'' if number == 1 else 's'}"


async def stage(screen: Screen[Any], deals: Collection[str]) -> bool:
    """Where the buyers are now, or on hold, lost, abandoned; True where any was moved."""
    app = app_of(screen)
    views = app.workspace.views(list(deals))
    stages = app.workspace.playbook.stages
    options = [
        Option(f"stage:{s.key}", f"{s.name}: won" if s.won else s.name, s.buyer, str(place))
        for place, s in enumerate(stages, 1)
    ]
    options += [
        Option("hold", "On hold until a day", strike="h"),
        Option("lost", "Lost: to whom, and why", strike="l"),
        Option("abandoned", "Abandoned: why, what it cost, what would reopen it", strike="a"),
    ]
    question = f"{counted(len(views))}: where to?"
    chosen = await app.push_screen_wait(Pick(question, options, f"stage:{_common(views)}"))
    if chosen is None:
        return False
    kind, _, key = chosen.partition(":")
    if kind == "stage":
        return await _enter(screen, views, key)
    if kind == "hold":
        return await _hold(screen, views)
    return await _close(screen, views, kind)


def _common(views: Sequence[DealView]) -> str:
    """The stage after the one that most of them are in; never that they are won."""
    here = [view.dossier.deal.stage for view in views]
    coming = views[0].playbook.next_stage(max(here, key=here.count)) if views else None
    return coming.key if coming and not coming.won else ""


async def _enter(screen: Screen[Any], views: Sequence[DealView], key: str) -> bool:
    app = app_of(screen)
    target = app.workspace.playbook.stage(key)
    name = target.name if target else key
    movable = [v for v in views if not v.dossier.deal.closed_as and v.dossier.deal.stage != key]
    asked = [v for v in movable if v.unheld(key) or several.is_back(v, key)]
    reason: str | None = None
    if asked:
        rest = len(movable) - len(asked)
        hint = "{writing.save} moves them · empty moves the others only"
        reason = await app.push_screen_wait(
            Ask(
                f"{len(asked)} of {counted(len(views))} would go back, or on with milestones not"
                f" held. Why to {name}?",
                hint=hint if rest else "{writing.save} moves them",
                required=not rest,
            )
        )
        if reason is None:
            return False
    ws = app.workspace
    return await _carry_out(
        screen,
        views,
        lambda seen: several.move_stage(ws, seen, key, reason or None),
        f"moved to {name}",
    )


async def _hold(screen: Screen[Any], views: Sequence[DealView]) -> bool:
    app = app_of(screen)
    given = await editing.ask_date(screen, views[0], "On hold until", required=True)
    if given is None:
        return False
    until = dates.parse_date(given, app.workspace.today)
    reason = await app.push_screen_wait(Ask("Why?", hint="{writing.save} holds them"))
    if reason is None:
        return False
    ws = app.workspace
    return await _carry_out(
        screen,
        views,
        lambda seen: several.hold(ws, seen, until, reason or None),
        f"on hold until {dates.show_full(until)}",
    )


async def _close(screen: Screen[Any], views: Sequence[DealView], closed_as: str) -> bool:
    app, parts = app_of(screen), {}
    for place, (part, question) in enumerate(_ENDS[closed_as]):
        hint = "{writing.save} on"
        answer = await app.push_screen_wait(Ask(question, hint=hint, required=place == 0))
        if answer is None:
            return False
        parts[part] = answer or None
    ws = app.workspace
    return await _carry_out(
        screen,
        views,
        lambda seen: several.close(ws, seen, closed_as, **parts),
        f"closed as {closed_as}",
    )


async def assign(screen: Screen[Any], deals: Collection[str]) -> bool:
    """Ask whose they are to be; True where any was given to another."""
    app = app_of(screen)
    views = app.workspace.views(list(deals))
    if not views:
        return False
    owners = {view.dossier.deal.owner for view in views}
    what = views[0].dossier.deal.name if len(views) == 1 else counted(len(views))
    owner = await app.push_screen_wait(
        Ask(
            f"{what}: who owns {'it' if len(views) == 1 else 'them'} from now on?",
            (owners.pop() or "") if len(owners) == 1 else "",
            hint="{writing.save} assigns · empty for nobody",
            check=lambda text: check("deal", "owner", text),
        )
    )
    if owner is None:
        return False
    ws = app.workspace
    return await _carry_out(
        screen,
        views,
        lambda seen: several.assign(ws, seen, owner or None),
        f"assigned to {owner}" if owner else "without an owner",
    )


async def _carry_out(screen: Screen[Any], views: Sequence[DealView], act: _Act, done: str) -> bool:
    """One act on all; where another window changed one of them, both values are shown."""
    app = app_of(screen)
    try:
        with app.key_queue.not_waited_for():
            outcome: Outcome = await app.perform(lambda: act([Seen.of(view) for view in views]))
    except ClashError as clash:
        if not await app.push_screen_wait(Clashing(clash)):
            app.reread("Left as the other window wrote it; none was changed")
            return False
        fresh = app.workspace.views([view.id for view in views])
        return await _carry_out(screen, fresh, act, done)
    except UserError as error:
        app.say(str(error), alarm=True)
        return False
    if outcome.done:
        app.written("")
    else:
        app.reread("")
    many, stayed = len(outcome.done), outcome.stayed
    said = f"{many or 'None'} {done}" + (f", {len(stayed)} not" if stayed else "")
    told = f"{said}: {stayed[0][0]}: {stayed[0][1]}" if len(stayed) == 1 else said
    if stayed and (len(stayed) > 1 or len(told) > app.size.width - 2):
        lines = [Text(f"{name}: {why}") for name, why in stayed]
        await app.push_screen_wait(Report(said, lines))
        told = said
    app.say(f"{told}. {app.takes_back}" if many and len(stayed) != 1 else told)
    return many > 0

