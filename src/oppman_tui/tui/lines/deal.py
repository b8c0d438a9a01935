"""How a deal is written in a line or a few: the list's columns, its detail, the deal's head."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rich.text import Text

from oppman_tui.domain import money
from oppman_tui.domain.dates import show_date
from oppman_tui.tui.looks import Looks, clip, column
from oppman_tui.tui.marks import bar, severity_mark, spelt
from oppman_tui.workspace.view import DealView

_YEAR_SAID = (-120, 240)
"""Days from today between which a day and a month say which year is meant."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the list; `order` is what the summary sorts by."""

    title: str
    width: int
    order: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class Sorting:
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
    wide, slim, narrow = width >= 110, width < 76, width < 64
    spare = max(0, min(24, width - 130))
    room = 18 + spare // 2 if wide else 8 if slim else 11
    customer = Column("Customer", room, "customer")
    owner = Column("Owner", 12 if wide else room, "owner")
    days = Column("Days", 6, "days", right=True)
    close = Column("Close", 7, "close_date", right=True)
    found = [
        Column("Deal", 24 + spare // 2 if wide else 14 if slim and not narrow else 17, "name"),
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
    if sorting.order == "attention":
        return line.append(f" Why {marks.falling}", ink.accent)
    return line.append(" Why", ink.dim)


def column_at(x: int, width: int, order: str) -> str:
    """What the column at cell `x` of the heading is sorted by."""
    end = 3
    for spec in columns(width, order):
        end += spec.width + 1
        if x < end:
            return spec.order
    return "attention"


def row(view: DealView, width: int, looks: Looks, order: str = "", marked: bool = False) -> Text:
    """One deal in the list's columns; where there are none to be seen, in words."""
    if looks.linear:
        return _spoken(view, width, looks, marked)
    attention = view.attention
    line = _lead(int(attention.severity), marked, looks)
    quiet = attention.status not in ("open",)
    for spec in columns(width, order):
        text = column(_cell(view, spec.title, looks), spec.width, looks.marks, spec.right)
        if quiet or spec.title in ("Customer", "Owner"):
            text.stylize(looks.ink.dim)
        line.append_text(text).append(" ")
    line.append(" ")
    room = width - line.cell_len
    line.append_text(_why(view, room, looks))
    return line


def _lead(severity: int, marked: bool, looks: Looks) -> Text:
    """Three cells: the mark of one that is marked, then how much it asks for attention."""
    mark = severity_mark(severity, looks.marks, looks.ink)
    if not marked:
        return Text.assemble(mark, " ")
    drawn = (mark.plain.strip(), mark.style)
    picked = Text.assemble((looks.marks.picked, looks.ink.accent), drawn)
    picked.pad_right(3 - picked.cell_len)
    return picked


def _spoken(view: DealView, width: int, looks: Looks, marked: bool) -> Text:
    """The same as a sentence; where it is too long, what the detail says too goes first."""
    deal = view.dossier.deal
    value = f"{money.show_short(deal.amount, '')} {deal.currency or ''}".strip()
    close = f"close {near(deal.close_date, view.today)}" if deal.close_date else ""
    stage = f"{view.stage_name} {days(view, spoken=True)}".strip()
    mark = severity_mark(int(view.attention.severity), looks.marks, looks.ink)
    why = Text.assemble(mark, " " if mark else "", _why(view, width, looks, 1))
    name = f"{looks.marks.picked} {deal.name}" if marked else deal.name
    parts = [name, view.customer_name, value, stage, close, deal.owner or ""]
    lesser = ([name, value, stage], [name, view.stage_name], [name])
    for left in (parts, parts[:5], parts[:4], *lesser):
        line = Text(", ".join(part for part in left if part))
        line.append(", " if why else "").append_text(why)
        if line.cell_len <= width:
            break
    return line


def _cell(view: DealView, title: str, looks: Looks) -> str:
    deal = view.dossier.deal
    match title:
        case "Deal":
            return deal.name
        case "Customer":
            return view.customer_name
        case "Owner":
            return deal.owner or ""
        case "Value":
            value = spelt(money.show_short(deal.amount, deal.currency or ""), looks.marks)
            return value.replace(" ", "")
        case "Stage":
            return view.stage_name
        case "Days":
            return days(view)
    return near(deal.close_date, view.today) if deal.close_date else ""


def near(day: date, today: date) -> str:
    """In seven cells: ``12 Dec`` where the year goes without saying, else ``Dec ’28``."""
    if _YEAR_SAID[0] <= (day - today).days <= _YEAR_SAID[1]:
        return show_date(day, day)
    return f"{show_date(day, day).split()[1]} ’{day.year % 100:02}"


def days(view: DealView, spoken: bool = False) -> str:
    """Days in the stage over the stage's expected days; `9–40` where it isn't known."""
    stay, stage = view.attention.stay, view.playbook.stage(view.dossier.deal.stage)
    if stay is None or view.dossier.deal.closed_as:
        return ""
    if stay.days is None:
        most = "" if stay.at_most is None else str(stay.at_most)
        return f"{stay.at_least}–{most}" if most else f"≥{stay.at_least}"
    over = " of " if spoken else "/"
    told = f"{stay.days}{over}{stage.expected_days}" if stage and stage.expected_days else ""
    return f"{told or stay.days}{' days' if spoken else ''}"


def _why(view: DealView, room: int, looks: Looks, most: int = 99) -> Text:
    """The triggers' short words, worst first, `most` of them; how many more there are, where
    room is short."""
    triggers = sorted(view.attention.triggers, key=lambda t: -int(t.severity))
    if not triggers:
        status = view.attention.status
        return Text("" if status == "open" else _status(view), looks.ink.dim)
    line, styles = Text(), (looks.ink.notice, looks.ink.alarm)
    for place, trigger in enumerate(triggers):
        rest = len(triggers) - place - 1
        words = f"{', ' if place else ''}{trigger.short}"
        more = " and {} more" if looks.linear else " +{}"
        left = room - line.cell_len - (len(more.format(rest)) if rest else 0)
        if place == 0:
            words = clip(words, left, looks.marks)
        elif len(words) > left or place >= most:
            return line.append(more.format(rest + 1), looks.ink.dim)
        line.append(words, styles[int(trigger.severity) - 1])
    return line


def _status(view: DealView) -> str:
    deal = view.dossier.deal
    match view.attention.status:
        case "hold":
            return (
                f"on hold until {show_date(deal.hold_until, view.today)}" if deal.hold_until else ""
            )
        case "lost":
            return f"lost to {deal.closed_to}" if deal.closed_to else "lost"
        case status:
            return status


def title(view: DealView, width: int, looks: Looks) -> Text:
    """customer › deal, and the value at the right edge."""
    deal = view.dossier.deal
    value = (
        spelt(money.show_amount(deal.amount, deal.currency or ""), looks.marks)
        if deal.amount is not None
        else "no value"
    )
    room = width - Text(value).cell_len - 2
    arrow = looks.marks.arrow if looks.linear else f" {looks.marks.arrow}"
    who = f"{view.customer_name}{arrow} " if view.customer_name else ""
    name = clip(deal.name, max(8, room - Text(who).cell_len), looks.marks)
    who = clip(who, max(0, room - Text(name).cell_len), looks.marks)
    head = Text.assemble((who, looks.ink.dim), (name, looks.ink.strong))
    head.pad_right(max(1, width - head.cell_len - Text(value).cell_len))
    return head.append(value, looks.ink.text)


def facts(view: DealView, width: int, looks: Looks) -> Text:
    """Stage and days, close date, owner, next step: the deal's second line."""
    deal = view.dossier.deal
    status = view.attention.status
    stage = f"{view.stage_name} {days(view, spoken=looks.linear)}".strip() or "no stage"
    parts = [stage if status == "open" else f"{_status(view)} ({view.stage_name})"]
    parts.append(
        f"close {show_date(deal.close_date, view.today)}" if deal.close_date else "no close date"
    )
    parts.append(deal.owner or "no owner")
    if deal.next_step:
        on = f" {show_date(deal.next_step_date, view.today)}" if deal.next_step_date else ""
        agreed = " (agreed)" if deal.next_step_agreed else ""
        parts.append(f"next: {deal.next_step}{on}{agreed}")
    else:
        parts.append("no next step")
    return Text(clip(" · ".join(parts), width, looks.marks), looks.ink.dim)


def why(view: DealView, width: int, looks: Looks) -> Text:
    """The triggers in short, as the third line of the deal's head."""
    if not view.attention.triggers:
        return Text("nothing asks for attention", looks.ink.dim)
    mark = severity_mark(int(view.attention.severity), looks.marks, looks.ink)
    line = Text.assemble(mark, " ")
    return line.append_text(_why(view, width - line.cell_len, looks))


def reasons(view: DealView, looks: Looks) -> list[Text]:
    """Each trigger with its reason and figures, worst first."""
    return [
        Text.assemble(
            severity_mark(int(t.severity), looks.marks, looks.ink), " ", (t.reason, looks.ink.text)
        )
        for t in sorted(view.attention.triggers, key=lambda t: -int(t.severity))
    ]


def weakest(view: DealView, short: bool = False) -> str:
    """The weakest theme in words, with its range."""
    scores = view.scores
    theme = view.playbook.theme(scores.weakest)
    if theme is None:
        return ""
    name = theme.short if short else theme.name
    return f"weakest: {name} {span(scores.themes[theme.key].low, scores.themes[theme.key].high)}"


def span(low: float, high: float) -> str:
    """A range in whole percents, rounded half up."""
    return f"{int(low + 0.5)}–{int(high + 0.5)}"


def due_bars(view: DealView, width: int, looks: Looks) -> list[Text]:
    """The bars of the themes that the coming gate asks for, in as few lines as they need."""
    lines, later = [Text()], 0
    for key, score in view.scores.themes.items():
        theme = view.playbook.theme(key)
        if key not in view.scores.due or theme is None:
            later += 1
            continue
        drawn = bar(score, looks.marks, looks.ink)
        colon = ":" if looks.linear else ""
        part = Text(f"{theme.short}{colon} ").append_text(drawn).append("  ")
        _append(lines, part, width)
    if later:
        _append(lines, Text(f"({later} not due yet)", looks.ink.dim), width)
    return lines


def _append(lines: list[Text], part: Text, width: int) -> None:
    """On the last line where it fits, else on a new one."""
    if lines[-1].cell_len and lines[-1].cell_len + len(part.plain.rstrip()) > width:
        lines.append(Text())
    lines[-1].append_text(part)
