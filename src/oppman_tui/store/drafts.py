"""Drafts: what is being typed, kept beside the store until it is saved or dropped.

A draft is one 0600 file in a 0700 folder of its own, replaced whole, so that a dropped line, a
kill or a crash costs at most the last second. It is this copy's own: never shared, never logged.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import stat
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from oppman_tui.domain.values.clock import Clock
from oppman_tui.domain.values.text import clean_text
from oppman_tui.errors import UserError
from oppman_tui.store.file.disk import settle

FORMAT = 1
_EVERY = 1.0
"""Seconds: a text is written to the disk at most this often while it is typed."""
_LARGEST = 4_000_000
"""Bytes of a file that is still read as a draft."""
_DRAFT, _PART, _TEXT = ".json", ".part", ".txt"
_RESCUED = ".txt.save"
"""The name under which nano leaves a text when its terminal is gone."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a text is of. The same field has the same `deal`, `key` and `step` each time.

    `key` names the field or the verb within the deal, `step` the question of a verb that asks
    several; `words` and `deal_name` say it to a person.
    """

    key: str
    words: str
    deal: str = ""
    deal_name: str = ""
    step: str = ""

    @property
    def digest(self) -> str:
        """Names the files; tells nobody who sees the folder what they are of."""
        which = "\0".join((self.deal, self.key, self.step)).encode()
        return hashlib.sha256(which).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Draft:
    """A text kept; `at` is the local ISO time it was typed, `name` its file's."""

    subject: Subject
    text: str
    at: str
    name: str


class Sheet:
    """One text being written: what is put on it is kept, until it is dropped."""

    def __init__(self, drafts: Drafts, subject: Subject) -> None:
        self._drafts = drafts
        self.subject = subject
        self.name = f"{subject.digest}-{secrets.token_hex(6)}"
        self._is_kept = False

    def put(self, text: str) -> None:
        """Keep this in place of what was kept; nothing is kept of an empty text. Never waits."""
        if text.strip() or self._is_kept:
            self._is_kept = True
            self._drafts.keep(self, text)

    def drop(self) -> None:
        """It is saved, or no longer wanted."""
        self._drafts.discard(self.name)

    def lend(self, text: str) -> Path:
        """The text as a file for another program; found again though nobody takes it back.

        Raises `UserError` where no file can be made.
        """
        return self._drafts.lend(self, text)

    def take_back(self) -> str:
        """What the other program made of the text; its file is gone then."""
        return self._drafts.take_back(self)


