"""The first page of the list by the standard library alone, before SQLAlchemy is loaded.

It only reads, and only what a sound store holds that nobody else has touched since its list was
worked out, by the settings of now, for today. On any doubt there is no page: the list as it is
always opened then says what is wrong.
"""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zlib import crc32

from oppman_tui.domain.select.listed import TABS, Alike, Card, FirstPage, Overview, counts, totals
from oppman_tui.store.lists.orders import ORDERS, order_by
from oppman_tui.store.stamps import APPLICATION_ID, SCHEMA

FRONT = "front"
"""The remark that says by which settings the list was worked out."""
ORDER = "list.order"
"""The remark that says what the list was last sorted by."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class Front:
    """By what the list was worked out: kept in the store, to be held against what is now."""

    inputs: str
    stamp: str
    shown: int
    base: str

    def to_text(self) -> str:
        return json.dumps([self.inputs, self.stamp, self.shown, self.base])

    @classmethod
    def from_text(cls, text: str) -> Front:
        return cls(*json.loads(text))


def digest(inputs: Iterable[bytes]) -> str:
    """Of everything that decides what the list looks like, as it lies on the disk. Tells what a
    person has changed, not what somebody has forged, and is there at once."""
    return " ".join(f"{len(part)}:{crc32(part):08x}" for part in inputs)


def read(path: Path, inputs: str, today: date) -> FirstPage | None:
    """The first tab as it opens; None where there is the least doubt."""
    try:
        if not _is_sound(path):
            return None
        uri = f"{path.resolve(strict=True).as_uri()}?mode=ro"
        connection = sqlite3.connect(uri, uri=True, timeout=0.05, isolation_level=None)
        try:
            connection.execute("PRAGMA trusted_schema=OFF")
            connection.execute("BEGIN")
            return _page(connection, inputs, today)
        finally:
            connection.close()
    except (OSError, sqlite3.Error, ValueError, TypeError, KeyError):
        return None


def _is_sound(path: Path) -> bool:
    """As `opening` has it, but where that would mend something, this leaves it."""
    found, folder = path.stat(), path.resolve(strict=True).parent.stat()
    mine = found.st_uid == os.geteuid() and folder.st_uid in (os.geteuid(), 0)
    closed = not (found.st_mode & _OTHERS or folder.st_mode & _OTHERS_WRITE)
    writable = found.st_mode & stat.S_IWUSR and folder.st_mode & stat.S_IWUSR
    whole = not os.path.lexists(f"{path.resolve()}-journal")
    return bool(
        stat.S_ISREG(found.st_mode) and found.st_size and mine and closed and writable and whole
    )


def _page(connection: sqlite3.Connection, inputs: str, today: date) -> FirstPage | None:
    def one(question: str, *given: str) -> object:
        row = connection.execute(question, given).fetchone()
        return None if row is None else row[0]

    def remark(key: str) -> object:
        return one("SELECT value FROM meta WHERE key = ?", f"remark.{key}")

    if (one("PRAGMA application_id"), one("PRAGMA user_version")) != (APPLICATION_ID, SCHEMA):
        return None
    kept = remark(FRONT)
    front = Front.from_text(kept) if isinstance(kept, str) else None
    known = dict(connection.execute("SELECT key, value FROM standing"))
    last = one("SELECT max(arrival) FROM change")
    true_for = (known["stamp"], known["day"], int(known["arrival"]))
    if front is None or front.inputs != inputs:
        return None
    if true_for != (front.stamp, today.isoformat(), last or 0):
        return None
    sorted_by = str(remark(ORDER) or "")
    alike = [Alike(*row) for row in connection.execute(f"SELECT {_ALIKE} FROM tally")]
    told = Overview(counts(alike, TABS), totals(alike, "open"), totals(alike, "hold"), today)
    return FirstPage(
        cards=_cards(connection, sorted_by, today, front.shown),
        overview=told,
        order=sorted_by,
        shown=front.shown,
        base=front.base,
    )


_ALIKE = ", ".join(Alike._fields)


def _cards(
    connection: sqlite3.Connection, sorted_by: str, today: date, most: int
) -> tuple[Card, ...]:
    order, _, turned = sorted_by.partition(" ")
    if order not in ORDERS:
        order, turned = "attention", ""
    descending = (order in ("value", "days")) is not bool(turned)
    bit = 1 << TABS.index("attention")
    query = (
        f"SELECT doc, card FROM summary WHERE tabs & {bit} != 0"
        f" ORDER BY {order_by(order, descending, today)} LIMIT {most:d}"
    )
    return tuple(Card.from_text(doc, text) for doc, text in connection.execute(query))
