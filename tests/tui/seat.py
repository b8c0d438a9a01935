"""A seat in front of the screen: the app over a real store, on a Monday that never ends."""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
import unicodedata
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from functools import cache
from pathlib import Path

from textual import events
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot

from oppman_tui import demo
from oppman_tui.domain.values.clock import Clock
from oppman_tui.domain.values.money import Rates
from oppman_tui.playbook import loader
from oppman_tui.tui.app import Oppman
from oppman_tui.tui.keymap import STANDARD, KeyMap
from oppman_tui.tui.screens.deal import DealScreen
from oppman_tui.tui.widgets.rows import Rows
from oppman_tui.workspace.deals import Workspace
from oppman_tui.workspace.view import DealView

TODAY = date(2026, 11, 23)
MONDAY = Clock(fixed=TODAY)
ME = demo.ME
SMALL, LARGE = (80, 24), (120, 40)


@contextmanager
def workspace(
    folder: Path, *, samples: bool = False, me: str = ME, clock: Clock = MONDAY
) -> Iterator[Workspace]:
    """A workspace over a real store in `folder`; with `samples`, over the demo's deals."""
    store = folder / "deals.oppman"
    if samples:
        shutil.copy(_sample_store(me), store)
    opened = _opened(store, me, clock)
    try:
        yield opened
    finally:
        opened.close()


def _opened(store: Path, me: str, clock: Clock) -> Workspace:
    return Workspace.open(
        store, playbook=loader.default(), rates=Rates(), clock=clock, me=me, create=True
    )


@cache
def _sample_store(me: str) -> Path:
    """The demo's deals, told once: what a test is given is a copy."""
    folder = Path(tempfile.mkdtemp(prefix="oppman-samples-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    told = _opened(folder / "deals.oppman", me, MONDAY)
    told.store.write_acts(demo.story(TODAY))
    told.close()
    return folder / "deals.oppman"


@asynccontextmanager
async def seated(
    ws: Workspace,
    *,
    size: tuple[int, int] = SMALL,
    ascii_only: bool = False,
    linear: bool = False,
    theme: str = "oppman-dark",
    keymap: KeyMap = STANDARD,
) -> AsyncIterator[Pilot[int]]:
    """The app, running over `ws` at its list."""
    app = Oppman(ws, ascii_only=ascii_only, linear=linear, theme=theme, keymap=keymap)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        yield pilot


async def open_deal(
    pilot: Pilot[int], deal: str | DealView, pane: str = "review"
) -> DealScreen:
    """The deal's screen, given by name or as it was read, at one of its tabs."""
    view = one(desk_of(pilot), deal) if isinstance(deal, str) else deal
    screen = DealScreen(view, pane)
    await pilot.app.push_screen(screen)
    await settled(pilot)
    return screen


async def settled(pilot: Pilot[int]) -> None:
    """Every key struck is answered; what it wrote is on the disk and on the screen."""
    app = pilot.app
    assert isinstance(app, Oppman)
    await _taken(app)
    await app.key_queue.answered()
    for rows in app.screen.query(Rows):
        await rows.at_rest.wait()  # then what stands below it follows
    for _ in range(2):  # a write's answer may have begun another
        await _drawn(pilot)
        await app.perform(lambda: None)
    await _drawn(pilot)


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Strike each key, by Textual's name for it, once the one before is answered.

    As `Pilot.press`, which waits for 40 ms and more after each, until the process looks idle;
    here it is known when a key is answered.
    """
    app = pilot.app
    assert isinstance(app, Oppman)
    for key in keys:
        name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
        letter = _get_unicode_name_from_key(REPLACED_KEYS.get(name, name))
        try:
            char: str | None = unicodedata.lookup(letter)
        except KeyError:
            char = name if len(name) == 1 else None
        app.post_message(events.Key(name, char))
        await _taken(app)
        await app.key_queue.answered()
        await _drawn(pilot)


async def _taken(app: Oppman) -> None:
    """The app has taken what was posted to it."""
    taken = asyncio.Event()
    app.call_later(taken.set)
    await taken.wait()


async def _drawn(pilot: Pilot[int]) -> None:
    """Every widget has answered what it was sent, and the screen shows it."""
    await pilot._wait_for_screen()
    pilot.app.screen._on_timer_update()


async def strike(pilot: Pilot[int], *keys: str) -> None:
    """Keys by Textual's names, one after the other without waiting for what they write."""
    await press(pilot, *keys)
    await settled(pilot)


async def write(pilot: Pilot[int], text: str, *keys: str) -> None:
    """Text into the field that has the cursor, then `keys`."""
    names = {" ": "space", "\n": "enter"}
    await press(pilot, *(names.get(letter, letter) for letter in text))
    await strike(pilot, *keys)


def desk_of(pilot: Pilot[int]) -> Workspace:
    assert isinstance(pilot.app, Oppman)
    return pilot.app.workspace


def one(ws: Workspace, name: str) -> DealView:
    """The only deal of that name."""
    (view,) = ws.named(name)
    return view


def lines(pilot: Pilot[int]) -> list[str]:
    """The screen as a person reads it, line by line, without the spaces at the right."""
    size = pilot.app.size
    strips = pilot.app.screen._compositor.render_strips(size)
    return [strip.text.rstrip() for strip in strips]


def text(pilot: Pilot[int]) -> str:
    return "\n".join(lines(pilot))
