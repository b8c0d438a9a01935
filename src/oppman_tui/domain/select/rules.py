"""The rules: when a deal has a trigger, how severe it is, and why in words (method 2)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache

from oppman_tui.domain.entities import Action, Review, StageMove
from oppman_tui.domain.question_sets import Exact
from oppman_tui.domain.select.slips import pushes
from oppman_tui.domain.select.stops import came_true
from oppman_tui.domain.select.triggers import (
    FAMILY,
    INTERNAL,
    Case,
    Days,
    Severity,
    Standing,
    Trigger,
)
from oppman_tui.domain.values.dates import plus
from oppman_tui.playbook.models import Playbook, Stage

_QUOTE = 60


def _trigger(key: str, alarm: bool, reason: str, short: str) -> Trigger:
    severity = Severity.ALARM if alarm else Severity.NOTICE
    return Trigger(key, FAMILY[key], severity, reason, short)


def _count(number: float, noun: str) -> str:
    """`1 day`, `2 days`, `22.5 days`."""
    return f"{number:g} {noun}" + ("" if number == 1 else "s")


def _quoted(text: str) -> str:
    """The beginning of a text of any length, on one line."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= _QUOTE else line[: _QUOTE - 1].rstrip() + '…'}”"


@lru_cache(maxsize=1024)
def _exact(number: float) -> Fraction:
    """A playbook's factor as it was written: 1.1 is eleven tenths."""
    return Fraction(str(number))


@lru_cache(maxsize=1024)
def _percent(share: float) -> float:
    return float(_exact(share) * 100)


@lru_cache(maxsize=1024)
def _times(factor: float, days: Exact) -> int:
    """That many times the days, in whole days, rounded up."""
    return math.ceil(_exact(factor) * days)


def stage_limit(stage: Stage, standing: Standing, playbook: Playbook) -> tuple[Exact, str]:
    """How many days a deal may be in the stage, 0 where there is no limit; and, where one's own
    won deals have set it, how, in words."""
    rule = playbook.thresholds.stalled_stage
    median, passed = standing.own_medians.get(stage.key, (0, 0))
    if stage.won or passed < rule.own_deals:
        return stage.expected_days, ""
    source = f" ({rule.own_factor:g} x the median {median:g} of {passed} own won deals)"
    return _exact(rule.own_factor) * _exact(median), source


def _stalled_stage(case: Case) -> Trigger | None:
    stage, stay, rule = case.stage, case.stay, case.playbook.thresholds.stalled_stage
    if stage is None or stay is None or stage.won:
        return None
    limit, source = stage_limit(stage, case.standing, case.playbook)
    if limit <= 0 or not case.days.reached(stay.at_least, math.floor(limit) + 1):
        return None
    alarm = case.days.reached(stay.at_least, _times(rule.alarm_factor, limit))
    least = "" if stay.days is not None else "at least "
    reason = (
        f"stalled: {stay.days_text} days in {stage.name}, "
        f"limit {float(limit):g}{source}, {least}{float(stay.at_least - limit):g} over"
    )
    return _trigger("stalled_stage", alarm, reason, "stalled")


def _stalled_silence(case: Case) -> Trigger | None:
    stage, rule, days = case.stage, case.playbook.thresholds.stalled_silence, case.days
    if stage is None or stage.silence_days == 0:
        return None
    heard = [e.on for e in case.dossier.entries if e.side == "theirs" and days.come(e.on)]
    begun = max(heard, default=case.dossier.first_seen)
    if not days.come(plus(begun, stage.silence_days)):
        return None
    for step in case.steps:
        if days.come(plus(step, -rule.agreed_within_days)) and not days.come(plus(step, 1)):
            return None
    alarm_days = _times(rule.alarm_factor, stage.silence_days)
    quiet = _count(days.ago(begun), "day")
    since = "" if heard else " since it was first seen here"
    limit = stage.silence_days
    reason = f"silence: nothing from the customer for {quiet}{since}, limit {limit}"
    return _trigger("stalled_silence", days.come(plus(begun, alarm_days)), reason, "silent")


