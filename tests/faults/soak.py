"""A store used hard, from a seed: two windows that edit, undo, restart and are killed, and a copy
that they exchange with; after every round the store is what its log says, and its list what its
deals say.

    python tests/faults/soak.py [SECONDS] [SEED]
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.context
import os
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path

if __name__ == "__main__":  # as pytest has it (pyproject)
    sys.path += [str(Path(__file__).parents[1] / name) for name in ("store", "faults")]

from lists import PLAYBOOK, RATES, Window
from sqlalchemy import select

from oppman_tui.domain.edits import Edit
from oppman_tui.domain.entities import Dossier
from oppman_tui.domain.fields import Json
from oppman_tui.domain.values.clock import Clock
from oppman_tui.errors import StoreError, UserError
from oppman_tui.log.merge import MergeRefused
from oppman_tui.log.undo import NothingToUndo
from oppman_tui.store.care.verify import verify
from oppman_tui.store.faults import StoreBusy
from oppman_tui.store.schema import CHANGE
from oppman_tui.store.store import Store
from oppman_tui.workspace.deals import Seen, Workspace
from oppman_tui.workspace.reviews import Decided, OpenReview
from oppman_tui.workspace.view import DealView

MONDAY = date(2026, 11, 23)
DEALS = 40
"""About so many; then some are removed for each that is made."""
ROUNDS = 12
"""Of one store; then another is begun, or the log would be too long to replay so often."""
PEOPLE = ("Mia", "Noor")
QUESTIONS = [question.key for theme in PLAYBOOK.themes[:4] for question in theme.questions]
CRITERIA = [criterion.key for criterion in PLAYBOOK.criteria]
NEVER = (StoreError, MergeRefused)
"""What no step may be refused with, a busy store aside; a clash, or a deal that the other window
removed, are as they should be."""
TEXTS = (
    "Call them back",
    "[red]budget[/red] is gone",
    "Ääkköset ja 東京 👩‍👩‍👧",
    "'; DROP TABLE change; --",
    "\x1b[2J\u202etxt",
    "long " * 400,
    "x",
)


class Failed(AssertionError):
    """What didn't hold, after which steps of which seed."""


# -- one window ----------------------------------------------------------------------------


