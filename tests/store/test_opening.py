"""What is opened is a store of ours, whole, and nobody else's; all else is left untouched."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

import pytest
from desk import ACME, add_deal, fingerprint, note, noted, sit_down

from oppman_tui.domain.values.clock import Clock
from oppman_tui.errors import StoreError
from oppman_tui.store.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Of a store with one deal in it, closed."""
    path = tmp_path / "deals.oppman"
    store = sit_down(path)
    add_deal(store)
    store.close()
    return path


def refusal(path: Path) -> StoreError:
    """Why the store at `path` isn't opened; whatever it is, it stays as it is."""
    before = fingerprint(path) if path.is_file() else None
    names = sorted(path.parent.iterdir())
    with pytest.raises(StoreError) as refused:
        Store.open(path, clock=Clock(), actor="Mia", create=True)
    assert (fingerprint(path) if path.is_file() else None) == before
    assert sorted(path.parent.iterdir()) == names
    assert refused.value.untouched
    assert refused.value.cure
    return refused.value


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# A new store


def test_a_new_store_is_its_owners_alone_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "share" / "deals.oppman"
    sit_down(path).close()
    assert mode(path) == 0o600
    assert mode(path.parent) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_a_store_that_is_not_there_is_only_made_when_asked_for(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="isn't there"):
        Store.open(tmp_path / "deals.oppman", clock=Clock(), actor="Mia")
    assert list(tmp_path.iterdir()) == []


def test_a_crash_while_making_a_store_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "link", crash)
    with pytest.raises(KeyboardInterrupt):
        sit_down(tmp_path / "deals.oppman")
    assert list(tmp_path.iterdir()) == []


def test_on_a_file_system_without_links_a_store_is_made_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", unsupported)
    add_deal(sit_down(tmp_path / "deals.oppman"))
    assert [p.name for p in tmp_path.iterdir()] == ["deals.oppman"]


def test_two_windows_that_start_at_once_share_the_one_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "deals.oppman"
    link = os.link
    first: list[Store] = []

    def beaten(made: Path, name: Path) -> None:
        if not first:
            monkeypatch.setattr(os, "link", link)
            first.append(sit_down(path))
        link(made, name)

    monkeypatch.setattr(os, "link", beaten)
    second = sit_down(path)
    assert second.replica == first[0].replica
    assert list(tmp_path.iterdir()) == [path]


def test_the_settings_that_keep_it_whole_are_in_force(path: Path) -> None:
    pragmas = (
        "journal_mode",
        "synchronous",
        "foreign_keys",
        "busy_timeout",
        "trusted_schema",
        "cell_size_check",
        "secure_delete",
    )
    with sit_down(path).reading() as connection:
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas]
    assert found == ["delete", 3, 1, 5000, 0, 1, 1]


# What isn't a file of ours


def test_a_folder_a_pipe_a_device_or_a_dangling_link_is_not_opened(tmp_path: Path) -> None:
    folder, pipe, link = tmp_path / "folder", tmp_path / "pipe", tmp_path / "link"
    folder.mkdir()
    os.mkfifo(pipe)
    link.symlink_to("/dev/zero")
    assert "a folder" in refusal(folder).what
    assert "a pipe" in refusal(pipe).what
    assert "a device" in refusal(link).what
    link.unlink()
    link.symlink_to(tmp_path / "nowhere")
    assert "a link that leads nowhere" in refusal(link).what


