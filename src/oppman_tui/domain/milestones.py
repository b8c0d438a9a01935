"""Is this deal real? The milestones, each held, not held or not known (method 1 and 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, NamedTuple

from oppman_tui.domain.entities import Dossier, Override, Risk
from oppman_tui.domain.plan.people import Support, decision_makers, net_support, who
from oppman_tui.domain.question_sets import Item, Score, score_set, tenths
from oppman_tui.domain.values.dates import show_date
from oppman_tui.domain.values.text import clean_line
from oppman_tui.playbook.models import Milestone, Playbook, Stage, Theme

State = Literal["held", "not_held", "not_known"]
STATES = {"held": "held", "not_held": "not held", "not_known": "not known"}
"""Each state in words."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One of those that make a milestone hold. Its words are put together when asked for."""

    holds: bool | None
    """None where it isn't known."""
    words: Callable[[], str] = field(compare=False)
    of_answers: bool = False
    """Where it doesn't hold, answers not given or given as no tell so."""


@dataclass(frozen=True, slots=True)
class MilestoneState:
    """Whether a milestone holds, and why."""

    state: State
    overruled: bool = False
    """A person said so, with a reason, whatever the conditions say."""
    stale: int = 0
    """Stale answers among those that count; they are left out of account ("held, 2 stale")."""
    conditions: tuple[Condition, ...] = ()
    """Those known to be false, those not known, those that hold. Where it is overruled, the
    person's word comes before them."""
    beyond_answers: bool = False
    """A condition doesn't hold that no answer to a question or criterion would tell of."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """The conditions in words."""
        return tuple(condition.words() for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class Basis:
    """What the conditions are read from, computed once."""

    dossier: Dossier
    playbook: Playbook
    today: date
    answers: Mapping[str, Item]
    themes: Mapping[str, Score]
    fit: Score
    support: Support | None


def milestone_states(basis: Basis, blank: Blank) -> Mapping[str, MilestoneState]:
    """Milestone key -> its state, in the playbook's order; `blank`'s for those of which nothing
    is known that they ask for."""
    overrides = {override.id: override for override in basis.dossier.overrides}
    known = _Known.of(basis, blank.basis)
    states = blank.states if basis.support is None else blank.of_names
    if not (overrides or any(known) or basis.themes is not blank.basis.themes):
        return states
    return {
        milestone.key: _state(milestone, basis, overrides.get(milestone.key))
        if milestone.key in overrides or known.bears_on(milestone, basis, blank.basis)
        else states[milestone.key]
        for milestone in basis.playbook.milestones
    }


@dataclass(frozen=True, slots=True)
class Blank:
    """What the milestones of a deal come to of which nothing is known."""

    basis: Basis
    states: Mapping[str, MilestoneState]
    of_names: Mapping[str, MilestoneState]
    """Where there are players of whom no more than the name is known."""

    @classmethod
    def of(cls, basis: Basis) -> Blank:
        milestones = basis.playbook.milestones
        names = replace(basis, support=net_support(()))
        return cls(
            basis,
            {each.key: _state(each, basis, None) for each in milestones},
            {each.key: _state(each, names, None) for each in milestones},
        )


class _Known(NamedTuple):
    """Of which of the things that milestones ask for anything is known, beside the answers."""

    fit: bool
    support: bool
    decision_maker: bool
    step: bool
    risks: bool

    @classmethod
    def of(cls, basis: Basis, blank: Basis) -> _Known:
        dossier = basis.dossier
        return cls(
            basis.fit is not blank.fit,
            basis.support is not None and bool(basis.support.parts),
            bool(dossier.players and decision_makers(dossier, basis.playbook)),
            dossier.deal.next_step_agreed is False or bool(agreed_steps(dossier)),
            bool(dossier.risks),
        )

    def bears_on(self, milestone: Milestone, basis: Basis, blank: Basis) -> bool:
        # Scores of which nothing is known are the very ones of `blank`.
        return (
            basis.themes.get(milestone.theme) is not blank.themes.get(milestone.theme)
            or (self.fit and milestone.fit_not_poor)
            or (self.support and milestone.support_above is not None)
            or (self.decision_maker and milestone.decision_maker_at_least is not None)
            or (self.step and milestone.dated_next_step)
            or (self.risks and milestone.no_unacceptable_risk)
        )


def coming_milestones(dossier: Dossier, playbook: Playbook) -> tuple[Milestone, ...]:
    """What to hold before leaving the present stage; the first stage where it isn't known."""
    return milestones_of(playbook.stage(dossier.deal.stage) or playbook.stages[0], playbook)


def milestones_of(stage: Stage, playbook: Playbook) -> tuple[Milestone, ...]:
    """What to hold before leaving the stage."""
    found = (playbook.milestone(key) for key in stage.milestones)
    return tuple(milestone for milestone in found if milestone is not None)


def counted_questions(milestone: Milestone, playbook: Playbook) -> tuple[str, ...]:
    """Keys of the questions whose answers count for `milestone`."""
    theme = playbook.theme(milestone.theme)
    return tuple(
        q.key
        for q in (theme.questions if theme else ())
        if milestone.tag is None or q.tag == milestone.tag
    )


def agreed_steps(dossier: Dossier) -> list[date]:
    """Dates of the steps agreed with the customer: the next step, and open agreed actions."""
    deal = dossier.deal
    dates = [a.due for a in dossier.actions if a.is_open and a.agreed and a.due]
    if deal.next_step_agreed and deal.next_step_date:
        dates.append(deal.next_step_date)
    return sorted(dates)


