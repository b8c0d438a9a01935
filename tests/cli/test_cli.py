"""The command line as a script, or a person without a screen, meets it."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from shell import Shell

from oppman_tui import __version__

HEAVY = ("textual", "sqlalchemy", "pydantic")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "home")


def deals(shell: Shell, *options: str) -> list[dict[str, object]]:
    found = json.loads(shell.say("list", "--tab", "all", "--json", *options))
    assert isinstance(found, list)
    return found


# -- light on its feet ---------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["completions", "zsh"]])
def test_words_about_itself_load_nothing_heavy(shell: Shell, arguments: list[str]) -> None:
    probe = (
        "import sys; from oppman_tui.__main__ import main\n"
        f"sys.argv = ['oppman', *{arguments!r}]\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], env=shell.env, capture_output=True, text=True, check=True
    )
    assert done.stdout
    assert done.stderr.strip() == "[]"


def test_the_version_is_said_once(shell: Shell) -> None:
    assert shell.say("--version") == f"oppman {__version__}\n"


# -- where things lie ----------------------------------------------------------------------


def test_locate_names_every_place_and_makes_none(shell: Shell) -> None:
    told = shell.say("locate")
    for name in ("deals.db", "demo.db", "config.toml", "oppman.log"):
        assert str(shell.home / name) in told or str(shell.home / "logs" / name) in told
    assert not shell.home.exists()


def test_another_store_is_made_where_it_is_named(shell: Shell, tmp_path: Path) -> None:
    other = tmp_path / "other" / "mine.db"
    shell.say("--store", str(other), "add", "Elsewhere")
    assert other.is_file()
    assert stat.S_IMODE(other.stat().st_mode) == 0o600
    assert str(other) in shell.say("--store", str(other), "locate")
    assert not (shell.home / "deals.db").exists()


def test_a_list_of_a_store_that_is_not_there_makes_none(shell: Shell) -> None:
    assert "isn't there" in shell.refuse("list")
    assert not (shell.home / "deals.db").exists()


# -- deals ---------------------------------------------------------------------------------


def test_a_deal_is_added_logged_and_shown(shell: Shell) -> None:
    made = shell.say(
        "add", "Harbour cranes", "--customer", "Satama Oy", "--value", "1,2M", "--close", "+2w"
    ).strip()
    shell.say("log", "harbour", "Their harbour master called", "--side", "theirs")
    (deal,) = deals(shell)
    assert deal["id"] == made
    assert deal["name"] == "Harbour cranes"
    assert deal["customer"] == "Satama Oy"
    assert deal["value"] == "1200000.00"
    assert deal["currency"] == "EUR"
    assert deal["stage"] == "need"
    assert deal["days_in_stage"] == 0
    assert deal["close_date"] == "2026-12-07"
    assert deal["status"] == "open"
    triggers = deal["triggers"]
    assert isinstance(triggers, list)
    assert [t["key"] for t in triggers] == ["closing", "not_credible", "new"]
    assert all(set(t) == {"key", "severity", "reason"} for t in triggers)
    shown = json.loads(shell.say("show", made, "--json"))
    assert [e["text"] for e in shown["entries"]] == ["Their harbour master called"]
    told = shell.say("show", "Harbour cranes", "--why")
    assert "€1,200,000" in told
    assert "point: not known, no answer is" in told


def test_as_of_another_day_the_list_is_another_and_the_store_the_same(shell: Shell) -> None:
    shell.say("add", "Harbour cranes", "--value", "100")
    (deal,) = deals(shell, "--today", "2027-01-10")
    assert deal["days_in_stage"] == 48  # 23 Nov to 10 Jan
    triggers = deal["triggers"]
    assert isinstance(triggers, list)
    assert "stalled_stage" in [t["key"] for t in triggers]
    (deal,) = deals(shell)
    assert deal["days_in_stage"] == 0


def test_words_that_several_deals_hold_name_them_all(shell: Shell) -> None:
    one = shell.say("add", "Cranes", "--customer", "Satama").strip()
    other = shell.say("add", "Cranes", "--customer", "Port of Turku").strip()
    told = shell.refuse("log", "cranes", "A word")
    assert one in told and other in told
    assert "No deal holds" in shell.refuse("show", "submarine")


def test_a_value_that_can_be_read_two_ways_is_refused(shell: Shell) -> None:
    told = shell.refuse("add", "Cranes", "--value", "1.234")
    assert "could be" in told
    assert json.loads(shell.say("list", "--tab", "all", "--json")) == []


def test_names_are_shown_as_they_are_written_and_run_nothing(shell: Shell) -> None:
    names = ["[@click=app.quit]x", "Deal [/nope] [bold", "=cmd()|' /C calc'!A0", "-1+2"]
    for name in names:
        shell.say("add", "--", name)
    shell.say("add", "Clean\x1b]52;c;aGk=\x07me\x1b[2J\u202e\u009b")
    assert {deal["name"] for deal in deals(shell)} == {*names, "Cleanme"}
    rows = list(csv.DictReader(io.StringIO(shell.say("list", "--tab", "all", "--csv"))))
    assert {row["name"] for row in rows} == {
        "[@click=app.quit]x",
        "Deal [/nope] [bold",
        "'=cmd()|' /C calc'!A0",
        "'-1+2",
        "Cleanme",
    }
    plain = shell.say("list", "--tab", "all")
    assert "[@click=app.quit]x" in plain
    assert not any(ord(c) < 32 and c != "\n" for c in plain)


# -- sample deals --------------------------------------------------------------------------


def test_without_a_terminal_the_sample_deals_are_listed(shell: Shell) -> None:
    told = shell.say("demo")
    assert "ERP rollout" in told
    assert "stalled: 47 days in Compare, limit 30, 17 over" in told
    assert shell.say("demo") == told
    assert not (shell.home / "deals.db").exists()


def test_on_another_day_the_sample_deals_are_told_anew_unless_they_were_changed(
    shell: Shell,
) -> None:
    shell.say("demo")
    assert "stalled: 47 days in Compare" in shell.say("demo", OPPMAN_TODAY="2026-12-24")
    sample = str(shell.home / "demo.db")
    shell.say("--store", sample, "log", "ERP rollout", "A call", OPPMAN_TODAY="2026-12-24")
    assert "stalled: 48 days in Compare" in shell.say("demo", OPPMAN_TODAY="2026-12-25")
    assert "stalled: 47 days" in shell.say("demo", "--fresh", OPPMAN_TODAY="2026-12-25")
    assert (shell.home / "demo.before.db").is_file()


def test_sample_deals_never_come_among_ones_own(shell: Shell) -> None:
    shell.say("add", "Mine")
    own = str(shell.home / "deals.db")
    assert "deals of your own" in shell.refuse("--store", own, "demo", "--fresh")
    assert [deal["name"] for deal in deals(shell)] == ["Mine"]


# -- what is wrong is said -----------------------------------------------------------------


def test_words_that_are_off_exit_with_two(shell: Shell) -> None:
    shell.refuse("list", "--tab", "nonsense", code=2)
    shell.refuse("nonsense", code=2)
    shell.refuse("list", "--json", "--csv", code=2)
    assert "no date" in shell.refuse("list", code=2, OPPMAN_TODAY="yesterday")


def test_broken_settings_name_file_key_and_what_was_expected(shell: Shell) -> None:
    shell.home.mkdir(mode=0o700)
    settings = shell.home / "config.toml"
    settings.write_text('base_currency = "euros"\n')
    told = shell.refuse("list")
    assert str(settings) in told and "base_currency" in told and "'euros'" in told
    assert "config.toml" in shell.say("locate")  # which needs no settings


def test_a_teams_playbook_is_used_and_a_broken_one_refused(shell: Shell) -> None:
    shell.home.mkdir(mode=0o700)
    exported = shell.say("playbook", "export")
    team = shell.home / "team.toml"
    team.write_text(exported.replace('name = "Need"', 'name = "Wish"', 1))
    (shell.home / "config.toml").write_text('playbook = "team.toml"\n')
    assert "good" in shell.say("playbook", "check", str(team))
    shell.say("add", "Cranes")
    assert "Wish" in shell.say("show", "Cranes")
    team.write_text(exported.replace("expected_days = 30", 'expected_days = "30"', 1))
    for command in (["playbook", "check", str(team)], ["list"]):
        told = shell.refuse(*command)
        assert "team.toml" in told and "expected_days" in told and "'30'" in told


def test_damage_is_found_named_and_left_alone(shell: Shell) -> None:
    deal = shell.say("add", "Cranes").strip()
    assert "Sound: 1 deals" in shell.say("verify")
    with sqlite3.connect(shell.home / "deals.db") as store:
        store.execute("UPDATE deal SET name = 'Boats' WHERE doc = ?", (deal,))
    told = shell.refuse("verify")
    assert "Deal Cranes" in told
    assert [d["name"] for d in deals(shell)] == ["Boats"]


def test_a_foreign_file_is_no_store(shell: Shell, tmp_path: Path) -> None:
    foreign = tmp_path / "letter.txt"
    foreign.write_text("Dear customer, " * 100)
    before = foreign.read_bytes()
    assert "not a store of oppman" in shell.refuse("--store", str(foreign), "list")
    assert foreign.read_bytes() == before


def test_the_looks_are_said_before_demo_or_after_it(shell: Shell) -> None:
    for words in (("--linear", "demo"), ("demo", "--linear", "--ascii")):
        shell.say(*words)
    assert "No such option" in shell.refuse("list", "--linear", code=2)
