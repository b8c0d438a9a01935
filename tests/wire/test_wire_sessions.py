"""Sessions of the real program: what we send shows, frame for frame, what Textual's bytes show."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from emulators import HAS_TMUX, Size, Tmux, differing
from sessions import Pair, Written, record

from oppman_tui.terminal.painter import ENTER, LEAVE

_WALK = (
    *("down", "down", "down", "pgdn", "up", "w", "esc", "6", "down", "down", "pgdn", "s", "esc"),
    *("/", "h", "a", "esc", "?", "pgdn", "esc", "enter", ".", "down", "2", ".", "down", ".", "."),
    *("esc", "100x30", "down", "120x40", "esc", "1"),
)
_TERMINALS: dict[str, tuple[Size, dict[str, str]]] = {
    "large": ((110, 32), {"COLORTERM": "truecolor"}),
    "sixteen": ((80, 24), {"TERM": "xterm"}),
    "plain": ((80, 24), {"NO_COLOR": "1"}),
}


pytestmark = pytest.mark.long


@pytest.fixture(scope="module", params=_TERMINALS)
def session(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> list[Written]:
    """The same walk through the sample deals in a terminal of some kind."""
    size, env = _TERMINALS[request.param]
    return record(tmp_path_factory.mktemp("walk"), _WALK, size, env)


@pytest.mark.parametrize("fills", [True, False])
def test_after_every_frame_each_cell_is_the_same(session: list[Written], fills: bool) -> None:
    pair = Pair(session[0][1], fills=fills)
    for data, size in session:
        if size != pair.size:
            pair.resize(size)
        pair.write(data, size)
        pair.send()
        if size == pair.size and data.startswith("\x1b["):
            pair.check()
    stock = sum(len(data.encode()) for data, _ in session)
    assert sum(len(sent.encode()) for sent in pair.sent) < stock / 3


def test_frames_that_a_slow_line_skips_are_not_missed(session: list[Written]) -> None:
    """The line is ready now and then: what it shows is the newest frame."""
    chance = random.Random(5)
    pair = Pair(session[0][1])
    for data, size in session:
        if data == LEAVE:
            break  # what is due then is never seen
        if size != pair.size:
            pair.send()
            pair.resize(size)
        pair.write(data, size)
        if chance.random() < 0.2:
            pair.send()
            pair.check()
    pair.send()
    pair.check()


def test_an_editor_between_any_two_frames_leaves_nothing_behind(session: list[Written]) -> None:
    """Or a stop and `fg`: the screen is whole at once, before Textual writes a frame."""
    pair = Pair(session[0][1])
    for number, (data, size) in enumerate(session[: _first_size(session)]):
        pair.write(data, size)
        pair.send()
        if number > 30 and number % 7 == 0 and LEAVE not in data:
            pair.painter.take(LEAVE, size)
            left = pair.send()
            assert left == LEAVE
            pair.ours.feed("\x1b[?1049h\x1b[2J\x1b[31mvim was here\x1b[5;9r")
            pair.painter.take(ENTER, size)
            pair.send()
            pair.check()


@pytest.mark.skipif(not HAS_TMUX, reason="tmux isn't there for a second opinion")
def test_tmux_shows_the_same_screens(session: list[Written], tmp_path: Path) -> None:
    """At several places of the walk, up to its first change of size."""
    size = session[0][1]
    before = _first_size(session)
    pair = Pair(size, fills=False)  # what tmux says of itself
    with Tmux(tmp_path) as tmux:
        for number, (data, _) in enumerate(session[:before]):
            pair.write(data)
            pair.send()
            if number % (before // 5) == before // 5 - 1:
                theirs = "".join(data for data, _ in session[: number + 1])
                ours = "".join(pair.sent)
                assert not differing(tmux.shown(ours, size), tmux.shown(theirs, size))


def _first_size(session: list[Written]) -> int:
    """How much was written before the window's size was changed."""
    return next(n for n, (_, size) in enumerate(session) if size != session[0][1])
