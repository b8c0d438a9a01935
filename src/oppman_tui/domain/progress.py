"""What a review remembers of its day, and what has changed since (method 3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from oppman_tui.domain import money
from oppman_tui.domain.dates import show_date
from oppman_tui.domain.entities import Action, Dossier, Review
from oppman_tui.domain.fields import LINE, MONEY_MAX, Json
from oppman_tui.domain.question_sets import Score, whole
from oppman_tui.domain.scoring import DealScores
from oppman_tui.domain.text import clean_line
from oppman_tui.playbook.models import Playbook

Side = Literal["ours", "theirs"]


@dataclass(frozen=True, slots=True)
class Promises:
    """One side's actions that had come due, or were done. Dropped ones count for neither."""

    kept: int = 0
    """Done, no later than the day it was due."""
    late: int = 0
    """Done after that day, or still open past it."""
    open: int = 0
    """Still open, its day not past."""

    def text(self) -> str:
        """`2 kept, 1 late, 3 open`; `none` where there are none."""
        counts = (("kept", self.kept), ("late", self.late), ("open", self.open))
        return ", ".join(f"{count} {word}" for word, count in counts if count) or "none"


def promises(actions: Sequence[Action], side: Side, today: date) -> Promises:
    """What came of the actions of one side; an action nobody's counts as ours."""
    kept = late = still = 0
    for action in actions:
        if (action.owner_side or "ours") != side or action.status == "dropped":
            continue
        until = today if action.is_open else action.status_on
        if action.due and until and until > action.due:
            late += 1
        elif action.is_open:
            still += 1
        else:
            kept += 1
    return Promises(kept, late, still)


def snapshot(dossier: Dossier, scores: DealScores) -> dict[str, Json]:
    """What stands on the day of a review: a score as [low, point, high], dates as ISO texts."""
    deal = dossier.deal
    return {
        "stage": deal.stage,
        "close_date": deal.close_date.isoformat() if deal.close_date else None,
        "amount": deal.amount,
        "currency": deal.currency,
        "fit": _range(scores.fit),
        "themes": {key: _range(score) for key, score in scores.themes.items()},
        "weakest": scores.weakest,
        "players": len(dossier.players),
    }


def _range(score: Score) -> list[float | None]:
    return [score.low, score.point, score.high]


@dataclass(frozen=True, slots=True)
class Progress:
    """What changed since a review, a line each; and what did not, in words."""

    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


def since(
    review: Review, dossier: Dossier, scores: DealScores, playbook: Playbook, today: date
) -> Progress:
    """What is different today; a fact the review didn't keep is passed over."""
    then, now = review.snapshot, snapshot(dossier, scores)
    changed, unchanged = [], []
    for name, before, after in _facts(then, now, playbook, today):
        if before == after:
            unchanged.append(name)
        else:
            changed.append(f"{name}: {before or 'none'} → {after or 'none'}")
    changed += _happened(dossier, review.held_on, today)
    return Progress(tuple(changed), tuple(unchanged))


def _facts(
    then: Mapping[str, Any], now: Mapping[str, Any], playbook: Playbook, today: date
) -> list[tuple[str, str, str]]:
    """(name, before, after) of each fact that both days have."""
    shown: dict[str, Callable[[Mapping[str, Any]], str]] = {
        "stage": lambda s: _stage(s, playbook),
        "close date": lambda s: _day(s, today),
        "value": _value,
        "key players": _players,
    }
    needs = {"close date": "close_date", "value": "amount", "key players": "players"}
    facts = [
        (name, show(then), show(now))
        for name, show in shown.items()
        if needs.get(name, name) in then
    ]
    if "fit" in then:
        facts.append(("Customer fit", _span(then["fit"]), _span(now["fit"])))
    themes = then.get("themes")
    if not isinstance(themes, Mapping):
        themes = {}
    for theme in playbook.themes:
        if theme.key in themes and theme.key in now["themes"]:
            before, after = themes[theme.key], now["themes"][theme.key]
            facts.append((theme.name, _span(before), _span(after)))
    return facts


# A merge can bring a review of any shape: what isn't as we write it is passed over.


def _words(value: Any) -> str:
    return clean_line(value)[:LINE] if isinstance(value, str) else ""


def _stage(facts: Mapping[str, Any], playbook: Playbook) -> str:
    key = _words(facts.get("stage"))
    stage = playbook.stage(key)
    return stage.name if stage else key


def _day(facts: Mapping[str, Any], today: date) -> str:
    text = facts.get("close_date")
    try:
        return show_date(date.fromisoformat(text), today) if text else ""
    except (TypeError, ValueError):
        return ""


def _players(facts: Mapping[str, Any]) -> str:
    count = facts.get("players")
    return f"{count}" if isinstance(count, int) and 0 <= count < 10_000 else ""


def _value(facts: Mapping[str, Any]) -> str:
    amount = facts.get("amount")
    if not isinstance(amount, int) or abs(amount) > MONEY_MAX:
        return ""
    return money.show_amount(amount, _words(facts.get("currency"))[:3])


def _span(ends: Any) -> str:
    """`57–71`, of [low, point, high]."""
    try:
        low, _, high = ends
        return f"{whole(low)}–{whole(high)}"
    except (TypeError, ValueError, OverflowError):
        return ""


def _happened(dossier: Dossier, since_day: date, today: date) -> list[str]:
    lines = []
    entries = [e for e in dossier.entries if since_day < e.on <= today]
    theirs = [e for e in entries if e.side == "theirs"]
    if entries:
        last = show_date(max(e.on for e in entries), today)
        count = "1 entry" if len(entries) == 1 else f"{len(entries)} entries"
        side = f"{len(theirs)} from the customer's side"
        lines.append(f"log: {count}, {side}, the last on {last}")
    else:
        lines.append("log: nothing since")
    actions = [
        a
        for a in dossier.actions
        if (a.status_on or today) > since_day and (not a.is_open or a.due)
    ]
    sides: tuple[tuple[Side, str], ...] = (
        ("ours", "our promises"),
        ("theirs", "the customer's promises"),
    )
    for side, words in sides:
        told = promises(actions, side, today)
        if told != Promises():
            lines.append(f"{words}: {told.text()}")
    return lines
