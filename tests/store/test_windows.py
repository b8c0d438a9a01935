"""Two windows on one store: nothing is overwritten unseen, and neither hangs on the other."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from desk import ACME, BOLT, add_deal, eur, note, noted, of_deal, sit_down
from sqlalchemy import Connection

from oppman_tui.domain.edits import Edit
from oppman_tui.domain.entities import Version
from oppman_tui.errors import StoreError
from oppman_tui.store import reads
from oppman_tui.store.care.verify import verify
from oppman_tui.store.faults import Clash, StaleWrite, StoreBusy
from oppman_tui.store.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "deals.oppman"
    add_deal(sit_down(path), value=eur(7_500_00))
    return path


def shown(store: Store) -> dict[str, Version]:
    """What the screen shows of the deal, as a write names it."""
    dossier = store.dossier(ACME)
    assert dossier is not None
    return {ACME: dossier.version}


def test_the_second_window_is_shown_both_values_and_nothing_is_lost(path: Path) -> None:
    one, two = sit_down(path, "Mia"), sit_down(path, "Noor")
    seen = shown(two)
    one.write("Value", [of_deal(ACME, "value", eur(9_000_00))], seen=shown(one))
    edits = [of_deal(ACME, "value", eur(8_000_00)), of_deal(ACME, "note", "x")]
    with pytest.raises(StaleWrite) as refused:
        two.write("Value", edits, seen=seen)
    assert refused.value.clashes == (
        Clash(ACME, "deal", ACME, "value", "Value", eur(8_000_00), eur(9_000_00), "Mia"),
    )
    assert isinstance(refused.value, StoreError)
    assert noted(two) is None

    two.write("Value", edits, seen=shown(two))
    dossier = one.dossier(ACME)
    assert dossier is not None
    assert (dossier.deal.amount, dossier.deal.note) == (8_000_00, "x")
    assert dossier.conflicts == frozenset()


def test_a_cell_that_nobody_touched_is_saved_from_an_old_screen(path: Path) -> None:
    one, two = sit_down(path), sit_down(path)
    seen = shown(two)
    one.write("Value", [of_deal(ACME, "value", eur(9_000_00))])
    two.write("Note", [of_deal(ACME, "note", "called")], seen=seen)
    dossier = one.dossier(ACME)
    assert dossier is not None
    assert (dossier.deal.amount, dossier.deal.note) == (9_000_00, "called")


def test_two_windows_that_say_the_same_do_not_clash(path: Path) -> None:
    one, two = sit_down(path), sit_down(path)
    seen = shown(two)
    note(one, "called")
    assert two.write("Note", [of_deal(ACME, "note", "called")], seen=seen).act == ""


def test_a_window_never_clashes_with_what_it_wrote_itself(path: Path) -> None:
    """Keys are faster than the screen: the second edit still names the old version."""
    store = sit_down(path)
    seen = shown(store)
    for text in ("c", "ca", "call"):
        store.write("Note", [of_deal(ACME, "note", text)], seen=seen)
    store.undo()
    store.write("Note", [of_deal(ACME, "note", "called")], seen=seen)
    assert noted(store) == "called"
    assert verify(store) == []


def test_a_document_of_which_nothing_was_shown_is_written_as_it_stands(path: Path) -> None:
    one, two = sit_down(path), sit_down(path)
    seen = shown(two)
    add_deal(one, BOLT, "Bolt")
    two.write("Notes", [of_deal(BOLT, "note", "x"), of_deal(ACME, "note", "x")], seen=seen)
    assert (noted(one, ACME), noted(one, BOLT)) == ("x", "x")


def test_a_row_that_was_removed_in_another_window_clashes_when_it_is_brought_back(
    path: Path,
) -> None:
    one, two = sit_down(path), sit_down(path)
    one.write("Risk", [Edit(ACME, "risk", "r", "risk", "Late")])
    seen = shown(two)
    one.write("No risk", [Edit(ACME, "risk", "r", "deleted", True)])
    with pytest.raises(StaleWrite):
        two.write("Risk", [Edit(ACME, "risk", "r", "deleted", False)], seen=seen)


def a_player(store: Store) -> None:
    cells = {"name": "Ann Lee", "title": "CFO"}
    store.write("Player", [Edit(ACME, "player", "p", *cell) for cell in cells.items()])


def test_a_row_is_not_removed_with_what_another_window_wrote_in_it(path: Path) -> None:
    one, two = sit_down(path, "Mia"), sit_down(path, "Noor")
    a_player(one)
    seen = shown(two)
    one.write("Title", [Edit(ACME, "player", "p", "title", "CEO")])
    one.write("Note", [of_deal(ACME, "note", "elsewhere")])
    gone = [Edit(ACME, "player", "p", "deleted", True)]
    with pytest.raises(StaleWrite) as refused:
        two.write("No player", gone, seen=seen)
    assert refused.value.clashes == (
        Clash(ACME, "player", "p", "title", "Title", None, "CEO", "Mia"),
    )
    two.write("No player", gone, seen=shown(two))
    dossier = one.dossier(ACME)
    assert dossier is not None
    assert dossier.players == ()


def test_a_deal_is_not_removed_with_what_another_window_added_to_it(path: Path) -> None:
    one, two = sit_down(path, "Mia"), sit_down(path, "Noor")
    seen = shown(two)
    one.write("Risk", [Edit(ACME, "risk", "r", "risk", "Late")])
    with pytest.raises(StaleWrite) as refused:
        two.write("Gone", [of_deal(ACME, "deleted", True)], seen=seen)
    assert [(c.entity, c.theirs) for c in refused.value.clashes] == [("risk", "Late")]
    assert two.deal_ids() == [ACME]
    two.write("Gone", [of_deal(ACME, "deleted", True)], seen=shown(two))
    assert one.deal_ids() == []


def test_what_is_written_to_a_row_that_was_removed_meanwhile_is_not_lost_in_it(
    path: Path,
) -> None:
    one, two = sit_down(path, "Mia"), sit_down(path, "Noor")
    a_player(one)
    seen = shown(two)
    one.write("No player", [Edit(ACME, "player", "p", "deleted", True)])
    title = [Edit(ACME, "player", "p", "title", "CEO")]
    with pytest.raises(StaleWrite) as refused:
        two.write("Title", title, seen=seen)
    assert refused.value.clashes == (
        Clash(ACME, "player", "p", "deleted", "deleted", None, True, "Mia"),
    )

    two.write("Title", title, seen=shown(two))
    dossier = one.dossier(ACME)
    assert dossier is not None
    assert [(p.name, p.title) for p in dossier.players] == [("Ann Lee", "CEO")]
    two.undo()
    dossier = one.dossier(ACME)
    assert dossier is not None
    assert dossier.players == ()
    assert verify(one) == []


def test_what_is_written_to_a_deal_that_was_removed_meanwhile_is_not_lost_in_it(
    path: Path,
) -> None:
    one, two = sit_down(path), sit_down(path)
    seen = shown(two)
    one.write("Gone", [of_deal(ACME, "deleted", True)])
    with pytest.raises(StaleWrite):
        two.write("Risk", [Edit(ACME, "risk", "r", "risk", "Late")], seen=seen)


def test_what_an_edit_reads_within_its_write_no_other_window_changes_meanwhile(
    path: Path,
) -> None:
    """Twelve windows add a deal of one new customer at once: it is made once."""
    turn = threading.Barrier(12)

    def add(n: int) -> None:
        store = sit_down(path)

        def edits(connection: Connection) -> list[Edit]:
            known = reads.customer_ids_by_name(connection)
            doc = known.get("corp", f"customer-{n}")
            named = [] if "corp" in known else [Edit(doc, "customer", doc, "name", "Corp")]
            deal = f"deal-{n:02}"
            return [*named, of_deal(deal, "name", f"Deal {n}"), of_deal(deal, "customer", doc)]

        turn.wait()
        store.write("New deal", edits)
        store.close()

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(add, range(12)))
    store = sit_down(path)
    assert [customer.name for customer in store.customers()] == ["Corp"]
    assert len(store.deal_ids()) == 13
    assert {d.customer for d in store.dossiers() if d.deal.id != ACME} == set(store.customers())


def test_a_window_learns_what_the_other_has_touched(path: Path) -> None:
    one, two = sit_down(path), sit_down(path)
    last = two.arrival()
    add_deal(one, BOLT, "Bolt")
    assert two.touched_since(last) == (last + 1, frozenset({BOLT}))
    note(one, "x")
    note(one, "y")
    assert two.touched_since(last + 1) == (last + 3, frozenset({ACME}))
    assert two.touched_since(last + 3) == (last + 3, frozenset())


def test_workers_that_read_and_write_at_once_lose_nothing(path: Path) -> None:
    stores = [sit_down(path), sit_down(path)]

    def work(n: int) -> None:
        store = stores[n % 2]
        store.write("Log", [Edit(ACME, "risk", f"r{n:02}", "risk", f"Risk {n}")])
        assert store.dossier(ACME) is not None

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(40)))
    dossier = stores[0].dossier(ACME)
    assert dossier is not None
    assert [risk.id for risk in dossier.risks] == [f"r{n:02}" for n in range(40)]
    assert verify(stores[0]) == []


# Locks


@contextmanager
def another_program(path: Path, begin: str) -> Iterator[sqlite3.Connection]:
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute(begin)
    other.execute("SELECT count(*) FROM change").fetchall()
    try:
        yield other
    finally:
        other.close()


@pytest.mark.parametrize("begin", ["BEGIN IMMEDIATE", "BEGIN"])
def test_a_store_held_too_long_is_busy_and_a_retry_works(path: Path, begin: str) -> None:
    """A writer in the way stops the edit at its start; a reader, at its COMMIT."""
    store = sit_down(path, wait=0.2)
    with another_program(path, begin), pytest.raises(StoreBusy) as busy:
        note(store, "kept by the screen")
    assert "text is kept" in busy.value.untouched
    assert noted(store) is None
    note(store, "kept by the screen")
    assert noted(store) == "kept by the screen"
    assert verify(store) == []


def test_an_edit_waits_for_a_reader_to_finish(path: Path) -> None:
    store = sit_down(path, wait=5)
    with another_program(path, "BEGIN") as reader:
        timer = threading.Timer(0.3, lambda: reader.execute("COMMIT"))
        timer.start()
        note(store, "saved in the end")
        timer.join()
    assert noted(store) == "saved in the end"


def test_a_commit_that_is_told_busy_is_tried_again(path: Path) -> None:
    """Without SQLite's own patience: what was written stays in the transaction meanwhile."""
    store = sit_down(path, wait=5)
    with store.reading() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=0")
    with another_program(path, "BEGIN") as reader:
        timer = threading.Timer(0.2, lambda: reader.execute("COMMIT"))
        timer.start()
        note(store, "saved in the end")
        timer.join()
    assert noted(store) == "saved in the end"
    assert verify(store) == []


def test_undo_and_merge_are_refused_while_busy_and_whole_afterwards(
    path: Path, tmp_path: Path
) -> None:
    store, other = sit_down(path, wait=0.1), sit_down(tmp_path / "other.oppman")
    add_deal(other, BOLT, "Bolt")
    with another_program(path, "BEGIN IMMEDIATE"):
        with pytest.raises(StoreBusy):
            store.undo()
        with pytest.raises(StoreBusy):
            store.receive(other.changes())
    assert store.deal_ids() == [ACME]
    assert store.receive(other.changes()).added == 1
    assert store.undo().label == "New deal Acme"
    assert store.deal_ids() == [BOLT]
