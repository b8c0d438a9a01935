"""A store that comes to another machine, by a copy or over the network, ruins nothing."""

from __future__ import annotations

import json
import os
import shutil
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from desk import ACME, add_deal, exchange, note, noted

from oppman_tui.domain.values.clock import Clock
from oppman_tui.errors import StoreError
from oppman_tui.store.care.verify import verify
from oppman_tui.store.file import lease
from oppman_tui.store.file.machine import Machine
from oppman_tui.store.store import Store

DESK, LAPTOP = Machine("0123abcd", "desk"), Machine("4567cdef", "laptop")


def sit_at(machine: Machine, path: Path) -> Store:
    return Store.open(path, clock=Clock(), actor="Mia", create=True, machine=machine)


# Copies


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Of a store with one deal in it, made at the desk and closed."""
    store = sit_at(DESK, tmp_path / "deals.db")
    add_deal(store)
    store.close()
    return store.path


def test_a_store_stays_the_same_copy_as_long_as_it_is_the_same_file(path: Path) -> None:
    one = sit_at(DESK, path).replica
    moved = path.rename(path.with_name("elsewhere.db"))
    moved.chmod(0o640)
    assert sit_at(DESK, moved).replica == one


def test_a_store_copied_to_a_second_machine_is_a_copy_of_its_own(path: Path) -> None:
    """Even where the file happens to have the same number there."""
    first = sit_at(DESK, path)
    (before,) = first.changes()
    second = sit_at(LAPTOP, path)
    assert second.replica != first.replica
    assert sit_at(LAPTOP, path).replica == second.replica
    note(second, "on the laptop")
    assert [change.replica for change in second.changes()] == [before.replica, second.replica]


def test_both_copies_are_edited_and_come_together(path: Path, tmp_path: Path) -> None:
    copied = tmp_path / "copied.db"
    shutil.copy2(path, copied)
    first, second = sit_at(DESK, path), sit_at(DESK, copied)
    assert first.replica != second.replica
    note(first, "here")
    note(second, "there")
    exchange(first, second)
    assert first.dossiers() == second.dossiers()
    assert len(first.values_of_conflict(ACME, "deal", ACME, "note")) == 2
    assert verify(first) == verify(second) == []


def test_what_was_done_before_the_copy_is_taken_back_in_it(path: Path, tmp_path: Path) -> None:
    copied = tmp_path / "copied.db"
    shutil.copy2(path, copied)
    store = sit_at(DESK, copied)
    assert store.undo().label == "New deal Acme"
    assert verify(store) == []


def test_two_windows_that_open_a_copy_at_once_agree_which_copy_it_is(
    path: Path, tmp_path: Path
) -> None:
    copied = tmp_path / "copied.db"
    shutil.copy2(path, copied)
    one, two = sit_at(DESK, copied), sit_at(DESK, copied)
    assert one.replica == two.replica


def test_a_copy_that_can_only_be_read_is_left_as_it_is(path: Path, tmp_path: Path) -> None:
    copied = tmp_path / "copied.db"
    shutil.copy2(path, copied)
    copied.chmod(0o400)
    before = copied.read_bytes()
    sit_at(DESK, copied).close()
    assert copied.read_bytes() == before


def test_a_machines_id_is_not_given_away(path: Path) -> None:
    assert DESK.id.encode() not in path.read_bytes()
    assert DESK.id not in DESK.mark


# Network homes


def mounted(path: Path, kind: str) -> str:
    """What Linux would list with the folder of `path` on a file system of that kind."""
    point = str(path.parent).replace(" ", "\\040")
    return (
        "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
        f"40 22 0:35 / {point} rw,relatime shared:9 - {kind} server:/home rw,vers=4.2\n"
        "41 22 0:36 / /proc rw shared:12 - proc proc rw\n"
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A store's path in a home that two machines have mounted."""
    folder = tmp_path / "net home"
    folder.mkdir(mode=0o700)
    return folder / "deals.db"


@pytest.fixture
def desk(home: Path) -> Machine:
    return replace(DESK, mounts=mounted(home, "nfs4"))


@pytest.fixture
def laptop(home: Path) -> Machine:
    return replace(LAPTOP, mounts=mounted(home, "nfs4"))


