"""How changes combine: what a cell's value is, and what may come in from another copy.

A cell's value is a pure function of the set of changes, so two copies that hold the same
changes show the same values whatever the order they came in; clocks only break ties
(architecture.md, The change log).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, TypeAlias

from oppman_tui.domain.fields import ENTITIES
from oppman_tui.errors import UserError
from oppman_tui.log.change import FORMAT, HLC_LIMIT, CellKey, Change, Op, canonical

Fault: TypeAlias = Literal[
    "gap", "fork", "causality", "newer_format", "hlc", "hash", "unknown", "malformed"
]

_CURES: Mapping[Fault, str] = {
    "gap": "Receive what was sent before it first",
    "fork": "An older state of one store was put in its place and edited on: keep the one that"
    " holds more, begin the other anew as a copy of it, and write down again what only that had",
    "causality": "Receive all that its sender has; if it is refused still, it can't be trusted",
    "newer_format": "Update oppman first, then receive it again",
    "hlc": "See that the clocks of both machines are right; if they are, don't take changes from"
    " this sender until it is mended",
    "hash": "It was damaged or altered on the way: ask for it to be sent again",
    "unknown": "Update oppman first, then receive it again",
    "malformed": "Ask its sender to send it again from an up-to-date oppman",
}


class MergeRefused(UserError):
    """What came in can't be merged; nothing of it was.

    `kind` says which rule it broke, `detail` names the document, replica and change.
    """

    def __init__(self, kind: Fault, detail: str) -> None:
        super().__init__(
            f"What came in can't be merged: {detail}", "Nothing was changed", _CURES[kind]
        )
        self.kind = kind
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Write:
    """One cell set by one change; `change` is its id. `value` is None where forgotten."""

    change: str
    replica: str
    seq: int
    hlc: int
    seen: Mapping[str, int]
    value: str | None

    @classmethod
    def of(cls, change: Change, op: Op) -> Write:
        return cls(change.id, change.replica, change.seq, change.hlc, change.seen, op.value)

    def covers(self, other: Write) -> bool:
        """True where this write was made with `other` on the screen, and so overwrote it."""
        return self.change != other.change and self.seen.get(other.replica, 0) >= other.seq

    @property
    def rank(self) -> tuple[int, str, int]:
        """Orders writes none of which has seen the other, alike on every copy."""
        return (self.hlc, self.replica, self.seq)


@dataclass(frozen=True, slots=True)
class Settled:
    """What a cell shows, and what stands beside it. `standing` has the winner first."""

    winner: Write
    standing: tuple[Write, ...]
    conflict: bool
    """More than one value stands, until someone decides by an ordinary change."""


def settle(writes: Iterable[Write]) -> Settled:
    """The value of one cell out of all writes to it, in any order; doubles count once.

    A write stands unless another to the same cell was made with it on the screen. Covering is
    for good: as long as changes arrive after what they have seen (which `merge` sees to), the
    writes standing so far and the new ones settle as all of them would. Raises `ValueError` for
    no writes.
    """
    by_change = {write.change: write for write in writes}
    if not by_change:
        raise ValueError("a cell without a write has no value to settle")
    # One pass instead of each against each: a write is covered if any has seen that far. No
    # change has seen itself, so a write never counts against itself.
    horizon: dict[str, int] = {}
    for write in by_change.values():
        for replica, seq in write.seen.items():
            if seq > horizon.get(replica, 0):
                horizon[replica] = seq
    standing = [w for w in by_change.values() if horizon.get(w.replica, 0) < w.seq]
    standing.sort(key=lambda write: write.rank, reverse=True)
    values = {write.value for write in standing}
    return Settled(standing[0], tuple(standing), len(values) > 1)


def state(changes: Iterable[Change]) -> dict[CellKey, Settled]:
    """Every cell of one document, out of all its changes."""
    writes: defaultdict[CellKey, list[Write]] = defaultdict(list)
    for change in changes:
        for op in change.ops:
            writes[op.cell].append(Write.of(change, op))
    return {cell: settle(of_cell) for cell, of_cell in writes.items()}


def hidden(standing: Mapping[CellKey, Sequence[Write]]) -> frozenset[CellKey]:
    """The cells of one document in which something stands that was removed unseen.

    `standing` are its cells' standing writes, the winner first. Removal is a field like any
    other, so a row that one copy removes while another writes to it is gone on both; what was
    written is kept, comes back with the row, and is to be told of.
    """
    found = set()
    for mark, marks in standing.items():
        if mark.field != "deleted" or marks[0].value != "true":
            continue
        whole = ENTITIES[mark.entity].single
        for cell, writes in standing.items():
            inside = whole or (cell.entity, cell.row) == (mark.entity, mark.row)
            if inside and cell != mark and not all(_known(marks[0], w) for w in writes):
                found.add(cell)
    return frozenset(found)


def _known(one: Write, other: Write) -> bool:
    """True where one of them was made with the other on the screen, or both at once."""
    return one.change == other.change or one.covers(other) or other.covers(one)


def version(changes: Iterable[Change]) -> dict[str, int]:
    """The version vector of one document: the greatest seq of each replica."""
    vector: dict[str, int] = {}
    for change in changes:
        vector[change.replica] = max(change.seq, vector.get(change.replica, 0))
    return vector


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge brings: the changes that are new here, and the (document, cell)s they touch.

    `added` is in an order in which each comes after all it has seen.
    """

    added: tuple[Change, ...]
    cells: frozenset[tuple[str, CellKey]]


