"""A person's name found in what was written, and left out of it (architecture.md: forget)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from oppman_tui.domain.fields import Json
from oppman_tui.domain.values.text import clean_line, fold, is_blank

LEFT_OUT = "…"
"""Stands where a name stood; shorter than any name, so that no text outgrows its limit."""

LEAST = 2
"""Letters of a spelling: fewer would be in every text."""

_POSSESSIVE = r"(?:['’]s|['’]|s)?"


class Spellings:
    """The ways one person is written: names, e-mail addresses, telephone numbers.

    Found as whole words, whatever their case, accents and spaces, and with a possessive s.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        cleaned = (clean_line(text) for text in texts)
        self.texts = tuple(dict.fromkeys(text for text in cleaned if not is_blank(text)))

    def and_also(self, texts: Iterable[str]) -> Spellings:
        return Spellings((*self.texts, *texts))

    @property
    def too_short(self) -> str | None:
        """One of them that can't be looked for."""
        return next((t for t in self.texts if len(fold(t).replace(" ", "")) < LEAST), None)

    def are(self, text: str | None) -> bool:
        """True where `text` is one of them and nothing else."""
        return text is not None and fold(clean_line(text)) in self._folded

    def are_in(self, value: Json) -> bool:
        """True where any text within a value names the person."""
        if isinstance(value, str):
            return next(self._found(value), None) is not None
        if isinstance(value, dict):
            return any(map(self.are_in, (*value, *value.values())))
        return isinstance(value, list | tuple) and any(map(self.are_in, value))

    def left_out(self, value: Json, emptied: str | None = None) -> Json:
        """The value without them: `emptied` for a text that held nothing else, `LEFT_OUT` in
        others; an item of a list that held nothing else goes.
        """
        if isinstance(value, str):
            rest = self._without(value)
            return emptied if rest == LEFT_OUT else rest
        if isinstance(value, dict):
            return {self._without(key): self.left_out(part, emptied) for key, part in value.items()}
        if isinstance(value, list | tuple):
            kept = (
                (item, self.left_out(item, None if isinstance(item, str) else emptied))
                for item in value
            )
            return [rest for item, rest in kept if rest is not None or item is None]
        return value

    @cached_property
    def _folded(self) -> frozenset[str]:
        return frozenset(fold(text) for text in self.texts)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        # The longest first: an address may begin with a name.
        longest = sorted(self._folded, key=len, reverse=True)
        words = (r"\s+".join(map(re.escape, text.split())) for text in longest)
        return re.compile(rf"(?<!\w)(?:{'|'.join(words)}){_POSSESSIVE}(?!\w)")

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        """From where to where the person is named in `text`."""
        folded, places = _unfolded(text)
        for match in self._pattern.finditer(folded):
            yield places[match.start()], places[match.end() - 1] + 1

    def _without(self, text: str) -> str:
        parts, done = [], 0
        for start, end in self._found(text):
            parts += [text[done:start], LEFT_OUT]
            done = end
        return "".join((*parts, text[done:]))


def _unfolded(text: str) -> tuple[str, range | list[int]]:
    """`text` folded, and where in it each letter of that came from."""
    if text.isascii():
        return text.lower(), range(len(text))
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for part in fold(letter):
            letters.append(part)
            places.append(place)
    return "".join(letters), places
