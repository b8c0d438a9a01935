"""`oppman keys`, one's own keys in the settings, and the keys in the README."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cheat_sheet
import pytest
from shell import Shell

from oppman_tui.tui import keys


def oppman(home: Path, settings: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command over a home with these settings."""
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text(settings, encoding="utf-8")
    return Shell(home).run(*arguments)


def told(home: Path, settings: str = "") -> dict[str, str]:
    """Id -> the rest of its line."""
    done = oppman(home, settings, "keys")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.strip() for line in done.stdout.splitlines() if line.startswith("  ")]
    return {line.partition(" ")[0]: line.partition(" ")[2].strip() for line in lines}


def test_every_key_is_printed_under_its_place(tmp_path: Path) -> None:
    assert list(told(tmp_path)) == [found for found, _ in keys.every()]
    lines = oppman(tmp_path, "", "keys").stdout.splitlines()
    assert lines[0] == "Everywhere"
    after = lines[lines.index("The list") :]
    assert after[1].split()[:2] == ["list.review", "r"]


def test_it_says_the_keys_as_the_settings_have_them(tmp_path: Path) -> None:
    before = told(tmp_path)
    assert before["list.find"].split(maxsplit=1) == ["/", "Narrow the list by words, or by a query"]
    after = told(tmp_path, '[keys]\n"list.find" = "f,/"\napp.help = "F1"\n')
    said = "Narrow the list by words, or by a query"
    assert after["list.find"].split(maxsplit=2) == ["f", "/", said]
    assert after["app.help"].startswith("F1 ")
    changed = ("list.find", "app.help")
    words = {found: rest.split() for found, rest in before.items() if found not in changed}
    assert words == {found: after[found].split() for found in words}


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        (
            '[keys]\n"list.find" = "o"\n',
            'keys: expected different keys on the list, got list.find = "o" and list.order = "o".',
        ),
        (
            '[keys]\n"list.fnd" = "f"\n',
            "keys.list.fnd: expected the id of a key, the nearest is list.find.",
        ),
        (
            '[keys]\n"list.find" = 3\n',
            'keys: expected text in quotes for list.find, such as "f", got a table.',
        ),
        ('keys = "f"\n', "keys: expected a table, got 'f'."),
        (
            "[keys]\nlist.find.now = 'f'\n",
            'keys: expected text in quotes for list.find, such as "f", got a table.',
        ),
    ],
)
def test_keys_that_can_not_be_are_refused_with_file_and_key(
    settings: str, problem: str, tmp_path: Path
) -> None:
    done = oppman(tmp_path, settings, "keys")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"oppman: {tmp_path / 'config.toml'}: {problem}\n"


def test_it_is_printed_without_the_screens(tmp_path: Path) -> None:
    probe = (
        "import sys; from oppman_tui.__main__ import main\n"
        "sys.argv = ['oppman', 'keys']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([m for m in ('textual', 'rich', 'sqlalchemy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe],
        env={**os.environ, "OPPMAN_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_readme_has_the_keys_of_the_table() -> None:
    assert cheat_sheet.in_readme() == cheat_sheet.cheat_sheet(), "python tests/cli/cheat_sheet.py"
