"""One format per column, by vote over all its cells; never guessed cell by cell (formats.md 1).

Where two readings of a column remain possible and would give different values, the import is
refused and the option that decides is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Generic, TypeVar

from oppman_tui.domain.values.money import SIGNS, currency_of_sign
from oppman_tui.domain.values.text import clean_line
from oppman_tui.errors import ImportFailed

TEXT_NULLS = frozenset(("", "#n/a", "null", "nan", "\\n", "-", "(blank)", "unassigned", "#ref!"))
"""Words that stand for nothing where a name is expected (folded)."""

T = TypeVar("T")

NULLS = TEXT_NULLS.union(
    ("n/a", "na", "none", "nil", "nat", "--", "—", "–", "?", "unknown", "tbd", "tba", "not set"),
    ("#value!", "#name?", "0000-00-00", "0000-00-00 00:00:00"),
)
"""Words that stand for no value in a column of dates, numbers or flags (folded)."""


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """A column as it was read: raw cell -> value; None is no value. `bad` could not be read."""

    values: Mapping[str, T | None]
    bad: frozenset[str]
    how: str


@dataclass(frozen=True, slots=True)
class Money:
    """A number as a cell gives it, and the currency beside it: a sign, a code or nothing."""

    number: Decimal
    sign: str | None = None

    def currency(self, own: str) -> str | None:
        """`own` is what a sign means that several currencies share, if it is one of them."""
        if self.sign is None:
            return None
        sign = "$" if self.sign == "US$" else self.sign
        return currency_of_sign(sign, "USD" if self.sign == "US$" else own) or sign.upper()


_Parse = Callable[[str], T | None]


def _vote(
    heading: str,
    cells: Iterable[str],
    forms: Mapping[str, _Parse[T]],
    rivals: tuple[str, str],
    option: str,
    words: Mapping[str, str],
) -> Reading[T]:
    """The form that reads most cells. `rivals` are the two that may both fit."""
    counts: dict[str, int] = {}
    for cell in cells:
        counts[cell] = counts.get(cell, 0) + 1
    values: dict[str, T | None] = {c: None for c in counts if clean_line(c).casefold() in NULLS}
    given = [c for c in counts if c not in values]
    if not given:
        return Reading(values, frozenset(), "blank")
    read = {name: {c: parse(clean_line(c)) for c in given} for name, parse in forms.items()}
    votes = {
        name: sum(counts[c] for c, value in by_cell.items() if value is not None)
        for name, by_cell in read.items()
    }
    best = max(votes, key=lambda name: votes[name])
    if votes[best] == 0:
        return Reading(values, frozenset(given), "not readable")
    one, other = rivals
    if best in rivals and one in read and other in read:
        _refuse_doubt(heading, counts, read[one], read[other], option)
    chosen = read[best]
    bad = frozenset(c for c, value in chosen.items() if value is None)
    values.update((c, value) for c, value in chosen.items() if value is not None)
    return Reading(values, bad, words[best])


def _refuse_doubt(
    heading: str,
    counts: Mapping[str, int],
    one: Mapping[str, T | None],
    other: Mapping[str, T | None],
    option: str,
) -> None:
    """Both readings must not stand: one needs ten times the evidence of the other."""
    differ = [c for c in counts if c in one and one[c] is not None and other[c] is not None]
    differ = [c for c in differ if one[c] != other[c]]
    only_one = sum(counts[c] for c in one if one[c] is not None and other[c] is None)
    only_other = sum(counts[c] for c in one if other[c] is not None and one[c] is None)
    least, most = sorted((only_one, only_other))
    if differ and least * 10 >= most:
        raise ImportFailed(
            f"Column {heading!r} can be read in two ways: {differ[0]!r} is"
            f" {_say(one[differ[0]])} or {_say(other[differ[0]])}",
            "Nothing was imported",
            f"Say which with {option}",
        )


def _say(value: object) -> str:
    return str(value.number) if isinstance(value, Money) else str(value)


# -- dates -------------------------------------------------------------------------------

_TIME = (
    r"(?:(?:\s*,?\s+|T)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?"
    r"\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
)
_YMD = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_PARTS = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})\.?[- ]([A-Za-z]{{3,9}})\.?[,-]?\s*(\d{{4}}){_TIME}")
_MONTH_FIRST = re.compile(rf"([A-Za-z]{{3,9}})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}}){_TIME}")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_NAMES = "january february march april may june july august september october november december"
_MONTHS = {
    word: number
    for number, name in enumerate(re.findall(r"\w+", _NAMES), 1)
    for word in (name, name[:3])
} | {"sept": 9}


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(text: str) -> int:
    """Two digits are a year from 1970 to 2069."""
    number = int(text)
    return number if len(text) == 4 else number + (2000 if number < 70 else 1900)


def _ymd(text: str) -> date | None:
    found = _YMD.fullmatch(text)
    if found:
        return _day(int(found[1]), int(found[3]), int(found[4]))
    found = _COMPACT.fullmatch(text)
    return _day(int(found[1]), int(found[2]), int(found[3])) if found else None


def _dmy(text: str) -> date | None:
    found = _PARTS.fullmatch(text)
    return _day(_year(found[4]), int(found[3]), int(found[1])) if found else None


def _mdy(text: str) -> date | None:
    """With dots the day comes first wherever dots are written."""
    found = _PARTS.fullmatch(text)
    if not found or found[2] == ".":
        return None
    return _day(_year(found[4]), int(found[1]), int(found[3]))


def _named(text: str) -> date | None:
    found = _DAY_FIRST.fullmatch(text)
    if found:
        day, month, year = found[1], found[2], found[3]
    else:
        found = _MONTH_FIRST.fullmatch(text)
        if not found:
            return None
        month, day, year = found[1], found[2], found[3]
    number = _MONTHS.get(month.casefold())
    return _day(int(year), number, int(day)) if number else None


def _serial(text: str) -> date | None:
    """A spreadsheet's day number, counted so that 25569 is 1970-01-01."""
    if not _SERIAL.fullmatch(text) or not 20_000 <= float(text) <= 80_000:
        return None
    return date(1899, 12, 30) + timedelta(days=int(float(text)))


