"""The one table of keys: it feeds the bindings, the footer, the help, the palette and the README.

Every binding has a stable id (``group.name``). Plain letters, digits, arrows, Enter, Esc and Tab
suffice for everything; none of the keys that terminals and multiplexers take is the only way.
Read without Textual, for `oppman keys`; what a person's settings put in place of it is in
`keymap`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from oppman_tui.tui.keys import deal, everywhere, many
from oppman_tui.tui.keys.model import NUMBERED, Group, Key

if TYPE_CHECKING:
    from textual.binding import BindingType

__all__ = ["GROUPS", "NUMBERED", "Group", "Key", "every", "find", "of"]

_ORDER = (
    "app", "list", "deals", "search", "calibration", "ledger", "questions", "answers",
    "deal", "funnel", "figures", "few", "portfolio", "map", "meeting", "table", "agenda",
    "review", "plan", "players", "people", "grid", "act", "findings", "lines", "fields",
    "history", "record", "dialog", "writing", "stopped", "marking", "confirm", "report",
    "calls", "palette", "help", "clash", "rows",
)
"""As the help and `oppman keys` tell them."""
_EVERY = {**everywhere.GROUPS, **deal.GROUPS, **many.GROUPS}
GROUPS: Mapping[str, Group] = {group: _EVERY[group] for group in _ORDER}


def of(group: str, *names: str) -> list[BindingType]:
    """The bindings of one place; with `names` only those."""
    from textual.binding import Binding

    return [
        Binding(
            key.keys,
            key.action,
            key.label,
            show=key.footer,
            priority=key.always,
            id=f"{group}.{key.name}",
        )
        for key in GROUPS[group].keys
        if not names or key.name in names
    ]


def find(binding: str) -> Key | None:
    """The key of a binding's id."""
    group, _, name = binding.partition(".")
    found = GROUPS[group].keys if group in GROUPS else ()
    return next((k for k in found if k.name == name), None)


def every() -> Iterator[tuple[str, Key]]:
    """Each key with its id, in the table's order."""
    for group, told in GROUPS.items():
        for key in told.keys:
            yield f"{group}.{key.name}", key
