"""Amounts of money: whole minor units (cents, yen, fils) of an ISO 4217 currency.

Read exactly (no float on the way), or refused where a separator can be read in two ways.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

from oppman_tui.domain.values.limits import MONEY_MAX
from oppman_tui.domain.values.text import clean_line
from oppman_tui.errors import InvalidValue

_CODES = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    2: """AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP
    BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS
    GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD
    LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN
    PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL
    THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW ZWG""",
}
"""Decimals -> the currencies that have so many."""
_DECIMALS = {code: digits for digits, codes in _CODES.items() for code in codes.split()}
_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
SIGNS: Mapping[str, tuple[str, ...]] = {
    "€": ("EUR",),
    "£": ("GBP",),
    "$": ("USD", "AUD", "CAD", "HKD", "MXN", "NZD", "SGD", "TWD"),
    "¥": ("JPY", "CNY"),
    "₹": ("INR",),
    "₩": ("KRW",),
    "zł": ("PLN",),
    "kr": ("SEK", "DKK", "ISK", "NOK"),
}
"""A sign -> the currencies it may mean: one's own, if it is among them, or else the first."""
_TIMES = {"": 1, "k": 1_000, "m": 10**6, "mn": 10**6, "mio": 10**6, "mln": 10**6, "bn": 10**9}

_SIZES = ((1, ""), (1_000, "k"), (10**6, "M"), (10**9, "bn"))

_SIGN = "|".join(re.escape(sign) for sign in SIGNS)
_AMOUNT = re.compile(
    rf"(?P<minus>[-−]?) ?(?P<before>{_SIGN}|[a-z]{{3}})? ?(?P<minus2>[-−]?)"
    rf"(?P<number>[0-9](?:[0-9.,' ’]*[0-9])?) ?(?P<times>k|mn|mio|mln|m|bn)?"
    rf" ?(?P<after>{_SIGN}|[a-z]{{3}})?",
    re.IGNORECASE,
)
_EITHER_WAY = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_GROUPED = re.compile(r"[0-9]{1,3}(?:(?P<by>[ '.,])[0-9]{3})(?:(?P=by)[0-9]{3})*")


def parse_amount(text: str, currency: str = "EUR") -> tuple[int, str]:
    """What `text` says, in minor units, and its currency (`currency` where it names none).

    Takes ``420k``, ``1,2M``, ``€420k``, ``EUR 79,800``, ``79 800,50 SEK``. A point or comma
    before exactly three figures is the decimal one to some and not to others: it is refused,
    naming both readings, unless something else decides (another separator, a currency written
    with it whose minor unit is not a thousandth). Raises `InvalidValue` on that, on what is no
    amount, on decimals the currency hasn't got, and beyond what can be stored (2**53).
    """
    given = clean_line(text)
    shown = given if len(given) <= 40 else f"{given[:39]}…"
    found = _AMOUNT.fullmatch(given) if len(given) <= 60 else None
    if found is None or (found["minus"] and found["minus2"]):
        raise InvalidValue("Value", f"{shown!r} is no amount such as 420k, 1.2M or EUR 79 800")
    named = _named_currency(shown, found["before"], found["after"], currency)
    of = named or currency
    number, suffix = found["number"].replace("’", "'"), (found["times"] or "").lower()
    decided = named is not None and not suffix and exponent(of) != 3
    if not decided and _EITHER_WAY.fullmatch(number):
        raise _two_readings(shown, number, suffix, of)
    whole, decimals = _read_number(shown, number)
    scaled = int(whole + decimals) * _TIMES[suffix] * 10 ** exponent(of)
    minor, rest = divmod(scaled, 10 ** len(decimals))
    if rest:
        raise InvalidValue("Value", f"{shown} has more decimals than {of} has ({exponent(of)})")
    if minor > MONEY_MAX:
        raise InvalidValue("Value", f"{shown} is more than {show_amount(MONEY_MAX, of)}")
    return (-minor if found["minus"] or found["minus2"] else minor), of


def parse_value(text: str, currency: str = "EUR") -> tuple[int, str]:
    """What a deal is worth, as `parse_amount`; raises `InvalidValue` on less than nothing too."""
    amount, of = parse_amount(text, currency)
    if amount < 0:
        shown = show_amount(amount, of)
        raise InvalidValue("Value", f"{shown} is less than nothing; a deal's value is 0 or more")
    return amount, of


def exponent(currency: str) -> int:
    """How many decimals the currency has; 2 where it isn't known."""
    return _DECIMALS.get(currency, 2)


