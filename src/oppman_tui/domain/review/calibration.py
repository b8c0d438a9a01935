"""Calibration: what the reviews of closed deals said, against what came (method 6).

A finished review never changes, so closing a deal freezes what its reviews said: their
snapshots are read, nothing more is stored. Each deal counts once for all that a review of it
said alike, so that a deal reviewed every week weighs no more than others. Whose deals they
were is not asked: this is about judgement, and ranks nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from oppman_tui.domain.entities import Dossier, Review
from oppman_tui.domain.scoring import WinRate, win_rate
from oppman_tui.playbook.models import Milestone, Playbook

_AWAY = ((30, "a close date within 30 days"), (90, "a close date 31 to 90 days away"))
_FURTHER = "a close date more than 90 days away"
_LOW = 60.0
_NOT_KNOWN = "not known"
"""Of a question that nobody ever answered nothing is told."""
_ENDED_IT = "abandon"
"""A decision that closes the deal foretells nothing."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one review said. What it didn't say, or not as we write it, is None or left out."""

    review: Review
    close_date: date | None
    weakest: str | None
    ranges: Mapping[str, tuple[float, float]]
    """Theme key -> low and high, as they were."""
    answers: Mapping[str, int]
    """Question key -> 0, 1 or 2; questions not known then are left out, and all of them in
    reviews that kept no answers."""


@dataclass(frozen=True, slots=True)
class Came:
    """A closed deal, and what its reviews had said before, oldest first."""

    deal: str
    name: str
    closed_as: str
    closed_on: date | None
    told: tuple[Told, ...]

    @property
    def won(self) -> bool:
        return self.closed_as == "won"

    def late(self, told: Told) -> int | None:
        """Days by which it was closed later than the review had it; below 0 is earlier."""
        if told.close_date is None or self.closed_on is None:
            return None
        return (self.closed_on - told.close_date).days


@dataclass(frozen=True, slots=True)
class Statement:
    """“When we said …”: of how many deals that was said, and of how many it came so."""

    said: str
    came: str
    """What is counted: `won`, or `won by that day`."""
    rate: WinRate
    deals: tuple[str, ...]
    """Ids of the deals it was said of."""

    def text(self) -> str:
        """`12 of 20 won, 39–78 %`."""
        return self.rate.text().replace("won", self.came, 1)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that reviews speak of, and all that was said of it."""

    name: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """All of it. `unreviewed` closed deals had no review, and so foretold nothing."""

    closed: tuple[Came, ...]
    """Those with a review, the last closed first."""
    unreviewed: int
    questions: tuple[Question, ...]


def came_of(dossier: Dossier) -> Came | None:
    """What was said of a closed deal before; None where it is open or was never reviewed."""
    deal = dossier.deal
    if deal.closed_as is None:
        return None
    before = [r for r in dossier.reviews if deal.closed_on is None or r.held_on <= deal.closed_on]
    told = tuple(_told(r) for r in sorted(before, key=lambda r: (r.held_on, r.id)))
    return Came(deal.id, deal.name, deal.closed_as, deal.closed_on, told) if told else None


def calibrate(closed: Sequence[Came], unreviewed: int, playbook: Playbook) -> Calibration:
    """What the reviews of these deals said, against what came of them."""
    latest_first = sorted(closed, key=lambda c: (c.closed_on or date.min, c.deal), reverse=True)
    found = [
        Question(name, tuple(_counted(said, latest_first)))
        for name, said in _questions(playbook)
    ]
    asked = tuple(q for q in found if any(s.said != _NOT_KNOWN for s in q.statements))
    return Calibration(tuple(latest_first), unreviewed, asked)


# -- what can be said ------------------------------------------------------------------------

_Says = Callable[[Told], bool]
_Comes = Callable[[Came, Told], bool]


@dataclass(frozen=True, slots=True)
class _Saying:
    words: str
    says: _Says
    came: str = "won"
    comes: _Comes = lambda came, _: came.won


def _is(what: Callable[[Told], object], value: object) -> _Says:
    """That it is this value; of a loop's variable the one it has now."""
    return lambda told: what(told) == value


