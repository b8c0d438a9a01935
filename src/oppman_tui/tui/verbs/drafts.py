"""Texts typed and not saved: which there are, and back to where each was being written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from oppman_tui.domain.values.dates import show_date
from oppman_tui.domain.values.text import clean_line
from oppman_tui.tui import keymap
from oppman_tui.tui.looks import Looks, clip
from oppman_tui.tui.panes.review import ReviewPane
from oppman_tui.tui.screens.deal import DealScreen
from oppman_tui.tui.screens.dialogs import Option, Pick
from oppman_tui.tui.screens.list import ListScreen
from oppman_tui.tui.screens.record import RecordScreen
from oppman_tui.workspace.acts import row_of
from oppman_tui.workspace.drafts import Draft, Subject
from oppman_tui.workspace.view import DealView

if TYPE_CHECKING:
    from oppman_tui.tui.app import Oppman

_VERBS = {"log": "log", "action": "add_action", "step": "step"}
"""Keys of drafts that a verb of the deal asked for, and the action that asks again."""


def notice(app: Oppman) -> str:
    """What a start says of the drafts that are kept; empty where there are none."""
    kept = _conversations(app)
    if not kept:
        return ""
    what = "A draft is kept" if len(kept) == 1 else f"{len(kept)} drafts are kept"
    told = _words(kept[0][0].subject)
    more = ", …" if len(kept) > 1 else ""
    return f"{what}: {told}{more}; {keymap.of(app).first('app.drafts')} takes it up again"


async def take_up(app: Oppman) -> None:
    """Choose one of the drafts, and go on where it was being written."""
    kept = _conversations(app)
    if not kept:
        app.say("There are no drafts: what was typed is saved, or was dropped")
        return
    today = app.workspace.today
    options = []
    for place, drafts in enumerate(kept):
        day = show_date(date.fromisoformat(drafts[0].at[:10]), today)
        text = " · ".join(clean_line(draft.text) for draft in reversed(drafts))
        words = clip(_words(drafts[0].subject), app.size.width // 2, Looks.of(app).marks)
        told = f"{words}: {text}"
        strike = str(place + 1) if place < 9 else ""
        options.append(Option(str(place), told, f"{day} {drafts[0].at[11:16]}", strike))
    chosen = await app.push_screen_wait(Pick("Which draft do you take up?", options))
    if chosen is not None:
        await _open(app, kept[int(chosen)][0].subject)


def _conversations(app: Oppman) -> list[list[Draft]]:
    """The drafts, those of one conversation together, the newest first."""
    found: dict[tuple[str, str], list[Draft]] = {}
    for draft in app.unwritten.all():
        found.setdefault((draft.subject.deal, draft.subject.key), []).append(draft)
    return list(found.values())


def _words(subject: Subject) -> str:
    """The deal first: what follows may be a long question."""
    return f"{subject.deal_name} · {subject.words}" if subject.deal_name else subject.words


async def _open(app: Oppman, subject: Subject) -> None:
    """Begin again what the draft is of; there it is offered."""
    kind, _, rest = subject.key.partition(":")
    if not subject.deal:
        for screen in app.screen_stack:
            if isinstance(screen, ListScreen) and kind == "new_deal":
                screen.action_new()
                return
        app.say(f"Begin it again: {subject.words}. There the draft is offered")
        return
    view = app.workspace.view(subject.deal)
    if view is None:
        app.say(f"{subject.deal_name} is no longer here; the draft stays")
    elif kind == "field" and rest.count(":") == 2:
        await _open_field(app, view, rest)
    else:
        screen = DealScreen(view, "review")
        await app.push_screen(screen)
        if kind in _VERBS:
            await screen.run_action(_VERBS[kind])
        elif kind == "review":
            screen.query_one(ReviewPane).write(rest)
        else:
            app.say(f"Begin it again: {subject.words}. There the draft is offered")


async def _open_field(app: Oppman, view: DealView, field: str) -> None:
    entity, row, _ = field.split(":")
    if entity in ("deal", "customer"):
        await app.push_screen(RecordScreen(view, "deal", view.id, at=field))
    elif entity in ("answer", "criterion") or row_of(view.dossier, entity, row):
        await app.push_screen(RecordScreen(view, entity, row, at=field))
    else:
        app.say("What the draft was written of is no longer here; the draft stays")
