"""What a terminal would act on instead of showing it. Read without Textual."""

from __future__ import annotations

import re

LIVE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_ENDS = re.compile(r"(\r?\n)")


def harmless(text: str) -> str:
    """`text` with U+FFFD for each of them."""
    return LIVE.sub("\N{REPLACEMENT CHARACTER}", text)


def harmless_lines(text: str) -> str:
    """As `harmless`, the line ends kept, as the file that comes next has them."""
    return "".join(
        part if part in ("\n", "\r\n") else harmless(part) for part in _ENDS.split(text)
    )


def escaped(json: str) -> str:
    """JSON with each of them as ``\\uXXXX``, which reads as the same text."""
    return LIVE.sub(lambda m: m[0] if m[0] == "\n" else f"\\u{ord(m[0]):04x}", json)
