"""The scores: each comes with its parts, so that any of them can be asked why (method 6).

This is the face of the scoring; what others need of it is imported from here. A score is a
prompt for a conversation, never a forecast: there is no win probability and no single number.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

from oppman_tui.domain import milestones
from oppman_tui.domain.entities import Answer, Deal, Dossier, Risk
from oppman_tui.domain.milestones import Basis, MilestoneState
from oppman_tui.domain.plan.people import (
    Support,
    Warning,
    net_support,
    receptive_power,
    warnings,
    who,
)
from oppman_tui.domain.question_sets import BEST, Item, Score, score_answers, score_set, whole
from oppman_tui.domain.values.dates import plus
from oppman_tui.playbook.models import Playbook, Question, Theme

__all__ = [
    "DealScores",
    "FitGrade",
    "Item",
    "MilestoneState",
    "Score",
    "Support",
    "Warning",
    "WinRate",
    "answers_of",
    "net_support",
    "receptive_power",
    "score_answers",
    "score_deal",
    "score_set",
    "theme_with_answer",
    "velocity",
    "who",
    "win_rate",
]

FitGrade: TypeAlias = Literal["good", "check", "poor"]
_FIT_ANSWER: Mapping[FitGrade, int] = {"good": 2, "check": 1, "poor": 0}
_DEALT_WITH = frozenset(("acceptable", "in_hand"))
_CLAIMED_BELOW = 2
"""The grade of evidence from which a yes is more than claimed: the customer said so."""


@dataclass(frozen=True, slots=True)
class DealScores:
    """All that one deal comes to on one day. Mappings are in the playbook's order, and those of
    deals of which nothing is known are one and the same."""

    fit: Score
    fit_grade: FitGrade | None
    """None where no criterion is known, though the range 0–100 alone would say *check*."""
    fit_zeros: tuple[str, ...]
    """Keys of the criteria that are 0, to be named whatever the grade."""
    themes: Mapping[str, Score]
    due: frozenset[str]
    """Themes of the milestones to hold before leaving the present stage; of the first stage
    where the stage isn't known; none once the deal is won."""
    weakest: str | None
    """Of the themes that are due: the smallest low, then the smallest high, then the first."""
    importance_to_us: Score
    """The customer's criteria and the questions of what it is worth to us."""
    importance_to_them: Score
    support: Support | None
    """None where nobody is on the map."""
    receptive_power: float | None
    """Percent; None where no receptivity is known."""
    warnings: tuple[Warning, ...]
    milestones: Mapping[str, MilestoneState]


@dataclass(frozen=True, slots=True)
class _Blank:
    """The scores of a deal of which nothing is known: most imported ones, and most themes."""

    fit: Score
    answers: Mapping[str, Item]
    themes: Mapping[str, Score]
    computed: tuple[Question, ...]
    worth: tuple[str, ...]
    """Keys of the questions of what a deal is worth to us."""
    importance_to_us: Score
    nothing: Score
    """Of no question at all."""
    due: Mapping[str, frozenset[str]]
    """Stage key -> the themes that are due in it."""
    weakest: Mapping[frozenset[str], str | None]
    """Themes that are due -> the weakest of them."""
    receptive: frozenset[str]
    """Keys of the receptive modes."""
    milestones: milestones.Blank


def score_deal(dossier: Dossier, playbook: Playbook, today: date) -> DealScores:
    """Score one deal as it stands on `today`."""
    blank = _blank(playbook)
    fit = _fit(dossier, playbook)
    grade = _grade(fit, playbook)
    answers, themes = _answers(dossier, playbook, today, grade), blank.themes
    if answers is not blank.answers:
        themes = {theme.key: _theme(theme, answers, playbook) for theme in playbook.themes}
    due = blank.due.get(dossier.deal.stage or "", blank.due[playbook.stages[0].key])
    support = None
    if dossier.players:
        support = net_support((p.influence, p.relationship) for p in dossier.players)
    return DealScores(
        fit=fit,
        fit_grade=grade,
        fit_zeros=tuple(item.key for item in fit.parts if item.value == 0),
        themes=themes,
        due=due,
        weakest=blank.weakest[due] if themes is blank.themes else _weakest(themes, due),
        importance_to_us=_importance_to_us(fit, playbook, answers),
        importance_to_them=themes.get(playbook.importance_to_them) or blank.nothing,
        support=support,
        receptive_power=_receptive_power(dossier, blank.receptive),
        warnings=warnings(dossier, playbook, today),
        milestones=milestones.milestone_states(
            Basis(dossier, playbook, today, answers, themes, fit, support), blank.milestones
        ),
    )


