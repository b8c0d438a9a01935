"""A deal as one line of the list, its columns and their heading, out of its card.

Read without Textual: the first page is drawn before it is loaded.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from rich.text import Text

from oppman_tui.domain.select.listed import Card
from oppman_tui.domain.values import money
from oppman_tui.domain.values.dates import show_date
from oppman_tui.tui.looks import Looks, clip, column
from oppman_tui.tui.marks import severity_mark, spelt

_WIDE = 110
"""Cells from which there is room for more columns."""
_AIRY = 90
"""Cells from which there is room for air before *Why*."""
_YEAR_SAID = (-120, 240)
"""Days from today between which a day and a month say which year is meant."""


class Column(NamedTuple):
    """One column of the list; `order` is what the summary sorts by."""

    title: str
    width: int
    order: str
    right: bool = False


class Sorting(NamedTuple):
    """What a list is sorted by; `turned` is the other way round than the column's usual one."""

    order: str = "attention"
    turned: bool = False

    @classmethod
    def remembered(cls, text: str | None) -> Sorting:
        """As `str` wrote it; the usual order where it says none that is known."""
        order, _, turned = (text or "").partition(" ")
        return cls(order, bool(turned)) if order in ORDERS else cls()

    def __str__(self) -> str:
        return f"{self.order} turned" if self.turned else self.order

    def by(self, order: str) -> Sorting:
        """Sorted by `order`; by the same again, the other way round."""
        again = order == self.order and order in TURNED
        return Sorting(order, again and not self.turned)

    @property
    def descending(self) -> bool:
        return (self.order in DESCENDING) is not self.turned

    @property
    def words(self) -> str:
        return (TURNED if self.turned else ORDERS)[self.order]


ORDERS = {
    "attention": "what deserves attention first",
    "name": "deal",
    "customer": "customer",
    "owner": "owner",
    "value": "value, largest first",
    "stage": "stage",
    "days": "days in stage, longest first",
    "close_date": "close date, soonest first",
}
TURNED = {
    "name": "deal, from Z to A",
    "customer": "customer, from Z to A",
    "owner": "owner, from Z to A",
    "value": "value, smallest first",
    "stage": "stage, the other way round",
    "days": "days in stage, shortest first",
    "close_date": "close date, latest first",
}
DESCENDING = ("value", "days")


def columns(width: int, order: str = "") -> list[Column]:
    """The columns that fit `width` cells, each followed by a space; the rest is *Why*.

    One that is sorted by and would not be there takes the place of a lesser one.
    """
    wide, slim, narrow = width >= _WIDE, width < 76, width < 64
    spare = max(0, min(24, width - 130))
    more = max(0, min(14, width - 79)) // 2
    room = 18 + spare // 2 if wide else 8 if slim else 10 + more
    name = 24 + spare // 2 if wide else 14 if slim and not narrow else 17 + more
    customer = Column("Customer", room, "customer")
    owner = Column("Owner", 12 if wide else room, "owner")
    days = Column("Days", 6, "days", right=True)
    close = Column("Close", 7, "close_date", right=True)
    found = [
        Column("Deal", name, "name"),
        owner if order == "owner" and not wide else customer,
        *([owner] if wide else []),
        Column("Value", 7, "value", right=True),
        Column("Stage", 9 if wide else 7, "stage"),
        days,
        close,
    ]
    if narrow:
        hidden = {"customer": customer, "owner": owner, "close_date": close}
        found = [found[0], *found[2:4], hidden.get(order, days)]
    return found


def heading(width: int, sorting: Sorting, looks: Looks) -> Text:
    """The columns' titles; the one sorted by in the accent, with its direction."""
    marks, ink = looks.marks, looks.ink
    if looks.linear:
        return Text(f"Sorted by {sorting.words}", ink.dim, no_wrap=True)
    line = Text("   ", no_wrap=True)
    for spec in columns(width, sorting.order):
        if spec.order == sorting.order:
            way = f" {marks.falling if sorting.descending else marks.growing}"
            words = clip(spec.title, spec.width - len(way), marks) + way
        else:
            words = spec.title
        title = column(words, spec.width, marks, spec.right)
        title.stylize(ink.accent if spec.order == sorting.order else ink.dim)
        line.append_text(title).append(" ")
    line.append(" " if width >= _AIRY else "")
    if sorting.order == "attention":
        return line.append(f"Why {marks.falling}", ink.accent)
    return line.append("Why", ink.dim)


def column_at(x: int, width: int, order: str) -> str:
    """What the column at cell `x` of the heading is sorted by."""
    end = 3
    for spec in columns(width, order):
        end += spec.width + 1
        if x < end:
            return spec.order
    return "attention"


