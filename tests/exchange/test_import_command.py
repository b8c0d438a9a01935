"""`oppman import` as a person and a script meet it."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest
from shell import run
from tray import HEAD, ONE


class Shell:
    """Runs `oppman` in a folder of its own, on 23 November 2026."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        home = folder / "home"
        self.env = {**os.environ, "OPPMAN_HOME": str(home), "OPPMAN_TODAY": "2026-11-23"}

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        done = run(words, self.env, self.folder)
        out, err = done.stdout.decode(), done.stderr.decode()
        return subprocess.CompletedProcess(words, done.returncode, out, err)

    def say(self, *words: str) -> str:
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refuse(self, *words: str, code: int = 1) -> str:
        done = self.run(*words)
        assert (done.returncode, done.stdout) == (code, ""), done
        assert done.stderr.count("\n") == 1
        return done.stderr


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    (tmp_path / "deals.csv").write_text(HEAD + ONE)
    return Shell(tmp_path)


def test_looking_first_then_importing_then_again(shell: Shell) -> None:
    dry = shell.say("import", "deals.csv", "--dry-run")
    assert "1 rows read = 1 created + 0 updated + 0 unchanged + 0 rejected + 0 cleaned" in dry
    assert dry.endswith("A dry run: nothing was changed\n")
    assert json.loads(shell.say("list", "--tab", "all", "--json")) == []
    done = shell.say("import", "deals.csv")
    assert done.endswith("Imported as one act: one undo takes all of it back\n")
    (deal,) = json.loads(shell.say("list", "--tab", "all", "--json"))
    assert (deal["name"], deal["customer"], deal["value"]) == ("Cranes", "Acme", "1000.00")
    again = shell.say("import", "deals.csv")
    assert "= 0 created + 0 updated + 1 unchanged" in again
    assert again.endswith("All of it was here already: nothing was changed\n")


def test_how_every_column_was_read_is_shown(shell: Shell) -> None:
    told = shell.say("import", "deals.csv", "--dry-run")
    lines = [" ".join(line.split()) for line in told.splitlines()]
    assert "Id id, as text" in lines
    assert "Amount value: whole numbers" in lines
    assert "Close date close date: dates, year-month-day" in lines
    assert "Region kept as extra" in lines
    assert "need is need: 1" in lines
    assert "all 1 deal, EUR 1,000" in lines


def test_what_is_off_is_refused_in_one_line(shell: Shell) -> None:
    (shell.folder / "odd.csv").write_text(HEAD + ONE.replace("need", "In Progress"))
    (shell.folder / "days.csv").write_text(HEAD + ONE.replace("2026-12-31", "03/04/2026"))
    assert "--stage 'In Progress=KEY'" in shell.refuse("import", "odd.csv")
    assert "--dates dmy or --dates mdy" in shell.refuse("import", "days.csv")
    assert "No such file" in shell.refuse("import", "absent.csv")
    assert "is a folder" in shell.refuse("import", ".")
    assert "is not THEIRS=OURS" in shell.refuse("import", "deals.csv", "--stage", "x", code=2)
    assert "is no stage" in shell.refuse("import", "deals.csv", "--stage", "x=y", code=2)
    assert "no currency" in shell.refuse("import", "deals.csv", "--currency", "€", code=2)
    assert shell.run("import").returncode == 2


def test_what_the_options_say_is_done(shell: Shell) -> None:
    text = HEAD + ONE.replace("need", "a=b").replace("2026-12-31", "03/04/2026")
    (shell.folder / "odd.csv").write_text(text.replace("1000,EUR", '"1.234",'))
    words = ["--stage", "a=b=define", "--dates", "dmy", "--decimal", ",", "--currency", "sek"]
    shell.say("import", "odd.csv", *words, "--system", "mine", "--org", "North")
    (deal,) = json.loads(shell.say("list", "--tab", "all", "--json"))
    assert (deal["stage"], deal["close_date"]) == ("define", "2026-04-03")
    assert (deal["value"], deal["currency"]) == ("1234.00", "SEK")


def test_rejected_rows_are_written_to_be_mended_and_imported(shell: Shell) -> None:
    rows = HEAD + ONE + "D-2,,,need,-5,EUR,,'Mia,=1+1\n" + ONE.replace("D-1", "D-3")
    (shell.folder / "deals.csv").write_text(rows)
    done = shell.run("import", "deals.csv", "--rejects", "rejects.csv")
    assert done.stderr == "The rejected rows are in rejects.csv\n"
    assert "deals.csv, line 3: has no deal name" in done.stdout
    path = shell.folder / "rejects.csv"
    assert path.read_text() == (
        "file,line,reason," + HEAD + "deals.csv,3,has no deal name,D-2,,,need,-5,EUR,,''Mia,'=1+1\n"
    )
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~umask
    path.write_text(path.read_text().replace("D-2,", "D-2,Lifts"))
    assert "= 1 created" in shell.say("import", "rejects.csv")
    (deal,) = json.loads(shell.say("list", "--tab", "all", "--find", "Lifts", "--json"))
    assert deal["value"] == "-5.00"


def test_the_file_to_import_is_never_written_over(shell: Shell) -> None:
    said = shell.refuse("import", "deals.csv", "--rejects", "./deals.csv", code=2)
    assert "is the file to import" in said
    assert (shell.folder / "deals.csv").read_text() == HEAD + ONE
    (shell.folder / "deals.csv").write_text(HEAD + "D-1,,,need,,,,,\n")
    assert "is not a file" in shell.refuse("import", "deals.csv", "--rejects", ".")
    assert json.loads(shell.say("list", "--tab", "all", "--json")) == []


def test_hostile_names_leave_the_terminal_alone(shell: Shell) -> None:
    name = "[@click=app.quit]x\x1b[2J\x9b31m"
    (shell.folder / "deals.csv").write_text(HEAD.replace("Region", name) + ONE)
    told = shell.say("import", "deals.csv")
    assert "[@click=app.quit]x" in told
    assert all(c.isprintable() or c == "\n" for c in told)
