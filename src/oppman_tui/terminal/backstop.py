"""The last line of defence: no text reaches the terminal with a live control in it.

Data is cleaned where it comes in (`domain/values/text.py`); what slips by is made harmless here, on
every line of every widget.
"""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from oppman_tui.terminal.live import LIVE, harmless


class Backstop(LineFilter):
    """Puts U+FFFD where a control would go out; a line without one passes untouched."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if not any(LIVE.search(segment.text) for segment in segments if not segment.control):
            return segments
        return [
            segment if segment.control else Segment(harmless(segment.text), segment.style)
            for segment in segments
        ]
