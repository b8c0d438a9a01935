"""The call sheet on the screen: whom to ask what, before a call (method 6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.binding import BindingType

from oppman_tui.domain.findings import Call, call_sheet
from oppman_tui.tui import keys
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.screens.report import Report
from oppman_tui.tui.verbs import exporting
from oppman_tui.workspace.view import DealView


class CallSheet(Report):
    """What isn't known, stale or only claimed, by the person who could tell; `x` prints it."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("calls")

    def __init__(self, view: DealView, looks: Looks) -> None:
        out, back = looks.key("calls.out"), looks.key("report.close")
        super().__init__(
            f"Call sheet: {view.dossier.deal.name}",
            _lines(view, looks),
            hint=f"{out} into a file, to print · {back} back",
        )
        self._view = view

    @work
    async def action_out(self) -> None:
        await exporting.of_calls(self, self._view)


def _lines(view: DealView, looks: Looks) -> Iterator[Text]:
    calls = call_sheet(view.dossier, view.scores, view.playbook, view.today)
    if not calls:
        yield Text("Nothing is open to ask.")
    for place, call in enumerate(calls):
        if place:
            yield Text("")
        yield from _of_one(call, view, looks)


def _of_one(call: Call, view: DealView, looks: Looks) -> Iterator[Text]:
    ink = looks.ink
    title = call.person or "Nobody on the map could tell: find out who"
    yield Text.assemble((title, ink.strong), (f"  {len(call.questions)}", ink.dim))
    player = next((p for p in view.dossier.players if p.id == call.player), None)
    if player is not None:
        facts = (player.phone, player.email, player.our_person and f"ours: {player.our_person}")
        if reach := " · ".join(filter(None, facts)):
            yield Text(f"  {reach}", ink.dim)
        if player.win:
            yield Text(f"  wants: {player.win}", ink.dim)
    for asked in call.questions:
        yield Text(f"  {asked.text}")
