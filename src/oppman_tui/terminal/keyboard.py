"""What comes in from the terminal, told apart: keys, what is pasted, what the terminal answers.

Textual's parser looks for keys in a paste too, and takes what it can't read letter by letter:
either way a text that holds an escape would be struck as commands. So a paste is taken as a whole
and cleaned before anyone reads it, and a sequence that means no key is none. And it takes Esc and
what follows at once, as a slow line or tmux sends them, for Alt, or for the second alone: Esc and
Enter would save what was to be left.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator
from functools import lru_cache

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.message import Message

from oppman_tui.domain.values.text import without_controls

_SEQUENCE = re.compile(
    r"(\x1b\[[0-?]+[ -/]*[@-~]|\x1bO[ -~]|\x1b[\]P^_X][^\x07\x1b]*(?:\x07|\x1b\\)"
    # Esc, then a key; but not the three by which terminals say Alt and an arrow, or Backspace.
    r"|\x1b[^\x1b\[Obf\x7f])"
)
_GOES_ON = "\x1b[O]P^_Xbf\x7f"
"""What may come after an Esc that is more than a key."""
_ANSWER = re.compile(r"\x1b(?:[\]P^_X]|\[[<-?]|\[[\d;]*[cnt]\Z)")
# F13 to F20, which the parser takes for the characters of those numbers.
_NUMBERED = re.compile(r"\x1b\[(?:2[5689]|3[1-4])(?:;\d+)?~")
_LONGEST = 32
"""Characters that the parser looks at before it takes them for letters."""
_UNREADABLE = (ValueError, OverflowError)
"""What the parser stumbles with over numbers that are none of a key's."""


class Keyboard(XTermParser):
    """A paste comes as one message; the rest as Textual's parser has it."""

    def __init__(self, debug: bool = False, has_alt: bool = False) -> None:
        """`has_alt` where a person's keys are struck with Alt."""
        super().__init__(debug)
        self._has_alt = has_alt
        self._before = ""
        """The last characters of the keys, where they may begin a paste."""
        self._pasted: list[str] | None = None
        """What of a paste came so far; None where there is none."""
        self._end = ""
        """The last characters of a paste, where they may begin its end."""

    @property
    def is_undecided(self) -> bool:
        """An Esc came, which may be the beginning of another key."""
        return self._timeout_time is not None

    def tick(self) -> Iterable[Message]:
        yield from super().tick()
        if not self.is_undecided:
            self._before = ""

    def feed(self, data: str) -> Iterable[Message]:
        if not data:
            yield from super().feed(data)
        while data:
            if self._pasted is not None:
                data = yield from self._paste(self._pasted, data)
                continue
            at = (self._before + data).find(BRACKETED_PASTE_START)
            begun = at + len(BRACKETED_PASTE_START) - len(self._before) if at >= 0 else len(data)
            yield from self._keys(data[:begun])
            if at >= 0:
                self._before, self._pasted = "", []
            else:
                self._before = (self._before + data)[1 - len(BRACKETED_PASTE_START) :]
            data = data[begun:]

    def _paste(self, pasted: list[str], data: str) -> Generator[Message, None, str]:
        """Take in what is pasted; what follows it is returned."""
        data = self._end + data
        text, end, rest = data.partition(BRACKETED_PASTE_END)
        if not end:
            kept = 1 - len(BRACKETED_PASTE_END)
            pasted.append(data[:kept])
            self._end = data[kept:]
            return ""
        self._pasted, self._end = None, ""
        for message in super().feed(end):
            if not isinstance(message, events.Paste):  # an empty one: the parser saw no text
                yield message
        yield events.Paste(without_controls("".join([*pasted, text])))
        return rest

    def _keys(self, data: str) -> Iterator[Message]:
        if self._before.endswith("\x1b") and data[0] not in _GOES_ON:
            yield from self._decided()
        for place, part in enumerate(_SEQUENCE.split(data)):
            if not part:
                continue
            if place % 2 and len(part) == 2 and not self._has_alt:
                yield from self._decided()
                yield events.Key("escape", "\x1b")
                part = part[1]
            elif place % 2 and len(part) > 2 and not _is_known(part):
                if not _ANSWER.match(part):
                    yield events.Key("a key unknown to oppman", None)
                continue
            try:
                yield from super().feed(part)
            except _UNREADABLE:
                super().__init__()

    def _decided(self) -> Iterable[Message]:
        """The Esc that came is one."""
        if self.is_undecided and not self._has_alt:
            self._timeout_time = 0.0
            yield from super().tick()


@lru_cache(maxsize=256)
def _is_known(sequence: str) -> bool:
    """Whether Textual's parser reads it as one."""
    if len(sequence) > _LONGEST or _NUMBERED.fullmatch(sequence):
        return False
    parser = XTermParser()
    try:
        list(parser.feed(sequence))
    except _UNREADABLE:
        return False
    return parser._timeout_time is None
