"""A set of questions and what it comes to: a point, its knowledge, its range (method 6).

Answers are None (not known), 0, 1 or 2; not known is never a 0. Sums are kept as whole numbers
or fractions to the last step, so that a figure is compared as it is, not as it was rounded.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

Exact: TypeAlias = int | Fraction
Answers: TypeAlias = Iterable[int | None] | Mapping[str, int | None]
Weights: TypeAlias = Iterable[float] | Mapping[str, float]
BEST = 2
"""The highest answer."""


@dataclass(frozen=True, slots=True)
class Item:
    """One answer as a score counts it.

    `claimed` and `stale` say nothing of a question not known, `claimed` nothing but of a yes.
    """

    key: str
    value: int | None
    weight: float = 1
    stale: bool = False
    """Its evidence is too old: not known in low and high, known in everything else."""
    claimed: bool = False
    """A yes without evidence from the customer: counts as 1 in low."""
    text: str = ""

    @property
    def is_claimed(self) -> bool:
        return self.claimed and self.value == BEST

    @property
    def is_stale(self) -> bool:
        return self.stale and self.value is not None

    @property
    def fresh(self) -> Item:
        """The same with its staleness left out of account."""
        return Item(self.key, self.value, self.weight, False, self.claimed, self.text)

    @property
    def at_worst(self) -> int:
        """What it adds to low, before its weight."""
        if self.value is None or self.stale:
            return 0
        return 1 if self.is_claimed else self.value

    @property
    def at_best(self) -> int:
        """What it adds to high, before its weight."""
        return BEST if self.value is None or self.stale else self.value


@dataclass(frozen=True, slots=True)
class Score:
    """What a question set comes to. `point`, `low` and `high` are percents, not rounded."""

    point: float | None
    """Of the known answers alone; None where none is known."""
    low: float
    """As if everything not known or stale were 0, and a claimed yes 1."""
    high: float
    """As if everything not known or stale were 2."""
    known: int
    total: int
    knowledge: float
    """The share of the weights that is known, 0 to 1; stale answers are known."""
    stale: int = 0
    claimed: int = 0
    parts: tuple[Item, ...] = ()

    def text(self) -> str:
        """`67 · knows 6 of 7 · 57–71`, in whole percents, halves rounded up."""
        point = "not known" if self.point is None else str(whole(self.point))
        return f"{point} · knows {self.known} of {self.total} · {self.range_text()}"

    def range_text(self) -> str:
        """`57–71`."""
        return f"{whole(self.low)}–{whole(self.high)}"

    def why(self) -> list[str]:
        """The arithmetic of the point, low and high, then a line for each item."""
        if not self.parts:
            return ["point: not known, there is no question", "low 0, high 100"]
        known = [(item, item.value) for item in self.parts if item.value is not None]
        worst = [(item, item.at_worst) for item in self.parts]
        best = [(item, item.at_best) for item in self.parts]
        lines = [
            f"point: {_sum(known, self.point)}" if known else "point: not known, no answer is",
            f"low: {_sum(worst, self.low)}",
            f"high: {_sum(best, self.high)}",
        ]
        return lines + [_item_line(item) for item in self.parts]


def score_answers(answers: Answers, weights: Weights | None = None) -> Score:
    """The score of bare answers, weighted 1 each unless `weights` says otherwise.

    Both are any iterable, the weights as many as the answers and in their order. Answers may
    also be named, by a mapping; weights by name then need name only those that aren't 1.

    Raises ValueError where an answer is none of None, 0, 1, 2, a weight isn't a number above 0,
    or there are not as many weights as answers, or one names no answer.
    """
    named: Mapping[str, int | None] = answers if isinstance(answers, Mapping) else {}
    given: list[Any] = list(named.values() if named else answers)
    names = list(named) or [str(n) for n in range(1, len(given) + 1)]
    if isinstance(weights, Mapping):
        if lost := [name for name in weights if name not in named]:
            raise ValueError(f"no answer named {lost[0]!r} for its weight")
        weights = [weights.get(name, 1) for name in names]
    weighed = [1] * len(given) if weights is None else list(weights)
    if len(weighed) != len(given):
        raise ValueError(f"{len(weighed)} weights for {len(given)} answers")
    return score_set(map(Item, names, given, weighed))


def score_set(items: Iterable[Item]) -> Score:
    """The score of `items`; an empty set is not known, 0 to 100. Raises as `score_answers`."""
    parts = tuple(items)
    total: Exact = 0
    known: Exact = 0
    points: Exact = 0
    worst: Exact = 0
    best: Exact = 0
    count = stale = claimed = 0
    for item in parts:
        weight, value = 1 if item.weight == 1 else _weight(item.weight), item.value
        total += weight
        if value is None:
            best += weight * BEST
            continue
        if type(value) is not int or not 0 <= value <= BEST:
            raise ValueError(f"{item.key}: {value!r} is not an answer; None, 0, 1 or 2 is")
        known += weight
        points += weight * value
        count += 1
        if item.stale or item.claimed:
            stale += item.stale
            claimed += item.is_claimed
            worst += weight * item.at_worst
            best += weight * item.at_best
        else:
            worst += weight * value
            best += weight * value
    return Score(
        point=percent(points, known * BEST) if known else None,
        low=percent(worst, total * BEST) if total else 0.0,
        high=percent(best, total * BEST) if total else 100.0,
        known=count,
        total=len(parts),
        knowledge=float(known / total) if total else 0.0,
        stale=stale,
        claimed=claimed,
        parts=parts,
    )


def percent(part: Exact, of: Exact) -> float:
    """100 `part` / `of`, rounded once, to the nearest float."""
    return float(100 * part / of)


def whole(number: float) -> int:
    """Halves go up, for negative numbers too: 57.5 is 58, −10.5 is −10."""
    return math.floor(number + 0.5)


def tenths(number: float) -> str:
    """With one decimal, halves up, and none where it is 0: `66.7`, `60`."""
    return f"{math.floor(number * 10 + 0.5) / 10:g}"


def _weight(weight: float) -> Exact:
    """The weight as it is written: 1.1 is eleven tenths."""
    if type(weight) is int and weight > 0:
        return weight
    if type(weight) is not float or not math.isfinite(weight) or weight <= 0:
        raise ValueError(f"{weight!r} is not a weight; a number above 0 is")
    return int(weight) if weight.is_integer() else Fraction(str(weight))


def _sum(terms: Sequence[tuple[Item, int]], result: float | None) -> str:
    """`(2+1+1) of 6 = 66.7`, a weight other than 1 beside its answer: `(2×3+1) of 8`."""
    plain = [f"{v}" if i.weight == 1 else f"{v}×{i.weight:g}" for i, v in terms]
    of = BEST * sum(_weight(item.weight) for item, _ in terms)
    return f"({'+'.join(plain)}) of {float(of):g} = {tenths(result or 0.0)}"


def _item_line(item: Item) -> str:
    notes = [] if item.weight == 1 else [f"weight {item.weight:g}"]
    if item.is_stale:
        notes.append("stale: 0 in low, 2 in high")
    if item.is_claimed:
        notes.append("claimed" if item.is_stale else "claimed: 1 in low")
    value = "not known" if item.value is None else str(item.value)
    return f"{value}: {item.text or item.key}" + (f" ({'; '.join(notes)})" if notes else "")
