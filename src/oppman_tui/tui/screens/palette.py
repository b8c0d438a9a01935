"""The palette: every action that can be done here, and every deal, found by name."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, runtime_checkable

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.containers import Vertical
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Input

from oppman_tui.domain.values.text import fold
from oppman_tui.errors import UserError
from oppman_tui.tui import keymap, keys
from oppman_tui.tui.lines import row as row_lines
from oppman_tui.tui.looks import Looks, column
from oppman_tui.tui.screens.dialogs import Dialog
from oppman_tui.tui.verbs import everyday
from oppman_tui.tui.widgets.rows import Line, Lines, Rows
from oppman_tui.workspace.deals import Workspace
from oppman_tui.workspace.view import DealView

_FIRST = 64
"""So many deals are shown; more words find the others."""
_AT_ONCE = 0.15
"""Seconds that a search may take before the actions are shown without the deals."""
_MOVING = ("rows", "grid")
"""Groups whose keys only move the cursor."""
_NOT_AGAIN = ("palette", "elsewhere", *(f"tab_at({n})" for n in range(9)))
"""Actions that are the palette itself, no action, or a way that the screen names better."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done where the palette was opened; `node` is whose action it is."""

    name: str
    told: str
    shown: str
    action: str
    node: DOMNode


@runtime_checkable
class Leading(Protocol):
    """A screen with choices that take more than one key."""

    def ways(self) -> Iterable[tuple[str, str, str]]:
        """(name, the keys one after the other, action)."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """The deals that hold the words: the first of them, and how many there are."""

    views: Sequence[DealView]
    many: int
    problem: str = ""


class Palette(Dialog["Offer | DealView"]):
    """One line to type in; below it what holds all the words, actions first. Enter takes one."""

    DEFAULT_CSS = """
    Palette Rows { height: 12; }
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.of("palette")

    def __init__(self, here: Screen[Any]) -> None:
        super().__init__()
        self._offers = list(offers(here))
        self._choices: dict[str, Offer | DealView] = {}
        self.looked_for: str | None = None
        """The words whose deals are shown; None while they are looked for."""
        self._taken = False

    def compose(self) -> ComposeResult:
        rows = Rows()
        rows.can_focus = False
        field = Input(placeholder="words of an action, a deal or a customer")
        field.cursor_blink = False
        with Vertical():
            yield self.heading("Find any action or deal")
            yield field
            yield rows
            yield self.hint(
                "Enter does it or opens it · {palette.up} and {palette.down} choose · "
                "{palette.cancel} none"
            )

    def on_mount(self) -> None:
        self.query_one(Rows).styles.height = max(3, min(16, self.app.size.height * 5 // 9))
        self.query_one(Input).focus()
        self._search("")

    def on_input_changed(self, event: Input.Changed) -> None:
        self.looked_for = None
        self._search(event.value)

    @work(exclusive=True, group="search")
    async def _search(self, words: str) -> None:
        """Look the deals up off the screen's thread; a newer search ends this one."""
        workspace = everyday.app_of(self).workspace
        search = asyncio.ensure_future(asyncio.to_thread(deals_with, workspace, words))
        done, _ = await asyncio.wait({search}, timeout=_AT_ONCE)
        if not done:
            self._show(words, None)
        self._show(words, await search)
        self.looked_for = words
        if self._taken:
            self._take()

    def _show(self, words: str, found: Found | None) -> None:
        width, looks = self.app.size.width - 3, self.looks
        self._choices = {}
        lines: list[Line] = []
        for place, offer in enumerate(ranked(self._offers, words)):
            lines.append(Line(_offered(offer, width, looks), f"action:{place}"))
            self._choices[f"action:{place}"] = offer
        lines += [Line(Text("")), *self._deals(found, words, width)]
        if lines[0].key is None:
            del lines[0]
        self.query_one(Rows).show(Lines(lines), next(iter(self._choices), None))

    def _deals(self, found: Found | None, words: str, width: int) -> Iterator[Line]:
        looks = self.looks
        dim, strong = looks.ink.dim, looks.ink.strong
        if found is None:
            yield Line(Text("Looking for deals …", dim))
            return
        if not found.views:
            yield Line(Text(found.problem or "No deal holds these words", dim))
            return
        yield Line(Text("Deals" if words.strip() else "Deals that deserve attention", strong))
        for view in found.views:
            self._choices[view.id] = view
            yield Line(row_lines.row(view.card, view.today, width, looks), view.id)
        if found.many > len(found.views):
            more = f"    and {found.many - len(found.views):,} more: another word finds them"
            yield Line(Text(more, dim))

    # -- choosing ----------------------------------------------------------------------

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what the words find, also where that isn't there yet."""
        self._taken = True
        if self.looked_for == event.value:
            self._take()

    def _take(self) -> None:
        self._taken = False
        if chosen := self._choices.get(self.query_one(Rows).key or ""):
            self.dismiss(chosen)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        self._take()

    def action_move(self, by: int) -> None:
        self.query_one(Rows).action_move(by)

    def action_page(self, by: int) -> None:
        self.query_one(Rows).action_page(by)


def offers(here: Screen[Any]) -> Iterator[Offer]:
    """What can be done on a screen: its live keys, and the places it leads to."""
    names = keymap.of(here.app)
    live: dict[str, ActiveBinding] = {}
    for active in here.active_bindings.values():
        live.setdefault(active.binding.id or "", active)
    for found, active in live.items():
        key = keys.find(found)
        if key is None or found.partition(".")[0] in _MOVING or key.action in _NOT_AGAIN:
            continue
        name = key.name.replace("_", " ") if key.together else key.label
        yield Offer(name, key.help, names.shown(found), active.binding.action, active.node)
    if isinstance(here, Leading):
        for name, shown, action in here.ways():
            yield Offer(name, "", shown, action, here)


def ranked(found: Iterable[Offer], words: str) -> list[Offer]:
    """Those that hold every word, first where the name does."""
    wanted = fold(words).split()
    holding = [o for o in found if _hold(wanted, f"{o.name} {o.told} {o.shown}")]
    return sorted(holding, key=lambda o: not _hold(wanted, o.name))


def deals_with(workspace: Workspace, words: str) -> Found:
    """The deals that hold every word, open ones first; without words those for attention.

    Of the first ones, those that hold the words in their name or their customer's come first:
    words are also looked for in owner, people and next step.
    """
    try:
        tabs = ("all", "closed") if words.strip() else ("attention",)
        lists = [workspace.find(tab, words) for tab in tabs]
        first = [deal for listed in lists for deal in listed[:_FIRST]]
        views = workspace.views(first[:_FIRST])
    except UserError as error:
        return Found((), 0, str(error))
    wanted = fold(words).split()

    def place(view: DealView) -> int:
        name = view.dossier.deal.name
        if _hold(wanted, name):
            return 0
        return 1 if _hold(wanted, f"{name} {view.customer_name}") else 2

    return Found(sorted(views, key=place), sum(map(len, lists)))


def _hold(wanted: Sequence[str], text: str) -> bool:
    folded = fold(text)
    return all(word in folded for word in wanted)


def _offered(offer: Offer, width: int, looks: Looks) -> Text:
    key = column(offer.shown, 8, looks.marks)
    key.stylize(looks.ink.accent)
    if not offer.told:
        return Text.assemble(" ", key, " ", column(offer.name, max(1, width - 10), looks.marks))
    name = column(offer.name, 15, looks.marks)
    told = column(offer.told, max(1, width - 27), looks.marks)
    told.stylize(looks.ink.dim)
    return Text.assemble(" ", key, " ", name, " ", told)
