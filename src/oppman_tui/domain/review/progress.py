"""What a review remembers of its day, and what has changed since (method 3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from oppman_tui.domain.entities import Action, Dossier, Player, Review
from oppman_tui.domain.fields import LINE, Json
from oppman_tui.domain.milestones import STATES
from oppman_tui.domain.plan.people import signed, who
from oppman_tui.domain.question_sets import Score, whole
from oppman_tui.domain.scoring import DealScores
from oppman_tui.domain.values import money
from oppman_tui.domain.values.dates import show_date
from oppman_tui.domain.values.limits import MONEY_MAX
from oppman_tui.domain.values.text import clean_line
from oppman_tui.playbook.models import Playbook

Side = Literal["ours", "theirs"]

_NAMED = 3
"""So many of a side's promises, and of the people new on the map, are told by name."""


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
    came = [came_of(a, today) for a in actions if side_of(a) == side]
    return Promises(came.count("kept"), came.count("late"), came.count("open"))


def side_of(action: Action) -> Side:
    """Whose promise it is; nobody's counts as ours."""
    return action.owner_side or "ours"


def came_of(action: Action, today: date) -> Literal["kept", "late", "open"] | None:
    """What became of it; None where it was dropped."""
    if action.status == "dropped":
        return None
    until = today if action.is_open else action.status_on
    if action.due and until and until > action.due:
        return "late"
    return "open" if action.is_open else "kept"


