"""The pictures of the README: ``python tests/pictures.py`` makes them from the sample deals."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from oppman_tui import demo
from oppman_tui.domain.values.clock import Clock
from oppman_tui.domain.values.money import Rates
from oppman_tui.playbook import loader
from oppman_tui.tui.app import Oppman
from oppman_tui.tui.theme import LIGHT
from oppman_tui.workspace import samples
from oppman_tui.workspace.deals import Workspace

TODAY = date(2026, 11, 23)
FOLDER = Path(__file__).parents[1] / "screenshots"
PICTURES: Mapping[str, tuple[str, ...]] = {
    "list": (),
    "why": ("w",),
    "review": ("j", "enter"),
    "plan": ("j", "enter", "g", "p"),
    "act": ("j", "enter", "g", "a"),
    "players": ("j", "enter", "g", "k"),
    "map": ("j", "enter", "g", "k", "p"),
    "history": ("j", "enter", "g", "h"),
    "stage": ("j", "s"),
    "log": ("j", "l", *"Called", "space", *"her", "enter", "3"),
    "why-a-theme": ("j", "enter", "g", "p", "tab", "j", "j", "w"),
    "palette": ("colon", *"plan"),
    "funnel": ("g", "f"),
    "portfolio": ("g", "o"),
    "funnel-deals": ("g", "f", "j", "j", "enter"),
    "agenda": ("m",),
    "meeting": ("m", "enter", "j", "j"),
    "minutes": ("m", "enter", "1", "enter", "0", *"ill", "enter", "e", "y"),
    "meeting-light": ("m", "enter", "j", "j"),
    "help": ("question_mark",),
    "list-light": (),
    "plan-light": ("j", "enter", "g", "p"),
}
"""Name -> the keys that lead there from the list; ``-light`` are drawn in the light theme."""
_FROM_AFAR = re.compile(r',\s*url\("https?://[^"]*"\) format\("[^"]*"\)')
"""Fonts that a picture would fetch; it uses the reader's own."""


@contextmanager
def sample_deals(folder: Path, today: date = TODAY) -> Iterator[Workspace]:
    """The sample deals as of `today`, in a store of their own in `folder`."""
    workspace = Workspace.open(
        folder / "demo.db",
        playbook=loader.default(),
        rates=Rates(),
        clock=Clock(today),
        me=demo.ME,
        create=True,
    )
    try:
        samples.tell(workspace, lambda: demo.story(today))
        yield workspace
    finally:
        workspace.close()


async def picture(
    workspace: Workspace, keys: tuple[str, ...], size: tuple[int, int], theme: str
) -> str:
    """The screen that the keys lead to, as SVG."""
    app = Oppman(workspace, theme=theme)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        return _FROM_AFAR.sub("", app.export_screenshot(title="oppman"))


def main(folder: Path, size: tuple[int, int], theme: str) -> None:
    folder.mkdir(exist_ok=True)
    for name, keys in PICTURES.items():
        # Each has deals of its own: a meeting changes them.
        with tempfile.TemporaryDirectory() as scratch, sample_deals(Path(scratch)) as workspace:
            shown = LIGHT.name if name.endswith("-light") else theme
            svg = asyncio.run(picture(workspace, keys, size, shown))
            (folder / f"{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    cells = (int(sys.argv[2]), int(sys.argv[3])) if len(sys.argv) > 3 else (100, 30)
    main(where, cells, sys.argv[4] if len(sys.argv) > 4 else "oppman-dark")
