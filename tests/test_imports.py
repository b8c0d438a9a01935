"""Which part may import which (architecture.md, Layout), and who may ask for the time."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "oppman_tui"

FORBIDDEN = {
    "Each part knows only those below it": ("store/schema.py", "oppman_tui.workspace.acts"),
    "The domain, the playbook and the log are pure": ("domain/scoring.py", "sqlalchemy"),
    "The log imports only the domain": ("log/stamp.py", "oppman_tui.playbook.models"),
    "What lies below the screens draws nothing": ("workspace/view.py", "textual.app"),
    "The screens know nothing of the store": ("tui/looks.py", "oppman_tui.store.store"),
    "What is drawn asks nothing and knows no screen": (
        "tui/lines/strip.py",
        "oppman_tui.tui.verbs.everyday",
    ),
    "A widget knows no screen": ("tui/widgets/drawn.py", "oppman_tui.tui.screens.dialog"),
    "The first picture is painted before Textual and SQLAlchemy are loaded": (
        "store/lists/firstpage.py",
        "sqlalchemy",
    ),
}
"""A contract of pyproject.toml, and an import that breaks it."""


def broken(tree: Path) -> dict[str, bool]:
    """Of the package in `tree`: contract -> whether it is broken."""
    lint = "from importlinter.cli import lint_imports_command as lint; lint()"
    run = subprocess.run(
        [sys.executable, "-c", lint, "--no-cache", "--no-logo"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.findall(r"^(.+?) (KEPT|BROKEN)\b", run.stdout, re.MULTILINE)
    assert found, run.stdout + run.stderr
    return {name: word == "BROKEN" for name, word in found}


def test_no_part_imports_what_it_must_not_know() -> None:
    assert broken(ROOT) == dict.fromkeys(FORBIDDEN, False)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the package, to be spoilt."""
    shutil.copytree(PACKAGE, tmp_path / "src" / "oppman_tui")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_each_rule_finds_what_breaks_it(tree: Path) -> None:
    """Or else a rule that no longer fits the layout would hold for ever."""
    for file, module in FORBIDDEN.values():
        with (tree / "src" / "oppman_tui" / file).open("a") as spoilt:
            spoilt.write(f"\nimport {module}\n")
    assert broken(tree) == dict.fromkeys(FORBIDDEN, True)


def test_a_new_part_has_to_find_its_place(tree: Path) -> None:
    (tree / "src" / "oppman_tui" / "newcomer.py").write_text("")
    assert broken(tree)["Each part knows only those below it"]


_TELLS_TIME = {"now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime"}
_CLOCKS = {"datetime", "date", "time"}


def asks_for_the_time(source: str) -> list[str]:
    """The calls in `source` that ask for the day or the time (not for how long it took)."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [
        ast.unparse(call)
        for call in calls
        if isinstance(call, ast.Attribute)
        and call.attr in _TELLS_TIME
        and ast.unparse(call.value).split(".")[-1] in _CLOCKS
    ]


def test_nothing_but_the_clock_asks_for_the_time() -> None:
    asking = {
        file.relative_to(PACKAGE).as_posix(): found
        for file in PACKAGE.rglob("*.py")
        if (found := asks_for_the_time(file.read_text(encoding="utf-8")))
    }
    assert asking == {"domain/values/clock.py": ["datetime.now"]}


def test_asking_for_the_time_is_found_in_each_of_its_forms() -> None:
    source = "import datetime, time\ndatetime.date.today(); datetime.datetime.now(); time.time()"
    assert len(asks_for_the_time(source)) == 3
    assert asks_for_the_time("clock.now(); time.monotonic(); self.clock.today()") == []
