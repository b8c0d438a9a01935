"""Two copies that exchange their changes show the same; a bad bundle changes nothing."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from desk import (
    ACME,
    BOLT,
    CORP,
    add_deal,
    clock_at,
    eur,
    exchange,
    note,
    noted,
    of_deal,
    sit_down,
)
from sqlalchemy import Connection

from oppman_tui.domain.edits import Edit
from oppman_tui.log.change import FORMAT, SALT, CellKey, Change, Op, canonical
from oppman_tui.log.merge import MergeRefused
from oppman_tui.store.care.verify import verify
from oppman_tui.store.faults import StaleWrite
from oppman_tui.store.store import Store

NOTE = ("deal", ACME, "note")


@pytest.fixture
def mia(tmp_path: Path) -> Store:
    store = sit_down(tmp_path / "mia.oppman", "Mia", clock=clock_at(2026, 5, 28, 12))
    add_deal(store)
    return store


@pytest.fixture
def noor(tmp_path: Path, mia: Store) -> Store:
    """A copy that has all of Mia's; its clock is an hour ahead."""
    store = sit_down(tmp_path / "noor.oppman", "Noor", clock=clock_at(2026, 5, 28, 13))
    store.receive(mia.changes())
    return store


def conflicts(store: Store) -> frozenset[tuple[str, str, str]]:
    dossier = store.dossier(ACME)
    assert dossier is not None
    return dossier.conflicts


def op(cell: CellKey, value: object) -> Op:
    return Op.make(cell, canonical(value), bytes(SALT))


def forge(change: Change, **fields: Any) -> Change:
    """A change as another copy might send it, with a hash that fits."""
    return replace(change, **fields).sealed()


def test_both_values_of_one_cell_stand_until_someone_decides(mia: Store, noor: Store) -> None:
    note(mia, "on Monday")
    note(noor, "on Friday")
    received = mia.receive(noor.changes())
    assert (received.added, received.conflicts) == (1, ((ACME, CellKey(*NOTE)),))
    assert conflicts(mia) == {NOTE}
    assert noted(mia) == "on Friday"
    assert mia.values_of_conflict(ACME, *NOTE) == (
        ("on Friday", "Noor", "2026-05-28T13:00:00.000+02:00"),
        ("on Monday", "Mia", "2026-05-28T12:00:00.000+02:00"),
    )
    assert verify(mia) == []

    assert note(mia, "on Friday"), "to keep what is shown is a decision too"
    assert conflicts(mia) == frozenset()
    exchange(mia, noor)
    assert (noted(noor), conflicts(noor)) == ("on Friday", frozenset())
    assert mia.values_of_conflict(ACME, *NOTE)[1:] == ()
    assert verify(mia) == verify(noor) == []


def test_a_conflict_in_the_customer_is_told_with_each_of_its_deals(
    mia: Store, noor: Store
) -> None:
    mia.write(
        "Customer",
        [Edit(CORP, "customer", CORP, "name", "Corp"), of_deal(ACME, "customer", CORP)],
    )
    noor.receive(mia.changes())
    fit = ("criterion", "access", "criterion")
    mia.write("Fit", [Edit(CORP, *fit, {"value": 2})])
    noor.write("Fit", [Edit(CORP, *fit, {"value": 0})])
    exchange(mia, noor)
    for store in (mia, noor):
        assert conflicts(store) == {fit}
        assert [d.conflicts for d in store.dossiers()] == [{fit}]
        assert [d.criteria[0].value for d in store.dossiers()] == [0]
    mia.write("Fit", [Edit(CORP, *fit, {"value": 2})])
    noor.receive(mia.changes())
    assert conflicts(noor) == frozenset()


def test_a_deal_removed_on_one_side_and_written_on_the_other_is_told_of(
    mia: Store, noor: Store
) -> None:
    mia.write("Gone", [of_deal(ACME, "deleted", True)])
    note(noor, "called")
    received = noor.receive(mia.changes())
    assert (received.hidden, received.conflicts) == (((ACME, CellKey(*NOTE)),), ())
    assert mia.receive(noor.changes()).hidden == received.hidden
    assert mia.dossiers() == noor.dossiers() == []
    noor.write("Back", [of_deal(ACME, "deleted", None)])
    assert noted(noor) == "called"
    assert mia.receive(noor.changes()).hidden == ()
    assert noted(mia) == "called"
    assert verify(mia) == verify(noor) == []


