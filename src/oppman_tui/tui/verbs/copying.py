"""Copying: what one sees goes to the clipboard of one's own terminal, over SSH too."""

from __future__ import annotations

from textual.dom import DOMNode

from oppman_tui.errors import UserError
from oppman_tui.tui.verbs import everyday
from oppman_tui.workspace import sheets
from oppman_tui.workspace.view import DealView


def deal(node: DOMNode, view: DealView | None) -> None:
    """The deal on a sheet, as `oppman show` prints it."""
    if view is None:
        everyday.app_of(node).say(everyday.no_deal(node))
    else:
        copy(node, sheets.as_text(view), f"{view.dossier.deal.name} on a sheet")


def copy(node: DOMNode, text: str, what: str) -> None:
    """`text` to the clipboard; whether the terminal takes it, it doesn't say."""
    app = everyday.app_of(node)
    if not text.strip():
        app.say(f"{what}: nothing is known, so there is nothing to copy")
        return
    try:
        app.copy_to_clipboard(text)
    except UserError as error:
        app.say(str(error), alarm=True)
    else:
        out = app.key("deal.export")
        told = f"Not there? {out} on the deal makes a file"
        app.say(f"{what}: sent to your terminal's clipboard. {told}")
