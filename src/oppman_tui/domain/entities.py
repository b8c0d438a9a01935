"""What a deal is: the entities of method.md as plain values.

An attribute is a part of a cell in `fields.ENTITIES`; a test holds the two together. ``None``
means *not known* everywhere, and is never a zero. `id` is the row's id within its document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeAlias

Status: TypeAlias = Literal["open", "hold", "won", "lost", "abandoned"]
Version: TypeAlias = Mapping[str, int]
"""A document's version vector: the last sequence number seen of each replica."""


@dataclass(frozen=True, slots=True)
class Deal:
    """One sales opportunity. `amount` is in minor units of `currency` (cents, yen)."""

    id: str
    name: str
    customer: str | None = None
    owner: str | None = None
    amount: int | None = None
    currency: str | None = None
    stage: str | None = None
    stage_since: date | None = None
    """The day the stage was entered; None where it isn't known (method 2)."""
    stage_reason: str | None = None
    close_date: date | None = None
    next_step: str | None = None
    next_step_date: date | None = None
    next_step_agreed: bool | None = None
    """True where the step is agreed with the customer."""
    hold_since: date | None = None
    hold_until: date | None = None
    hold_reason: str | None = None
    closed_as: Literal["won", "lost", "abandoned"] | None = None
    closed_on: date | None = None
    closed_to: str | None = None
    """To whom a lost deal went."""
    closed_reason: str | None = None
    closed_cost: str | None = None
    closed_reopen: str | None = None
    """What would reopen an abandoned deal."""
    created: date | None = None
    """The day it was entered here, or that the file gives; None where neither is known."""
    strategic: str | None = None
    """Why the deal is marked strategic; None where it isn't."""
    note: str | None = None
    source_system: str | None = None
    source_org: str | None = None
    source_id: str | None = None

    def status(self, today: date) -> Status:
        """On hold until the day before `hold_until`; on that day the deal is open again."""
        if self.closed_as:
            return self.closed_as
        if self.hold_until and today < self.hold_until:
            return "hold"
        return "open"


@dataclass(frozen=True, slots=True)
class Customer:
    """The organisation that may buy; its criteria are shared by all its deals (method 4.1)."""

    id: str
    name: str
    note: str | None = None
    source_system: str | None = None
    source_org: str | None = None
    source_id: str | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """A customer's answer to one selection criterion; `id` is the playbook key (method 4.1)."""

    id: str
    value: int | None = None
    criterion_note: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An assessment answer; `id` is the question's playbook key (method 4.2)."""

    id: str
    value: int | None = None
    """0 no, 1 partly, 2 yes."""
    grade: int | None = None
    """Of the evidence: 0 none, 1 our belief, 2 the customer said so, 3 done or documented."""
    evidence: str | None = None
    evidence_date: date | None = None
    person: str | None = None
    """The player it came from (row id)."""


@dataclass(frozen=True, slots=True)
class Player:
    """A person who matters to this decision (method 4.3)."""

    id: str
    name: str
    title: str | None = None
    email: str | None = None
    phone: str | None = None
    roles: tuple[str, ...] = ()
    win_kind: Literal["win", "goal", "threat"] | None = None
    win: str | None = None
    receptivity: str | None = None
    """G, T, I or O."""
    influence: int | None = None
    """1 to 5, on this decision."""
    relationship: int | None = None
    """-2 wants us to lose … +2 works for our win."""
    effect: str | None = None
    our_person: str | None = None
    goal: str | None = None
    goal_date: date | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """How one player stands to another."""

    id: str
    from_player: str
    to_player: str
    link_kind: Literal["reports_to", "trusts", "opposes"]


@dataclass(frozen=True, slots=True)
class Risk:
    """What could go wrong (method 4.4)."""

    id: str
    risk: str
    risk_kind: str | None = None
    state: Literal["open", "in_hand", "acceptable", "not_acceptable"] | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """One line of the closing plan (method 5)."""

    id: str
    action: str
    section: str | None = None
    owner_side: Literal["ours", "theirs"] | None = None
    action_owner: str | None = None
    due: date | None = None
    agreed: bool | None = None
    status: Literal["open", "done", "dropped"] | None = None
    """None counts as open."""
    outcome: str | None = None
    status_on: date | None = None
    finding_kind: str | None = None
    finding_row: str | None = None
    internal_kind: str | None = None
    asked: str | None = None
    """Whom an internal action asks for a decision."""
    entered: date | None = None

    @property
    def is_open(self) -> bool:
        return self.status in (None, "open")


