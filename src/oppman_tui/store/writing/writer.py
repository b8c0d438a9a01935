"""The only writer: one act, an undo or a merge is one transaction, all of it or nothing."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from sqlalchemy import Connection, select

from oppman_tui.domain.checks import check
from oppman_tui.domain.edits import Act, Edit
from oppman_tui.domain.entities import Version
from oppman_tui.domain.fields import ENTITIES, NAME
from oppman_tui.domain.values import ids
from oppman_tui.domain.values.clock import Clock
from oppman_tui.domain.values.text import cut
from oppman_tui.errors import StoreError
from oppman_tui.log.change import SALT, CellKey, Change, Op, canonical
from oppman_tui.log.merge import MergeRefused, Write, hidden, merge, settle
from oppman_tui.log.stamp import furthest, next_hlc
from oppman_tui.store.faults import StaleWrite
from oppman_tui.store.file.connections import Connections
from oppman_tui.store.schema import CHANGE, OP
from oppman_tui.store.typed import is_within
from oppman_tui.store.writing import acts, logbook
from oppman_tui.store.writing.ledger import Ledger
from oppman_tui.store.writing.logbook import Place
from oppman_tui.store.writing.stale import REMOVED, clashes, marks

OnWrite: TypeAlias = Callable[[Connection, frozenset[str]], None]

Edits: TypeAlias = Iterable[Edit] | Callable[[Connection], Iterable[Edit]]
"""What to write; or what works it out within the write's transaction, so that no other write
can come between what it reads and what it says.
"""


@dataclass(frozen=True, slots=True)
class Written:
    """`act` is empty where all was so already; `docs` are the documents changed."""

    act: str
    arrival: int
    docs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Undone:
    label: str
    docs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Received:
    """What a merge brought. `conflicts` are the touched cells in which several values stand,
    `outside` those with a value out of its limits: kept in the log, shown as far as can be.
    `hidden` are cells of the touched documents that one side wrote and the other removed.
    """

    added: int
    conflicts: tuple[Place, ...] = ()
    outside: tuple[Place, ...] = ()
    hidden: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class _Draft:
    """An act to be written: canonical values, checked."""

    label: str
    values: Mapping[Place, str]
    at: datetime
    undoes: str | None = None
    lasting: bool = False
    """Not to be taken back: undo passes it over."""

    @classmethod
    def of(cls, act: Act, now: datetime, *, lasting: bool = False) -> _Draft:
        """Raises `InvalidValue`, or `StoreError` for an edit of what no document has."""
        values: dict[Place, str] = {}
        for edit in act.edits:
            _check_place(edit)
            value = canonical(check(edit.entity, edit.cell, edit.value))
            values[edit.doc, CellKey(edit.entity, edit.row, edit.cell)] = value
        # A label quotes what it is about, which is checked only where it is written.
        return cls(cut(act.label, NAME), values, act.at or now, lasting=lasting)


def _check_place(edit: Edit) -> None:
    entity = ENTITIES.get(edit.entity)
    if entity is None or edit.cell not in entity.cells:
        raise _misplaced(f"There is no field {edit.entity}.{edit.cell}")
    if not edit.doc or not edit.row or (entity.single and edit.row != edit.doc):
        raise _misplaced(f"The {edit.entity} {edit.row!r} has no place in {edit.doc!r}")


def _misplaced(what: str) -> StoreError:
    return StoreError(what, "Nothing was saved", "This is a fault of oppman: please report it")


class Writer:
    """Writes for one person on one copy. Each window has its own."""

    def __init__(
        self,
        connections: Connections,
        *,
        replica: str,
        actor: str,
        clock: Clock,
        on_write: OnWrite | None,
    ) -> None:
        self._connections = connections
        self._replica = replica
        self._actor = actor
        self._clock = clock
        self._on_write = on_write
        # What this window wrote it has seen, however far its screen is behind.
        self._mine: set[str] = set()

    def write(
        self,
        label: str,
        edits: Edits,
        *,
        seen: Mapping[str, Version] | None = None,
        at: datetime | None = None,
    ) -> Written:
        """One act."""
        with self._connections.writing() as connection:
            made = edits(connection) if callable(edits) else edits
            return self._write(connection, [Act(label, tuple(made), at)], seen or {})[0]

    def write_acts(self, todo: Sequence[Act]) -> list[Written]:
        """Each act by itself, all in one transaction."""
        with self._connections.writing() as connection:
            return self._write(connection, todo, {})

    def write_for_good(self, connection: Connection, label: str, edits: Iterable[Edit]) -> None:
        """An act that can't be taken back, within a transaction that goes on to other things."""
        self._write(connection, [Act(label, tuple(edits))], {}, lasting=True)

    def _write(
        self,
        connection: Connection,
        todo: Sequence[Act],
        seen: Mapping[str, Version],
        *,
        lasting: bool = False,
    ) -> list[Written]:
        now = self._clock.now()
        drafts = [_Draft.of(act, now, lasting=lasting) for act in todo]
        ledger = Ledger(connection)
        places = {place for draft in drafts for place in draft.values}
        guarded = {p for p in places if p[0] in seen or ENTITIES[p[1].entity].keyed}
        ledger.load(places | marks(guarded))
        done = [self._act(ledger, draft, now, seen) for draft in drafts]
        self._finish(ledger)
        return done

    def undo(self) -> Undone:
        """Raises `NothingToUndo`, `UndoRefused`."""
        return self._take_back(acts.next_to_undo)

    def redo(self) -> Undone:
        """Raises `NothingToRedo`, `UndoRefused`."""
        return self._take_back(acts.next_to_redo)

    def receive(
        self, changes: Iterable[Change], back_up: Callable[[], object]
    ) -> Received:
        """Merge changes of other copies; all or none. `back_up` is called before anything is
        written, where anything will be. Raises `MergeRefused`.
        """
        incoming = list(changes)
        with self._connections.writing() as connection:
            have = logbook.changes(connection, {change.doc for change in incoming})
            latest = furthest(int(self._clock.now().timestamp() * 1000))
            merged = merge(have, incoming, latest=latest)
            if not merged.added:
                return Received(0)
            _check_ids(connection, merged.added)
            back_up()
            ledger = Ledger(connection)
            ledger.load(merged.cells)
            _take_in(ledger, merged.added, self._clock.today())
            self._save(ledger)
            outside = (
                place
                for place in merged.cells
                if not is_within(place[1], ledger.standing[place][0].value)
            )
            return Received(
                len(merged.added),
                ledger.conflicts(),
                tuple(sorted(outside)),
                _hidden(connection, {change.doc for change in merged.added}),
            )

    # -- one act -----------------------------------------------------------------------

    def _act(
        self,
        ledger: Ledger,
        draft: _Draft,
        now: datetime,
        seen: Mapping[str, Version],
    ) -> Written:
        _check_documents(ledger, draft.values)
        found = clashes(ledger, draft.values, seen, self._mine)
        if found:
            raise StaleWrite(found)
        by_doc: defaultdict[str, list[tuple[CellKey, str]]] = defaultdict(list)
        lifted = {} if draft.undoes else _lifted(ledger, draft, seen)
        for (doc, cell), value in (*draft.values.items(), *lifted.items()):
            # What takes back an act is written out, so that it can be taken back in turn.
            if draft.undoes or not _is_so(ledger.standing.get((doc, cell), ()), value):
                by_doc[doc].append((cell, value))
        if not by_doc:
            return Written("", ledger.arrival, frozenset())
        act = ids.new_id(now)
        if not draft.lasting:
            ledger.acts.append(
                {
                    "arrival": ledger.arrival + 1,
                    "act": act,
                    "actor": self._actor,
                    "label": draft.label,
                    "undoes": draft.undoes,
                }
            )
        for doc, ops in by_doc.items():
            self._change(ledger, draft, now, act, doc, ops)
        return Written(act, ledger.arrival, frozenset(by_doc))

    def _change(
        self,
        ledger: Ledger,
        draft: _Draft,
        now: datetime,
        act: str,
        doc: str,
        ops: Sequence[tuple[CellKey, str]],
    ) -> None:
        version = ledger.versions.get(doc, {})
        at = draft.at if draft.at.tzinfo else draft.at.astimezone()
        salt, actor_salt, *salts = _salts(len(ops) + 2)
        change = Change(
            id=ids.new_id(now),
            doc=doc,
            replica=self._replica,
            seq=version.get(self._replica, 0) + 1,
            hlc=next_hlc(ledger.hlc, int(now.timestamp() * 1000)),
            actor=self._actor,
            actor_salt=actor_salt,
            act=act,
            label=draft.label,
            salt=salt,
            at=at.isoformat(timespec="milliseconds"),
            # The screen had shown all that stands in these cells, or the act was refused.
            seen=dict(version),
            ops=tuple(
                Op.make(cell, value, salt)
                for (cell, value), salt in zip(ops, salts, strict=True)
            ),
            undoes=draft.undoes,
        ).sealed()
        ledger.record(change, at.date().isoformat())
        for op in change.ops:
            ledger.standing[doc, op.cell] = [Write.of(change, op)]

    def _take_back(self, find: Callable[[Connection, str], acts.TakeBack]) -> Undone:
        now = self._clock.now()
        with self._connections.writing() as connection:
            found = find(connection, self._actor)
            values = {(doc, cell): value for doc, cell, value in found.plan}
            ledger = Ledger(connection)
            ledger.load(values)
            draft = _Draft(found.record.label, values, now, undoes=found.record.act)
            written = self._act(ledger, draft, now, {})
            self._finish(ledger)
        return Undone(found.record.label, written.docs)

    def _finish(self, ledger: Ledger) -> None:
        self._save(ledger)
        self._mine.update(change.id for change in ledger.made)

    def _save(self, ledger: Ledger) -> None:
        ledger.write()
        if ledger.made and self._on_write is not None:
            self._on_write(ledger.connection, ledger.deals())


