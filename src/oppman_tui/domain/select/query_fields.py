"""What can be asked for in a query: its fields, and how their values are written.

The fields of one's playbook are among them: every theme is one, by its key. A score is its low
unless `.point` or `.high` is put after it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Literal, TypeAlias

from oppman_tui.domain.select.attention import TABS, TRIGGERS
from oppman_tui.domain.select.query import (
    OPERATORS,
    Among,
    Either,
    Holds,
    Marked,
    Missing,
    Node,
    Not,
    Query,
    Token,
    Unread,
    Within,
    in_quotes,
    parse,
)
from oppman_tui.domain.values import money
from oppman_tui.domain.values.dates import parse_date, plus
from oppman_tui.domain.values.money import Rates
from oppman_tui.domain.values.text import clean_line, fold
from oppman_tui.errors import InvalidValue
from oppman_tui.playbook.models import Playbook

Kind: TypeAlias = Literal["text", "amount", "date", "days", "score", "place", "key", "mark"]

PARTS = ("low", "point", "high")
"""Of a score; the first where none is named."""
STATUSES = ("open", "hold", "won", "lost", "abandoned")
SEVERITIES = ("none", "notice", "alarm")
STRATEGIC = "strategic"
_FIELDS: Mapping[str, tuple[Kind, str]] = {
    "name": ("text", "the deal's name"),
    "customer": ("text", "the customer's name"),
    "owner": ("text", "whose deal it is"),
    "player": ("text", "a key player's name"),
    "step": ("text", "the next step"),
    "source": ("text", "the system it was imported from"),
    "value": ("amount", "in the base currency, such as 100k"),
    "currency": ("key", "of the value, such as SEK"),
    "stage": ("place", "in the buyer's order, so that stage>=compare can be asked"),
    "days": ("days", "in its stage"),
    "close": ("date", "the close date"),
    "created": ("date", "the day it was created"),
    "reviewed": ("date", "the day of its last review; reviewed:never"),
    "next": ("date", "the day of the next step"),
    "hold": ("date", "the day until which it is on hold"),
    "severity": ("place", "none, notice or alarm"),
    "status": ("key", "open, hold, won, lost or abandoned"),
    "weakest": ("key", "the weakest theme"),
    "is": ("mark", "a list, a trigger, a status, or strategic: is:stalled"),
}
_NOTHING = ("none", "never", "unknown")
_ORDERED = ("<", "<=", ">", ">=")
_SHIFTED = re.compile(r"(today)? ?([+-]) ?([0-9]{1,5}) ?([dwmy]?)", re.IGNORECASE)
_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})")
_YEAR = re.compile(r"[0-9]{4}")
_CURRENCY = re.compile(r"[a-z]{3}")
_MORE_WORDS = re.compile(r"\s+[^\s()\"]+")
_WORDS_OF_A_DATE = 3
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Field:
    """One that can be asked for; `told` says what it is."""

    name: str
    kind: Kind
    told: str


@dataclass(frozen=True)
class Fields:
    """The fields of one playbook, read as of one day with one base currency."""

    playbook: Playbook
    rates: Rates
    today: date

    def query(self, text: str) -> Query:
        """What was typed, as far as it is understood."""
        return parse(text, self.read, lambda name: self._field(name) is not None)

    def joined(self, one: str, other: str) -> str:
        """A search for what both ask for."""
        return " ".join(
            in_quotes(part) if self.query(part).plain else f"({part})" for part in (one, other)
        )

    @cached_property
    def all(self) -> Mapping[str, Field]:
        """Name -> field, as they are told of; a theme whose name is another field's comes with
        its part: ``customer.low``."""
        found = {name: Field(name, kind, told) for name, (kind, told) in _FIELDS.items()}
        sets = {"fit": "Customer fit", **{t.key: t.name for t in self.playbook.themes}}
        for key, name in sets.items():
            taken = f"{key}.{PARTS[0]}" if key in found else key
            found[taken] = Field(taken, "score", f"{name}: its low; or .point, .high")
        return found

    def _field(self, name: str) -> Field | None:
        """The field of this name, in either case; of a score also with its part."""
        lower = name.lower()
        if lower in self.all:
            return self.all[lower]
        key, _, part = lower.rpartition(".")
        keys = {"fit", *(theme.key for theme in self.playbook.themes)}
        return Field(lower, "score", "") if part in PARTS and key in keys else None

    # -- reading -----------------------------------------------------------------------

    def read(self, token: Token, text: str) -> tuple[Node, int]:
        """A comparison, as `query.Read` has it."""
        field = self._field(token.name)
        end = token.value_at + len(token.value) + 2 * token.quoted
        if field is None:
            from difflib import get_close_matches  # only where there is something to mend

            like = get_close_matches(token.name.lower(), self.all, 1)
            cure = f"{like[0]}?" if like else 'in quotes it is looked for: "a:b"'
            raise Unread(f"there is no field {token.name}; {cure}", token.at)
        if not token.value.strip():
            if text[token.value_at :].strip()[:1] not in ("", ")"):
                raise Unread(f"{token.operator} what? {self._expected(field)}")
            raise Unread(self._expected(field))
        if not token.quoted and token.value.lower() in _NOTHING and _may_be_unknown(field):
            return _unknown(field, token), end
        if field.kind == "date":
            return self._date(field, token, text, end)
        words = [token.value] if token.quoted else token.value.split(",")
        match field.kind:
            case "amount":
                return _ranged(field.name, token.operator, *[self._amount(token)] * 2), end
            case "days":
                days = _whole(token.value)
                return _ranged(field.name, token.operator, days, days), end
            case "score":
                return self._score(field, token), end
            case "place" if token.operator in _ORDERED:
                place = self._place(field, token.value)
                return _ranged(field.name, token.operator, place, place), end
        if token.operator in _ORDERED:
            raise Unread(f"{field.name} takes : or !=, not {token.operator}", token.at)
        nodes = [node for word in words for node in self._meant(field, word)]
        meant = nodes[0] if len(nodes) == 1 else Either(tuple(nodes))
        return (Not(meant) if token.operator == "!=" else meant), end

    def _meant(self, field: Field, word: str) -> Iterator[Node]:
        """What one of the values between commas can mean."""
        said = fold(clean_line(word))
        match field.kind:
            case "text":
                yield Holds(said, field.name)
            case "key" if field.name == "currency":
                if not _CURRENCY.fullmatch(said):
                    raise Unread(self._expected(field))
                yield Among(field.name, said.upper())
            case kind:
                names = self._named(field)
                for place in self._like(field, said, names):
                    match kind:
                        case "place":
                            yield Within(field.name, place, place)
                        case "mark":
                            yield _as_mark(names[place])
                        case _:
                            yield Among(field.name, names[place])

    def _named(self, field: Field) -> Sequence[str]:
        """The keys that a field can be."""
        match field.name:
            case "stage":
                return [stage.key for stage in self.playbook.stages]
            case "severity":
                return SEVERITIES
            case "status":
                return STATUSES
            case "weakest":
                return [theme.key for theme in self.playbook.themes]
            case "currency":
                return sorted({self.rates.base, *self.rates.rates})
            case _:
                return _MARKS

    def _like(self, field: Field, said: str, names: Sequence[str]) -> list[int]:
        """Places of the keys that begin so, or that have names which do; the one that is just
        so comes alone."""
        said = said.replace("-", "_")
        told = {
            "stage": [fold(stage.name) for stage in self.playbook.stages],
            "weakest": [fold(theme.name) for theme in self.playbook.themes],
        }.get(field.name, [""] * len(names))
        exact = [n for n, key in enumerate(names) if said in (fold(key), told[n])]
        begun = [
            n
            for n, key in enumerate(names)
            if fold(key).startswith(said) or told[n].startswith(said)
        ]
        if not said or not (exact or begun):
            raise Unread(self._expected(field))
        return exact or begun

    def _place(self, field: Field, word: str) -> int:
        found = self._like(field, fold(clean_line(word)), self._named(field))
        if len(found) > 1:
            meant = " or ".join(self._named(field)[n] for n in found)
            raise Unread(f"{word} could be {meant}")
        return found[0]

    def _amount(self, token: Token) -> int:
        try:
            amount, currency = money.parse_amount(token.value, self.rates.base)
        except InvalidValue as error:
            raise Unread(error.problem) from None
        worth = self.rates.in_base(amount, currency)
        if worth is None:
            raise Unread(f"there is no rate from {currency} to {self.rates.base}")
        return worth

    def _score(self, field: Field, token: Token) -> Node:
        """A figure as it is shown: 57 is whatever rounds to it; other figures are exact."""
        try:
            exact = Decimal(token.value.replace(",", ".").rstrip("%")) * _HUNDRED
        except InvalidOperation:
            raise Unread(self._expected(field)) from None
        if not exact.is_finite() or abs(exact) > 10**6 or exact != exact.to_integral_value():
            raise Unread(self._expected(field))
        score, name = int(exact), field.name
        name = name if name.endswith(tuple(f".{part}" for part in PARTS)) else f"{name}.low"
        around = 50 if score % 100 == 0 and token.operator in (":", "=", "!=") else 0
        top = score + max(0, around - 1)
        return _ranged(name, token.operator, score - around, top)

    def _date(self, field: Field, token: Token, text: str, end: int) -> tuple[Node, int]:
        """The longest beginning of what stands there that is a date."""
        ends = [end]
        while not token.quoted and len(ends) < _WORDS_OF_A_DATE:
            if not (more := _MORE_WORDS.match(text, ends[-1])):
                break
            ends.append(more.end())
        problem = ""
        for stop in reversed(ends):
            said = token.value if token.quoted else text[token.value_at : stop]
            try:
                first, last = self._days(clean_line(said))
            except InvalidValue as error:
                is_none = "no date" in error.problem
                problem = self._expected(field) if is_none else error.problem
            else:
                return _ranged(field.name, token.operator, first, last), stop
        raise Unread(problem)

    def _days(self, said: str) -> tuple[date, date]:
        """The first and last day meant: a day, a month (2027-01) or a year (2027)."""
        if found := _SHIFTED.fullmatch(said):
            day = parse_date(f"{found[2]}{found[3]}{found[4].lower() or 'd'}", self.today)
            return day, day
        if found := _MONTH.fullmatch(said):
            first = parse_date(f"{found[1]}-{found[2]}-1", self.today)
            return first, first.replace(day=monthrange(first.year, first.month)[1])
        if _YEAR.fullmatch(said):
            first = parse_date(f"{said}-1-1", self.today)
            return first, first.replace(month=12, day=31)
        day = parse_date(said, self.today)
        return day, day

    def _expected(self, field: Field) -> str:
        match field.kind:
            case "amount":
                return f"an amount in {self.rates.base} is expected, such as 100k or 1.2M"
            case "date":
                return "a date is expected, such as 31 jan, today+30 or none"
            case "days":
                return "a whole number of days is expected, such as 30"
            case "score":
                return "a score is expected, 0 to 100"
            case "text":
                return f"{field.told} is expected, or none"
            case _ if field.name == "currency":
                return "a currency is expected, such as EUR"
            case _:
                return f"expected is one of {', '.join(self._named(field))}"

    # -- completing --------------------------------------------------------------------

    def completions(self, text: str, cursor: int) -> tuple[int, list[str]]:
        """Where the word that ends at the cursor begins, and what it can become: a field, or
        one of the values of one that has a list of them."""
        found = re.search(r"[^\s()]*$", text[:cursor])
        word = found[0] if found else ""
        begin = cursor - len(word)
        if compared := re.match(rf"([A-Za-z_.]+)({'|'.join(OPERATORS)})(.*)", word):
            field = self._field(compared[1])
            if field is None or field.kind not in ("place", "key", "mark"):
                return begin, []
            said = compared[3].rpartition(",")[2]
            names = [n for n in self._named(field) if fold(n).startswith(fold(said))]
            return cursor - len(said), names if len(names) < 60 else []
        names = [f"{n}:" for n in self.all if word and n.startswith(word.lower())]
        return begin, names


_MARKS: Sequence[str] = tuple(
    dict.fromkeys(
        [
            *(tab for tab in TABS if tab != "all"),
            *TRIGGERS,
            *(status for status in STATUSES if status != "hold"),
            *SEVERITIES[1:],
            STRATEGIC,
        ]
    )
)


def _as_mark(name: str) -> Node:
    if name in STATUSES and name not in TABS:
        return Among("status", name)
    if name in SEVERITIES:
        place = SEVERITIES.index(name)
        return Within("severity", place, place)
    return Marked(name)


def _may_be_unknown(field: Field) -> bool:
    return field.kind not in ("mark", "key") and field.name != "severity"


def _unknown(field: Field, token: Token) -> Node:
    if token.operator in _ORDERED:
        raise Unread(f"{token.value} is neither more nor less than anything; {field.name}:none")
    score = f"{field.name.rpartition('.')[0] or field.name}.point"
    missing = Missing(score if field.kind == "score" else field.name)
    return Not(missing) if token.operator == "!=" else missing


def _whole(said: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", said.strip()):
        raise Unread("a whole number of days is expected, such as 30")
    return int(said)


def _ranged(name: str, operator: str, low: int | date, high: int | date) -> Node:
    """The comparison with what lies from `low` to `high`."""
    match operator:
        case "<":
            return Within(name, None, _step(low, -1))
        case "<=":
            return Within(name, None, high)
        case ">":
            return Within(name, _step(high, 1), None)
        case ">=":
            return Within(name, low, None)
        case "!=":
            return Not(Within(name, low, high))
        case _:
            return Within(name, low, high)


def _step(value: int | date, by: int) -> int | date:
    return plus(value, by) if isinstance(value, date) else value + by
