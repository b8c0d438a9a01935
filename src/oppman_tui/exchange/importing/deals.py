"""The rows of a file of deals, each with its columns read in one format."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from oppman_tui.domain.checks import check
from oppman_tui.domain.entities import Status
from oppman_tui.domain.fields import Json
from oppman_tui.errors import InvalidValue
from oppman_tui.exchange.importing.columns import (
    Money,
    Reading,
    read_dates,
    read_flags,
    read_numbers,
)
from oppman_tui.exchange.importing.people import Lookups
from oppman_tui.exchange.importing.profiles import OUTCOMES, Profile
from oppman_tui.exchange.importing.records import (
    ContactRecord,
    CustomerRecord,
    DealRecord,
    House,
    Notes,
    Options,
    Origin,
    Source,
    name_key,
    to_minor,
)
from oppman_tui.exchange.importing.sheet import SheetRows, reject, told_again
from oppman_tui.exchange.importing.stages import StageMap
from oppman_tui.exchange.reading.table import Reject, Row

_DATES = (
    "close_date",
    "created",
    "stage_since",
    "entered",
    "won_on",
    "lost_on",
    "closed_on",
)
_FLAGS = ("is_closed", "is_won")
_ACRONYM = re.compile("[A-Z]{2,}(?:[A-Z][a-z]+)+")
_WORD = re.compile("(?<=[A-Za-z])(?=[A-Z][a-z])")
_CLOSED = ("won", "lost", "abandoned")


class _Unfit(Exception):
    """Why a row is rejected."""


@dataclass(frozen=True, slots=True)
class _State:
    """Where the deal stands: `stage` is one of ours, None where the row doesn't say.

    With `told` False it says nothing of the status either.
    """

    status: Status
    stage: str | None = None
    since: date | None = None
    told: bool = True


class DealReader:
    """Reads one file of deals. `stages` and `notes` collect what is to be said of its rows.

    Raises `ImportFailed` where a column can be read in two ways.
    """

    def __init__(
        self,
        rows: SheetRows,
        profile: Profile,
        source: Source,
        options: Options,
        house: House,
        lookups: Lookups,
        notes: Notes,
    ) -> None:
        self._rows = rows
        self._profile = profile
        self._source = source
        self._own = options.currency or house.base
        self._named = options.currency
        self._won = house.won
        self._lookups = lookups
        self._notes = notes
        self._checked: dict[Any, Json] = {}
        self.stages = StageMap(profile, options.stages, house)
        self.customers: dict[str, CustomerRecord] = {}
        """Those that the deals read so far name, by document."""
        self._met: dict[str, CustomerRecord] = {}
        self.cleaned: Counter[str] = Counter()
        self.rejects: list[Reject] = []
        self._kept = list(rows.live(self.cleaned))
        self._dates = self._columns(
            _DATES, lambda heading, cells: read_dates(heading, cells, options.dates)
        )
        self._numbers = self._columns(
            ("amount",), lambda heading, cells: read_numbers(heading, cells, options.decimal)
        )
        self._flags = self._columns(_FLAGS, lambda _, cells: read_flags(cells))
        self._readings = self._dates | self._numbers | self._flags
        if "owner" in rows or not lookups.users:
            rows.free("product", "owner_id")
        self._headings = rows.extra_headings()

    def _columns(
        self, names: tuple[str, ...], read: Callable[[str, Iterable[str]], Reading[Any]]
    ) -> dict[str, Reading[Any]]:
        """The columns there are; one of which nothing can be read is kept as extra instead."""
        found: dict[str, Reading[Any]] = {}
        for name in names:
            if name not in self._rows:
                continue
            heading = self._rows.heading(name)
            reading = read(heading, (self._rows.raw(row, name) for row in self._kept))
            if reading.bad and not any(v is not None for v in reading.values.values()):
                self._notes.add(f"Nothing in column {heading!r} could be read; kept as extra")
                del self._rows.places[name]
                self._rows.free("product")
            else:
                found[name] = reading
        return found

    def how(self) -> dict[str, str]:
        """Field -> how its column was read, of those with a format."""
        return {name: reading.how for name, reading in self._readings.items()}

    def read(self, seen: dict[str, Origin]) -> Iterator[DealRecord]:
        """The deals, each once; `seen` are the documents of files read before."""
        for row in self._kept:
            origin = self._rows.origin(row)
            try:
                record = self._record(row, origin)
            except _Unfit as why:
                self.rejects.append(reject(origin, str(why)))
                continue
            except InvalidValue as error:
                self.rejects.append(reject(origin, f"{error.field} {error.problem}"))
                continue
            if reason := told_again(seen, record.doc, origin, "deal", self.cleaned):
                self.rejects.append(reject(origin, reason))
            elif seen[record.doc] is origin:
                if record.customer and record.customer in self._met:
                    self.customers.setdefault(record.customer, self._met[record.customer])
                yield record

    # -- one row -----------------------------------------------------------------------

    def _record(self, row: Row, origin: Origin) -> DealRecord:
        rows = self._rows
        # First, so that of a row whose cells have shifted no stage is asked about.
        for name, reading in self._readings.items():
            self._read(reading, row, name)
        external = rows.text(row, "id")
        if external is None and "id" in rows:
            raise _Unfit(f"has no id in column {rows.heading('id')!r}")
        name = self._name(row)
        created = self._date(row, "created")
        state = self._state(row, origin)
        extras = rows.extras(row)
        if state.status == "won" and self._date(row, "entered"):
            extras[rows.heading("entered")] = rows.raw(row, "entered").strip()
        number, currency = self._value(row)
        record = DealRecord(
            source=self._source,
            external=external,
            doc=self._source.deal(external or self._key(row, name, created)),
            origin=origin,
            status=state.status,
            cells=self._cells(row, name, created, state),
            has_value="amount" in rows,
            number=number,
            currency=currency,
            has_customer="customer" in rows or "customer_id" in rows,
            customer=self._customer(row),
            contacts=self._contacts(row, external, origin),
            extras=extras,
            headings=self._headings,
        )
        self._check("source", external)
        return record

    def _key(self, row: Row, name: str, created: date | None) -> str:
        """What tells a deal without an id from all others; never its name alone."""
        customer = self._rows.text(row, "customer_id") or self._rows.text(row, "customer") or ""
        day = created.isoformat() if created else ""
        return "\x1f".join(("deal", name_key(customer), name_key(name), day))

    def _name(self, row: Row) -> str:
        """Its own; else the product, or the customer, that it is about."""
        name = self._rows.text(row, "name")
        if name is None:
            name = as_written(self._rows.text(row, "product") or "")
        name = name or self._rows.text(row, "customer")
        if not name:
            raise _Unfit("has no deal name")
        return name

    def _cells(self, row: Row, name: str, created: date | None, state: _State) -> dict[str, Json]:
        rows = self._rows
        cells = {"name": self._check("name", name)}
        owner = rows.text(row, "owner") or self._owner(row)
        if "owner" in rows or owner:
            cells["owner"] = self._check("owner", owner)
        if "created" in rows:
            cells["created"] = self._check("created", created)
        if "note" in rows:
            cells["note"] = self._check("note", rows.note(row, "note"))
        if "next_step" in rows:
            step = rows.text(row, "next_step")
            cells["next_step"] = self._check("next_step", step and (("next_step", step),))
        close_date = self._date(row, "close_date")
        if "close_date" in rows:
            cells["close_date"] = self._check("close_date", close_date)
        if state.stage is not None:
            stage = (("stage", state.stage), ("stage_since", state.since))
            cells["stage"] = self._check("stage", stage)
        if state.told:
            cells["closed"] = None
        if state.status in _CLOSED:
            closed = (
                ("closed_as", state.status),
                ("closed_on", self._closed_on(row, state.status)),
                ("closed_reason", rows.note(row, "lost_reason")),
            )
            cells["closed"] = self._check("closed", closed)
        return cells

    def _check(self, cell: str, value: Any) -> Json:
        """As `checks.check`, once for each value; a composite is given as pairs."""
        key = (cell, value)
        if key not in self._checked:
            if cell == "source":
                value = self._source.cell(value)
            self._checked[key] = check(
                "deal", cell, dict(value) if isinstance(value, tuple) else value
            )
        return self._checked[key]

    def _date(self, row: Row, name: str) -> date | None:
        reading = self._dates.get(name)
        return None if reading is None else self._read(reading, row, name)

    def _read(self, reading: Reading[Any], row: Row, name: str) -> Any:
        raw = self._rows.raw(row, name)
        if raw in reading.bad:
            heading = self._rows.heading(name)
            shown = raw if len(raw) <= 40 else f"{raw[:39]}…"
            raise _Unfit(f"{shown!r} in column {heading!r} can't be read as {reading.how}")
        return reading.values[raw]

    def _value(self, row: Row) -> tuple[Any, str | None]:
        """The number, and the currency where the row or the user names one."""
        reading = self._numbers.get("amount")
        money: Money | None = self._read(reading, row, "amount") if reading else None
        if money is None:
            return None, None
        currency = (self._rows.text(row, "currency") or "").upper() or None
        currency = currency or money.currency(self._own) or self._named
        minor, rounded = to_minor(money.number, currency or self._own)
        self._check("value", (("amount", minor), ("currency", currency or self._own)))
        if rounded:
            self._notes.add(
                f"A value was rounded: {currency or self._own} has fewer decimals",
                self._rows.origin(row),
            )
        return money.number, currency

    # -- where it stands ---------------------------------------------------------------

    def _state(self, row: Row, origin: Origin) -> _State:
        stage = self.stages.stage(self._rows.text(row, "stage"))
        status = self._status(row, stage)
        if status in self.stages.keys:
            stage, status = stage or status, None
        told = status or (stage if stage in OUTCOMES else "open")
        if status and self._contradict(status, stage):
            self._notes.add("The status contradicts the stage; the status was taken", origin)
        ours = stage if stage in self.stages.keys else None
        if status is None and stage is None:
            return _State("open", told=False)
        since = self._date(row, "stage_since")
        match told:
            case "won":
                return _State("won", self._won, since or self._closed_on(row, "won"))
            case "lost" | "abandoned":
                return self._entered(row, "lost" if told == "lost" else "abandoned", ours, since)
            case "hold":
                return _State("hold", ours, since)
        return self._entered(row, "open", ours, since)

    def _status(self, row: Row, stage: str | None) -> str | None:
        """What a column of statuses or Salesforce's flags say, whatever the stage."""
        status = self.stages.status(self._rows.text(row, "status"))
        closed, won = (self._flag(row, name) for name in _FLAGS)
        if status or (closed is None and not won):
            return status
        if won:
            return "won"
        if closed:
            return "abandoned" if stage == "abandoned" else "lost"
        return "hold" if stage == "hold" else "open"

    def _flag(self, row: Row, name: str) -> bool | None:
        reading = self._flags.get(name)
        return None if reading is None else self._read(reading, row, name)

    def _contradict(self, status: str, stage: str | None) -> bool:
        if stage is None or status == stage or status == "hold":
            return False
        if status == "open":
            return stage in _CLOSED
        # With a status beside it the stage is the last open one; Salesforce's is the outcome.
        return stage in _CLOSED or bool(self._flags)

    def _entered(self, row: Row, status: Status, stage: str | None, since: date | None) -> _State:
        """The stage, and since when, where a column tells the day a certain one was entered."""
        for theirs, name in self._profile.entered.items():
            key, day = self.stages.known(theirs), self._date(row, name)
            if day and key in self.stages.keys and stage in (key, None):
                return _State(status, key, since or day)
        return _State(status, stage, since if stage else None)

    def _closed_on(self, row: Row, status: Status) -> date | None:
        own = {"won": "won_on", "lost": "lost_on"}.get(status, "closed_on")
        days = (self._date(row, name) for name in (own, "closed_on", "close_date"))
        return next((day for day in days if day is not None), None)

    # -- whom it is about --------------------------------------------------------------

    def _customer(self, row: Row) -> str | None:
        """The customer's document, kept in mind where more than its id is known."""
        external = next(iter(self._rows.listed(row, "customer_id")), None)
        name = self._rows.text(row, "customer")
        if external:
            known = self._lookups.by_id.get(external)
        else:
            known = self._lookups.by_name.get(name_key(name)) if name else None
        if known is None and name is not None:
            known = CustomerRecord(self._source, external, name)
            check("customer", "name", name)
        if known is not None:
            doc = known.doc
            self._met.setdefault(doc, known)
            return doc
        return self._source.customer(external, "") if external else None

    def _owner(self, row: Row) -> str | None:
        owner = self._rows.text(row, "owner_id")
        return self._lookups.users.get(owner) if owner else None

    def _contacts(
        self, row: Row, external: str | None, origin: Origin
    ) -> tuple[tuple[ContactRecord, str | None], ...]:
        roles: dict[str, str | None] = dict(self._lookups.roles.get(external or "", ()))
        for contact in self._rows.listed(row, "contact_id"):
            roles.setdefault(contact, None)
        known = self._lookups.contacts
        missing = sum(1 for contact in roles if contact not in known)
        if missing:
            self._notes.add(
                "Contacts that the deals name are in no file given: no key players of them",
                origin,
                missing,
            )
        return tuple((known[c], role) for c, role in roles.items() if c in known)


def as_written(product: str) -> str:
    """A product's name as a person would write it: ``GTXPlusBasic`` is GTX Plus Basic."""
    return _WORD.sub(" ", product) if _ACRONYM.fullmatch(product) else product
