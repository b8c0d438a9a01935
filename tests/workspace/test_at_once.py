"""Verbs given at once, from several windows or faster than the disk, lose nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from oppman_tui.domain.values.clock import Clock
from oppman_tui.domain.values.money import Rates
from oppman_tui.playbook import loader
from oppman_tui.workspace.deals import Seen, Workspace


@pytest.fixture
def window(tmp_path: Path) -> Callable[[], Workspace]:
    def opened() -> Workspace:
        return Workspace.open(
            tmp_path / "deals.oppman",
            playbook=loader.default(),
            rates=Rates(),
            clock=Clock(),
            me="Mia",
            create=True,
        )

    return opened


def test_a_new_customer_named_in_many_windows_at_once_is_made_once(
    window: Callable[[], Workspace],
) -> None:
    def work(n: int) -> None:
        mine = window()
        deal = mine.add_deal(f"Deal {n}", " corp " if n % 2 else "Corp")
        view = mine.view(deal)
        assert view is not None
        mine.set_customer(Seen.of(view), "Delta")
        mine.close()

    window().close()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    there = window()
    assert sorted(c.name.lower() for c in there.customers()) == ["corp", "delta"]
    assert len(there.find("all", "delta")) == 8


def test_parts_of_one_cell_set_at_once_from_one_screen_are_all_kept(
    window: Callable[[], Workspace],
) -> None:
    mine = window()
    deal = mine.add_deal("Roof")
    view = mine.view(deal)
    assert view is not None
    seen = Seen.of(view)
    given = {"next_step": "Call", "next_step_date": "2027-01-04", "next_step_agreed": True}

    def set_part(part: str) -> None:
        mine.set(seen, "deal", deal, {part: given[part]}, "Next step")

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(set_part, given))
    view = mine.view(deal)
    assert view is not None
    found = view.dossier.deal
    assert (found.next_step, found.next_step_agreed) == ("Call", True)
    assert str(found.next_step_date) == "2027-01-04"