def _next_step(case: Case) -> Trigger | None:
    days = case.days
    if not days.come(plus(case.created, case.playbook.thresholds.next_step.after_days)):
        return None
    steps = case.steps
    if any(not days.come(plus(step, 1)) for step in steps):
        return None
    if steps:
        late = _count(days.ago(steps[-1]), "day")
        reason = f"next step: the one agreed for {days.show(steps[-1])} passed {late} ago"
        return _trigger("next_step", True, reason, "step passed")
    verb = "created" if case.dossier.deal.created else "first seen here"
    age = _count(days.ago(case.created), "day")
    reason = f"next step: none with a date is agreed with the customer, {verb} {age} ago"
    return _trigger("next_step", False, reason, "no next step")


def _closing(case: Case) -> Trigger | None:
    close, days = case.dossier.deal.close_date, case.days
    within = case.playbook.thresholds.closing.within_days
    if close is None or not days.come(plus(close, -within)):
        return None
    if days.come(plus(close, 1)):
        late = _count(days.ago(close), "day")
        reason = f"closing: the close date {days.show(close)} passed {late} ago"
        return _trigger("closing", True, reason, "closing (past)")
    left = -days.ago(close)
    when = f"is {_count(left, 'day')} away" if left else "is today"
    return _trigger("closing", False, f"closing: {days.show(close)} {when}", "closing")


def _days_after(playbook: Playbook) -> Mapping[str, int]:
    """Key of an open stage -> the days that the stages after it are expected to take."""
    found = playbook.memo.get(_days_after.__qualname__)
    if not isinstance(found, dict):
        found, later = {}, 0
        for stage in reversed(playbook.open_stages):
            found[stage.key] = later
            later += stage.expected_days
        playbook.memo[_days_after.__qualname__] = found
    return found


def _not_credible(case: Case) -> Trigger | None:
    stage, stay, close = case.stage, case.stay, case.dossier.deal.close_date
    if stage is None or stay is None or stage.won:
        return None
    if close is None:
        if not stage.needs_close_date:
            return None
        return _trigger(
            "not_credible", False, f"no close date, in {stage.name}", "no close date"
        )
    later = _days_after(case.playbook)[stage.key]
    # What isn't known is not held against it: the longest stay leaves the least to do.
    spent = stage.expected_days if stay.at_most is None else stay.at_most
    here = max(0, stage.expected_days - spent)
    left = -case.days.ago(close)
    # While days pass in the stage, what is needed shrinks too: on the day asked for here it
    # may still be credible, but no earlier day can end it.
    if not case.days.come(plus(close, 1 - here - later)):
        return None
    here_left = _count(here, "day") if here else "none"
    rest = f"{here_left} left of {stage.name}'s {stage.expected_days}"
    if later:
        rest += f" + {later} for the stages after it"
    away = f"{_count(left, 'day')} away" if left >= 0 else f"{_count(-left, 'day')} past"
    reason = f"date not credible: {case.days.show(close)} is {away}, {here + later} needed ({rest})"
    return _trigger("not_credible", False, reason, "date too near")


def _slipped(case: Case) -> Trigger | None:
    rule = case.playbook.thresholds.slipped
    made = pushes(case.dossier)
    if len(made) < rule.times:
        return None
    total = sum((push.to_date - push.from_date).days for push in made)
    reason = (
        f"slipped: the close date was pushed out {len(made)} times, "
        f"by {_count(total, 'day')} in all, limit {rule.times}"
    )
    return _trigger("slipped", len(made) >= rule.alarm_times, reason, f"slipped {len(made)}x")