def _salts(count: int) -> list[bytes]:
    drawn = os.urandom(SALT * count)
    return [drawn[n : n + SALT] for n in range(0, len(drawn), SALT)]


def _is_so(standing: Collection[Write], value: str) -> bool:
    """True where the cell shows `value`, undisputed, so that writing it would say nothing."""
    return {write.value for write in standing} == {value} if standing else value == "null"


def _lifted(
    ledger: Ledger, draft: _Draft, seen: Mapping[str, Version]
) -> dict[Place, str]:
    """The marks of deletion to be lifted: of removed rows that a screen writes to, or that are
    named by a playbook key, for these have no other row to come back as.
    """
    lifted: dict[Place, str] = {}
    for doc, cell in draft.values:
        entity, mark = ENTITIES[cell.entity], (doc, cell._replace(field="deleted"))
        if entity.single or mark in draft.values or not (entity.keyed or doc in seen):
            continue
        standing = ledger.standing.get(mark)
        if standing and standing[0].value == REMOVED:
            lifted[mark] = "null"
    return lifted


def _check_documents(ledger: Ledger, values: Mapping[Place, str]) -> None:
    """Refuses rows of the other kind of document, and unknown documents that aren't named."""
    entities: defaultdict[str, set[str]] = defaultdict(set)
    for doc, cell in values:
        entities[doc].add(cell.entity)
    for doc, names in entities.items():
        found = ledger.documents.get(doc)
        kind = found.kind if found else _named(doc, values)
        if found is None and kind is None:
            raise StoreError(
                f"The document {doc} isn't here", "Nothing was saved", "Look at the list again"
            )
        for name in names:
            if kind is not None and kind not in ENTITIES[name].documents:
                raise _misplaced(f"A {kind} has no {name}")


