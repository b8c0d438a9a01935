"""The ledger of a deal: what each side promised, and what became of it, person by person.

A promise is an action of the closing plan (method 5); one that was dropped counts for neither
side, and is shown all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from oppman_tui.domain.entities import Action, Dossier
from oppman_tui.domain.review.progress import Promises, Side, came_of, promises, side_of
from oppman_tui.domain.values.dates import show_date
from oppman_tui.domain.values.text import clean_line, fold

State: TypeAlias = Literal["kept", "late", "open", "dropped"]

_ORDER: dict[State, int] = {"late": 0, "open": 1, "kept": 2, "dropped": 3}


@dataclass(frozen=True, slots=True)
class Promise:
    """One action, and what became of it by today."""

    action: Action
    state: State
    days: int | None
    """Late: how many days. Open: how many are left. Else, and without a due date, None."""

    def text(self, today: date) -> str:
        """`12 days late, due 3 Nov`, `due in 3 days`, `kept on 2 Nov`."""
        action, days = self.action, self.days
        due = show_date(action.due, today) if action.due else ""
        on = f" on {show_date(action.status_on, today)}" if action.status_on else ""
        match self.state:
            case "late":
                still = "still open, " if action.is_open else f"done{on}, "
                return f"{still}{_days(days or 0)} late, due {due}"
            case "open" if days is not None:
                return f"due {due}, {f'in {_days(days)}' if days else 'today'}"
            case "open":
                return "open, without a date"
            case "kept":
                return f"kept{on}" + (f", due {due}" if due else "")
            case _:
                why = clean_line(action.outcome or "")
                return f"dropped{on}" + (f": {why}" if why else "")


@dataclass(frozen=True, slots=True)
class Account:
    """What one person promised; `who` is empty where nobody is named."""

    side: Side
    who: str
    promises: tuple[Promise, ...]
    """Late ones first, then those that are open, kept and dropped; by the day each was due."""
    counts: Promises


@dataclass(frozen=True, slots=True)
class Ledger:
    """Both sides of a deal. Accounts in the order of their names, nobody's last."""

    ours: Promises
    theirs: Promises
    accounts: tuple[Account, ...]

    def of(self, side: Side) -> tuple[Account, ...]:
        return tuple(account for account in self.accounts if account.side == side)

    def account(self, side: Side, who: str) -> Account | None:
        """A person's, whichever way the name is written."""
        wanted = _name(who)
        found = (a for a in self.of(side) if wanted and _name(a.who) == wanted)
        return next(found, None)


def ledger(dossier: Dossier, today: date) -> Ledger:
    """The deal's ledger as it stands today."""
    by_person: dict[tuple[Side, str], list[Action]] = {}
    for action in dossier.actions:
        by_person.setdefault((side_of(action), _name(action.action_owner)), []).append(action)
    ordered = sorted(by_person.items(), key=lambda item: (item[0][0], not item[0][1], item[0][1]))
    accounts = tuple(_account(side, actions, today) for (side, _), actions in ordered)
    actions = dossier.actions
    ours, theirs = promises(actions, "ours", today), promises(actions, "theirs", today)
    return Ledger(ours, theirs, accounts)


def _account(side: Side, actions: Sequence[Action], today: date) -> Account:
    who = clean_line(actions[0].action_owner or "")
    told = sorted(
        (_promise(action, today) for action in actions),
        key=lambda p: (_ORDER[p.state], p.action.due or date.max, p.action.id),
    )
    return Account(side, who, tuple(told), promises(actions, side, today))


def _promise(action: Action, today: date) -> Promise:
    state: State = came_of(action, today) or "dropped"
    days = None
    if action.due is not None and state == "late":
        ended = today if action.is_open else action.status_on
        days = (ended - action.due).days if ended else None
    elif action.due is not None and state == "open":
        days = (action.due - today).days
    return Promise(action, state, days)


def _name(who: str | None) -> str:
    return fold(clean_line(who or ""))


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
