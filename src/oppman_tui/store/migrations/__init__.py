"""Bringing a store of an earlier version up to the one this program writes.

The first migration, and each after it, is one file here: `to_2.py` with

    def upgrade(op: Operations) -> None: ...

that takes Alembic's operations, besides the new number in `schema.SCHEMA` and the tables there.
It runs within one transaction, with foreign keys unchecked until its end. Of a table without
row ids `batch_alter_table` has to be told so: ``table_kwargs={"sqlite_with_rowid": False}``.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from oppman_tui.errors import StoreError
from oppman_tui.store.faults import StoreBusy, is_busy, is_full, newer, no_room, told
from oppman_tui.store.file.connections import commit, make_engine
from oppman_tui.store.schema import SCHEMA

_WAIT = 120.0
"""Seconds to wait for another start that migrates already."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """The version that a program writes, and the package that holds the steps towards it."""

    version: int
    package: str

    def step(self, version: int) -> Callable[..., None]:
        """What brings a store from the version before to `version`."""
        module = importlib.import_module(f"{self.package}.to_{version}")
        upgrade: Callable[..., None] = module.upgrade
        return upgrade


OURS = Lineage(SCHEMA, __name__)


def migrate(path: Path, lineage: Lineage, back_up: Callable[[], object]) -> None:
    """Bring the store at `path` to the lineage's version: all of it or nothing.

    `back_up` is called while nobody else can write, before anything is changed. Where another
    start was quicker nothing is done. Raises `StoreError`; the store is then as it was.
    """
    engine = make_engine(path, wait=_WAIT, write=True, foreign_keys=False)
    try:
        with engine.connect() as connection:
            # Pages that don't fit the cache wait in memory: in the file they would keep others
            # from reading even the version.
            connection.connection.cursor().execute("PRAGMA cache_spill=OFF")
            connection.execution_options(immediate=True)
            with connection.begin():
                _upgrade(connection, path, lineage, back_up)
                commit(connection, time.monotonic() + _WAIT)
    except DBAPIError as error:
        if is_busy(error):
            raise StoreBusy from error
        if is_full(error):
            raise no_room(path) from error
        raise _failed(path, lineage, told(error, path).what) from error
    finally:
        engine.dispose()


def _upgrade(
    connection: Connection, path: Path, lineage: Lineage, back_up: Callable[[], object]
) -> None:
    # Read again: another start may have migrated it while this one waited.
    found = version_of(connection)
    if found == lineage.version:
        return
    if found > lineage.version:
        raise newer(path, found, lineage.version)
    back_up()

    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    context = MigrationContext.configure(connection, opts={"transactional_ddl": True})
    for version in range(found + 1, lineage.version + 1):
        lineage.step(version)(Operations(context))
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise _failed(path, lineage, "rows would be left that name others which aren't there")
    connection.exec_driver_sql(f"PRAGMA user_version={lineage.version}")


def version_of(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _failed(path: Path, lineage: Lineage, why: str) -> StoreError:
    return StoreError(
        f"The store {path} can't be brought to version {lineage.version}: {why}",
        "It was left as it was, and a backup of it was made",
        "Use the oppman you used before, and report this",
    )
