"""The list for scripts and pipes: JSON, CSV or plain text, a part at a time.

The names in `row` are stable: other people's scripts read them (README, For scripts).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from oppman_tui.domain.question_sets import Score
from oppman_tui.domain.select.triggers import Severity
from oppman_tui.domain.values import money
from oppman_tui.domain.values.dates import show_date
from oppman_tui.exchange import export
from oppman_tui.workspace import tables
from oppman_tui.workspace.queries import QUERY
from oppman_tui.workspace.reading import Asked, Reading
from oppman_tui.workspace.view import DealView

_PART = 256
"""Deals read at a time, so that a million need no more memory than these."""

def row(view: DealView) -> dict[str, Any]:
    """One deal as JSON has it. `value` is a decimal as text; what isn't known is null."""
    deal, attention = view.dossier.deal, view.attention
    value = None
    if deal.amount is not None and deal.currency is not None:
        value = money.decimal_text(deal.amount, deal.currency)
    return {
        "id": deal.id,
        "name": deal.name,
        "customer": view.customer_name or None,
        "value": value,
        "currency": deal.currency,
        "stage": deal.stage,
        "days_in_stage": attention.stay.days if attention.stay else None,
        "close_date": deal.close_date.isoformat() if deal.close_date else None,
        "status": attention.status,
        "triggers": [
            {"key": t.key, "severity": Severity(t.severity).name.lower(), "reason": t.reason}
            for t in attention.triggers
        ],
        "scores": scores(view),
        **tables.more_facts(view),
    }


def scores(view: DealView) -> dict[str, Any]:
    """Every score of a deal with its range and knowledge; percents, not rounded."""
    found = view.scores
    support = found.support
    return {
        "fit": _score(found.fit) | {"grade": found.fit_grade},
        "themes": {key: _score(score) for key, score in found.themes.items()},
        "weakest": found.weakest,
        "importance_to_us": _score(found.importance_to_us),
        "importance_to_them": _score(found.importance_to_them),
        "net_support": support
        and {
            "point": support.point,
            "low": support.low,
            "high": support.high,
            "coverage": support.coverage,
        },
        "receptive_power": found.receptive_power,
    }


def _score(score: Score) -> dict[str, Any]:
    return {
        "point": score.point,
        "low": score.low,
        "high": score.high,
        "known": score.known,
        "total": score.total,
    }


def as_json(workspace: Reading, tab: str, words: Asked = "") -> Iterator[str]:
    """A JSON list of `row`s, every deal of the tab in the list's order."""
    yield from json_of(workspace, workspace.find(tab, words))


def json_of(workspace: Reading, deals: Sequence[str]) -> Iterator[str]:
    """A JSON list of `row`s, in the order of these ids."""
    yield from export.json_lines(row(view) for view in _views(workspace, deals))


def as_csv(workspace: Reading, tab: str, words: Asked = "") -> Iterator[str]:
    """A CSV table; triggers and reasons joined by `; `, cells that could run guarded by `'`."""
    yield from csv_of(workspace, workspace.find(tab, words))


def csv_of(workspace: Reading, deals: Sequence[str]) -> Iterator[str]:
    """The same of these ids, in their order."""
    rows = (tables.deal_row(view) for view in _views(workspace, deals))
    yield from export.csv_lines(tables.DEAL_COLUMNS, rows)


def as_text(workspace: Reading, tab: str, words: Asked = "") -> Iterator[str]:
    """For eyes: a head, a line a deal, its reasons below; Attention shows its first few."""
    overview = workspace.overview(words)
    deals = workspace.find(tab, words)
    limit = workspace.playbook.thresholds.attention.shown if tab == "attention" else len(deals)
    total = overview.totals
    worth = money.show_short(total.base, workspace.rates.base)
    on = show_date(workspace.today, workspace.today)
    yield (
        f"oppman, {on} {workspace.today.year}: {total.count} open deals worth {worth},"
        f" {len(deals)} in {tab.removeprefix(QUERY).replace('_', ' ')}\n"
    )
    for start in range(0, min(limit, len(deals)), _PART):
        for view in workspace.views(deals[start : min(start + _PART, limit)]):
            yield _told(view)
    if len(deals) > limit:
        yield f"and {len(deals) - limit} more\n"


def _told(view: DealView) -> str:
    deal, attention = view.dossier.deal, view.attention
    mark = ("  ", " !", "!!")[int(attention.severity)]
    close = f"close {show_date(deal.close_date, view.today)}" if deal.close_date else ""
    value = money.show_short(deal.amount, deal.currency or "")
    stage = view.stage_name if attention.status == "open" else attention.status
    facts = [f for f in (view.customer_name, value, stage, close) if f]
    lines = [f"{mark} {deal.name}" + (f"  ({', '.join(facts)})" if facts else "")]
    lines += [f"     {t.reason}" for t in sorted(attention.triggers, key=lambda t: -t.severity)]
    return "\n".join(lines) + "\n"


def _views(workspace: Reading, deals: Sequence[str]) -> Iterator[DealView]:
    for start in range(0, len(deals), _PART):
        yield from workspace.views(deals[start : start + _PART])

