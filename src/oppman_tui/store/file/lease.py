"""One machine at a time writes to a store on a network file system.

SQLite's locks don't hold there: two machines that write at once would ruin the file. So the one
that opens it first leaves a lease beside it and renews it for as long as it has it open; others
can only read. A machine that lost its power leaves a lease that is no longer renewed: it is taken
over. The windows of one machine share its lease, for among them locks hold.
"""

from __future__ import annotations

import json
import os
import secrets
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from oppman_tui.domain.values.text import clean_line
from oppman_tui.store.file.machine import Machine

RENEWED, STALE = 30.0, 180.0
"""Seconds: how often a lease is renewed, and after how many without that it is stale."""


class Held(Exception):
    """Another machine has the store open; `by` is its name."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


class _Holder(NamedTuple):
    """Who holds a lease, as it says; all empty where it can't be read (it may be half written)."""

    mark: str = ""
    name: str = ""
    token: str = ""


class Lease:
    """This window's part in the lease of the store at `store`. Every method raises `OSError`."""

    def __init__(self, store: Path, machine: Machine) -> None:
        self.path = store.with_name(f"{store.name}.lease")
        self._machine = machine
        self._me = _Holder(machine.mark, machine.name, secrets.token_hex(8))
        self._renewed = 0.0
        self._closed = threading.Event()

    def take(self) -> str | None:
        """Hold it, for this machine; whose it was, where a stale one is taken over. Raises
        `Held`.
        """
        taken_from: str | None = None
        for _ in range(8):
            if self._make():
                return taken_from
            try:
                holder, written = _read(self.path)
            except FileNotFoundError:
                continue  # given up meanwhile
            if holder.mark == self._me.mark:
                self._renew()
                return taken_from
            if self._now() - written < STALE:
                raise Held(holder.name or "another machine")
            self._put_away(holder)
            taken_from = holder.name or "another machine"
        raise Held("another machine")

    def hold(self) -> None:
        """Make sure that it is held still, before something is written. Raises `Held`."""
        try:
            holder, _ = _read(self.path)
        except FileNotFoundError:
            self.take()  # another window of this machine gave it up
            return
        if holder.mark != self._me.mark:
            raise Held(holder.name or "another machine")
        if time.monotonic() - self._renewed >= RENEWED:
            self._renew()

    def keep(self) -> None:
        """Renew it from now on, whether anything is written or not, until it is released."""

        def renew() -> None:
            while not self._closed.wait(RENEWED):
                # What can't be renewed now is found out by the next write.
                with suppress(OSError, Held):
                    self.hold()

        threading.Thread(target=renew, name="lease", daemon=True).start()

    def release(self) -> None:
        """Give it up; another window of this machine takes it again before it writes."""
        self._closed.set()
        with suppress(OSError):
            if _read(self.path)[0] == self._me:
                self.path.unlink()

    def _make(self) -> bool:
        """False where there is one."""
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        except FileExistsError:
            return False
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(self._me._asdict(), file)
            file.flush()
            os.fsync(file.fileno())
        self._renewed = time.monotonic()
        return True

    def _renew(self) -> None:
        os.utime(self.path)
        self._renewed = time.monotonic()

    def _now(self) -> float:
        """The file server's time, by which the lease's is to be judged."""
        probe = self.path.with_name(f".{self.path.name}.{self._me.token}")
        handle = os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.utime(handle)
            return os.fstat(handle).st_mtime
        finally:
            os.close(handle)
            probe.unlink(missing_ok=True)

    def _put_away(self, stale: _Holder) -> None:
        """Take a stale lease away. Raises `Held` where another machine was quicker."""
        aside = self.path.with_name(f".{self.path.name}.{self._me.token}.stale")
        try:
            self.path.rename(aside)
        except FileNotFoundError:
            return
        holder, _ = _read(aside)
        if holder != stale:  # not stale: what a third one has just made
            aside.rename(self.path)
            raise Held(holder.name or "another machine")
        aside.unlink(missing_ok=True)


def _read(path: Path) -> tuple[_Holder, float]:
    """Who holds it and when it was last renewed, in the file server's seconds since 1970."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        written = os.fstat(file.fileno()).st_mtime
        try:
            raw = json.loads(file.read(4096))
            return _Holder(*(clean_line(str(raw[name]))[:64] for name in _Holder._fields)), written
        except (ValueError, KeyError, TypeError, RecursionError):
            return _Holder(), written
