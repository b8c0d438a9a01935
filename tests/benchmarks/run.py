"""The ratios of what must be fast, in one table: ``python tests/benchmarks/run.py``.

Everything is measured beside what it is held against, in the same run, so that a busy or slow
machine changes both. The stores that are measured are made first and kept in ``--stores``.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import platform
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import inside
import screens
import stores
from ringside import Seat
from rows import HEAD, Row, middle

RESULTS = Path(__file__).with_name("RESULTS.md")
FEW, SOME, MANY, MOST = 200, 1_000, 100_000, 1_000_000
PEERS = {
    "visidata": (["vd", "{csv}"], "Deal 1"),
    "posting": (["posting"], "Collection"),
    "harlequin": (["harlequin", "-a", "sqlite", "{db}"], "Query"),
    "bagels": (["bagels"], "Records"),
}
"""Command, and a text that its first screen shows."""


def main() -> int:
    given = _given()
    with tempfile.TemporaryDirectory() as scratch:
        kept = given.stores or Path(scratch) / "stores"
        found: list[Row] = []
        for row in _measure(given, kept, Path(scratch)):
            print(row, flush=True)
            found.append(row)
    if given.write:
        RESULTS.write_text(_report(found, given), encoding="utf-8")
    return 0


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="starts of each program")
    parser.add_argument("--keys", type=int, default=180, help="keys of each kind")
    parser.add_argument("--smoke", action="store_true", help="a few rounds, small stores")
    parser.add_argument("--million", action="store_true", help="a million deals too")
    parser.add_argument("--stores", type=Path, help="a folder in which the stores are kept")
    parser.add_argument("--peers", type=Path, help="a folder with other programs to start")
    parser.add_argument("--write", action="store_true", help=f"keep the table in {RESULTS.name}")
    return parser.parse_args()


def _measure(given: argparse.Namespace, kept: Path, scratch: Path) -> Iterator[Row]:
    rounds, keys = (1, 20) if given.smoke else (given.rounds, given.keys)
    many = 2_000 if given.smoke else MANY
    few, some, large = (_store(kept, deals) for deals in (FEW, SOME, many))
    for store in (few, some, large):
        screens.prepare(store)
    print(HEAD)
    yield from screens.starts(some, rounds)
    yield from screens.answers(few, large, max(1, rounds // 2), keys)
    yield from inside.pages(large)
    yield from inside.scores(large, 1_000 if given.smoke else 20_000)
    tool = given.peers / "sqlite-utils" if given.peers else None
    yield from inside.bring_in(scratch, tool if tool and tool.exists() else None)
    if not given.smoke:
        yield from _wire()
    if given.million:
        most = _store(kept, MOST)
        screens.prepare(most)
        yield from screens.million(few, most, max(1, rounds // 2), keys)
        yield from inside.pages(most, "1,000,000 deals")
    if given.peers:
        yield from _peers(given.peers, scratch, rounds)


def _wire() -> Iterator[Row]:
    """The bytes on the wire, where they are measured."""
    try:
        wire = importlib.import_module("wire")
    except ModuleNotFoundError:
        return
    for name, ours, reference, _, goal in wire.rows():
        number = re.search(r"[\d.]+", goal)
        most = float(number[0]) if number else float("inf")
        unit = "s" if name.startswith("s ") else "B"
        if "of the least" in goal or not number:
            yield Row(name, ours, unit, most, reference, name.rpartition(": ")[2])
        else:
            yield Row(name, ours, unit, most)


def _peers(folder: Path, scratch: Path, rounds: int) -> Iterator[Row]:
    """How long others take to their first screen; no goal of ours but to be before them."""
    table = scratch / "deals.csv"
    lines = (f"{n},Deal {n},Espoo Puu,891000,Define" for n in range(1, 1001))
    table.write_text("n,deal,customer,value,stage\n" + "\n".join(lines), encoding="utf-8")
    database = scratch / "peers.db"
    sqlite3.connect(database).close()
    base = middle([screens.hello() for _ in range(rounds)])
    for name, (command, text) in PEERS.items():
        program = folder / command[0]
        if not program.exists():
            continue
        rest = [part.format(csv=table, db=database) for part in command[1:]]
        took = [_first_screen([str(program), *rest], text, scratch) for _ in range(rounds)]
        yield Row(f"{name}: usable", middle(took), "ms", float("inf"), base, "hello")


def _first_screen(argv: list[str], text: str, home: Path) -> float:
    with Seat(argv, {"HOME": str(home)}) as seat:
        seat.settle(2.0)
    shown = seat.run.shown(lambda lines: any(text in line for line in lines))
    return 1000 * (shown if shown is not None else float("nan"))


def _store(folder: Path, deals: int) -> Path:
    path = folder / str(deals) / "deals.db"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True)
        stores.make(path, deals)
    return path


def _report(found: list[Row], given: argparse.Namespace) -> str:
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("textual", "sqlalchemy", "rich")
    )
    unmet = [row.name for row in found if not row.is_met]
    command = ["python", "tests/benchmarks/run.py"] + ["--million"] * given.million
    return "\n".join(
        [
            "# Benchmarks",
            "",
            f"`{' '.join(command)}`: medians of {given.rounds} starts and {given.keys} keys, on a"
            " terminal of 120 x 40, every reference measured in the same run.",
            "",
            f"{_machine()}; Python {platform.python_version()}, SQLite {sqlite3.sqlite_version},"
            f" {versions}; oppman {_commit()}.",
            "",
            HEAD,
            *map(str, found),
            "",
            f"Not met: {', '.join(unmet)}." if unmet else "All goals are met.",
            "",
        ]
    )


def _machine() -> str:
    cores, name = 0, platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text(encoding="utf-8").splitlines()
        names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        cores, name = len(names), names[0] if names else name
    return f"{platform.system()}, {name}, {cores} cores"


def _commit() -> str:
    told = subprocess.run(
        ["git", "describe", "--always"], capture_output=True, text=True, check=False
    )
    return told.stdout.strip() or "of unknown age"


if __name__ == "__main__":
    sys.exit(main())
