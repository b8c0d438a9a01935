"""Copies that edit, undo and exchange, as the store does it, and strategies that drive them."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import strategies as st

from oppman_tui.log.change import SALT, CellKey, Change, Op, canonical
from oppman_tui.log.merge import (
    Fault,
    Merged,
    MergeRefused,
    Settled,
    Write,
    merge,
    state,
    version,
)
from oppman_tui.log.stamp import next_hlc
from oppman_tui.log.undo import ActRecord, UndoRefused, plan_undo, stacks

NOON = 1_780_000_000_000  # milliseconds; a day in 2026
TEN_YEARS = 3652 * 86_400_000
DEALS = ("acme", "bolt")

Edits = Mapping[tuple[str, CellKey], object]


def salted(*of: object) -> bytes:
    """A salt that is always the same for the same things."""
    return hashlib.sha256(repr(of).encode()).digest()[:SALT]


def deal(doc: str, name: str) -> tuple[str, CellKey]:
    """A cell of the deal itself."""
    return doc, CellKey("deal", doc, name)


ACME_VALUE = deal("acme", "value")


def player(doc: str, row: str, name: str) -> tuple[str, CellKey]:
    return doc, CellKey("player", row, name)


@dataclass
class Copy:
    """One store of one person: a replica's log, its clock, its undo and redo."""

    replica: str
    now_ms: int = NOON
    log: list[Change] = field(default_factory=list)
    acts: list[ActRecord] = field(default_factory=list)

    def of(self, doc: str) -> list[Change]:
        return [change for change in self.log if change.doc == doc]

    def version(self, doc: str) -> dict[str, int]:
        return version(self.of(doc))

    def state(self, doc: str) -> dict[CellKey, Settled]:
        return state(self.of(doc))

    def value(self, doc: str, cell: CellKey) -> str | None:
        return self.state(doc)[cell].winner.value

    def edit(
        self,
        edits: Edits,
        label: str = "Edit",
        undoes: str | None = None,
        screen: Mapping[str, Mapping[str, int]] | None = None,
    ) -> list[Change]:
        """One act's changes. `screen` gives the versions a stale window shows, by document."""
        act = f"{self.replica}.act{len(self.acts) + 1}"
        by_doc: dict[str, list[Op]] = {}
        for (doc, cell), value in edits.items():
            by_doc.setdefault(doc, []).append(Op.make(cell, canonical(value), salted(act, cell)))
        made = []
        for doc, ops in by_doc.items():
            seen = self.version(doc)
            seq = seen.get(self.replica, 0) + 1
            last = max((change.hlc for change in self.log), default=0)
            change = Change(
                id=f"{act}:{doc}",
                doc=doc,
                replica=self.replica,
                seq=seq,
                hlc=next_hlc(last, self.now_ms),
                actor=self.replica,
                actor_salt=salted(act, "actor", doc),
                act=act,
                label=label,
                salt=salted(act, doc),
                at="2026-05-28T12:00:00+02:00",
                seen=seen if screen is None else screen[doc],
                ops=tuple(ops),
                undoes=undoes,
            ).sealed()
            self.log.append(change)
            made.append(change)
        self.acts.append(ActRecord(act, label, undoes))
        return made

    def receive(self, changes: Iterable[Change]) -> Merged:
        merged = merge(self.log, changes)
        self.log.extend(merged.added)
        return merged

    def undo(self) -> list[Change]:
        return self._take_back(stacks(self.acts)[0][-1])

    def redo(self) -> list[Change]:
        return self._take_back(stacks(self.acts)[1][-1])

    def _take_back(self, record: ActRecord) -> list[Change]:
        plan = plan_undo(
            record,
            [change for change in self.log if change.act == record.act],
            {change.id for change in self.log if change.act in record.cancelled},
            self.writes,
            lambda doc: list(self.state(doc)),
        )
        edits = {(doc, cell): json.loads(value) for doc, cell, value in plan}
        return self.edit(edits, record.label, undoes=record.act)

    def writes(self, doc: str, cell: CellKey) -> list[Write]:
        return [Write.of(c, op) for c in self.of(doc) for op in c.ops if op.cell == cell]

    def shown(self) -> dict[tuple[str, CellKey], str]:
        """What a screen would show: no nulls, nothing marked deleted, no player unnamed."""
        out: dict[tuple[str, CellKey], str] = {}
        for doc in {change.doc for change in self.log}:
            values = {cell: s.winner.value for cell, s in self.state(doc).items()}
            hidden = {(c.entity, c.row) for c in values if _is_hidden(c, values)}
            if hidden & {("deal", doc), ("customer", doc)}:
                continue
            for cell, value in values.items():
                bare = cell.field == "deleted" or value in (None, "null")
                if not bare and (cell.entity, cell.row) not in hidden:
                    out[doc, cell] = str(value)
        return out


def _is_hidden(cell: CellKey, values: Mapping[CellKey, str | None]) -> bool:
    if cell.entity == "player" and values.get(cell._replace(field="name")) in (None, "null"):
        return True
    return values.get(cell._replace(field="deleted")) == "true"


