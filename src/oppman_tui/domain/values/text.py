"""Text at the boundary: what a person or a file gave becomes text safe to keep and show.

Stored text is NFC, holds no terminal control and no bidirectional override, so that a deal's
name can never move a cursor, set a title or turn a line around (architecture.md, The terminal).
Markup is *not* touched: ``[red]x[/red]`` is a name like any other and is shown as written.
"""

from __future__ import annotations

import re
import unicodedata

# C0 and C1 controls but tab and newline, bidi controls, lone surrogates, non-characters,
# interlinear and tag characters.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f"
    "\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
# What stands between the beginning and the end of a control string goes with it. Of one that
# never ends only the beginning goes: it may be all that somebody wrote.
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])"  # OSC, DCS, SOS, PM, APC ...
    r"[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)"  # ... to their end
    r"|\x1b[ -/]*[0-~]"  # the short ones
)
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Not seen though they are neither white space nor format characters: fillers, the grapheme
# joiner, variation selectors, the blank of braille.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp", "Zs"))
_SPACES = re.compile(r"\s+")


def clean_text(raw: str) -> str:
    """Several lines of text: NFC, no controls, line ends as ``\\n``, no blank at either end."""
    if raw.isascii() and raw.isprintable():
        return raw.strip()
    return unicodedata.normalize("NFC", without_controls(raw)).strip()


def without_controls(raw: str) -> str:
    """`raw` with line ends as ``\n`` and no control; blanks at its ends are kept."""
    return _UNSAFE.sub("", _ESCAPES.sub("", _BREAKS.sub("\n", raw)))


def clean_line(raw: str) -> str:
    """One line of text: as `clean_text`, with every run of white space a single space."""
    return _SPACES.sub(" ", clean_text(raw)).strip()


def is_blank(text: str) -> bool:
    """True where nothing of `text` would be seen (zero-width characters count as nothing)."""
    rest = _INVISIBLE.sub("", text)
    return all(unicodedata.category(c) in _UNSEEN for c in rest)


def fold(text: str) -> str:
    """`text` as it is compared in searches: without case and accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def cut(text: str, most: int = 60) -> str:
    """`text` as it is quoted: cleaned, and at most so many characters of it."""
    line = clean_line(text)
    return line if len(line) <= most else f"{line[: most - 1]}…"
