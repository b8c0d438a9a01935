"""How a deal is written in a line or a few: the list's columns, its detail, the deal's head."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rich.text import Text

from oppman_tui.domain import money
from oppman_tui.domain.dates import show_date
from oppman_tui.tui.looks import Looks, clip, column
from oppman_tui.tui.marks import bar, severity_mark
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


def columns(width: int) -> list[Column]:
    """The columns that fit `width` cells, each followed by a space; the rest is *Why*."""
    wide = width >= 110
    spare = max(0, min(24, width - 130))
    slim = width < 76
    found = [
        Column("Deal", (24 + spare // 2 if wide else 17) - (3 if slim else 0), "name"),
        Column("Customer", (18 + spare // 2 if wide else 11) - (3 if slim else 0), "customer"),
        Column("Value", 7, "value", right=True),
        Column("Stage", 9 if wide else 7, "stage"),
        Column("Days", 6, "days", right=True),
        Column("Close", 7, "close_date", right=True),
    ]
    if wide:
        found.insert(2, Column("Owner", 12, "owner"))
    return found[:-1] if width < 64 else found


def heading(width: int, order: str, looks: Looks) -> Text:
    """The columns' titles; the one sorted by in the accent."""
    line = Text("   ", no_wrap=True)
    for spec in columns(width):
        title = column(spec.title, spec.width, looks.marks, spec.right)
        title.stylize(looks.ink.accent if spec.order == order else looks.ink.dim)
        line.append_text(title).append(" ")
    why = Text(" Why", looks.ink.accent if order == "attention" else looks.ink.dim)
    return line.append_text(why)


def row(view: DealView, width: int, looks: Looks) -> Text:
    """One deal in the list's columns."""
    attention = view.attention
    line = Text.assemble(severity_mark(int(attention.severity), looks.marks, looks.ink), "  ")
    line.right_crop(1)
    quiet = attention.status not in ("open",)
    for spec in columns(width):
        text = column(_cell(view, spec.title), spec.width, looks.marks, spec.right)
        if quiet or spec.title in ("Customer", "Owner"):
            text.stylize(looks.ink.dim)
        line.append_text(text).append(" ")
    line.append(" ")
    room = width - line.cell_len
    line.append_text(_why(view, room, looks))
    return line


def _cell(view: DealView, title: str) -> str:
    deal = view.dossier.deal
    match title:
        case "Deal":
            return deal.name
        case "Customer":
            return view.customer_name
        case "Owner":
            return deal.owner or ""
        case "Value":
            return money.show_short(deal.amount, deal.currency or "").replace(" ", "")
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


def days(view: DealView) -> str:
    """Days in the stage over the stage's expected days; `9–40` where it isn't known."""
    stay, stage = view.attention.stay, view.playbook.stage(view.dossier.deal.stage)
    if stay is None or view.dossier.deal.closed_as:
        return ""
    if stay.days is None:
        most = "" if stay.at_most is None else str(stay.at_most)
        return f"{stay.at_least}–{most}" if most else f"≥{stay.at_least}"
    return f"{stay.days}/{stage.expected_days}" if stage and stage.expected_days else str(stay.days)


def _why(view: DealView, room: int, looks: Looks) -> Text:
    """The triggers' short words, worst first; how many more there are, where room is short."""
    triggers = sorted(view.attention.triggers, key=lambda t: -int(t.severity))
    if not triggers:
        status = view.attention.status
        return Text("" if status == "open" else _status(view), looks.ink.dim)
    line, styles = Text(), (looks.ink.notice, looks.ink.alarm)
    for place, trigger in enumerate(triggers):
        rest = len(triggers) - place - 1
        words = f"{', ' if place else ''}{trigger.short}"
        left = room - line.cell_len - (len(f" +{rest}") if rest else 0)
        if place == 0:
            words = clip(words, left, looks.marks)
        elif len(words) > left:
            return line.append(f" +{rest + 1}", looks.ink.dim)
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
        money.show_amount(deal.amount, deal.currency or "")
        if deal.amount is not None
        else "no value"
    )
    room = width - Text(value).cell_len - 2
    who = f"{view.customer_name} {looks.marks.arrow} " if view.customer_name else ""
    name = clip(deal.name, max(8, room - Text(who).cell_len), looks.marks)
    who = clip(who, max(0, room - Text(name).cell_len), looks.marks)
    head = Text.assemble((who, looks.ink.dim), (name, looks.ink.strong))
    head.pad_right(max(1, width - head.cell_len - Text(value).cell_len))
    return head.append(value, looks.ink.text)


def facts(view: DealView, width: int, looks: Looks) -> Text:
    """Stage and days, close date, owner, next step: the deal's second line."""
    deal = view.dossier.deal
    status = view.attention.status
    stage = f"{view.stage_name} {days(view)}".strip() or "no stage"
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
    line = severity_mark(int(view.attention.severity), looks.marks, looks.ink)
    if not view.attention.triggers:
        return Text("nothing asks for attention", looks.ink.dim)
    line.append(" ")
    return line.append_text(_why(view, width - line.cell_len, looks))


def reasons(view: DealView, looks: Looks) -> list[Text]:
    """Each trigger with its reason and figures, worst first."""
    return [
        Text.assemble(
            severity_mark(int(t.severity), looks.marks, looks.ink), " ", (t.reason, looks.ink.text)
        )
        for t in sorted(view.attention.triggers, key=lambda t: -int(t.severity))
    ]


def weakest(view: DealView) -> str:
    """The weakest theme in words, with its range."""
    scores = view.scores
    theme = view.playbook.theme(scores.weakest)
    if theme is None:
        return ""
    return (
        f"weakest: {theme.name} {span(scores.themes[theme.key].low, scores.themes[theme.key].high)}"
    )


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
        part = Text(f"{theme.short} ").append_text(bar(score, looks.marks, looks.ink)).append("  ")
        _append(lines, part, width)
    if later:
        _append(lines, Text(f"({later} not due yet)", looks.ink.dim), width)
    return lines


def _append(lines: list[Text], part: Text, width: int) -> None:
    """On the last line where it fits, else on a new one."""
    if lines[-1].cell_len and lines[-1].cell_len + len(part.plain.rstrip()) > width:
        lines.append(Text())
    lines[-1].append_text(part)
