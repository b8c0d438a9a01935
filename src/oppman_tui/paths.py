"""Where things lie: the store, the settings, the logs. Nothing is made here."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from oppman_tui.errors import UsageError

HOME = "OPPMAN_HOME"
"""The environment variable that puts everything into one folder of one's choice."""


def backups_of(store: Path) -> Path:
    """The folder of a store's backups: beside it, so that they lie on the same disk."""
    return store.parent / "backups" / store.name


@dataclass(frozen=True, slots=True)
class Places:
    """Folders and files, absolute; whether any of them is there is for others to find out."""

    data: Path
    config_file: Path
    logs: Path

    @property
    def store(self) -> Path:
        """One's own deals."""
        return self.data / "deals.db"

    @property
    def demo(self) -> Path:
        """The sample deals, apart from one's own."""
        return self.data / "demo.db"

    @property
    def log_file(self) -> Path:
        return self.logs / "oppman.log"

    @classmethod
    def find(cls) -> Places:
        """`OPPMAN_HOME` where it is set, else where this system keeps such things."""
        home = os.environ.get(HOME, "").strip()
        if home:
            if "\0" in home:
                raise UsageError(f"{HOME} is no path", "Nothing was opened")
            root = Path(home).expanduser().absolute()
            return cls(root, root / "config.toml", root / "logs")
        from platformdirs import PlatformDirs

        dirs = PlatformDirs("oppman", appauthor=False)
        return cls(
            Path(dirs.user_data_dir),
            Path(dirs.user_config_dir) / "config.toml",
            Path(dirs.user_log_dir),
        )
