"""`oppman list --where`: a query from a script, and what it is told where it is off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from oppman_tui import demo
from oppman_tui.cli import oppman
from oppman_tui.domain.values.clock import Clock
from oppman_tui.domain.values.money import Rates
from oppman_tui.playbook import loader
from oppman_tui.workspace.deals import Workspace
from oppman_tui.workspace.queries import SavedQuery

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The sample deals, in a store of which this person has saved a search."""
    path = tmp_path_factory.mktemp("where") / "deals.db"
    workspace = Workspace.open(
        path,
        playbook=loader.default(),
        rates=Rates(),
        clock=Clock(TODAY),
        me="Liisa Aalto",
        create=True,
    )
    workspace.store.write_acts(demo.story(TODAY))
    workspace.save_query(SavedQuery("Big ones", "all", "value>300k"))
    workspace.close()
    yield path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.toml").write_text('name = "Liisa Aalto"\n')
    monkeypatch.setenv("OPPMAN_HOME", str(tmp_path))
    monkeypatch.setenv("OPPMAN_TODAY", TODAY.isoformat())


def run(store: Path, *options: str) -> Result:
    return CliRunner().invoke(oppman, ["--store", str(store), "list", *options])


def names(store: Path, *options: str) -> set[str]:
    done = run(store, "--json", *options)
    assert done.exit_code == 0, done.stderr
    return {deal["name"] for deal in json.loads(done.stdout)}


@pytest.mark.usefixtures("home")
def test_a_query_is_asked_of_every_open_deal_where_no_list_is_named(store: Path) -> None:
    every = json.loads(run(store, "--tab", "all", "--json").stdout)
    dear = {d["name"] for d in every if d["currency"] == "EUR" and float(d["value"] or 0) > 300e3}
    assert names(store, "--where", "value>300k") == dear
    in_compare = {d["name"] for d in every if d["stage"] == "compare"}
    assert names(store, "--where", "stage:compare value>300k") == dear & in_compare
    assert len(dear) > len(dear & in_compare) > 0


@pytest.mark.usefixtures("home")
def test_a_query_within_a_list(store: Path) -> None:
    assert names(store, "--tab", "closed", "--where", "is:lost") == {
        "Yard management",
        "Packaging line",
    }
    assert "1 in closed" in run(store, "--tab", "closed", "--where", "is:abandoned").stdout


@pytest.mark.usefixtures("home")
def test_words_to_find_are_words_whatever_they_hold(store: Path) -> None:
    assert names(store, "--tab", "all", "--find", "stage:compare") == set()
    hansa = names(store, "--tab", "all", "--find", "hansa")
    assert hansa
    assert names(store, "--find", "hansa", "--where", "not is:won") == hansa


@pytest.mark.usefixtures("home")
def test_a_saved_search_is_listed_by_its_name(store: Path) -> None:
    assert names(store, "--saved", "big ones") == names(store, "--where", "value>300k")
    assert "in Big ones" in run(store, "--saved", "Big ones").stdout
    refused = run(store, "--saved", "Nonsense")
    assert refused.exit_code == 1
    assert "Yours are: Big ones" in refused.stderr
    assert run(store, "--saved", "Big ones", "--tab", "all").exit_code == 2


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("query", "line", "place"),
    [
        ("stage:compare close<banana", "a date is expected", "                      ^"),
        ("onwer:liisa", "there is no field onwer; owner?", "  ^"),
        ("owner:mäki 漢字 fit<x", "a score is expected", "                      ^"),
    ],
)
def test_what_is_not_understood_is_shown_at_its_place(
    store: Path, query: str, line: str, place: str
) -> None:
    done = run(store, "--where", query)
    assert done.exit_code == 2
    assert done.stdout == ""
    first, again, mark = done.stderr.splitlines()
    assert line in first and "Nothing was listed" in first
    assert again == f"  {query}"
    assert mark == place


@pytest.mark.usefixtures("home")
def test_no_escape_of_a_query_reaches_the_terminal(store: Path) -> None:
    done = run(store, "--where", "owner:\x1b]0;gotcha\x07 fit<x")
    assert done.exit_code == 2
    assert "\x1b" not in done.stderr
