"""A table of deals that oppman itself wrote: every cell is exactly what it says.

No stage is mapped and no word stands for nothing; one guarding ``'`` comes off each cell, and a
deal is known by its own id. A spreadsheet may have written dates and numbers anew in between, so
they are read column by column like everybody's.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, cast

from oppman_tui.domain.checks import check
from oppman_tui.domain.entities import Status
from oppman_tui.domain.fields import ENTITIES, TEXT, Json, Kind
from oppman_tui.domain.values.money import exponent
from oppman_tui.errors import InvalidValue
from oppman_tui.exchange.export import unguarded
from oppman_tui.exchange.importing.columns import Reading, read_dates, read_numbers
from oppman_tui.exchange.importing.records import (
    CustomerRecord,
    DealRecord,
    House,
    Notes,
    Options,
    Origin,
    Source,
    name_key,
)
from oppman_tui.exchange.importing.sheet import SheetRows, reject, told_again
from oppman_tui.exchange.reading.table import Reject, Row

_APART = frozenset(("name", "customer", "value", "closed", "deleted"))
"""Cells that more than their columns decide."""
_CELLS = tuple(c for c in ENTITIES["deal"].cells.values() if c.name not in _APART)
_CLOSED = ENTITIES["deal"].cells["closed"]
_STATUSES = ("open", "hold", "won", "lost", "abandoned")
_OUTCOMES = _STATUSES[2:]
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": None}
_LONGEST_HEADING = 180


class _Unfit(Exception):
    """Why a row is rejected."""


class OwnReader:
    """Reads one file of our own. Raises `ImportFailed` where a column can be read in two ways."""

    def __init__(
        self, rows: SheetRows, source: Source, options: Options, house: House, notes: Notes
    ) -> None:
        self._rows = rows
        self._source = source
        self._house = house
        self._notes = notes
        self._said = options.stages
        self.customers: dict[str, CustomerRecord] = {}
        self.cleaned: Counter[str] = Counter()
        self.rejects: list[Reject] = []
        self.stages: Counter[tuple[str, str]] = Counter()
        """(theirs, ours) -> how many rows."""
        kinds = {part.name: part.kind for part in ENTITIES["deal"].parts}
        self._readings: dict[str, Reading[Any]] = {}
        for name in rows.places:
            cells = [rows.raw(row, name) for row in rows.table.rows]
            if kinds.get(name) is Kind.DATE:
                self._readings[name] = read_dates(rows.heading(name), cells, options.dates)
            elif name == "value":
                as_written = all(_NUMBER.fullmatch(cell) for cell in cells if cell)
                mark = "." if as_written else options.decimal
                self._readings[name] = read_numbers(rows.heading(name), cells, mark)

    def how(self) -> dict[str, str]:
        return {name: reading.how for name, reading in self._readings.items()}

    def read(self, seen: dict[str, Origin]) -> Iterator[DealRecord]:
        """The deals, each once; `seen` are the documents of files read before."""
        for row in self._rows.table.rows:
            origin = self._rows.origin(row)
            try:
                record = self._record(row, origin)
            except (_Unfit, InvalidValue) as error:
                why = str(error)
                if isinstance(error, InvalidValue):
                    why = f"{error.field} {error.problem}"
                self.rejects.append(reject(origin, why))
                continue
            if reason := told_again(seen, record.doc, origin, "deal", self.cleaned):
                self.rejects.append(reject(origin, reason))
            elif seen[record.doc] is origin:
                yield record

    def _record(self, row: Row, origin: Origin) -> DealRecord:
        name = check("deal", "name", self._text(row, "name") or None)
        status = self._status(row)
        cells: dict[str, Json] = {"name": name}
        for spec in _CELLS:
            if spec.parts[0].name in self._rows:
                parts = {part.name: self._part(row, part.name, part.kind) for part in spec.parts}
                value: Json = parts if len(parts) > 1 else next(iter(parts.values()))
                cells[spec.name] = check("deal", spec.name, value)
        self._stage(cells)
        if status is not None:
            cells["closed"] = self._closed(row, status)
        number, currency = self._value(row)
        if number is not None and currency is None:
            cells["value"] = check("deal", "value", _bare(number))
            number = None
        extras = self._extras(row)
        return DealRecord(
            source=self._source,
            external=None,
            doc=self._doc(row, name, cells.get("created")),
            origin=origin,
            status=status or "open",
            cells=cells,
            has_value="value" in self._rows and "value" not in cells,
            number=number,
            currency=currency,
            has_customer="customer" in self._rows,
            customer=self._customer(row),
            extras=extras,
            headings=frozenset(extras),
        )

    # -- cells -------------------------------------------------------------------------

    def _text(self, row: Row, name: str) -> str:
        """The cell as it was written, empty where there is none."""
        return unguarded(self._rows.raw(row, name)) if name in self._rows else ""

    def _part(self, row: Row, name: str, kind: Kind) -> Json:
        if name not in self._rows:
            return None
        if kind is Kind.DATE:
            return self._reading(row, name)
        text = self._text(row, name)
        if kind is not Kind.BOOL:
            return text or None
        if text.casefold() not in _FLAGS:
            heading = self._rows.heading(name)
            raise _Unfit(f"{text[:40]!r} in column {heading!r} is neither yes nor no")
        return _FLAGS[text.casefold()]

    def _reading(self, row: Row, name: str) -> Any:
        raw, reading = self._rows.raw(row, name), self._readings[name]
        if raw in reading.bad:
            heading = self._rows.heading(name)
            raise _Unfit(f"{raw[:40]!r} in column {heading!r} can't be read as {reading.how}")
        return reading.values[raw]

    def _doc(self, row: Row, name: str, created: date | None) -> str:
        """The deal's own id; a row that was added by hand is known by what it says."""
        given = self._text(row, "id")
        if given:
            if len(given) > 64 or not re.fullmatch(r"[\w.-]+", given, re.ASCII):
                raise _Unfit(f"{given[:40]!r} is no id of a deal; leave it empty for a new one")
            return given
        customer = name_key(self._text(row, "customer"))
        return self._source.row("deal", "", customer, name_key(name), str(created or ""))

    def _status(self, row: Row) -> Status | None:
        """None where the file doesn't say."""
        if "status" not in self._rows:
            return None
        text = self._text(row, "status").casefold() or "open"
        if text not in _STATUSES:
            raise _Unfit(f"{text[:40]!r} is no status: {', '.join(_STATUSES)} are")
        return cast(Status, text)

    def _closed(self, row: Row, status: Status) -> Json:
        if status not in _OUTCOMES:
            return None
        parts = {p.name: self._part(row, p.name, p.kind) for p in _CLOSED.parts}
        return check("deal", "closed", parts | {"closed_as": status})

    def _stage(self, cells: dict[str, Json]) -> None:
        """A stage that this playbook doesn't have is kept, as one that has gone from it is."""
        stage = cells.get("stage")
        if stage is None or stage["stage"] is None:
            return
        theirs = stage["stage"]
        ours = self._said.get(theirs, theirs)
        self.stages[theirs, ours] += 1
        if ours not in self._house.stages:
            self._notes.add(f"The stage {ours!r} is not in the playbook; it was kept as it is")
        stage["stage"] = ours

    def _value(self, row: Row) -> tuple[Decimal | None, str | None]:
        money = self._reading(row, "value") if "value" in self._rows else None
        currency = self._text(row, "currency").upper() or None
        if money is None:
            return None, None
        number: Decimal = money.number
        if currency is not None:
            minor = number.scaleb(exponent(currency)).to_integral_value()
            check("deal", "value", {"amount": int(minor), "currency": currency})
        return number, currency

    def _customer(self, row: Row) -> str | None:
        """The customer's document, kept in mind where its name is known."""
        name, given = self._text(row, "customer"), self._text(row, "customer_id") or None
        if not name:
            return given
        name = check("customer", "name", name)
        record = CustomerRecord(self._source, given, name)
        self.customers.setdefault(record.doc, record)
        return record.doc

    def _extras(self, row: Row) -> dict[str, str]:
        text = self._text(row, "extra")
        try:
            found = json.loads(text) if text else {}
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict) or not all(
            isinstance(told, str) and len(told) <= TEXT and 0 < len(heading) <= _LONGEST_HEADING
            for heading, told in found.items()
        ):
            raise _Unfit("what is in column 'extra' isn't what oppman writes there")
        return found


def _bare(number: Decimal) -> Json:
    """An amount whose currency isn't known, in what most currencies count in."""
    return {"amount": int(number.scaleb(exponent("")).to_integral_value()), "currency": None}
