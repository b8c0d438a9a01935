"""A store that is damaged or gone, as a person meets it: on the screen and in the shell."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from desk import add_deal, fingerprint, sit_down
from disks import fill, read_only, small_disk
from seat import desk_of, seated, strike, text, workspace, write
from shell import Shell
from terminal import Terminal
from test_backup import spoil
from textual.pilot import Pilot

from oppman_tui.domain.values.clock import Clock
from oppman_tui.errors import StoreError
from oppman_tui.store.care.backup import ASKED, Backups
from oppman_tui.store.care.verify import verify
from oppman_tui.tui.app import Oppman
from oppman_tui.tui.rescue import Rescue
from oppman_tui.tui.screens.recovery import RESTORED, Recovery
from oppman_tui.workspace.keeping import Keeping, keep_hourly


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with the deal *Cranes* and a backup of it; closed."""
    return kept_store(tmp_path / "home" / "deals.db")


def kept_store(path: Path) -> Path:
    store = sit_down(path)
    add_deal(store, name="Cranes")
    store.backups.make(ASKED)
    store.close()
    return path


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


def zero_header(path: Path) -> None:
    path.write_bytes(bytes(100) + path.read_bytes()[100:])


def letter(path: Path) -> None:
    path.write_text("Dear customer, " * 1000)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def another(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("CREATE TABLE deal (id TEXT)")
    path.chmod(0o600)


def delete(path: Path) -> None:
    path.unlink()


INJURIES: dict[str, tuple[Callable[[Path], None], str]] = {
    "truncated": (truncate, "is damaged"),
    "header zeroed": (zero_header, "is not a store of oppman"),
    "a text file": (letter, "is not a store of oppman"),
    "empty": (empty, "is empty: it has lost all that was in it"),
    "another application's": (another, "is not a store of oppman"),
    "deleted": (delete, "isn't there, but backups of it are"),
}
"""Faults 21, 22, 26, 27 and 31: what is done to the file, and what is said of it."""


def contents(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def all_of(folder: Path) -> dict[str, bytes]:
    """Every file in it."""
    return {str(p): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def why_not(path: Path) -> StoreError:
    with pytest.raises(StoreError) as refused:
        sit_down(path)
    return refused.value


@asynccontextmanager
async def rescued(path: Path) -> AsyncIterator[Pilot[str]]:
    app = Rescue(why_not(path), Keeping(path, Clock()))
    async with app.run_test(size=(80, 24)) as pilot:
        await waited(pilot)
        yield pilot


async def waited(pilot: Pilot[str]) -> None:
    """Until the screen that tells of it stands."""
    for _ in range(500):
        await pilot.pause(0.01)
        if isinstance(pilot.app.screen, Recovery) or not pilot.app.is_running:
            break
    await pilot.pause()


def read(pilot: Pilot[str]) -> str:
    return " ".join(text(pilot).split())  # type: ignore[arg-type]  # any app's screen


# On opening


@pytest.mark.parametrize("injury", INJURIES)
async def test_the_screen_says_what_is_wrong_and_no_changes_nothing(
    path: Path, injury: str
) -> None:
    hurt, words = INJURIES[injury]
    hurt(path)
    before = all_of(path.parent)
    async with rescued(path) as pilot:
        said = read(pilot)
        assert words in said
        assert "(1 deal), asked for" in said
        assert "y yes · Esc, q or n no" in said
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Recovery), "Enter is no yes"
        await pilot.press("escape")
    assert pilot.app.return_value is None
    assert all_of(path.parent) == before


@pytest.mark.parametrize("injury", INJURIES)
async def test_yes_brings_the_newest_good_backup_back(path: Path, injury: str) -> None:
    hurt, _ = INJURIES[injury]
    hurt(path)
    before = contents(path)
    async with rescued(path) as pilot:
        await pilot.press("y")
        await waited(pilot)
    assert pilot.app.return_value is not None
    assert pilot.app.return_value.startswith("Restored: the backup of")
    store = sit_down(path)
    assert [d.deal.name for d in store.dossiers()] == ["Cranes"]
    assert verify(store) == []
    aside = list(path.parent.glob("deals.before-*.db"))
    assert [a.read_bytes() for a in aside] == ([before] if before is not None else [])
    assert all(a.name in pilot.app.return_value for a in aside)


async def test_without_a_good_backup_nothing_is_asked(path: Path) -> None:
    for backup in Backups(path, Clock()).all():
        empty(backup.path)
    truncate(path)
    async with rescued(path) as pilot:
        assert "There is no good backup of it on this machine" in read(pilot)
        assert "y yes" not in read(pilot)
        await pilot.press("y")
    assert pilot.app.return_value is None
    assert not list(path.parent.glob("deals.before-*"))


async def test_a_newer_store_is_not_to_be_restored_but_oppman_to_be_updated(path: Path) -> None:
    """Fault 28."""
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version=2")
    before = fingerprint(path)
    async with rescued(path) as pilot:
        assert "was written by a newer oppman" in read(pilot)
        assert "Update oppman" in read(pilot)
        assert "backup" not in read(pilot)
        await pilot.press("y")
    assert fingerprint(path) == before


async def test_where_there_is_no_room_it_says_so_and_can_be_asked_again(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 4_000_000) as disk:
        path = kept_store(disk / "deals.db")
        truncate(path)
        films = fill(disk, leave=30_000)
        before = fingerprint(path)
        async with rescued(path) as pilot:
            await pilot.press("y")
            await pilot.pause(0.2)
            await waited(pilot)
            assert "There is no room left on the disk to restore" in read(pilot)
            assert fingerprint(path) == before
            films.unlink()
            await pilot.press("y")
            await waited(pilot)
        assert pilot.app.return_value is not None
        store = sit_down(path)
        assert [d.deal.name for d in store.dossiers()] == ["Cranes"]
        store.close()


def test_from_the_shell_to_the_list_with_one_key(path: Path) -> None:
    truncate(path)
    with Terminal(path.parent) as terminal:
        terminal.wait_for("is damaged", "Restore the backup of", "q or n no")
        terminal.press("y")
        terminal.wait_for("1 open", "All 1", "Restored: the backup of")
        terminal.press("q")
        assert terminal.wait_for_end() == 0


def test_in_the_shell_one_line_says_it_with_the_way_back(path: Path) -> None:
    shell = Shell(path.parent)
    for injury in ("truncated", "empty", "deleted"):
        hurt, words = INJURIES[injury]
        hurt(path)
        told = shell.refuse("list")
        assert told.count("\n") == 1
        assert words in told
        assert "`oppman restore` brings back the backup of" in told
        assert "(1 deal)" in told
    assert "Say --yes" in shell.refuse("restore", code=2)
    assert ", 1 deal\n" in shell.say("restore", "--yes")
    assert "Cranes" in shell.say("list", "--tab", "all")


def test_a_deal_as_it_was_by_the_command_line(path: Path) -> None:
    shell = Shell(path.parent)
    shell.say("log", "Cranes", "They called")
    told = shell.say("restore", Backups(path, Clock()).all()[0].path.name, "--deal", "cranes")
    assert "Cranes was put back, 1 field, as one act" in told
    assert "They called" not in shell.say("show", "Cranes")
    assert "--as-of goes with --deal" in shell.refuse("restore", "--as-of", "yesterday", code=2)
    assert "wasn't here on" in shell.refuse("restore", "--deal", "Cranes", "--as-of", "2020-01-01")


# While it is open


async def test_a_spoilt_page_is_told_of_once_the_list_is_shown(tmp_path: Path) -> None:
    """Fault 23: read on, or restored."""
    with workspace(tmp_path) as ws:
        add_deal(ws.store, name="Cranes")
        ws.store.backups.make(ASKED)
        path = ws.path
    for answer in ("escape", "y"):
        spoil(path)
        before = fingerprint(path)
        with workspace(tmp_path) as ws:
            async with seated(ws) as pilot:
                await waited(pilot)  # type: ignore[arg-type]  # either app
                assert "is damaged" in text(pilot)
                assert fingerprint(path) == before
                await pilot.press(answer)
                if answer == "escape":
                    await strike(pilot, "6")
                    assert "Cranes" in text(pilot)
                    await strike(pilot, "l")
                    await write(pilot, "into a broken file", "enter", "enter")
                    assert fingerprint(path) == before
                    continue
                await waited(pilot)  # type: ignore[arg-type]  # either app
            assert isinstance(pilot.app, Oppman)
            assert pilot.app.return_value == RESTORED
            assert "Restored: the backup of" in pilot.app.restored
    store = sit_down(path)
    assert store.quick_check() is None
    assert [d.deal.name for d in store.dossiers()] == ["Cranes"]


async def test_a_store_deleted_while_open_is_missed_by_the_next_save(tmp_path: Path) -> None:
    """Fault 31."""
    with workspace(tmp_path) as ws:
        add_deal(ws.store, name="Cranes")
        ws.store.backups.make(ASKED)
        path = ws.path
        async with seated(ws) as pilot:
            path.unlink()
            before = all_of(tmp_path)
            app = pilot.app
            assert isinstance(app, Oppman)
            view = desk_of(pilot).named("Cranes")[0]

            def rename(seen: object) -> None:
                ws.set(seen, "deal", view.id, {"note": "an orphan"}, "Note")  # type: ignore[arg-type]

            app.run_worker(app.change(view, rename))
            await waited(pilot)  # type: ignore[arg-type]  # either app
            assert "is no longer where it was opened" in " ".join(text(pilot).split())
            assert "(1 deal), asked for" in text(pilot)
            assert all_of(tmp_path) == before
            await pilot.press("y")
            await waited(pilot)  # type: ignore[arg-type]  # either app
    assert pilot.app.return_value == RESTORED
    assert [d.deal.name for d in sit_down(path).dossiers()] == ["Cranes"]


@pytest.mark.parametrize("what", ["file", "folder", "disk"])
async def test_what_can_only_be_read_says_so_in_the_header_and_is_read(
    tmp_path: Path, what: str
) -> None:
    """Faults 19 and 20."""
    folder = tmp_path / "home"
    with workspace(folder) as ws:
        add_deal(ws.store, name="Cranes")
        path = ws.path

    async def look() -> None:
        with workspace(folder) as ws:
            async with seated(ws) as pilot:
                assert "read-only" in text(pilot).splitlines()[0]
                await strike(pilot, "6")
                assert "Cranes" in text(pilot)
                await strike(pilot, "enter", "full_stop", "escape")
                app = pilot.app
                assert isinstance(app, Oppman)
                await app._back_up().wait()
                await strike(pilot, "n")
                await write(pilot, "Boats", "enter")
                for _ in range(5):
                    await strike(pilot, "enter")
                assert "can only be read" in " ".join(text(pilot).split())
                assert app.is_running

    before = fingerprint(path)
    if what == "disk":
        with read_only(folder):
            await look()
    else:
        target = path if what == "file" else folder
        usual = target.stat().st_mode
        target.chmod(0o400 if what == "file" else 0o500)
        try:
            await look()
        finally:
            target.chmod(usual)
    assert fingerprint(path) == before
    assert not (folder / "backups").exists()


# The hourly backup


def test_the_hourly_backup_is_for_ones_own_deals(tmp_path: Path) -> None:
    with workspace(tmp_path / "own") as ws:
        keep_hourly(ws)
        assert ws.store.backups.all() == (), "there is nothing to keep yet"
        add_deal(ws.store)
        for _ in range(2):
            keep_hourly(ws)
        assert [b.why for b in ws.store.backups.all()] == ["hourly"]
    with workspace(tmp_path / "samples") as ws:
        ws.store.set_remark("samples", "2026-11-23 1")
        add_deal(ws.store)
        keep_hourly(ws)
        assert ws.store.backups.all() == ()


async def test_a_backup_that_can_not_be_made_is_told_once_and_work_goes_on(
    tmp_path: Path,
) -> None:
    """Fault 17, as the rep meets it."""
    with small_disk(tmp_path / "disk", 4_000_000) as disk, workspace(disk) as ws:
        add_deal(ws.store, name="Cranes")
        async with seated(ws) as pilot:
            films = fill(disk, leave=60_000)
            app = pilot.app
            assert isinstance(app, Oppman)
            await app._back_up().wait()
            await pilot.pause()
            assert "There is no room left on the disk for a backup" in text(pilot)
            await strike(pilot, "down")
            await app._back_up().wait()
            await pilot.pause()
            assert "no room" not in text(pilot), "not every minute"
            assert not list(disk.rglob("*.part"))
            films.unlink()
            await app._back_up().wait()
            assert [b.why for b in ws.store.backups.all()] == ["hourly"]
