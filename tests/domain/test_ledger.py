"""What each side promised on a deal, person by person, and what became of it (method 5)."""

from __future__ import annotations

from datetime import date

from oppman_tui.domain.entities import Action, Deal, Dossier
from oppman_tui.domain.review.ledger import ledger

TODAY = date(2026, 11, 23)


def a_deal(*actions: Action) -> Dossier:
    return Dossier(Deal("d1", "ERP rollout"), date(2026, 9, 1), actions=actions)


def promise(id: str, side: str | None, who: str | None, due: date | None, **more: object) -> Action:
    return Action(id, f"Action {id}", owner_side=side, action_owner=who, due=due, **more)  # type: ignore[arg-type]


def done(on: date) -> dict[str, object]:
    return {"status": "done", "status_on": on}


DEAL = a_deal(
    promise("a", "ours", "Liisa", date(2026, 11, 1), **done(date(2026, 11, 1))),
    promise("b", "ours", "liisa ", date(2026, 11, 11)),
    promise("c", "ours", "Jonas", date(2026, 11, 26)),
    promise("d", None, None, None),
    promise("e", "theirs", "M. Berg", date(2026, 11, 10), **done(date(2026, 11, 13))),
    promise("f", "theirs", "M. Berg", date(2026, 11, 10), status="dropped", outcome="Has left"),
    promise("g", "theirs", "Liisa", date(2026, 11, 23)),
)


def test_each_side_has_its_sum() -> None:
    found = ledger(DEAL, TODAY)
    assert found.ours.text() == "1 kept, 1 late, 2 open"
    assert found.theirs.text() == "1 late, 1 open"  # what was dropped counts for neither


def test_each_person_has_an_account_whichever_way_the_name_is_written() -> None:
    found = ledger(DEAL, TODAY)
    assert [(a.side, a.who, a.counts.text()) for a in found.accounts] == [
        ("ours", "Jonas", "1 open"),
        ("ours", "Liisa", "1 kept, 1 late"),
        ("ours", "", "1 open"),
        ("theirs", "Liisa", "1 open"),  # of another house: not our Liisa
        ("theirs", "M. Berg", "1 late"),
    ]
    berg = found.account("theirs", "m. BERG")
    assert berg is not None
    assert [p.action.id for p in berg.promises] == ["e", "f"]
    assert found.account("ours", "m. berg") is None
    assert found.account("ours", "") is None


def test_every_promise_says_what_became_of_it() -> None:
    told = {
        p.action.id: p.text(TODAY)
        for account in ledger(DEAL, TODAY).accounts
        for p in account.promises
    }
    assert told == {
        "a": "kept on 1 Nov, due 1 Nov",
        "b": "still open, 12 days late, due 11 Nov",
        "c": "due 26 Nov, in 3 days",
        "d": "open, without a date",
        "e": "done on 13 Nov, 3 days late, due 10 Nov",
        "f": "dropped: Has left",
        "g": "due 23 Nov, today",
    }


def test_what_is_late_comes_first() -> None:
    liisa = ledger(DEAL, TODAY).account("ours", "Liisa")
    assert liisa is not None
    assert [p.action.id for p in liisa.promises] == ["b", "a"]


def test_a_deal_without_actions_has_an_empty_ledger() -> None:
    found = ledger(a_deal(), TODAY)
    assert found.accounts == ()
    assert found.ours.text() == found.theirs.text() == "none"
