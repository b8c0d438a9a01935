"""Dates as people type them, and as they are shown.

Day before month wherever dots or words leave no doubt; a slash does leave one (12/11 is a day
in November to some and in December to others) and is refused unless one reading is impossible.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from oppman_tui.domain.values.limits import YEARS
from oppman_tui.domain.values.text import clean_line
from oppman_tui.errors import InvalidValue

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DOTTED = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})(?:\.|\. ?([0-9]{4}|[0-9]{2}))?")
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{4}))?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\.? ([a-z]{3,9})\.?(?:,? ([0-9]{4}))?")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? ([0-9]{1,2})(?:,? ([0-9]{4}))?")
_SHIFT = re.compile(r"([+-]) ?([0-9]{1,5}) ?([dwmy])")


def plus(day: date, days: int) -> date:
    """`day` and so many days; the calendar's last or first day where it has no more."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.max if days > 0 else date.min


def parse_date(text: str, today: date, *, past: bool = False) -> date:
    """The day meant by `text`; one without a year is the next such day, today included.

    With `past` it is the last such day, and a day that is still to come is refused.
    Takes ``fri`` (the first one after today, or before it), ``today``, ``tomorrow``,
    ``yesterday``, ``+2w`` (d, w, m, y; a month's end stays one), ``12.12.``, ``12.12.2026``,
    ``2026-12-12``, ``12 dec``, ``dec 12 2026``. Raises `InvalidValue` on what is none of
    these, ambiguous, not in the calendar, or outside the years that can be stored.
    """
    given = clean_line(text)[:60]
    found = _read(given, today, -1 if past else 1)
    if past and found > today:
        raise InvalidValue("Date", f"{show_full(found)} is still to come")
    return found


def _read(given: str, today: date, way: int) -> date:
    words = given.lower()
    if words in _NEAR:
        return _moved(given, today, _NEAR[words])
    if (weekday := _index(words, _DAY_NAMES)) is not None:
        return _moved(given, today, way * ((way * (weekday - today.weekday()) - 1) % 7 + 1))
    if found := _SHIFT.fullmatch(words):
        return _shifted(given, today, found)
    if found := _ISO.fullmatch(words):
        return _day(given, int(found[1]), int(found[2]), int(found[3]))
    if found := _DOTTED.fullmatch(words):
        return _with_year(given, today, way, found[3], int(found[2]), int(found[1]))
    if found := _SLASHED.fullmatch(words):
        return _slashed(given, today, way, found)
    if found := _DAY_FIRST.fullmatch(words):
        return _named(given, today, way, found[3], found[2], found[1])
    if found := _MONTH_FIRST.fullmatch(words):
        return _named(given, today, way, found[3], found[1], found[2])
    raise _not_a_date(given)


def show_date(day: date, today: date) -> str:
    """``12 Dec``, and ``12 Dec 2027`` in any year but today's."""
    short = f"{day.day} {_MONTHS[day.month - 1]}"
    return short if day.year == today.year else f"{short} {day.year}"


def show_full(day: date) -> str:
    """``Sat 12 Dec 2026``."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def _not_a_date(given: str) -> InvalidValue:
    return InvalidValue(
        "Date", f"{given!r} is no date such as fri, +2w, 12.12., 12 dec or 2026-12-12"
    )


def _index(word: str, names: Sequence[str]) -> int | None:
    """Where the name is that `word` begins, given in three letters or more."""
    if len(word) < 3:
        return None
    return next((n for n, name in enumerate(names) if name.startswith(word)), None)


def _moved(given: str, today: date, days: int) -> date:
    try:
        return _in_range(given, today + timedelta(days))
    except OverflowError:
        raise _out_of_range(given) from None


def _shifted(given: str, today: date, found: re.Match[str]) -> date:
    from calendar import monthrange  # only here; the first page does without

    count = int(found[2]) * (-1 if found[1] == "-" else 1)
    if found[3] in "dw":
        return _moved(given, today, count * (7 if found[3] == "w" else 1))
    months = today.year * 12 + today.month - 1 + count * (12 if found[3] == "y" else 1)
    year, month = divmod(months, 12)
    if not YEARS[0] <= year <= YEARS[1]:
        raise _out_of_range(given)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _slashed(given: str, today: date, way: int, found: re.Match[str]) -> date:
    one, two = int(found[1]), int(found[2])
    if one != two and 1 <= one <= 12 and 1 <= two <= 12:
        readings = f"{one} {_MONTHS[two - 1]} or {two} {_MONTHS[one - 1]}"
        cure = f"write {one}.{two}.{found[3] or ''} or the month by name"
        raise InvalidValue("Date", f"{given} could be {readings}; {cure}")
    day, month = (one, two) if two <= 12 else (two, one)
    return _with_year(given, today, way, found[3], month, day)


def _named(given: str, today: date, way: int, year: str | None, name: str, day: str) -> date:
    month = _index("sep" if name == "sept" else name, _MONTH_NAMES)
    if month is None:
        raise _not_a_date(given)
    return _with_year(given, today, way, year, month + 1, int(day))


def _with_year(given: str, today: date, way: int, year: str | None, month: int, day: int) -> date:
    """`year` in full or its last two figures (of this century); None is the next such day, or
    the last where `way` is back."""
    if year is not None:
        return _day(given, int(year) + (2000 if len(year) == 2 else 0), month, day)
    _day(given, 2000, month, day)  # a leap year: what isn't in it is in none
    for ahead in range(9):  # two leap years can be eight years apart (1896 and 1904)
        try:
            found = date(today.year + way * ahead, month, day)
        except ValueError:
            continue
        if way * (found - today).days >= 0:
            return _in_range(given, found)
    raise _out_of_range(given)


def _day(given: str, year: int, month: int, day: int) -> date:
    try:
        return _in_range(given, date(year, month, day))
    except ValueError:
        if not 1 <= year <= 9999:
            raise _out_of_range(given) from None
        raise InvalidValue("Date", f"{given} is not in the calendar") from None


def _in_range(given: str, day: date) -> date:
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise _out_of_range(given)
    return day


def _out_of_range(given: str) -> InvalidValue:
    return InvalidValue("Date", f"{given} is outside the years {YEARS[0]} to {YEARS[1]}")
