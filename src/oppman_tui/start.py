"""The way to the first page: what is asked of the program before anything heavy is loaded.

Only for the plain `oppman`, perhaps with a store named; anything else goes to the command line as
it is. Whatever is in doubt is left to the command line too, which says what is wrong.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oppman_tui import __version__
from oppman_tui.errors import UserError
from oppman_tui.paths import Places

if TYPE_CHECKING:
    from oppman_tui.domain.select.listed import FirstPage
    from oppman_tui.terminal.early import Picture

TODAY = "OPPMAN_TODAY"
"""The environment variable that fixes the calendar day, for tests and for looking back."""


@dataclass(frozen=True, slots=True)
class Start:
    """A first page that is painted already, and is still true as far as anyone knows."""

    page: FirstPage
    picture: Picture
    settings: Mapping[str, Any]
    """As they are written; they were right when the page was kept."""


@contextmanager
def first_page(arguments: Sequence[str]) -> Iterator[Start | None]:
    """Paint the first page, if there is one; within, the program comes up behind it."""
    store = _store(arguments)
    if store is None or not (os.isatty(0) and os.isatty(1)) or not _draws():
        yield None
        return
    config_file = Places.find().config_file
    settings, inputs = read_settings(config_file)
    if settings.get("ascii") or settings.get("linear") or inputs is None:
        yield None
        return
    from oppman_tui.store.lists import firstpage
    from oppman_tui.terminal import early
    from oppman_tui.tui import front
    from oppman_tui.tui.ink import OWN

    colours = OWN.get(settings.get("theme", "oppman-dark"))
    system, today = early.colours(), _today()
    width, height = os.get_terminal_size(1)
    fits = width >= front.NEEDED[0] and height >= front.NEEDED[1]
    if colours is None or system is None or today is None or not fits:
        yield None
        return
    page = firstpage.read(store, inputs, today)
    if page is None:
        yield None
        return
    lines = front.draw(page, width, height, front.looks_of(colours))
    drawing = early.Drawing(lines, front.ground(colours), system, (width, height))
    with early.shown(drawing) as picture:
        yield Start(page, picture, settings)


def read_settings(config_file: Path) -> tuple[dict[str, Any], str | None]:
    """The settings as they are written, and the digest of all that decides what the list says;
    None where they can't be read. Whether they are right is for `config` to say."""
    from oppman_tui.store.lists import firstpage

    package = Path(__file__).parent
    try:
        written = config_file.read_bytes() if os.path.lexists(config_file) else b""
        settings: dict[str, Any] = {}
        if written:
            import tomllib

            settings = tomllib.loads(written.decode())
        playbook = package / "playbook" / "default.toml"
        if named := settings.get("playbook"):
            playbook = config_file.parent / Path(named).expanduser()
        return settings, firstpage.digest(
            [__version__.encode(), written, playbook.read_bytes()]
        )
    except (OSError, ValueError, TypeError):
        return {}, None


def _store(arguments: Sequence[str]) -> Path | None:
    """The store that a plain start means; None where something else is asked for."""
    match list(arguments):
        case []:
            try:
                return Places.find().store
            except UserError:
                return None
        case ["--store", named] if "\0" not in named:
            return Path(named).expanduser().absolute()
    return None


def _draws() -> bool:
    """The terminal has more than ASCII."""
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    return "linux" not in os.environ.get("TERM", "") and encoding == "utf8"


def _today() -> date | None:
    from oppman_tui.domain.values.clock import Clock

    fixed = os.environ.get(TODAY, "").strip()
    try:
        return Clock(date.fromisoformat(fixed) if fixed else None).today()
    except ValueError:
        return None
