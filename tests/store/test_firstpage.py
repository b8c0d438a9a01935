"""The first page is the list's own, and there is none where anything is in doubt."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from copied import copy_of
from desk import add_deal, eur, of_deal
from lists import MONDAY, PLAYBOOK, RATES, Calendar, Window, other_playbook

from oppman_tui.domain.select.listed import FirstPage
from oppman_tui.store.lists import firstpage
from oppman_tui.store.lists.firstpage import FRONT, ORDER, Front

SHOWN = 15


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Twenty deals that deserve attention, the dearest last, and one on hold."""
    folder = tmp_path / "own"
    folder.mkdir(mode=0o700)
    return copy_of(_twenty, folder / "deals.db")


def _twenty(path: Path) -> None:
    window = Window(path, Calendar().clock())
    for n in range(20):
        doc = f"deal-{n:02}"
        add_deal(window.store, doc, f"Deal {n:02}", value=eur(100 + n), close_date="2026-01-01")
    add_deal(window.store, "deal-held", "Held", value=eur(7))
    hold = {"hold_since": "2026-11-01", "hold_until": "2026-12-24"}
    window.store.write("Held", [of_deal("deal-held", "hold", hold)])
    remember(window)
    window.store.close()


def remember(window: Window, inputs: str = "these") -> None:
    front = Front(inputs, window.summary.stamp, SHOWN, "EUR")
    window.store.set_remark(FRONT, front.to_text())


def page(path: Path, today: date = MONDAY, inputs: str = "these") -> FirstPage | None:
    return firstpage.read(path, inputs, today)


def by_hand(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)


def test_it_says_what_the_list_says(path: Path) -> None:
    found = page(path)
    assert found is not None
    window = Window(path, Calendar().clock())
    ids = window.ids("attention")
    assert len(ids) == 20
    assert [card.id for card in found.cards] == ids[:SHOWN]
    listed = window.summary.find(window.store.reading, "attention")
    assert list(found.cards) == listed.cards(0, SHOWN)
    assert found.overview == window.ask(window.summary.overview)
    assert (found.shown, found.base) == (SHOWN, "EUR")


@pytest.mark.parametrize(
    ("remembered", "given"),
    [
        ("value", ("value", True)),
        ("value turned", ("value", False)),
        ("days", ("days", True)),
        ("close_date", ("close_date", False)),
        ("name turned", ("name", True)),
        ("nonsense", ("attention", False)),
    ],
)
def test_it_is_in_the_order_that_was_left(
    path: Path, remembered: str, given: tuple[str, bool]
) -> None:
    window = Window(path, Calendar().clock())
    window.store.set_remark(ORDER, remembered)
    found = page(path)
    assert found is not None
    assert [card.id for card in found.cards] == window.ids("attention", "", *given)[:SHOWN]


def test_it_follows_what_is_written(path: Path) -> None:
    window = Window(path, Calendar().clock())
    window.store.write("Renamed", [of_deal("deal-19", "name", "Dearest")])
    found = page(path)
    assert found is not None
    assert found.cards[0].name == "Dearest"


SPOILT: dict[str, Callable[[Path], object]] = {
    "gone": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "open to others": lambda path: path.chmod(0o644),
    "in a folder others may write to": lambda path: path.parent.chmod(0o777),
    "read-only": lambda path: path.chmod(0o400),
    "left in the middle of a write": lambda path: Path(f"{path}-journal").write_bytes(b"x"),
    "no database": lambda path: path.write_bytes(b"no database" * 100),
    "another program's": lambda path: by_hand(path, "PRAGMA application_id=7"),
    "of a newer version": lambda path: by_hand(path, "PRAGMA user_version=99"),
    "without its list": lambda path: by_hand(path, "DROP TABLE summary"),
    "without its counts": lambda path: by_hand(path, "DROP TABLE tally"),
    "with a list of before": lambda path: by_hand(
        path, "UPDATE standing SET value = '1' WHERE key = 'arrival'"
    ),
    "with another's list": lambda path: by_hand(
        path, "UPDATE standing SET value = 'x' WHERE key = 'stamp'"
    ),
    "with a card that is none": lambda path: by_hand(path, "UPDATE summary SET card = '[1]'"),
    "with a remark that is none": lambda path: by_hand(
        path, "UPDATE meta SET value = '7' WHERE key = 'remark.front'"
    ),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_there_is_none_of_a_store(spoilt: str, path: Path) -> None:
    assert page(path) is not None
    SPOILT[spoilt](path)
    before = path.read_bytes() if path.exists() else b""
    assert page(path) is None
    assert (path.read_bytes() if path.exists() else b"") == before, "it only reads"


def test_there_is_none_for_another_day_or_by_other_settings(path: Path) -> None:
    assert page(path, today=date(2026, 11, 24)) is None
    assert page(path, inputs="others") is None


def test_there_is_none_while_another_window_writes(path: Path) -> None:
    with sqlite3.connect(path) as writing:
        writing.execute("BEGIN EXCLUSIVE")
        assert page(path) is None
    assert page(path) is not None


def test_there_is_none_once_another_playbook_keeps_the_list(path: Path) -> None:
    Window(path, Calendar().clock(), other_playbook()).store.close()
    assert PLAYBOOK.digest != other_playbook().digest
    assert page(path) is None
    ours = Window(path, Calendar().clock(), PLAYBOOK, RATES)
    remember(ours)
    assert page(path) is not None