def answers_of(dossier: Dossier, playbook: Playbook, today: date) -> Mapping[str, Item]:
    """Question key -> its answer as the scores count it, for every question of the playbook.

    Computed answers are among them. An answer whose question is retired is not.
    """
    return _answers(dossier, playbook, today, _grade(_fit(dossier, playbook), playbook))


def theme_with_answer(
    dossier: Dossier, playbook: Playbook, today: date, question_key: str, value: int | None
) -> Score:
    """The question's theme as it would be with this answer, given today with good evidence.

    Raises KeyError where the playbook asks no such question.
    """
    theme = playbook.theme_of(question_key)
    if theme is None:
        raise KeyError(question_key)
    answers = answers_of(dossier, playbook, today)
    given = replace(answers[question_key], value=value, stale=False, claimed=False)
    return _theme(theme, {**answers, question_key: given}, playbook)


def _blank(playbook: Playbook) -> _Blank:
    """Worked out once for each playbook."""
    found = playbook.memo.get(__name__)
    if not isinstance(found, _Blank):
        asked = [question for theme in playbook.themes for question in theme.questions]
        answers = {q.key: Item(q.key, None, q.weight, text=q.text) for q in asked}
        themes = {
            theme.key: score_set(answers[question.key] for question in theme.questions)
            for theme in playbook.themes
        }
        fit = score_set(Item(c.key, None, c.weight, text=c.text) for c in playbook.criteria)
        worth = tuple(q.key for q in asked if q.tag == playbook.value_tag)
        due = {
            stage.key: frozenset(m.theme for m in milestones.milestones_of(stage, playbook))
            for stage in playbook.stages
        }
        nobody = Dossier(Deal("", ""), date.min)
        found = playbook.memo[__name__] = _Blank(
            fit=fit,
            answers=answers,
            themes=themes,
            computed=tuple(question for question in asked if question.computed),
            worth=worth,
            importance_to_us=score_set((*fit.parts, *(answers[key] for key in worth))),
            nothing=score_set(()),
            due=due,
            weakest={keys: _weakest(themes, keys) for keys in due.values()},
            receptive=frozenset(mode.key for mode in playbook.receptivity if mode.receptive),
            milestones=milestones.Blank.of(
                Basis(nobody, playbook, date.min, answers, themes, fit, None)
            ),
        )
    return found


# -- the customer's fit ----------------------------------------------------------------------


def _fit(dossier: Dossier, playbook: Playbook) -> Score:
    blank = _blank(playbook).fit
    if not dossier.criteria:
        return blank
    values = {criterion.id: criterion.value for criterion in dossier.criteria}
    return score_set(_valued(item, values.get(item.key)) for item in blank.parts)


def _grade(fit: Score, playbook: Playbook) -> FitGrade | None:
    limits = playbook.thresholds.fit
    if fit.known == 0:
        return None
    if fit.low >= limits.good_low:
        return "good"
    return "poor" if fit.high < limits.poor_high else "check"


def _valued(item: Item, value: int | None) -> Item:
    """The item with that value, neither stale nor claimed."""
    return item if value is None else Item(item.key, value, item.weight, text=item.text)


def stale_from(dossier: Dossier, playbook: Playbook) -> Iterator[date]:
    """The day from which each answer is stale, where it has one: the scores change on it."""
    for answer in dossier.answers:
        theme = playbook.theme_of(answer.id)
        day = None if theme is None or answer.value is None else _stale_from(answer, theme)
        if day is not None:
            yield day


# -- the assessment --------------------------------------------------------------------------


def _answers(
    dossier: Dossier, playbook: Playbook, today: date, grade: FitGrade | None
) -> Mapping[str, Item]:
    blank = _blank(playbook)
    if not (dossier.answers or dossier.risks or grade):
        return blank.answers
    items = dict(blank.answers)
    for answer in dossier.answers:
        theme, item = playbook.theme_of(answer.id), blank.answers.get(answer.id)
        if theme is None or item is None or answer.value is None:
            continue
        stale = _is_stale(answer, theme, today)
        claimed = answer.value == BEST and (answer.grade or 0) < _CLAIMED_BELOW
        items[item.key] = Item(item.key, answer.value, item.weight, stale, claimed, item.text)
    for question in blank.computed:
        item = blank.answers[question.key]
        if question.computed == "fit":
            items[item.key] = _valued(item, None if grade is None else _FIT_ANSWER[grade])
        elif dossier.risks:
            items[item.key] = _valued(item, _risks(dossier.risks))
    return items


