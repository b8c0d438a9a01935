"""What oppman keeps is for its owner's eyes: modes, the log, temporary files."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import pytest
from desk import ACME, add_deal, clock_at, note, sit_down
from shell import Shell

from oppman_tui import diagnostics
from oppman_tui.domain.values.clock import Clock
from oppman_tui.errors import UserError
from oppman_tui.store.drafts import Drafts, Subject


def modes(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): stat.S_IMODE(path.lstat().st_mode)
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> int:
    """The user's own; what is theirs alone is so whatever it is."""
    return int(request.param)


def test_every_file_and_folder_of_ours_is_its_owners_alone(tmp_path: Path, umask: int) -> None:
    home = tmp_path / "home"
    shell = Shell(home)
    before = os.umask(umask)
    try:
        shell.say("add", "Cranes")
        shell.say("demo")
        shell.say("backup")
        store = sit_down(tmp_path / "other" / "deals.db")
        add_deal(store)
        note(store, "x")
        diagnostics._append(home / "logs" / "oppman.log", "a line\n")
    finally:
        os.umask(before)
    for name, mode in modes(home).items():
        folder = (home / name).is_dir()
        assert mode == (0o700 if folder else 0o600), f"{name} is {mode:o}"
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert modes(tmp_path / "other") == {"deals.db": 0o600}


def test_what_one_exports_is_as_one_likes_it(tmp_path: Path, umask: int) -> None:
    shell = Shell(tmp_path / "home")
    shell.say("add", "Cranes")
    before = os.umask(umask)
    try:
        assert shell.run("export", "deals", "-o", str(tmp_path / "deals.csv")).returncode == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "deals.csv").stat().st_mode) == 0o666 & ~umask


def test_a_store_that_was_made_readable_by_others_no_longer_is(tmp_path: Path) -> None:
    path = tmp_path / "deals.db"
    sit_down(path).close()
    path.chmod(0o644)
    sit_down(path).close()
    assert modes(tmp_path) == {"deals.db": 0o600}


def test_nothing_is_written_to_a_folder_for_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither by us nor by SQLite, which sorts and copies in files where it is let."""
    for_all = tmp_path / "tmp"
    for_all.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(for_all))
    monkeypatch.setattr(tempfile, "tempdir", str(for_all))
    store = sit_down(tmp_path / "own" / "deals.db")
    add_deal(store)
    with store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA temp_store").scalar() == 2, "memory"
    for_all.rmdir()  # with it away, whoever wants a file there fails
    for n in range(50):
        note(store, f"{n} " * 2_000)
    store.history(ACME)
    store.compact()
    store.backups.make("asked")
    assert os.environ["SQLITE_TMPDIR"] == str(for_all)
    assert not for_all.exists()


def test_the_log_of_a_crash_holds_no_name_and_no_value(tmp_path: Path) -> None:
    secret = "Eva Mäkelä, Satama"

    def fail(name: str) -> None:
        told = f"about {name}"
        raise ValueError(told)

    try:
        try:
            fail(secret)
        except ValueError as error:
            raise UserError(secret, secret, secret) from error
    except UserError as error:
        assert diagnostics.record_crash(error, clock_at(2026, 11, 23).now())
    kept = diagnostics.where().read_text()
    assert "UserError" in kept
    assert "fail" in kept or "test_the_log" in kept
    for word in ("Eva", "Mäkelä", "Satama", "about"):
        assert word not in kept


def test_a_drafts_file_tells_nobody_whose_it_is(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "drafts", Clock())
    drafts.begin(Subject("log", "A log entry", "deal-acme", "Satama")).put("secret")
    drafts.close()
    assert set(modes(tmp_path).values()) == {0o700, 0o600}
    assert "satama" not in " ".join(modes(tmp_path)).lower()
