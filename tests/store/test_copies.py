"""Stores of several people that edit, undo and exchange at will come to the same in the end."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from desk import ACME, BOLT, CORP, add_deal, clock_at, exchange, of_deal, sit_down
from hypothesis import given, settings
from hypothesis import strategies as st

from oppman_tui.domain.checks import check
from oppman_tui.domain.edits import Edit
from oppman_tui.domain.fields import ENTITIES, Cell, Json, Kind, Part
from oppman_tui.domain.values import ids
from oppman_tui.errors import UserError
from oppman_tui.log.change import CellKey
from oppman_tui.store.care.verify import verify
from oppman_tui.store.schema import CONFLICT
from oppman_tui.store.store import Store

TOGETHER = {
    "deal.value": ("amount", "currency"),
    "deal.stage": ("stage", "stage_since", "stage_reason"),
    "deal.next_step": ("next_step", "next_step_date", "next_step_agreed"),
    "deal.hold": ("hold_since", "hold_until", "hold_reason"),
    "answer.answer": ("value", "grade", "evidence", "evidence_date", "person"),
}
"""What architecture.md says means something only together."""


def conflicts(store: Store) -> set[tuple[str, CellKey]]:
    with store.reading() as connection:
        rows = connection.execute(CONFLICT.select()).all()
    return {(row.doc, CellKey(row.entity, row.row, row.field)) for row in rows}


def same(*stores: Store) -> None:
    """All show the same, tell of the same conflicts, and are what their logs say."""
    first, *others = stores
    for other in others:
        assert other.dossiers() == first.dossiers()
        assert other.customers() == first.customers()
        assert conflicts(other) == conflicts(first)
        for doc, cell in conflicts(first):
            assert other.values_of_conflict(doc, *cell) == first.values_of_conflict(doc, *cell)
    for store in stores:
        assert verify(store) == []


# Cells


@pytest.mark.parametrize(("cell", "parts"), TOGETHER.items())
def test_what_means_something_only_together_is_one_cell(
    cell: str, parts: tuple[str, ...]
) -> None:
    entity, name = cell.split(".")
    assert tuple(part.name for part in ENTITIES[entity].cells[name].parts) == parts


def composites() -> Iterator[tuple[str, Cell]]:
    for entity in ENTITIES.values():
        for cell in entity.cells.values():
            if len(cell.parts) > 1:
                yield entity.name, cell


def a_value(part: Part, n: int) -> Json:
    """One of two values of a part."""
    match part.kind:
        case Kind.DATE:
            return f"2026-0{n + 1}-01"
        case Kind.CURRENCY:
            return ("EUR", "JPY")[n]
        case Kind.CHOICE:
            return part.choices[n]
        case Kind.BOOL:
            return n == 1
        case Kind.INT | Kind.MONEY:
            return n + 1
        case Kind.NAMES | Kind.REFS:
            return [f"{part.name} {n}"]
    return f"{part.name} {n}"


@pytest.mark.parametrize(("entity", "cell"), [*composites()], ids=str)
def test_two_values_of_one_cell_never_merge_into_a_third(
    entity: str, cell: Cell, tmp_path: Path
) -> None:
    """9,000 EUR and 7,500 JPY stay these two, whatever the cell."""
    ann = sit_down(tmp_path / "ann.oppman", "Ann")
    bob = sit_down(tmp_path / "bob.oppman", "Bob")
    doc = ACME if "deal" in ENTITIES[entity].documents else CORP
    kind = "deal" if doc == ACME else "customer"
    row = doc if ENTITIES[entity].single else "row"
    ann.write("New", [Edit(doc, kind, doc, "name", "x")])
    bob.receive(ann.changes())
    one, other = ({part.name: a_value(part, n) for part in cell.parts} for n in (0, 1))
    ann.write("One", [Edit(doc, entity, row, cell.name, one)])
    bob.write("Other", [Edit(doc, entity, row, cell.name, other)])
    exchange(ann, bob)
    same(ann, bob)
    place = (doc, entity, row, cell.name)
    assert conflicts(ann) == {(doc, CellKey(*place[1:]))}
    shown = ann.cells([doc])[place][0]
    assert shown in (check(entity, cell.name, one), check(entity, cell.name, other))


# Row ids


def test_what_two_stores_import_meets_in_one_deal(tmp_path: Path) -> None:
    """Of one file, on different days; one of them then goes on with it."""
    doc = ids.source_id("salesforce", "00D1", "006A")
    assert doc == "ea0be5bd-304c-5fe1-8e0e-b4f47d6e71f6", "on every machine, for all time"

    def read_file(store: Store) -> None:
        source = {"source_system": "salesforce", "source_org": "00D1", "source_id": "006A"}
        add_deal(store, doc, "Roof", source=source, close_date="2026-12-24")

    mia = sit_down(tmp_path / "mia.oppman", "Mia", clock=clock_at(2026, 5, 1))
    noor = sit_down(tmp_path / "noor.oppman", "Noor", clock=clock_at(2026, 5, 28))
    for store in (mia, noor):
        read_file(store)
    noor.write("Later", [of_deal(doc, "close_date", "2027-01-31")])
    exchange(mia, noor)
    same(mia, noor)
    (dossier,) = mia.dossiers()
    assert (dossier.deal.name, dossier.first_seen.isoformat()) == ("Roof", "2026-05-01")
    # The file said another date than Noor decided on, to one who hadn't seen hers.
    assert conflicts(mia) == {(doc, CellKey("deal", doc, "close_date"))}
    noor.write("Later", [of_deal(doc, "close_date", "2027-01-31")])
    exchange(mia, noor)
    assert conflicts(mia) == set()


def test_what_two_people_answer_meets_in_one_answer(tmp_path: Path) -> None:
    mia = sit_down(tmp_path / "mia.oppman", "Mia")
    noor = sit_down(tmp_path / "noor.oppman", "Noor")
    add_deal(mia)
    noor.receive(mia.changes())
    for store in (mia, noor):
        answer = Edit(ACME, "answer", "need_reason", "answer", {"value": 2, "grade": 3})
        store.write("Answer", [answer])
        store.write("Risk", [Edit(ACME, "risk", f"{store.replica}-r", "risk", "Late")])
    exchange(mia, noor)
    same(mia, noor)
    (dossier,) = mia.dossiers()
    assert [(a.id, a.value) for a in dossier.answers] == [("need_reason", 2)]
    assert [risk.risk for risk in dossier.risks] == ["Late", "Late"]
    assert conflicts(mia) == set()


# Any history

EUR, JPY = ({"amount": n, "currency": code} for n, code in ((9_000, "EUR"), (7_500, "JPY")))
CELLS: list[tuple[str, str | None, str, list[Json]]] = [
    ("deal", None, "name", ["Acme", "Acme 2"]),
    ("deal", None, "note", [None, "called", "met"]),
    ("deal", None, "value", [None, EUR, JPY]),
    ("deal", None, "customer", [None, CORP]),
    ("deal", None, "deleted", [None, True]),
    ("player", "p1", "name", ["Ann Lee", "Lee"]),
    ("player", "p1", "title", [None, "CFO"]),
    ("player", "p1", "deleted", [None, True]),
    ("override", "need", "override", [{"holds": True}, {"holds": False}]),
    ("override", "need", "deleted", [None, True]),
    ("answer", "need_reason", "answer", [None, {"value": 0}, {"value": 2}]),
]
WHAT = st.sampled_from(
    ["edit", "edit", "edit", "customer", "undo", "redo", "deliver", "clock", "new"]
)
SCRIPT = st.lists(st.tuples(WHAT, st.integers(0, 2), st.integers(0, 2**20)), max_size=25)


class People:
    """Three with a store each; their clocks jump."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.years = [2026, 2016, 2036]
        self.stores = [self.sit(n) for n in range(3)]
        add_deal(self.stores[0])
        add_deal(self.stores[0], BOLT, "Bolt")

    def sit(self, n: int) -> Store:
        path = self.folder / f"{n}.oppman"
        return sit_down(path, f"Person {n}", clock=clock_at(self.years[n], 5, 28))

    def step(self, what: str, n: int, seed: int) -> None:
        chance, store = random.Random(seed), self.stores[n]
        match what:
            case "edit" | "new":
                self.edit(store, chance, make=what == "new")
            case "customer":
                value = chance.choice(["Corp", "Delta"])
                store.write("Customer", [Edit(CORP, "customer", CORP, "name", value)])
            case "undo" | "redo":
                before = store.changes()
                try:
                    store.undo() if what == "undo" else store.redo()
                except UserError:
                    assert store.changes() == before
            case "deliver":
                sent = self.stores[chance.randrange(3)].changes()
                part = sent[: chance.randint(0, len(sent))]
                chance.shuffle(part)
                store.receive(part)
            case "clock":
                self.years[n] = chance.choice([2016, 2026, 2036])
                store.close()
                self.stores[n] = self.sit(n)

    def edit(self, store: Store, chance: random.Random, *, make: bool) -> None:
        edits = []
        for doc in chance.sample([ACME, BOLT], chance.randint(1, 2)):
            if make:
                edits.append(of_deal(doc, "name", "Acme"))
            for _ in range(chance.randint(1, 3)):
                entity, row, cell, values = chance.choice(CELLS)
                edits.append(Edit(doc, entity, row or doc, cell, chance.choice(values)))
        with suppress(UserError):  # a deal that isn't here yet
            store.write("Edit", edits)


def play(script: list[tuple[str, int, int]]) -> None:
    with TemporaryDirectory() as folder:
        people = People(Path(folder))
        for step in script:
            people.step(*step)
        everything = [change for store in people.stores for change in store.changes()]
        for n, store in enumerate(people.stores):
            random.Random(n).shuffle(everything)
            store.receive(everything)
            assert store.receive(everything).added == 0
        newcomer = sit_down(Path(folder) / "new.oppman", "Olli")
        newcomer.receive(everything)
        same(*people.stores, newcomer)


@settings(max_examples=4, deadline=None)
@given(SCRIPT)
def test_all_stores_come_to_the_same(script: list[tuple[str, int, int]]) -> None:
    play(script)


@pytest.mark.long
@settings(max_examples=200, deadline=None)
@given(SCRIPT)
def test_all_stores_come_to_the_same_whatever_happens(script: list[tuple[str, int, int]]) -> None:
    play(script)
