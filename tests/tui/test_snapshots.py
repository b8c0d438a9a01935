"""The screens as they are, text and ink, so that a change in one is seen and meant.

Each at 80x24 and at 120x40, in the dark theme and in the light one. `pytest --snapshot-update`
takes new ones; read what changed before keeping it, and look at it as a picture.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from inked import inked, plainly
from seat import LARGE, SMALL, one, open_deal, seated, settled, strike, workspace, write
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from oppman_tui.workspace.deals import Seen, Workspace

DEAL = "ERP rollout"
GROWN = "Grid maintenance"
"""A deal with three reviews, all in good order."""

LIST: dict[str, Sequence[str]] = {
    "attention": (),
    "stalled": ("2",),
    "new": ("3",),
    "closing": ("4",),
    "more": ("5",),
    "gates": ("5", "2"),
    "on hold": ("5", "7"),
    "all": ("6",),
    "closed": ("7",),
    "sorted by value": ("6", "o", "5"),
    "orders": ("o",),
    "marked": ("space", "space", "down", "space"),
    "marked, where to": ("space", "space", "s"),
    "go": ("g",),
    "why": ("down", "w"),
    "why, all of it": ("down", "w", "w"),
    "stage": ("down", "s"),
    "owner": ("at",),
    "help": ("question_mark",),
    "palette": ("colon",),
    "a key that is none": ("f",),
}
"""Keys from the list to the list's own screens and to what lies over them."""
WRITTEN: dict[str, tuple[Sequence[str], str, Sequence[str]]] = {
    "search": (("6", "slash"), "sen", ()),
    "search, found": (("6", "slash"), "sen", ("enter",)),
    "search, nothing": (("slash",), "zzz", ()),
    "palette, looked for": (("colon",), "review", ()),
    "new deal": (("n",), "Harbour cranes", ()),
    "new deal, its customer": (("n",), "Harbour cranes", ("enter", "n", "o", "r")),
    "new deal, its value": (("n",), "Harbour cranes", ("enter", "enter", *"-5k", "enter")),
    "log": (("down", "l"), "Called her about the price", ()),
    "log, with whom": (("down", "l"), "Called her about the price", ("enter", "3")),
    "action": (("down", "a"), "", ()),
    "action, its section": (("down", "a"), "Call the plant", ("enter",)),
    "next step, the day": (("down", "t"), "Visit", ("enter", *"fri")),
    "import": (("i",), "export.csv", ("enter",)),
}
"""Keys, then text, then keys."""
PANES: dict[str, tuple[str, Sequence[str]]] = {
    "review": ("review", ()),
    "review, below": ("review", ("end",)),
    "review, decision": ("review", ("d",)),
    "plan": ("plan", ()),
    "plan, the sets": ("plan", ("tab", "down", "down")),
    "plan, answered": ("plan", ("pagedown", "down", "1")),
    "plan, answered by the program": ("plan", ("pagedown", "2")),
    "plan, evidence": ("plan", ("pagedown", "down", "e")),
    "plan, grade": ("plan", ("pagedown", "down", "v")),
    "plan, in full": ("plan", ("pagedown", "down", "enter")),
    "plan, why a set": ("plan", ("tab", "down", "down", "w")),
    "act": ("act", ()),
    "act, the plan": ("act", ("tab", "end")),
    "act, an action of a finding": ("act", ("enter",)),
    "act, tick": ("act", ("tab", "space")),
    "act, risk": ("act", ("exclamation_mark",)),
    "act, stop condition": ("act", ("c",)),
    "act, remove": ("act", ("tab", "D")),
    "act, why a finding": ("act", ("down", "w")),
    "players": ("players", ()),
    "players, influence": ("players", ("down", *["right"] * 4)),
    "players, new": ("players", ("n",)),
    "players, links": ("players", ("down", "L")),
    "players, all fields": ("players", ("down", "e")),
    "players, why one": ("players", ("down", "w")),
    "players, map": ("players", ("p",)),
    "history": ("history", ()),
    "history, below": ("history", ("end",)),
    "history, an entry": ("history", ("down", "down", "enter")),
    "all fields": ("review", ("f",)),
    "all fields, below": ("review", ("f", "end")),
    "go": ("review", ("g",)),
    "help in plan": ("plan", ("question_mark",)),
}
"""A tab of the deal, and the keys from there."""


