"""`verify` finds what no one wrote: in a table, or in the log itself; and says where."""

from __future__ import annotations

import re
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from copied import copy_of
from desk import ACME, BOLT, CORP, add_deal, eur, exchange, note, of_deal, sit_down

from oppman_tui import demo
from oppman_tui.domain.edits import Edit
from oppman_tui.errors import StoreError
from oppman_tui.store.care.verify import Problem, verify
from oppman_tui.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A bit of everything, a conflict and a deleted row among it; verified clean."""
    store = sit_down(copy_of(_of_everything, tmp_path / "mia.oppman"))
    store.close()
    return store


def _of_everything(path: Path) -> None:
    store = sit_down(path)
    noor = sit_down(path.with_name("noor.oppman"), "Noor")
    add_deal(store, value=eur(7_500_00), customer=CORP)
    add_deal(store, BOLT, "Bolt")
    store.write(
        "Visit",
        [
            Edit(CORP, "customer", CORP, "name", "Corp"),
            Edit(ACME, "player", "p1", "name", "Ann Lee"),
            Edit(ACME, "risk", "r1", "risk", "Late"),
        ],
    )
    exchange(store, noor)
    note(store, "Budget approved by Ann")
    note(noor, "Budget refused by Ann")
    exchange(store, noor)
    store.write("No risk", [Edit(ACME, "risk", "r1", "deleted", True)])
    store.write("Bolt", [of_deal(BOLT, "note", "x")])
    store.undo()
    assert verify(store) == []
    store.close()
    noor.close()


def by_hand(store: Store, sql: str) -> list[Problem]:
    """What `verify` finds after someone changed the file with the sqlite3 shell."""
    with sqlite3.connect(store.path) as shell:
        assert shell.execute(sql).rowcount > 0
    return verify(store)


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("UPDATE deal SET amount = 9 WHERE doc = 'deal-acme'", "Deal Acme: Value: not what"),
        ("UPDATE player SET name = 'Eve'", "Deal Acme: player p1, Player: not what"),
        ("UPDATE risk SET deleted = NULL", "Deal Acme: risk r1, deleted: not what"),
        ("UPDATE customer SET name = 'Corq'", "Customer Corp: Customer: not what"),
        ("DELETE FROM player", "Deal Acme: player p1 is in the log, but not in the table"),
        (
            "INSERT INTO stop (doc, row, stop) VALUES ('deal-bolt', 's', 'x')",
            "Deal Bolt: stop s is in the table, but not in the log",
        ),
        (
            "INSERT INTO deal (doc, row, name) VALUES ('ghost', 'ghost', 'x')",
            "ghost: deal ghost is in the table, but not in the log",
        ),
        ("DELETE FROM conflict", "Deal Acme: Note: whether several values stand"),
        ("UPDATE op SET standing = 0 WHERE field = 'value'", "Deal Acme: Value: which of its"),
        ("UPDATE version SET seq = 9 WHERE doc = 'deal-bolt'", "Deal Bolt: its version"),
        ("UPDATE document SET first_seen = '2020-01-01' WHERE id = 'deal-bolt'", "first seen"),
        ("UPDATE meta SET value = '1' WHERE key = 'hlc'", "The store's clock is behind"),
        (
            "UPDATE op SET value = '\"Acne\"' WHERE value = '\"Acme\"'",
            "Acne: Deal: its value in the log was altered",
        ),
        (
            "UPDATE op SET digest = zeroblob(32) WHERE value = '\"Acme\"'",
            "Acme: Deal: its value in the log was altered",
        ),
        ("UPDATE op SET value = 'Acme' WHERE value = '\"Acme\"'", "a change can't be read"),
        ("UPDATE op SET entity = 'dael' WHERE value = '\"Acme\"'", "a change can't be read"),
        ("UPDATE change SET seen = '{' WHERE label = 'Bolt'", "a change can't be read"),
        ("UPDATE change SET actor = 'Eve' WHERE label = 'Visit'", '"Visit", Eve, '),
        ("UPDATE change SET actor = NULL WHERE label = 'Visit'", "who made it was altered"),
        ("UPDATE change SET label = 'Voiced' WHERE label = 'Visit'", '"Voiced", Mia, '),
        ("UPDATE change SET label = NULL WHERE label = 'Visit'", '"", Mia, '),
        ("UPDATE change SET at = '2026-01-01' WHERE label = 'Visit'", '"Visit", Mia, '),
    ],
)
def test_a_row_changed_by_hand_is_found(store: Store, sql: str, found: str) -> None:
    problems = by_hand(store, sql)
    assert problems
    assert any(found in problem.what for problem in problems), problems
    told = {"Acne": ACME, "Acme": ACME, "Corp": CORP, "Bolt": BOLT, "ghost": "ghost"}
    for name, doc in told.items():
        if re.search(rf"(Deal|Customer) {name}:", found):
            assert {p.doc for p in problems} == {doc}


@pytest.mark.parametrize(
    ("many", "back"), [(10, 20), pytest.param(None, 70, marks=pytest.mark.long)]
)
def test_the_sample_deals_are_what_their_log_says_whatever_is_done_with_them(
    many: int | None, back: int, tmp_path: Path
) -> None:
    """Every verb's traces are in them; then edits, half of them taken back, some done again."""
    store = sit_down(tmp_path / "demo.oppman", demo.ME)
    store.write_acts(demo.story(date(2026, 11, 23)))
    assert verify(store) == []
    deals = store.deal_ids()[:many]
    for n, deal in enumerate(deals):
        store.write("Edit", [of_deal(deal, "note", f"{n}"), of_deal(deal, "deleted", n % 5 == 0)])
        store.write("Risk", [Edit(deal, "risk", f"r{n}", "risk", "Late")])
        for _ in range(n % 3):
            store.undo()
        if n % 2:
            store.write("Both", [of_deal(d, "owner", "Noor") for d in (deal, deals[0])])
            store.undo()
            store.redo()
    assert verify(store) == []
    before = store.dossiers()
    for _ in range(back):
        store.undo()
    assert store.dossiers() != before
    assert verify(store) == []
    for _ in range(back):
        store.redo()
    assert [d.deal for d in store.dossiers()] == [d.deal for d in before]
    copy = sit_down(tmp_path / "copy.oppman")
    copy.receive(store.changes())
    assert copy.dossiers() == store.dossiers()
    assert verify(copy) == []


