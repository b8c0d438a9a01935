"""The two own themes, as Textual takes them."""

from __future__ import annotations

from textual.theme import Theme

from oppman_tui.tui import ink
from oppman_tui.tui.ink import Colours
from oppman_tui.tui.ink import Ink as Ink


def _theme(own: Colours) -> Theme:
    return Theme(
        name=own.name,
        primary=own.accent,
        secondary=own.dim,
        accent=own.accent,
        success=own.good,
        warning=own.notice,
        error=own.alarm,
        foreground=own.text,
        background=own.ground,
        surface=own.ground,
        panel=own.ground,
        dark=own.dark,
        variables={"text-muted": own.dim, "foreground-muted": own.dim},
    )


DARK, LIGHT = _theme(ink.DARK), _theme(ink.LIGHT)
