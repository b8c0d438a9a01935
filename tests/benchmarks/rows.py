"""A measured thing beside its goal."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from statistics import median


@dataclass(frozen=True, slots=True)
class Row:
    """`goal` is the most that `ratio` may be, or `ours` where there is no reference."""

    name: str
    ours: float
    unit: str
    goal: float
    reference: float | None = None
    against: str = ""

    @property
    def ratio(self) -> float | None:
        return self.ours / self.reference if self.reference else None

    @property
    def is_met(self) -> bool:
        return (self.ours if self.ratio is None else self.ratio) <= self.goal

    def __str__(self) -> str:
        ours, against, ratio, goal, met = f"{self.ours:,.4g} {self.unit}", "", "", "", ""
        if self.reference:
            against = f"{self.reference:,.4g} ({self.against})"
            ratio = f"{self.ratio:.2f}"
        if self.goal < inf:
            goal = f"≤ {self.goal:g}" + (" x" if self.reference else f" {self.unit}")
            met = "yes" if self.is_met else "**no**"
        return f"| {self.name} | {ours} | {against} | {ratio} | {goal} | {met} |"


HEAD = "| what | ours | reference | ratio | goal | met |\n|---|---:|---:|---:|---:|---|"


def middle(found: list[float]) -> float:
    return median(found)
