"""What changed since the last review, and what became of what was promised (method 3)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from scored_deals import (
    GOOD_FIT,
    PLAYBOOK,
    TODAY,
    ago,
    answered,
    criteria,
    deal,
    player,
)

from oppman_tui.domain.entities import Action, Dossier, Entry, Review
from oppman_tui.domain.review.progress import Progress, Promises, promises, since, snapshot
from oppman_tui.domain.scoring import score_deal

HELD = ago(10)
WORTH: dict[str, Any] = {"amount": 420_000_00, "currency": "EUR", "close_date": ago(-30)}


def kept(of: Dossier) -> dict[str, Any]:
    """What a review of that deal remembers, as the log gives it back."""
    written = snapshot(of, score_deal(of, PLAYBOOK, HELD))
    found: dict[str, Any] = json.loads(json.dumps(written, allow_nan=False))
    return found


def told(before: Dossier, after: Dossier) -> Progress:
    review = Review("v1", HELD, snapshot=kept(before))
    return since(review, after, score_deal(after, PLAYBOOK, TODAY), PLAYBOOK, TODAY)


def test_a_review_remembers_the_facts_and_the_ranges_of_its_day() -> None:
    found = kept(deal("define", WORTH, criteria=GOOD_FIT, players=(player("a", 5, 1),)))
    assert (found["stage"], found["close_date"]) == ("define", "2026-12-23")
    assert (found["amount"], found["currency"], found["players"]) == (420_000_00, "EUR", 1)
    assert found["fit"] == [100, 100, 100]
    assert found["themes"]["need"] == [0, None, 100]
    assert list(found["themes"]) == [theme.key for theme in PLAYBOOK.themes]
    assert found["weakest"] == "need"  # as open as solution, and asked before it


def test_where_nothing_happened_nothing_is_told_but_the_silence() -> None:
    found = told(deal("define", WORTH), deal("define", WORTH))
    assert found.changed == ("log: nothing since",)
    assert found.unchanged == (
        "stage",
        "close date",
        "value",
        "Customer fit",
        *(theme.name for theme in PLAYBOOK.themes),
        "net support",
        "milestones",
        "key players",
    )


def test_each_fact_that_changed_is_told_from_what_to_what() -> None:
    before = deal("need", WORTH, criteria=criteria(2, 1, 1, None, 2, 0, 2))
    after = deal(
        "define",
        {**WORTH, "amount": 1_000_50, "currency": "SEK", "close_date": None},
        criteria=GOOD_FIT,
        answers=answered("need", [2, 1]),  # 3 to 13 of 14
        players=(player("a", 5, 1), player("b", 1, None)),
    )
    assert told(before, after).changed == (
        "stage: Need → Define",
        "close date: 23 Dec → none",
        "value: €420,000 → SEK 1,000.50",
        "Customer fit: 57–71 → 100–100",
        # A fit to be checked, 1 of 6, is now good.
        "Target customer: 17–83 → 33–100 (1 changed)",
        "Need and urgency: 0–100 → 21–93 (2 newly answered)",
        "net support: nobody on the map → +25 … +58",  # 5 ∓ 2 of 12: the second isn't known
        "new on the map: A, B",
        "log: nothing since",
    )


def test_a_score_that_only_grew_old_says_so() -> None:
    of = deal("define", WORTH, answers=answered("need", [2, 2], on=ago(95)))  # good for 90 days
    assert told(of, of).changed[0] == "Need and urgency: 29–100 → 0–100 (2 stale now)"


def test_what_the_review_did_not_keep_is_passed_over() -> None:
    of = deal("define", WORTH)
    bare = Review("v1", HELD, snapshot={"stage": "define", "themes": {"gone": [0, None, 9]}})
    found = since(bare, of, score_deal(of, PLAYBOOK, TODAY), PLAYBOOK, TODAY)
    assert found == Progress(("log: nothing since",), ("stage",))


@pytest.mark.parametrize(
    "odd",
    [
        {"stage": ["need"], "close_date": 5, "amount": "much", "players": "\x1b[2J"},
        {"amount": 10**40, "currency": ["EUR"], "fit": 7, "themes": ["need"]},
        {"amount": 5, "currency": {"a": 1}, "themes": {"need": [1], "plan": ["a", "b", "c"]}},
        {"themes": {"need": [10**400, 0, 1], "plan": None}, "close_date": "2026-13-45"},
        {"stage": "\x1b]0;x\x07" + "y" * 10_000},
        {"people": {"a": 5, "b": ["x", 9, "\x1b[2J"]}, "support": ["a"], "milestones": {"need": 4}},
    ],
)
def test_a_review_of_any_shape_does_no_harm(odd: dict[str, Any]) -> None:
    of = deal("define", WORTH)
    review = Review("v1", HELD, snapshot=odd)
    found = since(review, of, score_deal(of, PLAYBOOK, TODAY), PLAYBOOK, TODAY)
    lines = found.changed + found.unchanged
    assert all(line.isprintable() and len(line) < 600 for line in lines)


# -- the log and the promises ------------------------------------------------------------


def test_what_happened_after_the_review_is_counted_by_side() -> None:
    entries = (
        Entry("e1", HELD, "before", side="theirs"),
        Entry("e2", ago(9), "after", side="theirs"),
        Entry("e3", ago(2), "after", side="ours"),
        Entry("e4", ago(-1), "to come", side="theirs"),
    )
    found = told(deal(), deal(entries=entries))
    line = "log: 2 entries, 1 from the customer's side, the last on 21 Nov"
    assert found.changed == (line, "last from them, 14 Nov: after")
    one = told(deal(), deal(entries=entries[2:3]))
    assert one.changed == ("log: 1 entry, 0 from the customer's side, the last on 21 Nov",)


def test_who_stands_elsewhere_is_told_by_name_and_who_left_is_counted() -> None:
    before = deal(
        players=(player("berg", 5, -1, receptivity="O"), player("lund", 4, 1), player("kask", 3, 0))
    )
    moved = player("berg", 5, 1, receptivity="G", title="CFO")
    after = deal(players=(moved, player("lund", 4, 1), *(player(n, 1, 0) for n in "abcde")))
    lines = told(before, after).changed
    assert "Berg (CFO): relationship −1 → +1, receptivity O → G" in lines
    assert "new on the map: A, B, C and 2 more" in lines
    assert "no longer on the map: 1" in lines
    assert not any("Lund" in line for line in lines)


def test_a_review_keeps_nobodys_name() -> None:
    assert "Berg" not in str(kept(deal(players=(player("id-7", 5, 1, title="Berg"),))))


def test_a_milestone_that_came_to_hold_is_told() -> None:
    lines = told(deal("need"), deal("need", criteria=GOOD_FIT, answers=answered("need", [2] * 7)))
    assert "milestone Need: not known → held" in lines.changed
    assert "milestones" not in lines.unchanged


def action(id: str, **parts: Any) -> Action:
    return Action(id, "Send the figures", **parts)


def test_a_promise_is_kept_up_to_its_day_and_late_after_it() -> None:
    def of(**parts: Any) -> Promises:
        return promises([action("a", owner_side="ours", **parts)], "ours", TODAY)

    assert of(due=TODAY) == Promises(open=1)
    assert of(due=ago(1)) == Promises(late=1)
    assert of() == Promises(open=1)
    assert of(status="done", status_on=ago(5), due=ago(5)) == Promises(kept=1)
    assert of(status="done", status_on=ago(4), due=ago(5)) == Promises(late=1)
    assert of(status="done", status_on=ago(4)) == Promises(kept=1)
    # When it was done isn't known, and not held against it.
    assert of(status="done", due=ago(5)) == Promises(kept=1)
    assert of(status="dropped", due=ago(5)) == Promises()


def test_each_side_answers_for_its_own_promises() -> None:
    actions = (
        action("a1", owner_side="ours", status="done", status_on=ago(2), due=ago(1)),
        action("a2", owner_side="theirs", due=ago(1)),
        action("a3", due=ago(-5)),  # nobody's is ours
        action("a4", owner_side="ours", status="done", status_on=HELD, due=HELD),  # told then
        action("a5", owner_side="ours"),  # without a day it is no promise
    )
    found = told(deal(), deal(actions=actions))
    assert found.changed[1:] == (
        "our promises: 1 kept (Send the figures), 1 open",
        "the customer's promises: 1 late (Send the figures, 1 day)",
    )
    assert Promises().text() == "none"


def test_a_review_told_twice_says_the_same() -> None:
    of = replace(deal("define", WORTH), criteria=GOOD_FIT)
    assert told(of, of) == told(of, of)