MEETING: dict[str, Sequence[str]] = {
    "before": (),
    "which": ("plus", "escape", "m"),
    "what changed": ("enter",),
    "a question": ("enter", "down", "down"),
    "the decision": ("enter", "end"),
    "an answer": ("enter", "down", "enter"),
    "leaving it": ("enter", "right_square_bracket"),
    "what was agreed": ("enter", "2"),
    "amounts hidden": ("enter", "b"),
    "under way": ("enter", "1", "enter", "z", "0", *"ill", "enter"),
    "after": ("enter", "1", "enter", "0", *"ill", "enter", "e", "y"),
}
"""Keys from the agenda of a meeting over the list."""
WHOLE: dict[str, Sequence[str]] = {
    "funnel": ("F",),
    "funnel, why": ("F", "down", "right", "w"),
    "funnel, its deals": ("F", "down", "down", "enter"),
    "portfolio": ("O",),
    "portfolio, ranges": ("O", "v"),
    "portfolio, why": ("O", "w"),
}
"""Keys from the list to the pictures of many deals."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample deals, told once."""
    folder = tmp_path_factory.mktemp("told")
    with workspace(folder, samples=True):
        pass
    return folder


@pytest.fixture
def ws(told: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of them for one test."""
    with sample_deals(told, tmp_path) as opened:
        yield opened


@contextmanager
def sample_deals(told: Path, folder: Path, me: str = "") -> Iterator[Workspace]:
    for file in told.iterdir():
        if file.is_file():
            shutil.copy(file, folder / file.name)
    with workspace(folder) if not me else workspace(folder, me=me) as opened:
        yield opened


async def both_sizes(pilot: Pilot[int], snapshot: SnapshotAssertion, hide: str = "") -> None:
    """The screen that the app is at, at both sizes; `hide` is told by dots."""
    before = pilot.app.theme
    for size in (SMALL, LARGE):
        await pilot.resize_terminal(*size)
        await settled(pilot)
        shown = await inked(pilot)
        if hide:
            shown = shown.replace(hide, "." * len(hide))
        assert shown == snapshot(name=f"{size[0]}x{size[1]}")
        pilot.app.theme = before
        await settled(pilot)


@pytest.mark.parametrize("name", LIST)
async def test_the_list_and_what_lies_over_it(
    name: str, ws: Workspace, snapshot: SnapshotAssertion
) -> None:
    async with seated(ws) as pilot:
        await strike(pilot, *LIST[name])
        await both_sizes(pilot, snapshot)


@pytest.mark.parametrize("name", WRITTEN)
async def test_where_one_writes(name: str, ws: Workspace, snapshot: SnapshotAssertion) -> None:
    before, words, after = WRITTEN[name]
    async with seated(ws) as pilot:
        await strike(pilot, *before)
        await write(pilot, words, *({" ": "space", "-": "minus"}.get(k, k) for k in after))
        await both_sizes(pilot, snapshot)


@pytest.mark.parametrize("name", PANES)
async def test_a_deal_and_what_lies_over_it(
    name: str, ws: Workspace, snapshot: SnapshotAssertion
) -> None:
    pane, keys = PANES[name]
    async with seated(ws) as pilot:
        await open_deal(pilot, DEAL, pane)
        await strike(pilot, *keys)
        await both_sizes(pilot, snapshot)


@pytest.mark.parametrize("name", MEETING)
async def test_a_meeting(name: str, ws: Workspace, snapshot: SnapshotAssertion) -> None:
    async with seated(ws) as pilot:
        for key in ("m", *MEETING[name]):
            await strike(pilot, key)
        # The time of day is not fixed; a minute may turn while the screen is looked at.
        await both_sizes(pilot, snapshot)


@pytest.mark.parametrize("name", WHOLE)
async def test_pictures_of_many_deals(
    name: str, ws: Workspace, snapshot: SnapshotAssertion
) -> None:
    async with seated(ws) as pilot:
        for key in WHOLE[name]:
            await strike(pilot, key)
            await pilot.app.workers.wait_for_complete(
                [w for w in pilot.app.workers if w.group == "reading"]
            )
            await settled(pilot)
        await both_sizes(pilot, snapshot)


@pytest.mark.parametrize("pane", ["review", "plan", "act", "players", "history"])
async def test_a_deal_in_good_order(pane: str, ws: Workspace, snapshot: SnapshotAssertion) -> None:
    async with seated(ws) as pilot:
        await open_deal(pilot, GROWN, pane)
        await both_sizes(pilot, snapshot)


@pytest.mark.parametrize("pane", ["review", "plan", "act", "players"])
async def test_a_deal_of_which_nothing_is_known(
    pane: str, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Harbour cranes")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Harbour cranes", pane)
            await both_sizes(pilot, snapshot)


@pytest.mark.parametrize(
    "keys",
    [(), ("escape",), ("escape", "enter")],
    ids=["welcome", "nothing yet", "nothing to open"],
)
async def test_a_store_with_nothing_in_it(
    keys: Sequence[str], snapshot: SnapshotAssertion
) -> None:
    """Where the store lies is told: another place each time, but as long a name."""
    with TemporaryDirectory(dir="/tmp", prefix="oppman-") as place, workspace(Path(place)) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, *keys)
            await both_sizes(pilot, snapshot, hide=place)


async def test_a_store_that_can_only_be_read(
    told: Path, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    with sample_deals(told, tmp_path):
        pass
    (tmp_path / "deals.oppman").chmod(0o400)
    with workspace(tmp_path) as ws:
        async with seated(ws) as pilot:
            await both_sizes(pilot, snapshot)


async def test_an_empty_list_among_full_ones(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Harbour cranes", "Satama Oy", amount=5_000_00, currency="EUR")
        async with seated(ws) as pilot:
            await strike(pilot, "4")
            await both_sizes(pilot, snapshot)


async def test_two_windows_wrote_the_same_field(
    ws: Workspace, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    with workspace(tmp_path, me="Jonas Bergström") as other:
        async with seated(ws) as pilot:
            await open_deal(pilot, DEAL)
            await strike(pilot, "f", "end", "home")
            seen = Seen.of(one(other, DEAL))
            other.set(seen, "deal", seen.deal, {"name": "ERP rollout, three plants"}, "Name")
            await strike(pilot, "enter")
            await write(pilot, " in Husum", "enter")
            pilot.app._look_around()  # type: ignore[attr-defined]  # not waiting two seconds
            await settled(pilot)
            await both_sizes(pilot, snapshot)


async def test_what_an_import_would_do(
    ws: Workspace, tmp_path: Path, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "Cranes,Satama,5000,EUR,2027-01-31\nBuoys,Satama,x,EUR,2027-02-28\n"
    file = tmp_path / "export.csv"
    file.write_text(f"Deal Name,Company,Amount,Currency,Close Date\n{rows}")
    monkeypatch.chdir(tmp_path)
    async with seated(ws) as pilot:
        await strike(pilot, "i")
        await write(pilot, "export.csv", "enter")
        await both_sizes(pilot, snapshot)


async def test_too_small_a_window(ws: Workspace, snapshot: SnapshotAssertion) -> None:
    async with seated(ws, size=(50, 12)) as pilot:
        assert await inked(pilot) == snapshot


@pytest.mark.parametrize("pane", ["list", "review", "plan", "act", "players", "history", "help"])
async def test_the_least_size(pane: str, ws: Workspace, snapshot: SnapshotAssertion) -> None:
    async with seated(ws, size=(60, 20)) as pilot:
        await at(pilot, pane)
        assert await inked(pilot) == snapshot


@pytest.mark.parametrize("pane", ["list", "plan", "act", "players"])
@pytest.mark.parametrize("form", ["ascii", "linear", "no colour", "ansi-dark", "ansi-light"])
async def test_the_forms_for_other_terminals(
    form: str,
    pane: str,
    ws: Workspace,
    snapshot: SnapshotAssertion,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if form == "no colour":
        monkeypatch.setenv("NO_COLOR", "1")
    theme = form if form.startswith("ansi") else "oppman-dark"
    linear, ascii_only = form == "linear", form == "ascii"
    async with seated(ws, linear=linear, ascii_only=ascii_only, theme=theme) as pilot:
        await at(pilot, pane)
        assert plainly(pilot) == snapshot


async def at(pilot: Pilot[int], pane: str) -> None:
    """At the list, its help, or a tab of the deal."""
    if pane == "help":
        await strike(pilot, "question_mark")
    elif pane != "list":
        await open_deal(pilot, DEAL, pane)
    else:
        await strike(pilot, "down")

