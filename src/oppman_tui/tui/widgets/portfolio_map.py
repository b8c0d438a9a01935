"""The portfolio as a map: importance to us across, importance to them upward (method 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from oppman_tui.domain.question_sets import Score, whole
from oppman_tui.tui import keys
from oppman_tui.tui.looks import Looks, clip

_LEFT = 4
"""Cells left of the plane, for the scale."""
_BELOW = 2


@dataclass(frozen=True, slots=True)
class Spot:
    """A deal on the map; both points are known. `size` is 0 to 1, of the largest value."""

    deal: str
    name: str
    us: Score
    them: Score
    size: float

    @property
    def point(self) -> tuple[float, float]:
        return self.us.point or 0.0, self.them.point or 0.0


class PortfolioMap(Widget, can_focus=True):
    """Marks sized by value, a digit where several deals lie in one cell.

    The cursor walks the deals; the ranges of the one under it on demand.
    """

    DEFAULT_CSS = "PortfolioMap { height: 1fr; width: 1fr; padding: 0 1; }"
    BINDINGS: ClassVar[list[BindingType]] = keys.of("map")

    at: reactive[int] = reactive(0)
    """The place of the spot under the cursor."""
    ranges: reactive[bool] = reactive(False)

    @dataclass
    class Moved(Message):
        """The cursor stands on another deal."""

    @dataclass
    class Opened(Message):
        deal: str

    def __init__(self) -> None:
        super().__init__()
        self.spots: Sequence[Spot] = ()

    def show(self, spots: Sequence[Spot]) -> None:
        """Draw these, the largest first; the cursor keeps to its deal."""
        before = self.spot
        self.spots = spots
        deals = [spot.deal for spot in spots]
        self.at = deals.index(before.deal) if before and before.deal in deals else 0
        self.refresh()
        self.post_message(self.Moved())

    @property
    def spot(self) -> Spot | None:
        return self.spots[self.at] if self.at < len(self.spots) else None

    def watch_at(self) -> None:
        self.post_message(self.Moved())

    # -- walking -----------------------------------------------------------------------

    def action_turn(self, by: int) -> None:
        if self.spots:
            self.at = (self.at + by) % len(self.spots)

    def action_step(self, across: int, up: int) -> None:
        """To the nearest mark that way; one straight ahead before one aside."""
        here = self.spot
        if here is None:
            return
        x, y = here.point
        best: tuple[float, int] | None = None
        for place, spot in enumerate(self.spots):
            along = (spot.point[0] - x) * across + (spot.point[1] - y) * up
            aside = abs((spot.point[0] - x) * up) + abs((spot.point[1] - y) * across)
            if along > 0 and (best is None or along + 2 * aside < best[0]):
                best = (along + 2 * aside, place)
        if best is not None:
            self.at = best[1]

    def action_open(self) -> None:
        if self.spot is not None:
            self.post_message(self.Opened(self.spot.deal))

    # -- drawing -----------------------------------------------------------------------

    @property
    def _plane(self) -> tuple[int, int]:
        """Cells across and upward."""
        return max(10, self.size.width - _LEFT), max(4, self.size.height - _BELOW)

    def _cell(self, across: float, up: float) -> tuple[int, int]:
        wide, high = self._plane
        return round(across / 100 * (wide - 1)), round(up / 100 * (high - 1))

    @property
    def beside(self) -> list[str]:
        """The names of the other deals in the cell of the one under the cursor, as drawn."""
        here = self.spot
        if here is None or Looks.of(self.app).linear:
            return []
        cell = self._cell(*here.point)
        return [s.name for s in self.spots if s is not here and self._cell(*s.point) == cell]

    def render_line(self, y: int) -> Strip:
        looks = Looks.of(self.app)
        width, (_, high) = self.size.width, self._plane
        if looks.linear:
            line = self._spoken(y, looks)
        elif y < high:
            line = self._row(high - 1 - y, looks)
        else:
            line = self._scale(y - high, looks)
        line.no_wrap = True
        line.truncate(width)
        strip = Strip(line.render(self.app.console))
        return strip.apply_style(self.rich_style).adjust_cell_length(width, self.rich_style)

    def _spoken(self, y: int, looks: Looks) -> Text:
        """A line a deal for those who listen; a window of them around the cursor."""
        first = max(0, min(self.at - self.size.height // 2, len(self.spots) - self.size.height))
        place = first + y
        if place >= len(self.spots):
            return Text()
        spot = self.spots[place]
        lead = looks.marks.focus if place == self.at else " "
        return Text(
            f"{lead} {spot.name}: to us {spot.us.text()}; to them {spot.them.text()}"
        )

    def _row(self, up: int, looks: Looks) -> Text:
        ink, marks = looks.ink, looks.marks
        wide, high = self._plane
        cells: list[tuple[str, Style]] = [(" ", ink.dim)] * wide
        if here := self.spot:
            self._ranges(cells, here, up, looks)
        found: dict[int, list[Spot]] = {}
        for spot in self.spots:
            x, y = self._cell(*spot.point)
            if y == up:
                found.setdefault(x, []).append(spot)
        for x, spots in found.items():
            style = ink.accent if here in spots else ink.text
            cells[x] = (self._mark(spots, looks), style)
        line = Text()
        label = {0: "0", high - 1: "100", (high - 1) // 2: "50"}.get(up, "")
        line.append(f"{label:>3}", ink.dim).append(marks.upright, ink.dim)
        for text, style in cells:
            line.append(text, style)
        if here and self._cell(*here.point)[1] == up:
            line = self._named(line, here, looks)
        return line

    def _mark(self, spots: Sequence[Spot], looks: Looks) -> str:
        """Of one deal its size; of several how many they are, `+` from ten on."""
        if len(spots) > 1:
            return f"{len(spots)}" if len(spots) < 10 else "+"
        sizes = looks.marks.sizes
        return sizes[min(len(sizes) - 1, int(spots[0].size * len(sizes)))]

    def _ranges(
        self, cells: list[tuple[str, Style]], spot: Spot, up: int, looks: Looks
    ) -> None:
        """How far the deal under the cursor may lie elsewhere, as a cross."""
        if not self.ranges:
            return
        x, y = self._cell(*spot.point)
        left, bottom = self._cell(spot.us.low, spot.them.low)
        right, top = self._cell(spot.us.high, spot.them.high)
        if up == y:
            cells[left : right + 1] = [(looks.marks.rule, looks.ink.dim)] * (right + 1 - left)
        elif bottom <= up <= top:
            cells[x] = (looks.marks.upright, looks.ink.dim)

    def _named(self, line: Text, spot: Spot, looks: Looks) -> Text:
        """The deal's name beside its mark, on the side that has room."""
        x = self._cell(*spot.point)[0] + _LEFT
        wide = self.size.width
        room_right, room_left = wide - x - 2, x - _LEFT - 1
        name = clip(spot.name, max(room_right, room_left), looks.marks)
        start = x + 2 if Text(name).cell_len <= room_right else x - 1 - Text(name).cell_len
        before, after = line[:start], line[start + Text(name).cell_len :]
        return Text.assemble(before, (name, looks.ink.accent), after)

    def _scale(self, below: int, looks: Looks) -> Text:
        ink, marks = looks.ink, looks.marks
        wide, _ = self._plane
        if below == 0:
            return Text(f"   {marks.corner}{marks.rule * wide}", ink.dim)
        middle = "importance to us across, to them upward"
        line = f"    0{middle.center(wide - 4)}100"
        return Text(line, ink.dim)


def told(spot: Spot) -> str:
    """`to us 67 (57–71), to them 50 (36–64)`."""
    us, them = (f"{whole(s.point or 0)} ({s.range_text()})" for s in (spot.us, spot.them))
    return f"to us {us}, to them {them}"