def test_the_same_value_from_both_sides_is_no_conflict(mia: Store, noor: Store) -> None:
    note(mia, "on Monday")
    note(noor, "on Monday")
    assert mia.receive(noor.changes()).conflicts == ()
    assert note(mia, "on Monday") == ""
    note(noor, "on Tuesday")
    mia.receive(noor.changes())
    assert (noted(mia), conflicts(mia)) == ("on Tuesday", frozenset({NOTE}))


def test_a_disputed_cell_shows_the_later_value_wherever_it_arrived_first(
    mia: Store, noor: Store
) -> None:
    screen = {ACME: {mia.replica: 1}}
    note(mia, "on Monday")
    note(noor, "on Friday")
    exchange(mia, noor)
    for store in (mia, noor):
        assert noted(store) == "on Friday"
        assert store.cells([ACME])[ACME, *NOTE] == ("on Friday", "Note")
        window = sit_down(store.path)
        with pytest.raises(StaleWrite) as refused:
            window.write("Note", [of_deal(ACME, "note", "on Tuesday")], seen=screen)
        assert [(c.theirs, c.by) for c in refused.value.clashes] == [("on Friday", "Noor")]


def test_a_decision_to_keep_what_is_shown_is_taken_back_like_any_act(
    mia: Store, noor: Store
) -> None:
    note(mia, "on Monday")
    note(noor, "on Friday")
    mia.receive(noor.changes())
    note(mia, "on Friday")
    mia.undo()
    assert (noted(mia), mia.can_redo()) == ("on Friday", "Note")
    mia.redo()
    assert (noted(mia), mia.can_redo()) == ("on Friday", None)


def test_taking_back_a_decision_does_not_lose_the_store(mia: Store, noor: Store) -> None:
    note(mia, "on Monday")
    note(noor, "on Friday")
    mia.receive(noor.changes())
    note(mia, "on Wednesday")
    mia.undo()
    assert (noted(mia), conflicts(mia)) == ("on Friday", frozenset())
    assert verify(mia) == []


def test_in_any_order_and_twice_the_copies_come_to_the_same(
    mia: Store, noor: Store, tmp_path: Path
) -> None:
    add_deal(noor, BOLT, "Bolt", customer=CORP)
    noor.write("Customer", [Edit(CORP, "customer", CORP, "name", "Corp")])
    for n in range(3):
        note(mia, f"mia {n}")
        note(noor, f"noor {n}")
        mia.write("Value", [of_deal(ACME, "value", eur(n))])
        noor.write("Risk", [Edit(ACME, "risk", f"r{n}", "risk", "Late")])
    exchange(mia, noor)
    assert mia.dossiers() == noor.dossiers()
    assert conflicts(mia) == {NOTE}

    third = sit_down(tmp_path / "third.oppman", "Olli")
    changes = mia.changes()
    random.Random(1).shuffle(changes)
    assert third.receive(changes + changes).added == len(changes)
    assert third.receive(changes).added == 0
    assert third.dossiers() == mia.dossiers()
    assert third.customers() == mia.customers()
    assert verify(third) == []


def test_changes_can_be_asked_for_by_document_and_from_a_point_on(mia: Store) -> None:
    point = mia.arrival()
    add_deal(mia, BOLT, "Bolt")
    note(mia, "x")
    labels = ["New deal Acme", "New deal Bolt", "Note"]
    assert [change.label for change in mia.changes()] == labels
    assert [change.label for change in mia.changes(since=point)] == labels[1:]
    assert [change.label for change in mia.changes([ACME])] == [labels[0], labels[2]]
    assert [change.label for change in mia.changes([ACME], since=point)] == [labels[2]]


def test_a_colleagues_deal_was_first_seen_when_she_first_saw_it(tmp_path: Path) -> None:
    old = sit_down(tmp_path / "old.oppman", clock=clock_at(2026, 2, 1))
    add_deal(old)
    new = sit_down(tmp_path / "new.oppman", clock=clock_at(2026, 5, 28))
    new.receive(old.changes())
    dossier = new.dossier(ACME)
    assert dossier is not None
    assert dossier.first_seen == date(2026, 2, 1)


