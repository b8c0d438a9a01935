"""What the chair of a meeting is asked: about leaving a deal, one that comes up, the end."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from textual.screen import Screen

from oppman_tui.domain.dates import show_date
from oppman_tui.domain.meeting import Meeting
from oppman_tui.tui.screens.dialogs import Ask, Confirm, Option, Pick
from oppman_tui.tui.verbs.everyday import app_of

LATER, NONE = "later", "none"
_NEW, _KEPT = "new", "kept"
_OFFERED, _NAMED = 9, 3


async def leave(screen: Screen[Any], deal: str) -> str | None:
    """`LATER` or `NONE` for a deal that has no decision yet; None to stay with it."""
    options = [
        Option("", "stay with it", strike="s"),
        Option(LATER, "put it off, it comes again", strike="z"),
        Option(NONE, "leave it without a decision", strike="0"),
    ]
    return await screen.app.push_screen_wait(Pick(f"{deal} has no decision yet", options)) or None


async def no_decision(screen: Screen[Any], deal: str) -> str | None:
    """Why it is left without one; None to stay with it."""
    return await screen.app.push_screen_wait(
        Ask(f"{deal}: why is there no decision?", required=True)
    )


async def come_up(screen: Screen[Any], known: Collection[str]) -> str | None:
    """A deal that isn't among the `known`, by a part of its name."""
    app, ask = app_of(screen), screen.app.push_screen_wait
    words = await ask(Ask("Which deal comes up?", hint="a part of its name", required=True))
    if words is None:
        return None
    found = [view for view in app.workspace.named(words) if view.id not in known]
    if not found:
        app.say(f"No other deal is called {words}")
        return None
    if len(found) == 1:
        return found[0].id
    options = [
        Option(view.id, view.dossier.deal.name, view.customer_name, str(n))
        for n, view in enumerate(found[:_OFFERED], 1)
    ]
    return await ask(Pick(f"Which {words}?", options))


async def anew(
    screen: Screen[Any], last: Meeting, called: str, deals: int
) -> bool | None:
    """Whether a new meeting is called, rather than the last one's agenda or minutes taken up;
    None where neither is wanted."""
    new = Option(_NEW, f"a new meeting: {called}", f"{deals} deal{'s' * (deals != 1)}", "n")
    if last.begun is None:
        kept = Option(_KEPT, f"the agenda made before: {last.called}", "not held yet", "a")
    else:
        held = show_date(last.begun.date(), app_of(screen).workspace.today)
        kept = Option(_KEPT, f"the minutes of the last: {last.called}", f"held {held}", "m")
    options = [new, kept] if last.begun else [kept, new]
    chosen = await screen.app.push_screen_wait(Pick("Which meeting?", options))
    return None if chosen is None else chosen == _NEW


async def end(screen: Screen[Any], missed: Sequence[str]) -> bool:
    """Whether to end it though these were not reached."""
    more = f" and {len(missed) - _NAMED} more" if len(missed) > _NAMED else ""
    question = f"End the meeting? Not reached: {', '.join(missed[:_NAMED])}{more}"
    answered: bool | None = await screen.app.push_screen_wait(Confirm(question))
    return bool(answered)
