"""The list as it is worked out from scratch, to hold the kept one against; and its windows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from desk import sit_down
from sqlalchemy import select

from oppman_tui.domain.entities import Dossier
from oppman_tui.domain.scoring import score_deal
from oppman_tui.domain.select.attention import (
    TABS,
    Attention,
    Standing,
    assess,
    order_key,
    tabs_of,
    top_cutoff,
)
from oppman_tui.domain.select.stay import own_medians, passed
from oppman_tui.domain.values.clock import Clock
from oppman_tui.domain.values.money import Rates, exponent
from oppman_tui.domain.values.text import clean_line, fold
from oppman_tui.playbook import loader
from oppman_tui.playbook.models import Playbook
from oppman_tui.store.lists.cache import Cache
from oppman_tui.store.lists.summary import Summary, Totals
from oppman_tui.store.lists.summary_rows import SUMMARY
from oppman_tui.store.store import Store

PLAYBOOK = loader.default()
RATES = Rates("EUR", {"USD": (Decimal("0.9"), date(2026, 1, 1))})
YEN = Rates("JPY", {"EUR": (Decimal(160), date(2026, 1, 1))})
MONDAY = date(2026, 11, 23)
ORDERS = ("attention", "name", "customer", "owner", "value", "stage", "days", "close_date")
_NEVER = date.max.isoformat()
SEARCHES = ("", "a", "acme", "corp lee", "%", "_", "/", "ÉCLAIR")


def other_playbook() -> Playbook:
    """Thresholds of a team that looks closer: other triggers, another top share."""
    limits = PLAYBOOK.thresholds
    return PLAYBOOK.model_copy(
        update={
            "thresholds": limits.model_copy(
                update={
                    "closing": limits.closing.model_copy(update={"within_days": 90}),
                    "stalled_stage": limits.stalled_stage.model_copy(update={"own_deals": 1}),
                    "important": limits.important.model_copy(
                        update={"unreviewed_days": 3, "top_share": 0.5, "top_minimum": 2}
                    ),
                }
            )
        }
    )


class Calendar:
    """The time of day where the test is, moved by hand."""

    def __init__(self, day: date = MONDAY) -> None:
        self.now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)

    def go_on(self, days: int) -> None:
        self.now += timedelta(days)

    def clock(self, hours_ahead: int = 0) -> Clock:
        return Clock(source=lambda: self.now + timedelta(hours=hours_ahead))


@dataclass
class Window:
    """A store as it is open in one window, and its list."""

    path: Path
    clock: Clock
    playbook: Playbook = PLAYBOOK
    rates: Rates = RATES
    apart: bool = False
    actor: str = "Mia"

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        self.summary = Summary(self.playbook, self.rates, self.clock, apart=self.apart)
        follow = self.summary.follow
        self.store = sit_down(self.path, self.actor, clock=self.clock, on_write=follow)
        self.keep_up()

    def reopen(self) -> None:
        self.store.close()
        self.open()

    def keep_up(self) -> bool:
        """True where there was something to keep up with."""
        with self.store.reading() as connection:
            due = self.summary.needs(connection)
        if due:
            with self.store.writing() as connection:
                self.summary.bring_up(connection)
        return due

    def ask(self, question: Callable[..., Any], *given: Any, **more: Any) -> Any:
        with self.store.reading() as connection:
            return question(connection, *given, **more)

    def ids(self, tab: str = "all", words: str = "", *given: Any) -> list[str]:
        found: list[str] = self.ask(self.summary.ids, tab, words, *given)
        return found

    def counts(self, words: str = "") -> dict[str, int]:
        found: dict[str, int] = self.ask(self.summary.counts, words)
        return found

    def totals(self, status: Literal["open", "hold"] = "open") -> Totals:
        found: Totals = self.ask(self.summary.totals, status)
        return found

    def check(self) -> None:
        """Every answer is the one worked out from scratch."""
        scratch = Scratch(self.store, self.playbook, self.rates, self.clock.today())
        summary = self.summary
        with self.store.reading() as here:
            assert summary.standing(here) == scratch.standing
            assert summary.totals(here) == scratch.totals("open")
            assert summary.totals(here, "hold") == scratch.totals("hold")
            for words in SEARCHES:
                assert summary.counts(here, words) == scratch.counts(words)
            for tab in TABS:
                assert summary.ids(here, tab) == scratch.ids(tab)
            for order in ORDERS:
                for down in (False, True):
                    found = summary.ids(here, "all", "a", order, down)
                    assert found == scratch.ids("all", "a", order, down), order
            assert summary.ids(here, "closed", "", "days") == scratch.ids("closed", "", "days")
            with summary._rows(here) as (rows, _):
                kept = {row["doc"]: dict(row) for row in rows.execute(select(SUMMARY)).mappings()}
        odd = scratch.differing(kept)
        assert not odd, "; ".join(odd)  # told in full, also where pytest doesn't


@dataclass(frozen=True)
class Line:
    dossier: Dossier
    attention: Attention
    base: int | None

    @property
    def search(self) -> str:
        deal, customer = self.dossier.deal, self.dossier.customer
        people = [player.name for player in self.dossier.players]
        said = [deal.name, customer and customer.name, deal.owner, deal.next_step, *people]
        return fold("\n".join(word for word in said if word))


class Scratch:
    """A store's list on one day by the domain's functions alone."""

    def __init__(self, store: Store, playbook: Playbook, rates: Rates, today: date) -> None:
        self.playbook = playbook
        self.rates, self.today = rates, today
        dossiers = store.dossiers()
        base = {d.deal.id: rates.in_base(d.deal.amount, d.deal.currency) for d in dossiers}
        of_open = [base[d.deal.id] for d in dossiers if d.deal.status(today) == "open"]
        cutoff = top_cutoff([v for v in of_open if v is not None], playbook)
        least = playbook.thresholds.stalled_stage.own_deals
        medians = own_medians((passed(d, playbook) for d in dossiers), least)
        self.standing = Standing(cutoff, medians, exponent(rates.base))
        self.lines = [
            Line(
                d,
                assess(
                    d,
                    score_deal(d, playbook, today),
                    playbook,
                    today,
                    self.standing,
                    base[d.deal.id],
                ),
                base[d.deal.id],
            )
            for d in dossiers
        ]

    def differing(self, kept: dict[str, dict[str, Any]]) -> list[str]:
        """The cells of the rows `kept`, by deal, which are not those worked out now. A row may
        be due sooner than it has to be, never later, and never so soon that it is late."""
        cache = Cache(self.playbook, self.rates)
        made = {_id(li): cache.row(li.dossier, self.today, self.standing) for li in self.lines}
        odd = [f"{deal}: only in one of both" for deal in sorted(kept.keys() ^ made.keys())]
        for deal in kept.keys() & made.keys():
            due, latest = kept[deal]["turns"], made[deal].pop("turns")
            if (due or _NEVER) > (latest or _NEVER) or (due or _NEVER) <= self.today.isoformat():
                odd.append(f"{deal} turns: {due!r}, not {latest!r}")
            odd += [
                f"{deal} {name}: {kept[deal][name]!r}, not {value!r}"
                for name, value in made[deal].items()
                if kept[deal][name] != value
            ]
        return odd

    def held(self, tab: str, words: str) -> list[Line]:
        return [
            line
            for line in self.lines
            if tab in tabs_of(line.attention, line.dossier)
            and all(word in line.search for word in fold(clean_line(words)).split())
        ]

    def counts(self, words: str) -> dict[str, int]:
        return {tab: len(self.held(tab, words)) for tab in TABS}

    def ids(
        self, tab: str, words: str = "", order: str = "attention", descending: bool = False
    ) -> list[str]:
        lines = sorted(self.held(tab, words), key=lambda li: (fold(_name(li)), _id(li)))
        if order == "attention":
            lines.sort(key=lambda li: order_key(li.attention, li.base, _name(li), _id(li)))
        else:
            known = [line for line in lines if self.by(line, order) is not None]
            unknown = [line for line in lines if self.by(line, order) is None]
            known.sort(key=lambda line: self.by(line, order), reverse=descending)
            if descending:  # those alike stay in the order of their names
                places = {_id(line): n for n, line in enumerate(lines)}
                values = sorted({self.by(line, order) for line in known}, reverse=True)
                known.sort(key=lambda li: (values.index(self.by(li, order)), places[_id(li)]))
            lines = known + unknown
        return [_id(line) for line in lines]

    def by(self, line: Line, order: str) -> Any:
        deal, customer, stay = line.dossier.deal, line.dossier.customer, line.attention.stay
        return {
            "name": fold(deal.name),
            "customer": fold(customer.name) if customer else None,
            "owner": fold(deal.owner) if deal.owner else None,
            "value": line.base,
            "stage": self.playbook.stage_index(deal.stage),
            "days": stay.at_least if stay else None,
            "close_date": deal.close_date,
        }[order]

    def totals(self, status: str) -> Totals:
        lines = [line for line in self.lines if line.attention.status == status]
        valued = [line for line in lines if line.dossier.deal.amount is not None]
        unrated = (li.dossier.deal.currency or "?" for li in valued if li.base is None)
        return Totals(
            count=len(lines),
            base=sum(line.base for line in valued if line.base is not None),
            unrated=dict(Counter(unrated)),
            unvalued=len(lines) - len(valued),
        )


def _name(line: Line) -> str:
    return line.dossier.deal.name


def _id(line: Line) -> str:
    return line.dossier.deal.id
