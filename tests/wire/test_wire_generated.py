"""Screens that nobody drew: any cells, any styles, skipped frames, moved bands, other sizes."""

from __future__ import annotations

from dataclasses import dataclass

from emulators import Size
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len, set_cell_size
from sessions import Pair

_TEXTS = ["a", "B7", " ", "      ", "é", "─", "▌", "界", "日本", "e\u0301", "한", "·", " " * 12]
_STYLES = ["", "1", "2", "1;31", "7", "4;38;2;9;9;9", "48;5;17", "3;48;2;1;2;3", "9;97;44", "1;2"]


@dataclass(frozen=True)
class Put:
    """Segments of text from a place on; `tidy` as Textual's, which keep within the screen."""

    x: int
    y: int
    segments: tuple[tuple[str, str], ...]


_segments = st.lists(
    st.tuples(st.sampled_from(_TEXTS), st.sampled_from(_STYLES)), min_size=1, max_size=8
).map(tuple)
_puts = st.lists(st.builds(Put, st.integers(0, 29), st.integers(0, 11), _segments), max_size=6)
_acts = st.lists(
    st.one_of(
        st.tuples(st.just("put"), _puts),
        st.tuples(st.just("roll"), st.tuples(st.integers(-3, 3), st.integers(0, 5))),
        st.tuples(st.just("skip"), st.just(None)),
        st.tuples(st.just("forget"), st.just(None)),
        st.tuples(st.just("size"), st.sampled_from([(30, 12), (30, 12), (24, 9), (34, 14)])),
    ),
    min_size=1,
    max_size=12,
)


class Screens:
    """What Textual would write: lines of segments, all of them or those that have changed."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.lines: list[tuple[tuple[str, str], ...]] = [()] * size[1]

    def frame(self, puts: list[Put]) -> str:
        parts = [self._part(p.x, p.y, p.segments) for p in puts if self._is_inside(p)]
        return "".join(parts) + "\x1b[1;1H"

    def whole(self) -> str:
        width = self.size[0]
        lines = []
        for y, segments in enumerate(self.lines):
            left = width - sum(cell_len(text) for text, _ in segments)
            lines.append(self._part(0, y, (*segments, (" " * max(0, left), "48;5;17"))))
        return "\n".join(lines) + "\x1b[1;1H"

    def roll(self, by: int, top: int) -> str:
        """A list that is scrolled, all of it written again."""
        rows = self.lines[top:]
        self.lines[top:] = rows[by:] + rows[:by]
        return self.whole()

    def _is_inside(self, put: Put) -> bool:
        return put.x < self.size[0] and put.y < self.size[1]

    def _part(self, x: int, y: int, segments: tuple[tuple[str, str], ...]) -> str:
        room = self.size[0] - x
        out = [f"\x1b[{y + 1};{x + 1}H"]
        for text, style in segments:
            text = set_cell_size(text, min(cell_len(text), room))
            room -= cell_len(text)
            if text:
                out.append(f"\x1b[{style}m{text}\x1b[0m" if style else text)
        return "".join(out)


@given(first=st.lists(_segments, min_size=12, max_size=14), acts=_acts, fills=st.booleans())
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_drawn_each_cell_is_the_same(
    first: list[tuple[tuple[str, str], ...]], acts: list[tuple[str, object]], fills: bool
) -> None:
    screens = Screens((30, 12))
    screens.lines = list(first[:12])
    pair = Pair(screens.size, fills=fills)
    for data in ("\x1b[?1049h", "\x1b[?7l", screens.whole()):
        pair.write(data)
    pair.send()
    pair.check()
    for act, what in acts:
        if act == "skip":
            pair.write(screens.roll(1, 0))
            continue
        if act == "put":
            assert isinstance(what, list)
            pair.write(screens.frame(what))
        elif act == "roll":
            assert isinstance(what, tuple)
            pair.write(screens.roll(*what))
        elif act == "forget":
            pair.ours.feed("\x1b[3;3Hnoise\x1b[31m")
            pair.painter.forget()
        else:
            assert isinstance(what, tuple)
            screens = Screens(what)
            screens.lines = [first[y % len(first)] for y in range(what[1])]
            pair.resize(what)
            pair.write(screens.whole())
        pair.send()
        pair.check()