@dataclass
class Rep:
    """A person at one window, who does whatever the seed says; `told` is a file descriptor that
    each step is written to once it is acknowledged.
    """

    folder: Path
    me: str
    today: date
    chance: random.Random
    told: int
    ws: Workspace = field(init=False)
    shown: dict[str, DealView] = field(default_factory=dict)
    """What the screen last showed: some of it stale, as on a screen."""

    def __post_init__(self) -> None:
        self.sit_down()

    def sit_down(self) -> None:
        self.ws = Workspace.open(
            self.folder / "deals.db",
            playbook=PLAYBOOK,
            rates=RATES,
            clock=Clock(self.today),
            me=self.me,
            create=True,
        )

    def work(self) -> None:
        while True:
            step = self.chance.choices(list(STEPS), list(STEPS.values()))[0]
            self.say(f"begins {step}")
            try:
                getattr(self, step)()
            except UserError as refused:
                if isinstance(refused, NEVER) and not isinstance(refused, StoreBusy):
                    raise
                self.say(f"refused {step}: {type(refused).__name__}")
            else:
                self.say(f"done {step} {self.ws.arrival()}")

    def say(self, line: str) -> None:
        os.write(self.told, f"{self.me}: {line}\n".encode())

    def a_deal(self) -> Seen:
        """One of the deals, as it is or as the screen shows it still."""
        ids = self.ws.store.deal_ids()
        if not ids:
            self.add()
            ids = self.ws.store.deal_ids()
        deal = self.chance.choice(ids or [""])
        if deal not in self.shown or self.chance.random() < 0.7:
            view = self.ws.view(deal)
            if view is None:
                raise NothingToUndo  # the other window removed it
            self.shown[deal] = view
        return Seen.of(self.shown[deal])

    def dossier_of(self, seen: Seen) -> Dossier:
        return self.shown[seen.deal].dossier

    def text(self) -> str:
        return f"{self.chance.choice(TEXTS)} {self.chance.randrange(100)}"

    def day(self) -> date:
        return self.today + timedelta(self.chance.randint(-60, 90))

    # The steps

    def add(self) -> None:
        customer = self.chance.choice(["Corp", "Delta", "", self.text()])
        amount = self.chance.choice([None, 0, 7_500_00, self.chance.randrange(10**9)])
        currency = self.chance.choice(["EUR", "USD", "JPY", "XXX"])
        close = self.chance.choice([None, self.day().isoformat()])
        self.ws.add_deal(
            self.text(), customer[:60], amount=amount, currency=currency, close_date=close
        )

    def remove(self) -> None:
        ids = self.ws.store.deal_ids()
        if len(ids) > DEALS // 2 and self.chance.random() < len(ids) / DEALS:
            seen = self.a_deal()
            self.ws.remove(seen, "deal", seen.deal, "Deal removed")

    def set_field(self) -> None:
        seen = self.a_deal()
        parts: dict[str, Json] = self.chance.choice(
            [
                {"note": self.text()},
                {"name": self.text()},
                {"owner": self.chance.choice([None, *PEOPLE])},
                {"amount": self.chance.randrange(-9, 10**8), "currency": "EUR"},
                {"amount": None, "currency": None},
                {"close_date": self.day()},
                {"close_date": None},
                {"next_step": self.text()[:200], "next_step_date": self.day()},
                {"strategic": self.chance.choice([None, "we want in"])},
            ]
        )
        self.ws.set(seen, "deal", seen.deal, parts, "Field set")

    def customer(self) -> None:
        self.ws.set_customer(self.a_deal(), self.chance.choice(["Corp", "Delta", "", "Echo"]))

    def stage(self) -> None:
        stage = self.chance.choice([stage.key for stage in PLAYBOOK.open_stages])
        self.ws.move_stage(self.a_deal(), stage, reason=self.text())

    def hold(self) -> None:
        self.ws.hold(self.a_deal(), self.today + timedelta(self.chance.randint(1, 40)))

    def resume(self) -> None:
        self.ws.resume(self.a_deal())

    def close(self) -> None:
        self.ws.close_deal(self.a_deal(), self.chance.choice(["lost", "abandoned"]))

    def reopen(self) -> None:
        self.ws.reopen(self.a_deal())

    def log(self) -> None:
        seen = self.a_deal()
        players = [player.id for player in self.dossier_of(seen).players]
        some = self.chance.sample(players, min(len(players), 2))
        side = self.chance.choice([None, "ours", "theirs"])
        self.ws.log(seen, self.text(), side=side, players=some, on=min(self.day(), self.today))

    def player(self) -> None:
        seen = self.a_deal()
        players = self.dossier_of(seen).players
        if not players or self.chance.random() < 0.4:
            self.ws.add(seen, "player", {"name": self.text()[:60]}, "Player")
        elif self.chance.random() < 0.2:
            self.ws.remove(seen, "player", self.chance.choice(players).id, "Player removed")
        else:
            parts = {"title": self.chance.choice(["CFO", None]), "influence": 3}
            self.ws.set(seen, "player", self.chance.choice(players).id, parts, "Player")

    def answer(self) -> None:
        question = self.chance.choice([*QUESTIONS, self.text()[:20]])
        parts: dict[str, Json] = {
            "value": self.chance.choice([None, 0, 1, 2, 2]),
            "grade": self.chance.choice([None, 1, 3]),
            "evidence": self.text(),
            # Most go stale after 90 days, one or another every day.
            "evidence_date": self.today - timedelta(self.chance.randint(0, 120)),
        }
        self.ws.set(self.a_deal(), "answer", question, parts, "Answer")

    def criterion(self) -> None:
        """Of a customer: it stands in the rows of all its deals."""
        parts: dict[str, Json] = {"value": self.chance.choice([None, 0, 1, 2])}
        criterion = self.chance.choice(CRITERIA)
        self.ws.set(self.a_deal(), "criterion", criterion, parts, "Criterion")

    def act(self) -> None:
        self.ws.add_action(self.a_deal(), self.text())

    def review(self) -> None:
        seen = self.a_deal()
        review = OpenReview(self.today, {"status": self.text()}, PEOPLE)
        self.ws.save_review(seen.deal, review)
        if self.chance.random() < 0.5:
            self.ws.finish_review(seen, review, Decided("go", text=self.text()))

    def undo(self) -> None:
        for _ in range(self.chance.choice([1, 1, 2, 5])):
            self.ws.undo()

    def redo(self) -> None:
        self.ws.redo()

    def look(self) -> None:
        self.ws.keep_up()
        self.ws.overview(self.chance.choice(["", "corp", "%"]))

    def restart(self) -> None:
        self.ws.close()
        self.shown.clear()
        self.sit_down()

    def exchange(self) -> None:
        """With a copy of the store, which a third person edits."""
        copy = Store.open(
            self.folder / "copy.db", clock=Clock(self.today), actor="Olli", create=True
        )
        try:
            copy.receive(self.ws.store.changes())
            for deal in self.chance.sample(copy.deal_ids(), min(2, len(copy.deal_ids()))):
                copy.write("Copy", [_of_deal(deal, "note", self.text())])
            self.ws.store.receive(copy.changes())
        finally:
            copy.close()


def _of_deal(deal: str, cell: str, value: str) -> Edit:
    return Edit(deal, "deal", deal, cell, value)


STEPS = {
    "add": 4,
    "remove": 3,
    "set_field": 14,
    "customer": 2,
    "stage": 4,
    "hold": 2,
    "resume": 1,
    "close": 1,
    "reopen": 2,
    "log": 5,
    "player": 6,
    "answer": 5,
    "criterion": 3,
    "act": 3,
    "review": 2,
    "undo": 7,
    "redo": 4,
    "look": 2,
    "restart": 1,
    "exchange": 1,
}
"""How often each is done, of all of them."""


