"""The SELECT lists: which deals stand in them, in what order, and until when that holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quiet_deal import PLAYBOOK, TODAY, UNAGREED, dossier

from oppman_tui.domain.entities import (
    Action,
    Answer,
    CloseDateMove,
    Deal,
    Dossier,
    Entry,
    HoldPeriod,
    Override,
    Review,
    StageMove,
    Stop,
)
from oppman_tui.domain.scoring import score_deal
from oppman_tui.domain.select.attention import (
    FAMILIES,
    TABS,
    TRIGGERS,
    Attention,
    Standing,
    assess,
    in_tab,
    order_key,
    tabs_of,
    top_cutoff,
)

STANDING = Standing(top_cutoff=100)


def attention(of: Dossier, today: date = TODAY, value: int | None = None) -> Attention:
    return assess(of, score_deal(of, PLAYBOOK, today), PLAYBOOK, today, STANDING, value)


def tabs(of: Dossier) -> set[str]:
    return set(tabs_of(attention(of), of))


def test_the_keys_stand_in_the_methods_order() -> None:
    assert " ".join(TRIGGERS) == (
        "stalled_stage stalled_silence next_step closing not_credible slipped new important "
        "gate approval actions tripped hold_over"
    )
    assert FAMILIES == ("moving", "date", "worth", "gate", "inside")
    assert " ".join(TABS) == (
        "attention stalled new closing important gates approvals actions slipped "
        "never_reviewed hold all closed"
    )


def test_a_quiet_deal_is_in_the_list_of_all_and_in_no_other() -> None:
    assert tabs(dossier()) == {"all"}


def test_one_notice_is_not_attention_two_families_are() -> None:
    closing: dict[str, Any] = {"close_date": date(2026, 12, 20), "stage": "choose"}
    assert tabs(dossier(**closing, stage_since=date(2026, 11, 2))) == {"all", "closing"}
    asked = Action("a1", "Area price", "internal", due=TODAY)
    both = dossier(**closing, stage_since=date(2026, 11, 2), actions=(asked,))
    assert tabs(both) == {"all", "closing", "approvals", "attention"}


def test_two_triggers_of_one_family_are_not_attention() -> None:
    # Closing and not credible: two reasons, one matter.
    deal = dossier(close_date=date(2026, 12, 20))
    assert [t.key for t in attention(deal).triggers] == ["closing", "not_credible"]
    assert tabs(deal) == {"all", "closing"}


def test_one_alarm_is_attention() -> None:
    deal = dossier(stage_since=date(2026, 10, 7))
    assert tabs(deal) == {"all", "stalled", "attention"}


def test_the_stalled_list_holds_silence_too() -> None:
    assert tabs(dossier(date(2026, 11, 1), **UNAGREED)) >= {"stalled"}


def test_never_reviewed_holds_what_is_new_and_what_never_was() -> None:
    assert "never_reviewed" in tabs(dossier(reviews=()))
    old = dossier(created=date(2020, 1, 1), reviews=())
    assert tabs(old) >= {"never_reviewed"}
    assert "new" not in tabs(old)
    assert "never_reviewed" not in tabs(dossier())


def test_on_hold_and_closed_deals_have_their_own_lists() -> None:
    held = dossier(hold_until=date(2026, 11, 24), reviews=())
    assert tabs(held) == {"all", "hold"}
    over = dossier(hold_until=TODAY)
    assert tabs(over) == {"all", "hold"}
    closed = dossier(closed_as="won", closed_on=TODAY, reviews=())
    assert tabs(closed) == {"closed"}
    assert in_tab("closed", attention(closed), closed)
    assert not in_tab("all", attention(closed), closed)


def test_a_hold_that_is_over_is_of_no_family() -> None:
    found = attention(dossier(hold_until=TODAY))
    assert (found.families, found.severity, found.status) == (frozenset(), 1, "open")


def test_the_order_explains_itself() -> None:
    alarm = attention(dossier(stage_since=date(2026, 10, 7)))
    two_families = attention(
        dossier(
            close_date=date(2026, 12, 20), actions=(Action("a", "x", "internal", due=TODAY),)
        )
    )
    two_triggers = attention(dossier(close_date=date(2026, 12, 20)))
    one_trigger = attention(dossier(close_date=None))
    assert [len(a.triggers) for a in (two_triggers, one_trigger)] == [2, 1]
    expected = [
        (alarm, 1, "Z", "1"),
        (two_families, 1, "Z", "1"),
        (two_triggers, 1, "Z", "1"),
        (one_trigger, 900, "B", "2"),
        (one_trigger, 800, "a", "3"),
        (one_trigger, 800, "Ä", "4"),
        (one_trigger, 800, "b", "5"),
        (one_trigger, 800, "b", "6"),
        (one_trigger, 0, "A", "7"),
        (one_trigger, None, "A", "8"),
    ]
    shuffled = [*expected[5:], *expected[:5]]
    assert sorted(shuffled, key=lambda row: order_key(*row)) == expected


@pytest.mark.parametrize(
    ("values", "cutoff"),
    [
        ([], None),
        ([9, 8, 7, 6], None),  # four deals have no top share
        ([9, 8, 7, 6, 5], 9),
        ([5, 6, 7, 8, 9, 4, 3, 2, 1], 9),  # floor(9/5) is one
        ([5, 6, 7, 8, 9, 4, 3, 2, 1, 0], 8),
        ([9, 9, 9, 1, 1], 9),  # the ties are in
    ],
)
def test_the_top_share_is_a_fifth_rounded_down(values: list[int], cutoff: int | None) -> None:
    assert top_cutoff(values, PLAYBOOK) == cutoff


def test_a_quiet_deal_turns_when_its_silence_would_begin() -> None:
    # First seen on 20 November: 14 days later, suspended by the step of 31 December from
    # 1 December on. The step's own coming within 30 days is the next that could matter.
    found = attention(dossier())
    assert found.turns is not None
    assert TODAY < found.turns <= date(2026, 12, 4)


def test_a_gate_that_hangs_on_an_agreed_step_turns_when_the_step_has_passed() -> None:
    plan = PLAYBOOK.theme("plan")
    assert plan is not None
    ready = dossier(
        TODAY,
        created=TODAY,
        next_step_date=date(2026, 11, 25),
        answers=tuple(Answer(q.key, 2, 3, "Seen", TODAY) for q in plan.questions),
        overrides=tuple(
            Override(key, True, "Seen")
            for key in ("customer", "need", "solution", "relationship")
        ),
    )
    assert tabs(ready) == {"all", "gates"}
    assert "gates" not in tabs_of(attention(ready, date(2026, 11, 26)), ready)
    assert attention(ready, date(2026, 11, 25)).turns == date(2026, 11, 26)


def test_a_deal_on_hold_turns_on_the_day_it_is_open_again() -> None:
    assert attention(dossier(hold_until=date(2026, 12, 24))).turns == date(2026, 12, 24)


def test_a_closed_deal_never_turns() -> None:
    closed = dossier(closed_as="lost", closed_on=TODAY, hold_until=date(2026, 12, 24))
    assert attention(closed).turns is None


DAYS = st.integers(-80, 60).map(lambda n: TODAY + timedelta(n))
MAYBE = st.none() | DAYS
STAGES = st.sampled_from(["need", "define", "compare", "choose", "gone"])


def rows(kind: Any, **parts: Any) -> st.SearchStrategy[Any]:
    built = st.lists(st.builds(kind, id=st.just("x"), **parts), max_size=3)
    return built.map(lambda made: tuple(replace(r, id=f"r{n}") for n, r in enumerate(made)))


DEALS = st.builds(
    Deal,
    id=st.just("d1"),
    name=st.just("A"),
    stage=STAGES,
    stage_since=MAYBE,
    close_date=MAYBE,
    next_step_date=MAYBE,
    next_step_agreed=st.booleans(),
    hold_since=MAYBE,
    hold_until=st.none() | DAYS,
    created=MAYBE,
    strategic=st.sampled_from([None, "first of its kind"]),
)
DOSSIERS = st.builds(
    Dossier,
    deal=DEALS,
    first_seen=DAYS,
    entries=rows(Entry, on=DAYS, text=st.just("x"), side=st.sampled_from(["ours", "theirs"])),
    reviews=st.just(()) | rows(Review, held_on=DAYS),
    stage_moves=rows(StageMove, to_stage=STAGES, on=DAYS, from_stage=STAGES),
    close_date_moves=rows(CloseDateMove, moved_on=DAYS, from_date=MAYBE, to_date=MAYBE),
    hold_periods=rows(HoldPeriod, held_from=DAYS, held_to=DAYS),
    actions=rows(
        Action,
        action=st.just("x"),
        section=st.sampled_from(["internal", "risk"]),
        due=MAYBE,
        agreed=st.booleans(),
        entered=MAYBE,
    ),
    answers=st.builds(
        Answer, id=st.just("need.reason"), value=st.just(2), grade=st.just(3), evidence_date=MAYBE
    ).map(lambda answer: (answer,)),
    stops=rows(Stop, stop=st.just("x"), tripped_on=MAYBE),
    overrides=st.sampled_from([(), (Override("customer", True), Override("need", True))]),
)


def standing_on(of: Dossier, today: date, value: int | None) -> object:
    found = attention(of, today, value)
    triggers = [(t.key, t.severity) for t in found.triggers]
    scores = [s.low for s in score_deal(of, PLAYBOOK, today).themes.values()]
    return triggers, found.status, found.listed, tabs_of(found, of), scores


@settings(max_examples=40, deadline=None)
@given(DOSSIERS, st.sampled_from([None, 99, 100]))
def test_nothing_changes_before_the_day_it_turns(of: Dossier, value: int | None) -> None:
    stands_until_it_turns(of, value)


@pytest.mark.long
@settings(max_examples=400, deadline=None)
@given(DOSSIERS, st.sampled_from([None, 99, 100]))
def test_nothing_changes_before_the_day_it_turns_whatever_the_deal(
    of: Dossier, value: int | None
) -> None:
    stands_until_it_turns(of, value)


def stands_until_it_turns(of: Dossier, value: int | None) -> None:
    day, end = TODAY, TODAY + timedelta(100)
    while day < end:
        turns = attention(of, day, value).turns or end
        assert turns > day
        standing = standing_on(of, day, value)
        while (day := day + timedelta(1)) < min(turns, end):
            assert standing_on(of, day, value) == standing


@settings(max_examples=60, deadline=None)
@given(DOSSIERS)
def test_a_log_entry_of_ours_or_a_note_never_takes_a_trigger_away(of: Dossier) -> None:
    before = {t.key for t in attention(of).triggers}
    ours = Entry("zz", TODAY, "Wrote a long note", "other", "ours")
    noted = replace(of.deal, note="All is well")
    written = replace(of, deal=noted, entries=(*of.entries, ours))
    assert {t.key for t in attention(written).triggers} == before
