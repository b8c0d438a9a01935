"""The doctor finds what is wrong and says the cure, changes nothing and names nobody."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from shell import Shell
from terminal import Terminal
from test_backup import spoil
from test_way_back import all_of

from oppman_tui.domain.values.clock import Clock
from oppman_tui.store.care.backup import Backups


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of Liisa, who has a deal with Mäkinen and a backup of it."""
    shell = Shell(tmp_path_factory.mktemp("liisas") / "oppman")
    shell.say("add", "Cranes for Salo", "--customer", "Mäkinen Oy")
    shell.say("backup")
    return shell.home


@pytest.fixture
def shell(tmp_path: Path, home: Path) -> Shell:
    """One of her own for each test."""
    shutil.copytree(home, tmp_path / "liisa" / "oppman")
    return Shell(tmp_path / "liisa" / "oppman")


def test_all_is_well_and_can_be_shown_to_anybody(shell: Shell) -> None:
    before = all_of(shell.home)
    said = shell.say("doctor", HOME=str(shell.home.parent))
    assert said.endswith("\nAll is well\n")
    assert "$OPPMAN_HOME/deals.db, 0600" in said
    assert "whole, version 1, 1 deal," in said
    assert "1, " in said and "less than an hour old" in said
    assert "SQLite       3." in said
    assert not [name for name in ("liisa", "Cranes", "Salo", "kinen") if name in said]
    assert str(shell.home) not in said
    assert all_of(shell.home) == before
    named = shell.run("--store", str(shell.home.parent / "acme.db"), "doctor").stdout
    assert "acme" not in named and "liisa" not in named


def newer(home: Path) -> None:
    with closing(sqlite3.connect(home / "deals.db")) as store:
        store.execute("PRAGMA user_version=2")


def cut(home: Path) -> None:
    (home / "deals.db").write_bytes((home / "deals.db").read_bytes()[:20_000])


def no_backups(home: Path) -> None:
    for path in (home / "backups" / "deals.db").iterdir():
        path.unlink()


def old_backup(home: Path) -> None:
    (path,) = (home / "backups" / "deals.db").iterdir()
    then = datetime.now().astimezone() - timedelta(days=9)
    path.rename(path.with_name(f"{then:%Y%m%dT%H%M%S}Z-hourly.db"))


def rotten_backup(home: Path) -> None:
    (path,) = (home / "backups" / "deals.db").iterdir()
    path.write_bytes(path.read_bytes()[:9000])


def open_backup(home: Path) -> None:
    (path,) = (home / "backups" / "deals.db").iterdir()
    path.chmod(0o644)


def bad_settings(home: Path) -> None:
    (home / "config.toml").write_text('name = 7\nboss = "Liisa"\n')


def bad_keys(home: Path) -> None:
    (home / "config.toml").write_text('[keys]\n"list.nowhere" = "f"\n')


def bad_playbook(home: Path) -> None:
    (home / "config.toml").write_text('playbook = "Salo.toml"\n')


def open_log(home: Path) -> None:
    (home / "logs").mkdir()
    (home / "logs" / "oppman.log").write_text("2026-11-20T10:00:00 oppman: KeyError\n  x.py:1 f\n")
    (home / "logs" / "oppman.log").chmod(0o644)


def lone_journal(home: Path) -> None:
    (home / "deals.db").rename(home / "deals.db-journal")


AILMENTS: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "others may read the store": (
        lambda home: (home / "deals.db").chmod(0o644),
        "0644",
        "Others may read it: chmod 600 $OPPMAN_HOME/deals.db",
    ),
    "the store is read-only": (
        lambda home: (home / "deals.db").chmod(0o400),
        "0400",
        "Nothing can be saved: chmod 600",
    ),
    "others may write to the folder": (
        lambda home: home.chmod(0o770),
        "0770",
        "Others may write to it: chmod 700",
    ),
    "damaged": (cut, "is not a whole store", "oppman restore brings back a backup"),
    "a page spoilt": (
        lambda home: spoil(home / "deals.db"),
        "is damaged",
        "oppman restore brings back a backup",
    ),
    "newer": (newer, "was written by a newer oppman (version 2)", "Update oppman"),
    "no backups": (no_backups, "none yet", "oppman backup makes one"),
    "an old backup": (old_backup, "9 days old", "written to since: oppman backup"),
    "a rotten backup": (rotten_backup, "not whole; and none other is", "oppman backup makes"),
    "others may read a backup": (open_backup, "1 are not", "chmod -R go="),
    "settings": (bad_settings, "config.toml", "which key is wrong"),
    "keys": (bad_keys, "config.toml", "which key is wrong"),
    "playbook": (bad_playbook, "the team's", "Mend it"),
    "others may read the log": (open_log, "1 times, the last on 2026-11-20", "chmod 600"),
    "a journal alone": (lone_journal, "not there yet", "Put the store back beside its journal"),
}


@pytest.mark.parametrize("ailment", AILMENTS)
def test_what_is_wrong_is_found_with_its_cure_and_left_alone(shell: Shell, ailment: str) -> None:
    hurt, sign, cure = AILMENTS[ailment]
    hurt(shell.home)
    before = all_of(shell.home)
    modes = {path: path.stat().st_mode for path in shell.home.rglob("*")}
    done = shell.run("doctor")
    assert (done.returncode, done.stderr) == (1, ""), done.stderr
    assert sign in done.stdout
    assert f"-> {cure}" in done.stdout or cure in done.stdout.split("-> ", 1)[1]
    assert "to mend" in done.stdout
    assert not [name for name in ("liisa", "Liisa", "Cranes", "Salo") if name in done.stdout]
    assert all_of(shell.home) == before
    assert {path: path.stat().st_mode for path in shell.home.rglob("*")} == modes


def test_a_new_installation_is_well(tmp_path: Path) -> None:
    said = Shell(tmp_path / "new").say("doctor")
    assert "not there yet" in said
    assert not (tmp_path / "new").exists()


def test_the_terminal_is_looked_at(shell: Shell) -> None:
    env = {"TERM": "dumb", "TMUX": "", "LANG": "C.UTF-8", "COLORTERM": "truecolor"}
    with Terminal(shell.home, "doctor", size=(50, 60), env=env) as terminal:
        said = "".join(terminal.wait_for("to mend").split("\n"))
        assert "Set TERM, such as xterm-256color" in said
        assert "50x60" in said and "Make it 60x20 or larger" in said
        assert "COLORTERM=truecolor" in said
        assert terminal.wait_for_end() == 1


def test_a_backup_made_meanwhile_mends_it(shell: Shell) -> None:
    no_backups(shell.home)
    shell.say("backup")
    assert "All is well" in shell.say("doctor")
    assert len(Backups(shell.home / "deals.db", Clock()).all()) == 1
