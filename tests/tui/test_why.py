"""w answers about what is under the cursor; the whole arithmetic is one key further."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from seat import LARGE, desk_of, lines, one, open_deal, seated, strike, text, workspace
from textual.pilot import Pilot

DEAL = "ERP rollout"


def title(pilot: Pilot[int]) -> str:
    return lines(pilot)[0].strip(" ▌")


async def test_on_the_list_it_is_the_place_among_the_neighbours(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, size=LARGE) as pilot:
            await strike(pilot, "down", "w")
            assert title(pilot) == f"Why {DEAL} stands where it stands"
            told = text(pilot)
            # Plant 2 sensors has triggers of five families, this one of four: moving, date,
            # worth, inside; Paint shop control of as many, but two triggers fewer.
            assert "Place 2 of 10 in Attention" in told
            assert "below Plant 2 sensors: 4 families of triggers to its 5" in told
            assert "above Paint shop control: 8 triggers to its 6, all else alike" in told


async def test_sorted_by_something_else_it_says_by_what(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, size=LARGE) as pilot:
            await strike(pilot, "6", "o", "5", "w")
            assert "Place 1 of 20 in All" in text(pilot)
            assert "sorted by value, largest first" in text(pilot)


async def test_deals_alike_in_all_are_told_apart_by_value_then_by_name(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Beta", amount=5_000_00, currency="EUR")
        ws.add_deal("Alpha", amount=5_000_00, currency="EUR")
        ws.add_deal("Gamma", amount=9_000_00, currency="EUR")
        async with seated(ws, size=LARGE) as pilot:
            await strike(pilot, "6", "down", "w")
            assert title(pilot) == "Why Alpha stands where it stands"
            assert "below Gamma: by its value, all else alike" in text(pilot)
            assert "above Beta: by its name, all else alike" in text(pilot)


async def test_each_trigger_says_its_rule_with_the_playbooks_numbers(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, size=(120, 60)) as pilot:
            await strike(pilot, "down", "w")
            told = text(pilot)
            assert "stalled: 47 days in Compare, limit 30, 17 over" in told
            assert "moving: longer in its stage than the limit, alarm from 1.5 times" in told
            assert "date: the close date is 30 days away or less" in told
            for trigger in one(ws, DEAL).attention.triggers:
                assert trigger.reason[:60] in told


async def test_w_again_unfolds_everything_and_esc_goes_back_one_level(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, size=LARGE) as pilot:
            await strike(pilot, "down", "w", "w")
            assert title(pilot) == f"All the arithmetic of {DEAL}"
            await strike(pilot, "escape")
            assert title(pilot) == f"Why {DEAL} stands where it stands"
            await strike(pilot, "escape")
            assert title(pilot).startswith("oppman")


@pytest.mark.parametrize(
    ("pane", "keys", "asked", "told"),
    [
        # Known 2, 1, 1 and 1 of seven, all older than 90 days: 5 of 8, and a range of all.
        (
            "plan",
            ("tab", "down", "down"),
            "Why Need and urgency is 63 · knows 4 of 7 · 0–100",
            ("point: (2+1+1+1) of 8 = 62.5", "low: (0+0+0+0+0+0+0) of 14 = 0"),
        ),
        (
            "plan",
            ("down",) * 13,
            "Why Need and urgency is 63 · knows 4 of 7 · 0–100",
            ("“Do we know where they are in their buying process?”: now 0–100; answered no 0–86",),
        ),
        ("plan", ("home",), "Why Customer fit is 83 · knows 6 of 7 · 71–86", ("good from a low",)),
        ("plan", ("tab", *["down"] * 8), "Why this theme is the weakest", ("not due yet: Value",)),
        ("plan", ("tab", *["down"] * 9), "Why Importance to us is 83", ("made of the customer's",)),
        ("plan", ("tab", "end"), "Why this is the best next question", ("0–100 becomes 0–86",)),
        (
            "act",
            ("down",),
            "Why this finding is number 2 of 30",
            ("before it: not known: Do we know where they are", "in the weakest theme"),
        ),
        ("act", ("tab",), "Why this action stands here", ("open ones stand by their day",)),
        (
            "players",
            ("down",),
            "What Matthias Berg (CFO) adds",
            ("influence 5 × relationship −1 = −5", "I indifferent, not receptive"),
        ),
        (
            "players",
            ("down",) * 5,
            "Why net support is +21 · knows 74 % of the influence · −11 … +42",
            ("Katrin Lund (Head of IT): influence 4 × relationship +2 = +8", "coverage: 14 of 19"),
        ),
        (
            "players",
            ("down",) * 13,
            "Why receptive power is 36.4 %",
            ("(4) of (5+4+2) influence = 36.4 %",),
        ),
        (
            "players",
            ("down",) * 7,
            "Why this warning stands here",
            ("influence 4 or more, and the relationship is not known",),
        ),
        ("review", (), f"Why {DEAL} stands where it stands", ("Importance to them",)),
        ("history", (), f"Why {DEAL} stands where it stands", ("Net support",)),
    ],
)
async def test_in_a_deal_it_is_what_the_cursor_stands_on(
    pane: str, keys: Sequence[str], asked: str, told: Sequence[str], tmp_path: Path
) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, size=(120, 60)) as pilot:
            await open_deal(pilot, DEAL, pane)
            await strike(pilot, *keys, "w")
            assert title(pilot).startswith(asked)
            for words in told:
                assert words in text(pilot)


async def test_an_empty_map_and_a_deal_without_answers_are_answered_too(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes", "players")
            await strike(pilot, "w")
            assert title(pilot) == "Why net support is not known"
            await strike(pilot, "escape", "g", "p", "w")
            assert title(pilot).startswith("Why Target customer is not known")
            assert desk_of(pilot) is ws