def row(
    card: Card, today: date, width: int, looks: Looks, order: str = "", marked: bool = False
) -> Text:
    """One deal in the list's columns; where there are none to be seen, in words."""
    if looks.linear:
        return _spoken(card, today, width, looks, marked)
    line = _lead(card.severity, marked, looks)
    quiet = card.status not in ("open",)
    for spec in columns(width, order):
        text = column(_cell(card, today, spec.title, looks), spec.width, looks.marks, spec.right)
        if quiet or spec.title in ("Customer", "Owner"):
            text.stylize(looks.ink.dim)
        line.append_text(text).append(" ")
    line.append(" " if width >= _AIRY else "")
    room = width - line.cell_len
    line.append_text(short_why(card, today, room, looks))
    return line


def and_more(rest: int, looks: Looks) -> Text:
    return Text(f"    and {rest} more: {looks.key('deals.open')} shows them", looks.ink.dim)


def _lead(severity: int, marked: bool, looks: Looks) -> Text:
    """Three cells: the mark of one that is marked, then how much it asks for attention."""
    mark = severity_mark(severity, looks.marks, looks.ink)
    if not marked:
        return Text.assemble(mark, " ")
    drawn = (mark.plain.strip(), mark.style)
    picked = Text.assemble((looks.marks.picked, looks.ink.accent), drawn)
    picked.pad_right(3 - picked.cell_len)
    return picked


def _spoken(card: Card, today: date, width: int, looks: Looks, marked: bool) -> Text:
    """The same as a sentence; where it is too long, what the detail says too goes first."""
    value = f"{money.show_short(card.amount, '')} {card.currency}".strip()
    value = looks.amount(value) if value else ""
    close = f"close {near(card.close_date, today)}" if card.close_date else ""
    stage = f"{card.stage} {days(card, today, spoken=True)}".strip()
    mark = severity_mark(card.severity, looks.marks, looks.ink)
    why = Text.assemble(mark, " " if mark else "", short_why(card, today, width, looks, 1))
    name = f"{looks.marks.picked} {card.name}" if marked else card.name
    parts = [name, card.customer, value, stage, close, card.owner]
    lesser = ([name, value, stage], [name, card.stage], [name])
    for left in (parts, parts[:5], parts[:4], *lesser):
        line = Text(", ".join(part for part in left if part))
        line.append(", " if why else "").append_text(why)
        if line.cell_len <= width:
            break
    return line


def _cell(card: Card, today: date, title: str, looks: Looks) -> str:
    match title:
        case "Deal":
            return card.name
        case "Customer":
            return card.customer
        case "Owner":
            return card.owner
        case "Value":
            value = spelt(money.show_short(card.amount, card.currency), looks.marks)
            return looks.amount(value.replace(" ", "")) if value else ""
        case "Stage":
            return card.stage
        case "Days":
            return days(card, today)
    return near(card.close_date, today) if card.close_date else ""


def near(day: date, today: date) -> str:
    """In seven cells: ``12 Dec`` where the year goes without saying, else ``Dec ’28``."""
    if _YEAR_SAID[0] <= (day - today).days <= _YEAR_SAID[1]:
        return show_date(day, day)
    return f"{show_date(day, day).split()[1]} ’{day.year % 100:02}"


def days(card: Card, today: date, spoken: bool = False) -> str:
    """Days in the stage over the stage's expected days; `9–40` where it isn't known."""
    if card.at_least is None or card.status in ("won", "lost", "abandoned"):
        return ""
    least = card.at_least.on(today)
    most = None if card.at_most is None else card.at_most.on(today)
    if least != most:
        return f"≥{least}" if most is None else f"{least}–{most}"
    over = " of " if spoken else "/"
    told = f"{least}{over}{card.expected_days}" if card.expected_days else ""
    return f"{told or least}{' days' if spoken else ''}"


def short_why(card: Card, today: date, room: int, looks: Looks, most: int = 99) -> Text:
    """The triggers' short words, worst first, `most` of them; how many more there are, where
    room is short."""
    if not card.triggers:
        told = "" if card.status == "open" else status(card, today)
        if len(told) > room:
            told = told.replace("on hold until", "hold to")
        return Text(told, looks.ink.dim)
    line, styles = Text(), (looks.ink.notice, looks.ink.alarm)
    for place, (severity, short) in enumerate(card.triggers):
        rest = len(card.triggers) - place - 1
        words = f"{', ' if place else ''}{short}"
        more = " and {} more" if looks.linear else " +{}"
        left = room - line.cell_len - (len(more.format(rest)) if rest else 0)
        if place == 0:
            words = clip(words, left, looks.marks)
        elif len(words) > left or place >= most:
            return line.append(more.format(rest + 1), looks.ink.dim)
        line.append(words, styles[severity - 1])
    return line


def status(card: Card, today: date) -> str:
    """That a deal is on hold or closed, and until when or how."""
    match card.status:
        case "hold":
            return f"on hold until {show_date(card.hold_until, today)}" if card.hold_until else ""
        case "lost":
            return f"lost to {card.closed_to}" if card.closed_to else "lost"
    return card.status
