"""The sheets beside the deals: customers, contacts, contact roles and users."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from oppman_tui.domain.checks import check
from oppman_tui.errors import InvalidValue
from oppman_tui.exchange.importing.records import (
    ContactRecord,
    CustomerRecord,
    Notes,
    Origin,
    Source,
    name_key,
)
from oppman_tui.exchange.importing.sheet import SheetRows, reject, told_again
from oppman_tui.exchange.reading.table import Reject, Row


@dataclass(slots=True)
class Lookups:
    """What the deals of one system name by id or name only, from the files beside them."""

    by_id: dict[str, CustomerRecord] = field(default_factory=dict)
    by_name: dict[str, CustomerRecord] = field(default_factory=dict)
    contacts: dict[str, ContactRecord] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    roles: dict[str, list[tuple[str, str | None]]] = field(default_factory=dict)
    """Deal id -> (contact id, role)."""

    def add_customers(self, customers: list[CustomerRecord]) -> None:
        for customer in customers:
            if customer.external:
                self.by_id.setdefault(customer.external, customer)
            self.by_name.setdefault(name_key(customer.name), customer)


def read_customers(
    rows: SheetRows, source: Source, cleaned: Counter[str]
) -> tuple[list[CustomerRecord], list[Reject]]:
    """The customers of a file; an id, or without ids a name, that comes again is rejected."""
    found: list[CustomerRecord] = []
    rejects: list[Reject] = []
    seen: dict[str, Origin] = {}
    for row in rows.live(cleaned):
        origin = rows.origin(row)
        name = rows.text(row, "name")
        if name is None:
            rejects.append(reject(origin, "has no customer name"))
            continue
        record = CustomerRecord(
            source,
            rows.text(row, "id"),
            name,
            rows.note(row, "note"),
            rows.extras(row),
            rows.extra_headings(),
            origin,
        )
        try:
            check("customer", "name", record.name)
            check("customer", "note", record.note)
        except InvalidValue as error:
            rejects.append(reject(origin, f"{error.field} {error.problem}"))
            continue
        if reason := told_again(seen, record.doc, origin, "customer", cleaned):
            rejects.append(reject(origin, reason))
        elif seen[record.doc] is origin:
            found.append(record)
    return found, rejects


def read_contacts(rows: SheetRows, cleaned: Counter[str], notes: Notes) -> dict[str, ContactRecord]:
    """Contacts by id; one without an id can't be named by a deal and is left out."""

    def fitting(name: str, text: str | None) -> str | None:
        try:
            check("player", name, text)
        except InvalidValue as error:
            notes.add(f"A contact's {error.field.lower()} was left out: it {error.problem}", where)
            return None
        return text

    found: dict[str, ContactRecord] = {}
    for row in rows.live(cleaned):
        external, where = rows.text(row, "id"), rows.origin(row)
        name = _name(rows, row)
        if external and name and fitting("name", name):
            found[external] = ContactRecord(
                external,
                name,
                fitting("title", rows.text(row, "title")),
                fitting("email", rows.text(row, "email")),
                fitting("phone", rows.text(row, "phone") or rows.text(row, "mobile")),
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
