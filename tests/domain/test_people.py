"""The people: support, receptive power and the warnings, worked out by hand (method 6)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from scored_deals import (
    PLAYBOOK,
    TODAY,
    ago,
    deal,
    player,
)

from oppman_tui.domain.entities import Dossier, Entry
from oppman_tui.domain.scoring import (
    DealScores,
    net_support,
    receptive_power,
    score_deal,
)

PLAYERS = [(5, -1), (5, None), (4, 2), (3, 1), (2, 0)]


def scores(dossier: Dossier, today: date = TODAY) -> DealScores:
    return score_deal(dossier, PLAYBOOK, today)


# -- support -----------------------------------------------------------------------------


def test_the_net_support_of_the_check_values() -> None:
    support = net_support(PLAYERS)
    assert support.point == pytest.approx(21.4, abs=0.05)
    assert support.coverage == pytest.approx(73.7, abs=0.05)
    assert support.low == pytest.approx(-10.5, abs=0.05)
    assert support.high == pytest.approx(42.1, abs=0.05)
    assert support.text() == "+21 · knows 74 % of the influence · −11 … +42"


def test_the_receptive_power_of_the_check_values() -> None:
    # 5 in G and 4 in T, of 5 + 5 + 4 + 2 whose mode is known.
    pairs = list(zip([5, 5, 4, 3, 2], ["I", "G", "T", None, "I"], strict=True))
    assert receptive_power(pairs, {"G", "T"}) == 56.25


def test_net_support_spells_out_its_arithmetic() -> None:
    assert net_support(PLAYERS).why() == [
        "point: (5×−1 4×+2 3×+1 2×0) of 28 = +21.4",
        "low: (5×−1 5×−2 4×+2 3×+1 2×0) of 38 = −10.5",
        "high: (5×−1 5×+2 4×+2 3×+1 2×0) of 38 = +42.1",
        "coverage: 14 of 19 influence = 73.7 %",
    ]


def test_with_no_relationship_known_support_is_open_both_ways() -> None:
    support = net_support([(5, None), (1, None)])
    assert (support.point, support.low, support.high, support.coverage) == (None, -100, 100, 0)


def test_nobody_gives_no_support() -> None:
    support = net_support([])
    assert (support.point, support.low, support.high, support.coverage) == (None, -100, 100, 0)


def test_players_may_come_as_any_iterable_of_pairs() -> None:
    assert net_support(iter(PLAYERS)) == net_support(PLAYERS)
    assert net_support([list(pair) for pair in PLAYERS]) == net_support(PLAYERS)  # type: ignore[misc]  # JSON has no tuples
    assert net_support(dict(enumerate(PLAYERS)).values()) == net_support(PLAYERS)


def test_the_figures_of_support_are_floats() -> None:
    for support in (net_support([]), net_support([(5, None)]), net_support([(5, 0), (1, 2)])):
        figures = (support.low, support.high, support.coverage)
        assert [type(figure) for figure in figures] == [float] * 3
        assert support.point is None or type(support.point) is float
    assert net_support([(5, 0)]).text() == "0 · knows 100 % of the influence · 0 … 0"


def test_a_player_of_unknown_influence_stands_outside() -> None:
    assert net_support([(None, -2), (4, 1)]) == net_support([(4, 1)])
    assert net_support([(4, 1)]).point == 50


@pytest.mark.parametrize("pair", [(0, 1), (6, 1), (3, 3), (3, -3), (True, 1), (2.0, 1)])
def test_what_is_off_the_scale_is_refused(pair: Any) -> None:
    with pytest.raises(ValueError, match="outside the scale"):
        net_support([pair])


def test_receptive_power_is_not_known_without_a_mode() -> None:
    assert receptive_power([(5, None), (None, "G")], {"G"}) is None


def warned(dossier: Dossier, today: date = TODAY) -> dict[str, tuple[str, str | None]]:
    return {w.key: (w.severity, w.player) for w in scores(dossier, today).warnings}


BOSS = player("boss", 5, 2, roles=("decision_maker",))


def test_a_map_without_a_fault_has_no_warning() -> None:
    assert warned(deal(players=(BOSS,))) == {}


def test_an_empty_map_has_no_warning_and_no_support() -> None:
    empty = scores(deal())
    assert (empty.warnings, empty.support, empty.receptive_power) == ((), None, None)


def test_nobody_who_decides_is_a_warning() -> None:
    approver = player("anna", 3, 1, roles=("approver",))
    assert warned(deal(players=(approver,))) == {"no_decision_maker": ("notice", None)}


def test_no_supporter_is_an_alarm() -> None:
    neutral = player("boss", 5, 0, roles=("decision_maker",))
    assert warned(deal(players=(neutral,))) == {"no_supporter": ("alarm", None)}


def test_a_supporter_without_a_say_is_a_warning_by_name() -> None:
    user = player("anna", 2, 2, roles=("user",), title="Clerk")
    boss = player("boss", 3, 0, roles=("decision_maker",))
    found = scores(deal(players=(user, boss))).warnings
    assert [(w.key, w.player) for w in found] == [("supporter_without_say", "anna")]
    assert found[0].text == "Anna (Clerk) is for us, but does not decide or approve"


def test_an_approver_for_us_is_a_say() -> None:
    approver = player("anna", 2, 1, roles=("approver", "user"))
    boss = player("boss", 3, 0, roles=("decision_maker",))
    assert warned(deal(players=(approver, boss))) == {}


def test_as_many_opponents_as_supporters_is_a_warning() -> None:
    rival = player("rita", 1, -1)
    assert warned(deal(players=(BOSS, rival))) == {"outweighed": ("notice", None)}
    second = player("sven", 1, 1)
    assert warned(deal(players=(BOSS, rival, second))) == {}


def test_an_influential_player_against_us_is_a_warning_by_name() -> None:
    friends = (BOSS, player("sven", 1, 1))
    rival = player("rita", 4, -1, title="CFO")
    found = scores(deal(players=(*friends, rival))).warnings
    assert [(w.key, w.severity, w.player) for w in found] == [
        ("player_against", "notice", "rita")
    ]
    assert found[0].text == "Rita (CFO), influence 4, is against us (−1)"
    assert warned(deal(players=(*friends, player("rita", 3, -2)))) == {}


def test_an_influential_player_not_known_to_us_is_a_warning() -> None:
    stranger = player("rita", 4, None)
    assert warned(deal(players=(BOSS, stranger))) == {"player_not_known": ("notice", "rita")}
    assert warned(deal(players=(BOSS, player("rita", 3, None)))) == {}


@pytest.mark.parametrize("mode", ["I", "O"])
def test_contentment_is_a_warning_past_the_need_stage(mode: str) -> None:
    content = player("boss", 4, 2, roles=("decision_maker",), receptivity=mode)
    expected = {"player_not_receptive": ("notice", "boss")}
    assert warned(deal("define", players=(content,))) == expected
    assert warned(deal("need", players=(content,))) == {}
    assert warned(deal(None, players=(content,))) == {}


@pytest.mark.parametrize("mode", ["G", "T", None])
def test_who_is_receptive_or_not_yet_known_gives_no_warning(mode: str | None) -> None:
    open_ = player("boss", 4, 2, roles=("decision_maker",), receptivity=mode)
    assert warned(deal("define", players=(open_,))) == {}


def test_an_unknown_personal_win_is_a_warning_from_influence_3() -> None:
    assert warned(deal(players=(BOSS, player("anna", 3, 1, win=None)))) == {
        "win_not_known": ("notice", "anna")
    }
    assert warned(deal(players=(BOSS, player("anna", 2, 1, win=None)))) == {}


def heard(*players: str, on: date = TODAY, side: Any = "theirs", id: str = "e1") -> Entry:
    return Entry(id, on, "called", side=side, players=players)


def test_hearing_from_one_person_only_is_an_alarm() -> None:
    found = scores(deal(players=(BOSS,), entries=(heard("boss"), heard("boss", id="e2"))))
    assert [(w.key, w.severity, w.player) for w in found.warnings] == [
        ("single_threaded", "alarm", "boss")
    ]
    assert "Boss" in found.warnings[0].text


def test_hearing_from_two_is_a_notice_and_from_three_nothing() -> None:
    people = (BOSS, player("anna", 1, 1), player("sven", 1, 1))
    two = deal(players=people, entries=(heard("boss"), heard("anna", id="e2")))
    assert warned(two) == {"single_threaded": ("notice", None)}
    three = deal(players=people, entries=(heard("boss", "anna"), heard("sven", id="e2")))
    assert warned(three) == {}


def test_only_what_the_customer_did_in_the_last_90_days_tells_of_threads() -> None:
    people = (BOSS, player("anna", 1, 1), player("sven", 1, 1))
    recent = heard("boss", on=ago(89))
    old = heard("anna", "sven", on=ago(90), id="e2")
    ours = heard("anna", "sven", side="ours", id="e3")
    alarm = {"single_threaded": ("alarm", "boss")}
    assert warned(deal(players=people, entries=(recent, old, ours))) == alarm
    assert warned(deal(players=people, entries=(old, ours))) == {}