def test_the_list_is_told_of_a_received_customers_deals(mia: Store, tmp_path: Path) -> None:
    told: list[frozenset[str]] = []

    def on_write(_: Connection, deals: frozenset[str]) -> None:
        told.append(deals)

    mia.write("Whose", [of_deal(ACME, "customer", CORP)])
    store = sit_down(tmp_path / "told.oppman", on_write=on_write)
    store.receive(mia.changes())
    point = mia.arrival()
    mia.write("Customer", [Edit(CORP, "customer", CORP, "name", "Corp")])
    store.receive(mia.changes(since=point))
    store.receive(mia.changes())
    assert told == [{ACME}, {ACME}]


def test_a_refused_bundle_changes_nothing(mia: Store, tmp_path: Path) -> None:
    other = sit_down(tmp_path / "other.oppman", "Noor")
    add_deal(other, BOLT, "Bolt")
    for n in range(3):
        note(other, f"note {n}", BOLT)
    first, second, third, fourth = other.changes()
    taken = mia.changes()[0]
    bundles = {
        "gap": [first, third, fourth],
        "newer_format": [first, forge(second, format=FORMAT + 1)],
        "hash": [first, replace(second, label="Altered")],
        "hlc": [first, forge(second, hlc=2**62 - 1)],
        "unknown": [first, forge(second, ops=(op(CellKey("deal", BOLT, "price"), 1),))],
        "fork": [first, forge(second, id=taken.id)],
    }
    before = (mia.arrival(), mia.dossiers())
    for kind, bundle in bundles.items():
        with pytest.raises(MergeRefused) as refused:
            mia.receive(bundle)
        assert refused.value.kind == kind
        assert (mia.arrival(), mia.dossiers()) == before
    assert mia.receive([first, second, third, fourth]).added == 4
    assert verify(mia) == []


def test_an_older_state_put_over_a_store_and_edited_on_is_a_fork(mia: Store) -> None:
    """Written over by hand, not as a file of its own: nothing tells it from the store it was."""
    older = mia.path.read_bytes()
    note(mia, "there")
    sent = mia.changes()
    mia.close()
    mia.path.write_bytes(older)
    again = sit_down(mia.path)
    assert again.replica == mia.replica
    note(again, "here")
    with pytest.raises(MergeRefused) as refused:
        again.receive(sent)
    assert refused.value.kind == "fork"
    assert "begin the other anew as a copy" in refused.value.cure
    assert noted(again) == "here"


def test_values_out_of_their_limits_are_kept_and_named_and_do_no_harm(
    mia: Store, noor: Store
) -> None:
    """As a newer or another program may write them: 99 of 2, 31 February, a list for a text."""
    note(noor, "x")
    change = noor.changes()[-1]
    odd = {
        CellKey("answer", "q1", "answer"): {"value": 99, "grade": "high", "evidence": ["a"]},
        CellKey("deal", ACME, "close_date"): "2026-02-31",
        CellKey("deal", ACME, "value"): {"amount": 2**70, "currency": "EUR"},
        CellKey("deal", ACME, "owner"): "Ann\x1b[2J\u202eeel",
        CellKey("deal", ACME, "closed"): {"closed_as": "sold"},
        CellKey("player", "p1", "name"): "n" * 300,
        CellKey("player", "p1", "roles"): "user",
        CellKey("review", "r1", "held"): {"held_on": 20260101},
        CellKey("entry", "e1", "entry"): "text alone",
        CellKey("deal", ACME, "strategic"): "fine",
    }
    forged = forge(change, ops=tuple(op(cell, value) for cell, value in odd.items()))
    received = mia.receive([forged])
    assert {cell for _, cell in received.outside} == {
        cell for cell in odd if cell.field != "strategic"
    }
    dossier = mia.dossier(ACME)
    assert dossier is not None
    deal = dossier.deal
    assert (deal.close_date, deal.amount, deal.currency) == (None, None, "EUR")
    assert (deal.owner, deal.closed_as, deal.strategic) == ("Anneel", None, "fine")
    assert [(a.value, a.grade, a.evidence) for a in dossier.answers] == [(None, None, None)]
    assert [(len(p.name), p.roles) for p in dossier.players] == [(300, ())]
    assert (dossier.reviews, dossier.entries) == ((), ())
    assert [c.ops for c in mia.changes() if c.id == forged.id] == [forged.ops]
    assert verify(mia) == []
