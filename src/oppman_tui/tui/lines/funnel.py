"""How the funnel is written: rows of figures, each of which leads to its deals (method 7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rich.text import Text

from oppman_tui.domain.review.funnel import WINDOWS, Figure, Funnel, StageFigures
from oppman_tui.domain.values import money
from oppman_tui.domain.values.dates import show_date
from oppman_tui.domain.values.money import Rates
from oppman_tui.playbook.models import Playbook
from oppman_tui.tui.looks import Looks, column
from oppman_tui.tui.marks import spelt

_LABEL = 19
_STAGE = (5, 8, 7, 7, 7, 7, 8)
"""Cells of a stage's columns: open, value, in and out over each window, median days."""
_PAIR = (18, 18)
_BAR = 32
"""Cells of the longest bar."""


@dataclass(frozen=True, slots=True)
class Told:
    """One figure: how it is written, what it counts in words, and how it comes about."""

    text: str
    means: str
    figure: Figure | None = None
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A line of figures, each so many cells wide; a heading has none to stand on."""

    label: str
    told: tuple[Told, ...] = ()
    widths: tuple[int, ...] = ()
    bar: float | None = None
    """Share of the longest bar, 0 to 1."""
    heading: bool = False


class Drawing:
    """The funnel of some deals, in words."""

    def __init__(self, found: Funnel, playbook: Playbook, rates: Rates, looks: Looks) -> None:
        self._found, self._playbook = found, playbook
        self._rates, self._looks = rates, looks

    def rows(self, by_owner: Mapping[str, Figure]) -> list[FigureRow]:
        return [
            *self._shape(),
            FigureRow(""),
            *self._moves(),
            FigureRow(""),
            *self._speed(),
            *self._owners(by_owner),
        ]

    def value(self, figure: Figure) -> str:
        if not figure.count:
            return ""
        amount = spelt(money.show_short(figure.value, self._rates.base), self._looks.marks)
        return self._looks.amount(amount)

    # -- parts -------------------------------------------------------------------------

    def _shape(self) -> Iterator[FigureRow]:
        windows = [f"{way} {days}" for days in WINDOWS for way in ("In", "Out")]
        heads = ("Open", "Value", *windows, "Median")
        yield FigureRow("Stage", tuple(Told(h, "") for h in heads), _STAGE, heading=True)
        most = max((s.open.value for s in self._found.stages), default=0)
        for stage in self._found.stages:
            share = stage.open.value / most if most else 0.0
            name = self._stage(stage)
            yield FigureRow(name, tuple(self._of_stage(stage, name)), _STAGE, share)

    def _stage(self, stage: StageFigures) -> str:
        known = self._playbook.stage(stage.key)
        return known.name if known else "Stage not known"

    def _of_stage(self, stage: StageFigures, name: str) -> Iterator[Told]:
        yield self._count(stage.open, f"open in {name}")
        yield Told(self.value(stage.open), f"worth of the open deals in {name}", stage.open)
        for days in WINDOWS:
            for way, figures in (("moved into", stage.entered), ("left", stage.left)):
                yield self._count(figures[days], f"{way} {name} in the last {days} days")
        median = f"{stage.median_days:g} d" if stage.median_days is not None else ""
        why = f"the median of the {stage.passed} won deals that passed it"
        yield Told(median, f"days in {name}", None, (why,))

    def _moves(self) -> Iterator[FigureRow]:
        heads = tuple(Told(f"last {days} days", "") for days in WINDOWS)
        yield FigureRow("Moves", heads, _PAIR, heading=True)
        for label, name, means in (
            ("Moved on", "forward", "open, and further on than"),
            ("Moved back", "backward", "open, and further back than"),
            ("Stood still", "still", "open, and in the same stage as"),
            ("Won", "won", "won within"),
            ("Lost", "lost", "lost within"),
            ("Abandoned", "abandoned", "abandoned within"),
            ("Slipped", "slipped", "open, their close date pushed out within"),
        ):
            told = []
            for moves in self._found.moves:
                figure: Figure = getattr(moves, name)
                ago = " ago" if means.endswith(("than", "as")) else ""
                words = f"{means} {moves.days} days{ago}"
                told.append(Told(self._both(figure), words, figure))
            yield FigureRow(label, tuple(told), _PAIR)

    def _speed(self) -> Iterator[FigureRow]:
        found, base = self._found, self._rates.base
        rate = found.rate.text() if found.rate else f"not said before {found.needed} are closed"
        yield self._line("Win rate", rate, "closed deals", found.closed, found.why_rate())
        days = "not known" if found.median_days is None else f"{found.median_days:g} days"
        why = [f"from created to won, the median of {found.timed} won deals that say both days"]
        yield self._line("Median time to win", days, "won deals", found.won, why)
        speed = "not known"
        if found.velocity is not None:
            speed = f"{money.show_short(round(found.velocity), base)} a day"
        speed = self._looks.amount(spelt(speed, self._looks.marks))
        yield self._line("Velocity", speed, "open deals", found.open, found.why_velocity(base))
        hold = found.on_hold
        yield self._line("On hold", self._both(hold), "on hold; not in the other figures", hold)

    def _owners(self, by_owner: Mapping[str, Figure]) -> Iterator[FigureRow]:
        if len(by_owner) < 2:
            return
        yield FigureRow("")
        yield FigureRow("By owner", (Told("open", ""),), _PAIR[:1], heading=True)
        most = max((figure.value for figure in by_owner.values()), default=0)
        for owner, figure in by_owner.items():
            name = owner or "nobody"
            told = Told(self._both(figure), f"open deals of {name}", figure)
            yield FigureRow(name, (told,), _PAIR[:1], figure.value / most if most else 0.0)

    def _line(
        self, label: str, text: str, means: str, figure: Figure, why: Sequence[str] = ()
    ) -> FigureRow:
        return FigureRow(label, (Told(text, means, figure, tuple(why)),), (50,))

    def _count(self, figure: Figure, means: str) -> Told:
        return Told(str(figure.count) if figure.count else self._looks.marks.unknown, means, figure)

    def _both(self, figure: Figure) -> str:
        if not figure.count:
            return self._looks.marks.unknown
        return f"{figure.count} · {self.value(figure)}"

    # -- why ---------------------------------------------------------------------------

    def why(self, row: FigureRow, told: Told) -> list[Text]:
        """What a figure counts, what it comes to, how it comes about."""
        lines = [Text(f"{told.means}")] if told.means else []
        if told.figure is not None:
            figure = told.figure
            lines.append(Text(f"  {figure.count} deals, {self.value(figure) or 'no value'}"))
            if figure.unvalued:
                outside = f"  {figure.unvalued} without a value or a rate stand outside the value"
                lines.append(Text(outside, self._looks.ink.dim))
        return lines + [Text(f"  {line}") for line in told.why]


def draw(row: FigureRow, at: int | None, width: int, looks: Looks) -> Text:
    """A line; the figure at place `at` is the one that the cursor stands on."""
    ink, marks = looks.ink, looks.marks
    line = column(row.label, min(_LABEL, width // 3), marks)
    line.no_wrap = True
    if row.heading:
        line.stylize(ink.dim)
    for place, (told, wide) in enumerate(zip(row.told, row.widths, strict=True)):
        wide = min(wide, max(4, width - line.cell_len))
        cell = column(told.text, wide, marks, right=wide < 50)
        start = len(cell.plain) - len(cell.plain.lstrip()) if wide < 50 else 0
        style = ink.dim if row.heading else ink.accent if place == at else ink.text
        cell.stylize(style)
        if place == at and not marks.linear:
            cell.stylize("underline", start, len(cell.plain.rstrip()))
        line.append_text(cell)
    room = min(_BAR, width - line.cell_len - 3)
    if row.bar is not None and room >= 6 and not marks.linear:
        line.append("  ").append(marks.solid * round(room * row.bar), ink.dim)
    return line


def head(
    called: str, found: Funnel, drawing: Drawing, today: date, width: int, looks: Looks
) -> Text:
    """Whose funnel, how much is open, the day."""
    ink = looks.ink
    left = Text.assemble((f"Funnel · {called}", ink.strong))
    told = f"{found.open.count} open · {drawing.value(found.open) or 'no value'}"
    if found.open.unvalued:
        told += f" (+{found.open.unvalued} not valued)"
    right = Text.assemble((told, ink.text), (f"   {show_date(today, today)} {today.year}", ink.dim))
    left.truncate(max(0, width - right.cell_len - 2), overflow="ellipsis")
    left.pad_right(width - left.cell_len - right.cell_len)
    return left.append_text(right)
