"""The sample deals: whatever day it is, every list, trigger, warning and state is there."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pytest

from oppman_tui import demo
from oppman_tui.demo.fold import Fold
from oppman_tui.domain.entities import Dossier
from oppman_tui.domain.scoring import DealScores, answers_of, score_deal
from oppman_tui.domain.select.attention import (
    TABS,
    TRIGGERS,
    Attention,
    Standing,
    assess,
    tabs_of,
    top_cutoff,
)
from oppman_tui.domain.select.stay import own_medians, passed
from oppman_tui.playbook import loader

DAYS = [date(2026, 11, 23), date(2028, 2, 29), date(2027, 1, 1), date(2027, 3, 28)]
PLAYBOOK = loader.default()
NO_ALARM = {"not_credible", "important", "gate", "hold_over"}
NO_NOTICE = {"tripped"}


@cache
def dossiers(today: date) -> tuple[Dossier, ...]:
    fold = Fold()
    for act in demo.story(today):
        assert act.at is not None
        for edit in act.edits:
            fold.put(edit, act.at)
    return tuple(fold.dossier(deal) for deal in fold.deals)


@cache
def assessed(today: date) -> tuple[tuple[Dossier, DealScores, Attention], ...]:
    values = [d.deal.amount for d in dossiers(today) if d.deal.currency == "EUR"]
    least = PLAYBOOK.thresholds.stalled_stage.own_deals
    medians = own_medians((passed(of, PLAYBOOK) for of in dossiers(today)), least)
    standing = Standing(top_cutoff([v for v in values if v is not None], PLAYBOOK), medians)
    found = []
    for of in dossiers(today):
        scores = score_deal(of, PLAYBOOK, today)
        value = of.deal.amount if of.deal.currency == "EUR" else None
        found.append((of, scores, assess(of, scores, PLAYBOOK, today, standing, value)))
    return tuple(found)


def named(name: str, today: date = DAYS[0]) -> tuple[Dossier, DealScores, Attention]:
    return next(row for row in assessed(today) if row[0].deal.name == name)


@pytest.mark.parametrize("today", DAYS)
def test_every_trigger_is_shown_at_each_of_its_severities(today: date) -> None:
    shown = {(t.key, int(t.severity)) for _, _, a in assessed(today) for t in a.triggers}
    wanted = {(key, 1) for key in TRIGGERS if key not in NO_NOTICE}
    wanted |= {(key, 2) for key in TRIGGERS if key not in NO_ALARM}
    assert shown == wanted


@pytest.mark.parametrize("today", DAYS)
def test_every_list_holds_something_and_attention_is_short(today: date) -> None:
    held = [tabs_of(attention, of) for of, _, attention in assessed(today)]
    assert set(TABS) == set().union(*held)
    total = sum("all" in tabs for tabs in held)
    assert 18 <= total <= 26
    assert sum("attention" in tabs for tabs in held) < total
    assert any(not a.triggers and a.status == "open" for _, _, a in assessed(today))


@pytest.mark.parametrize("today", DAYS)
def test_every_milestone_is_held_not_held_and_not_known_somewhere(today: date) -> None:
    shown = {
        (key, milestone.state)
        for _, scores, _ in assessed(today)
        for key, milestone in scores.milestones.items()
    }
    states = ("held", "not_held", "not_known")
    assert shown == {(m.key, state) for m in PLAYBOOK.milestones for state in states}


@pytest.mark.parametrize("today", DAYS)
def test_every_warning_about_the_people_is_there(today: date) -> None:
    shown = {
        (warning.key, warning.severity)
        for _, scores, attention in assessed(today)
        if attention.status == "open"
        for warning in scores.warnings
    }
    assert shown == {
        ("no_decision_maker", "notice"),
        ("no_supporter", "alarm"),
        ("supporter_without_say", "notice"),
        ("outweighed", "notice"),
        ("player_against", "notice"),
        ("player_not_known", "notice"),
        ("player_not_receptive", "notice"),
        ("win_not_known", "notice"),
        ("single_threaded", "alarm"),
        ("single_threaded", "notice"),
    }


@pytest.mark.parametrize("today", DAYS)
def test_some_answers_are_stale_and_some_only_claimed(today: date) -> None:
    items = [
        item
        for of, _, attention in assessed(today)
        if attention.status == "open"
        for item in answers_of(of, PLAYBOOK, today).values()
    ]
    assert any(item.stale for item in items)
    assert any(item.claimed for item in items)


@pytest.mark.parametrize("today", DAYS)
def test_customers_of_every_fit_are_there(today: date) -> None:
    grades = {scores.fit_grade for _, scores, _ in assessed(today)}
    assert grades == {"good", "check", "poor", None}


@pytest.mark.parametrize("today", DAYS)
def test_every_way_a_deal_can_end_or_wait_is_there(today: date) -> None:
    found = {a.status for _, _, a in assessed(today)}
    assert found == {"open", "hold", "won", "lost", "abandoned"}


def test_the_same_day_and_seed_tell_the_same_story() -> None:
    day = DAYS[0]
    assert demo.story(day) == demo.story(day)
    assert demo.story(day, 8) != demo.story(day)
    assert demo.story(day + timedelta(1)) != demo.story(day)


def test_the_acts_lie_in_the_past_in_the_order_of_their_times() -> None:
    for today in DAYS:
        times = [act.at for act in demo.story(today) if act.at is not None]
        assert times == sorted(times)
        assert len(set(times)) == len(demo.story(today))
        assert max(times).date() < today


def test_ids_are_unique_and_follow_time() -> None:
    ids = [of.deal.id for of in dossiers(DAYS[0])]
    assert len(set(ids)) == len(ids)
    assert all(of.deal.owner for of in dossiers(DAYS[0]))
    assert demo.ME in {of.deal.owner for of in dossiers(DAYS[0])}


def test_every_key_is_one_of_the_playbook() -> None:
    sections = {s.key for s in PLAYBOOK.sections}
    roles, kinds = {r.key for r in PLAYBOOK.roles}, {k.key for k in PLAYBOOK.entry_kinds}
    risks, internal = (
        {k.key for k in PLAYBOOK.risk_kinds},
        {k.key for k in PLAYBOOK.internal_kinds},
    )
    questions = {q.key for q in PLAYBOOK.review_questions}
    decisions = {d.key for d in PLAYBOOK.decisions}
    for of in dossiers(DAYS[0]):
        assert PLAYBOOK.stage(of.deal.stage)
        assert {a.section for a in of.actions} <= sections
        assert {a.internal_kind for a in of.actions} - {None} <= internal
        assert {role for p in of.players for role in p.roles} <= roles
        assert {e.entry_kind for e in of.entries} - {None} <= kinds
        assert {r.risk_kind for r in of.risks} - {None} <= risks
        assert {key for r in of.reviews for key in r.answers} <= questions
        assert {r.decision for r in of.reviews} - {None} <= decisions
        assert all(PLAYBOOK.question(a.id) for a in of.answers)
        assert {m.to_stage for m in of.stage_moves} <= {s.key for s in PLAYBOOK.stages}
        assert {key for m in of.stage_moves for key in m.unheld} <= {
            m.key for m in PLAYBOOK.milestones
        }


def test_references_lead_to_rows_of_the_same_deal() -> None:
    for of in dossiers(DAYS[0]):
        players = {p.id for p in of.players}
        assert {a.person for a in of.answers} - {None} <= players
        assert {p for e in of.entries for p in e.players} <= players
        assert {p for link in of.links for p in (link.from_player, link.to_player)} <= players
        risks = {r.id for r in of.risks}
        assert {a.finding_row for a in of.actions if a.finding_kind == "risk"} <= risks


def test_the_deals_of_the_first_screen_are_as_told() -> None:
    _, _, erp = named("ERP rollout")
    reasons = [t.reason for t in erp.triggers]
    assert "stalled: 47 days in Compare, limit 30, 17 over" in reasons
    assert "closing: 12 Dec is 19 days away" in reasons
    sensors, _, plant = named("Plant 2 sensors")
    assert plant.stay is not None
    assert (plant.stay.days, sensors.deal.close_date) == (12, date(2026, 11, 19))
    _, _, fleet = named("Fleet telematics")
    assert [t.short for t in fleet.triggers] == ["no next step", "new"]


@pytest.mark.parametrize("today", DAYS)
def test_the_limit_of_one_stage_is_learnt_from_the_won_deals(today: date) -> None:
    # 14, 17, 19, 21, 23 | 25, 26, 28, 35, 35 days in Define: the median is 24, the limit 36.
    _, _, robot = named("Robot cell line 4", today)
    (stalled,) = (t.reason for t in robot.triggers if t.key == "stalled_stage")
    learnt = "limit 36 (1.5 x the median 24 of 10 own won deals)"
    assert stalled == f"stalled: 38 days in Define, {learnt}, 2 over"
    _, _, vision = named("Quality vision", today)
    assert "stalled: 41 days in Compare, limit 30, 11 over" in [t.reason for t in vision.triggers]


def test_a_hold_that_ended_counts_in_no_stay() -> None:
    # 62 days since Compare began, 21 of them on hold.
    _, _, vision = named("Quality vision")
    assert vision.stay is not None
    assert vision.stay.days == 41


def test_some_deal_has_no_player_no_value_or_another_currency() -> None:
    found = [of for of, _, a in assessed(DAYS[0]) if a.status == "open"]
    assert any(not of.players for of in found)
    assert any(of.deal.amount is None for of in found)
    assert {of.deal.currency for of in found} == {"EUR", "SEK", None}
    assert {a.owner_side for of in found for a in of.actions} == {"ours", "theirs"}
    assert {a.status for of in found for a in of.actions} == {"open", "done", "dropped"}
    assert {r.state for of in found for r in of.risks} == {
        "open", "in_hand", "acceptable", "not_acceptable",
    }  # fmt: skip


def test_reviews_keep_the_scores_of_their_day() -> None:
    of, _, _ = named("ERP rollout")
    snapshot = of.reviews[-1].snapshot
    assert snapshot["stage"] == "compare"
    assert set(snapshot["themes"]) == {t.key for t in PLAYBOOK.themes}
    assert all(len(scores) == 3 for scores in snapshot["themes"].values())
