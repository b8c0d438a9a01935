"""A store of every released format opens in this version, whole, and can be worked on."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from desk import clock_at, fingerprint, sit_down
from later import open_later

from oppman_tui.domain.edits import Edit
from oppman_tui.store.care.verify import verify
from oppman_tui.store.schema import SCHEMA, TABLES
from oppman_tui.store.store import Store

GOLDEN = sorted((Path(__file__).parent / "golden").glob("format-*.db"))
LATER = clock_at(2027, 3, 1)


def version_of(path: Path) -> int:
    return int(path.stem.removeprefix("format-"))


@pytest.fixture(params=GOLDEN, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "deals.db"
    shutil.copy(request.param, path)
    path.chmod(0o600)
    return path


def check(store: Store) -> None:
    """What `make_golden.py` told, and that it can be worked on."""
    assert store.quick_check() is None
    assert verify(store) == []
    (dossier,) = store.dossiers()
    deal = dossier.deal
    assert (deal.name, deal.stage, deal.amount, deal.currency) == (
        "ERP rollout",
        "compare",
        42_000_000,
        "EUR",
    )
    assert dossier.customer is not None and dossier.customer.name == "Nordwind AG"
    counts = (dossier.reviews, dossier.answers, dossier.players, dossier.actions, dossier.risks)
    assert tuple(map(len, counts)) == (3, 18, 5, 4, 2)
    both = store.values_of_conflict(deal.id, "deal", deal.id, "note")
    assert {(value, who) for value, who, _ in both} == {("Mia's", "Mia"), ("Noor's", "Noor")}
    assert store.open_review(deal.id) == {
        "answers": {"wins": "They asked for references"}
    }
    assert store.redo().label == "Renamed"
    store.write("Note", [Edit(deal.id, "deal", deal.id, "note", "settled")])
    assert store.undo().label == "Note"
    assert store.undo().label == "Renamed"
    assert verify(store) == []


def test_it_opens_and_can_be_worked_on(path: Path) -> None:
    check(sit_down(path, clock=LATER))


def test_a_later_version_brings_it_up_to_date(path: Path) -> None:
    check(open_later(path, LATER))
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (2,)


def test_there_is_one_of_every_format_up_to_this_one() -> None:
    assert [version_of(path) for path in GOLDEN] == list(range(1, SCHEMA + 1))


def test_no_table_changes_without_a_migration(tmp_path: Path) -> None:
    """Where this fails: a released format needs a step in `store/migrations/`; one that is not
    released yet, ``python tests/faults/make_golden.py``."""
    new = tmp_path / "new.db"
    sit_down(new).close()
    of_new, of_golden = tables(new), tables(GOLDEN[-1])
    assert of_golden == of_new
    assert {name for kind, name in of_new if kind == "table"} == set(TABLES.tables)


def tables(path: Path) -> dict[tuple[str, str], str]:
    """Each table and index of a store by its kind and name, without the caches' own."""
    before = fingerprint(path)
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as raw:
        found = raw.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
    assert fingerprint(path) == before
    return {
        (kind, name): " ".join((sql or "").split())
        for kind, name, table, sql in found
        if table in TABLES.tables
    }
