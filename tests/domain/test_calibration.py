"""What reviews said of deals that are closed, against what came of them (method 6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from oppman_tui.domain.entities import Deal, Dossier, Review
from oppman_tui.domain.review.calibration import Calibration, Came, calibrate, came_of
from oppman_tui.playbook import loader

PLAYBOOK = loader.default()
CLOSED = date(2026, 11, 2)


def review(
    id: str, on: date, decision: str = "go_on", close: str | None = None, **facts: Any
) -> Review:
    return Review(id, on, decision=decision, snapshot={"close_date": close, **facts})


def closed(name: str, closed_as: str | None, *reviews: Review, on: date | None = CLOSED) -> Dossier:
    deal = Deal(name, name, closed_as=closed_as, closed_on=on)  # type: ignore[arg-type]
    return Dossier(deal, date(2026, 1, 1), reviews=reviews)


def of(*dossiers: Dossier) -> Calibration:
    came = [found for d in dossiers if (found := came_of(d)) is not None]
    return calibrate(came, len(dossiers) - len(came), PLAYBOOK)


def said(found: Calibration, question: str) -> Mapping[str, str]:
    statements = next(q.statements for q in found.questions if q.name == question)
    return {statement.said: statement.text() for statement in statements}


JUNE, AUGUST = date(2026, 6, 1), date(2026, 8, 3)


def test_only_what_was_said_before_a_deal_was_closed_is_held_against_it() -> None:
    late = review("late", date(2026, 11, 3))
    came = came_of(closed("Acme", "won", review("r2", AUGUST), late, review("r1", JUNE)))
    assert came is not None
    assert [told.review.id for told in came.told] == ["r1", "r2"]
    assert came_of(closed("Acme", "won", late)) is None
    assert came_of(closed("Acme", None, review("r1", JUNE))) is None


def test_a_decision_is_held_against_what_came() -> None:
    found = of(
        closed("a", "won", review("r", JUNE, "go_on")),
        closed("b", "won", review("r", JUNE, "go_on"), review("s", AUGUST, "plan_more")),
        closed("c", "lost", review("r", JUNE, "go_on")),
        closed("d", "abandoned", review("r", CLOSED, "abandon")),
        closed("e", "won"),
    )
    # Of 2 of 3, Wilson's interval at 95 % is 20.8 to 93.9; of 1 of 1 it is 20.7 to 100.
    assert said(found, "The decision") == {
        "Go on": "2 of 3 won, 21–94 %",
        "Plan more (knowledge is missing)": "1 of 1 won, 21–100 %",
    }
    assert found.unreviewed == 1


def test_a_deal_reviewed_every_week_weighs_no_more_than_others() -> None:
    weekly = [review(f"r{n}", date(2026, 6, n + 1), "go_on") for n in range(20)]
    found = of(closed("a", "lost", *weekly), closed("b", "won", review("r", JUNE, "go_on")))
    assert said(found, "The decision")["Go on"].startswith("1 of 2 won")


def test_a_close_date_came_true_where_the_deal_was_won_by_that_day() -> None:
    found = of(
        # Within 30 days of the review: one on the very day, one a day late, one lost in time.
        closed("a", "won", review("r", date(2026, 10, 20), close="2026-11-02")),
        closed("b", "won", review("r", date(2026, 10, 20), close="2026-11-01")),
        closed("c", "lost", review("r", date(2026, 10, 20), close="2026-11-19")),
        # 31 days and 91 days away.
        closed("d", "won", review("r", date(2026, 10, 10), close="2026-11-10")),
        closed("e", "won", review("r", date(2026, 8, 4), close="2026-11-03")),
        closed("f", "won", review("r", JUNE)),
    )
    told = said(found, "The close date")
    assert {words: text.partition(",")[0] for words, text in told.items()} == {
        "a close date within 30 days": "1 of 3 won by then",
        "a close date 31 to 90 days away": "1 of 1 won by then",
        "a close date more than 90 days away": "1 of 1 won by then",
    }


def test_how_late_a_deal_was_against_each_review() -> None:
    came = came_of(closed("a", "won", review("r", JUNE, close="2026-10-03"), review("s", AUGUST)))
    assert came is not None
    assert [came.late(told) for told in came.told] == [30, None]


def test_of_what_was_said_several_times_the_last_time_counts() -> None:
    first = review("r", date(2026, 9, 1), close="2026-09-20")
    last = review("s", date(2026, 10, 20), close="2026-11-10")
    found = of(closed("a", "won", first, last))
    assert said(found, "The close date")["a close date within 30 days"].startswith("1 of 1")


def test_ranges_and_weakest_themes_are_held_against_what_came() -> None:
    need = {"need": [60.0, 70.0, 80.0], "plan": [0, None, 100]}
    found = of(
        closed("a", "won", review("r", JUNE, themes=need, weakest="plan")),
        closed("b", "lost", review("r", JUNE, themes={"need": [0, 40, 59.9]}, weakest="need")),
        closed("c", "lost", review("r", JUNE, themes={"need": [59.9, 60, 60]}, weakest="plan")),
    )
    assert {
        words: text.partition(",")[0] for words, text in said(found, "Need and urgency").items()
    } == {
        "60 or more, whatever we didn't know": "1 of 1 won",
        "below or above 60, by what we didn't know": "0 of 1 won",
        "below 60, whatever we didn't know": "0 of 1 won",
    }
    weakest = said(found, "The weakest theme")
    assert weakest["Need and urgency"].startswith("0 of 1 won")
    assert len(weakest) == 2


def test_each_question_tells_what_came_of_what_was_answered() -> None:
    key, text = "need_sponsor", ""
    question = PLAYBOOK.themes[1].questions[0]
    key, text = question.key, question.text
    found = of(
        closed("a", "won", review("r", JUNE, answers={key: 2})),
        closed("b", "lost", review("r", JUNE, answers={key: 2})),
        closed("c", "lost", review("r", JUNE, answers={"other": 0})),
        closed("d", "lost", review("r", JUNE)),  # of an older version: it kept no answers
    )
    told = said(found, text)
    assert {words: counts.partition(",")[0] for words, counts in told.items()} == {
        "yes": "1 of 2 won",
        "not known": "0 of 1 won",
    }


def test_of_a_question_that_was_never_answered_nothing_is_told() -> None:
    found = of(closed("a", "won", review("r", JUNE, answers={"retired": 2})))
    asked = {question.text for theme in PLAYBOOK.themes for question in theme.questions}
    assert not asked & {question.name for question in found.questions}


def test_nobody_is_named() -> None:
    mine = Deal("a", "Acme", owner="Liisa Aalto", closed_as="won", closed_on=CLOSED)
    held = Review("r", JUNE, held_by="Liisa Aalto", participants=("Jonas",), decision="go_on")
    came = came_of(Dossier(mine, JUNE, reviews=(held,)))
    assert came is not None
    found = calibrate([came], 0, PLAYBOOK)
    words = " ".join(
        f"{question.name} {s.said} {s.text()}" for question in found.questions
        for s in question.statements
    )  # fmt: skip
    assert words and "Liisa" not in words and "Jonas" not in words


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from(["themes", "answers", "weakest", "close_date", "x"]), _ANYTHING)
)
def test_a_review_of_any_shape_is_read(facts: dict[str, Any]) -> None:
    came = came_of(closed("a", "won", Review("r", JUNE, snapshot=facts)))
    assert isinstance(came, Came)
    calibrate([came], 0, PLAYBOOK)
