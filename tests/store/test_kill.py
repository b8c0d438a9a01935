"""Killed at any moment, a store holds every edit it acknowledged, and at most one more."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from desk import ACME, add_deal, sit_down

from oppman_tui.store.verify import verify

_WRITER = """
import sys
from pathlib import Path
from desk import ACME, note, of_deal, sit_down
from oppman_tui.domain.edits import Edit

store = sit_down(Path(sys.argv[1]))
for n in range(int(sys.argv[2]), 10**9):
    risk = Edit(ACME, "risk", f"r{n:09}", "risk", f"Risk {n}")
    store.write(f"Risk {n}", [risk, of_deal(ACME, "note", f"Risk {n} is new")])
    print(n, flush=True)
"""


def write_until_killed(path: Path, first: int, after: float) -> list[int]:
    """The numbers of the edits that a window acknowledged in `after` seconds of writing."""
    here = str(Path(__file__).parent)
    source = str(Path(__file__).parents[2] / "src")
    window = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path), str(first)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((here, source))},
    )
    assert window.stdout is not None
    said = window.stdout.readline()
    time.sleep(after)
    window.send_signal(signal.SIGKILL)
    said += window.stdout.read()
    window.wait()
    window.stdout.close()
    # A line cut short was not read by anyone.
    whole = said[: said.rfind(b"\n") + 1]
    return [int(line) for line in whole.split()]


def run(tmp_path: Path, times: int, seed: int) -> None:
    path = tmp_path / "deals.oppman"
    store = sit_down(path)
    add_deal(store)
    store.close()
    when = random.Random(seed)
    said = 0
    for _ in range(times):
        acknowledged = write_until_killed(path, said, when.uniform(0, 0.15))
        assert acknowledged == list(range(said, said + len(acknowledged)))
        said += len(acknowledged)

        store = sit_down(path)
        dossier = store.dossier(ACME)
        assert dossier is not None
        there = [risk.risk for risk in dossier.risks]
        assert there in ([f"Risk {n}" for n in range(m)] for m in (said, said + 1))
        assert dossier.deal.note == f"Risk {len(there) - 1} is new"
        assert store.quick_check() is None
        assert verify(store) == []
        store.close()
        said = len(there)


def test_killed_a_few_times(tmp_path: Path) -> None:
    run(tmp_path, 8, seed=1)


@pytest.mark.long
def test_killed_two_hundred_times(tmp_path: Path) -> None:
    run(tmp_path, 200, seed=2)
