"""The funnel's figures, each worked out by hand beside its test."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from oppman_tui.domain.entities import CloseDateMove, Deal, Dossier, StageMove
from oppman_tui.domain.review.funnel import FunnelDeal, funnel, owners
from oppman_tui.playbook import loader

PLAYBOOK = loader.default()
TODAY = date(2026, 11, 23)


def day(ago: int) -> date:
    return TODAY - timedelta(ago)


def deal(
    id: str,
    stage: str | None = "need",
    value: int | None = None,
    *,
    moves: tuple[tuple[str | None, str, int], ...] = (),
    pushed: tuple[int, ...] = (),
    **parts: Any,
) -> FunnelDeal:
    """`moves` are (from, to, days ago); `pushed` the days ago of pushes by a month."""
    rows = tuple(
        StageMove(f"m{n}", to_stage=to, on=day(ago), from_stage=begun)
        for n, (begun, to, ago) in enumerate(moves)
    )
    slips = tuple(
        CloseDateMove(f"c{n}", moved_on=day(ago), from_date=day(ago), to_date=day(ago - 30))
        for n, ago in enumerate(pushed)
    )
    parts = {"created": day(400), **parts}
    told = Deal(id, id, stage=stage, **parts)
    dossier = Dossier(told, day(400), stage_moves=rows, close_date_moves=slips)
    return FunnelDeal(dossier, value)


def won(id: str, days: int, ago: int = 200) -> FunnelDeal:
    closed: dict[str, Any] = {"closed_as": "won", "closed_on": day(ago), "created": day(ago + days)}
    return deal(id, "implement", 100_00, **closed)


def lost(id: str, ago: int = 200, closed_as: str = "lost") -> FunnelDeal:
    return deal(id, "compare", 100_00, closed_as=closed_as, closed_on=day(ago))


def test_the_shape_counts_open_deals_and_their_value_by_stage() -> None:
    found = funnel(
        [
            deal("a", "need", 300_00),
            deal("b", "need"),
            deal("c", "choose", 500_00),
            deal("d", "choose", 900_00, hold_until=TODAY + timedelta(1)),
            deal("e", "choose", 50_00, hold_until=TODAY),  # its hold is over
            deal("f", "qualify", 70_00),  # a stage that has gone from the playbook
            won("g", 100),
        ],
        PLAYBOOK,
        TODAY,
    )
    shape = {s.key: (s.open.deals, s.open.value, s.open.unvalued) for s in found.stages}
    assert shape == {
        "need": (("a", "b"), 300_00, 1),
        "define": ((), 0, 0),
        "compare": ((), 0, 0),
        "choose": (("c", "e"), 550_00, 0),
        None: (("f",), 70_00, 0),
    }
    assert (found.open.count, found.open.value, found.open.unvalued) == (5, 920_00, 1)
    assert found.on_hold.deals == ("d",)


def test_moves_are_counted_by_where_a_deal_stands_against_then() -> None:
    """30 days are today and the 29 before it: a move 29 days ago counts, one 30 days ago not."""
    found = funnel(
        [
            deal("on", "define", moves=(("need", "define", 29),)),
            deal("before", "define", moves=(("need", "define", 30),)),
            deal("back", "need", moves=(("define", "need", 3),)),
            deal("to and fro", "need", moves=(("need", "define", 20), ("define", "need", 2))),
            deal("begun", "need", moves=((None, "need", 5),)),
            deal("still", "need"),
            won("won", 10, ago=29),
            lost("lost", ago=30),
            lost("abandoned", ago=1, closed_as="abandoned"),
        ],
        PLAYBOOK,
        TODAY,
    )
    month, quarter = found.moves
    assert (month.days, quarter.days) == (30, 90)
    assert set(month.forward.deals) == {"on"}
    assert set(quarter.forward.deals) == {"on", "before"}
    assert set(month.backward.deals) == {"back"}
    assert set(month.still.deals) == {"before", "to and fro", "begun", "still"}
    assert month.won.deals == ("won",)
    assert month.lost.deals == ()
    assert quarter.lost.deals == ("lost",)
    assert month.abandoned.deals == ("abandoned",)
    stages = {s.key: s for s in found.stages}
    assert set(stages["define"].entered[30].deals) == {"on", "to and fro"}
    assert set(stages["define"].left[30].deals) == {"back", "to and fro"}
    assert set(stages["need"].entered[30].deals) == {"back", "begun", "to and fro"}
    assert set(stages["compare"].left[90].deals) == {"abandoned", "lost"}  # closed in it


def test_the_win_rate_is_said_from_twenty_closed_deals_on() -> None:
    """12 of 20: 39–78 % (Wilson). 19 closed deals say none."""
    twelve = [won(f"w{n}", 100) for n in range(12)]
    seven = [lost(f"l{n}") for n in range(7)]
    few = funnel([*twelve, *seven], PLAYBOOK, TODAY)
    assert few.rate is None
    assert few.why_rate() == [
        "12 won of 19 closed (lost and abandoned count): too few to say a rate, which takes 20"
    ]
    enough = funnel([*twelve, *seven, lost("x", closed_as="abandoned")], PLAYBOOK, TODAY)
    assert enough.rate is not None
    assert enough.rate.text() == "12 of 20 won, 39–78 %"
    assert enough.closed.count == 20


def test_velocity_is_open_deals_by_rate_by_value_by_days() -> None:
    """3 open, 10 of 20 won, mean of 100 and 300 is 200, median of 40 and 60 is 50 days:
    3 x 0.5 x 200 / 50 = 6 a day."""
    winners = [won(f"w{n}", 40 if n % 2 else 60) for n in range(10)]
    losers = [lost(f"l{n}") for n in range(10)]
    standing = [deal("a", value=100_00), deal("b", value=300_00), deal("c")]
    found = funnel([*winners, *losers, *standing], PLAYBOOK, TODAY)
    assert (found.median_days, found.timed) == (50, 10)
    assert found.velocity == pytest.approx(6_00)
    assert found.why_velocity("EUR")[-1].endswith("= €6 a day")
    nothing = funnel([], PLAYBOOK, TODAY)
    assert (nothing.velocity, nothing.median_days, nothing.open.count) == (None, None, 0)
    assert nothing.why_velocity("EUR")[-1].endswith("= not known")


def test_median_days_in_a_stage_come_of_the_won_deals_that_passed_it() -> None:
    """20 and 40 days in need: 30. The lost one's 5 don't count."""

    def passing(id: str, days: int, outcome: str = "won") -> FunnelDeal:
        moves = (("need", "define", 200 - days), ("define", "implement", 100))
        closed: dict[str, Any] = {"closed_as": outcome, "closed_on": day(100), "created": day(200)}
        return deal(id, "implement", moves=moves, **closed)

    found = funnel([passing("a", 20), passing("b", 40), passing("c", 5, "lost")], PLAYBOOK, TODAY)
    need = found.stages[0]
    assert (need.key, need.median_days, need.passed) == ("need", 30, 2)
    assert found.stages[3].median_days is None


def test_slipped_are_open_deals_pushed_within_the_window() -> None:
    found = funnel(
        [
            deal("a", value=100_00, pushed=(40, 10)),
            deal("b", value=300_00, pushed=(80,)),
            deal("c", value=900_00, pushed=(5,), closed_as="lost", closed_on=day(1)),
        ],
        PLAYBOOK,
        TODAY,
    )
    month, quarter = found.moves
    assert (month.slipped.deals, month.slipped.value) == (("a",), 100_00)
    assert (set(quarter.slipped.deals), quarter.slipped.value) == ({"a", "b"}, 400_00)


def test_by_owner_those_of_nobody_come_last() -> None:
    deals = [deal("a", owner="Mia"), deal("b"), deal("c", owner="Ålesund"), deal("d", owner="Mia")]
    assert {name: [d.id for d in mine] for name, mine in owners(deals).items()} == {
        "Ålesund": ["c"],
        "Mia": ["a", "d"],
        "": ["b"],
    }