def window(folder: Path, me: str, today: date, seed: int, told: Path) -> None:
    """Work until killed; what isn't expected ends it, and stands in the file `told`."""
    handle = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        Rep(folder, me, today, random.Random(seed), handle).work()
    except BaseException:
        os.write(handle, f"{_CRASH}\n{traceback.format_exc()}".encode())
        raise


_CRASH = "crashed"


# -- the rounds ----------------------------------------------------------------------------


def _context() -> multiprocessing.context.ForkServerContext:
    """Windows begin as fast as a fork: all they need is imported once, in another process, so
    that none of them shares an open store with this one.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["soak"])
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    try:
        forkserver.ensure_running()
    finally:
        os.environ.pop("PYTHONPATH")
        if before is not None:
            os.environ["PYTHONPATH"] = before
    return context


@dataclass
class Soak:
    """`run` for some seconds; `rounds` and `steps` say afterwards what was done."""

    folder: Path
    seed: int
    rounds: int = 0
    steps: int = 0
    _last: deque[str] = field(default_factory=lambda: deque(maxlen=40))

    def run(self, seconds: float) -> None:
        """Raises `Failed`."""
        chance = random.Random(self.seed)
        context = _context()
        end = time.monotonic() + seconds
        while self.rounds == 0 or time.monotonic() < end:
            folder = self.folder / f"{self.rounds}"
            folder.mkdir(mode=0o700)
            known: set[str] = set()
            for n in range(ROUNDS):
                today = MONDAY + timedelta(n * 5)
                self._last.append(f"-- round {self.rounds}, {today}")
                told = [folder / f"{me}{n}" for me in PEOPLE]
                windows: list[BaseProcess] = [
                    context.Process(
                        target=window, args=(folder, me, today, chance.getrandbits(32), one)
                    )
                    for me, one in zip(PEOPLE, told, strict=True)
                ]
                self._let_work(windows, told, chance)
                for one in told:
                    self._read(one)
                known = self._check(folder, today, known)
                self.rounds += 1
                if time.monotonic() > end:
                    return

    def _let_work(
        self, windows: list[BaseProcess], told: list[Path], chance: random.Random
    ) -> None:
        """Both at once, until each is killed at some moment."""
        for one in windows:
            one.start()
        while any(one.is_alive() for one in windows) and not all(p.exists() for p in told):
            time.sleep(0.02)
        for one in chance.sample(windows, len(windows)):
            one.join(chance.uniform(0.2, 2.0))
            one.kill()
        for one in windows:
            one.join()
            one.close()

    def _read(self, told: Path) -> None:
        lines = told.read_text().splitlines() if told.exists() else []
        self.steps += sum(": done" in line for line in lines)
        self._last.extend(lines)
        if _CRASH in lines:
            raise self._failed("a window stopped over an error of its own")

    def _check(self, folder: Path, today: date, known: set[str]) -> set[str]:
        """What holds after every round; the ids of all changes."""
        for name in ("deals.db", "copy.db"):
            if (folder / name).exists():
                self._check_store(folder / name, today)
        with suppress(FileNotFoundError):
            found = self._check_list(folder / "deals.db", today)
            if known - found:
                raise self._failed(f"{len(known - found)} changes are gone")
            return found
        return known

    def _check_store(self, path: Path, today: date) -> None:
        for made in path.parent.glob(".*.new*"):
            os.utime(made, (0, 0))
        store = Store.open(path, clock=Clock(today), actor="Mia")
        try:
            problems = [store.quick_check(), *(problem.what for problem in verify(store))]
            if any(problems):
                raise self._failed(f"{path.name}: {'; '.join(filter(None, problems))}")
            left = [p.name for p in path.parent.glob(f".{path.name}*")]
            if left:
                raise self._failed(f"left of what was killed while it was made: {left}")
        finally:
            store.close()

    def _check_list(self, path: Path, today: date) -> set[str]:
        if not path.exists():
            raise FileNotFoundError(path)
        seen = Window(path, Clock(today), PLAYBOOK, RATES)
        try:
            seen.check()
            with seen.store.reading() as connection:
                return set(connection.scalars(select(CHANGE.c.id)))
        except AssertionError as error:
            if isinstance(error, Failed):
                raise
            raise self._failed(f"the list is not what its deals say: {error}") from error
        finally:
            seen.store.close()

    def _failed(self, what: str) -> Failed:
        last = "\n".join(self._last)
        return Failed(f"{what}\nseed {self.seed}; the last steps:\n{last}")


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 600
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().getrandbits(32)
    print(f"seed {seed}, {seconds:.0f} s", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="oppman-soak-"))
    soak = Soak(folder, seed)
    try:
        soak.run(seconds)
    except (Failed, UserError) as failed:
        print(f"{failed}\nThe stores are kept in {folder}")
        sys.exit(1)
    shutil.rmtree(folder)
    print(f"{soak.rounds} rounds, {soak.steps:,} steps, nothing lost")


if __name__ == "__main__":
    main()
