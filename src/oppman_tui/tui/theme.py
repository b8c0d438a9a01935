"""Colours: the two own themes, and the ink that drawn lines are written in."""

from __future__ import annotations

from dataclasses import dataclass

from rich.style import Style
from textual.theme import Theme


def _own(name: str, dark: bool, colours: str) -> Theme:
    ground, text, dim, accent, good, notice, alarm = colours.split()
    return Theme(
        name=name,
        primary=accent,
        secondary=dim,
        accent=accent,
        success=good,
        warning=notice,
        error=alarm,
        foreground=text,
        background=ground,
        surface=ground,
        panel=ground,
        dark=dark,
        variables={"text-muted": dim, "foreground-muted": dim},
    )


DARK = _own("oppman-dark", True, "#101418 #d7dce2 #8a95a1 #5cc8b0 #9ccb6b #e5b567 #f07178")
LIGHT = _own("oppman-light", False, "#fbfaf7 #1f2328 #5d6670 #0b6e5f #3f6b1f #8a5a00 #b3261e")


@dataclass(frozen=True, slots=True)
class Ink:
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
