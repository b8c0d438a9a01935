"""The program on a terminal: how soon it is there, and how soon it answers."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ringside import KEYS, Answer, Run, Seat
from rows import Row, middle
from stores import TODAY

_APPS = Path(__file__).with_name("apps.py")
_FIRST = 4
"""The line of the first deal."""
_MARK = "▌"
_WALK = 26
"""Lines that are seen at once and that the cursor hasn't been on."""


def oppman(store: Path) -> list[str]:
    return [sys.executable, "-m", "oppman_tui", "--store", str(store)]


def env(store: Path) -> dict[str, str]:
    return {"OPPMAN_TODAY": TODAY.isoformat(), "OPPMAN_HOME": str(store.parent / "home")}


def prepare(store: Path) -> None:
    """Open it once, as a day begins: what is then kept is there for every later start."""
    with Seat(oppman(store), env(store)) as seat:
        seat.wait_for("weakest")
        seat.settle(1.5)


def hello() -> float:
    with Seat([sys.executable, str(_APPS), "hello"]) as seat:
        seat.wait_for("Hello")
        seat.settle(0.3)
    return 1000 * _needed(seat.run.shown(lambda lines: any("Hello" in line for line in lines)))


def start(store: Path) -> tuple[float, float, Run]:
    """Milliseconds until the first rows are seen; and until a cursor key that was struck at
    once, before anything was there, has been answered."""
    with Seat(oppman(store), env(store), early=KEYS["down"]) as seat:
        seat.wait_for("weakest")
        seat.settle(0.5)

    def rows(lines: Sequence[str]) -> bool:
        return lines[_FIRST].startswith(_MARK)

    def moved(lines: Sequence[str]) -> bool:
        return lines[_FIRST + 1].startswith(_MARK)

    run = seat.run
    return 1000 * _needed(run.shown(rows)), 1000 * _needed(run.shown(moved)), run


def keys(store: Path, count: int) -> dict[str, list[Answer]]:
    """Answers to keys in the list of all deals, one at a time."""
    with Seat(oppman(store), env(store)) as seat:
        seat.wait_for("weakest")
        seat.settle(1.0)
        found: dict[str, list[Answer]] = {}
        found["tab"] = [seat.press(key) for key in (b"6", b"7") * 4]
        seat.press(b"6")
        found["cursor"] = [seat.press(KEYS["down"]) for _ in range(_WALK)]
        for _ in range(20):
            seat.press(KEYS["down"])  # to the last line that is seen
        found["scroll"] = [seat.press(KEYS["down"]) for _ in range(min(count, 100))]
        found["end"] = [seat.press(KEYS["end"]), seat.press(KEYS["up"])]
        found["page"] = []
        for _ in range(6):  # each time a list of which nothing is known yet
            found["tab"] += [seat.press(b"7"), seat.press(b"6")]
            seat.press(KEYS["home"])
            found["page"] += [seat.press(KEYS["pgdn"]) for _ in range(4)]
    found["memory"] = [Answer(0, 0, seat.run.peak)]
    return found


def table_keys(count: int) -> dict[str, list[Answer]]:
    with Seat([sys.executable, str(_APPS), "table"]) as seat:
        seat.wait_for("Deal 1")
        seat.settle(1.0)
        cursor = [seat.press(KEYS["down"]) for _ in range(_WALK)]
        for _ in range(25):
            seat.press(KEYS["down"])
        return {"cursor": cursor, "scroll": [seat.press(KEYS["down"]) for _ in range(count)]}


def _needed(seconds: float | None) -> float:
    if seconds is None:
        raise RuntimeError("a program never came to its first screen")
    return seconds


def starts(thousand: Path, rounds: int) -> Iterator[Row]:
    hellos, firsts, usables, sizes = [], [], [], []
    for _ in range(rounds):
        hellos.append(hello())
        first, usable, run = start(thousand)
        firsts.append(first)
        usables.append(usable)
        sizes.append(float(run.size(1e9)))
    base = middle(hellos)
    yield Row("start: first rows, 1,000 deals", middle(firsts), "ms", 0.4, base, "hello")
    yield Row("start: list usable, 1,000 deals", middle(usables), "ms", 1.4, base, "hello")
    yield Row("start: bytes, picture and list", middle(sizes) / 1000, "kB", 8)


def answers(few: Path, many: Path, rounds: int, count: int) -> Iterator[Row]:
    # In turns: what else the machine does then falls on all of them.
    turns = [(table_keys(count), keys(few, count), keys(many, count)) for _ in range(rounds)]
    table, small, large = map(_together, zip(*turns, strict=True))
    for key in ("cursor", "scroll"):
        name = f"key → last byte, list {key}"
        yield Row(name, _last(large[key]), "ms", 0.6, _last(table[key]), "DataTable")
    worst = max(answer.last for key in ("cursor", "scroll") for answer in large[key])
    pressed = len(large["cursor"]) + len(large["scroll"])
    yield Row(f"worst of {pressed} keys, 100,000 deals", 1000 * worst, "ms", 50)
    yield Row("tab switch", _last(small["tab"]), "ms", 40)
    yield from _beside("100,000 deals", large, small, rounds, few, many)


def _together(found: Iterable[dict[str, list[Answer]]]) -> dict[str, list[Answer]]:
    """The answers to each kind of key, of several seats."""
    together: dict[str, list[Answer]] = {}
    for seat in found:
        for key, given in seat.items():
            together.setdefault(key, []).extend(given)
    return together


def million(few: Path, most: Path, rounds: int, count: int) -> Iterator[Row]:
    yield from _beside("1,000,000 deals", keys(most, count), keys(few, count), rounds, few, most, 2)


def _beside(
    name: str,
    large: dict[str, list[Answer]],
    small: dict[str, list[Answer]],
    rounds: int,
    few: Path,
    many: Path,
    usable: float = 1.2,
) -> Iterator[Row]:
    """A large store beside one of 200 deals: as soon there, as quick, as few bytes."""
    of, starts_few, starts_many = "200 deals", [], []
    for _ in range(rounds):
        starts_few.append(start(few)[1])
        starts_many.append(start(many)[1])
    yield Row(f"{name}: usable", middle(starts_many), "ms", usable, middle(starts_few), of)
    for key in ("cursor", "scroll", "page", "tab"):
        yield Row(f"{name}: {key}", _last(large[key]), "ms", 1.2, _last(small[key]), of)
    for key in ("cursor", "scroll", "page"):
        ours, theirs = (middle([float(a.size) for a in f[key]]) for f in (large, small))
        yield Row(f"{name}: bytes, {key}", ours, "B", 1.05, theirs, of)
    memory, before = (f["memory"][0].size / 1e6 for f in (large, small))
    yield Row(f"{name}: memory", memory, "MB", 1.15, before, of)


def _last(found: list[Answer]) -> float:
    """Milliseconds from a key to the last byte of its answer."""
    return 1000 * middle([answer.last for answer in found])