def to_decimal(minor: int, currency: str) -> Decimal:
    """The amount in whole units, exact, with as many decimals as the currency has."""
    return Decimal(minor).scaleb(-exponent(currency))


def decimal_text(minor: int, currency: str) -> str:
    """``420000.00``: for files and scripts, read back by every program."""
    return f"{to_decimal(minor, currency):f}"


def show_amount(minor: int, currency: str) -> str:
    """``€420,000`` in full; the decimals only where there are any."""
    units = to_decimal(abs(minor), currency)
    whole = units == units.to_integral_value()
    return _marked(minor, currency, f"{units:,.0f}" if whole else f"{units:,f}")


def show_short(minor: int | None, currency: str) -> str:
    """``€420k``, ``€3.21M``: at most three figures, rounded half up; empty if not known."""
    if minor is None:
        return ""
    units = to_decimal(abs(minor), currency)
    for size, letter in _SIZES:
        figures = _three_figures(units / size)
        if figures < 1_000:
            return _marked(minor, currency, f"{figures:f}{letter}")
    return _marked(minor, currency, f"{figures:,f}{letter}")


@dataclass(frozen=True, slots=True)
class Rates:
    """What one whole unit of a currency is worth in whole units of the base, and since when."""

    base: str = "EUR"
    rates: Mapping[str, tuple[Decimal, date]] = field(default_factory=dict)

    def in_base(self, minor: int | None, currency: str | None) -> int | None:
        """Minor units of the base, rounded half up.

        None where the amount, its currency or a rate isn't known (which is never 0), and where
        the result is beyond what can be stored.
        """
        if minor is None or currency is None or currency == self.base:
            return None if currency is None else minor
        if currency not in self.rates:
            return None
        with localcontext(prec=60):
            worth = to_decimal(minor, currency) * self.rates[currency][0]
            worth = worth.scaleb(exponent(self.base)).to_integral_value(ROUND_HALF_UP)
        return int(worth) if abs(worth) <= MONEY_MAX else None


def _named_currency(shown: str, before: str | None, after: str | None, currency: str) -> str | None:
    named = {_currency(shown, word, currency) for word in (before, after) if word}
    if len(named) > 1:
        raise InvalidValue("Value", f"{shown!r} names two currencies")
    return named.pop() if named else None


def currency_of_sign(sign: str, own: str) -> str | None:
    """What `sign` means to one whose currency is `own`; None where it is no sign."""
    shared = SIGNS.get(sign.lower())
    if shared is None:
        return None
    return own if own in shared else shared[0]


def _currency(shown: str, word: str, currency: str) -> str:
    if named := currency_of_sign(word, currency):
        return named
    code = word.upper()
    if code not in _DECIMALS and code != currency:
        raise InvalidValue("Value", f"{shown!r}: {code} is no currency; EUR or SEK is one")
    return code


def _read_number(shown: str, number: str) -> tuple[str, str]:
    """The figures before and after the decimal separator."""
    if number.isdigit():
        return number, ""
    if number[0] != "0" and _GROUPED.fullmatch(number):
        return _joined(number), ""
    last = next(c for c in reversed(number) if not c.isdigit())
    whole, _, decimals = number.rpartition(last)
    if last in ".," and last not in whole and (whole.isdigit() or _GROUPED.fullmatch(whole)):
        return _joined(whole), decimals
    raise InvalidValue("Value", f"{shown!r}: its figures are not grouped by thousands")


def _joined(number: str) -> str:
    return re.sub("[^0-9]", "", number)


def _two_readings(shown: str, number: str, suffix: str, of: str) -> InvalidValue:
    big, small = _joined(number), number.replace(",", ".")
    readings = f"{big}{suffix} or {small}{suffix}"
    # With one decimal more or less nobody takes the point for a separator of thousands.
    plain = small[:-1] if small.endswith("0") else f"{small}0"
    possible = suffix or len(small.rstrip("0").partition(".")[2]) <= exponent(of)
    cure = f"{big}{suffix} or {plain}{suffix}" if possible else big
    return InvalidValue("Value", f"{shown} could be {readings}; write {cure}")


def _three_figures(units: Decimal) -> Decimal:
    places = max(0, 2 - units.adjusted()) if units else 0
    rounded = units.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return rounded.quantize(Decimal(1)) if rounded == int(rounded) else rounded.normalize()


def _marked(minor: int, currency: str, figures: str) -> str:
    sign = "-" if minor < 0 else ""
    if currency in _SYMBOLS:
        return f"{sign}{_SYMBOLS[currency]}{figures}"
    return f"{sign}{currency} {figures}" if currency else f"{sign}{figures}"
