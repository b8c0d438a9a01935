"""The sheets beside the deals: customers, contacts, contact roles and users."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from oppman_tui.domain.text import clean_line
from oppman_tui.exchange.importing.columns import TEXT_NULLS
from oppman_tui.exchange.importing.profiles import Profile, Sheet, columns_of
from oppman_tui.exchange.importing.records import (
    ContactRecord,
    CustomerRecord,
    Options,
    Origin,
)
from oppman_tui.exchange.reading.table import Reject, Row, Table

YES = frozenset(("1", "true", "yes"))


@dataclass(slots=True)
class Lookups:
    """What the deals name by id only, from the files beside them."""

    customers: dict[tuple[str, str], CustomerRecord] = field(default_factory=dict)
    """(system, id) -> customer."""
    contacts: dict[str, ContactRecord] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    roles: dict[str, list[tuple[str, str | None]]] = field(default_factory=dict)
    """Deal id -> (contact id, role)."""


class SheetRows:
    """A table's rows by our field names. `text` is clean; a word for nothing is None."""

    def __init__(self, table: Table, profile: Profile, sheet: Sheet) -> None:
        self.table = table
        self.places = columns_of(profile.fields[sheet], table.headings)
        self._clean: dict[str, str | None] = {}

    def text(self, row: Row, name: str) -> str | None:
        place = self.places.get(name)
        if place is None:
            return None
        raw = row.cells[place]
        if raw not in self._clean:
            text = clean_line(raw)
            self._clean[raw] = None if text.casefold() in TEXT_NULLS else text
        return self._clean[raw]

    def origin(self, row: Row) -> Origin:
        return Origin(self.table.path.name, row.line, self.table.headings, tuple(row.cells))

    def extras(self, row: Row) -> dict[str, str]:
        """The cells of columns that have no field of ours, blank ones left out."""
        cells, headings = row.cells, self.table.headings
        return {headings[i]: cells[i] for i in self._unmapped() if cells[i].strip()}

    def unmapped(self) -> list[str]:
        return [self.table.headings[i] for i in self._unmapped()]

    def _unmapped(self) -> list[int]:
        used = set(self.places.values())
        return [i for i in range(len(self.table.headings)) if i not in used]

    def live(self, cleaned: Counter[str]) -> Iterator[Row]:
        """The rows that their system has not marked as deleted."""
        place = self.places.get("is_deleted")
        for row in self.table.rows:
            if place is not None and row.cells[place].strip().casefold() in YES:
                cleaned["marked as deleted in the file"] += 1
            else:
                yield row


def read_customers(
    rows: SheetRows, profile: Profile, options: Options, cleaned: Counter[str]
) -> tuple[list[CustomerRecord], list[Reject]]:
    """The customers of a file; an id, or without ids a name, that comes again is rejected."""
    found: list[CustomerRecord] = []
    rejects: list[Reject] = []
    seen: dict[str, Origin] = {}
    for row in rows.live(cleaned):
        origin = rows.origin(row)
        name, external = rows.text(row, "name"), rows.text(row, "id")
        if name is None:
            rejects.append(reject(origin, "has no customer name"))
            continue
        system = options.system or profile.key
        record = CustomerRecord(
            system,
            options.org,
            external,
            name,
            rows.text(row, "note"),
            rows.extras(row),
            origin,
        )
        if reason := told_again(seen, record.doc, origin, "customer", cleaned):
            rejects.append(reject(origin, reason))
        elif seen[record.doc] is origin:
            found.append(record)
    return found, rejects


def told_again(
    seen: dict[str, Origin], doc: str, origin: Origin, what: str, cleaned: Counter[str]
) -> str | None:
    """Why a second row of the same key is rejected; one that repeats the first is cleaned."""
    first = seen.setdefault(doc, origin)
    if first is origin:
        return None
    if first.cells == origin.cells and first.headings == origin.headings:
        cleaned["the same row again"] += 1
        return None
    where = f"line {first.line}" + (f" of {first.file}" if first.file != origin.file else "")
    return f"is the same {what} as {where}, with other cells; the first was taken"


def reject(origin: Origin, reason: str) -> Reject:
    return Reject(origin.file, origin.line, reason, origin.headings, origin.cells)


def read_contacts(rows: SheetRows, cleaned: Counter[str]) -> dict[str, ContactRecord]:
    """Contacts by id; one without an id can't be named by a deal and is left out."""
    found: dict[str, ContactRecord] = {}
    for row in rows.live(cleaned):
        external = rows.text(row, "id")
        name = _name(rows, row)
        if external and name:
            found[external] = ContactRecord(
                external,
                name,
                rows.text(row, "title"),
                rows.text(row, "email"),
                rows.text(row, "phone"),
                rows.text(row, "customer_id"),
            )
    return found


def read_users(rows: SheetRows, cleaned: Counter[str]) -> dict[str, str]:
    """User id -> name."""
    pairs = ((rows.text(r, "id"), _name(rows, r)) for r in rows.live(cleaned))
    return {external: name for external, name in pairs if external and name}


def read_roles(rows: SheetRows, cleaned: Counter[str]) -> dict[str, list[tuple[str, str | None]]]:
    """Deal id -> the contacts that have a role in it."""
    found: dict[str, list[tuple[str, str | None]]] = {}
    for row in rows.live(cleaned):
        deal, contact = rows.text(row, "deal_id"), rows.text(row, "contact_id")
        if deal and contact:
            found.setdefault(deal, []).append((contact, rows.text(row, "role")))
    return found


def _name(rows: SheetRows, row: Row) -> str | None:
    whole = rows.text(row, "name")
    if whole:
        return whole
    parts = (rows.text(row, "first"), rows.text(row, "last"))
    return " ".join(p for p in parts if p) or None


_ROLES: Mapping[str, str] = {
    "decision maker": "decision_maker",
    "economic decision maker": "decision_maker",
    "economic buyer": "decision_maker",
    "executive sponsor": "decision_maker",
    "business user": "user",
    "end user": "user",
    "evaluator": "recommender",
    "technical buyer": "approver",
    "influencer": "recommender",
    "gatekeeper": "gatekeeper",
    "coach": "coach",
    "champion": "coach",
    "approver": "approver",
    "recommender": "recommender",
    "user": "user",
}


def role_key(theirs: str) -> str:
    """The playbook's key for a contact role; one that isn't known is kept as written."""
    return _ROLES.get(theirs.casefold(), theirs[:64])