@dataclass(frozen=True, slots=True)
class Entry:
    """A dated line of the deal's log: what happened (method 2)."""

    id: str
    on: date
    text: str
    entry_kind: str | None = None
    side: Literal["ours", "theirs"] | None = None
    """From whose side it came; None where that isn't known."""
    players: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """A finished review; never edited, a new one is made (method 3)."""

    id: str
    held_on: date
    held_by: str | None = None
    participants: tuple[str, ...] = ()
    decision: str | None = None
    """go_on, plan_more, escalate, hold or abandon."""
    decision_until: date | None = None
    decision_text: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    """Review question key -> answer."""
    snapshot: Mapping[str, Any] = field(default_factory=dict)
    """The scores and facts of that moment, as `workspace.reviews` writes them."""


@dataclass(frozen=True, slots=True)
class StageMove:
    """A gate passed, forward or back, made here or told by an imported file."""

    id: str
    to_stage: str
    on: date
    from_stage: str | None = None
    move_reason: str | None = None
    unheld: tuple[str, ...] = ()
    """Milestones that did not hold when it was made."""


@dataclass(frozen=True, slots=True)
class CloseDateMove:
    """The close date changed from one day to another; None is *no date*."""

    id: str
    moved_on: date
    from_date: date | None = None
    to_date: date | None = None


@dataclass(frozen=True, slots=True)
class HoldPeriod:
    """Days on hold that are over: `[held_from, held_to)`."""

    id: str
    held_from: date
    held_to: date


@dataclass(frozen=True, slots=True)
class Override:
    """A person overruled a milestone, with a reason; `id` is the milestone's key (method 6)."""

    id: str
    holds: bool
    override_reason: str | None = None
    override_on: date | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop condition agreed when the deal was taken on; and the day it came true."""

    id: str
    stop: str
    stop_by: date | None = None
    stop_check: str | None = None
    """What the program looks at, as `domain.stops` reads it; None where a person says so."""
    tripped_on: date | None = None


@dataclass(frozen=True, slots=True)
class Extra:
    """A column of an imported file that has no field of its own; `id` is its heading."""

    id: str
    extra: str


ROWS: Mapping[str, str] = {
    "criterion": "criteria",
    "answer": "answers",
    "player": "players",
    "link": "links",
    "risk": "risks",
    "action": "actions",
    "entry": "entries",
    "review": "reviews",
    "stage_move": "stage_moves",
    "close_date_move": "close_date_moves",
    "hold_period": "hold_periods",
    "override": "overrides",
    "stop": "stops",
    "extra": "extras",
}
"""Entity -> the attribute of `Dossier` that holds its rows; all but criteria are the deal's."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """A deal with all that belongs to it, as one consistent read. Rows stand in id order.

    `version` and `customer_version` say which changes this view has shown; a write names them
    so that what another window changed meanwhile is never overwritten unseen.
    `conflicts` are the cells (entity, row, cell) with more than one value standing.
    """

    deal: Deal
    first_seen: date
    """The day the deal was first seen in this store's log."""
    customer: Customer | None = None
    """None where there is none, or its document was not received."""
    criteria: tuple[Criterion, ...] = ()
    answers: tuple[Answer, ...] = ()
    players: tuple[Player, ...] = ()
    links: tuple[Link, ...] = ()
    risks: tuple[Risk, ...] = ()
    actions: tuple[Action, ...] = ()
    entries: tuple[Entry, ...] = ()
    reviews: tuple[Review, ...] = ()
    stage_moves: tuple[StageMove, ...] = ()
    close_date_moves: tuple[CloseDateMove, ...] = ()
    hold_periods: tuple[HoldPeriod, ...] = ()
    overrides: tuple[Override, ...] = ()
    stops: tuple[Stop, ...] = ()
    extras: tuple[Extra, ...] = ()
    version: Version = field(default_factory=dict)
    customer_version: Version = field(default_factory=dict)
    conflicts: frozenset[tuple[str, str, str]] = frozenset()