def _is_stale(answer: Answer, theme: Theme, today: date) -> bool:
    """From the day that is `stale_days` after the evidence; 0 days is never.

    Without an evidence date its age isn't known, and not held against it.
    """
    day = _stale_from(answer, theme)
    return day is not None and today >= day


def _stale_from(answer: Answer, theme: Theme) -> date | None:
    if answer.evidence_date is None or theme.stale_days == 0:
        return None
    return plus(answer.evidence_date, theme.stale_days)


def _risks(risks: Iterable[Risk]) -> int | None:
    """The answer to *is each one acceptable or in hand?*: 2 each, 1 some, 0 none of them.

    One that is not acceptable is a 0 whatever the others are. Where a state isn't known the
    answer isn't either, unless it is a 0 or 1 all the same.
    """
    states = {risk.state for risk in risks}
    if "not_acceptable" in states:
        return 0
    if states & _DEALT_WITH and "open" in states:
        return 1
    if None in states:
        return None
    return 0 if "open" in states else 2


def _theme(theme: Theme, answers: Mapping[str, Item], playbook: Playbook) -> Score:
    blank = _blank(playbook)
    items = [answers[question.key] for question in theme.questions]
    if all(item is blank.answers[item.key] for item in items):
        return blank.themes[theme.key]
    return score_set(items)


def _importance_to_us(fit: Score, playbook: Playbook, answers: Mapping[str, Item]) -> Score:
    blank = _blank(playbook)
    if fit is blank.fit and answers is blank.answers:
        return blank.importance_to_us
    return score_set((*fit.parts, *(answers[key] for key in blank.worth)))


def _receptive_power(dossier: Dossier, receptive: Collection[str]) -> float | None:
    return receptive_power(((p.influence, p.receptivity) for p in dossier.players), receptive)


def _weakest(themes: Mapping[str, Score], due: frozenset[str]) -> str | None:
    of_due = [key for key in themes if key in due]
    return min(of_due, key=lambda key: (themes[key].low, themes[key].high), default=None)


# -- won and lost ----------------------------------------------------------------------------

_Z_95 = 1.959963984540054
"""The normal distribution's 97.5 % quantile."""


@dataclass(frozen=True, slots=True)
class WinRate:
    """Deals won of those closed, with the Wilson 95 % interval in percent."""

    won: int
    closed: int
    low: float
    high: float

    def text(self) -> str:
        """`12 of 20 won, 39–78 %`."""
        return f"{self.won} of {self.closed} won, {whole(self.low)}–{whole(self.high)} %"


def win_rate(won: int, closed: int, minimum: int = 20) -> WinRate | None:
    """The win rate; None with fewer than `minimum` deals closed, which say too little.

    Raises ValueError unless 0 <= won <= closed.
    """
    if not 0 <= won <= closed:
        raise ValueError(f"{won} won of {closed} closed can't be")
    if closed < max(1, minimum):
        return None
    share, z2 = won / closed, _Z_95 * _Z_95
    centre = share + z2 / (2 * closed)
    half = _Z_95 * math.sqrt(share * (1 - share) / closed + z2 / (4 * closed * closed))
    scale = 100 / (1 + z2 / closed)
    low, high = scale * (centre - half), scale * (centre + half)
    # At the ends the interval reaches 0 or 100 exactly; the sums miss it by a rounding.
    return WinRate(won, closed, 0.0 if won == 0 else low, 100.0 if won == closed else high)


def velocity(
    open_deals: int, rate: WinRate | None, mean_value: float | None, median_days: float | None
) -> float | None:
    """What the open deals bring a day, in the unit of `mean_value`.

    Open deals × win rate × mean value / median days to win; None where one isn't known, or
    the days are 0.
    """
    if rate is None or mean_value is None or not median_days:
        return None
    share = Fraction(rate.won, rate.closed)
    return float(open_deals * share) * mean_value / median_days
