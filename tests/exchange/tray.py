"""A rep's in-tray: a workspace over a real store, and the CRM files that are put before it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from oppman_tui.domain.edits import Edit
from oppman_tui.domain.entities import Dossier
from oppman_tui.domain.fields import Json
from oppman_tui.domain.values.clock import Clock
from oppman_tui.domain.values.money import Rates
from oppman_tui.playbook import loader
from oppman_tui.workspace import imports
from oppman_tui.workspace.deals import Workspace
from oppman_tui.workspace.imports import Options, Plan, Report

TODAY = date(2026, 11, 23)

HEAD = "Id,Deal name,Customer,Stage,Amount,Currency,Close date,Owner,Region\n"
ONE = "D-1,Cranes,Acme,need,1000,EUR,2026-12-31,Mia,North\n"


@dataclass(frozen=True)
class Tray:
    folder: Path
    ws: Workspace

    def put(self, text: str | bytes, name: str = "deals.csv") -> Path:
        """A file in the tray's folder."""
        path = self.folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def plan(self, *files: str | bytes | Path, options: Options | None = None) -> Plan:
        """What importing texts (each as a file of its own) and files would do."""
        paths = [
            given if isinstance(given, Path) else self.put(given, f"deals{n or ''}.csv")
            for n, given in enumerate(files)
        ]
        return imports.read_files(self.ws, paths, options)

    def bring_in(self, *files: str | bytes | Path, options: Options | None = None) -> Report:
        return imports.commit(self.ws, self.plan(*files, options=options))

    def deals(self) -> list[Dossier]:
        """All that are here, by name."""
        return sorted(self.ws.store.dossiers(), key=lambda d: (d.deal.name, d.deal.id))

    def deal(self) -> Dossier:
        """The only one."""
        (found,) = self.deals()
        return found

    def edit(self, cell: str, value: Json, label: str = "Edited") -> None:
        """What a person changes on the only deal."""
        deal = self.deal().deal.id
        self.ws.store.write(label, [Edit(deal, "deal", deal, cell, value)])


@contextmanager
def tray(folder: Path, today: date = TODAY) -> Iterator[Tray]:
    folder.mkdir(exist_ok=True)
    workspace = Workspace.open(
        folder.parent / "deals.db",
        playbook=loader.default(),
        rates=Rates(),
        clock=Clock(today),
        me="Mia",
        create=True,
    )
    try:
        yield Tray(folder, workspace)
    finally:
        workspace.close()