def _questions(playbook: Playbook) -> Iterator[tuple[str, list[_Saying]]]:
    decisions = [d for d in playbook.decisions if d.key != _ENDED_IT]
    yield "The decision", [
        _Saying(decision.name, _is(lambda told: told.review.decision, decision.key))
        for decision in decisions
    ]
    yield "The close date", list(_dates())
    yield "The weakest theme", [
        _Saying(theme.name, _is(lambda told: told.weakest, theme.key)) for theme in playbook.themes
    ]
    limits = {m.theme: m for m in reversed(playbook.milestones)}
    for theme in playbook.themes:
        yield theme.name, list(_ranges(theme.key, limits.get(theme.key)))
    for theme in playbook.themes:
        for question in theme.questions:
            yield question.text, list(_answers(question.key, playbook))


def _dates() -> Iterator[_Saying]:
    def within(told: Told, least: int, most: int | None) -> bool:
        if told.close_date is None:
            return False
        away = (told.close_date - told.review.held_on).days
        return least <= away and (most is None or away <= most)

    def by_then(came: Came, told: Told) -> bool:
        late = came.late(told)
        return came.won and late is not None and late <= 0

    least = 0
    for most, words in _AWAY:
        says = partial(within, least=least, most=most)
        yield _Saying(words, says, "won by then", by_then)
        least = most + 1
    yield _Saying(_FURTHER, partial(within, least=least, most=None), "won by then", by_then)


def _ranges(theme: str, milestone: Milestone | None) -> Iterator[_Saying]:
    limit = milestone.low if milestone else _LOW

    def low(told: Told) -> float | None:
        return told.ranges[theme][0] if theme in told.ranges else None

    def high(told: Told) -> float | None:
        return told.ranges[theme][1] if theme in told.ranges else None

    def is_held(told: Told) -> bool:
        found = low(told)
        return found is not None and found >= limit

    def is_not(told: Told) -> bool:
        found = high(told)
        return found is not None and found < limit

    yield _Saying(f"{limit:g} or more, whatever we didn't know", is_held)
    yield _Saying(
        f"below or above {limit:g}, by what we didn't know",
        lambda told: theme in told.ranges and not is_held(told) and not is_not(told),
    )
    yield _Saying(f"below {limit:g}, whatever we didn't know", is_not)


def _answers(question: str, playbook: Playbook) -> Iterator[_Saying]:
    for point in playbook.answers:
        yield _Saying(point.name, _is(lambda told: told.answers.get(question), point.value))
    yield _Saying(_NOT_KNOWN, lambda told: bool(told.answers) and question not in told.answers)


def _counted(sayings: Iterable[_Saying], closed: Sequence[Came]) -> Iterator[Statement]:
    """Each with its counts; those that nobody said are left out. Of a deal of which it was said
    several times, the last time counts."""
    for saying in sayings:
        said = [(came, [t for t in came.told if saying.says(t)]) for came in closed]
        of = [(came, told[-1]) for came, told in said if told]
        rate = win_rate(sum(saying.comes(came, told) for came, told in of), len(of), 1)
        if rate is not None:
            yield Statement(saying.words, saying.came, rate, tuple(c.deal for c, _ in of))


# -- a review's snapshot; a merge can bring one of any shape ---------------------------------


def _told(review: Review) -> Told:
    facts = review.snapshot
    themes, answers = facts.get("themes"), facts.get("answers")
    weakest = facts.get("weakest")
    return Told(
        review,
        _day(facts.get("close_date")),
        weakest if isinstance(weakest, str) else None,
        dict(_spans(themes if isinstance(themes, Mapping) else {})),
        {
            str(key): value
            for key, value in (answers if isinstance(answers, Mapping) else {}).items()
            if isinstance(value, int)
        },
    )


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def _spans(themes: Mapping[str, Any]) -> Iterator[tuple[str, tuple[float, float]]]:
    for key, ends in themes.items():
        match ends:
            case [int() | float() as low, _, int() | float() as high] if 0 <= low <= high <= 100:
                yield str(key), (float(low), float(high))
