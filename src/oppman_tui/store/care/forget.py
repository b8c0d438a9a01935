"""A person's data taken out of a store for good, as the law may ask (architecture.md: forget).

What stands is written anew without the person, by an ordinary change that other copies receive;
then what was, all that named the person in the log, is blanked with its salts. Hashes cover
salted hashes, so the log still verifies, and nothing can be guessed back from it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy import bindparam as bind

from oppman_tui.domain.edits import Edit
from oppman_tui.domain.fields import ENTITIES, Json
from oppman_tui.domain.redact import LEFT_OUT, Spellings
from oppman_tui.log.change import CellKey, canonical
from oppman_tui.store.faults import told
from oppman_tui.store.file.connections import WAIT, connect
from oppman_tui.store.lists.summary_rows import CACHE
from oppman_tui.store.schema import ACT, CHANGE, META, OP, OPEN_REVIEW, TYPED
from oppman_tui.store.writing import logbook
from oppman_tui.store.writing.ledger import Ledger
from oppman_tui.store.writing.logbook import Place

LABEL = "A person was forgotten"

_AT_ONCE = 100_000
_PARTS = {
    name: {part.name for cell in entity.cells.values() for part in cell.parts}
    for name, entity in ENTITIES.items()
}


@dataclass(frozen=True, slots=True)
class Mention:
    """One cell that tells of the person.

    `of` is the deal or customer it belongs to, by name. `shows` is what stands there; None where
    it is no longer shown, and only the log tells of it. `how`: the cell names the person, belongs
    to a `player` who is the person, or is a log entry `linked` to the person without naming them.
    """

    doc: str
    cell: CellKey
    of: str
    shows: Json
    how: str

    @property
    def label(self) -> str:
        """The field as a user knows it."""
        return ENTITIES[self.cell.entity].cells[self.cell.field].label


@dataclass(frozen=True, slots=True)
class Found:
    """All that tells of a person. `players` are their rows on deals, as (document, row).

    `mentions` are in the order of deals and cells, without the players' own cells.
    `changes` were made by the person, `labels` name them; `reviews` are open ones, by deal.
    """

    spellings: Spellings
    players: Mapping[tuple[str, str], str]
    mentions: tuple[Mention, ...]
    changes: int
    labels: int
    reviews: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        many = (self.players, self.mentions, self.reviews, self.remarks)
        return not (any(many) or self.changes or self.labels)


# -- finding -------------------------------------------------------------------------------


def find(connection: Connection, spellings: Spellings) -> Found:
    """Whom `spellings` mean: players of such a name or address on all deals, in all that the log
    remembers of them, and every text that names them.

    What a player's row says of addresses and telephone numbers counts as a spelling too.
    """
    players = _players(connection, spellings)
    known = spellings.and_also(_addresses(connection, players))
    names = _names(connection)
    mentions = [
        Mention(doc, cell, names.get(doc, doc), shows, how)
        for (doc, cell), how, shows in _mentions(connection, known, players)
    ]
    mentions.sort(key=lambda m: (m.of, m.doc, m.how == "linked", m.cell))
    heads = connection.execute(select(CHANGE.c.actor, CHANGE.c.label)).all()
    by = {actor for actor in {head.actor for head in heads} if actor and known.are_in(actor)}
    labels = {label for label in {head.label for head in heads} if label and known.are_in(label)}
    reviews = connection.execute(select(OPEN_REVIEW)).all()
    remarks = connection.execute(select(META).where(META.c.key.startswith("remark."))).all()
    return Found(
        known,
        {(doc, row): names.get(doc, doc) for doc, row in sorted(players)},
        tuple(mentions),
        sum(head.actor in by for head in heads),
        sum(head.label in labels for head in heads),
        tuple(r.doc for r in reviews if known.are_in(json.loads(r.json))),
        tuple(r.key for r in remarks if known.are_in(r.value)),
    )


def _players(connection: Connection, spellings: Spellings) -> set[tuple[str, str]]:
    query = select(OP.c.doc, OP.c.row, OP.c.value).where(
        OP.c.entity == "player", OP.c.field.in_(("name", "email")), OP.c.value.is_not(None)
    )
    return {
        (doc, row)
        for doc, row, value in connection.execute(query)
        if spellings.are(_text(json.loads(value)))
    }


def _addresses(
    connection: Connection, players: Collection[tuple[str, str]]
) -> Iterator[str]:
    query = select(OP.c.doc, OP.c.row, OP.c.field, OP.c.value).where(
        OP.c.entity == "player", OP.c.field.in_(("email", "phone")), OP.c.value.is_not(None)
    )
    for doc, row, field, value in connection.execute(query):
        text = _text(json.loads(value))
        # An extension or a country's code alone would be found in half of all texts.
        if (doc, row) in players and text and (field == "email" or len(text) > 5):
            yield text


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None


def _names(connection: Connection) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind in ("deal", "customer"):
        table = TYPED[kind]
        query = select(table.c.doc, table.c.name).where(table.c.name.is_not(None))
        found.update((row.doc, row.name) for row in connection.execute(query))
    return found


def _mentions(
    connection: Connection, known: Spellings, players: Collection[tuple[str, str]]
) -> Iterator[tuple[Place, str, Json]]:
    """(cell, how, what it shows), each cell once."""
    how: dict[Place, str] = {}
    ids = {row for _, row in players}
    for _, place, value in _ops(connection):
        doc, cell = place
        if cell.entity == "player" and (doc, cell.row) in players:
            continue
        if known.are_in(value):
            how[place] = "named"
        elif cell.entity == "entry" and isinstance(value, dict):
            linked = value.get("players")
            if isinstance(linked, list) and ids.intersection(map(str, linked)):
                how.setdefault(place, "linked")
    shown = _shown(connection, how)
    for place, kind in how.items():
        if kind == "named" or place in shown:
            yield place, kind, shown.get(place)


def _ops(connection: Connection) -> Iterator[tuple[int, Place, Json]]:
    """(arrival, cell, value) of every write that is remembered, a part of the log at a time."""
    last = logbook.last_arrival(connection)
    for first in range(0, last + 1, _AT_ONCE):
        query = select(
            OP.c.arrival, OP.c.doc, OP.c.entity, OP.c.row, OP.c.field, OP.c.value
        ).where(OP.c.arrival.between(first, first + _AT_ONCE - 1), OP.c.value.is_not(None))
        for arrival, doc, entity, row, field, value in connection.execute(query).all():
            yield arrival, (doc, CellKey(entity, row, field)), json.loads(value)


def _shown(connection: Connection, places: Collection[Place]) -> dict[Place, Json]:
    """What the cells show whose rows are there, or did show until their deal was removed."""
    found: dict[Place, Json] = {}
    standing = logbook.standing_writes(connection, places)
    marks = {(doc, cell._replace(field="deleted")) for doc, cell in places}
    removed = {
        place
        for place, writes in logbook.standing_writes(connection, marks).items()
        if writes[0].value == "true"
    }
    for place in places:
        doc, cell = place
        single = ENTITIES[cell.entity].single
        if (single or (doc, cell._replace(field="deleted")) not in removed) and (
            value := standing[place][0].value
        ):
            found[place] = json.loads(value)
    return found


# -- forgetting ----------------------------------------------------------------------------


def edits(
    connection: Connection, found: Found, forgotten: Collection[Mention]
) -> list[Edit]:
    """What stands, written anew without the person: their rows removed, the texts of the
    mentions `forgotten` without their name."""
    made = []
    there = select(TYPED["player"].c.doc, TYPED["player"].c.row).where(
        TYPED["player"].c.deleted.is_not(True)
    )
    shown = {(doc, row) for doc, row in connection.execute(there)}
    for doc, row in found.players:
        if (doc, row) in shown:
            made.append(Edit(doc, "player", row, "deleted", True))
    for mention in forgotten:
        if mention.shows is not None:
            doc, cell = mention.doc, mention.cell
            made.append(Edit(doc, cell.entity, cell.row, cell.field, _anew(found, mention)))
    return made


def _anew(found: Found, mention: Mention) -> Json:
    """What a cell shows, without the person; what has to be there is there still."""
    spec = ENTITIES[mention.cell.entity].cells[mention.cell.field]
    rest = found.spellings.left_out(mention.shows)
    if len(spec.parts) == 1:
        return LEFT_OUT if rest is None and spec.required else rest
    parts = dict(rest) if isinstance(rest, dict) else {}
    if mention.how == "linked":
        parts["text"] = None
    if mention.cell.entity == "entry":
        ids = {row for _, row in found.players}
        parts["players"] = [p for p in parts.get("players") or () if p not in ids] or None
    for name in spec.needs:
        if parts.get(name) is None:
            parts[name] = LEFT_OUT
    return parts


def blank(connection: Connection, found: Found, forgotten: Collection[Mention]) -> None:
    """Take out of the log all that tells of the person but the mentions that are not among
    `forgotten`; out of the tables what showed it; and what lies beside the log.

    To be called once `edits` are written, in the same transaction.
    """
    whole = {(m.doc, m.cell) for m in forgotten if m.how == "linked"}
    named = {(m.doc, m.cell) for m in forgotten}
    gone: list[tuple[int, Place]] = []
    for arrival, place, value in _ops(connection):
        doc, cell = place
        if cell.entity == "player" and (doc, cell.row) in found.players:
            tells = cell.field != "deleted"
        else:
            tells = place in named and _tells(found, place, value, whole)
        if tells:
            gone.append((arrival, place))
    ledger = Ledger(connection)
    ledger.load({place for _, place in gone})
    _blank_ops(connection, gone)
    _blank_heads(connection, found.spellings, {arrival for arrival, _ in gone})
    ledger.show_again()
    _blank_beside(connection, found)
    # The list's rows are worked out again; those of another window's playbook too.
    CACHE.drop_all(connection)


def _tells(found: Found, place: Place, value: Json, whole: Collection[Place]) -> bool:
    if found.spellings.are_in(value):
        return True
    linked = value.get("players") if isinstance(value, dict) else None
    ids = {row for _, row in found.players}
    return place in whole and isinstance(linked, list) and not ids.isdisjoint(map(str, linked))


def _blank_ops(connection: Connection, gone: Sequence[tuple[int, Place]]) -> None:
    rows = [
        {
            "b_doc": doc,
            "b_entity": cell.entity,
            "b_row": cell.row,
            "b_field": cell.field,
            "b_arrival": arrival,
        }
        for arrival, (doc, cell) in gone
    ]
    if rows:
        statement = update(OP).where(
            OP.c.doc == bind("b_doc"),
            OP.c.entity == bind("b_entity"),
            OP.c.row == bind("b_row"),
            OP.c.field == bind("b_field"),
            OP.c.arrival == bind("b_arrival"),
        )
        connection.execute(statement.values(value=None, salt=None), rows)


def _blank_heads(
    connection: Connection, spellings: Spellings, touched: Collection[int]
) -> None:
    """The labels that name the person or tell of what was blanked, and who made a change."""
    query = select(CHANGE.c.arrival, CHANGE.c.act, CHANGE.c.label, CHANGE.c.actor)
    labels, actors, acts = [], [], set()
    for arrival, act, label, actor in connection.execute(query).all():
        if label and (arrival in touched or spellings.are_in(label)):
            labels.append(arrival)
            acts.add(act)
        if actor and spellings.are_in(actor):
            actors.append(arrival)
    for part in logbook.parts(labels):
        of_part = update(CHANGE).where(CHANGE.c.arrival.in_(part))
        connection.execute(of_part.values(label=None, salt=None))
    for part in logbook.parts(actors):
        of_part = update(CHANGE).where(CHANGE.c.arrival.in_(part))
        connection.execute(of_part.values(actor=None, actor_salt=None))
    for act, label, actor in connection.execute(select(ACT.c.act, ACT.c.label, ACT.c.actor)).all():
        told: dict[str, Any] = {}
        if act in acts or spellings.are_in(label):
            told["label"] = ""
        if spellings.are_in(actor):
            told["actor"] = ""
        if told:
            connection.execute(update(ACT).where(ACT.c.act == act).values(told))


def _blank_beside(connection: Connection, found: Found) -> None:
    for doc in found.reviews:
        at = OPEN_REVIEW.c.doc == doc
        text = connection.scalar(select(OPEN_REVIEW.c.json).where(at))
        rest = canonical(found.spellings.left_out(json.loads(text or "{}")))
        connection.execute(update(OPEN_REVIEW).where(at).values(json=rest))
    for key in found.remarks:
        # One that is written as open reviews are stays without the person; another goes.
        here = META.c.key == key
        try:
            kept = json.loads(connection.scalar(select(META.c.value).where(here)) or "")
        except ValueError:
            kept = None
        if isinstance(kept, dict):
            rest = canonical(found.spellings.left_out(kept, LEFT_OUT))
            connection.execute(update(META).where(here).values(value=rest))
        else:
            connection.execute(delete(META).where(here))


# -- elsewhere -----------------------------------------------------------------------------


def is_in_file(path: Path, spellings: Spellings) -> bool:
    """True where any text in a store's file, such as a backup, names the person. Raises
    `StoreError`."""
    try:
        connection = connect(path.absolute(), wait=WAIT, write=False)
        try:
            return _is_in_tables(connection, spellings)
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise told(error, path) from error


def _is_in_tables(connection: sqlite3.Connection, spellings: Spellings) -> bool:
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    for (table,) in tables:
        for row in connection.execute('SELECT * FROM "{}"'.format(table.replace('"', '""'))):
            if any(isinstance(value, str) and spellings.are_in(value) for value in row):
                return True
    return False