_DATE_FORMS: Mapping[str, _Parse[date]] = {
    "ymd": _ymd,
    "dmy": _dmy,
    "mdy": _mdy,
    "named": _named,
    "serial": _serial,
}
_DATE_WORDS = {
    "ymd": "dates, year-month-day",
    "dmy": "dates, day/month/year",
    "mdy": "dates, month/day/year",
    "named": "dates with the month's name",
    "serial": "dates as a spreadsheet's day numbers",
}


def read_dates(heading: str, cells: Iterable[str], order: str | None = None) -> Reading[date]:
    """The column's days, as written (a time of day and its zone are left out).

    `order` is `dmy` or `mdy` where the user said it.
    """
    forms = {n: f for n, f in _DATE_FORMS.items() if order is None or n not in ("dmy", "mdy")}
    if order:
        forms[order] = _DATE_FORMS[order]
    option = "--dates dmy or --dates mdy"
    return _vote(heading, cells, forms, ("dmy", "mdy"), option, _DATE_WORDS)


# -- numbers -----------------------------------------------------------------------------

_CURRENCY = "[A-Za-z]{3}|" + "|".join(re.escape(sign) for sign in ("US$", *SIGNS))
_AMOUNT = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[-−+])?\s*(?P<before>{_CURRENCY})?\s*(?P<sign2>[-−])?\s*"
    r"(?P<number>[\d.,'’ ]*\d[.,]?)(?P<power>[eE][+-]?\d{1,2})?\s*(?P<unit>[KkMm](?![A-Za-z])|%)?"
    rf"\s*(?P<after>{_CURRENCY})?\s*(?P<close>\))?"
)
_POINT = re.compile(r"(?:\d{1,3}(?:([ ,'’])\d{3}(?:\1\d{3})*)|\d+)?(?:\.\d*)?")
_COMMA = re.compile(r"(?:\d{1,3}(?:([ .'’])\d{3}(?:\1\d{3})*)|\d+)?(?:,\d*)?")
_UNITS = {"k": Decimal(1_000), "m": Decimal(1_000_000)}


def _number(text: str, shape: re.Pattern[str], mark: str) -> Money | None:
    found = _AMOUNT.fullmatch(text)
    if not found or bool(found["open"]) != bool(found["close"]):
        return None
    digits = found["number"].strip()
    if not shape.fullmatch(digits):
        return None
    plain = "".join(c for c in digits if c.isdigit() or c == mark).replace(mark, ".")
    number = Decimal(plain + (found["power"] or ""))
    number *= _UNITS.get((found["unit"] or "").lower(), Decimal(1))
    if found["open"] or "-" in (found["sign"] or found["sign2"] or "").replace("−", "-"):
        number = -number
    return Money(number, found["before"] or found["after"])


def _point(text: str) -> Money | None:
    return _number(text, _POINT, ".")


def _comma(text: str) -> Money | None:
    return _number(text, _COMMA, ",")


_NUMBER_FORMS: Mapping[str, _Parse[Money]] = {".": _point, ",": _comma}
_NUMBER_WORDS = {".": "numbers, decimal point", ",": "numbers, decimal comma"}


def read_numbers(heading: str, cells: Iterable[str], mark: str | None = None) -> Reading[Money]:
    """The column's numbers. `mark` is `.` or `,` where the user said what the decimals follow."""
    forms = {mark: _NUMBER_FORMS[mark]} if mark else _NUMBER_FORMS
    option = "--decimal . or --decimal ,"
    reading = _vote(heading, cells, forms, (".", ","), option, _NUMBER_WORDS)
    if any("." in c or "," in c for c, value in reading.values.items() if value is not None):
        return reading
    how = "whole numbers" if reading.how in _NUMBER_WORDS.values() else reading.how
    return Reading(reading.values, reading.bad, how)


# -- flags -------------------------------------------------------------------------------

_TRUE = frozenset(("1", "true", "yes", "y", "t", "x", "1.0"))
_FALSE = frozenset(("0", "false", "no", "n", "f", "0.0"))


def read_flags(cells: Iterable[str]) -> Reading[bool]:
    """Yes or no; a blank is no, unless the whole column is blank and so says nothing."""
    distinct = set(cells)
    folded = {c: clean_line(c).casefold() for c in distinct}
    values: dict[str, bool | None] = {}
    for cell, word in folded.items():
        if word in _TRUE:
            values[cell] = True
        elif word in _FALSE or word in NULLS:
            values[cell] = False
    if all(word in NULLS for word in folded.values()):
        return Reading(dict.fromkeys(distinct), frozenset(), "blank")
    return Reading(values, frozenset(distinct - set(values)), "yes or no, blank is no")
