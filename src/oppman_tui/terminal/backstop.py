"""The last line of defence: no text reaches the terminal with a live control in it.

Data is cleaned where it comes in (`domain/text.py`); what slips by is made harmless here, on
every line of every widget.
"""

from __future__ import annotations

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_LIVE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


class Backstop(LineFilter):
    """Puts U+FFFD where a control would go out; a line without one passes untouched."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if not any(_LIVE.search(segment.text) for segment in segments if not segment.control):
            return segments
        return [
            segment
            if segment.control
            else Segment(_LIVE.sub("\N{REPLACEMENT CHARACTER}", segment.text), segment.style)
            for segment in segments
        ]
