"""Is this deal real? The milestones, each held, not held or not known (method 1 and 6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from oppman_tui.domain.entities import Dossier, Override
from oppman_tui.domain.people import Support, decision_makers, who
from oppman_tui.domain.question_sets import Item, Score, score_set, tenths
from oppman_tui.domain.text import clean_line
from oppman_tui.playbook.models import Milestone, Playbook

State = Literal["held", "not_held", "not_known"]


@dataclass(frozen=True, slots=True)
class MilestoneState:
    """Whether a milestone holds, and why."""

    state: State
    overruled: bool = False
    """A person said so, with a reason, whatever the conditions say."""
    stale: int = 0
    """Stale answers among those that count; they are left out of account ("held, 2 stale")."""
    reasons: tuple[str, ...] = ()
    """Each condition in words: those known to be false, those not known, those that hold.
    Where it is overruled, the person's reason comes before them."""
    beyond_answers: bool = False
    """A condition doesn't hold that no answer to a question or criterion would tell of."""


@dataclass(frozen=True, slots=True)
class _Condition:
    holds: bool | None
    text: str
    of_answers: bool = False
    """Where it doesn't hold, answers not given or given as no tell so."""


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


def milestone_states(basis: Basis) -> dict[str, MilestoneState]:
    """Milestone key -> its state, in the playbook's order."""
    overrides = {override.id: override for override in basis.dossier.overrides}
    return {
        milestone.key: _state(milestone, basis, overrides.get(milestone.key))
        for milestone in basis.playbook.milestones
    }


def coming_milestones(dossier: Dossier, playbook: Playbook) -> tuple[Milestone, ...]:
    """What to hold before leaving the present stage; the first stage where it isn't known."""
    stage = playbook.stage(dossier.deal.stage) or playbook.stages[0]
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
    score, by_score = _score(milestone, basis)
    found = [by_score, *_others(milestone, basis)]
    order = (False, None, True)
    # Within a state the questions' figure comes last: the others say more.
    found.sort(key=lambda c: (order.index(c.holds), c.of_answers))
    computed = MilestoneState(
        state=_STATES[found[0].holds],
        stale=score.stale,
        reasons=tuple(c.text for c in found),
        beyond_answers=any(c.holds is not True and not c.of_answers for c in found),
    )
    if override is None:
        return computed
    said = f"overruled: {clean_line(override.override_reason or '') or 'no reason was given'}"
    return replace(
        computed,
        state="held" if override.holds else "not_held",
        overruled=True,
        reasons=(said, *computed.reasons),
    )


_STATES: Mapping[bool | None, State] = {False: "not_held", None: "not_known", True: "held"}


def _score(milestone: Milestone, basis: Basis) -> tuple[Score, _Condition]:
    """The theme's low must reach the limit; it can't where its high doesn't."""
    score = basis.themes.get(milestone.theme)
    if score is None or score.stale or milestone.tag:
        items = [basis.answers[key] for key in counted_questions(milestone, basis.playbook)]
        fresh = score_set(replace(item, stale=False) for item in items)
        score = replace(fresh, stale=sum(item.is_stale for item in items))
    theme = basis.playbook.theme(milestone.theme)
    name, limit = theme.name if theme else milestone.theme, f"{milestone.low:g}"
    if score.high < milestone.low:
        text = f"{name}: high is {tenths(score.high)}, {limit} can't be reached"
        return score, _Condition(False, text, True)
    text = f"{name}: low is {tenths(score.low)}, {limit} needed"
    return score, _Condition(True if score.low >= milestone.low else None, text, True)


def _others(milestone: Milestone, basis: Basis) -> Iterable[_Condition]:
    if milestone.fit_not_poor:
        yield _fit(basis)
    if milestone.support_above is not None:
        yield _support(basis.support, milestone.support_above)
    if milestone.decision_maker_at_least is not None:
        yield _decision_maker(basis, milestone.decision_maker_at_least)
    if milestone.dated_next_step:
        yield _next_step(basis.dossier, basis.today)
    if milestone.no_unacceptable_risk:
        yield _risks(basis.dossier)


def _fit(basis: Basis) -> _Condition:
    """A customer of whom no criterion is known is not poor, nor is it one we want."""
    fit, limit = basis.fit, basis.playbook.thresholds.fit.poor_high
    if fit.known == 0:
        return _Condition(None, "customer fit: no criterion is known", True)
    if fit.high < limit:
        text = f"customer fit is poor: high is {tenths(fit.high)}, below {limit:g}"
        return _Condition(False, text)
    return _Condition(True, f"customer fit is not poor: high is {tenths(fit.high)}")


def _support(support: Support | None, above: float) -> _Condition:
    if support is None:
        return _Condition(None, "net support: nobody on the map yet")
    low, high = tenths(support.low).replace("-", "−"), tenths(support.high).replace("-", "−")
    if support.high <= above:
        return _Condition(False, f"net support: high is {high}, more than {above:g} needed")
    text = f"net support: low is {low}, more than {above:g} needed"
    return _Condition(True if support.low > above else None, text)


def _decision_maker(basis: Basis, least: int) -> _Condition:
    """One is enough. None found yet isn't known to be none."""
    found = decision_makers(basis.dossier, basis.playbook)
    if not found:
        return _Condition(None, "no decision maker found")
    for player in found:
        if player.relationship is not None and player.relationship >= least:
            return _Condition(True, f"{who(player)}, who decides, is not against us")
    names = ", ".join(who(p) for p in found)
    if any(p.relationship is None for p in found):
        return _Condition(None, f"how we stand with {names}, who decides, is not known")
    return _Condition(False, f"{names}, who decides, is against us")


def _next_step(dossier: Dossier, today: date) -> _Condition:
    """Nothing written down is not known: a file that tells no steps is not held against it."""
    steps = agreed_steps(dossier)
    coming = next((step for step in steps if step >= today), None)
    if coming is not None:
        return _Condition(True, f"a step is agreed with the customer for {coming.isoformat()}")
    if steps:
        return _Condition(False, f"the step agreed for {steps[-1].isoformat()} has passed")
    if dossier.deal.next_step_agreed is False:
        return _Condition(False, "the next step is not agreed with the customer")
    return _Condition(None, "no dated step agreed with the customer is known")


def _risks(dossier: Dossier) -> _Condition:
    bad = [clean_line(risk.risk) for risk in dossier.risks if risk.state == "not_acceptable"]
    if bad:
        return _Condition(False, f"a risk is not acceptable: {'; '.join(bad)}")
    unknown = [clean_line(risk.risk) for risk in dossier.risks if risk.state is None]
    if unknown:
        return _Condition(None, f"a risk's state is not known: {'; '.join(unknown)}")
    return _Condition(True, "no risk is known that is not acceptable")
