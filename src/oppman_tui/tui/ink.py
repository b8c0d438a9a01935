"""The ink that drawn lines are written in, and the colours of the two own themes.

Read without Textual: the first page is drawn before it is loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.style import Style

if TYPE_CHECKING:
    from textual.theme import Theme


class Colours(NamedTuple):
    """An own theme's."""

    name: str
    dark: bool
    ground: str
    text: str
    dim: str
    accent: str
    good: str
    notice: str
    alarm: str


DARK = Colours(
    "oppman-dark",
    True,
    *("#101418", "#d7dce2", "#8a95a1", "#5cc8b0", "#9ccb6b", "#e5b567", "#f07178"),
)
LIGHT = Colours(
    "oppman-light",
    False,
    *("#fbfaf7", "#1f2328", "#5d6670", "#0b6e5f", "#3f6b1f", "#8a5a00", "#b3261e"),
)
OWN = {colours.name: colours for colours in (DARK, LIGHT)}


class Ink(NamedTuple):
    """What drawn lines are written in. Colour is never the only carrier of a meaning."""

    text: Style
    strong: Style
    dim: Style
    accent: Style
    good: Style
    notice: Style
    alarm: Style

    @classmethod
    def of(cls, theme: Theme, sixteen: bool = False) -> Ink:
        """The ink of any theme; what a theme leaves out falls back to plain text.

        Of `sixteen` colours those that can be read and told apart, where the theme's own
        shades would come to one grey.
        """
        if sixteen and not theme.ansi:
            return _SIXTEEN[theme.dark]

        def ink(colour: str | None, bold: bool = False) -> Style:
            return Style(color=None if theme.ansi and not colour else _rich(colour), bold=bold)

        return cls(
            text=Style(),
            strong=Style(bold=True),
            dim=Style(dim=True)
            if theme.ansi
            else ink(theme.variables.get("text-muted", theme.secondary)),
            accent=ink(theme.accent or theme.primary),
            good=ink(theme.success),
            notice=ink(theme.warning),
            alarm=ink(theme.error, bold=True),
        )


def of_own(colours: Colours, sixteen: bool = False) -> Ink:
    """The ink of an own theme."""
    if sixteen:
        return _SIXTEEN[colours.dark]
    return Ink(
        text=Style(),
        strong=Style(bold=True),
        dim=Style(color=colours.dim, bold=False),
        accent=Style(color=colours.accent, bold=False),
        good=Style(color=colours.good, bold=False),
        notice=Style(color=colours.notice, bold=False),
        alarm=Style(color=colours.alarm, bold=True),
    )


def _sixteen(dim: str, accent: str, good: str, notice: str, alarm: str) -> Ink:
    """Colours of Rich's standard palette, so that each is taken for exactly itself."""
    return Ink(
        text=Style(),
        strong=Style(bold=True),
        dim=Style(color=dim),
        accent=Style(color=accent),
        good=Style(color=good),
        notice=Style(color=notice),
        alarm=Style(color=alarm, bold=True),
    )


_SIXTEEN = {
    True: _sixteen("#aaaaaa", "#55ffff", "#55ff55", "#ffff55", "#ff5555"),
    # Neither green nor yellow can be read on white: good is plain, a notice the lighter red.
    False: _sixteen("#555555", "#0000aa", "#000000", "#aa0000", "#aa0000"),
}


def _rich(colour: str | None) -> str | None:
    """A colour by the name Rich has for it."""
    return colour.removeprefix("ansi_") if colour else None
