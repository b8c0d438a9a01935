"""Another window, another program or a full disk is in the way: nothing typed is lost."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from desk import fingerprint
from disks import fill, small_disk
from seat import one, seated, strike, text, workspace, write
from shell import Shell

from oppman_tui.errors import UserError
from oppman_tui.store.care.verify import verify
from oppman_tui.workspace.deals import Seen, Workspace
from oppman_tui.workspace.files import write_whole

_HOLDER = """
import sqlite3, sys
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
other.execute("ROLLBACK")
"""


@contextmanager
def held_by_another_process(path: Path) -> Iterator[None]:
    """The store's write lock, until left."""
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    assert holder.stdout.readline() == "held\n"
    try:
        yield
    finally:
        holder.stdin.close()
        holder.wait()
        holder.stdout.close()


def entries(ws: Workspace) -> list[str]:
    return [entry.text for entry in one(ws, "Cranes").dossier.entries]


async def test_a_store_held_for_long_is_busy_and_what_was_typed_is_there_for_a_retry(
    tmp_path: Path,
) -> None:
    """Fault 14. After five seconds it is said; the text is a draft, and is saved with two keys."""
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            with held_by_another_process(ws.path):
                await strike(pilot, "6", "l")
                begun = time.monotonic()
                await write(pilot, "They called about the price", "enter", "enter")
                assert 4.5 < time.monotonic() - begun < 30, "five seconds, not at once or for ever"
                told = " ".join(text(pilot).split())
                assert "Another window is writing to the store" in told
            assert entries(ws) == []
            assert [d.text for d in ws.drafts.all()] == ["They called about the price"]
            await strike(pilot, "W", "1", "enter", "enter", "enter")
            assert entries(ws) == ["They called about the price"]
            assert ws.drafts.all() == []
            assert verify(ws.store) == []


async def test_a_dialog_that_is_open_keeps_no_other_window_waiting(tmp_path: Path) -> None:
    """Fault 15. The other window wouldn't wait for a lock at all."""
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            for keys in (("l",), ("t",), ("s",), ("n",)):
                await strike(pilot, "6", *keys)
                with held_by_another_process(ws.path):
                    pass  # it got the lock at once, or sqlite3 would have raised after 5 s
                other = sit_down_impatient(ws.path)
                other.log(Seen.of(one(ws, "Cranes")), f"while {keys} was asked")
                other.close()
                await strike(pilot, "escape", "escape")
            assert len(entries(ws)) == 4


def sit_down_impatient(path: Path) -> Workspace:
    from lists import PLAYBOOK, RATES

    from oppman_tui.domain.values.clock import Clock
    from oppman_tui.store.lists.summary import Summary
    from oppman_tui.store.store import Store

    summary = Summary(PLAYBOOK, RATES, Clock())
    store = Store.open(path, clock=Clock(), actor="Noor", on_write=summary.follow, wait=0)
    return Workspace(store, summary, Clock(), "Noor")


async def test_a_full_disk_is_said_and_what_was_typed_is_saved_once_there_is_room(
    tmp_path: Path,
) -> None:
    """Fault 16."""
    with small_disk(tmp_path / "disk", 4_000_000) as disk, workspace(disk) as ws:
        ws.add_deal("Cranes")
        long = "They called about the price " * 100
        async with seated(ws) as pilot:
            await strike(pilot, "6", "l")
            await write(pilot, "They called", "enter", "enter")
            films = fill(disk, leave=8_000)
            before = fingerprint(ws.path)
            await strike(pilot, "l")
            await write(pilot, long[:300], "enter", "enter")
            told = " ".join(text(pilot).split())
            assert "no room left on the disk" in told
            assert fingerprint(ws.path) == before
            assert entries(ws) == ["They called"]
            assert verify(ws.store) == []
            films.unlink()
            ws.drafts.flush()
            await strike(pilot, "W", "1", "enter", "enter", "enter")
            assert sorted(entries(ws)) == sorted(["They called", long[:300].strip()])
            assert verify(ws.store) == []


def test_a_full_disk_leaves_the_export_that_was_there(tmp_path: Path) -> None:
    """Fault 18."""
    with small_disk(tmp_path / "disk", 400_000) as disk:
        path = disk / "deals.csv"
        write_whole(path, ["name\r\n", "Cranes\r\n"], "Nothing was exported")
        before = path.read_bytes()
        films = fill(disk, leave=40_000)
        rows = (f"Deal {n},{'x' * 100}\r\n" for n in range(10_000))
        with pytest.raises(UserError, match=r"deals\.csv can't be written: No space left"):
            write_whole(path, rows, "The file there was left as it is")
        assert path.read_bytes() == before
        assert sorted(p.name for p in disk.iterdir()) == ["deals.csv", "films"]
        films.unlink()
        write_whole(path, ["name\r\n"], "Nothing was exported")
        assert path.read_text() == "name\n"


def test_a_full_disk_leaves_what_a_command_wrote_before(tmp_path: Path) -> None:
    """Fault 18, from the shell."""
    shell = Shell(tmp_path / "home")
    shell.say("add", "Cranes")
    with small_disk(tmp_path / "disk", 400_000) as disk:
        path = disk / "deals.csv"
        export = ("export", "deals", "-o", str(path), "--force")
        assert shell.run(*export).returncode == 0
        before = path.read_bytes()
        films = fill(disk, leave=0)
        shell.say("add", "Lifts")  # there is more to write, and no room for it
        told = shell.refuse(*export)
        assert "No space left" in told and told.count("\n") == 1
        assert path.read_bytes() == before
        assert sorted(p.name for p in disk.iterdir()) == ["deals.csv", "films"]
        films.unlink()
        assert shell.run(*export).returncode == 0
        assert b"Lifts" in path.read_bytes()
