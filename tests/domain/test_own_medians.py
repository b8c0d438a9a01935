"""How long one's own won deals were in each stage, and the limits that come of it (method 2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from oppman_tui.domain.entities import Deal, Dossier, HoldPeriod, StageMove
from oppman_tui.domain.scoring import score_deal
from oppman_tui.domain.select.attention import Attention, Standing, assess
from oppman_tui.domain.select.cards import card_of
from oppman_tui.domain.select.stay import own_medians, passed
from oppman_tui.playbook import loader

PLAYBOOK = loader.default()
TODAY = date(2026, 11, 23)
BEGUN = date(2026, 1, 1)
WON = Deal(
    "won", "Plant 1 sensors", stage="implement", created=BEGUN, closed_as="won",
    closed_on=BEGUN + timedelta(110),
)  # fmt: skip


def moves(*made: tuple[str, str, int]) -> tuple[StageMove, ...]:
    """(from, to, days after the beginning)."""
    return tuple(
        StageMove(f"m{n}", to, BEGUN + timedelta(day), before)
        for n, (before, to, day) in enumerate(made)
    )


STRAIGHT = moves(
    ("need", "define", 20),
    ("define", "compare", 50),
    ("compare", "choose", 90),
    ("choose", "implement", 110),
)


def test_a_won_deal_tells_how_long_it_was_in_each_stage_it_passed() -> None:
    won = Dossier(WON, BEGUN, stage_moves=STRAIGHT)
    assert passed(won, PLAYBOOK) == {"need": 20, "define": 30, "compare": 40, "choose": 20}


def test_one_that_is_open_or_lost_tells_nothing() -> None:
    for deal in (replace(WON, closed_as=None), replace(WON, closed_as="lost")):
        assert passed(Dossier(deal, BEGUN, stage_moves=STRAIGHT), PLAYBOOK) == {}


def test_days_on_hold_count_in_no_stage() -> None:
    hold = HoldPeriod("h", BEGUN + timedelta(55), BEGUN + timedelta(65))
    won = Dossier(WON, BEGUN, stage_moves=STRAIGHT, hold_periods=(hold,))
    assert passed(won, PLAYBOOK)["compare"] == 30


def test_the_stays_of_a_deal_that_went_back_count_together() -> None:
    made = moves(
        ("need", "define", 20),
        ("define", "need", 30),
        ("need", "define", 45),
        ("define", "implement", 60),
    )
    won = Dossier(WON, BEGUN, stage_moves=made)
    assert passed(won, PLAYBOOK) == {"need": 35, "define": 25}


def test_a_stage_whose_beginning_is_not_known_is_left_out() -> None:
    won = Dossier(replace(WON, created=None), BEGUN, stage_moves=STRAIGHT)
    assert "need" not in passed(won, PLAYBOOK)
    # Somebody's file tells of a move out of a stage that the deal was never seen to enter.
    made = moves(("need", "define", 20), ("compare", "choose", 90), ("choose", "implement", 110))
    won = Dossier(WON, BEGUN, stage_moves=made)
    assert passed(won, PLAYBOOK) == {"need": 20, "choose": 20}


def test_a_stage_skipped_on_one_day_was_not_passed() -> None:
    made = moves(("need", "define", 20), ("define", "compare", 20), ("compare", "implement", 60))
    won = Dossier(WON, BEGUN, stage_moves=made)
    assert passed(won, PLAYBOOK) == {"need": 20, "compare": 40}


def test_one_that_was_closed_where_it_stood_passed_that_stage_too() -> None:
    deal = replace(WON, stage="choose", stage_since=BEGUN + timedelta(90))
    assert passed(Dossier(deal, BEGUN), PLAYBOOK) == {"choose": 20}
    won = Dossier(deal, BEGUN, stage_moves=STRAIGHT[:3])
    assert passed(won, PLAYBOOK) == {"need": 20, "define": 30, "compare": 40, "choose": 20}


def test_medians_are_told_from_so_many_deals_on() -> None:
    deals = [{"need": days} for days in (10, 20, 30, 40)]
    assert own_medians(deals, 4) == {"need": (25.0, 4)}
    assert own_medians(deals, 5) == {}
    assert own_medians([*deals, {"define": 9}], 1) == {"define": (9.0, 1), "need": (25.0, 4)}


def stalled(days: int, standing: Standing) -> str:
    """The reason why a deal is stalled after so many days in Compare; empty where it isn't."""
    deal = Deal("d", "ERP rollout", stage="compare", stage_since=TODAY - timedelta(days))
    dossier = Dossier(deal, TODAY)
    found: Attention = assess(
        dossier, score_deal(dossier, PLAYBOOK, TODAY), PLAYBOOK, TODAY, standing
    )
    return next((t.reason for t in found.triggers if t.key == "stalled_stage"), "")


def test_the_limit_learns_from_ones_own_deals_and_the_reason_says_which_was_used() -> None:
    nine = Standing(own_medians=own_medians([{"compare": 36}] * 9, 1))
    ten = Standing(own_medians=own_medians([{"compare": 36}] * 10, 1))
    assert stalled(47, nine) == "stalled: 47 days in Compare, limit 30, 17 over"
    assert stalled(47, ten) == ""
    # 1.5 x 36 is 54.
    assert stalled(60, ten) == (
        "stalled: 60 days in Compare, limit 54 (1.5 x the median 36 of 10 own won deals), 6 over"
    )


def test_the_list_shows_the_days_beside_the_limit_that_holds() -> None:
    deal = Deal("d", "ERP rollout", stage="compare", stage_since=TODAY - timedelta(47))
    dossier = Dossier(deal, TODAY)
    scores = score_deal(dossier, PLAYBOOK, TODAY)
    # 1.5 x 15 is 22.5: the 23rd day is one too many.
    own = Standing(own_medians={"compare": (15.0, 10)})
    for standing, limit in ((Standing(), 30), (own, 22)):
        found = assess(dossier, scores, PLAYBOOK, TODAY, standing)
        assert found.limit == card_of(dossier, found, PLAYBOOK, TODAY).expected_days == limit
