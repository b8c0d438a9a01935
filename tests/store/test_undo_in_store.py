"""Undo and redo outlive the window, span documents, and never take another's work back."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import ACME, BOLT, CORP, add_deal, exchange, note, noted, of_deal, sit_down

from oppman_tui.domain.edits import Edit
from oppman_tui.log.undo import NothingToRedo, NothingToUndo, UndoRefused
from oppman_tui.store.store import Store
from oppman_tui.store.verify import verify


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
