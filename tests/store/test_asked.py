"""A query finds the deals that it means: by the list's rows, and worked out deal by deal."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from desk import BOLT, add_deal, eur
from lists import MONDAY, PLAYBOOK, RATES, Calendar, Window

from oppman_tui import demo
from oppman_tui.domain.edits import Edit
from oppman_tui.domain.entities import Dossier
from oppman_tui.domain.scoring import DealScores, score_deal
from oppman_tui.domain.select import query
from oppman_tui.domain.select.attention import Attention, Standing, assess, tabs_of
from oppman_tui.domain.select.query_fields import SEVERITIES, Fields
from oppman_tui.domain.values.money import Rates
from oppman_tui.domain.values.text import fold

KRONOR = Rates("EUR", {"SEK": (Decimal("0.087"), date(2026, 1, 1))})
FIELDS = Fields(PLAYBOOK, KRONOR, MONDAY)


class Asked:
    """One deal, asked without the list; what isn't known is None, and so is what follows."""

    def __init__(self, dossier: Dossier, standing: Standing) -> None:
        deal, self.dossier = dossier.deal, dossier
        self.base = KRONOR.in_base(deal.amount, deal.currency)
        self.scores: DealScores = score_deal(dossier, PLAYBOOK, MONDAY)
        self.attention: Attention = assess(
            dossier, self.scores, PLAYBOOK, MONDAY, standing, self.base
        )

    def holds(self, node: query.Node) -> bool | None:
        match node:
            case query.Both(nodes):
                told = [self.holds(one) for one in nodes]
                return False if False in told else None if None in told else True
            case query.Either(nodes):
                told = [self.holds(one) for one in nodes]
                return True if True in told else None if None in told else False
            case query.Not(inner):
                held = self.holds(inner)
                return None if held is None else not held
            case query.Holds(text, field):
                return any(text in fold(said) for said in self.texts(field))
            case query.Missing(field):
                return not any(self.texts(field)) if self.is_text(field) else (
                    self.value(field) is None
                )
            case query.Among(field, key):
                found = self.value(field)
                return None if found is None else found == key
            case query.Marked(name):
                marks = {trigger.key for trigger in self.attention.triggers}
                marks |= tabs_of(self.attention, self.dossier)
                return name in marks or (name == "strategic" and bool(self.dossier.deal.strategic))
            case query.Within(field, low, high):
                found = self.value(field)
                if found is None:
                    return None
                return (low is None or found >= low) and (high is None or found <= high)

    def is_text(self, field: str) -> bool:
        return field in ("name", "customer", "owner", "player", "step", "source")

    def texts(self, field: str) -> list[str]:
        deal, customer = self.dossier.deal, self.dossier.customer
        told = {
            "name": [deal.name],
            "customer": [customer.name] if customer else [],
            "owner": [deal.owner or ""],
            "player": [player.name for player in self.dossier.players],
            "step": [deal.next_step or ""],
        }
        if not field:
            return [text for texts in told.values() for text in texts]
        return told.get(field, [deal.source_system or ""])

    def value(self, field: str) -> Any:
        deal, stay = self.dossier.deal, self.attention.stay
        key, _, part = field.partition(".")
        if part:
            score = self.scores.fit if key == "fit" else self.scores.themes[key]
            end = {"low": score.low, "point": score.point, "high": score.high}[part]
            return None if end is None else round(end * 100)
        return {
            "value": self.base,
            "currency": deal.currency,
            "stage": PLAYBOOK.stage_index(deal.stage),
            "days": stay.at_least if stay else None,
            "close": deal.close_date,
            "created": deal.created,
            "reviewed": max((r.held_on for r in self.dossier.reviews), default=None),
            "next": deal.next_step_date,
            "hold": deal.hold_until,
            "severity": self.attention.severity,
            "status": self.attention.status,
            "weakest": self.scores.weakest,
        }[field]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """The sample deals, as a window that knows what a krona is worth shows them."""
    path = tmp_path_factory.mktemp("asked") / "deals.oppman"
    window = Window(path, Calendar().clock(), rates=KRONOR)
    window.store.write_acts(demo.story(MONDAY))
    window.keep_up()
    yield window
    window.store.close()


@pytest.fixture(scope="module")
def one_by_one(samples: Window) -> list[Asked]:
    standing = samples.ask(samples.summary.standing)
    return [Asked(dossier, standing) for dossier in samples.store.dossiers()]


def found(window: Window, text: str) -> set[str]:
    return {*window.ids("all", text), *window.ids("closed", text)}


def names(window: Window, text: str) -> set[str]:
    return {d.deal.name for d in window.store.dossiers(sorted(found(window, text)))}


