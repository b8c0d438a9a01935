"""Every edit is one act in the log, in full or not at all, and there when the call returns."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from pathlib import Path

import pytest
from desk import (
    ACME,
    BOLT,
    CORP,
    SUMMER,
    add_deal,
    clock_at,
    eur,
    note,
    noted,
    of_deal,
    sit_down,
)
from sqlalchemy import Connection, select

from oppman_tui.domain.edits import Act, Edit
from oppman_tui.domain.entities import Criterion, Customer, Deal, Player
from oppman_tui.errors import InvalidValue, StoreError
from oppman_tui.log.change import HLC_LIMIT
from oppman_tui.store.care.verify import verify
from oppman_tui.store.schema import TYPED
from oppman_tui.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = sit_down(tmp_path / "deals.oppman", clock=clock_at(2026, 5, 28))
    add_deal(store, customer=CORP, value=eur(7_500_00))
    return store


def name_customer(store: Store, name: str = "Corp") -> None:
    store.write("Customer", [Edit(CORP, "customer", CORP, "name", name)])


def test_a_deal_is_read_as_it_was_written_by_whoever_opens_the_store_next(store: Store) -> None:
    name_customer(store)
    store.write(
        "The first visit",
        [
            Edit(ACME, "player", "p1", "name", "  Ann\u00a0Lee "),
            Edit(ACME, "player", "p1", "roles", ["economic", "user"]),
            Edit(ACME, "player", "p1", "goal", {"goal": "a date", "goal_date": "2026-06-30"}),
            Edit(ACME, "review", "r1", "held", {"held_on": date(2026, 5, 1)}),
            Edit(ACME, "review", "r1", "snapshot", {"score": 1.5, "gaps": ["budget"]}),
            Edit(CORP, "criterion", "size", "criterion", {"value": 2}),
            of_deal(ACME, "strategic", None),
        ],
    )
    store.close()
    dossier = sit_down(store.path).dossier(ACME)
    assert dossier is not None
    assert dossier.deal == Deal(
        ACME, "Acme", customer=CORP, amount=750_000, currency="EUR"
    )
    assert dossier.first_seen == date(2026, 5, 28)
    assert dossier.customer == Customer(CORP, "Corp")
    assert dossier.criteria == (Criterion("size", 2),)
    assert dossier.players == (
        Player(
            "p1",
            "Ann Lee",
            roles=("economic", "user"),
            goal="a date",
            goal_date=date(2026, 6, 30),
        ),
    )
    assert [(r.held_on, r.snapshot) for r in dossier.reviews] == [
        (date(2026, 5, 1), {"score": 1.5, "gaps": ["budget"]})
    ]
    assert dossier.version == {store.replica: 2}
    assert dossier.customer_version == {store.replica: 2}
    assert dossier.conflicts == frozenset()
    assert verify(store) == []


def test_a_deleted_row_or_deal_is_no_longer_read_and_one_without_its_name_is_not_there(
    store: Store,
) -> None:
    add_deal(store, BOLT, "Bolt")
    edits = [Edit(ACME, "risk", row, "risk", f"Risk {row}") for row in ("a", "b")]
    store.write("Risks", [*edits, Edit(ACME, "player", "nameless", "title", "CFO")])
    store.write("No risk", [Edit(ACME, "risk", "a", "deleted", True)])
    store.write("Gone", [of_deal(BOLT, "deleted", True)])
    dossier = store.dossier(ACME)
    assert dossier is not None
    assert [risk.id for risk in dossier.risks] == ["b"]
    assert dossier.players == ()
    assert store.dossier(BOLT) is None
    assert store.deal_ids() == [ACME]
    assert [d.deal.id for d in store.dossiers([BOLT, "nowhere", ACME])] == [ACME]


def test_a_deal_whose_customer_is_not_here_is_shown_without_it(store: Store) -> None:
    dossier = store.dossier(ACME)
    assert dossier is not None
    assert (dossier.deal.customer, dossier.customer) == (CORP, None)


def test_a_value_out_of_its_limits_keeps_the_whole_act_out(store: Store) -> None:
    before = store.arrival()
    with pytest.raises(InvalidValue, match="outside the years 1900 to 2200"):
        store.write(
            "Both", [of_deal(ACME, "note", "fine"), of_deal(ACME, "close_date", "2201-01-01")]
        )
    assert store.arrival() == before
    assert noted(store) is None


def test_an_edit_that_changes_nothing_is_not_written(store: Store) -> None:
    before = store.arrival()
    same = [of_deal(ACME, "name", " Acme "), of_deal(ACME, "value", eur(7_500_00))]
    written = store.write("Same", [*same, of_deal(ACME, "note", "")])
    assert (written.act, written.docs, written.arrival) == ("", frozenset(), before)
    assert store.can_undo() == "New deal Acme"
    written = store.write("One is new", [*same, of_deal(ACME, "note", "new")])
    assert [item.cell for item in store.history(ACME) if item.act == written.act] == ["note"]


def test_an_act_without_an_edit_writes_nothing(store: Store) -> None:
    before = store.arrival()
    written = store.write("Nothing", [])
    assert (written.act, written.docs, written.arrival) == ("", frozenset(), before)
    assert store.write_acts([]) == []
    assert [w.act for w in store.write_acts([Act("a", ()), Act("b", ())])] == ["", ""]
    assert store.can_undo() == "New deal Acme"


def test_a_milestone_is_overruled_again_after_it_no_longer_was(store: Store) -> None:
    """Its row is named by the milestone's key: there is no other to come back as."""

    def overrule(holds: bool) -> None:
        edits = [Edit(ACME, "override", "need", "override", {"holds": holds})]
        store.write("Overruled", edits)

    def overruled() -> list[tuple[str, bool]]:
        dossier = store.dossier(ACME)
        assert dossier is not None
        return [(row.id, row.holds) for row in dossier.overrides]

    overrule(True)
    store.undo()
    assert overruled() == []
    overrule(True)
    store.write("No longer", [Edit(ACME, "override", "need", "deleted", True)])
    assert overruled() == []
    overrule(True)
    assert overruled() == [("need", True)]
    store.undo()
    assert overruled() == []
    store.redo()
    assert overruled() == [("need", True)]
    assert verify(store) == []


