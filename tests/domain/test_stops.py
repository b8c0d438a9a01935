"""A stop condition comes true by itself where dates and fields tell of it (method 2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from scored_deals import GOOD_FIT, PLAYBOOK, TODAY, ago, answered, deal, player

from oppman_tui.domain.entities import CloseDateMove, Dossier, Stop
from oppman_tui.domain.scoring import score_deal
from oppman_tui.domain.select.attention import assess
from oppman_tui.domain.select.stops import came_true, kinds
from oppman_tui.domain.select.triggers import Standing


def came(of: Dossier, check: str | None, by: date | None, **parts: Any) -> date | None:
    stop = Stop("s1", "No budget holder met", by, check, **parts)
    scores = score_deal(of, PLAYBOOK, TODAY)
    return came_true(stop, of, scores, PLAYBOOK, lambda day: day <= TODAY)


def test_a_stage_not_reached_by_the_day_comes_true_the_day_after() -> None:
    of = deal("define")
    assert came(of, "stage:compare", ago(1)) == TODAY
    assert came(of, "stage:compare", TODAY) is None
    assert came(of, "stage:define", ago(1)) is None
    assert came(of, "stage:need", ago(1)) is None
    assert came(deal(None), "stage:define", ago(3)) == ago(2)


def test_a_milestone_that_doesn_t_hold_by_the_day() -> None:
    held = deal("need", criteria=GOOD_FIT, answers=answered("need", [2] * 7))
    assert came(deal("need"), "milestone:need", ago(5)) == ago(4)
    assert came(held, "milestone:need", ago(5)) is None


def test_nobody_of_a_role_by_the_day() -> None:
    found = deal(players=(player("berg", 5, 1, roles=("decision_maker",)),))
    assert came(deal(), "role:decision_maker", ago(2)) == ago(1)
    assert came(found, "role:decision_maker", ago(2)) is None
    assert came(found, "role:coach", ago(2)) == ago(1)


def test_a_close_date_later_than_the_day_comes_true_when_it_was_moved() -> None:
    move = CloseDateMove("m", ago(3), ago(-10), ago(-40))
    of = deal(parts={"close_date": ago(-40)}, close_date_moves=(move,))
    assert came(of, "close", ago(-20)) == ago(3)
    assert came(of, "close", ago(-40)) is None
    assert came(deal(), "close", ago(-20)) is None


def test_a_person_s_word_goes_first_and_what_the_playbook_forgot_is_a_person_s() -> None:
    assert came(deal("define"), "stage:compare", ago(1), tripped_on=ago(9)) == ago(9)
    assert came(deal("need"), "stage:gone", ago(9)) is None
    assert came(deal("need"), "anything", ago(9)) is None
    assert came(deal("need"), None, ago(9)) is None
    assert came(deal("need"), "stage:define", None) is None


def test_the_list_turns_on_the_day_after() -> None:
    stop = Stop("s1", "Not in Compare", TODAY, "stage:compare")
    of = replace(deal("define"), stops=(stop,))
    for today, tripped in ((TODAY, False), (ago(-1), True)):
        found = assess(of, score_deal(of, PLAYBOOK, today), PLAYBOOK, today, Standing(), None)
        assert ("tripped" in {trigger.key for trigger in found.triggers}) is tripped
        if not tripped:
            assert found.turns == ago(-1)


@pytest.mark.parametrize("check", [check for check, _ in kinds(PLAYBOOK)])
def test_every_check_that_is_offered_is_one_that_is_read(check: str) -> None:
    of = deal("need", {"close_date": ago(-90)})
    assert came(of, check, ago(1)) is not None
