"""Files become a batch of records: each file's kind found out, those beside it looked up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from oppman_tui.errors import ImportFailed
from oppman_tui.exchange.importing.deals import DealReader
from oppman_tui.exchange.importing.own import OwnReader
from oppman_tui.exchange.importing.people import (
    Lookups,
    read_contacts,
    read_customers,
    read_roles,
    read_users,
)
from oppman_tui.exchange.importing.profiles import OWN, Profile, Sheet, by_key, identify
from oppman_tui.exchange.importing.records import (
    CustomerRecord,
    DealRecord,
    House,
    Notes,
    Options,
    Origin,
    Source,
)
from oppman_tui.exchange.importing.sheet import SheetRows
from oppman_tui.exchange.reading.table import Reject, Table, read_table

_NOTHING = "Nothing was imported"
_HEADINGS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file as it was read.

    Of the rows read each is a record (of `docs`, where they are imported), rejected or cleaned.
    """

    name: str
    title: str
    """The system it is of, in words."""
    sheet: Sheet
    how: str
    read: int
    rejected: int
    cleaned: Mapping[str, int]
    docs: tuple[str, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    """(heading, how it was read)."""
    stages: tuple[tuple[str, str, int], ...] = ()
    """(theirs, ours, rows)."""
    beside: bool = False
    """Found beside the deals by its name; only what these name is taken from it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """All that the files come to. `own` is the currency of the amounts that name none."""

    deals: tuple[DealRecord, ...]
    customers: Mapping[str, CustomerRecord]
    files: tuple[FileRead, ...]
    rejects: tuple[Reject, ...]
    own: str
    notes: tuple[str, ...]


def read_batch(paths: Sequence[Path], options: Options, house: House) -> Batch:
    """Read the files, and beside those of deals the files of the same export.

    Raises `ImportFailed`: a file that can't be read or isn't known, a column that can be read
    in two ways, stages that are not known; `UsageError` where the options are off.
    """
    return _Batching(options, house).read(paths)


@dataclass(slots=True)
class _Sheet:
    table: Table
    profile: Profile
    sheet: Sheet
    beside: bool = False


class _Batching:
    def __init__(self, options: Options, house: House) -> None:
        self._options = options
        self._house = house
        self._notes = Notes()
        self._files: list[FileRead] = []
        self._rejects: list[Reject] = []
        self._customers: dict[str, CustomerRecord] = {}
        self._lookups: dict[str, Lookups] = {}
        self._seen: dict[str, Origin] = {}

    def read(self, paths: Sequence[Path]) -> Batch:
        sheets = [self._identified(path) for path in dict.fromkeys(p.absolute() for p in paths)]
        if not any(s.sheet in ("deals", "customers") for s in sheets):
            what = "; ".join(f"{s.table.path.name} is {_what(s)}" for s in sheets)
            raise ImportFailed(f"No file of deals was given: {what}", _NOTHING)
        sheets += self._companions(sheets)
        for sheet in sheets:
            if sheet.sheet != "deals":
                self._look_up(sheet)
        deals = [deal for s in sheets if s.sheet == "deals" for deal in self._deals(s)]
        self._files.sort(key=lambda file: (file.sheet != "deals", file.beside))
        self._say_contacts(deals)
        return Batch(
            tuple(deals),
            self._customers,
            tuple(self._files),
            tuple(self._rejects),
            self._options.currency or self._house.base,
            tuple(self._notes.lines()),
        )

    def _source(self, profile: Profile) -> Source:
        return Source(self._options.system or profile.key, self._options.org, profile is OWN)

    # -- which file is what ------------------------------------------------------------

    def _identified(self, path: Path) -> _Sheet:
        table = read_table(path)
        found = identify(table.headings, by_key(self._options.system or ""))
        if found is None:
            some = ", ".join(repr(h[:40]) for h in table.headings[:_HEADINGS_SHOWN])
            more = ", …" if len(table.headings) > _HEADINGS_SHOWN else ""
            raise ImportFailed(
                f"{path.name} is no table of deals: its headings are {some}{more}",
                _NOTHING,
                "Give the columns headings such as Deal name, Customer, Stage, Amount, Close date",
            )
        return _Sheet(table, *found)

    def _companions(self, sheets: Sequence[_Sheet]) -> Iterator[_Sheet]:
        """What lies beside the deals and is of the same system, each kind once."""
        given = {(s.profile.key, s.sheet) for s in sheets}
        for deals in (s for s in sheets if s.sheet == "deals"):
            for sheet, word in deals.profile.companions.items():
                if (deals.profile.key, sheet) in given:
                    continue
                for path in _beside(deals.table.path, word):
                    try:
                        table = read_table(path)
                    except ImportFailed as error:
                        self._notes.add(f"Beside the deals: {error.what}; gone on without it")
                        continue
                    if identify(table.headings, deals.profile) == (deals.profile, sheet):
                        given.add((deals.profile.key, sheet))
                        yield _Sheet(table, deals.profile, sheet, beside=True)
                        break

    # -- what is in it -----------------------------------------------------------------

    def _look_up(self, found: _Sheet) -> None:
        table, cleaned = found.table, Counter[str]()
        lookups = self._lookups.setdefault(found.profile.key, Lookups())
        if found.sheet not in found.profile.fields:
            self._notes.add(f"{table.path.name} was left out: it is {_what(found)}")
            return
        rows = SheetRows(table, found.profile, found.sheet, self._notes)
        docs: tuple[str, ...] = ()
        rejects: list[Reject] = []
        match found.sheet:
            case "customers":
                customers, rejects = read_customers(rows, self._source(found.profile), cleaned)
                lookups.add_customers(customers)
                if not found.beside:
                    self._customers |= {customer.doc: customer for customer in customers}
                    docs = tuple(customer.doc for customer in customers)
            case "contacts":
                lookups.contacts |= read_contacts(rows, cleaned, self._notes)
            case "users":
                lookups.users |= read_users(rows, cleaned)
            case "roles":
                for deal, roles in read_roles(rows, cleaned).items():
                    lookups.roles.setdefault(deal, []).extend(roles)
        columns = _columns(rows, {}) if docs else ()
        self._keep(found, cleaned, rejects, docs, columns)

    def _own_deals(self, found: _Sheet) -> Iterator[DealRecord]:
        rows = SheetRows(found.table, found.profile, "deals", self._notes)
        source = self._source(found.profile)
        reader = OwnReader(rows, source, self._options, self._house, self._notes)
        deals = list(reader.read(self._seen))
        for doc, customer in reader.customers.items():
            self._customers.setdefault(doc, customer)
        self._keep(
            found,
            reader.cleaned,
            reader.rejects,
            tuple(deal.doc for deal in deals),
            _columns(rows, reader.how(), "only told; not read"),
            tuple((t, o, n) for (t, o), n in reader.stages.most_common()),
        )
        yield from deals

    def _deals(self, found: _Sheet) -> Iterator[DealRecord]:
        if found.profile is OWN:
            yield from self._own_deals(found)
            return
        lookups = self._lookups.get(found.profile.key, Lookups())
        rows = SheetRows(found.table, found.profile, "deals", self._notes)
        reader = DealReader(
            rows,
            found.profile,
            self._source(found.profile),
            self._options,
            self._house,
            lookups,
            self._notes,
        )
        deals = list(reader.read(self._seen))
        reader.stages.refuse_unknown()
        for theirs in reader.stages.not_met():
            self._notes.add(f"No deal of {found.table.path.name} is in the stage {theirs!r}")
        for doc, customer in reader.customers.items():
            self._customers.setdefault(doc, customer)
        if "id" not in rows:
            self._notes.add(
                f"{found.table.path.name} has no ids: a deal is known again by its customer, name"
                " and day of creation"
            )
        self._keep(
            found,
            reader.cleaned,
            reader.rejects,
            tuple(deal.doc for deal in deals),
            _columns(rows, reader.how()),
            tuple((t, o, n) for (t, o), n in reader.stages.met.most_common()),
        )
        yield from deals

    def _keep(
        self,
        found: _Sheet,
        cleaned: Counter[str],
        rejects: Sequence[Reject],
        docs: tuple[str, ...],
        columns: tuple[tuple[str, str], ...],
        stages: tuple[tuple[str, str, int], ...] = (),
    ) -> None:
        table = found.table
        if not found.beside:
            self._rejects += (*table.rejects, *rejects)
        for warning in table.warnings:
            self._notes.add(warning)
        self._files.append(
            FileRead(
                table.path.name,
                found.profile.title,
                found.sheet,
                table.how,
                table.read,
                len(table.rejects) + len(rejects),
                cleaned + Counter(table.cleaned),
                docs,
                columns,
                stages,
                found.beside,
            )
        )

    def _say_contacts(self, deals: Sequence[DealRecord]) -> None:
        known = {c for lookups in self._lookups.values() for c in lookups.contacts.values()}
        if not known:
            return
        named = {contact for deal in deals for contact, _ in deal.contacts}
        customers = {customer.external for customer in self._customers.values()}
        theirs = sum(1 for contact in known if contact.customer_id in customers)
        self._notes.add(
            f"{len(known):,} contacts were read, {theirs:,} of them of these customers;"
            f" {len(named):,} are named by a deal and became its key players"
        )


_FIELDS: Mapping[str, str] = {
    "id": "id, as text",
    "name": "name",
    "customer": "customer",
    "customer_id": "customer, by id",
    "owner": "owner",
    "owner_id": "owner, by id",
    "amount": "value",
    "currency": "currency",
    "stage": "stage",
    "status": "status",
    "is_closed": "closed",
    "is_won": "won",
    "is_deleted": "rows deleted there are left out",
    "close_date": "close date",
    "created": "created",
    "stage_since": "in its stage since",
    "entered": "in its stage since",
    "won_on": "won on",
    "lost_on": "lost on",
    "closed_on": "closed on",
    "next_step": "next step",
    "note": "note",
    "lost_reason": "why it was lost",
    "contact_id": "key players, by id",
    "product": "kept as extra; the name where there is no other",
}
_EXTRA = "kept as extra"


def _columns(
    rows: SheetRows, how: Mapping[str, str], rest: str = _EXTRA
) -> tuple[tuple[str, str], ...]:
    """Each heading and how its column was read."""
    names = {place: name for name, place in rows.places.items()}
    extra = rows.extra_headings()
    told: list[tuple[str, str]] = []
    for place, heading in enumerate(rows.table.headings):
        name = names.get(place)
        if name is None or (heading in extra and name != "product"):
            told.append((heading, rest))
        else:
            form = f": {how[name]}" if name in how else ""
            words = _FIELDS.get(name, name.replace("_", " "))
            told.append((heading, f"{words}{form}"))
    return tuple(told)


_SHEETS: Mapping[Sheet, str] = {
    "deals": "a table of deals",
    "customers": "a table of customers",
    "contacts": "a table of contacts",
    "users": "a table of users",
    "roles": "a table of contact roles",
    "history": "a history of stages, which can't be imported yet",
    "other": "a table that holds no deals",
}


def _what(found: _Sheet) -> str:
    return f"{_SHEETS[found.sheet]} ({found.table.read:,} rows)"


def _beside(deals: Path, word: str) -> Iterator[Path]:
    """Files in the same folder whose name says that they belong to this export."""
    stem = deals.stem.casefold()
    stems = {word.casefold(), stem.replace("deals", word), stem.replace("deal", word)} - {stem}
    try:
        names = sorted(deals.parent.iterdir())
    except OSError:
        return
    for path in names:
        same_form = path.suffix.casefold() == deals.suffix.casefold()
        if same_form and path.stem.casefold() in stems and path.is_file():
            yield path
