"""NO_COLOR as it is meant."""

from __future__ import annotations

from collections.abc import Sequence

from textual.filter import LineFilter, Monochrome, NoColor


def without_greys(given: Sequence[LineFilter]) -> list[LineFilter]:
    """Textual's own answer to NO_COLOR are greys, which are colours too."""
    return [NoColor() if isinstance(f, Monochrome) else f for f in given]
