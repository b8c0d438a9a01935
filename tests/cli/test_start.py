"""What is loaded at each step of a start; and the first picture is the list that follows it."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import cast

import pexpect
import pyte
import pytest

from oppman_tui import demo
from oppman_tui.domain.edits import Edit
from oppman_tui.domain.values.clock import Clock
from oppman_tui.domain.values.money import Rates
from oppman_tui.playbook import loader
from oppman_tui.start import read_settings
from oppman_tui.store.lists.firstpage import FRONT
from oppman_tui.workspace.deals import Workspace

HEAVY = ("textual", "sqlalchemy", "pydantic", "alembic")
TODAY = Clock().today().replace(2026, 11, 23)
_TELL = "print('LOADED', *(m for m in {heavy} if m in sys.modules), '.', flush=True)"


def loaded(script: str) -> list[str]:
    """The heavy modules that are there once the script has ended."""
    tell = _TELL.format(heavy=(*HEAVY, "rich", "click"))
    script = f"import sys, atexit\natexit.register(lambda: {tell})\n{script}"
    command = [sys.executable, "-c", script]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    (line,) = [line for line in run.stdout.splitlines() if line.startswith("LOADED")]
    return line.split()[1:-1]


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_what_needs_no_screen_loads_none(argument: str) -> None:
    script = f"sys.argv = ['oppman', {argument!r}]\nfrom oppman_tui.__main__ import main\nmain()"
    assert loaded(script) == ["click"]


def test_the_first_page_is_read_by_the_standard_library_alone() -> None:
    assert loaded("import oppman_tui.store.lists.firstpage") == []


def test_the_first_picture_is_painted_by_little_more() -> None:
    parts = "oppman_tui.start, oppman_tui.tui.front, oppman_tui.terminal.early"
    assert loaded(f"import {parts}") == ["rich"]


_BEHIND = (
    "hashlib",
    "calendar",
    "curses",
    "oppman_tui.domain.entities",
    "oppman_tui.domain.fields",
    "oppman_tui.tui.keymap",
    "oppman_tui.terminal.painter",
    "oppman_tui.terminal.cells",
)
"""What the list has need of, and its first picture has not."""


def test_the_first_picture_does_not_wait_for_what_draws_the_list() -> None:
    parts = "sys, oppman_tui.start, oppman_tui.tui.front, oppman_tui.terminal.early"
    script = f"import {parts}, oppman_tui.store.lists.firstpage\n{_TELL.format(heavy=_BEHIND)}"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["LOADED", "."]


def test_the_list_can_be_used_without_the_store() -> None:
    assert loaded("import oppman_tui.tui.app") == ["textual", "rich"]


def test_the_list_needs_none_of_the_other_commands() -> None:
    """Nor what only they have need of: the doctor reads the versions of packages."""
    heavy = (
        "importlib.metadata",
        "oppman_tui.cli.doctor",
        "oppman_tui.cli.exporting",
        "oppman_tui.cli.passphrases",
        "textual.widgets._text_area",
    )
    parts = "sys, oppman_tui.cli.running, oppman_tui.tui.app, oppman_tui.terminal.wire"
    script = f"import {parts}\noppman_tui.terminal.wire.choose()\n{_TELL.format(heavy=heavy)}"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["LOADED", "."]


# The picture and the list


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The sample deals, one of which has a name that would steer a terminal, as left by a
    window that was open before."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    _, inputs = read_settings(home / "config.toml")
    assert inputs is not None
    workspace = Workspace.open(
        home / "deals.db",
        playbook=loader.default(),
        rates=Rates(),
        clock=Clock(fixed=TODAY),
        me=demo.ME,
        create=True,
    )
    workspace.store.write_acts(demo.story(TODAY))
    deal = workspace.find("attention")[2]
    name = "社内 [@click=app.quit]x[/] e\u0301 👩‍👩‍👧 \u202e"
    workspace.store.write("Name", [Edit(deal, "deal", deal, "name", name)])
    workspace.remember(FRONT, workspace.front(inputs))
    workspace.close()
    return home


def on_screen(home: Path, size: tuple[int, int], script: str, until: bytes) -> list[str]:
    """The lines on the terminal once `until` was written and nothing more came."""
    width, height = size
    child = pexpect.spawn(
        sys.executable,
        ["-c", script],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "OPPMAN_HOME": str(home),
            "OPPMAN_TODAY": TODAY.isoformat(),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
        },
        dimensions=(height, width),
        timeout=30,
    )
    screen = pyte.Screen(width, height)
    stream = pyte.ByteStream(screen)
    try:
        child.expect_exact(cast("str", until))
        # Bytes, since no encoding was named; the stubs only know of texts.
        stream.feed(cast("bytes", child.before) + cast("bytes", child.after))
        while True:
            stream.feed(cast("bytes", child.read_nonblocking(65_536, 0.5)))
    except pexpect.TIMEOUT:
        return [line.rstrip() for line in screen.display]
    finally:
        child.close(force=True)


_EARLY = """
from oppman_tui.start import first_page
with first_page([]) as start:
    assert start is not None
    print("\\x1b]0;painted\\x07", end="", flush=True)
    import time; time.sleep(60)
"""
_LIST = "import sys; sys.argv = ['oppman']\nfrom oppman_tui.__main__ import main\nmain()"


_SIZES = ((80, 24), (120, 40), (61, 20), (200, 50))
_ORDERS = ("", "value", "close_date turned")
# Each size and each order once in every run; all of them together where there is time for it.
_OFTEN = tuple(zip(_SIZES, (*_ORDERS, ""), strict=True))


@pytest.mark.parametrize(
    ("size", "order"),
    [
        pytest.param(*case, marks=[] if case in _OFTEN else [pytest.mark.long])
        for case in product(_SIZES, _ORDERS)
    ],
)
def test_the_first_picture_is_what_the_list_then_shows(
    home: Path, size: tuple[int, int], order: str
) -> None:
    if order:
        _remember(home, "list.order", order)
    painted = on_screen(home, size, _EARLY, b"painted")
    # The last thing of the list that the store has to be there for: the deal's weakest theme.
    shown = on_screen(home, size, _LIST, b"weakest")
    detail = len(shown) - 7
    assert painted[:detail] == shown[:detail]
    assert "Attention" in painted[1]
    assert all(painted[:9]), "five deals at least"
    assert not any(painted[detail:]), "the detail and the keys come with the list"


def _remember(home: Path, key: str, value: str) -> None:
    workspace = Workspace.open(
        home / "deals.db",
        playbook=loader.default(),
        rates=Rates(),
        clock=Clock(fixed=TODAY),
        me=demo.ME,
    )
    workspace.remember(key, value)
    workspace.close()