def test_the_kind_of_a_file_system_is_read_from_what_is_mounted(home: Path) -> None:
    for kind in ("nfs", "nfs4", "cifs", "fuse.sshfs", "9p"):
        assert replace(DESK, mounts=mounted(home, kind)).network_of(home) == kind
    for kind in ("ext4", "btrfs", "tmpfs", "overlay", "fuse.gocryptfs"):
        assert replace(DESK, mounts=mounted(home, kind)).network_of(home) is None
    assert replace(DESK, mounts="").network_of(home) is None
    assert replace(DESK, mounts="nonsense\n\n - - -\n").network_of(home) is None
    over = mounted(home, "nfs4") + mounted(home, "ext4").splitlines()[1] + "\n"
    assert replace(DESK, mounts=over).network_of(home) is None, "what is mounted last is seen"
    beside = home.parent.with_name("net homestead") / "deals.db"
    assert replace(DESK, mounts=mounted(home, "nfs4")).network_of(beside) is None
    assert Machine.here().network_of(Path("/proc")) is None


def test_on_a_local_disk_there_is_no_lease(path: Path) -> None:
    store = sit_at(replace(DESK, mounts=mounted(path, "ext4")), path)
    note(store, "x")
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_second_machine_can_only_read_and_is_told_why(
    home: Path, desk: Machine, laptop: Machine
) -> None:
    first = sit_at(desk, home)
    add_deal(first)
    taken = home.with_name("deals.db.lease")
    assert stat.S_IMODE(taken.stat().st_mode) == 0o600
    assert json.loads(taken.read_text())["name"] == "desk"
    assert DESK.id not in taken.read_text()

    second = sit_at(laptop, home)
    assert second.unwritable == "it is open on desk"
    assert noted(second) is None
    with pytest.raises(StoreError, match="can only be read: it is open on desk"):
        note(second, "from the laptop")
    assert second.replica == first.replica, "nothing was written"
    note(first, "from the desk")
    assert noted(second) == "from the desk"


def test_once_it_is_closed_here_it_can_be_written_there(
    home: Path, desk: Machine, laptop: Machine
) -> None:
    first = sit_at(desk, home)
    add_deal(first)
    first.close()
    assert [p.name for p in home.parent.iterdir()] == ["deals.db"]
    second = sit_at(laptop, home)
    assert (second.unwritable, second.notice) == (None, None)
    note(second, "from the laptop")
    assert verify(second) == []


def test_windows_of_one_machine_share_its_lease(home: Path, desk: Machine, laptop: Machine) -> None:
    one, two = sit_at(desk, home), sit_at(desk, home)
    add_deal(one)
    note(two, "two")
    one.close()  # takes the lease with it
    note(two, "two again")
    assert sit_at(laptop, home).unwritable == "it is open on desk"
    two.close()
    assert not home.with_name("deals.db.lease").exists()


def test_a_stale_lease_is_taken_over_and_it_is_said(
    home: Path, desk: Machine, laptop: Machine
) -> None:
    """The desk lost its power an hour ago; when it comes back it can only read."""
    first = sit_at(desk, home)
    add_deal(first)
    taken = home.with_name("deals.db.lease")
    now = taken.stat().st_mtime
    os.utime(taken, (now - lease.STALE + 5,) * 2)
    early = sit_at(laptop, home)
    assert early.unwritable is not None
    os.utime(taken, (now - 3600,) * 2)
    second = sit_at(laptop, home)
    assert second.unwritable is None
    assert second.notice == "The store was open on desk, which is gone: it was taken over"
    note(second, "from the laptop")

    with pytest.raises(StoreError, match="it is open on laptop"):
        note(first, "from the desk")
    assert first.unwritable == "it is open on laptop"
    assert noted(first) == "from the laptop"
    first.close()
    assert taken.exists(), "it is no longer the desk's to give up"


def test_a_lease_is_renewed_while_nothing_is_written(
    home: Path, desk: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "RENEWED", 0.02)
    store = sit_at(desk, home)
    taken = home.with_name("deals.db.lease")
    os.utime(taken, (1, 1))
    for _ in range(500):
        if taken.stat().st_mtime > 1:
            break
        store._connections._lease._closed.wait(0.01)  # type: ignore[union-attr]
    assert taken.stat().st_mtime > 1


def test_a_lease_that_can_not_be_read_is_somebodys_until_it_is_stale(
    home: Path, desk: Machine
) -> None:
    add_deal(sit_at(DESK, home))
    taken = home.with_name("deals.db.lease")
    for written in (b"", b"{", b"[" * 5000, b"\xff\xfe", b'{"mark": 1}'):
        taken.write_bytes(written)
        assert sit_at(desk, home).unwritable == "it is open on another machine"
    os.utime(taken, (1, 1))
    assert sit_at(desk, home).unwritable is None
