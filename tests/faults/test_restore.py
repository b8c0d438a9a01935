"""The way back: a whole store out of a backup, or one deal as it was on a day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from sqlite3 import connect

import pytest
from desk import ACME, add_deal, fingerprint, note, noted, of_deal, sit_down
from disks import fill, small_disk
from seat import workspace
from test_backup import Watch

from oppman_tui.domain.edits import Act, Edit
from oppman_tui.errors import StoreError, UserError
from oppman_tui.store.care.backup import ASKED, Backups
from oppman_tui.store.care.restore import restore
from oppman_tui.store.care.verify import verify
from oppman_tui.workspace.deals import Workspace
from oppman_tui.workspace.past import put_back


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def path(tmp_path: Path, watch: Watch) -> Path:
    """A store that has a backup with the note *before*, and says *after* since; closed."""
    store = sit_down(tmp_path / "deals.db", clock=watch.clock)
    add_deal(store)
    note(store, "before")
    store.backups.make(ASKED)
    note(store, "after")
    store.close()
    return store.path


def newest(path: Path, watch: Watch) -> Path:
    return Backups(path, watch.clock).all()[0].path


def replica(path: Path) -> str:
    with closing(connect(path)) as raw:
        (found,) = raw.execute("SELECT value FROM meta WHERE key = 'replica'").fetchone()
    return str(found)


# A whole store


def test_what_was_there_is_kept_whole_beside_what_is_restored(path: Path, watch: Watch) -> None:
    before = fingerprint(path)
    done = restore(path, newest(path, watch), watch.clock)
    assert done.contents.deals == 1
    assert done.aside == path.with_name("deals.before-20261123T140300.db")
    assert fingerprint(done.aside) == before
    store = sit_down(path, clock=watch.clock)
    assert noted(store) == "before"
    assert verify(store) == []
    assert store.undo().label == "Note", "what was done before the backup can be undone still"
    names = {p.name for p in path.parent.iterdir()}
    assert names == {"deals.db", "deals.before-20261123T140300.db", "backups"}


def test_a_file_that_is_no_store_any_more_is_kept_to_the_byte(path: Path, watch: Watch) -> None:
    path.write_bytes(b"\0" * 100 + path.read_bytes()[100:9000])
    before = path.read_bytes()
    done = restore(path, newest(path, watch), watch.clock)
    assert done.aside is not None and done.aside.read_bytes() == before
    assert noted(sit_down(path)) == "before"


def test_a_store_that_is_gone_comes_back(path: Path, watch: Watch) -> None:
    path.unlink()
    with pytest.raises(StoreError, match="backups of it are"):
        sit_down(path)
    assert restore(path, newest(path, watch), watch.clock).aside is None
    assert noted(sit_down(path)) == "before"


def test_a_journal_goes_with_the_file_it_belongs_to(path: Path, watch: Watch) -> None:
    """The machine stopped in the middle of a commit. What the journal says is of that file: over
    the restored one it would spoil it, and rolled back the file would not be as it was found."""
    journal = path.with_name("deals.db-journal")
    writing = connect(path, isolation_level=None)
    writing.execute("PRAGMA cache_size=1")
    writing.execute("BEGIN IMMEDIATE")
    writing.execute("UPDATE deal SET note = 'half'")
    writing.executemany("INSERT INTO meta VALUES (?, 'x')", [(f"{n}" * 50,) for n in range(500)])
    crashed, left = path.read_bytes(), journal.read_bytes()
    writing.close()
    path.unlink()
    path.write_bytes(crashed)
    path.chmod(0o600)
    journal.write_bytes(left)
    done = restore(path, newest(path, watch), watch.clock)
    assert done.aside is not None
    assert not journal.exists()
    assert noted(sit_down(path)) == "before"
    assert verify(sit_down(path)) == []
    assert done.aside.read_bytes() == crashed
    assert done.aside.with_name(done.aside.name + "-journal").read_bytes() == left
    assert noted(sit_down(done.aside)) == "after", "which opens, rolled back, as before the crash"


def test_a_journal_without_its_store_is_never_put_over_a_new_one(path: Path) -> None:
    path.rename(path.with_name("elsewhere.db"))
    journal = path.with_name("deals.db-journal")
    journal.write_bytes(b"what was before")
    with pytest.raises(StoreError, match="the journal of its last change"):
        sit_down(path)
    assert not path.exists() and journal.exists()


def test_a_store_of_its_own_a_restored_one_is_no_fork(
    path: Path, watch: Watch, tmp_path: Path
) -> None:
    """Fault 32: the backup is restored, and the one before was brought elsewhere and edited on."""
    elsewhere = tmp_path / "laptop" / "deals.db"
    elsewhere.parent.mkdir(mode=0o700)
    done = restore(path, newest(path, watch), watch.clock)
    assert done.aside is not None
    done.aside.rename(elsewhere)
    given = replica(path)
    assert given not in (replica(elsewhere), replica(newest(path, watch)))
    home, away = sit_down(path, clock=watch.clock), sit_down(elsewhere, clock=watch.clock)
    assert home.replica == given, "given when it was restored, not found out later"
    assert home.replica != away.replica
    watch.pass_by(minutes=1)
    note(away, "at the customer's")
    watch.pass_by(minutes=1)
    home.write("Name", [of_deal(ACME, "name", "Acme Oy")])
    theirs = away.changes()
    away.receive(home.changes())
    home.receive(theirs)
    for store in (home, away):
        assert noted(store) == "at the customer's"
        assert verify(store) == []
    assert home.dossiers() == away.dossiers()


def test_a_window_that_is_open_meanwhile_saves_nothing_into_the_file_set_aside(
    path: Path, watch: Watch
) -> None:
    window = sit_down(path, clock=watch.clock)
    assert noted(window) == "after"
    done = restore(path, newest(path, watch), watch.clock)
    assert done.aside is not None
    before = fingerprint(done.aside), fingerprint(path)
    with pytest.raises(StoreError, match="no longer where it was opened"):
        note(window, "lost")
    assert (fingerprint(done.aside), fingerprint(path)) == before


def test_a_write_that_goes_on_is_waited_for(
    path: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Restored under it, it would be acknowledged and be gone."""
    window = sit_down(path, clock=watch.clock)
    names = sorted(path.parent.iterdir())
    monkeypatch.setattr("oppman_tui.store.care.restore.WAIT", 0.2)
    with window.writing(), pytest.raises(StoreError, match="Another window is writing"):
        restore(path, newest(path, watch), watch.clock)
    assert sorted(path.parent.iterdir()) == names
    assert noted(window) == "after"


