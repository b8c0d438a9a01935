"""Changes as rows and rows as changes. Many at a time, by parts that fit one statement."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, Row, Select, and_, func, insert, select, update
from sqlalchemy import bindparam as bind

from oppman_tui.log.change import CellKey, Change, Op, canonical
from oppman_tui.log.merge import Write
from oppman_tui.store.schema import CHANGE, OP, VERSION

Place: TypeAlias = tuple[str, CellKey]
"""A cell of a document."""

T = TypeVar("T")

CHUNK = 500
"""Documents named in one statement; SQLite allows 32,766 values."""

FEW = 50
"""So many cells are looked up one by one; of more, whole documents are read."""

_WRITE = (
    OP.c.doc,
    OP.c.entity,
    OP.c.row,
    OP.c.field,
    OP.c.value,
    CHANGE.c.id,
    CHANGE.c.replica,
    CHANGE.c.seq,
    CHANGE.c.hlc,
    CHANGE.c.seen,
)


def parts(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """`items` in lists of at most `size`."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


# -- reading -------------------------------------------------------------------------------


def last_arrival(connection: Connection) -> int:
    """The number of the newest change here; 0 where there is none."""
    return connection.scalar(select(func.max(CHANGE.c.arrival))) or 0


def changes(
    connection: Connection, docs: Iterable[str], after: int = 0
) -> list[Change]:
    """The changes of these documents that arrived after `after`; each document's in order."""
    heads = select(CHANGE).where(CHANGE.c.arrival > after)
    return [
        change
        for part in parts(sorted(docs))
        for change in _whole(connection, heads.where(CHANGE.c.doc.in_(part)))
    ]


def changes_after(connection: Connection, arrival: int) -> tuple[list[Change], int]:
    """The next changes after `arrival`, and the arrival to go on from."""
    upto = arrival + CHUNK
    heads = select(CHANGE).where(CHANGE.c.arrival > arrival, CHANGE.c.arrival <= upto)
    return _whole(connection, heads), upto


def changes_of_acts(connection: Connection, acts: Iterable[str]) -> list[Change]:
    heads = select(CHANGE)
    return [
        change
        for part in parts(acts)
        for change in _whole(connection, heads.where(CHANGE.c.act.in_(part)))
    ]


def changed_by(
    connection: Connection, acts: Iterable[str], docs: Collection[str]
) -> set[str]:
    """The ids of the changes that these acts made to these documents."""
    found = select(CHANGE.c.id, CHANGE.c.doc)
    return {
        row.id
        for part in parts(acts)
        for row in connection.execute(found.where(CHANGE.c.act.in_(part)))
        if row.doc in docs
    }


def _whole(connection: Connection, heads: Select[Any]) -> list[Change]:
    rows = connection.execute(heads.order_by(CHANGE.c.arrival)).all()
    if not rows:
        return []
    ops: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    between = OP.c.arrival.between(rows[0].arrival, rows[-1].arrival)
    for part in parts(sorted({row.doc for row in rows})):
        for op in connection.execute(select(OP).where(OP.c.doc.in_(part), between)):
            ops[op.arrival].append(op)
    return [_change(row, ops[row.arrival]) for row in rows]


def _change(head: Row[Any], ops: list[Row[Any]]) -> Change:
    ops.sort(key=lambda op: int(op.place))
    return Change(
        id=head.id,
        doc=head.doc,
        replica=head.replica,
        seq=head.seq,
        hlc=head.hlc,
        actor=head.actor,
        actor_salt=head.actor_salt,
        act=head.act,
        label=head.label,
        salt=head.salt,
        at=head.at,
        seen=json.loads(head.seen),
        ops=tuple(
            Op(CellKey(op.entity, op.row, op.field), op.value, op.salt, op.digest.hex())
            for op in ops
        ),
        undoes=head.undoes,
        format=head.format,
        actor_digest=head.actor_digest.hex(),
        label_digest=head.label_digest.hex(),
        hash=head.hash.hex(),
    )