def test_what_is_forgotten_is_read_as_nothing_and_verifies(store: Store) -> None:
    """Values and labels quote people; the law may ask for both to go."""
    note(store, "about a person")
    note(store, "about nobody")
    store.close()
    with sqlite3.connect(store.path) as shell:
        shell.execute("UPDATE op SET value = NULL, salt = NULL WHERE value LIKE '%person%'")
        shell.execute("UPDATE change SET label = NULL, salt = NULL WHERE label = 'Note'")
    assert verify(store) == []
    items = store.history(ACME, limit=2)
    assert [(i.label, i.before, i.after) for i in items] == [
        ("", None, "about nobody"),
        ("", None, None),
    ]
    assert store.cells([ACME])[ACME, "deal", ACME, "note"] == ("about nobody", "")
    copy = sit_down(store.path.with_name("copy.oppman"))
    assert copy.receive(store.changes()).added == 3
    assert verify(copy) == []


def test_a_document_is_made_by_naming_it_and_by_nothing_else(store: Store) -> None:
    with pytest.raises(StoreError, match="isn't here"):
        store.write("Note", [of_deal("unknown", "note", "x")])
    with pytest.raises(StoreError, match="A deal has no criterion"):
        store.write("Fit", [Edit(ACME, "criterion", "size", "criterion", {"value": 2})])
    with pytest.raises(StoreError, match="no place"):
        store.write("Name", [Edit(ACME, "deal", BOLT, "name", "Bolt")])
    with pytest.raises(StoreError, match="no field deal"):
        store.write("Price", [of_deal(ACME, "price", 1)])
    assert store.deal_ids() == [ACME]


def test_of_two_edits_of_one_cell_in_one_act_the_last_counts(store: Store) -> None:
    store.write("Twice", [of_deal(ACME, "note", "one"), of_deal(ACME, "note", "two")])
    assert noted(store) == "two"
    assert verify(store) == []


def test_several_acts_at_once_build_on_each_other_and_bear_their_own_days(
    tmp_path: Path,
) -> None:
    store = sit_down(tmp_path / "demo.oppman", clock=clock_at(2026, 5, 28))
    done = store.write_acts(
        [
            Act("New", (of_deal(BOLT, "name", "Bolt"),), datetime(2026, 1, 9, tzinfo=SUMMER)),
            Act("Note", (of_deal(BOLT, "note", "one"),), datetime(2026, 2, 9, tzinfo=SUMMER)),
            Act("Same", (of_deal(BOLT, "note", "one"),), datetime(2026, 3, 9, tzinfo=SUMMER)),
            Act("Note", (of_deal(BOLT, "note", "two"),)),
        ]
    )
    assert [bool(written.act) for written in done] == [True, True, False, True]
    assert [(i.at, i.before, i.after) for i in store.history(BOLT)] == [
        ("2026-05-28T12:00:00.000+02:00", "one", "two"),
        ("2026-02-09T00:00:00.000+02:00", None, "one"),
        ("2026-01-09T00:00:00.000+02:00", None, "Bolt"),
    ]
    dossier = store.dossier(BOLT)
    assert dossier is not None
    assert dossier.first_seen == date(2026, 1, 9)
    store.undo()
    assert noted(store, BOLT) == "one"
    assert verify(store) == []


def test_if_one_of_several_acts_is_refused_none_is_written(store: Store) -> None:
    acts = [
        Act("New", (of_deal(BOLT, "name", "Bolt"),)),
        Act("Lost", (of_deal("unknown", "note", "x"),)),
    ]
    with pytest.raises(StoreError, match="isn't here"):
        store.write_acts(acts)
    assert store.deal_ids() == [ACME]
    assert verify(store) == []