def test_a_full_disk_leaves_all_as_it_was(tmp_path: Path, watch: Watch) -> None:
    with small_disk(tmp_path / "disk", 4_000_000) as disk:
        store = sit_down(disk / "deals.db", clock=watch.clock)
        add_deal(store)
        backup = store.backups.make(ASKED)
        store.close()
        before = fingerprint(store.path)
        films = fill(disk, leave=50_000)
        names = sorted(disk.iterdir())
        with pytest.raises(StoreError, match="no room left on the disk to restore"):
            restore(store.path, backup.path, watch.clock)
        assert sorted(disk.iterdir()) == names
        assert fingerprint(store.path) == before
        films.unlink()


def test_a_rotten_backup_is_refused_and_nothing_is_touched(path: Path, watch: Watch) -> None:
    backup = newest(path, watch)
    backup.write_bytes(backup.read_bytes()[:5000])
    before = fingerprint(path)
    names = sorted(path.parent.iterdir())
    with pytest.raises(StoreError, match=r"is not a whole store|is damaged"):
        restore(path, backup, watch.clock)
    assert sorted(path.parent.iterdir()) == names
    assert fingerprint(path) == before


def test_through_a_link_the_store_itself_is_restored(path: Path, watch: Watch) -> None:
    link = path.with_name("link.db")
    link.symlink_to(path)
    backup = sit_down(link, clock=watch.clock).backups.all()[0]
    restore(link, backup.path, watch.clock)
    assert link.is_symlink()
    assert noted(sit_down(path)) == "before"


