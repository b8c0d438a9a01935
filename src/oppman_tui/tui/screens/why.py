"""Why a deal stands where it stands: every reason, and the arithmetic behind every score."""

from __future__ import annotations

from rich.text import Text

from oppman_tui.tui.lines import deal as deal_lines
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.screens.report import Report
from oppman_tui.workspace import sheets
from oppman_tui.workspace.view import DealView


def why(view: DealView, looks: Looks) -> Report:
    """The reasons in full, then each score with its parts, then the milestones."""
    lines = [
        *(deal_lines.reasons(view, looks) or [Text("Nothing asks for attention")]),
        Text(""),
        *(_line(told, looks) for told in sheets.scores(view, why=True)),
    ]
    return Report(f"Why {view.dossier.deal.name} stands where it stands", lines)


def _line(told: str, looks: Looks) -> Text:
    """A score or milestone; its arithmetic, which is indented further, dim."""
    return Text(told, looks.ink.dim if told.startswith("      ") else "")
