"""What the rows of an export come to, before anything is compared with what is here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

from oppman_tui.domain.entities import Status
from oppman_tui.domain.fields import Json
from oppman_tui.domain.values import ids
from oppman_tui.domain.values.money import exponent
from oppman_tui.domain.values.text import clean_line, fold
from oppman_tui.exchange.importing.profiles import STAGES


@dataclass(frozen=True, slots=True)
class Options:
    """How to read, and what to do where the file and a person here say different things.

    `stages`: their stage -> our stage's key or an outcome. `dates`: `dmy` or `mdy`. `decimal`:
    `.` or `,`. `currency` is what an amount is in that names none; the base currency where it
    is None. `system` and `org` say whose ids the file's are.
    """

    stages: Mapping[str, str] = field(default_factory=dict)
    dates: str | None = None
    decimal: str | None = None
    currency: str | None = None
    system: str | None = None
    org: str = ""
    prefer: Literal["file", "mine"] = "mine"


@dataclass(frozen=True, slots=True)
class House:
    """What the file is read against: our stages and the base currency."""

    stages: tuple[str, ...] = STAGES
    """The keys, in order."""
    won: str | None = STAGES[-1]
    """The stage of a deal that is won."""
    base: str = "EUR"


@dataclass(frozen=True, slots=True)
class Origin:
    """The row a record comes from."""

    file: str
    line: int
    headings: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Whose ids a file's are; `ours` where they are those of the documents themselves."""

    system: str
    org: str
    ours: bool = False

    def deal(self, key: str) -> str:
        return ids.source_id(self.system, self.org, key)

    def customer(self, external: str | None, name: str) -> str:
        """The customer's document: by the id in its system, else by its name."""
        if external and self.ours:
            return external
        # A system may number customers and deals alike, so a customer's key says it is one.
        key = f"customer\x1f{external}" if external else f"customer named\x1f{name_key(name)}"
        return ids.source_id(self.system, self.org, key)

    def row(self, what: str, deal: str, *of: str) -> str:
        """The id of a deal's row, by what the file knows it by."""
        return ids.source_id(self.system, self.org, "\x1f".join((what, deal, *of)))

    def cell(self, external: str | None) -> Json:
        """A document's `source` cell."""
        return {
            "source_system": self.system,
            "source_org": self.org or None,
            "source_id": external,
        }


def name_key(name: str) -> str:
    """A customer's name as it is compared: case, accents and spaces don't count."""
    return fold(clean_line(name))


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """A customer of a file's row, or one that deals only name (`origin` None)."""

    source: Source
    external: str | None
    name: str
    note: str | None = None
    extras: Mapping[str, str] = field(default_factory=dict)
    headings: frozenset[str] = frozenset()
    """Those whose cells `extras` are; one that is not in it is blank."""
    origin: Origin | None = None

    @property
    def doc(self) -> str:
        return self.source.customer(self.external, self.name)


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """A person of the customer's; a key player where a deal names them."""

    external: str
    name: str
    title: str | None = None
    email: str | None = None
    phone: str | None = None
    customer_id: str | None = None


@dataclass(frozen=True, slots=True)
class DealRecord:
    """A deal as its row gives it.

    `cells` are those on which the file has something to say, as `checks.check` gives them; None
    where the row leaves one blank. What depends on more than the row stands apart: `number`,
    which is in `currency`, or where that is None in the one the deal has here already;
    `customer`, a document that may not be here; `on_hold`, without a day until when.
    """

    source: Source
    external: str | None
    doc: str
    origin: Origin
    status: Status
    cells: Mapping[str, Json]
    has_value: bool = False
    """The file has a column of values; likewise of customers."""
    number: Decimal | None = None
    currency: str | None = None
    has_customer: bool = False
    customer: str | None = None
    contacts: tuple[tuple[ContactRecord, str | None], ...] = ()
    """Those the file ties to this deal, each with the role it gives them."""
    extras: Mapping[str, str] = field(default_factory=dict)
    headings: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return str(self.cells["name"])


def to_minor(number: Decimal, currency: str) -> tuple[int, bool]:
    """The amount in minor units, and whether it had to be rounded (half to even)."""
    exact = number.scaleb(exponent(currency))
    whole = exact.to_integral_value(ROUND_HALF_EVEN)
    return int(whole), whole != exact


class Notes:
    """What is to be said of many rows: each sentence once, with how many and the first of them."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._first: dict[str, str] = {}

    def add(self, sentence: str, where: Origin | str = "", count: int = 1) -> None:
        """`where` is the row, or a word in its place, for an example."""
        told = f"line {where.line} of {where.file}" if isinstance(where, Origin) else where
        self._counts[sentence] += count
        self._first.setdefault(sentence, told)

    def lines(self) -> list[str]:
        """`Stage and status contradict each other (3, as in line 12 of deals.csv)`"""
        return [self._line(sentence, count) for sentence, count in self._counts.items()]

    def _line(self, sentence: str, count: int) -> str:
        first = self._first[sentence]
        if not first:
            return sentence
        return f"{sentence} ({f'{count:,}, as in ' if count > 1 else ''}{first})"
