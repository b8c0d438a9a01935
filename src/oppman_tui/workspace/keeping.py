"""Backups of a store and the way back from one, also where the store itself can't be opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from oppman_tui.domain.values.clock import Clock
from oppman_tui.domain.values.dates import show_date
from oppman_tui.errors import StoreError, StoreLost
from oppman_tui.store.care import backup as backups
from oppman_tui.store.care.backup import Backup, Backups
from oppman_tui.store.care.restore import Restored, restore
from oppman_tui.workspace import samples
from oppman_tui.workspace.reading import Reading

__all__ = ["Keeping", "Kept", "Restored", "keep_hourly"]

_WHY = {
    backups.HOURLY: "hourly",
    backups.ASKED: "asked for",
    backups.IMPORT: "before an import",
    backups.MERGE: "before a merge",
    backups.MIGRATION: "before an update of the store",
    backups.ENCRYPTION: "when the encryption was changed",
    backups.RESTORE: "before a deal was put back",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup as a person is told of it. `when` is local; `deals` where it was looked into."""

    path: Path
    when: str
    why: str
    size: int
    deals: int | None = None

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def told(self) -> str:
        """``23 Nov 14:03 (31 deals)``."""
        count = "" if self.deals is None else f" ({self.deals:,} deal{'s' * (self.deals != 1)})"
        return f"{self.when}{count}"


class Keeping:
    """The backups of the store at `path`. Nothing is asked of the store unless a verb says so."""

    def __init__(self, path: Path, clock: Clock, named: bool = False) -> None:
        self._backups = Backups(path, clock)
        self._clock = clock
        # What a person has to type for this store, where it isn't the usual one.
        self._command = f"oppman --store {path} restore" if named else "oppman restore"

    @property
    def store(self) -> Path:
        return self._backups.store

    @property
    def folder(self) -> Path:
        return self._backups.folder

    def all(self) -> list[Kept]:
        """The newest first; whether one is sound isn't looked at."""
        return [self._kept(backup) for backup in self._backups.all()]

    def newest_good(self) -> Kept | None:
        """The newest that is sound now."""
        found = self._backups.newest_good()
        return self._kept(found[0], found[1].deals) if found else None

    def last(self) -> datetime | None:
        """When the newest was made."""
        newest = next(iter(self._backups.all()), None)
        return newest.made if newest else None

    def find(self, words: str) -> Path:
        """The backup that is meant: one of these by its name, or a file. Raises `StoreError`."""
        for kept in self.all():
            if words in (kept.name, kept.path.name):
                return kept.path
        path = Path(words).expanduser().absolute()
        if not path.exists():
            raise StoreError(
                f"There is no backup {words}",
                "Nothing was changed",
                "oppman backup --list names them",
            )
        return path

    # -- making ------------------------------------------------------------------------

    def make(self) -> Kept:
        """A verified backup. Raises `StoreError`; earlier ones are kept then."""
        self._check_there()
        made = self._backups.make(backups.ASKED)
        return self._kept(made, backups.examine(made.path).deals)

    def write(self, path: Path) -> int:
        """A verified backup in a file of one's choice, never over another; its deals."""
        self._check_there()
        return self._backups.write(path).deals

    def _check_there(self) -> None:
        if not self.store.exists():
            raise StoreError(f"The store {self.store} isn't there", "No backup was made")

    # -- the way back ------------------------------------------------------------------

    def restore(self, backup: Path) -> Restored:
        """Put `backup` in the store's place; the file there is set aside whole."""
        return restore(self.store, backup, self._clock)

    def advised(self, error: StoreLost) -> StoreLost:
        """The same, with the way back: in one line, for where nothing can be asked."""
        newest = self.newest_good()
        if newest is None:
            return StoreLost(error.what, error.untouched, f"{error.cure}; there is no backup of it")
        way = f"`{self._command}` brings back the backup of {newest.told}"
        aside = " and keeps what is there beside it" if self.store.exists() else ""
        return StoreLost(error.what, error.untouched, way + aside)

    def _kept(self, backup: Backup, deals: int | None = None) -> Kept:
        local = backup.made.astimezone()
        when = f"{show_date(local.date(), self._clock.wall().date())} {local:%H:%M}"
        try:
            size = backup.path.stat().st_size
        except OSError:
            size = 0
        return Kept(backup.path, when, _WHY.get(backup.why, backup.why), size, deals)


def keep_hourly(workspace: Reading) -> None:
    """The hourly backup, where one is due; sample deals need none. Raises `StoreError`."""
    store = workspace.store
    if store.unwritable is None and store.backups.is_due() and not samples.are_here(workspace):
        store.back_up(backups.HOURLY)