def _named(doc: str, values: Mapping[Place, str]) -> str | None:
    """The kind of document that is made by naming it; None where it isn't."""
    kinds = (kind for kind in ("deal", "customer") if (doc, _name_of(kind, doc)) in values)
    return next(kinds, None)


def _name_of(kind: str, doc: str) -> CellKey:
    return CellKey(kind, doc, "name")


def _check_ids(connection: Connection, added: Sequence[Change]) -> None:
    """`merge` compares ids within the documents it was given; they are unique in the store."""
    for part in logbook.parts(change.id for change in added):
        taken = connection.scalar(select(CHANGE.c.id).where(CHANGE.c.id.in_(part)))
        if taken is not None:
            raise MergeRefused("fork", f"the id {taken} stands for another change here")


def _take_in(ledger: Ledger, added: Sequence[Change], today: date) -> None:
    arrived: defaultdict[Place, list[Write]] = defaultdict(list)
    for change in added:
        ledger.record(change, _day(change.at, today))
        for op in change.ops:
            arrived[change.doc, op.cell].append(Write.of(change, op))
    # Each cell once, however many of the changes touch it.
    for place, writes in arrived.items():
        writes += ledger.standing.get(place, ())
        ledger.standing[place] = list(settle(writes).standing)


def _hidden(connection: Connection, docs: Iterable[str]) -> tuple[Place, ...]:
    removed = {
        doc
        for part in logbook.parts(docs)
        for doc in connection.scalars(
            select(OP.c.doc).where(
                OP.c.doc.in_(part), OP.c.field == "deleted", OP.c.standing, OP.c.value == REMOVED
            )
        )
    }
    by_doc: defaultdict[str, dict[CellKey, list[Write]]] = defaultdict(dict)
    for (doc, cell), writes in logbook.all_writes(connection, removed, standing=True).items():
        by_doc[doc][cell] = sorted(writes, key=lambda write: write.rank, reverse=True)
    return tuple(sorted((doc, cell) for doc in by_doc for cell in hidden(by_doc[doc])))


def _day(at: str, today: date) -> str:
    """The local day of its author on which a change was made; today where it says none."""
    try:
        return date.fromisoformat(at[:10]).isoformat()
    except ValueError:
        return today.isoformat()
