"""The pictures of the reports as shapes: key players, the funnel, the portfolio.

Units are those of the picture; a letter is taken to be 5.6 of them wide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from oppman_tui.exchange.report.sheet import Picture, Point, Shape

_LETTER = 5.6
_WIDTH = 720


@dataclass(frozen=True, slots=True)
class Person:
    """One key player for the picture; `told` says the same in words."""

    id: str
    name: str
    title: str
    mark: str
    """The receptivity's letter, `?` where it isn't known."""
    influence: int | None
    relationship: int | None
    told: str


@dataclass(frozen=True, slots=True)
class Tie:
    """How one stands to another, as the method has it."""

    from_player: str
    to_player: str
    kind: str


_SIDES: Mapping[int | None, str] = {
    None: "not known",
    -2: "−2 against",
    -1: "−1",
    0: "0 neutral",
    1: "+1",
    2: "+2 for us",
}
_TIE_STYLES = {"opposes": "link against", "trusts": "link trust"}
_LINE, _TITLED = 15.0, 25.0
"""A person's height in the picture; with a title below the name."""


def people_map(people: Sequence[Person], ties: Sequence[Tie]) -> Picture:
    """Influence upward, relationship across; who has no influence yet stands below the line."""
    columns = [side for side in _SIDES if side is not None or _any_unknown(people)]
    left, top = 62.0, 8.0
    column_width = (_WIDTH - left) / len(columns)
    at_x = {side: left + n * column_width + 10 for n, side in enumerate(columns)}
    shapes: list[Shape] = []
    places: dict[str, tuple[float, float]] = {}
    y = top
    levels: list[int | None] = [5, 4, 3, 2, 1]
    levels += [None] if any(p.influence is None for p in people) else []
    for level in levels:
        here = [p for p in people if p.influence == level]
        height = max(sum(_height(p) for p in here if p.relationship == s) for s in columns) + 7
        height = max(15.0, height)
        name = "not known" if level is None else str(level)
        shapes.append(Shape("text", left - 14, y + 12, text=name, style="dim", anchor="end"))
        for side in columns:
            line = y + 12
            for person in (p for p in here if p.relationship == side):
                places[person.id] = (at_x[side], line)
                line += _height(person)
        y += height
        shapes.append(Shape("line", left - 6, y, _WIDTH, y, style="axis"))
    shapes.insert(0, Shape("text", 0, top + 12, text="influence", style="dim small"))
    for side in columns:
        shapes.append(Shape("text", at_x[side] - 7, y + 14, text=_SIDES[side], style="dim"))
    shapes += _ties(ties, places)
    letters = int((column_width - 24) / _LETTER)
    for person in people:
        x, line = places[person.id]
        style = {True: "good", False: "alarm"}.get((person.relationship or 0) > 0, "")
        style = style if person.relationship else ""
        shapes.append(Shape("circle", x, line, r=7, style=style, text=person.told))
        shapes.append(Shape("text", x, line + 3.5, text=person.mark, style="on", anchor="middle"))
        shapes.append(Shape("text", x + 11, line + 4, text=_short(person.name, letters)))
        if person.title:
            title = _clipped(person.title, letters)
            shapes.append(Shape("text", x + 11, line + 15, text=title, style="dim small"))
    words = tuple(Point(person.told, mark=person.mark) for person in people)
    return Picture(_WIDTH, int(y + 22), "Key players", tuple(shapes), words)


def _height(person: Person) -> float:
    return _TITLED if person.title else _LINE


def _any_unknown(people: Iterable[Person]) -> bool:
    return any(person.relationship is None for person in people)


def _ties(ties: Iterable[Tie], places: Mapping[str, tuple[float, float]]) -> list[Shape]:
    found = []
    for tie in ties:
        if tie.from_player in places and tie.to_player in places:
            (x, y), (x2, y2) = places[tie.from_player], places[tie.to_player]
            style = _TIE_STYLES.get(tie.kind, "link")
            found.append(Shape("line", x, y, x2, y2, style=style))
    return found


def _short(text: str, letters: int) -> str:
    """The whole where there is room, else the last name, else what there is room for."""
    if len(text) <= letters:
        return text
    last = text.rsplit(" ", 1)[-1]
    return _clipped(last if len(last) <= letters else text, letters)


def _clipped(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[: max(1, letters - 1)]}…"


# -- the funnel ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the funnel: its share of the most there is (0 to 1), by count and value."""

    name: str
    count: float
    value: float
    count_text: str
    value_text: str