def test_a_link_to_a_store_opens_it(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(path)
    store = Store.open(link, clock=Clock(), actor="Mia")
    note(store, "through the link")
    assert noted(sit_down(path)) == "through the link"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_another_users_store_is_not_opened(path: Path) -> None:
    os.chown(path, 12345, -1)
    assert "another user" in refusal(path).what
    os.chown(path, 0, -1)
    os.chown(path.parent, 12345, -1)
    assert "Others may write to the folder" in refusal(path).what


def test_a_folder_that_others_may_write_to_is_refused(path: Path) -> None:
    path.parent.chmod(0o777)
    assert refusal(path).cure.endswith(f"chmod 700 {path.parent}")


def test_no_one_is_told_to_take_a_folder_for_all_from_the_others(path: Path) -> None:
    path.parent.chmod(0o1777)
    assert refusal(path).cure == "Move the store to a folder of your own"


def test_a_store_that_others_could_read_is_made_private(path: Path) -> None:
    path.chmod(0o664)
    sit_down(path)
    assert mode(path) == 0o600


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_read_only_file_or_folder_is_read_and_says_so_on_writing(
    path: Path, what: str
) -> None:
    target, was = (path, 0o400) if what == "file" else (path.parent, 0o500)
    usual = mode(target)
    target.chmod(was)
    try:
        store = sit_down(path)
        assert store.unwritable is not None
        assert what in store.unwritable
        assert store.deal_ids() == [ACME]
        with pytest.raises(StoreError, match="can only be read"):
            note(store, "lost")
        assert mode(target) == was
    finally:
        target.chmod(usual)


# Faults 21, 22, 26, 27 and 28


@pytest.mark.parametrize("keep", [1, 50, 99, 100, 4096, 8192, 20_000])
def test_a_truncated_store_is_not_opened(path: Path, keep: int) -> None:
    whole = path.read_bytes()
    assert len(whole) > keep
    path.write_bytes(whole[:keep])
    refusal(path)


def test_a_zeroed_header_or_a_text_file_is_not_a_store(path: Path, tmp_path: Path) -> None:
    path.write_bytes(bytes(100) + path.read_bytes()[100:])
    assert "is not a store" in refusal(path).what
    text = tmp_path / "notes.txt"
    text.write_text("Call Acme back.\n" * 300)
    assert "is not a store" in refusal(text).what


def test_an_empty_file_in_its_place_is_never_made_a_store(path: Path) -> None:
    path.write_bytes(b"")
    assert "is empty" in refusal(path).what


def test_another_applications_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE change (id TEXT)")
    assert "is not a store" in refusal(path).what


def test_a_newer_version_of_ours_is_refused(path: Path) -> None:
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version=2")
    refused = refusal(path)
    assert "version 2; this one knows 1" in refused.what
    assert refused.cure == "Update oppman"


def test_a_store_with_a_spoilt_page_is_read_as_far_as_can_be_but_not_written(
    path: Path,
) -> None:
    """The check that follows the first page may not have come yet: the write waits for it."""
    store = sit_down(path)
    for n in range(40):
        note(store, f"{n} " + "long " * 200)
    with store.reading() as connection:
        of_reviews = "SELECT rootpage FROM sqlite_schema WHERE name = 'open_review'"
        root = connection.exec_driver_sql(of_reviews).scalar_one()
    store.close()
    whole = path.read_bytes()
    path.write_bytes(whole[: (root - 1) * 4096] + b"\xa5" * 4096 + whole[root * 4096 :])
    before = fingerprint(path)

    store = sit_down(path)
    assert noted(store, ACME) is not None
    with pytest.raises(StoreError, match="is damaged") as refused:
        note(store, "into a broken file")
    assert "newest good backup" in refused.value.cure
    assert store.quick_check() is not None
    assert fingerprint(path) == before


def test_what_a_crash_left_half_written_is_rolled_back(path: Path, tmp_path: Path) -> None:
    """A journal beside the file: the machine stopped in the middle of a commit."""
    store = sit_down(path)
    note(store, "before the crash")
    store.close()
    crashed = tmp_path / "crashed.oppman"
    journal = crashed.with_name(crashed.name + "-journal")
    writing = sqlite3.connect(path, isolation_level=None)
    # A page cache this small has to write to the file before the commit.
    writing.execute("PRAGMA cache_size=1")
    writing.execute("BEGIN IMMEDIATE")
    writing.execute("UPDATE deal SET note = 'half'")
    rows = [(str(n), "x" * 99) for n in range(999)]
    writing.executemany("INSERT INTO meta VALUES (?, ?)", rows)
    crashed.write_bytes(path.read_bytes())
    journal.write_bytes(path.with_name(path.name + "-journal").read_bytes())
    writing.close()
    crashed.chmod(0o600)
    assert b"half" in crashed.read_bytes()

    store = Store.open(crashed, clock=Clock(), actor="Mia")
    assert noted(store) == "before the crash"
    assert store.quick_check() is None


# While it is open


@pytest.mark.parametrize("fate", ["deleted", "moved", "replaced"])
def test_a_store_that_went_away_while_open_is_missed_by_the_next_write(
    path: Path, tmp_path: Path, fate: str
) -> None:
    store = sit_down(path)
    note(store, "kept")
    if fate == "replaced":
        other = tmp_path / "other.oppman"
        add_deal(sit_down(other))
        other.replace(path)
    elif fate == "moved":
        path.rename(tmp_path / "elsewhere")
    else:
        path.unlink()
    names = sorted(tmp_path.iterdir())
    with pytest.raises(StoreError, match="no longer where it was opened") as refused:
        note(store, "an orphan")
    assert refused.value.cure
    assert sorted(tmp_path.iterdir()) == names
    if fate == "replaced":
        # Another thread holds the connection that knew the old file: this one is new.
        with store.reading(), pytest.raises(StoreError, match="no longer where"):
            note(store, "into another store")
        assert noted(sit_down(path)) is None


def test_a_store_that_went_away_is_not_made_anew_by_reading_on(path: Path) -> None:
    store = sit_down(path)
    with store.reading():
        path.unlink()
        with pytest.raises(StoreError):
            store.deal_ids()
    assert list(path.parent.iterdir()) == []
