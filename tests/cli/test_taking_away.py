"""`oppman report` and `oppman export` as scripts and pipes use them."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
import shell

from oppman_tui.domain.values.clock import Clock
from oppman_tui.domain.values.money import Rates
from oppman_tui.playbook import loader
from oppman_tui.workspace.deals import Workspace
from oppman_tui.workspace.queries import SavedQuery


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose own deals are the sample deals."""
    folder = tmp_path_factory.mktemp("home")
    assert run(folder, "demo").returncode == 0
    (folder / "demo.db").rename(folder / "deals.db")
    return folder


def run(home: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "OPPMAN_HOME": str(home), "OPPMAN_TODAY": "2026-11-23"}
    return shell.run(words, env)


def say(home: Path, *words: str) -> str:
    done = run(home, *words)
    assert (done.returncode, done.stderr) == (0, b""), done.stderr
    return done.stdout.decode()


def refuse(home: Path, words: Sequence[str], code: int) -> str:
    done = run(home, *words)
    assert (done.returncode, done.stdout) == (code, b"")
    (line,) = done.stderr.decode().splitlines()
    return line


def test_a_deal_on_a_sheet_goes_into_a_pipe_or_a_file(home: Path, tmp_path: Path) -> None:
    told = say(home, "report", "ERP rollout")
    assert told.startswith("# ERP rollout\n\nDeal sheet: Nordwind AG\n")
    assert say(home, "report", "ERP rollout", "--html").startswith("<!doctype html>")
    assert "Katrin Lund" in say(home, "report", "ERP rollout", "--call")
    path = tmp_path / "erp.html"
    done = run(home, "report", "ERP rollout", "-o", str(path))
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode() == f"Written to {path}\n"
    assert path.read_text().startswith("<!doctype html>")
    before = path.read_bytes()
    line = refuse(home, ["report", "Plant 2 sensors", "-o", str(path)], 1)
    assert f"{path} is there already. Nothing was written. --force writes over it" in line
    assert path.read_bytes() == before
    assert run(home, "report", "Plant 2 sensors", "-o", str(path), "--force").returncode == 0
    assert path.read_bytes() != before


def test_reports_of_several_deals_are_of_a_tab_or_a_query(home: Path) -> None:
    told = say(home, "report", "--agenda", "--tab", "closing")
    closing = json.loads(say(home, "list", "--tab", "closing", "--json"))
    assert f"- Deals: {len(closing)}\n" in told
    assert all(deal["name"] in told for deal in closing)
    told = say(home, "report", "--portfolio", "--where", "stage:choose")
    chosen = json.loads(say(home, "list", "--where", "stage:choose", "--json"))
    assert f"- Deals: {len(chosen)}\n" in told
    assert "- Open: 19 deals" in say(home, "report", "--funnel")
    assert "Dairy line traceability" in say(home, "report", "--minutes", "2026-10-24")


def test_the_deals_of_a_saved_search_are_taken_away_by_its_name(home: Path) -> None:
    (home / "config.toml").write_text('name = "Liisa Aalto"\n')
    workspace = Workspace.open(
        home / "deals.db",
        playbook=loader.default(),
        rates=Rates(),
        clock=Clock(date(2026, 11, 23)),
        me="Liisa Aalto",
        create=False,
    )
    workspace.save_query(SavedQuery("Big ones", "all", "value>300k"))
    workspace.close()
    big = json.loads(say(home, "list", "--where", "value>300k", "--json"))
    assert len(big) > 1
    assert json.loads(say(home, "list", "--saved", "big ones", "--json")) == big
    assert json.loads(say(home, "export", "--json", "--saved", "big ones")) == big
    told = say(home, "report", "--agenda", "--saved", "Big ones")
    assert f"- Deals: {len(big)}\n" in told and "# Big ones\n" in told
    assert "called Small. Nothing was exported" in refuse(home, ["export", "--saved", "Small"], 1)
    assert "called Small. Nothing was written" in refuse(
        home, ["report", "--funnel", "--saved", "Small"], 1
    )
    assert "no --tab" in refuse(home, ["export", "--saved", "x", "--tab", "all"], 2)


@pytest.mark.parametrize("words", [["export"], ["report", "--portfolio"]], ids=str)
def test_a_query_that_is_not_understood_says_what_was_not_done(
    home: Path, words: Sequence[str]
) -> None:
    done = run(home, *words, "--where", "valeu>3")
    assert (done.returncode, done.stdout) == (2, b"")
    told = done.stderr.decode()
    assert "Nothing was exported" in told or "Nothing was written" in told
    assert "listed" not in told


def test_words_that_do_not_fit_together_are_refused(home: Path) -> None:
    assert "One thing at a time" in refuse(home, ["report"], 2)
    assert "One thing at a time" in refuse(home, ["report", "x", "--funnel"], 2)
    assert "--call needs a DEAL" in refuse(home, ["report", "--agenda", "--call"], 2)
    assert "choose deals" in refuse(home, ["report", "x", "--tab", "all"], 2)
    assert "No deal holds" in refuse(home, ["report", "no such deal"], 1)
    assert "No review was finished" in refuse(home, ["report", "--minutes", "2020-01-01"], 1)
    assert "neither in .html nor in .md" in refuse(
        home, ["report", "--funnel", "-o", "funnel.pdf"], 1
    )


def test_tables_go_into_a_pipe_as_csv_json_xlsx_or_ics(home: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(say(home, "export"))))
    everything = json.loads(say(home, "export", "--json"))
    assert [row["id"] for row in rows] == [deal["id"] for deal in everything]
    standing = json.loads(say(home, "list", "--tab", "all", "--json"))
    closed = json.loads(say(home, "list", "--tab", "closed", "--json"))
    assert everything == [*standing, *closed]
    assert say(home, "list", "--tab", "closing", "--csv") == say(
        home, "export", "--tab", "closing"
    )
    assert run(home, "export", "--xlsx").stdout.startswith(b"PK")
    assert run(home, "export", "actions", "--ics").stdout.startswith(b"BEGIN:VCALENDAR\r\n")
    names = {row["name"] for row in csv.DictReader(io.StringIO(say(home, "export", "players")))}
    assert "Katrin Lund" in names


def test_what_is_exported_is_imported_as_what_it_was(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    assert run(home, "export", "-o", str(path)).returncode == 0
    told = say(home, "import", str(path), "--dry-run")
    count = len(list(csv.DictReader(path.open(encoding="utf-8"))))
    assert f"{count} rows read = 0 created + 0 updated + {count} unchanged" in told