def _state(milestone: Milestone, basis: Basis, override: Override | None) -> MilestoneState:
    stale, by_score = _score(milestone, basis)
    found = [by_score, *_others(milestone, basis)]
    # Within a state the questions' figure comes last: the others say more.
    found.sort(key=lambda c: (_ORDER[c.holds], c.of_answers))
    state, overruled = _STATES[found[0].holds], override is not None
    beyond = any(c.holds is not True and not c.of_answers for c in found)
    if override is not None:
        reason = clean_line(override.override_reason or "") or "no reason was given"
        state = "held" if override.holds else "not_held"
        found.insert(0, Condition(override.holds, lambda: f"overruled: {reason}"))
    return MilestoneState(state, overruled, stale, tuple(found), beyond)


_STATES: Mapping[bool | None, State] = {False: "not_held", None: "not_known", True: "held"}
_ORDER: Mapping[bool | None, int] = {False: 0, None: 1, True: 2}


def _score(milestone: Milestone, basis: Basis) -> tuple[int, Condition]:
    """How many of the answers that count are stale, and what they come to.

    The theme's low must reach the limit; it can't where its high doesn't.
    """
    score, stale = basis.themes.get(milestone.theme), 0
    if score is None or score.stale or milestone.tag:
        items = [basis.answers[key] for key in counted_questions(milestone, basis.playbook)]
        stale = sum(item.is_stale for item in items)
        score = score_set(i.fresh if i.stale else i for i in items)
    return stale, _reached(milestone, score, basis.playbook.theme(milestone.theme))


def _reached(milestone: Milestone, score: Score, theme: Theme | None) -> Condition:
    limit = milestone.low

    def words() -> str:
        name = theme.name if theme else milestone.theme
        name += f", its {milestone.tag} questions" if milestone.tag else ""
        if score.high < limit:
            return f"{name}: high is {tenths(score.high)}, {limit:g} can't be reached"
        return f"{name}: low is {tenths(score.low)}, {limit:g} needed"

    if score.high < limit:
        return Condition(False, words, True)
    return Condition(True if score.low >= limit else None, words, True)


def _others(milestone: Milestone, basis: Basis) -> Iterable[Condition]:
    if milestone.fit_not_poor:
        yield _fit(basis)
    if milestone.support_above is not None:
        yield _support(basis.support, milestone.support_above)
    if milestone.decision_maker_at_least is not None:
        yield _decision_maker(basis, milestone.decision_maker_at_least)
    if milestone.dated_next_step:
        yield _next_step(basis.dossier, basis.today)
    if milestone.no_unacceptable_risk:
        yield _risks(basis.dossier.risks)


def _fit(basis: Basis) -> Condition:
    """A customer of whom no criterion is known is not poor, nor is it one we want."""
    fit, limit = basis.fit, basis.playbook.thresholds.fit.poor_high
    if fit.known == 0:
        return Condition(None, lambda: "customer fit: no criterion is known", True)
    if fit.high < limit:
        below = f"below {limit:g}"
        return Condition(False, lambda: f"customer fit is poor: high is {_high(fit)}, {below}")
    return Condition(True, lambda: f"customer fit is not poor: high is {_high(fit)}")


def _high(score: Score | Support) -> str:
    return tenths(score.high).replace("-", "−")


def _support(support: Support | None, above: float) -> Condition:
    if support is None:
        return Condition(None, lambda: "net support: nobody on the map yet")
    more = f"more than {above:g} needed"
    if support.high <= above:
        return Condition(False, lambda: f"net support: high is {_high(support)}, {more}")

    def words() -> str:
        return f"net support: low is {tenths(support.low).replace('-', '−')}, {more}"

    return Condition(True if support.low > above else None, words)


def _decision_maker(basis: Basis, least: int) -> Condition:
    """One is enough. None found yet isn't known to be none."""
    found = decision_makers(basis.dossier, basis.playbook)
    if not found:
        return Condition(None, lambda: "no decision maker found")
    enough = [p for p in found if p.relationship is not None and p.relationship >= least]
    if enough:
        return Condition(True, lambda: f"{who(enough[0])}, who decides, is not against us")
    names = ", ".join(who(p) for p in found)
    if any(p.relationship is None for p in found):
        return Condition(None, lambda: f"how we stand with {names}, who decides, is not known")
    return Condition(False, lambda: f"{names}, who decides, is against us")


def _next_step(dossier: Dossier, today: date) -> Condition:
    """Nothing written down is not known: a file that tells no steps is not held against it."""
    steps = agreed_steps(dossier)
    coming = next((step for step in steps if step >= today), None)
    if coming is not None:
        step = show_date(coming, today)
        return Condition(True, lambda: f"a step is agreed with the customer for {step}")
    if steps:
        last = show_date(steps[-1], today)
        return Condition(False, lambda: f"the step agreed for {last} has passed")
    if dossier.deal.next_step_agreed is False:
        return Condition(False, lambda: "the next step is not agreed with the customer")
    return Condition(None, lambda: "no dated step agreed with the customer is known")


def _risks(risks: Iterable[Risk]) -> Condition:
    bad = [risk for risk in risks if risk.state == "not_acceptable"]
    if bad:
        return Condition(False, lambda: f"a risk is not acceptable: {_named(bad)}")
    unknown = [risk for risk in risks if risk.state is None]
    if unknown:
        return Condition(None, lambda: f"a risk's state is not known: {_named(unknown)}")
    return Condition(True, lambda: "no risk is known that is not acceptable")


def _named(risks: Iterable[Risk]) -> str:
    return "; ".join(clean_line(risk.risk) for risk in risks)
