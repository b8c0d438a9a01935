"""What the rows of an export come to, before anything is compared with what is here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

from oppman_tui.domain import ids
from oppman_tui.domain.text import clean_line, fold
from oppman_tui.exchange.importing.profiles import STAGES


@dataclass(frozen=True, slots=True)
class Options:
    """What the user said on how to read. `stages`: their stage -> our key or an outcome."""

    stages: Mapping[str, str] = field(default_factory=dict)
    dates: str | None = None
    decimal: str | None = None
    system: str | None = None
    org: str = ""
    base_currency: str = "EUR"
    stage_keys: tuple[str, ...] = STAGES


@dataclass(frozen=True, slots=True)
class Origin:
    """The row a record comes from."""

    file: str
    line: int
    headings: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """A customer of a file's row, or one that deals only name (`origin` None)."""

    system: str
    org: str
    external: str | None
    name: str
    note: str | None = None
    extras: Mapping[str, str] = field(default_factory=dict)
    origin: Origin | None = None

    @property
    def doc(self) -> str:
        return customer_doc(self.system, self.org, self.external, self.name)


def customer_doc(system: str, org: str, external: str | None, name: str) -> str:
    """The customer's id: by the id in its system, else by its name."""
    # A system may number customers and deals alike, so a customer's key says it is one.
    key = f"customer\x1f{external}" if external else f"customer named\x1f{name_key(name)}"
    return ids.source_id(system, org, key)


def name_key(name: str) -> str:
    """A customer's name as it is compared: case, accents and spaces don't count."""
    return fold(clean_line(name))


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
    """A deal as its row gives it. `amount` is in minor units of `currency`.

    `given` names the cells on which the file has something to say; a given cell without a value
    is one that the file leaves blank.
    """

    system: str
    org: str
    external: str | None
    name: str
    origin: Origin
    given: frozenset[str]
    customer_id: str | None = None
    customer_name: str | None = None
    owner: str | None = None
    amount: int | None = None
    currency: str | None = None
    stage: str | None = None
    stage_since: date | None = None
    close_date: date | None = None
    closed_as: Literal["won", "lost", "abandoned"] | None = None
    closed_on: date | None = None
    closed_reason: str | None = None
    hold_until: date | None = None
    hold_reason: str | None = None
    next_step: str | None = None
    created: date | None = None
    note: str | None = None
    contacts: tuple[tuple[str, str | None], ...] = ()
    """(contact id, role or None) of those the file ties to this deal."""
    extras: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What tells the deal from all others of its system; never its name alone."""
        if self.external:
            return self.external
        customer = self.customer_id or name_key(self.customer_name or "")
        created = self.created.isoformat() if self.created else ""
        return "\x1f".join(("deal", customer, name_key(self.name), created))

    @property
    def doc(self) -> str:
        return ids.source_id(self.system, self.org, self.key)


# -- money -------------------------------------------------------------------------------

_DIGITS = {
    **dict.fromkeys(("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF").split(), 0),
    **dict.fromkeys(("BHD IQD JOD KWD LYD OMR TND").split(), 3),
}


def minor_digits(currency: str) -> int:
    """How many decimals the currency has (ISO 4217)."""
    return _DIGITS.get(currency.upper(), 2)


def to_minor(number: Decimal, currency: str) -> tuple[int, bool]:
    """The amount in minor units, and whether it had to be rounded (half to even)."""
    exact = number.scaleb(minor_digits(currency))
    whole = exact.to_integral_value(ROUND_HALF_EVEN)
    return int(whole), whole != exact


def show_minor(amount: int, currency: str) -> str:
    """`43,603,545.98 EUR`"""
    digits = minor_digits(currency)
    return f"{Decimal(amount).scaleb(-digits):,.{digits}f} {currency}"
