"""Lines that drop: what befalls a program in a terminal from outside, and how it ended."""

from __future__ import annotations

import os
import select
import signal
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from terminal import PATIENCE, Terminal

IGNORING_HANG_UP = (
    "-c",
    "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN);"
    "os.execv(sys.executable, [sys.executable, '-m', 'oppman_tui', *sys.argv[1:]])",
)
"""The program as `nohup` starts it."""
TYPED = "She wants the price for three years"


@dataclass(frozen=True, slots=True)
class Ended:
    """`code` as a shell tells it; `seconds` until then, `cpu` seconds of work in them."""

    code: int
    seconds: float
    cpu: float


@contextmanager
def writing(
    home: Path,
    text: str = TYPED,
    *,
    env: Mapping[str, str] | None = None,
    program: tuple[str, ...] = ("-m", "oppman_tui"),
) -> Iterator[Terminal]:
    """The program at the sample deals, a log entry on the first of them half written."""
    with Terminal(home, "demo", env=env, program=program) as t:
        t.wait_for("Attention 10", "Plant 2 sensors")
        t.press("l")
        t.wait_for("what happened in Plant 2 sensors?")
        t.type(text)
        t.wait_for(text)
        yield t


@contextmanager
def reopened(home: Path) -> Iterator[Terminal]:
    """The program started again, where it says that a draft is kept, and offers it."""
    with Terminal(home, "demo") as t:
        t.wait_for("A draft is kept: Plant 2 sensors · A log entry", "W takes it up")
        t.press("l")
        t.wait_for("what happened in Plant 2 sensors?", "A draft is kept, of 23 Nov")
        yield t


def ended(t: Terminal, cause: signal.Signals | None = None, within: float = PATIENCE) -> Ended:
    """Wait for the program's end, after a signal to it where one is named. Its output is left
    unread. Fails where it is still there `within` seconds later.

    The program stays a zombie, for the terminal to bury.
    """
    handle = os.pidfd_open(t.pid)
    before, begun = _cpu(t.pid), time.monotonic()
    try:
        if cause is not None:
            signal.pidfd_send_signal(handle, cause)
        gone, _, _ = select.select([handle], [], [], within)
        seconds = time.monotonic() - begun
        assert gone, f"still there after {within} seconds"
        found = os.waitid(os.P_PIDFD, handle, os.WEXITED | os.WNOWAIT)
        assert found is not None
        code = found.si_status if found.si_code == os.CLD_EXITED else -found.si_status
        return Ended(code, seconds, _cpu(t.pid) - before)
    finally:
        os.close(handle)


def _cpu(pid: int) -> float:
    """Seconds that a process has worked, as the system has it in /proc; of a zombie too."""
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def busy() -> float:
    """By how much longer things may take on this machine just now; at least 1."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def echoes(t: Terminal) -> bool:
    """The terminal shows what is typed, as a shell needs it."""
    return bool(termios.tcgetattr(t.line)[3] & termios.ECHO)


def drafts(home: Path) -> list[Path]:
    return sorted((home / "demo.db.drafts").glob("*.json"))
