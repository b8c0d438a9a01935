"""An older store is brought up to date whole or not at all, once, and after a backup."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from desk import ACME, add_deal, clock_at, fingerprint, note, noted, of_deal, sit_down
from later import LATER, open_later

from oppman_tui.domain.edits import Act
from oppman_tui.errors import StoreError
from oppman_tui.store.care.backup import Backups, examine
from oppman_tui.store.care.verify import verify
from oppman_tui.store.migrations import Lineage
from oppman_tui.store.store import Store

_ACTS = 400


def old_store(path: Path, acts: int = _ACTS) -> Path:
    """Of the version of today, with so many acts in it, closed."""
    store = sit_down(path)
    add_deal(store)
    store.write_acts([Act("Note", (of_deal(ACME, "note", f"note {n}"),)) for n in range(acts)])
    store.close()
    return path


@dataclass(frozen=True, slots=True)
class Found:
    """A store as SQLite alone sees it."""

    version: int
    changes: int
    team: bool
    """The new table is there."""
    column: bool
    """The new column is there, and filled in every row."""
    moved_in: bool


def look(path: Path) -> Found:
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        (version,) = raw.execute("PRAGMA user_version").fetchone()
        (changes,) = raw.execute("SELECT count(*) FROM change").fetchone()
        tables = {name for (name,) in raw.execute("SELECT name FROM sqlite_schema")}
        assert not {name for name in tables if name.startswith("_alembic")}
        columns = {row[1] for row in raw.execute("PRAGMA table_info(change)")}
        filled = 0
        if "team" in columns:
            (filled,) = raw.execute("SELECT count(*) FROM change WHERE team = actor").fetchone()
        moved_in = raw.execute("SELECT value FROM meta WHERE key = 'moved_in'").fetchall()
    return Found(version, changes, "team" in tables, filled == changes, bool(moved_in))


OLD = Found(1, _ACTS + 1, False, False, False)
NEW = Found(2, _ACTS + 1, True, True, True)


def test_an_older_store_is_brought_up_to_date_and_a_backup_of_it_kept(tmp_path: Path) -> None:
    path = old_store(tmp_path / "deals.db")
    assert look(path) == OLD
    store = open_later(path)
    assert look(path) == NEW
    assert noted(store) == f"note {_ACTS - 1}"
    assert verify(store) == []
    note(store, "written by the later one")
    assert store.undo().label == "Note"

    (backup,) = store.backups.all()
    assert backup.why == "migration"
    assert examine(backup.path).version == 1
    assert look(backup.path) == OLD


def test_a_store_that_is_up_to_date_is_left_alone_and_nothing_is_loaded_for_it(
    tmp_path: Path,
) -> None:
    path = old_store(tmp_path / "deals.db", 1)
    before = fingerprint(path)
    program = (
        "import sys; from pathlib import Path; from desk import sit_down;"
        f"sit_down(Path({str(path)!r})); print('alembic' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], env=surroundings(), capture_output=True, check=True
    )
    assert said.stdout.split() == [b"False"]
    assert fingerprint(path) == before
    assert not (tmp_path / "backups").exists()


def test_an_older_oppman_refuses_the_store_from_then_on(tmp_path: Path) -> None:
    """Fault 28, with a store that really is newer."""
    path = old_store(tmp_path / "deals.db", 1)
    window = sit_down(path)
    open_later(path).close()
    migrated = fingerprint(path)
    with pytest.raises(StoreError, match="version 2; this one knows 1"):
        sit_down(path)
    # A window of the older one that was open all the while writes nothing into it either.
    with pytest.raises(StoreError, match="version 2; this one knows 1"):
        note(window, "in the old way")
    assert fingerprint(path) == migrated


def test_a_store_that_can_only_be_read_is_not_brought_up_to_date(tmp_path: Path) -> None:
    path = old_store(tmp_path / "deals.db", 1)
    path.chmod(0o400)
    before = fingerprint(path)
    with pytest.raises(StoreError, match="of an earlier version and can only be read"):
        open_later(path)
    assert fingerprint(path) == before


@pytest.mark.parametrize(
    "step",
    [
        "op.execute('DROP TABLE open_review'); op.execute('DELETE FROM nowhere')",
        # The ops of a change that is no longer there.
        "op.execute('DELETE FROM change WHERE arrival = 1')",
    ],
    ids=["fails", "orphans"],
)
def test_a_step_that_goes_wrong_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = old_store(tmp_path / "deals.db", 3)
    package = tmp_path / "steps" / "broken"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "to_2.py").write_text(f"def upgrade(op):\n    {step}\n")
    monkeypatch.syspath_prepend(package.parent)
    before = fingerprint(path)
    with pytest.raises(StoreError, match="can't be brought to version 2") as refused:
        Store.open(
            path, clock=clock_at(2027, 3, 1), actor="Mia", lineage=Lineage(2, "broken")
        )
    for name in ("broken", "broken.to_2"):
        sys.modules.pop(name, None)
    assert "left as it was" in refused.value.untouched
    assert fingerprint(path) == before
    assert verify(sit_down(path)) == []


def test_without_a_backup_nothing_is_migrated(tmp_path: Path) -> None:
    path = old_store(tmp_path / "deals.db", 3)
    # A file lies where the backups are to go.
    (tmp_path / "backups").write_text("mine")
    before = fingerprint(path)
    with pytest.raises(StoreError, match="No backup"):
        open_later(path)
    assert fingerprint(path) == before


# Faults 2 and 3


def surroundings() -> Mapping[str, str]:
    here = Path(__file__).parent
    paths = (here, here.parent / "store", here.parents[1] / "src")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}


_STARTS = """
import os, signal, sys, time
from pathlib import Path
import alembic.operations
from later import open_later

