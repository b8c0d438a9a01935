"""Bringing in what a CRM exported: read and compare first, look at the report, then commit.

plan = read_files(workspace, [Path("deals.csv")], Options(dates="dmy"))
for line in plan.report.lines(): ...
report = commit(workspace, plan)
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from oppman_tui.domain.edits import Edit
from oppman_tui.domain.values.text import clean_line
from oppman_tui.errors import ImportFailed, UsageError
from oppman_tui.exchange.importing.batch import Batch, read_batch
from oppman_tui.exchange.importing.comparing import LABEL, Outcome, compare, docs_of
from oppman_tui.exchange.importing.records import House, Options
from oppman_tui.exchange.importing.report import Report, rejects_csv
from oppman_tui.store import reads
from oppman_tui.store.care.backup import IMPORT
from oppman_tui.store.writing import logbook
from oppman_tui.workspace import files
from oppman_tui.workspace.deals import Workspace

__all__ = ["Options", "Plan", "Report", "commit", "read_files", "write_rejects"]

_FEW = 3
"""So many deals that turn out to be others are no accident."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do; nothing is written yet. `arrival` is the change it rests on."""

    report: Report
    paths: tuple[Path, ...]
    batch: Batch
    options: Options
    outcome: Outcome
    arrival: int


def read_files(workspace: Workspace, paths: Sequence[Path], options: Options | None = None) -> Plan:
    """Read exports of deals, and what lies beside them, and compare them with what is here.

    Raises `ImportFailed`, which says what can't be read or isn't known, and what to do;
    `UsageError` where the options are off. Nothing is changed either way.
    """
    options = _checked(options or Options())
    stages = workspace.playbook.stages
    house = House(
        tuple(stage.key for stage in stages),
        next((stage.key for stage in stages if stage.won), None),
        workspace.rates.base,
    )
    batch = read_batch(paths, options, house)
    with workspace.store.reading() as connection:
        arrival = logbook.last_arrival(connection)
        outcome = _compared(workspace, connection, batch, options)
    _refuse_strangers(outcome, options)
    report = Report.of(batch, outcome)
    return Plan(report, tuple(paths), batch, options, outcome, arrival)


def commit(workspace: Workspace, plan: Plan) -> Report:
    """Write the plan as one act, in one transaction, after a backup; what was done.

    Where something was changed here since it was made, it is compared anew.
    """
    outcome = plan.outcome

    def edits(connection: Connection) -> Iterator[Edit]:
        nonlocal outcome
        if logbook.last_arrival(connection) != plan.arrival:
            outcome = _compared(workspace, connection, plan.batch, plan.options)
        if outcome.edits:
            workspace.store.back_up(IMPORT)
        yield from outcome.edits

    with _unhurried():
        workspace.store.write(_label(plan), edits)
    return Report.of(plan.batch, outcome)


@contextmanager
def _unhurried() -> Iterator[None]:
    """Python's search for garbage takes a third of the time among so much that is none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def write_rejects(plan: Plan, path: Path) -> int:
    """The rejected rows as a CSV that can be mended and imported; how many. None: no file.

    Raises `ImportFailed` where it can't be written, `UsageError` where it is a file to import.
    """
    rejects = plan.report.rejects
    if any(_same(path, source) for source in plan.paths):
        raise UsageError(f"{path} is the file to import", "It was not written over")
    if rejects:
        untouched = "The rejected rows were not written"
        files.write_whole(path, [rejects_csv(rejects)], untouched, failed=ImportFailed)
    return len(rejects)


def _checked(options: Options) -> Options:
    system = clean_line(options.system or "") or None
    return replace(options, system=system, org=clean_line(options.org))


def _compared(
    workspace: Workspace, connection: Connection, batch: Batch, options: Options
) -> Outcome:
    names = reads.customer_ids_by_name(connection)
    here = reads.cells(connection, sorted(docs_of(batch, names)))
    return compare(batch, here, names, today=workspace.today, prefer=options.prefer)


def _refuse_strangers(outcome: Outcome, options: Options) -> None:
    """Ids of one system's deals may well be those of other deals in another."""
    named = options.system or options.org
    if named or outcome.renamed < _FEW or outcome.renamed * 2 <= outcome.known:
        return
    raise ImportFailed(
        f"{outcome.renamed:,} of the {outcome.known:,} deals that are here by their id have"
        " another name in the file: are they of another system?",
        "Nothing was imported",
        "If so, name it with --system or --org; if not, say --system with its present name",
    )


def _label(plan: Plan) -> str:
    names = [file.name for file, _ in plan.report.files if not file.beside]
    shown = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
    return f"{LABEL}{shown}"[:200]


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