def test_a_change_taken_out_of_the_log_is_missed(store: Store) -> None:
    # A copy of a store is another replica: the change is of the one it was copied from.
    (replica,) = {change.replica for change in store.changes() if change.label == "Visit"}
    assert replica != store.replica
    problems = by_hand(store, "DELETE FROM change WHERE label = 'Visit' AND doc = 'deal-acme'")
    what = [problem.what for problem in problems]
    assert f"Deal Acme: changes of replica {replica} are missing from the log" in what


def test_a_byte_flipped_in_a_text_names_deal_and_field(store: Store) -> None:
    """Each copy of the text in turn: the table's and the log's."""
    whole = store.path.read_bytes()
    places = [m.start() for m in re.finditer(b"Budget approved", whole)]
    assert len(places) >= 1
    for flip in (0x01, 0x80):  # another letter; no longer UTF-8
        for place in places:
            spoilt = bytearray(whole)
            spoilt[place + 3] ^= flip
            store.close()
            store.path.write_bytes(spoilt)
            problems = verify(store)
            assert problems
            assert {problem.doc for problem in problems} == {ACME}
            assert all("Acme: Note: " in problem.what for problem in problems), problems


def test_a_byte_flipped_in_an_index_is_found(store: Store) -> None:
    """Each place a change's id stands in: its row, and the index that finds it by its id."""
    change = store.changes()[0].id.encode()
    store.close()
    whole = store.path.read_bytes()
    places = [m.start() for m in re.finditer(change, whole)]
    assert len(places) == 2
    for place in places:
        spoilt = bytearray(whole)
        spoilt[place + 3] ^= 1
        store.path.write_bytes(spoilt)
        assert verify(store) != []
        store.close()


def test_a_page_overwritten_is_found_when_the_store_is_opened(store: Store) -> None:
    """Whatever it held: at once, or by the check that follows the first screen."""
    whole = store.path.read_bytes()
    size = 4096
    for start in range(size, len(whole), size):
        spoilt = whole[:start] + b"\xa5" * size + whole[start + size :]
        store.path.write_bytes(spoilt)
        try:
            opened = sit_down(store.path)
        except StoreError as refused:
            assert "is damaged" in refused.what
        else:
            assert opened.quick_check() is not None
            assert verify(opened) != []
            opened.close()
        assert store.path.read_bytes() == spoilt


def test_what_is_found_is_not_mended(store: Store) -> None:
    by_hand(store, "UPDATE player SET name = 'Eve'")
    before = store.path.read_bytes()
    verify(store)
    assert store.path.read_bytes() == before
