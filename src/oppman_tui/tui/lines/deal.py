"""How a deal is written in a few lines: its detail in the list, its head on its own screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from oppman_tui.domain.values import money
from oppman_tui.domain.values.dates import show_date
from oppman_tui.tui.lines import row
from oppman_tui.tui.lines.row import ORDERS as ORDERS
from oppman_tui.tui.lines.row import Sorting as Sorting
from oppman_tui.tui.lines.row import column_at as column_at
from oppman_tui.tui.lines.row import heading as heading
from oppman_tui.tui.lines.row import near as near
from oppman_tui.tui.looks import Looks, clip
from oppman_tui.tui.marks import bar, severity_mark, spelt

if TYPE_CHECKING:
    from oppman_tui.workspace.view import DealView


def title(view: DealView, width: int, looks: Looks) -> Text:
    """customer › deal, and the value at the right edge."""
    deal = view.dossier.deal
    value = (
        spelt(money.show_amount(deal.amount, deal.currency or ""), looks.marks)
        if deal.amount is not None
        else "no value"
    )
    value = looks.amount(value)
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
    card, today = view.card, view.today
    stage = f"{card.stage} {row.days(card, today, spoken=looks.linear)}".strip() or "no stage"
    parts = [stage if card.status == "open" else f"{row.status(card, today)} ({card.stage})"]
    pushed = f" (pushed {len(view.pushes)}x)" if view.pushes else ""
    parts.append(
        f"close {show_date(deal.close_date, view.today)}{pushed}"
        if deal.close_date
        else "no close date"
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
    return line.append_text(row.short_why(view.card, view.today, width - line.cell_len, looks))


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
    if later and lines[0]:
        _append(lines, Text(f"({later} not due yet)", looks.ink.dim), width)
    return lines


def _append(lines: list[Text], part: Text, width: int) -> None:
    """On the last line where it fits, else on a new one."""
    if lines[-1].cell_len and lines[-1].cell_len + len(part.plain.rstrip()) > width:
        lines.append(Text())
    lines[-1].append_text(part)
