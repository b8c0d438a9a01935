"""The limit of a stage learns from one's own won deals, and the list follows (method 2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from desk import add_deal, of_deal
from lists import MONDAY, Calendar, Window

from oppman_tui.domain.edits import Edit


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    opened = Window(tmp_path / "deals.oppman", Calendar().clock())
    add_deal(opened.store, "slow", "Slow", stage=entered("compare", 47))
    add_deal(opened.store, "elsewhere", "Elsewhere", stage=entered("choose", 47))
    opened.keep_up()
    yield opened
    opened.check()
    opened.store.close()


def entered(stage: str, days_ago: int) -> dict[str, str]:
    return {"stage": stage, "stage_since": (MONDAY - timedelta(days_ago)).isoformat()}


def win(window: Window, name: str, days: int) -> None:
    """A deal that is won after so many days in Compare."""
    begun, left = MONDAY - timedelta(200 + days), MONDAY - timedelta(200)
    add_deal(window.store, name, name, stage=entered("implement", 200))
    moved = [("define", "compare", begun), ("compare", "implement", left)]
    window.store.write(
        f"Won {name}",
        [
            *(
                Edit(
                    name,
                    "stage_move",
                    f"m{n}",
                    "move",
                    {"from_stage": one, "to_stage": other, "on": on.isoformat()},
                )
                for n, (one, other, on) in enumerate(moved)
            ),
            of_deal(name, "closed", {"closed_as": "won", "closed_on": left.isoformat()}),
        ],
    )


def stalled(window: Window) -> list[str]:
    """Those that are stalled in their stage."""
    return window.ids("all", "is:stalled_stage")


def test_ten_won_deals_set_the_limit_of_the_stage_they_passed(window: Window) -> None:
    assert stalled(window) == ["elsewhere", "slow"]
    for n in range(9):
        win(window, f"won-{n}", 36)
    assert "slow" in stalled(window)  # nine are too few: the playbook's 30 days hold
    win(window, "won-9", 36)
    # 1.5 x 36 is 54: 47 days are within it. No won deal has passed Choose.
    assert stalled(window) == ["elsewhere"]
    assert window.ask(window.summary.standing).own_medians == {"compare": (36.0, 10)}


def test_one_that_is_reopened_takes_its_days_with_it(window: Window) -> None:
    for n in range(10):
        win(window, f"won-{n}", 36)
    window.store.write("Reopened", [of_deal("won-3", "closed", None)])
    assert "slow" in stalled(window)
    window.store.undo()
    assert "slow" not in stalled(window)


def test_a_shorter_median_makes_more_deals_stall_and_on_the_day_they_do(tmp_path: Path) -> None:
    calendar = Calendar()
    window = Window(tmp_path / "deals.oppman", calendar.clock())
    for n in range(10):
        win(window, f"won-{n}", 8)
    add_deal(window.store, "new", "New", stage=entered("compare", 12))
    assert stalled(window) == []  # 1.5 x 8 is 12
    calendar.go_on(1)
    window.keep_up()
    assert stalled(window) == ["new"]
    for n in range(11):
        win(window, f"slower-{n}", 20)
    assert stalled(window) == []  # now the median is 20, the limit 30
    window.check()
    window.store.close()
