"""Saved searches: kept under a name, renamed, changed, removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.screen import Screen

from oppman_tui.domain.select.query import Both
from oppman_tui.errors import InvalidValue, UserError
from oppman_tui.tui.screens.dialogs import Ask, Confirm, Option, Pick
from oppman_tui.tui.verbs.everyday import app_of
from oppman_tui.workspace.deals import Workspace
from oppman_tui.workspace.queries import SavedQuery, problem_of

_NOTHING = "Search with {list.find} first: {list.save} then keeps it as a list of its own"
_HOW = "{list.save} here renames, changes or removes it"


async def save(screen: Screen[Any], tab: str, words: str) -> str | None:
    """Keep what is searched for in a tab; on a saved search itself: rename, change or remove it.

    The tab to show then; None where nothing was changed.
    """
    saved = next((q for q in app_of(screen).workspace.queries() if q.key == tab), None)
    if words.strip():
        return await _keep(screen, tab, words, saved)
    if saved is None:
        app = app_of(screen)
        app.say(app.keymap.told(_NOTHING))
        return None
    return await _alter(screen, saved)


async def _keep(
    screen: Screen[Any], tab: str, words: str, within: SavedQuery | None
) -> str | None:
    """A new saved search; one made within a saved search asks for both."""
    workspace = app_of(screen).workspace
    fields = workspace.fields
    problem = fields.query(words).problem
    if problem is not None:
        app_of(screen).say(f"Not saved: column {problem.column}, {problem.what}")
        return None
    if within is not None:
        tab, words = within.tab, fields.joined(within.words, words)
    name = await _name(screen, "Save this search under the name", "")
    if name is None:
        return None
    how = app_of(screen).keymap.told(_HOW)
    return await _put(screen, SavedQuery(name, tab, words), "", f"Saved. {how}")


async def _alter(screen: Screen[Any], saved: SavedQuery) -> str | None:
    ask = screen.app.push_screen_wait
    options = [
        Option("change", "change what it asks for", saved.words, "c"),
        Option("rename", "rename", strike="r"),
        Option("remove", "remove", strike="d"),
    ]
    match await ask(Pick(f"The saved search {saved.name}", options)):
        case "change":
            words = await ask(
                Ask(
                    f"What {saved.name} asks for",
                    saved.words,
                    check=_understood(app_of(screen).workspace),
                    required=True,
                )
            )
            if words is not None:
                changed = SavedQuery(saved.name, saved.tab, words)
                return await _put(screen, changed, saved.name, "Changed")
        case "rename":
            name = await _name(screen, "Rename it to", saved.name)
            if name is not None:
                renamed = SavedQuery(name, saved.tab, saved.words)
                return await _put(screen, renamed, saved.name, "Renamed")
        case "remove":
            if await ask(Confirm(f"Remove the saved search {saved.name}? No deal is touched")):
                return await _put(screen, None, saved.name, f"Removed. It was: {saved.words}")
    return None


async def _name(screen: Screen[Any], question: str, old: str) -> str | None:
    workspace = app_of(screen).workspace

    def check(name: str) -> None:
        others = [q for q in workspace.queries() if q.name != old]
        if problem := problem_of(name, others):
            raise InvalidValue("Name", problem)

    asked = Ask(question, old, check=check, required=True, keeps=False)
    name = await screen.app.push_screen_wait(asked)
    return None if name is None else " ".join(name.split())


async def _put(
    screen: Screen[Any], query: SavedQuery | None, old: str, said: str
) -> str | None:
    app = app_of(screen)
    try:
        await app.perform(lambda: app.workspace.save_query(query, old))
    except UserError as error:
        app.say(str(error), alarm=True)
        return None
    app.call_later(app.say, said)
    return query.key if query else "all"


def _understood(workspace: Workspace) -> Callable[[str], None]:
    def check(words: str) -> None:
        query = workspace.fields.query(words)
        if query.problem is not None:
            raise InvalidValue("Search", f"column {query.problem.column}: {query.problem.what}")
        if query.tree == Both():
            raise InvalidValue("Search", "it asks for nothing")

    return check