for line in sys.stdin:
    after, path = line.rstrip().split(" ", 1)
    pid = os.fork()
    if pid == 0:
        open_later(Path(path))
        os._exit(0)
    time.sleep(float(after))
    os.kill(pid, signal.SIGKILL)
    print(os.waitpid(pid, 0)[1], flush=True)
"""


@contextmanager
def starts() -> Iterator[Callable[[Path, float], int]]:
    """`start(path, after)`: the later program opens `path` and is killed `after` seconds later;
    how it ended. Each start is a process of its own, which has loaded all already."""
    program = subprocess.Popen(
        [sys.executable, "-c", _STARTS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=surroundings(),
    )
    assert program.stdin is not None and program.stdout is not None
    ask, answer = program.stdin, program.stdout

    def start(path: Path, after: float) -> int:
        print(f"{after:.4f}", path, file=ask, flush=True)
        return int(answer.readline())

    try:
        yield start
    finally:
        ask.close()
        program.wait()
        answer.close()


def killed_while_migrating(tmp_path: Path, times: int, seed: int) -> None:
    old = old_store(tmp_path / "old.db")
    whole = old.read_bytes()
    path = tmp_path / "deals.db"
    journal = path.with_name(path.name + "-journal")
    when, halfway, ends, span = random.Random(seed), 0, set[int](), 0.1
    with starts() as start:
        # However fast the machine is: half of the kills are to come before its end.
        for n in range(10 * times):
            if n >= times and halfway and ends == {1, 2}:
                break
            path.write_bytes(whole)
            path.chmod(0o600)
            start(path, when.uniform(0, span))
            halfway += journal.exists()
            found = look(path)
            assert found in (OLD, NEW)
            ends.add(found.version)
            span *= 1.15 if found == OLD else 0.87
            # And the next start does it, whatever the one before left.
            store = open_later(path)
            assert look(path) == NEW
            store.close()
            assert verify(store) == []
    assert ends == {1, 2}, "killed both before its end and after it"
    assert halfway, "killed at least once with pages half written"


def test_killed_while_migrating(tmp_path: Path) -> None:
    killed_while_migrating(tmp_path, 25, seed=1)


@pytest.mark.long
def test_killed_a_hundred_times_while_migrating(tmp_path: Path) -> None:
    killed_while_migrating(tmp_path, 100, seed=2)


_START = """
import sys
from pathlib import Path
from later import open_later

print("ready", flush=True)
sys.stdin.readline()
store = open_later(Path(sys.argv[1]))
print(store.arrival(), flush=True)
"""


def test_four_that_start_at_once_migrate_it_once(tmp_path: Path) -> None:
    path = old_store(tmp_path / "deals.db")
    four = [
        subprocess.Popen(
            [sys.executable, "-c", _START, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=surroundings(),
        )
        for _ in range(4)
    ]
    for one in four:
        assert one.stdout is not None and one.stdout.readline() == "ready\n"
    for one in four:
        assert one.stdin is not None
        print(file=one.stdin, flush=True)
    said = [one.communicate()[0] for one in four]
    assert said == [f"{_ACTS + 1}\n"] * 4
    assert look(path) == NEW
    assert [b.why for b in Backups(path, clock_at(2027, 3, 1)).all()] == ["migration"]
    assert LATER.version == 2
