"""Why something stands as it does; the whole arithmetic of the deal is one key further."""

from __future__ import annotations

from oppman_tui.tui.lines import why as whys
from oppman_tui.tui.lines.why import Why
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.screens.report import Report
from oppman_tui.workspace.view import DealView

_HINT = "{report.more} all the arithmetic of the deal · {report.close} back"


class WhyPage(Report):
    """An answer to *why*; the same key again unfolds everything of the deal."""

    def __init__(self, view: DealView, told: Why) -> None:
        super().__init__(told.title, told.lines, hint=_HINT)
        self._view = view

    def action_more(self) -> None:
        told = whys.whole(self._view, Looks.of(self.app))
        self.app.push_screen(Report(told.title, told.lines))
