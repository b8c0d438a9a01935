"""Of which deals a picture of many is drawn: all, an owner's, those a query finds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from textual.screen import Screen

from oppman_tui.domain.values.text import fold
from oppman_tui.errors import UserError
from oppman_tui.tui.screens.dialogs import Ask, Option, Pick
from oppman_tui.tui.screens.working import while_shown
from oppman_tui.tui.verbs import exporting
from oppman_tui.tui.verbs.everyday import app_of
from oppman_tui.workspace.exporting import Cancelled, Progress, viewed
from oppman_tui.workspace.view import DealView

_ALL, _NOBODY = "all", "nobody"
_PAGE = 4096


@dataclass(frozen=True, slots=True)
class Choice:
    """`owner` is None for all, empty for deals of nobody; `query` is as `/` takes it."""

    owner: str | None = None
    query: str = ""

    @property
    def words(self) -> str:
        """`all deals`, `Mia`, `value>100k of Mia`."""
        if self.owner is None:
            return self.query or "all deals"
        owner = self.owner or "deals of nobody"
        return f"{self.query} of {owner}" if self.query else owner


async def read(screen: Screen[Any], choice: Choice, closed: bool) -> list[DealView] | None:
    """The chosen deals, open and on hold, with `closed` those closed too.

    Past a moment it is said how far it is; None where the user ended it or it can't be read.
    """
    ws = app_of(screen).workspace

    def work(progress: Progress) -> list[DealView]:
        tabs = ("all", "closed") if closed else ("all",)
        deals = [deal for tab in tabs for deal in ws.find(tab, choice.query)]
        views = viewed(ws, deals, progress)
        return [v for v in views if choice.owner in (None, v.dossier.deal.owner or "")]

    try:
        return await while_shown(screen, "Reading the deals …", work)
    except Cancelled:
        return None
    except UserError as error:
        app_of(screen).say(str(error), alarm=True)
        return None


async def owner(screen: Screen[Any], choice: Choice) -> Choice | None:
    """One of those who own deals, nobody, or all; None where it stays as it was."""
    ws = app_of(screen).workspace

    def owners(_: Progress) -> list[str]:
        found: set[str] = set()
        for tab in ("all", "closed"):
            deals = ws.find(tab)
            for start in range(0, len(deals), _PAGE):
                found |= {c.owner or "" for c in deals.cards(start, start + _PAGE) if c}
        return sorted(found, key=lambda name: (not name, fold(name)))

    names = await while_shown(screen, "Reading the owners …", owners)
    options = [Option(_ALL, "all deals", strike="a")]
    options += [
        Option(f"={name}" if name else _NOBODY, name or "deals of nobody", strike=_strike(n))
        for n, name in enumerate(names, 1)
    ]
    now = _ALL if choice.owner is None else f"={choice.owner}" if choice.owner else _NOBODY
    chosen = await screen.app.push_screen_wait(Pick("Whose deals?", options, now))
    if chosen is None:
        return None
    whose = {_ALL: None, _NOBODY: ""}.get(chosen, chosen[1:])
    return replace(choice, owner=whose)


def _strike(place: int) -> str:
    return str(place) if place < 10 else ""


async def query(screen: Screen[Any], choice: Choice) -> Choice | None:
    """A query as the list takes it; None where it stays as it was."""
    given = await screen.app.push_screen_wait(
        Ask(
            "Which deals?",
            choice.query,
            hint="as the list finds them: stage:compare value>100k · empty for all",
            keeps=False,
        )
    )
    return None if given is None else replace(choice, query=given)


async def hand_out(screen: Screen[Any], choice: Choice, picture: str) -> None:
    """The picture of the chosen deals as a page."""
    views = await read(screen, choice, closed=picture == "funnel")
    if views is not None:
        await exporting.of_picture(screen, picture, [view.id for view in views], choice.words)
