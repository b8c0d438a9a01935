"""What the reports say alike: a value, a stage, a foot, who owns what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from oppman_tui.domain.entities import Action
from oppman_tui.domain.values import money
from oppman_tui.domain.values.dates import show_date, show_full
from oppman_tui.domain.values.text import fold
from oppman_tui.exchange.report.sheet import Point, Tone
from oppman_tui.workspace.view import DealView

HELD, NOT_HELD, NOT_KNOWN = "✓", "✗", "·"
NOTICE, ALARM = "!", "‼"
NOBODY = "Nobody named"
HIDDEN = "hidden"
"""In the place of an amount that isn't for everyone's eyes."""


def value_of(view: DealView, amounts: bool = True) -> str:
    """Empty where it isn't known."""
    deal = view.dossier.deal
    if deal.amount is None:
        return ""
    return money.show_amount(deal.amount, deal.currency or "") if amounts else HIDDEN


def stage_of(view: DealView) -> str:
    """`Compare, 47 days`; what it is instead where it isn't open."""
    stay, status = view.attention.stay, view.attention.status
    stage = view.stage_name or "not known"
    if status == "hold":
        until = view.dossier.deal.hold_until
        return f"{stage}, on hold" + (f" until {show_date(until, view.today)}" if until else "")
    if status != "open":
        closed = view.dossier.deal.closed_on
        return status + (f" on {show_date(closed, view.today)}" if closed else "")
    return stage + (f", {stay.days_text} days" if stay else "")


def next_step_of(view: DealView) -> str:
    deal = view.dossier.deal
    if not deal.next_step:
        return ""
    agreed = "agreed" if deal.next_step_agreed else "not agreed"
    on = show_date(deal.next_step_date, view.today) if deal.next_step_date else "no date"
    return f"{deal.next_step} ({on}, {agreed})"


def triggers_of(view: DealView) -> Iterator[Point]:
    """Alarms first, each with its reason and figures."""
    tones: tuple[Tone, ...] = ("", "notice", "alarm")
    for trigger in sorted(view.attention.triggers, key=lambda t: -t.severity):
        severity = int(trigger.severity)
        yield Point(trigger.reason, mark=("", NOTICE, ALARM)[severity], tone=tones[severity])


def owner_of(action: Action) -> str:
    """Who is to do it; the customer's side is said."""
    name = action.action_owner or ""
    if action.owner_side == "theirs":
        return f"{name}, at the customer's" if name else "The customer"
    return name or NOBODY


def due_of(action: Action, view: DealView) -> str:
    """`due 12 Dec`, `overdue since 14 Nov`; empty where it isn't to be done by a day."""
    if action.due is None or not action.is_open:
        return ""
    word = "overdue since" if action.due < view.today else "due"
    return f"{word} {show_date(action.due, view.today)}"


def action_point(action: Action, view: DealView, *, owner: bool = True) -> Point:
    facts = [owner_of(action)] if owner else []
    facts += [due_of(action, view), "agreed with the customer" if action.agreed else ""]
    if action.asked:
        facts.append(f"asks {action.asked}")
    late = action.is_open and action.due is not None and action.due < view.today
    return Point(
        action.action,
        ", ".join(fact for fact in facts if fact),
        mark=ALARM if late else NOT_KNOWN,
        tone="alarm" if late else "",
    )


def by_due(actions: Iterable[Action]) -> list[Action]:
    """The soonest first, those without a day last."""
    return sorted(actions, key=lambda a: (a.due is None, a.due, fold(a.action), a.id))


def few(points: Iterable[Point], most: int) -> tuple[Point, ...]:
    """The first ones, and how many more there are."""
    given = tuple(points)
    if len(given) <= most:
        return given
    return (*given[: most - 1], Point(f"and {len(given) - most + 1} more", tone="dim"))


def foot(today: date) -> str:
    return f"Made with oppman on {show_full(today)}"
