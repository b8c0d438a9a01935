"""Undo and redo outlive the window, span documents, and never take another's work back."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import (
    ACME,
    BOLT,
    CORP,
    add_deal,
    clock_at,
    exchange,
    note,
    noted,
    of_deal,
    sit_down,
)

from oppman_tui.domain.edits import Edit
from oppman_tui.log.undo import NothingToRedo, NothingToUndo, UndoRefused
from oppman_tui.store.care.verify import verify
from oppman_tui.store.store import Store
from oppman_tui.store.writing import acts


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = sit_down(tmp_path / "deals.oppman")
    add_deal(store)
    return store


def test_acts_are_taken_back_and_done_again_across_restarts(store: Store) -> None:
    note(store, "one")
    note(store, "two")
    store.close()

    second = sit_down(store.path)
    assert (second.can_undo(), second.can_redo()) == ("Note", None)
    assert second.undo().docs == {ACME}
    assert noted(second) == "one"
    assert second.undo().label == "Note"
    assert noted(second) is None
    second.close()

    third = sit_down(store.path)
    assert (third.can_undo(), third.can_redo()) == ("New deal Acme", "Note")
    third.redo()
    third.redo()
    assert noted(third) == "two"
    assert third.can_redo() is None
    third.undo()
    assert noted(third) == "one"
    assert verify(third) == []


def test_with_nothing_done_there_is_nothing_to_take_back(tmp_path: Path) -> None:
    store = sit_down(tmp_path / "deals.oppman")
    assert (store.can_undo(), store.can_redo()) == (None, None)
    with pytest.raises(NothingToUndo):
        store.undo()
    with pytest.raises(NothingToRedo):
        store.redo()


def test_a_new_act_leaves_nothing_to_redo(store: Store) -> None:
    note(store, "one")
    store.undo()
    note(store, "other")
    assert store.can_redo() is None
    with pytest.raises(NothingToRedo):
        store.redo()
    assert store.undo().label == "Note"
    assert noted(store) is None


def test_a_deal_that_was_made_is_gone_and_comes_back(store: Store) -> None:
    assert store.undo().docs == {ACME}
    assert store.deal_ids() == []
    store.redo()
    assert store.deal_ids() == [ACME]
    assert verify(store) == []


def test_one_act_over_several_documents_is_taken_back_in_all(store: Store) -> None:
    add_deal(store, BOLT, "Bolt")
    store.write(
        "Customer",
        [
            Edit(CORP, "customer", CORP, "name", "Corp"),
            of_deal(ACME, "customer", CORP),
            of_deal(BOLT, "customer", CORP),
        ],
    )
    assert store.undo().docs == {ACME, BOLT, CORP}
    assert store.customers() == ()
    assert [d.deal.customer for d in store.dossiers()] == [None, None]
    assert store.redo().docs == {ACME, BOLT, CORP}
    assert [d.customer and d.customer.name for d in store.dossiers()] == ["Corp", "Corp"]
    assert verify(store) == []


def test_if_one_of_its_documents_was_changed_since_it_is_taken_back_in_none(
    store: Store, tmp_path: Path
) -> None:
    add_deal(store, BOLT, "Bolt")
    noor = sit_down(tmp_path / "noor.oppman", "Noor")
    exchange(store, noor)
    store.write("Notes", [of_deal(ACME, "note", "mine"), of_deal(BOLT, "note", "mine")])
    exchange(store, noor)
    note(noor, "hers", BOLT)
    store.receive(noor.changes())
    before = store.arrival()
    with pytest.raises(UndoRefused) as refused:
        store.undo()
    assert (refused.value.label, refused.value.doc) == ("Notes", BOLT)
    assert store.arrival() == before
    assert (noted(store, ACME), noted(store, BOLT)) == ("mine", "hers")
    assert store.can_undo() == "Notes"


def test_each_person_takes_back_only_their_own_acts(store: Store) -> None:
    noor = sit_down(store.path, "Noor")
    assert noor.can_undo() is None
    noor.write("Hers", [of_deal(ACME, "strategic", "a flagship")])
    note(store, "mine")
    assert noor.undo().label == "Hers"
    assert noted(store) == "mine"
    assert store.can_undo() == "Note"


def test_what_came_by_a_merge_is_not_mine_to_undo(store: Store, tmp_path: Path) -> None:
    laptop = sit_down(tmp_path / "laptop.oppman")
    laptop.receive(store.changes())
    assert laptop.can_undo() is None


def new_deal(store: Store, doc: str, name: str) -> None:
    edits = [of_deal(doc, "name", name), of_deal(doc, "customer", CORP)]
    if not store.customers():
        edits.append(Edit(CORP, "customer", CORP, "name", "Corp"))
    store.write(f"New deal {name}", edits)


def test_a_new_customer_is_not_taken_from_under_another_persons_deal(store: Store) -> None:
    noor = sit_down(store.path, "Noor")
    new_deal(store, BOLT, "Bolt")
    new_deal(noor, "deal-cord", "Cord")
    before = store.arrival()
    with pytest.raises(UndoRefused, match="its customer is the customer of Cord by now") as no:
        store.undo()
    assert (no.value.doc, no.value.by) == (CORP, None)
    assert store.arrival() == before

    noor.undo()
    assert store.undo().docs == {BOLT, CORP}
    assert (store.deal_ids(), store.customers()) == ([ACME], ())
    store.redo()
    assert [d.customer and d.customer.name for d in store.dossiers([BOLT])] == ["Corp"]
    noor.redo()
    with pytest.raises(UndoRefused, match="Cord"):
        store.undo()
    assert verify(store) == []


def test_two_deals_of_a_new_customer_are_taken_back_one_after_the_other(store: Store) -> None:
    new_deal(store, BOLT, "Bolt")
    new_deal(store, "deal-cord", "Cord")
    store.undo()
    assert len(store.customers()) == 1
    store.undo()
    assert (store.deal_ids(), store.customers()) == ([ACME], ())
    assert verify(store) == []


def test_what_another_person_wrote_since_is_not_taken_back_with_it(store: Store) -> None:
    noor = sit_down(store.path, "Noor")
    note(store, "mine")
    note(noor, "hers")
    with pytest.raises(UndoRefused, match="deal Note was changed since"):
        store.undo()
    noor.undo()
    assert noted(store) == "mine"
    with pytest.raises(UndoRefused):
        store.undo()
    assert noted(store) == "mine"
    assert verify(store) == []


def test_an_act_of_my_other_window_is_the_latest_here_too(store: Store) -> None:
    other = sit_down(store.path)
    note(store, "one")
    note(other, "two")
    assert store.undo().label == "Note"
    assert noted(other) == "one"
    assert other.undo().label == "Note"
    assert noted(store) is None
    other.redo()
    store.redo()
    assert noted(store) == noted(other) == "two"


def test_what_a_merge_changed_since_is_not_taken_back_and_the_rest_is(
    store: Store, tmp_path: Path
) -> None:
    noor = sit_down(tmp_path / "noor.oppman", "Noor")
    note(store, "mine")
    exchange(store, noor)
    note(noor, "hers")
    store.write("Owner", [of_deal(ACME, "owner", "Mia")])
    exchange(store, noor)
    assert store.undo().label == "Owner"
    with pytest.raises(UndoRefused, match="deal Note was changed since"):
        store.undo()
    assert store.redo().label == "Owner"
    exchange(store, noor)
    assert store.dossiers() == noor.dossiers()
    assert [d.deal.owner for d in noor.dossiers()] == ["Mia"]
    assert verify(store) == verify(noor) == []


def test_a_clock_that_ran_backward_between_two_runs_takes_back_the_latest_act_first(
    tmp_path: Path,
) -> None:
    path = tmp_path / "deals.oppman"
    store = sit_down(path, clock=clock_at(2036, 1, 1))
    add_deal(store)
    note(store, "in 2036")
    store.close()
    store = sit_down(path, clock=clock_at(2026, 1, 1))
    note(store, "in 2026")
    store.close()
    store = sit_down(path, clock=clock_at(2016, 1, 1))
    store.undo()
    assert noted(store) == "in 2036"
    store.undo()
    assert (noted(store), store.can_redo()) == (None, "Note")
    store.redo()
    store.redo()
    assert noted(store) == "in 2026"
    assert verify(store) == []


def test_a_thousand_imported_deals_go_and_come_back_at_once(store: Store) -> None:
    docs = [f"deal-imported-{n:04}" for n in range(1000)]
    edits = [of_deal(doc, cell, doc) for doc in docs for cell in ("name", "owner", "note")]
    store.write("Import", edits)
    assert store.undo().docs == set(docs)
    assert store.deal_ids() == [ACME]
    store.redo()
    assert store.deal_ids() == [ACME, *docs]
    assert noted(store, docs[500]) == docs[500]
    note(store, "after it")
    store.undo()
    store.undo()
    assert store.can_undo() == "New deal Acme"
    assert verify(store) == []


def test_however_far_one_went_back_the_way_forth_is_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Farther than the acts that are read at first, so that undone ones lie beyond them."""
    monkeypatch.setattr(acts, "_REACH", 12)
    for n in range(30):
        store.write("Note", [of_deal(ACME, ("note", "owner", "strategic")[n % 3], f"{n}")])
    for _ in range(30):
        store.undo()
    assert noted(store) is None
    assert store.can_undo() == "New deal Acme"
    store.redo()
    assert noted(store) == "0"
    store.undo()
    for _ in range(30):
        store.redo()
    dossier = store.dossier(ACME)
    assert dossier is not None
    deal = dossier.deal
    assert (deal.note, deal.owner, deal.strategic) == ("27", "28", "29")
    assert store.can_redo() is None


def test_a_long_way_back_and_forth(store: Store) -> None:
    for n in range(30):
        note(store, f"note {n}")
    for _ in range(30):
        store.undo()
    assert noted(store) is None
    for _ in range(30):
        store.redo()
    assert noted(store) == "note 29"
    assert verify(store) == []