def _new(case: Case) -> Trigger | None:
    created, days, rule = case.dossier.deal.created, case.days, case.playbook.thresholds.new
    if created is None or case.dossier.reviews or not days.come(created):
        return None
    aged, seen = plus(created, rule.within_days + 1), case.dossier.first_seen
    # Seen here no later than today, also where `today` was set back.
    if seen >= aged if days.come(seen) else days.come(aged):
        return None
    age = _count(days.ago(created), "day")
    when = f"created {age} ago" if days.ago(created) else "created today"
    alarm = days.come(plus(created, rule.alarm_days))
    reason = f"new: {when}, not reviewed yet: is it worth the time?"
    return _trigger("new", alarm, reason, "new")


def _important(case: Case) -> Trigger | None:
    rule, days, review = case.playbook.thresholds.important, case.days, case.last_review
    begun = review.held_on if review else case.dossier.first_seen
    if not days.come(plus(begun, rule.unreviewed_days)):
        return None
    why = []
    if case.dossier.deal.strategic:
        why.append("strategic")
    if case.scores.fit_grade == "good":
        why.append("a customer of good fit")
    if case.value is not None:
        cutoff = case.standing.top_cutoff
        if cutoff is not None and case.value >= cutoff:
            why.append(f"value in the top {_percent(rule.top_share):g} %")
        if rule.amount and case.value > rule.amount * 10**case.standing.base_digits:
            why.append(f"value above {rule.amount:,}")
    if not why:
        return None
    ago = _count(days.ago(begun), "day")
    unseen = f"not reviewed for {ago}" if review else f"never reviewed, first seen {ago} ago"
    reason = f"important: {', '.join(why)}; {unseen}, limit {rule.unreviewed_days}"
    return _trigger("important", False, reason, "important")


def _gate(case: Case) -> Trigger | None:
    dossier, review, stage = case.dossier, case.last_review, case.stage
    for step in case.steps:  # a milestone may ask for one that is still to come
        case.days.come(step)
        case.days.come(plus(step, 1))
    reasons = []
    short = ""
    if review is not None:
        moved = [m for m in dossier.stage_moves if _after(m, review)]
        kept = review.snapshot.get("stage")
        then = kept if isinstance(kept, str) else None  # a merge can bring anything
        if moved or (then and dossier.deal.stage and then != dossier.deal.stage):
            path = _path(case.playbook, moved, then, dossier.deal.stage)
            reasons.append(f"moved{path} since its review on {case.days.show(review.held_on)}")
            short = "moved"
    index = case.playbook.stage_index(stage.key) if stage else None
    if stage is not None and index:
        unheld = _in_state(case, case.playbook.stages[index - 1].milestones, "not_held")
        if unheld:
            reasons.append(f"in {stage.name} with {', '.join(unheld)} not held")
            short = short or "gate not held"
    if stage is not None and stage.milestones:
        held = _in_state(case, stage.milestones, "held")
        if len(held) == len(stage.milestones):
            coming = case.playbook.next_stage(stage.key)
            reasons.append(
                f"ready to move on to {coming.name if coming else 'the next stage'}: "
                f"{len(held)} of {len(held)} milestones held"
            )
            short = short or "ready to move"
    if not reasons:
        return None
    return _trigger("gate", False, f"gate: {'; '.join(reasons)}", short)


def _after(move: StageMove, review: Review) -> bool:
    """True where the deal moved after the review; on one day, ids made in order tell."""
    if move.on != review.held_on:
        return move.on > review.held_on
    timed = all(row.id[14:15] == "7" for row in (move, review))
    return timed and move.id > review.id


def _path(playbook: Playbook, moved: list[StageMove], then: str | None, now: str | None) -> str:
    first = min(moved, key=lambda m: (m.on, m.id), default=None)
    begun, ended = playbook.stage(first.from_stage if first else then), playbook.stage(now)
    return f" from {begun.name} to {ended.name}" if begun and ended and begun != ended else ""