def snapshot(dossier: Dossier, scores: DealScores) -> dict[str, Json]:
    """What stands on the day of a review: a score as [low, point, high], dates as ISO texts.

    A player is the row's id with [influence, relationship, receptivity]: no name, so that a
    person who is forgotten is forgotten here too.
    """
    deal = dossier.deal
    support = scores.support
    return {
        "stage": deal.stage,
        "close_date": deal.close_date.isoformat() if deal.close_date else None,
        "amount": deal.amount,
        "currency": deal.currency,
        "fit": _range(scores.fit),
        "themes": {key: _range(score) for key, score in scores.themes.items()},
        "answers": {
            item.key: item.value
            for score in scores.themes.values()
            for item in score.parts
            if item.value is not None
        },
        "weakest": scores.weakest,
        "players": len(dossier.players),
        "people": {p.id: [p.influence, p.relationship, p.receptivity] for p in dossier.players},
        "support": [support.low, support.point, support.high] if support else None,
        "milestones": {key: held.state for key, held in scores.milestones.items()},
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
    by_what = _by_what(then, scores, playbook)
    for name, before, after in _facts(then, now, playbook, today):
        if before == after:
            unchanged.append(name)
        else:
            by = by_what.get(name, "")
            changed.append(f"{name}: {before or 'none'} → {after or 'none'}{by}")
    told: dict[str, list[str] | None] = {"milestones": _milestones(then, now, playbook)}
    if isinstance(then.get("people"), Mapping):
        told["key players"] = _people(then["people"], dossier.players)
    for name, lines in told.items():
        changed += lines or []
        if lines == []:
            unchanged.append(name)
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
    if isinstance(then.get("people"), Mapping):
        del shown["key players"]  # told one by one
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
    if "support" in then:
        facts.append(("net support", _signed(then["support"]), _signed(now["support"])))
    return facts


def _by_what(
    then: Mapping[str, Any], scores: DealScores, playbook: Playbook
) -> dict[str, str]:
    """Theme's name -> ` (2 newly answered, 3 stale now)`: what moved its score."""
    answers, found = then.get("answers"), {}
    if not isinstance(answers, Mapping):
        return {}
    for theme in playbook.themes:
        score = scores.themes.get(theme.key)
        if score is None:
            continue
        parts = [(answers.get(item.key), item.value) for item in score.parts]
        counts = (
            (sum(was is None and now is not None for was, now in parts), "newly answered"),
            (sum(None not in pair and pair[0] != pair[1] for pair in parts), "changed"),
            (sum(was is not None and now is None for was, now in parts), "no longer known"),
            (score.stale, "stale now"),
        )
        told = ", ".join(f"{count} {word}" for count, word in counts if count)
        found[theme.name] = f" ({told})" if told else ""
    return found


def _milestones(
    then: Mapping[str, Any], now: Mapping[str, Any], playbook: Playbook
) -> list[str] | None:
    """Those that hold otherwise than they did; None where the review kept none."""
    before, after = then.get("milestones"), now["milestones"]
    if not isinstance(before, Mapping):
        return None
    lines = []
    for milestone in playbook.milestones:
        was, held = STATES.get(_words(before.get(milestone.key))), after.get(milestone.key)
        if was and held and was != STATES[held]:
            lines.append(f"milestone {milestone.name}: {was} → {STATES[held]}")
    return lines


def _people(then: Mapping[str, Any], players: Sequence[Player]) -> list[str]:
    """Who stands elsewhere than they did, who is new on the map, how many left it."""
    lines = []
    for player in players:
        if player.id not in then:
            continue
        try:
            influence, relationship, mode = then[player.id]
        except (TypeError, ValueError):
            continue
        sides = (
            ("relationship", _step(relationship), _step(player.relationship)),
            ("influence", _digit(influence), _digit(player.influence)),
            ("receptivity", _words(mode) or "not known", player.receptivity or "not known"),
        )
        told = [f"{name} {was} → {is_}" for name, was, is_ in sides if was != is_]
        if told:
            lines.append(f"{who(player)}: {', '.join(told)}")
    new = [who(p) for p in players if p.id not in then]
    if new:
        lines.append(f"new on the map: {_first(new)}")
    if gone := len(then.keys() - {p.id for p in players}):
        lines.append(f"no longer on the map: {gone}")
    return lines


def _step(value: Any) -> str:
    return signed(value) if isinstance(value, int) and -2 <= value <= 2 else "not known"


def _digit(value: Any) -> str:
    return str(value) if isinstance(value, int) and 1 <= value <= 5 else "not known"


def _first(names: Sequence[str]) -> str:
    """The first few of them, and how many more there are."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


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


def _signed(ends: Any) -> str:
    """`−11 … +42`, of [low, point, high]."""
    try:
        low, _, high = ends
        return f"{signed(whole(low))} … {signed(whole(high))}"
    except (TypeError, ValueError, OverflowError):
        return "nobody on the map" if ends is None else ""


def _happened(dossier: Dossier, since_day: date, today: date) -> list[str]:
    lines = []
    entries = [e for e in dossier.entries if since_day < e.on <= today]
    theirs = [e for e in entries if e.side == "theirs"]
    if entries:
        last = show_date(max(e.on for e in entries), today)
        count = "1 entry" if len(entries) == 1 else f"{len(entries)} entries"
        side = f"{len(theirs)} from the customer's side"
        lines.append(f"log: {count}, {side}, the last on {last}")
        if theirs:
            heard = max(theirs, key=lambda e: (e.on, e.id))
            lines.append(f"last from them, {show_date(heard.on, today)}: {heard.text}")
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
            lines.append(f"{words}: {_by_name([a for a in actions if side_of(a) == side], today)}")
    return lines


def _by_name(actions: Sequence[Action], today: date) -> str:
    """`1 kept (Send the figures), 1 late (Call Berg, 3 days), 2 open`."""
    found: dict[str, list[str]] = {"kept": [], "late": [], "open": []}
    for action in actions:
        if came := came_of(action, today):
            late = f", {_over(action, today)}" if came == "late" else ""
            found[came].append(action.action + late)
    return ", ".join(
        f"{len(names)} {came}" + (f" ({_first(names)})" if came != "open" else "")
        for came, names in found.items()
        if names
    )


def _over(action: Action, today: date) -> str:
    until = today if action.is_open else action.status_on
    days = (until - action.due).days if action.due and until else 0
    return "1 day" if days == 1 else f"{days} days"