class Drafts:
    """The drafts of one store, in `folder`. Safe to use from any thread.

    Nothing is raised for a draft that can't be kept: `trouble` says why.
    """

    lasts = "no draft can be kept"
    """What becomes of a draft where there is trouble."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder = folder
        self._clock = clock
        self._waiting: dict[str, Draft | None] = {}
        """By name: what to write, None to remove."""
        self._lock = threading.Lock()
        self._disk = threading.Lock()
        self._woken = threading.Event()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self.trouble: str | None = None

    # -- writing -----------------------------------------------------------------------

    def begin(self, subject: Subject) -> Sheet:
        """A sheet for a new text of this; drafts that there are of it stay."""
        return Sheet(self, subject)

    def keep(self, sheet: Sheet, text: str) -> None:
        at = self._clock.now().isoformat(timespec="microseconds")
        draft = Draft(sheet.subject, text, at, sheet.name)
        self._wait(sheet.name, draft if text.strip() else None)

    def discard(self, name: str) -> None:
        """Remove a draft; it is gone with the next flush."""
        self._wait(name, None)

    def _wait(self, name: str, draft: Draft | None) -> None:
        with self._lock:
            self._waiting[name] = draft
            if self._thread is None and not self._closing.is_set():
                self._thread = threading.Thread(target=self._run, name="drafts", daemon=True)
                self._thread.start()
        self._woken.set()

    def _run(self) -> None:
        """Write what has been typed, at once and then at most once a second."""
        while True:
            self._woken.wait()
            self._woken.clear()
            self.flush()
            if self._closing.wait(_EVERY):
                return

    def flush(self) -> bool:
        """Write what is waiting, now; False where the disk refuses, and it goes on waiting."""
        with self._disk:
            with self._lock:
                todo, self._waiting = self._waiting, {}
            try:
                # First what is kept, so that a text that moves to another file is always there.
                for name, draft in sorted(todo.items(), key=lambda item: item[1] is None):
                    if draft is not None:
                        self._write(draft)
                    else:
                        self._remove(name)
            except OSError as error:
                with self._lock:
                    self._waiting = {**todo, **self._waiting}
                self.trouble = error.strerror or type(error).__name__
                return False
            self.trouble = None
            return True

    def close(self) -> None:
        """Keep what is waiting; nothing is written afterwards but by `flush`."""
        self._closing.set()
        self._woken.set()
        self.flush()

    # -- reading -----------------------------------------------------------------------

    def all(self) -> list[Draft]:
        """Every draft on the disk, the newest first; what can't be read is left alone."""
        self.flush()
        self._tidy()
        found = [draft for path in self._files(f"*{_DRAFT}") if (draft := self._read(path))]
        return sorted(found, key=lambda draft: draft.at, reverse=True)

    def of(self, subject: Subject) -> list[Draft]:
        """The drafts of this, the newest first."""
        self.flush()
        paths = self._files(f"{subject.digest}-*{_DRAFT}")
        found = [draft for path in paths if (draft := self._read(path))]
        return sorted(found, key=lambda draft: draft.at, reverse=True)

    def _files(self, pattern: str) -> Iterator[Path]:
        with suppress(OSError):
            yield from sorted(self.folder.glob(pattern))

    def _read(self, path: Path) -> Draft | None:
        """None for what isn't a draft, holds nothing, or was written by a later version."""
        try:
            raw = json.loads(_contents(path))
            if raw["format"] != FORMAT:
                return None
            given: Mapping[str, Any] = raw["subject"]
            subject = Subject(**{name: str(given[name]) for name in Subject.__slots__})
            draft = Draft(subject, str(raw["text"]), str(raw["at"]), path.stem)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        text = self._lent(path.stem)
        draft = draft if text is None else Draft(subject, text, draft.at, draft.name)
        return draft if draft.text.strip() else None

    def _lent(self, name: str) -> str | None:
        """What another program last made of the text; None where none was lent it."""
        newest = None
        for end in (_TEXT, _RESCUED):
            with suppress(OSError):
                path = self.folder / f"{name}{end}"
                found = (path.stat().st_mtime_ns, _contents(path))
                newest = max(newest or found, found)
        return clean_text(newest[1].decode(errors="replace")) if newest else None

    # -- another program ---------------------------------------------------------------

    def lend(self, sheet: Sheet, text: str) -> Path:
        at = self._clock.now().isoformat(timespec="microseconds")
        path = self.folder / f"{sheet.name}{_TEXT}"
        try:
            with self._disk:
                # The draft first: it says what the text is of.
                self._write(Draft(sheet.subject, text, at, sheet.name))
                path.unlink(missing_ok=True)
                _make(path, text and text + "\n")
        except OSError as error:
            raise UserError(
                f"No file can be made for the editor: {error.strerror}",
                "Nothing was changed",
                "Write here, or make room for it",
            ) from error
        return path

    def take_back(self, sheet: Sheet) -> str:
        text = self._lent(sheet.name)
        if text is not None:
            self.keep(sheet, text)
            self.flush()
            for end in (_TEXT, _RESCUED):
                (self.folder / f"{sheet.name}{end}").unlink(missing_ok=True)
        return text or ""

    # -- the disk ----------------------------------------------------------------------

    def _write(self, draft: Draft) -> None:
        self._make_folder()
        value = {
            "format": FORMAT,
            "subject": asdict(draft.subject),
            "at": draft.at,
            "text": draft.text,
        }
        part = self.folder / f"{draft.name}{_PART}"
        part.unlink(missing_ok=True)
        try:
            _make(part, json.dumps(value), self.folder / f"{draft.name}{_DRAFT}")
        except OSError:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        settle(self.folder)

    def _remove(self, name: str) -> None:
        """A draft with all that editors left beside it."""
        gone = [*self._files(f"{name}.*"), *self._files(f".{name}.*")]
        for path in gone:
            path.unlink(missing_ok=True)
        if gone:
            settle(self.folder)

    def _make_folder(self) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        found = self.folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise PermissionError(None, f"{self.folder.name} is not a folder of your own")
        if found.st_mode & 0o077:
            self.folder.chmod(0o700)

    def _tidy(self) -> None:
        """Take away what a kill left half written; whoever still writes holds its lock."""
        for path in self._files(f"*{_PART}"):
            with suppress(OSError):
                handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    path.unlink(missing_ok=True)
                finally:
                    os.close(handle)


def _make(path: Path, text: str, name: Path | None = None) -> None:
    """A new 0600 file, flushed to the disk; then under the name it is to have."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(path, flags, 0o600)
    with os.fdopen(handle, "wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(text.encode(errors="replace"))
        file.flush()
        os.fsync(file.fileno())
        if name is not None:
            path.replace(name)


def _contents(path: Path) -> bytes:
    """A regular file's bytes. Raises `OSError` for a link, a pipe, or one that is too large."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST:
            raise PermissionError(None, f"{path.name} is no draft")
        return file.read()
