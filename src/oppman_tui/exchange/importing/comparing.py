"""A batch against what is here: the edits to make, and where file and person differ.

Pure: the cells that stand here are passed in. A cell that a person set here since the last
import is theirs; it is overwritten only where the file is preferred, and said either way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, TypeAlias

from oppman_tui.domain.edits import Edit
from oppman_tui.domain.fields import ENTITIES, Json
from oppman_tui.domain.values.money import show_amount
from oppman_tui.domain.values.text import fold
from oppman_tui.exchange.importing.batch import Batch
from oppman_tui.exchange.importing.people import role_key
from oppman_tui.exchange.importing.records import CustomerRecord, DealRecord, Notes, to_minor

LABEL = "Import: "
"""How the label of every act of an import begins."""
HOLD_DAYS = 30
"""A deal on hold in a file that doesn't say until when comes back after so many days."""

CellAt: TypeAlias = tuple[str, str, str, str]
"""Document, entity, row, cell."""
Here: TypeAlias = Mapping[CellAt, tuple[Json, str]]
"""What each cell is set to, and the label of the act that set it."""
Fate: TypeAlias = Literal["created", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that a person set here and the file has otherwise; texts to be shown."""

    name: str
    label: str
    mine: str
    theirs: str
    took: Literal["file", "mine"]


@dataclass(slots=True)
class Outcome:
    """What is to be written, and what became of each record's document."""

    edits: list[Edit] = field(default_factory=list)
    fates: dict[str, Fate] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)
    worth: defaultdict[tuple[str, str], list[int]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """(status, currency) -> the deals' values in minor units."""
    unvalued: Counter[str] = field(default_factory=Counter)
    """Status -> deals without a value."""
    assumed: int = 0
    """Values for which neither the file nor the deal here names a currency."""
    known: int = 0
    """Deals that an import brought here before, and of these `renamed` have another name now."""
    renamed: int = 0


def docs_of(batch: Batch, names: Mapping[str, str]) -> set[str]:
    """The documents to be looked at; `names` are the ids of our customers by folded name."""
    deals = {deal.doc for deal in batch.deals}
    named = {names[fold(c.name)] for c in batch.customers.values() if fold(c.name) in names}
    of_deals = {deal.customer for deal in batch.deals if deal.customer}
    return deals | named | of_deals | set(batch.customers)


def compare(
    batch: Batch,
    here: Here,
    names: Mapping[str, str],
    *,
    today: date,
    prefer: Literal["file", "mine"] = "mine",
) -> Outcome:
    """The edits that bring what is here to what the files say."""
    return _Comparison(batch, here, names, today, prefer).run()


class _Comparison:
    def __init__(
        self,
        batch: Batch,
        here: Here,
        names: Mapping[str, str],
        today: date,
        prefer: Literal["file", "mine"],
    ) -> None:
        self._batch = batch
        self._here = here
        self._names = names
        self._today = today
        self._prefer = prefer
        self._out = Outcome()
        self._brought = _brought(here)
        self._name = ""

    def run(self) -> Outcome:
        needed = {d.customer for d in self._batch.deals if not self._stands("deal", d.doc)}
        at = {doc: self._place(record) for doc, record in self._batch.customers.items()}
        for doc, customer in self._batch.customers.items():
            self._begin(doc, customer.name)
            if self._open(at[doc], "customer", doc in needed):
                self._customer(at[doc], customer)
            self._end(doc)
        for deal in self._batch.deals:
            self._begin(deal.doc, deal.name)
            if self._open(deal.doc, "deal", False):
                self._deal(deal, at)
            self._end(deal.doc)
        return self._out

    # -- one document ------------------------------------------------------------------

    def _begin(self, doc: str, name: str) -> None:
        self._name = name
        self._fresh = False
        self._before = len(self._out.edits)

    def _end(self, doc: str) -> None:
        changed = len(self._out.edits) > self._before
        told: Fate = "created" if self._fresh else "updated" if changed else "unchanged"
        self._out.fates[doc] = told

    def _open(self, doc: str, kind: str, needed: bool) -> bool:
        """False where a person removed the document here and that holds."""
        if (doc, kind, doc, "name") not in self._here:
            self._fresh = True
            return True
        removed, label = self._here.get((doc, kind, doc, "deleted"), (None, ""))
        if not removed:
            return True
        undone = label.startswith(LABEL)
        if undone or needed or self._prefer == "file":
            self._out.edits.append(Edit(doc, kind, doc, "deleted", None))
            self._fresh = undone
        if not undone and not needed:
            self._clash("Removed", "removed here", "in the file")
        return undone or needed or self._prefer == "file"

    def _stands(self, kind: str, doc: str) -> bool:
        named = (doc, kind, doc, "name") in self._here
        return named and not self._here.get((doc, kind, doc, "deleted"), (None, ""))[0]

    def _place(self, record: CustomerRecord) -> str:
        """The document the customer is here: its own, or that of one entered by its name.

        In a file of ours that comes from another copy a customer may have an id that isn't here.
        """
        known_by_id = record.external and not record.source.ours
        if known_by_id or (record.doc, "customer", record.doc, "name") in self._here:
            return record.doc
        return self._names.get(fold(record.name), record.doc)

    def _customer(self, doc: str, record: CustomerRecord) -> None:
        # Who entered a customer by hand may write it another way than the file.
        if doc == record.doc:
            self._set(doc, "customer", doc, "name", record.name)
            if not record.source.ours:
                self._set(doc, "customer", doc, "source", record.source.cell(record.external))
        if record.note is not None:
            self._set(doc, "customer", doc, "note", record.note)
        self._extras(doc, record.extras, record.headings)

    def _deal(self, deal: DealRecord, at: Mapping[str, str]) -> None:
        doc = deal.doc
        standing, label = self._here.get((doc, "deal", doc, "name"), (None, ""))
        if label.startswith(LABEL):
            self._out.known += 1
            self._out.renamed += standing != deal.name
        if not deal.source.ours:  # such a file says in its cells where a deal is from
            self._set(doc, "deal", doc, "source", deal.source.cell(deal.external))
        for cell, value in deal.cells.items():
            before = self._value(doc, "deal", doc, cell)
            says_open = cell == "closed" and value is None
            written = self._set(doc, "deal", doc, cell, value, meant=says_open)
            if written and before is not None and cell in ("stage", "close_date"):
                self._remember(deal, cell, before, value)
        self._worth(deal)
        if deal.has_customer:
            self._whose(deal, at)
        if not deal.source.ours:
            self._hold(deal)
        self._players(deal)
        self._extras(doc, deal.extras, deal.headings)

    def _remember(self, deal: DealRecord, cell: str, before: Json, value: Json) -> None:
        """The line that keeps what was: a stage move, or a close date moved."""
        today = self._today.isoformat()
        if cell == "close_date":
            row = deal.source.row("close date", deal.doc, before, value or "", today)
            moved = {"moved_on": today, "from_date": before, "to_date": value}
            self._out.edits.append(Edit(deal.doc, "close_date_move", row, "moved", moved))
            return
        if value is None or value["stage"] == before["stage"]:
            return
        # Where the file doesn't say when, it was first seen in its stage today.
        on = min(value["stage_since"] or today, today)
        row = deal.source.row("stage", deal.doc, str(before["stage"]), value["stage"], on)
        move = {"from_stage": before["stage"], "to_stage": value["stage"], "on": on}
        self._out.edits.append(Edit(deal.doc, "stage_move", row, "move", move))

    def _worth(self, deal: DealRecord) -> None:
        value = None
        if deal.number is None:
            self._out.unvalued[deal.status] += 1
        else:
            standing = self._value(deal.doc, "deal", deal.doc, "value") or {}
            currency = deal.currency or standing.get("currency")
            self._out.assumed += currency is None
            currency = currency or self._batch.own
            amount = to_minor(deal.number, currency)[0]
            value = {"amount": amount, "currency": currency}
            self._out.worth[deal.status, currency].append(amount)
        if deal.has_value:
            self._set(deal.doc, "deal", deal.doc, "value", value)

    def _whose(self, deal: DealRecord, at: Mapping[str, str]) -> None:
        doc, customer = deal.doc, deal.customer
        if customer is None or customer in at:
            self._set(doc, "deal", doc, "customer", at[customer] if customer else None)
        elif self._stands("customer", customer):
            self._set(doc, "deal", doc, "customer", customer)
        else:
            self._out.notes.add(
                "Customers that deals name by id are in no file given: those deals have none",
                deal.origin,
            )

    def _hold(self, deal: DealRecord) -> None:
        at = (deal.doc, "deal", deal.doc, "hold")
        standing = self._value(*at)
        if deal.status == "hold":
            until = self._today + timedelta(days=HOLD_DAYS)
            self._out.notes.add(
                "On hold in the file, which doesn't say until when: back on"
                f" {until.isoformat()} unless a date was set here",
                deal.origin,
            )
            if standing is None:
                value = {"hold_since": None, "hold_until": until.isoformat(), "hold_reason": None}
                self._set(*at, value)
        elif standing is not None:
            self._set(*at, None)

    def _players(self, deal: DealRecord) -> None:
        for contact, role in deal.contacts:
            row = deal.source.row("player", deal.doc, contact.external)
            if self._value(deal.doc, "player", row, "deleted"):
                continue
            told = {
                "name": contact.name,
                "title": contact.title,
                "email": contact.email,
                "phone": contact.phone,
                "roles": [role_key(role)] if role else None,
            }
            for cell, value in told.items():
                self._set(deal.doc, "player", row, cell, value)

    def _extras(self, doc: str, extras: Mapping[str, str], headings: frozenset[str]) -> None:
        for heading, text in extras.items():
            removed, label = self._here.get((doc, "extra", heading, "deleted"), (None, ""))
            if removed and label.startswith(LABEL):
                self._out.edits.append(Edit(doc, "extra", heading, "deleted", None))
            elif removed:
                continue
            self._set(doc, "extra", heading, "extra", text)
        for heading in self._brought.get(doc, ()):
            if heading in headings and heading not in extras:
                self._out.edits.append(Edit(doc, "extra", heading, "deleted", True))

    # -- one cell ----------------------------------------------------------------------

    def _value(self, doc: str, entity: str, row: str, cell: str) -> Json:
        found = self._here.get((doc, entity, row, cell))
        return found[0] if found else None

    def _set(
        self, doc: str, entity: str, row: str, cell: str, told: Json, *, meant: bool = False
    ) -> bool:
        """Write what the file tells, where it differs and may. `meant`: a blank says something."""
        found = self._here.get((doc, entity, row, cell))
        if found is None:
            if told is not None:
                self._out.edits.append(Edit(doc, entity, row, cell, told))
            return told is not None
        standing, label = found
        wanted = _over(standing, told)
        if wanted == standing:
            return False
        if not label.startswith(LABEL):
            if wanted is None and not meant:
                return False
            what = ENTITIES[entity].cells[cell].label
            self._clash(
                what if entity != "extra" else row,
                _shown(cell, standing),
                "open" if meant else _shown(cell, wanted),
            )
            if self._prefer == "mine":
                return False
        self._out.edits.append(Edit(doc, entity, row, cell, wanted))
        return True

    def _clash(self, label: str, mine: str, theirs: str) -> None:
        self._out.conflicts.append(Conflict(self._name, label, mine, theirs, self._prefer))


def _over(standing: Json, told: Json) -> Json:
    """What the file tells put over what stands: the parts it leaves blank stay, as long as the
    first part, which the others are about, is the same.
    """
    if not isinstance(standing, dict) or not isinstance(told, dict):
        return told
    head = next(iter(told))
    if standing.get(head) != told[head]:
        return told
    return standing | {name: value for name, value in told.items() if value is not None}


def _brought(here: Here) -> dict[str, list[str]]:
    """Each document's extras that an import brought, as they stand."""
    found: dict[str, list[str]] = {}
    for (doc, entity, row, cell), (value, label) in here.items():
        if entity == "extra" and cell == "extra" and value is not None:
            removed = here.get((doc, entity, row, "deleted"), (None, ""))[0]
            if not removed and label.startswith(LABEL):
                found.setdefault(doc, []).append(row)
    return found


def _shown(cell: str, value: Json) -> str:
    if value is None:
        return "empty"
    if cell == "value":
        return show_amount(value["amount"], value["currency"] or "")
    if isinstance(value, dict):
        return ", ".join(str(part) for part in value.values() if part is not None)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
