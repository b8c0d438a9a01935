"""Killed at any moment, a store holds all that it acknowledged, and at most one act more."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from desk import ACME, add_deal, of_deal, sit_down

from oppman_tui.domain.edits import Act
from oppman_tui.store.care.verify import verify

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


_RECEIVER = """
import sys
from pathlib import Path
from desk import sit_down

store, sender = sit_down(Path(sys.argv[1])), sit_down(Path(sys.argv[2]))
changes = sender.changes(since=store.arrival())
for n in range(0, len(changes), 40):
    store.receive(reversed(changes[n : n + 40]))
    print(n // 40, flush=True)
"""


def run_until_killed(program: str, path: Path, more: object, after: float) -> list[int]:
    """The numbers that `program` said were done in `after` seconds of its work."""
    here = str(Path(__file__).parent)
    source = str(Path(__file__).parents[2] / "src")
    window = subprocess.Popen(
        [sys.executable, "-c", program, str(path), str(more)],
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
        acknowledged = run_until_killed(_WRITER, path, said, when.uniform(0, 0.15))
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
    run(tmp_path, 4, seed=1)


@pytest.mark.long
def test_killed_two_hundred_times(tmp_path: Path) -> None:
    run(tmp_path, 200, seed=2)


def test_killed_while_it_merges(tmp_path: Path) -> None:
    """All of what came in at once or nothing of it; receiving again completes it."""
    sender, path = sit_down(tmp_path / "sender.oppman", "Noor"), tmp_path / "deals.oppman"
    add_deal(sender)
    for n in range(4):
        acts = [Act("Note", (of_deal(ACME, "note", f"{n} {k}"),)) for k in range(40)]
        sender.write_acts(acts)
    sit_down(path).close()
    when, times, there = random.Random(3), 0, 0
    while there < 161:
        acknowledged = run_until_killed(_RECEIVER, path, sender.path, when.uniform(0, 0.05))
        times += 1
        store = sit_down(path)
        said, there = there, store.arrival()
        assert there in (min(161, said + 40 * (len(acknowledged) + more)) for more in (0, 1))
        assert verify(store) == []
        store.close()
    assert times > 1, "it was killed on the way"
    store = sit_down(path)
    assert store.receive(sender.changes()).added == 0
    assert store.dossiers() == sender.dossiers()