def versions(connection: Connection, docs: Iterable[str]) -> dict[str, dict[str, int]]:
    """The version vector of each of these documents that is here."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for part in parts(docs):
        query = select(VERSION).where(VERSION.c.doc.in_(part))
        for doc, replica, seq in connection.execute(query):
            found[doc][replica] = seq
    return found


def standing_writes(
    connection: Connection, places: Collection[Place]
) -> dict[Place, list[Write]]:
    """The writes that stand in each of these cells, the winner first."""
    found: defaultdict[Place, list[Write]] = defaultdict(list)
    if len(places) > FEW:
        found.update(all_writes(connection, {doc for doc, _ in places}, standing=True))
    else:
        # A list of tuples would be a scan; to put a chain of ORs together takes longer than this.
        for doc, (entity, row, field) in places:
            named = {"b_doc": doc, "b_entity": entity, "b_row": row, "b_field": field}
            _collect(connection.execute(_STANDING, named), found)
    for writes in found.values():
        writes.sort(key=lambda write: write.rank, reverse=True)
    return found


def all_writes(
    connection: Connection, docs: Iterable[str], *, standing: bool = False
) -> dict[Place, list[Write]]:
    """Every write to every cell of these documents; with `standing`, those marked so."""
    found: defaultdict[Place, list[Write]] = defaultdict(list)
    query = _writes().where(OP.c.standing) if standing else _writes()
    for part in parts(docs):
        _collect(connection.execute(query.where(OP.c.doc.in_(part))), found)
    return found


def _writes() -> Select[Any]:
    return select(*_WRITE).join(CHANGE, OP.c.arrival == CHANGE.c.arrival)


_HERE = and_(
    OP.c.doc == bind("b_doc"),
    OP.c.entity == bind("b_entity"),
    OP.c.row == bind("b_row"),
    OP.c.field == bind("b_field"),
)
_STANDING = _writes().where(_HERE, OP.c.standing)


def _collect(rows: Iterable[Any], found: defaultdict[Place, list[Write]]) -> None:
    for doc, entity, row, field, value, change, replica, seq, hlc, seen in rows:
        write = Write(change, replica, seq, hlc, json.loads(seen), value)
        found[doc, CellKey(entity, row, field)].append(write)


# -- writing -------------------------------------------------------------------------------


def add(
    connection: Connection,
    made: Collection[Change],
    first: int,
    standing: Mapping[Place, Collection[Write]],
) -> None:
    """Append changes as arrivals `first` and on; `standing` says what stands in their cells."""
    if not made:
        return
    heads = [_head(n, change) for n, change in enumerate(made, first)]
    connection.execute(insert(CHANGE), heads)
    ops = [
        {
            "doc": change.doc,
            "entity": op.cell.entity,
            "row": op.cell.row,
            "field": op.cell.field,
            "arrival": arrival,
            "place": place,
            "value": op.value,
            "salt": op.salt,
            "digest": bytes.fromhex(op.digest),
            "standing": any(w.change == change.id for w in standing[change.doc, op.cell]),
        }
        for arrival, change in enumerate(made, first)
        for place, op in enumerate(change.ops)
    ]
    # In the order they lie in: a page is then filled once, not sought again for each op.
    ops.sort(key=lambda op: (op["doc"], op["entity"], op["row"], op["field"]))
    if ops:
        connection.execute(insert(OP), ops)


def _head(arrival: int, change: Change) -> dict[str, Any]:
    return {
        "arrival": arrival,
        "id": change.id,
        "doc": change.doc,
        "replica": change.replica,
        "seq": change.seq,
        "hlc": change.hlc,
        "actor": change.actor,
        "actor_salt": change.actor_salt,
        "actor_digest": bytes.fromhex(change.actor_digest),
        "act": change.act,
        "label": change.label,
        "salt": change.salt,
        "label_digest": bytes.fromhex(change.label_digest),
        "at": change.at,
        "seen": canonical(dict(change.seen)),
        "undoes": change.undoes,
        "format": change.format,
        "hash": bytes.fromhex(change.hash),
    }


_OVERWRITE = (
    update(OP)
    .where(
        _HERE,
        OP.c.arrival
        == select(CHANGE.c.arrival).where(CHANGE.c.id == bind("b_change")).scalar_subquery(),
    )
    .values(standing=False)
)


def overwrite(connection: Connection, gone: Iterable[tuple[Place, str]]) -> None:
    """Mark the writes of these changes to these cells as no longer standing."""
    rows = [
        {
            "b_doc": doc,
            "b_entity": cell.entity,
            "b_row": cell.row,
            "b_field": cell.field,
            "b_change": change,
        }
        for (doc, cell), change in gone
    ]
    if rows:
        connection.execute(_OVERWRITE, rows)