# One deal as it was on a day


RISK, LATE = "They may build it themselves", "The budget may be cut"


def day(number: int) -> date:
    return date(2026, 11, number)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Workspace]:
    """Acme as it changed on 2, 9 and 16 November: renamed and a risk added, then another risk
    in its place."""
    with workspace(tmp_path) as ws:
        store = ws.store

        def on(number: int, label: str, *edits: Edit) -> None:
            at = Watch().time.replace(day=number)
            store.write_acts([Act(label, edits, at)])

        on(2, "New", of_deal(ACME, "name", "Acme"), of_deal(ACME, "note", "first"))
        on(
            9,
            "More",
            of_deal(ACME, "name", "Acme Oy"),
            Edit(ACME, "risk", "r1", "risk", RISK),
            of_deal(ACME, "note", None),
        )
        on(
            16,
            "Less",
            Edit(ACME, "risk", "r1", "deleted", True),
            Edit(ACME, "risk", "r2", "risk", LATE),
            of_deal(ACME, "note", "third"),
        )
        yield ws


def shown(ws: Workspace) -> tuple[str, str | None, list[str]]:
    dossier = ws.store.dossier(ACME)
    assert dossier is not None
    return dossier.deal.name, dossier.deal.note, [risk.risk for risk in dossier.risks]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (2, ("Acme", "first", [])),
        (8, ("Acme", "first", [])),
        (9, ("Acme Oy", None, [RISK])),
        (15, ("Acme Oy", None, [RISK])),
        (16, ("Acme Oy", "third", [LATE])),
    ],
)
def test_a_deal_is_put_back_to_a_day_and_one_undo_takes_that_back(
    desk: Workspace, number: int, expected: tuple[str, str | None, list[str]]
) -> None:
    now = shown(desk)
    done = put_back(desk, "Acme Oy", day(number))
    assert shown(desk) == expected
    assert done.name == expected[0]
    assert (done.changed > 0) == (expected != now)
    assert verify(desk.store) == []
    if done.changed:
        assert [b.why for b in desk.store.backups.all()] == ["restore"]
        assert desk.undo().startswith(f"{expected[0]} as it was on")
        assert shown(desk) == now


def test_before_it_was_here_there_is_nothing_to_put_back(desk: Workspace) -> None:
    with pytest.raises(UserError, match=r"wasn't here on 1 Nov") as refused:
        put_back(desk, ACME, day(1))
    assert "2 Nov" in refused.value.cure


def test_a_deal_that_was_removed_comes_back(desk: Workspace) -> None:
    desk.store.write("Remove", [of_deal(ACME, "deleted", True)])
    assert desk.store.dossier(ACME) is None
    put_back(desk, "acme oy", day(16))
    assert shown(desk) == ("Acme Oy", "third", [LATE])


def test_a_deal_is_put_back_to_what_a_backup_has(desk: Workspace) -> None:
    backup = desk.store.backups.make(ASKED)
    before = fingerprint(backup.path)
    desk.store.write("Spoilt", [of_deal(ACME, "note", "spoilt"), of_deal(ACME, "name", "X")])
    done = put_back(desk, ACME, None, backup.path)
    assert (done.name, done.changed) == ("Acme Oy", 2)
    assert shown(desk) == ("Acme Oy", "third", [LATE])
    assert fingerprint(backup.path) == before


def test_a_name_that_two_deals_have_says_so(desk: Workspace) -> None:
    add_deal(desk.store, "deal-2", "Acme Oy")
    with pytest.raises(UserError, match="2 deals are called") as refused:
        put_back(desk, "Acme Oy", day(9))
    assert ACME in refused.value.cure
    with pytest.raises(UserError, match="There is no deal"):
        put_back(desk, "Acm", day(9))