def _in_state(case: Case, keys: Iterable[str], state: str) -> list[str]:
    """Names of those of the milestones that are in `state`."""
    names = []
    for key in keys:
        found, milestone = case.scores.milestones.get(key), case.playbook.milestone(key)
        if found is not None and found.state == state:
            names.append(milestone.name if milestone else key)
    return names


def _approval(case: Case) -> Trigger | None:
    rule, days = case.playbook.thresholds.approval, case.days
    due = [
        (day, action)
        for action in case.dossier.actions
        if action.is_open and (action.section == INTERNAL or action.internal_kind)
        if (day := _asked_by(action, rule.undated_days)) is not None
        if days.come(plus(day, -rule.within_days))
    ]
    if not due:
        return None
    late = [day for day, _ in due if days.come(plus(day, 1))]
    first, action = min(due, key=lambda d: (d[0], d[1].id))
    whom = f" from {action.asked}" if action.asked else ""
    more = f" and {len(due) - 1} more" if len(due) > 1 else ""
    counted = "" if action.due else f" (no date: {rule.undated_days} days after it was entered)"
    reason = f"approval: {_quoted(action.action)}{whom} {_when(days, first)}{counted}{more}"
    return _trigger("approval", bool(late), reason, "approval late" if late else "approval")


def _asked_by(action: Action, undated_days: int) -> date | None:
    if action.due is not None or action.entered is None:
        return action.due
    return plus(action.entered, undated_days)


def _when(days: Days, day: date) -> str:
    ago = days.ago(day)
    if ago > 0:
        return f"is {_count(ago, 'day')} overdue"
    return f"is due in {_count(-ago, 'day')}" if ago else "is due today"


def _actions(case: Case) -> Trigger | None:
    rule, days = case.playbook.thresholds.actions, case.days
    late = [
        (action.due, action)
        for action in case.dossier.actions
        if action.is_open and action.due is not None and days.come(plus(action.due, 1))
    ]
    if not late:
        return None
    # `list`: every date is asked for, so that the next turn is known.
    alarms = [day for day, _ in late if days.come(plus(day, max(1, rule.alarm_days)))]
    oldest, action = min(late, key=lambda d: (d[0], d[1].id))
    side = {"ours": " (ours)", "theirs": " (theirs)"}.get(action.owner_side or "", "")
    more = f" and {len(late) - 1} more" if len(late) > 1 else ""
    reason = f"actions: {_quoted(action.action)}{side} {_when(days, oldest)}{more}"
    return _trigger("actions", bool(alarms), reason, f"{_count(len(late), 'action')} late")


def _tripped(case: Case) -> Trigger | None:
    tripped = [
        (on, stop)
        for stop in case.dossier.stops
        if (on := came_true(stop, case.dossier, case.scores, case.playbook, case.days.come))
    ]
    if not tripped:
        return None
    on, stop = min(tripped, key=lambda t: (t[0], t[1].id))
    more = f" and {len(tripped) - 1} more" if len(tripped) > 1 else ""
    reason = f"stop condition: {_quoted(stop.stop)} came true on {case.days.show(on)}{more}"
    return _trigger("tripped", True, reason, "stop")


def _hold_over(case: Case) -> Trigger | None:
    until = case.dossier.deal.hold_until
    if until is None:
        return None
    ago = case.days.ago(until)
    when = f"{_count(ago, 'day')} ago" if ago else "today"
    reason = f"hold over: it was on hold until {case.days.show(until)}, {when}"
    return _trigger("hold_over", False, reason, "hold over")


RULES: Mapping[str, Callable[[Case], Trigger | None]] = {
    "stalled_stage": _stalled_stage,
    "stalled_silence": _stalled_silence,
    "next_step": _next_step,
    "closing": _closing,
    "not_credible": _not_credible,
    "slipped": _slipped,
    "new": _new,
    "important": _important,
    "gate": _gate,
    "approval": _approval,
    "actions": _actions,
    "tripped": _tripped,
    "hold_over": _hold_over,
}
