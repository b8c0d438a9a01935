"""What stands around the list: its head and tabs, the deal under the cursor, an empty list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from oppman_tui.domain.select.listed import Overview
from oppman_tui.domain.values import money
from oppman_tui.domain.values.dates import show_date
from oppman_tui.domain.values.money import Rates
from oppman_tui.tui.lines import deal as deal_lines
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.marks import spelt
from oppman_tui.tui.tabs import BACK, FRONT, MORE, NAMES, name_of

if TYPE_CHECKING:
    from oppman_tui.tui.keymap import KeyMap
    from oppman_tui.workspace.view import DealView

DETAIL = 6
"""Lines that the deal under the cursor is told in."""


def head(
    overview: Overview,
    rates: Rates,
    marked: int,
    width: int,
    looks: Looks,
    unwritable: str | None = None,
) -> Text:
    """Whether it can only be read and why, how many are marked; the open deals' sum and what
    isn't in it; the day.

    Where that is too long, only how many deals are not in the sum, and no why. Where no deal's
    worth in the base currency is known there is no sum: that isn't nothing.
    """
    ink, totals, today = looks.ink, overview.totals, overview.today
    worth = spelt(money.show_short(totals.base, rates.base), looks.marks)
    on_hold = overview.on_hold.count
    beside = [f"+{n} in {currency}" for currency, n in sorted(totals.unrated.items())]
    beside += [f"{totals.unvalued} without value"] if totals.unvalued else []
    beside += [f"{on_hold} on hold"] if on_hold else []
    out = sum(totals.unrated.values()) + totals.unvalued + on_hold
    if totals.count and totals.count == out - on_hold:
        worth = f"no sum in {rates.base}"
        beside = [told.removeprefix("+") for told in beside]
    left = Text.assemble(("oppman", ink.accent))
    if unwritable is not None:
        left.append("  read-only", ink.alarm)
    why = f": {unwritable}" if unwritable else ""
    counted = f"  {marked:,} marked" if marked else ""
    day = f"   {show_date(today, today)} {today.year}"
    extras = (", ".join(beside), f"{out} not in it", "")
    line, told_why = Text(), ""
    for told_why, extra in ((w, e) for w in dict.fromkeys((why, "")) for e in extras):
        told = f"{totals.count:,} open · {worth}{f' ({extra})' if extra and out else ''}"
        line = Text.assemble((told, ink.text), (day, ink.dim))
        beside_it = left.cell_len + cell_len(told_why) + len(counted)
        if beside_it + 2 + line.cell_len <= width:
            break
    left.append(told_why, ink.alarm)
    left.append(counted, ink.strong)
    left.pad_right(max(2, width - left.cell_len - line.cell_len))
    return left.append_text(line)


def strip(tab: str, overview: Overview) -> list[tuple[str, str, str]]:
    """(key, words, count) of the tabs; in the place of *More* the list that it led to."""
    counts = overview.counts
    more = tab if tab in MORE else ""
    return [
        *((front, NAMES[front], f"{counts[front]:,}") for front in FRONT),
        (more or "more", NAMES.get(more, "More…"), f"{counts[more]:,}" if more else ""),
        *((back, NAMES[back], f"{counts[back]:,}") for back in BACK),
        *((own, name_of(own), f"{counts[own]:,}") for own in saved(overview)),
    ]


def saved(overview: Overview) -> list[str]:
    """The tabs of the saved searches, which stand after the others."""
    return [tab for tab in overview.counts if tab not in NAMES]


def named(tab: str, words: str) -> str:
    """What the list holds, in words."""
    return f"{name_of(tab)} that hold “{words}”" if words else name_of(tab)


def nothing_here(tab: str, words: str, overview: Overview, names: KeyMap) -> str:
    """Why the list is empty, and what to do."""
    key = names.first
    if words:
        elsewhere = [
            f"{overview.counts[other]:,} in {NAMES[other]}: {key(found)}"
            for other, found in (("all", "list.tab_6"), ("closed", "list.tab_7"))
            if overview.counts[other] and other != tab
        ]
        told = f" ({'; '.join(elsewhere)}, after Enter)" if elsewhere else ""
        ends = f"{key('list.whole')} ends the search"
        return f"No deal in {name_of(tab)} holds “{words}”{told}. {ends}."
    if not overview.counts["all"] and not overview.counts["closed"]:
        return (
            "No deals yet.\n\n"
            f"{key('list.new')}  writes down a first one: name, customer, value\n"
            f"{key('list.import')}  brings in what a CRM exported\n"
            "oppman demo  shows sample deals, in a store of their own"
        )
    on, back = names.any_of("list.next_tab"), names.any_of("list.previous_tab")
    if tab == "attention":
        others = [(key(f"list.tab_{n}"), other) for n, other in ((3, "new"), (6, "all"))]
        ways = [f"{k} {NAMES[t]} ({overview.counts[t]:,})" for k, t in others if overview.counts[t]]
        told = f"Nothing asks for attention today. {', '.join(ways)}; “{on}” turns to the next list"
        return f"{told}."
    return f"No deal is in {name_of(tab)} today. “{back}” and “{on}” turn the lists."


def detail(view: DealView, width: int, looks: Looks) -> Text:
    """The deal under the cursor: its weakest theme, the bars that are due, its reasons."""
    bars = deal_lines.due_bars(view, width, looks)
    told = deal_lines.reasons(view, looks) or [deal_lines.facts(view, width, looks)]
    lines = [_title(view, width, looks)]
    lines += told + bars if looks.linear else bars + told
    if len(lines) > DETAIL:
        hidden = len(lines) - DETAIL + 1
        rest = Text(f"    and {hidden} more: {looks.key('list.why')} says why", looks.ink.dim)
        lines = [*lines[: DETAIL - 1], rest]
    for line in lines:
        if line.cell_len > width:
            line.truncate(width - len(looks.marks.ellipsis))
            line.append(looks.marks.ellipsis)
    return Text("\n", no_wrap=True).join(lines)


def _title(view: DealView, width: int, looks: Looks) -> Text:
    ink, marks = looks.ink, looks.marks
    who = f" · {view.customer_name}" if view.customer_name else ""
    named = Text.assemble((view.dossier.deal.name, ink.strong), (who, ink.dim))
    weak = deal_lines.weakest(view)
    if named.cell_len + 2 + len(weak) > width:
        weak = deal_lines.weakest(view, short=True)
    room = max(10, width - len(weak) - 2)
    if named.cell_len > room:
        named.truncate(room - len(marks.ellipsis))
        named.append(marks.ellipsis)
    named.pad_right(max(1, width - named.cell_len - len(weak)))
    return named.append(weak, ink.dim)