CELLS = (
    *(deal(doc, name) for doc in DEALS for name in ("name", "value", "note", "deleted")),
    *(player("acme", "p1", name) for name in ("name", "title", "deleted")),
)


@dataclass(frozen=True)
class Step:
    """One thing that happens to one copy. Which of its fields count depends on `what`."""

    what: str
    copy: int
    peer: int
    cells: tuple[tuple[str, CellKey], ...]
    value: int
    clock: int
    shuffle: int


def steps(copies: int) -> st.SearchStrategy[list[Step]]:
    """Edits (some from a stale window), undos, redos and deliveries; clocks jump at will."""
    which = st.integers(0, copies - 1)
    whats = ("edit", "edit", "edit", "stale", "deliver", "deliver", "undo", "redo")
    clock = st.one_of(st.integers(-5, 5), st.sampled_from([-TEN_YEARS, TEN_YEARS]))
    step = st.builds(
        Step,
        what=st.sampled_from(whats),
        copy=which,
        peer=which,
        cells=st.lists(st.sampled_from(CELLS), min_size=1, max_size=3, unique=True).map(tuple),
        value=st.integers(0, 3),
        clock=clock,
        shuffle=st.integers(0, 2**16),
    )
    return st.lists(step, min_size=1, max_size=25)


def play(script: list[Step], copies: int) -> list[Copy]:
    """The copies after all of it. Each starts with its own clock, the last ten years ahead."""
    stores = [Copy(f"r{n}", NOON + n * 60_000) for n in range(copies)]
    stores[-1].now_ms += TEN_YEARS
    for step in script:
        store = stores[step.copy]
        store.now_ms = max(0, store.now_ms + step.clock)
        _PLAY[step.what](store, stores[step.peer], step)
    return stores


def _edit(store: Copy, _peer: Copy, step: Step) -> None:
    store.edit({cell: _value(cell[1], step.value) for cell in step.cells})


def _value(cell: CellKey, number: int) -> object:
    return number % 2 == 1 if cell.field == "deleted" else number


def _stale(store: Copy, _peer: Copy, step: Step) -> None:
    """A window that is some changes behind, but not in the cells that it writes."""
    shown = store.log[: step.shuffle % (len(store.log) + 1)]
    later = store.log[len(shown) :]
    moved = {(change.doc, op.cell) for change in later for op in change.ops}
    edits = {c: _value(c[1], step.value) for c in step.cells if c not in moved}
    if edits:
        docs = {doc for doc, _ in edits}
        screen = {doc: version(c for c in shown if c.doc == doc) for doc in docs}
        store.edit(edits, screen=screen)


def _deliver(store: Copy, peer: Copy, step: Step) -> None:
    """Some of what the peer holds, as far as it goes without a gap; in any order, doubled."""
    chance = random.Random(step.shuffle)
    part = peer.log[: chance.randint(0, len(peer.log))]
    bundle = part + part[: chance.randint(0, len(part))]
    chance.shuffle(bundle)
    store.receive(bundle)


def _undo(store: Copy, _peer: Copy, _step: Step) -> None:
    if stacks(store.acts)[0]:
        _unless_refused(store, redo=False)


def _redo(store: Copy, _peer: Copy, _step: Step) -> None:
    if stacks(store.acts)[1]:
        _unless_refused(store, redo=True)


def _unless_refused(store: Copy, *, redo: bool) -> None:
    before = list(store.log)
    try:
        store.redo() if redo else store.undo()
    except UndoRefused:
        assert store.log == before


_PLAY = {"edit": _edit, "stale": _stale, "deliver": _deliver, "undo": _undo, "redo": _redo}


def exchange_all(stores: list[Copy]) -> None:
    """Everyone gets everything, each in an order of its own."""
    everything = [change for store in stores for change in store.log]
    for number, store in enumerate(stores):
        random.Random(number).shuffle(everything)
        store.receive(everything)


def batches(changes: list[Change], seed: int) -> list[list[Change]]:
    """The changes in shuffled batches, each of which leaves no gap behind it."""
    chance = random.Random(seed)
    ordered = sorted(changes, key=lambda change: (change.hlc, change.replica, change.doc))
    out: list[list[Change]] = []
    while ordered:
        size = chance.randint(1, 5)
        batch, ordered = ordered[:size], ordered[size:]
        chance.shuffle(batch)
        out.append(batch)
    return out


def a_history(edits: int = 3) -> Copy:
    """Ann sets the deal's value to 1, 2, 3 …"""
    ann = Copy("ann")
    for value in range(1, edits + 1):
        ann.edit({ACME_VALUE: value})
    return ann


def refused(have: list[Change], incoming: list[Change]) -> tuple[Fault, str]:
    """The kind and detail of the refusal; `have` must come out of it as it was."""
    before = list(have)
    with pytest.raises(MergeRefused) as caught:
        merge(have, incoming)
    assert have == before
    assert caught.value.untouched == "Nothing was changed"
    assert caught.value.cure
    return caught.value.kind, caught.value.detail
