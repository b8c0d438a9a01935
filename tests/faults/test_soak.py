"""A store used hard, for as long as it is told: `OPPMAN_SOAK` seconds, from `OPPMAN_SOAK_SEED`."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from soak import Soak


def seconds() -> float:
    return float(os.environ.get("OPPMAN_SOAK", "75"))


def seed() -> int:
    """Another each time, so that each run may find what the one before didn't."""
    return int(os.environ.get("OPPMAN_SOAK_SEED") or random.SystemRandom().getrandbits(32))


def test_a_round_loses_nothing(tmp_path: Path) -> None:
    soak = Soak(tmp_path, 3)
    soak.run(0)
    assert soak.rounds == 1


@pytest.mark.long
@pytest.mark.timeout(seconds() + 300)
def test_nothing_is_lost_however_hard_it_is_used(tmp_path: Path) -> None:
    soak = Soak(tmp_path, seed())
    soak.run(seconds())
    assert soak.steps > soak.rounds
    print(f"{soak.rounds} rounds, {soak.steps:,} steps")