_COMPARISONS = (
    "name:plant", "name:e", "customer:hansa", "customer:none", "owner:liisa", "owner:none",
    "owner:liisa,jonas", "player:berg", "player:a", "player:none", "player:liisa", "step:liisa",
    "step:o", "step:none",
    "source:none", "value>100k", "value<=180k", "value:none", "value>1MSEK", "currency:sek",
    "stage:compare", "stage>=compare", "stage<define", "stage!=choose", "stage:none", "days>30",
    "days<=12", "close<2027-01-01", "close<today+30", "close:2026-12", "close:none",
    "created>-60d", "created:none", "reviewed:never", "reviewed<-4w", "next>=today", "next:none",
    "hold:none", "hold>today", "severity:alarm", "severity<=notice", "status:open,won",
    "status:hold", "weakest:need", "weakest:relationship,plan", "fit<60", "fit>=70", "fit:none",
    "need<40", "need.high<60", "need.point>=50", "customer.low<50", "risk:0", "solution!=none",
    "is:stalled", "is:stalled_silence", "is:strategic", "is:won", "is:hold", "is:next_step",
    "is:closed", "is:new", "is:tripped", "e", "mäkinen", '"plant 2"', "%", "_",
)  # fmt: skip


@pytest.mark.parametrize("text", _COMPARISONS)
def test_each_comparison_finds_what_it_means(
    samples: Window, one_by_one: list[Asked], text: str
) -> None:
    tree = FIELDS.query(text).tree
    assert FIELDS.query(text).problem is None
    assert found(samples, text) == {a.dossier.deal.id for a in one_by_one if a.holds(tree)}


def test_and_what_is_put_together_of_them(samples: Window, one_by_one: list[Asked]) -> None:
    any_of = random.Random(11)

    def put_together(depth: int) -> str:
        if depth == 0 or any_of.random() < 0.3:
            return any_of.choice(_COMPARISONS)
        one, other = put_together(depth - 1), put_together(depth - 1)
        return any_of.choice(
            [f"{one} {other}", f"({one} or {other})", f"not ({one})", f"not {other}"]
        )

    for _ in range(300):
        text = put_together(3)
        tree = FIELDS.query(text).tree
        meant = {a.dossier.deal.id for a in one_by_one if a.holds(tree)}
        assert found(samples, text) == meant, text


def test_a_manager_asks_for_the_large_deals_that_are_in_doubt(samples: Window) -> None:
    asked = "value>100k (is:stalled or is:not_credible) not status:hold"
    assert names(samples, asked) == {
        view.deal.name
        for view in samples.store.dossiers(samples.ids("all"))
        if view.deal.name in names(samples, "value>100k")
        and view.deal.name in names(samples, "is:stalled") | names(samples, "is:not_credible")
    }
    assert names(samples, asked)


def test_what_is_not_known_is_neither_smaller_nor_larger(tmp_path: Path) -> None:
    window = Window(tmp_path / "deals.oppman", Calendar().clock())
    add_deal(window.store, name="Known", value=eur(500_00), close_date="2026-12-01")
    add_deal(window.store, BOLT, "Not known")
    window.keep_up()
    assert names(window, "value>1") == {"Known"}
    assert names(window, "not value>1000") == {"Known"}
    assert names(window, "value:none") == names(window, "close:none") == {"Not known"}
    assert names(window, "not value:none") == {"Known"}
    window.store.close()


def test_the_answer_follows_what_is_written(tmp_path: Path) -> None:
    window = Window(tmp_path / "deals.oppman", Calendar().clock(), rates=RATES)
    add_deal(window.store, name="Acme")
    assert names(window, "is:strategic or need>50 or reviewed>=today") == set()
    deal = window.ids()[0]
    window.store.write("Strategic", [Edit(deal, "deal", deal, "strategic", "a flagship")])
    assert names(window, "is:strategic") == {"Acme"}
    told = {"value": 2, "grade": 3}
    asked = [q.key for q in PLAYBOOK.themes[1].questions]
    window.store.write("Yes", [Edit(deal, "answer", key, "answer", told) for key in asked])
    assert names(window, "need>50") == names(window, "need:100") == {"Acme"}
    window.store.write("Held", [Edit(deal, "review", "r1", "held", {"held_on": "2026-11-20"})])
    assert names(window, "reviewed:today-3") == {"Acme"}
    window.store.close()


def test_of_several_searches_every_one_must_hold(samples: Window) -> None:
    both = samples.ask(samples.summary.ids, "all", ("stage:compare", "owner:liisa"))
    assert set(both) == set(samples.ids("all", "stage:compare")) & set(
        samples.ids("all", "owner:liisa")
    )
    counted = samples.ask(samples.summary.counts, ("stage:compare", "owner:liisa"))
    assert counted["all"] == len(both)


def test_places_of_severities_are_those_of_the_rows() -> None:
    assert SEVERITIES == ("none", "notice", "alarm")