def funnel(steps: Sequence[Step]) -> Picture:
    """A pair of bars a stage, from the middle out: deals to the left, value to the right."""
    middle, room, height = 330.0, 200.0, 34
    shapes = [
        Shape("text", middle - 6, 12, text="deals", style="dim", anchor="end"),
        Shape("text", middle + 6, 12, text="value", style="dim"),
    ]
    for n, step in enumerate(steps):
        y = 20.0 + n * height
        wide, worth = step.count * room, step.value * room
        told = f"{step.name}: {step.count_text}, {step.value_text}"
        shapes += [
            Shape("text", 0, y + 16, text=_short(step.name, 18), style="strong"),
            Shape("rect", middle - 1 - wide, y, wide, 24, style="solid", text=told),
            Shape("rect", middle + 1, y, worth, 24, style="open", text=told),
            Shape("text", middle - 8 - wide, y + 16, text=step.count_text, anchor="end"),
            Shape("text", middle + 8 + worth, y + 16, text=step.value_text),
        ]
    words = tuple(Point(f"{s.name}: {s.count_text}", s.value_text) for s in steps)
    height = 20 + len(steps) * height
    return Picture(_WIDTH, height, "The funnel", tuple(shapes), words)


# -- the portfolio -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spot:
    """A deal in the portfolio: percents, how large its mark is (0 to 1), and its number."""

    number: int
    name: str
    us: float
    them: float
    us_range: tuple[float, float]
    them_range: tuple[float, float]
    size: float
    told: str


def portfolio(spots: Sequence[Spot]) -> Picture:
    """Importance to us across, to them upward; marks by value, lines as far as isn't known.

    The number in a mark is its deal's in the list below the picture.
    """
    left, top, wide, high = 44.0, 34.0, 640.0, 360.0
    bottom = top + high

    def x(percent: float) -> float:
        return left + wide * percent / 100

    def y(percent: float) -> float:
        return bottom - high * percent / 100

    shapes = [Shape("rect", left, top, wide, high, style="plot")]
    for percent in (0, 25, 50, 75, 100):
        shapes += [
            Shape("line", x(percent), top, x(percent), bottom, style="axis"),
            Shape("line", left, y(percent), left + wide, y(percent), style="axis"),
            Shape("text", x(percent), bottom + 15, text=str(percent), style="dim", anchor="middle"),
            Shape("text", left - 6, y(percent) + 4, text=str(percent), style="dim", anchor="end"),
        ]
    across = "important to us →"
    shapes.append(Shape("text", left + wide, bottom + 30, text=across, style="dim", anchor="end"))
    shapes.append(Shape("text", left, 10, text="↑ important to them", style="dim"))
    large = sorted(spots, key=lambda spot: -spot.size)  # small ones on top
    for spot in large:
        shapes += [
            Shape("line", x(spot.us_range[0]), y(spot.them), x(spot.us_range[1]), y(spot.them),
                  style="range"),
            Shape("line", x(spot.us), y(spot.them_range[0]), x(spot.us), y(spot.them_range[1]),
                  style="range"),
        ]  # fmt: skip
    for spot in large:
        mark, radius = (x(spot.us), y(spot.them)), _radius(spot)
        shapes.append(Shape("circle", *mark, r=radius, style="deal", text=spot.told))
    shapes += _numbers(large, x, y)
    words = tuple(Point(spot.told, mark=str(spot.number)) for spot in spots)
    return Picture(_WIDTH, int(bottom + 36), "The portfolio", tuple(shapes), words)


def _radius(spot: Spot) -> float:
    return 6 + 16 * spot.size


def _numbers(
    spots: Sequence[Spot], x: Callable[[float], float], y: Callable[[float], float]
) -> list[Shape]:
    """The marks' numbers: within the mark, or beside it where another's stands there already."""
    taken: list[tuple[float, float]] = []
    found: list[Shape] = []
    for spot in spots:
        at_x, at_y, off = x(spot.us), y(spot.them), _radius(spot) + 8
        ways = ((0, 0), (off, 0), (-off, 0), (0, -off), (0, off), (off, -off), (-off, off))
        free = (
            (at_x + dx, at_y + dy)
            for dx, dy in ways
            if all(abs(at_x + dx - tx) > 14 or abs(at_y + dy - ty) > 11 for tx, ty in taken)
        )
        place = next(free, (at_x, at_y))
        taken.append(place)
        found.append(
            Shape(
                "text",
                place[0],
                place[1] + 3.5,
                text=str(spot.number),
                style="small bare",
                anchor="middle",
            )
        )
    return found