def is_known(cell: CellKey) -> bool:
    """True where this version of oppman has the entity and the field."""
    entity = ENTITIES.get(cell.entity)
    return entity is not None and cell.field in entity.cells


def merge(
    have: Iterable[Change],
    incoming: Iterable[Change],
    known: Callable[[CellKey], bool] = is_known,
    *,
    latest: int = HLC_LIMIT - 1,
) -> Merged:
    """What `incoming` adds to `have`: their union, or `MergeRefused` for the whole.

    `have` holds at least all changes of the documents that `incoming` names, and was checked
    when it came in. `incoming` may come in any order, with doubles and with what is here
    already. A value out of its limits is no reason to refuse; one that isn't canonical JSON is.
    `latest` is the greatest stamp to take (`stamp.furthest`).

    What was forgotten stays so. A value that was forgotten here doesn't come back, though its
    change comes in with it again; nor is one lost here that was forgotten elsewhere, for each
    copy is asked by its own person. Of a row that was removed and forgotten all is forgotten that
    comes in, such as what a copy that hadn't heard of it wrote there meanwhile, as long as the
    row is removed.
    """
    arrived = sorted(incoming, key=lambda c: (*_place(c), c.id, c.hash))
    for change in arrived:
        _check_alone(change, known, latest)
    log = _Log(have)
    for change in arrived:
        log.add(change)
    added = sorted(log.added.values(), key=lambda c: (c.hlc, c.replica, c.doc, c.seq))
    for change in sorted(added, key=_place):
        log.check_place(change)
    log.check_documents()
    gone = log.forgotten_rows()
    added = [_without(change, gone) for change in added]
    return Merged(tuple(added), frozenset((c.doc, op.cell) for c in added for op in c.ops))


class _Place(NamedTuple):
    """Where a change stands in the log; one change only may stand there."""

    doc: str
    replica: str
    seq: int

    def __str__(self) -> str:
        return f"change {self.seq} of replica {self.replica} on document {self.doc}"


def _place(change: Change) -> _Place:
    return _Place(change.doc, change.replica, change.seq)


class _Log:
    """The union in the making: what is here and what was added, by place and by id."""

    def __init__(self, have: Iterable[Change]) -> None:
        self._by_place = {_place(change): change for change in have}
        self._place_of = {change.id: place for place, change in self._by_place.items()}
        self._top: defaultdict[tuple[str, str], int] = defaultdict(int)
        for place in self._by_place:
            key = (place.doc, place.replica)
            self._top[key] = max(place.seq, self._top[key])
        self.added: dict[_Place, Change] = {}

    def add(self, change: Change) -> None:
        """Takes one change that was checked alone, unless it is here already."""
        place = _place(change)
        twin = self._by_place.get(place)
        if self._place_of.setdefault(change.id, place) != place:
            detail = f"{place} has the id of {self._place_of[change.id]}"
            raise MergeRefused("fork", detail)
        if twin is None:
            self._by_place[place] = self.added[place] = change
        elif twin.hash != change.hash:
            raise MergeRefused("fork", f"{place} is another one here")
        elif place in self.added:
            self._by_place[place] = self.added[place] = _least(twin, change)

    def check_place(self, change: Change) -> None:
        """Refuses gaps and impossible causality. To be called in order of place."""
        place = _place(change)
        due = self._top[place.doc, place.replica] + 1
        if place.seq > due:
            raise MergeRefused("gap", f"{place._replace(seq=due)} is missing before {place}")
        self._top[place.doc, place.replica] = max(place.seq, due - 1)
        before = self._by_place.get(place._replace(seq=place.seq - 1))
        if before is not None and before.hlc >= change.hlc:
            raise MergeRefused("causality", f"{place} is stamped before the one it follows")
        for replica, seq in sorted(change.seen.items()):
            if seq == 0:
                continue
            seen = _Place(place.doc, replica, seq)
            if replica == place.replica and seq >= place.seq:
                raise MergeRefused("causality", f"{place} claims to have seen {seen}")
            other = self._by_place.get(seen)
            if other is None:
                raise MergeRefused("causality", f"{seen}, which {place} has seen, is missing")
            if other.hlc >= change.hlc:
                detail = f"{place} is stamped before {seen}, which it has seen"
                raise MergeRefused("causality", detail)

    def check_documents(self) -> None:
        """Refuses a document that would be a deal and a customer at once."""
        touched = {place.doc for place in self.added}
        entities: defaultdict[str, set[str]] = defaultdict(set)
        for place, change in self._by_place.items():
            if place.doc in touched:
                entities[place.doc].update(op.cell.entity for op in change.ops)
        for doc, names in sorted(entities.items()):
            kinds = [set(ENTITIES[name].documents) for name in names if name in ENTITIES]
            if kinds and not set.intersection(*kinds):
                raise MergeRefused("malformed", f"document {doc} mixes a deal and a customer")

    def forgotten_rows(self) -> frozenset[tuple[str, str, str]]:
        """(document, entity, row) of the rows that were removed and forgotten: whose removal has
        seen nothing of what they were called but what was forgotten.
        """
        docs = {place.doc for place in self.added}
        of_docs = [change for place, change in self._by_place.items() if place.doc in docs]
        suspects = {
            (change.doc, op.cell.entity, op.cell.row)
            for change in of_docs
            for op in change.ops
            if op.value is None and _names_a_row(op.cell)
        }
        names: defaultdict[tuple[str, str, str], list[Write]] = defaultdict(list)
        marks: defaultdict[tuple[str, str, str], list[Write]] = defaultdict(list)
        for change in of_docs if suspects else ():
            for op in change.ops:
                row = (change.doc, op.cell.entity, op.cell.row)
                if row in suspects and op.cell.field == "deleted":
                    marks[row].append(Write.of(change, op))
                elif row in suspects and _names_a_row(op.cell):
                    names[row].append(Write.of(change, op))
        return frozenset(row for row in marks if _is_forgotten(marks[row], names[row]))


