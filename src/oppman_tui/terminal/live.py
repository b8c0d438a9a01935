"""What a terminal would act on instead of showing it. Read without Textual."""

from __future__ import annotations

import re

LIVE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_LIVE_IN_LINES = re.compile(rf"\r(?!\n)|(?![\t\r\n]){LIVE.pattern}")


def harmless(text: str) -> str:
    """`text` with U+FFFD for each of them."""
    return LIVE.sub("\N{REPLACEMENT CHARACTER}", text)


def harmless_lines(text: str) -> str:
    """As `harmless`, tabs and line ends kept, as the file that comes next has them."""
    return _LIVE_IN_LINES.sub("\N{REPLACEMENT CHARACTER}", text)


def escaped(json: str) -> str:
    """JSON with each of them as ``\\uXXXX``, which reads as the same text."""
    return LIVE.sub(lambda m: m[0] if m[0] == "\n" else f"\\u{ord(m[0]):04x}", json)
