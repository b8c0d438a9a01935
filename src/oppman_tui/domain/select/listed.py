"""What the list says of a deal in one line, and of all of them in its head.

A card is kept beside the deal, so that a page of the list is read without its deals, and by a
program that has loaded no more than this.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

TABS: tuple[str, ...] = (
    "attention",
    "stalled",
    "new",
    "closing",
    "important",
    "gates",
    "approvals",
    "actions",
    "slipped",
    "never_reviewed",
    "hold",
    "all",
    "closed",
)
"""The lists that deals stand in (method 2)."""


class Bound(NamedTuple):
    """A number of days: `days` as they stand, or, while they grow by one a day, those since the
    day of number `days`."""

    days: int
    growing: bool

    @classmethod
    def of(cls, now: int, tomorrow: int, today: date) -> Bound:
        """Of what there is today and what there will be tomorrow if nothing is done."""
        growing = tomorrow > now
        return cls(today.toordinal() - now if growing else now, growing)

    def on(self, today: date) -> int:
        return today.toordinal() - self.days if self.growing else self.days


@dataclass(frozen=True, slots=True)
class Card:
    """One deal as its line in the list shows it. Texts are as they are shown, not folded."""

    id: str
    name: str
    customer: str
    owner: str
    amount: int | None
    currency: str
    stage: str
    """Its name; a retired key as it is; empty where none is known."""
    expected_days: int
    """Those it may be in the stage, by the playbook or one's own won deals; 0 is no limit."""
    at_least: Bound | None
    """Days in the stage, at least and at most; None where there is no stay to be told of."""
    at_most: Bound | None
    close_date: date | None
    status: str
    hold_until: date | None
    closed_to: str
    triggers: tuple[tuple[int, str], ...]
    """(severity, short words), the worst first."""

    @property
    def severity(self) -> int:
        """0 none, 1 notice, 2 alarm."""
        return self.triggers[0][0] if self.triggers else 0

    def to_text(self) -> str:
        """To be kept; the id lies beside it."""
        days = [day and day.isoformat() for day in (self.close_date, self.hold_until)]
        told = [
            self.name,
            self.customer,
            self.owner,
            self.amount,
            self.currency,
            self.stage,
            self.expected_days,
            self.at_least,
            self.at_most,
            *days,
            self.status,
            self.closed_to,
            self.triggers,
        ]
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_text(cls, deal: str, text: str) -> Card:
        """As `to_text` wrote it. Raises `ValueError` where it didn't."""
        try:
            return cls._read(deal, *json.loads(text))
        except TypeError as error:
            raise ValueError(f"no card of {deal}") from error

    @classmethod
    def _read(
        cls,
        deal: str,
        name: str,
        customer: str,
        owner: str,
        amount: int | None,
        currency: str,
        stage: str,
        expected_days: int,
        at_least: Any,
        at_most: Any,
        close_date: str | None,
        hold_until: str | None,
        status: str,
        closed_to: str,
        triggers: Any,
    ) -> Card:
        return cls(
            deal,
            name,
            customer,
            owner,
            amount,
            currency,
            stage,
            expected_days,
            Bound(*at_least) if at_least else None,
            Bound(*at_most) if at_most else None,
            date.fromisoformat(close_date) if close_date else None,
            status,
            date.fromisoformat(hold_until) if hold_until else None,
            closed_to,
            tuple((severity, short) for severity, short in triggers),
        )


@dataclass(frozen=True, slots=True)
class Totals:
    """How many deals, and what they are worth.

    `base` sums those with a value in the base currency or a rate to it, in its minor units;
    `unrated` counts, by currency, those without a rate; `unvalued` those without a value.
    """

    count: int
    base: int
    unrated: Mapping[str, int]
    unvalued: int


class Overview(NamedTuple):
    """The head of the list: each tab's count and what the open deals are worth."""

    counts: Mapping[str, int]
    totals: Totals
    on_hold: Totals
    today: date


class FirstPage(NamedTuple):
    """The head of the list and the first deals of its first tab."""

    cards: tuple[Card, ...]
    overview: Overview
    order: str
    """As it is remembered."""
    shown: int
    """So many deals the first tab shows of its own accord."""
    base: str
    """The currency of the totals."""


class Alike(NamedTuple):
    """How many deals stand in the same tabs, with the same status, currency and kind of value.

    `tabs` has a bit for each tab, in the order of `Overview.counts`; `kind` says whether their
    worth in the base currency is known (`high` · 10⁹ + `low` is its sum), has no rate, or whether
    they have no value.
    """

    tabs: int
    status: str
    currency: str
    kind: str
    deals: int
    high: int
    low: int


RATED, UNRATED, UNVALUED = "rated", "unrated", "unvalued"
SPLIT = 10**9
"""Worths are summed in two parts, so that no sum of many is beyond what can be counted."""


def counts(alike: list[Alike], tabs: tuple[str, ...]) -> dict[str, int]:
    """How many deals each tab holds."""
    return {
        tab: sum(a.deals for a in alike if a.tabs & 1 << place)
        for place, tab in enumerate(tabs)
    }


def totals(alike: list[Alike], status: str) -> Totals:
    """Of the deals of one status."""
    found = [a for a in alike if a.status == status]
    unrated: dict[str, int] = {}
    for a in found:
        if a.kind == UNRATED:
            unrated[a.currency or "?"] = unrated.get(a.currency or "?", 0) + a.deals
    return Totals(
        count=sum(a.deals for a in found),
        base=sum(a.high * SPLIT + a.low for a in found),
        unrated=unrated,
        unvalued=sum(a.deals for a in found if a.kind == UNVALUED),
    )
