"""Backups: made whole or not at all, found sound before they count, and thinned out with age."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desk import SUMMER, add_deal, fingerprint, note, noted, sit_down
from disks import fill, small_disk
from seat import workspace

from oppman_tui.domain.values.clock import Clock
from oppman_tui.errors import StoreError
from oppman_tui.store.care.backup import (
    ASKED,
    HOURLY,
    IMPORT,
    Backup,
    copy_store,
    examine,
    kept,
)
from oppman_tui.store.care.verify import verify
from oppman_tui.store.store import Store
from oppman_tui.workspace import imports

MONDAY = datetime(2026, 11, 23, 14, 3, tzinfo=SUMMER)


class Watch:
    """A clock that is set forward by hand."""

    def __init__(self) -> None:
        self.time = MONDAY
        self.clock = Clock(source=lambda: self.time)

    def pass_by(self, **more: float) -> None:
        self.time += timedelta(**more)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def store(tmp_path: Path, watch: Watch) -> Store:
    store = sit_down(tmp_path / "deals.db", clock=watch.clock)
    add_deal(store)
    return store


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def spoil(path: Path, table: str = "open_review") -> None:
    """Write over the page in which a table begins."""
    with closing(sqlite3.connect(path)) as raw:
        (root,) = raw.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)
        ).fetchone()
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xa5" * 4096)


# Which are kept


def test_of_three_years_of_work_each_hour_day_week_and_month_that_counts_is_kept() -> None:
    """A backup at 09:30 and one at 10:30 on every day, the last on Monday 23 November 2026."""
    last = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
    days = [last - timedelta(days=n) for n in range(3 * 365)]
    made = [Backup(Path(f"{d}"), t, HOURLY) for d in days for t in (d, d - timedelta(hours=1))]
    left = sorted((b.made for b in kept(made)), reverse=True)
    # 24 hours: both of each of the last 12 days, and among them the last of 7 days. Five weeks:
    # this one, and those that end on Sunday the 22nd and 15th, which are among the 12 days (12 to
    # 23 November), the 8th and the 1st. Months: November is there; October's last is the 31st,
    # and so on back to December 2025.
    hours = [last - timedelta(days=n, hours=h) for n in range(12) for h in (0, 1)]
    weeks = [datetime(2026, m, d, 10, 30, tzinfo=UTC) for m, d in ((11, 8), (11, 1))]
    ends = "10-31 09-30 08-31 07-31 06-30 05-31 04-30 03-31 02-28 01-31"
    months = [datetime.fromisoformat(f"2026-{end}T10:30Z") for end in ends.split()]
    december = datetime(2025, 12, 31, 10, 30, tzinfo=UTC)
    assert left == sorted([*hours, *weeks, *months, december], reverse=True)


def test_what_was_made_before_something_risky_outlives_the_hourly_ones() -> None:
    now = datetime(2026, 11, 23, 10, tzinfo=UTC)
    hourly = [Backup(Path(f"h{n}"), now - timedelta(hours=n), HOURLY) for n in range(200)]
    # Twelve imports within one hour two days ago: ten of them are kept.
    then = now - timedelta(days=2)
    risky = [Backup(Path(f"r{n}"), then - timedelta(minutes=n), IMPORT) for n in range(12)]
    left = kept([*hourly, *risky])
    assert {b for b in left if b.why == IMPORT} == set(risky[:10])
    assert kept([]) == set()


def test_the_newest_is_kept_whatever_the_clock_did() -> None:
    """One from next year, made while the clock was wrong, takes the place of none but one."""
    now = datetime(2026, 11, 23, 10, tzinfo=UTC)
    ahead = Backup(Path("ahead"), now + timedelta(days=400), HOURLY)
    others = [Backup(Path(f"h{n}"), now - timedelta(hours=n), HOURLY) for n in range(20)]
    assert kept([ahead, *others]) == {ahead, *others}


# Making them


def test_a_backup_is_whole_private_and_all_there_is_beside_the_store(
    store: Store, tmp_path: Path
) -> None:
    note(store, "worth keeping")
    backup = store.backups.make(ASKED)
    assert backup.path == tmp_path / "backups" / "deals.db" / "20261123T120300Z-asked.db"
    assert backup.made == MONDAY
    assert mode(backup.path) == 0o600
    assert mode(backup.path.parent) == mode(backup.path.parent.parent) == 0o700
    assert sorted(p.name for p in tmp_path.iterdir()) == ["backups", "deals.db"]
    assert list(backup.path.parent.iterdir()) == [backup.path]
    assert examine(backup.path).deals == 1
    assert noted(sit_down(backup.path)) == "worth keeping"
    assert verify(sit_down(backup.path)) == []


def test_two_in_one_second_are_two(store: Store) -> None:
    first, second = store.backups.make(ASKED), store.backups.make(ASKED)
    assert store.backups.all() == (second, first)
    assert second.path.name == "20261123T120300Z-asked-2.db"


def test_an_hourly_one_is_due_an_hour_later_if_something_was_written(
    store: Store, watch: Watch
) -> None:
    def written_at(time: datetime) -> None:
        os.utime(store.path, (time.timestamp(), time.timestamp()))

    assert store.backups.is_due()
    store.backups.make(HOURLY)
    written_at(watch.time + timedelta(minutes=30))
    watch.pass_by(minutes=59)
    assert not store.backups.is_due()
    watch.pass_by(minutes=1)
    assert store.backups.is_due()
    written_at(MONDAY - timedelta(minutes=1))
    assert not store.backups.is_due(), "nothing has changed since"
    # A clock set back a day is no reason to wait a day.
    written_at(MONDAY + timedelta(minutes=1))
    watch.pass_by(days=-1)
    assert store.backups.is_due()


def test_a_month_of_work_leaves_as_many_as_are_kept(store: Store, watch: Watch) -> None:
    """Two hours on each of thirty days, from 23 November to 22 December."""
    for day in range(30):
        for _ in range(2):
            note(store, f"day {day}")
            store.backups.make(HOURLY)
            watch.pass_by(hours=1)
        watch.pass_by(hours=22)
    # 12 days of two; of the weeks that end on 29 November, 6, 13 (within the 12 days: 11 to
    # 22 December) and 20 December one each, the present one too; of November the last.
    found = Counter(b.made.date().isoformat() for b in store.backups.all())
    days = {f"2026-12-{n}": 2 for n in range(11, 23)}
    assert found == {**days, "2026-12-06": 1, "2026-11-29": 1, "2026-11-30": 1}


def test_another_window_can_be_in_the_middle_of_a_write(store: Store) -> None:
    note(store, "saved")
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE deal SET note = 'half'")
        backup = store.backups.make(ASKED)
    assert noted(sit_down(backup.path)) == "saved"


def test_before_a_merge_what_is_here_is_kept(store: Store, tmp_path: Path) -> None:
    other = sit_down(tmp_path / "other" / "deals.db", "Noor", clock=store.backups._clock)
    other.receive(store.changes())
    assert other.backups.all() == (), "there was nothing to keep"
    note(other, "from Noor")
    store.receive(other.changes())
    store.receive(other.changes())
    (backup,) = store.backups.all()
    assert (backup.why, noted(sit_down(backup.path)), noted(store)) == ("merge", None, "from Noor")


def test_before_an_import_what_is_here_is_kept(tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_text("Opportunity ID,Opportunity Name,Stage,Amount\n1,Cranes,Define,100\n")
    with workspace(tmp_path) as ws:
        add_deal(ws.store)
        options = imports.Options(stages={"Define": "define"}, currency="EUR")
        for _ in range(2):
            imports.commit(ws, imports.read_files(ws, [export], options))
        (backup,) = ws.store.backups.all()
        assert (backup.why, examine(backup.path).deals) == (IMPORT, 1)
        assert len(ws.store.deal_ids()) == 2


def test_a_file_of_ones_own_is_never_written_over(store: Store, tmp_path: Path) -> None:
    mine = tmp_path / "stick" / "deals.db"
    mine.parent.mkdir()
    assert store.backups.write(mine).deals == 1
    assert mode(mine) == 0o600
    before = fingerprint(mine)
    with pytest.raises(StoreError, match="is there already"):
        store.backups.write(mine)
    assert fingerprint(mine) == before
    assert list(mine.parent.iterdir()) == [mine]


# Where it can't be made


def test_a_full_disk_costs_no_backup_that_is_there(tmp_path: Path, watch: Watch) -> None:
    """Fault 17."""
    with small_disk(tmp_path / "disk", 4_000_000) as disk:
        store = sit_down(disk / "deals.db", clock=watch.clock)
        add_deal(store)
        good = store.backups.make(HOURLY)
        before = fingerprint(good.path)
        films = fill(disk, leave=50_000)
        watch.pass_by(hours=1)
        with pytest.raises(StoreError, match="There is no room left") as failed:
            store.backups.make(HOURLY)
        assert failed.value.untouched == "Earlier backups are kept as they are"
        assert "oppman backup" in failed.value.cure
        assert list(good.path.parent.iterdir()) == [good.path], "nothing half written is left"
        assert fingerprint(good.path) == before
        films.unlink()
        assert len({store.backups.make(HOURLY), *store.backups.all()}) == 2
        store.close()


def test_a_damaged_store_makes_no_backup_and_pushes_none_out(store: Store, watch: Watch) -> None:
    note(store, "while it was whole")
    good = store.backups.make(HOURLY)
    store.close()
    spoil(store.path)
    for _ in range(40):
        watch.pass_by(hours=1)
        with pytest.raises(StoreError, match="No backup of"):
            store.backups.make(HOURLY)
    assert store.backups.all() == (good,)
    assert list(good.path.parent.iterdir()) == [good.path]


def test_the_newest_good_one_is_that_which_is_still_sound(store: Store, watch: Watch) -> None:
    good = store.backups.make(HOURLY)
    rotten = []
    for _ in range(2):
        watch.pass_by(hours=1)
        rotten.append(store.backups.make(HOURLY).path)
    rotten[0].write_bytes(b"")
    spoil(rotten[1])
    found = store.backups.newest_good()
    assert found is not None
    assert (found[0], found[1].deals) == (good, 1)
    good.path.unlink()
    assert store.backups.newest_good() is None


def test_what_a_crash_left_half_written_goes_with_a_later_one(store: Store, watch: Watch) -> None:
    watch.time = datetime.now(tz=UTC)  # files are dated by the machine's clock
    folder = store.backups.make(ASKED).path.parent
    half = folder / ".20261123T120300Z-hourly.db.0badcafe.part"
    copy_store(store.path, half)
    store.backups.make(ASKED)
    assert half.exists(), "another window may be writing it"
    watch.pass_by(minutes=61)
    store.backups.make(ASKED)
    assert not half.exists()


@pytest.mark.parametrize("what", ["a letter", "", "another's"])
def test_only_a_store_of_ours_can_be_restored(tmp_path: Path, what: str) -> None:
    path = tmp_path / "file.db"
    if what == "another's":
        with closing(sqlite3.connect(path)) as other, other:
            other.execute("CREATE TABLE deal (id TEXT)")
    else:
        path.write_text(what)
    with pytest.raises(StoreError, match="is not a"):
        examine(path)