def test_the_list_is_told_within_the_write_which_deals_to_look_at_again(tmp_path: Path) -> None:
    told: list[tuple[set[str], list[str | None]]] = []

    def on_write(connection: Connection, deals: frozenset[str]) -> None:
        notes = connection.scalars(select(TYPED["deal"].c.note).order_by(TYPED["deal"].c.doc))
        told.append((set(deals), list(notes)))

    store = sit_down(tmp_path / "deals.oppman", on_write=on_write)
    add_deal(store, ACME, "Acme", customer=CORP)
    add_deal(store, BOLT, "Bolt")
    note(store, "new")
    note(store, "new")
    name_customer(store)
    store.undo()
    assert told == [
        ({ACME}, [None]),
        ({BOLT}, [None, None]),
        ({ACME}, ["new", None]),
        ({ACME}, ["new", None]),
        ({ACME}, ["new", None]),
    ]


def test_if_the_list_can_not_be_kept_true_the_edit_is_not_saved(tmp_path: Path) -> None:
    def on_write(_: Connection, __: frozenset[str]) -> None:
        raise ArithmeticError

    path = tmp_path / "deals.oppman"
    add_deal(sit_down(path))
    with pytest.raises(ArithmeticError):
        note(sit_down(path, on_write=on_write), "x")
    assert noted(sit_down(path)) is None


def test_a_clock_that_went_back_years_does_not_undo_the_order_of_edits(tmp_path: Path) -> None:
    path = tmp_path / "deals.oppman"
    add_deal(sit_down(path, clock=clock_at(2036, 1, 1)))
    store = sit_down(path, clock=clock_at(2026, 1, 1))
    note(store, "later")
    stamps = [change.hlc for change in store.changes()]
    assert stamps == sorted(stamps)
    assert stamps[-1] < HLC_LIMIT
    assert noted(store) == "later"
    assert verify(store) == []


def test_customers_are_found_by_name_without_case_and_accents(store: Store) -> None:
    names = {"c1": "Société Générale", "c2": "Societe generale", "c3": "Zoo"}
    edits = [Edit(doc, "customer", doc, "name", name) for doc, name in names.items()]
    store.write("Customers", edits)
    store.write("Gone", [Edit("c3", "customer", "c3", "deleted", True)])
    assert [customer.id for customer in store.customers()] == ["c1", "c2"]
    assert store.customer_ids_by_name() == {"societe generale": "c1"}


def test_cells_give_the_importer_each_value_and_who_said_so_last(store: Store) -> None:
    note(store, "x")
    store.write("Emptied", [of_deal(ACME, "note", None)])
    assert store.cells([ACME, "unknown"]) == {
        (ACME, "deal", ACME, "name"): ("Acme", "New deal Acme"),
        (ACME, "deal", ACME, "customer"): (CORP, "New deal Acme"),
        (ACME, "deal", ACME, "value"): (eur(7_500_00), "New deal Acme"),
        (ACME, "deal", ACME, "note"): (None, "Emptied"),
    }


def test_the_history_ends_at_its_limit(store: Store) -> None:
    for n in range(5):
        note(store, f"note {n}")
    items = store.history(ACME, limit=2)
    assert [(i.before, i.after, i.actor, i.label) for i in items] == [
        ("note 3", "note 4", "Mia", "Note"),
        ("note 2", "note 3", "Mia", "Note"),
    ]


def test_an_open_review_is_kept_until_dropped_and_never_shared(store: Store) -> None:
    assert store.open_review(ACME) is None
    store.save_open_review(ACME, {"answers": {"q1": "yes"}})
    store.save_open_review(ACME, {"answers": {"q1": "no"}})
    assert sit_down(store.path).open_review(ACME) == {"answers": {"q1": "no"}}
    assert [change.label for change in store.changes()] == ["New deal Acme"]
    store.save_open_review(ACME, None)
    assert store.open_review(ACME) is None


def test_a_note_that_looks_like_sql_is_a_note(store: Store) -> None:
    text = "'; DROP TABLE change; -- %s ? :note"
    note(store, text)
    assert noted(store) == text
    assert verify(store) == []


def test_a_file_that_can_not_grow_keeps_all_it_had_and_saves_again_later(store: Store) -> None:
    note(store, "before")
    with store.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreError, match="no room left") as refused:
        for n in range(100):
            note(store, f"{n} " + "long " * 3000)
    assert "kept" in refused.value.untouched
    last = store.history(ACME, limit=1)[0].after
    assert noted(store) == last
    assert verify(store) == []
    with store.reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    note(store, "now there is room")
    assert noted(store) == "now there is room"


def test_what_was_acknowledged_is_in_the_file_for_any_other_reader(store: Store) -> None:
    note(store, "there")
    with sqlite3.connect(store.path) as other:
        assert other.execute("SELECT note FROM deal").fetchall() == [("there",)]