def _is_forgotten(marks: Iterable[Write], names: Sequence[Write]) -> bool:
    for mark in settle(marks).standing:
        known = [name.value for name in names if mark.covers(name)]
        if mark.value == "true" and known and all(value is None for value in known):
            return True
    return False


def _names_a_row(cell: CellKey) -> bool:
    entity = ENTITIES.get(cell.entity)
    if entity is None or entity.single or cell.field not in entity.cells:
        return False
    return entity.cells[cell.field].required


def _without(change: Change, gone: Collection[tuple[str, str, str]]) -> Change:
    """The change without its values in rows that were forgotten; a mark of deletion tells
    nothing of anyone.
    """
    if not any((change.doc, op.cell.entity, op.cell.row) in gone for op in change.ops):
        return change
    ops = (
        replace(op, value=None, salt=None)
        if (change.doc, op.cell.entity, op.cell.row) in gone and op.cell.field != "deleted"
        else op
        for op in change.ops
    )
    return replace(change, label=None, salt=None, ops=tuple(ops))


def _least(one: Change, other: Change) -> Change:
    """Two copies of one change as one, without what either has forgotten."""
    ops = (a if a.value is None else b for a, b in zip(one.ops, other.ops, strict=True))
    least = replace(one, ops=tuple(ops))
    if other.label is None:
        least = replace(least, label=None, salt=None)
    if other.actor is None:
        least = replace(least, actor=None, actor_salt=None)
    return least


def _check_alone(change: Change, known: Callable[[CellKey], bool], latest: int) -> None:
    """Refuses a change for what can be told without any other."""
    place = _place(change)
    # The format first: a newer one may hash, or name its cells, in another way.
    if change.format > FORMAT:
        detail = f"{place} is of format {change.format}; this oppman reads up to {FORMAT}"
        raise MergeRefused("newer_format", detail)
    _check_numbers(change, place, latest)
    for op in change.ops:
        _check_op(op, place, known)
    if len({op.cell for op in change.ops}) < len(change.ops):
        raise MergeRefused("malformed", f"{place} sets one cell twice")
    if not change.verifies:
        raise MergeRefused("hash", f"{place} is not what its hash says")


def _check_numbers(change: Change, place: _Place, latest: int) -> None:
    if not 0 <= change.hlc < HLC_LIMIT:
        raise MergeRefused("hlc", f"{place} has the impossible time stamp {change.hlc}")
    if change.hlc > latest:
        raise MergeRefused("hlc", f"{place} is stamped more than a century ahead of this clock")
    if change.format < 1 or change.seq < 1 or any(seq < 0 for seq in change.seen.values()):
        raise MergeRefused("malformed", f"{place} is numbered below 1")


def _check_op(op: Op, place: _Place, known: Callable[[CellKey], bool]) -> None:
    cell = op.cell
    if not known(cell):
        detail = f"{place} sets {cell.entity}.{cell.field}, which this oppman doesn't know"
        raise MergeRefused("unknown", detail)
    entity = ENTITIES.get(cell.entity)
    if entity is not None and entity.single and cell.row != place.doc:
        detail = f"{place} writes to the {cell.entity} of another document"
        raise MergeRefused("malformed", detail)
    if op.value is not None and not _is_canonical(op.value):
        detail = f"{place} has no proper value for {cell.entity}.{cell.field}"
        raise MergeRefused("malformed", detail)


def _is_canonical(value: str) -> bool:
    """Values are compared as texts, so that one value must not come as two."""
    try:
        value.encode()
        return canonical(json.loads(value)) == value
    except (ValueError, RecursionError):
        return False
