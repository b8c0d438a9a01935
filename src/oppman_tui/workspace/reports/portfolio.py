"""The portfolio map and the funnel, as they are handed out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from oppman_tui.domain.question_sets import Score, whole
from oppman_tui.domain.review import funnel as funnels
from oppman_tui.domain.review.funnel import Figure, Funnel, FunnelDeal, Moves, StageFigures
from oppman_tui.domain.values import money
from oppman_tui.domain.values.money import Rates
from oppman_tui.exchange.report import pictures
from oppman_tui.exchange.report.pictures import Spot, Step
from oppman_tui.exchange.report.sheet import (
    Block,
    Facts,
    Point,
    Points,
    Section,
    Sheet,
    Table,
    Words,
)
from oppman_tui.playbook.models import Playbook
from oppman_tui.workspace.reports import words
from oppman_tui.workspace.view import DealView

_DRAWN = 60
"""Deals in the picture; more can't be told apart."""
_DASH = "–"


def portfolio(views: Sequence[DealView], called: str, rates: Rates, today: date) -> Sheet:
    """Importance to us across, to them upward: the open deals of which both are known."""
    known = [v for v in views if _both_known(v)]
    known.sort(key=lambda v: (-(v.value or 0), v.dossier.deal.name, v.id))
    drawn, unknown = known[:_DRAWN], len(views) - len(known)
    most = max((v.value or 0 for v in drawn), default=0)
    spots = [_spot(n, view, most) for n, view in enumerate(drawn, 1)]
    blocks: list[Block] = [pictures.portfolio(spots)] if spots else []
    remarks = [f"{unknown} not drawn: one of the two isn't known"] if unknown else []
    if len(known) > len(drawn):
        remarks.append(f"{len(known) - len(drawn)} smaller ones not drawn")
    blocks.append(Words(tuple(remarks), "dim"))
    rows = tuple(
        (
            str(spot.number),
            spot.name,
            view.customer_name,
            words.value_of(view),
            view.dossier.deal.owner or "",
            _told(view.scores.importance_to_us),
            _told(view.scores.importance_to_them),
        )
        for spot, view in zip(spots, drawn, strict=True)
    )
    head = ("", "Deal", "Customer", "Value", "Owner", "To us", "To them")
    table = Table(head, rows, frozenset((0, 3, 5, 6)), "No deal has both yet.")
    worth = funnels.figure(FunnelDeal(view.dossier, view.value) for view in views)
    return Sheet(
        kind="Portfolio",
        title="Which deals deserve the time",
        subtitle=called,
        facts=Facts((("Deals", str(len(views))), ("Value", _worth(worth, rates)))),
        sections=(
            Section("", tuple(blocks)),
            Section("The deals", (table,), remark="point and range, 0 to 100"),
        ),
        foot=f"{words.foot(today)}. A mark's size is the deal's value; its lines are the ranges.",
    )


def _both_known(view: DealView) -> bool:
    scores = view.scores
    return None not in (scores.importance_to_us.point, scores.importance_to_them.point)


def _spot(number: int, view: DealView, most: int) -> Spot:
    us, them = view.scores.importance_to_us, view.scores.importance_to_them
    name = view.dossier.deal.name
    size = ((view.value or 0) / most) ** 0.5 if most > 0 and (view.value or 0) > 0 else 0.0
    value = words.value_of(view) or "value not known"
    return Spot(
        number,
        name,
        us.point or 0,
        them.point or 0,
        (us.low, us.high),
        (them.low, them.high),
        size,
        f"{name}: {value}, to us {_told(us)}, to them {_told(them)}",
    )


def _told(score: Score) -> str:
    point = "not known" if score.point is None else str(whole(score.point))
    return f"{point} ({score.range_text()})"


def _worth(figure: Figure, rates: Rates) -> str:
    """`€3.21M`, and how many stand outside it."""
    told = money.show_short(figure.value, rates.base)
    if not figure.unvalued:
        return told
    return f"{told}, {figure.unvalued} without value or rate"


# -- the funnel ----------------------------------------------------------------------------


def funnel(
    deals: Sequence[FunnelDeal], called: str, playbook: Playbook, rates: Rates, today: date
) -> Sheet:
    """Shape, value, moves, win rate and what slipped; of all, and by owner where there are
    several."""
    found = funnels.funnel(deals, playbook, today)
    rate = f"{found.won.count} of {found.closed.count} won; a rate is said from {found.needed} on"
    rate = found.rate.text() if found.rate else rate
    days = "not known" if found.median_days is None else f"{found.median_days:g} days"
    speed = "not known"
    if found.velocity is not None:
        speed = f"{money.show_short(round(found.velocity), rates.base)} a day"
    hold = found.on_hold
    facts = Facts(
        (
            ("Open", f"{found.open.count} deals"),
            ("Value", _worth(found.open, rates)),
            ("On hold", f"{hold.count}, {_worth(hold, rates)}" if hold.count else ""),
            ("Win rate", rate),
            ("Median time to win", days),
            ("Velocity", speed),
        )
    )
    sections = [
        Section("Shape", (_shape(found, playbook, rates), _stages(found, playbook, rates))),
        Section("Moves", (_moved(found.moves, rates),)),
    ]
    groups = funnels.owners(deals)
    if len(groups) > 1:
        sections.append(Section("By owner", (_by_owner(groups, playbook, rates, today),)))
    why = tuple(Point(line, mark=words.NOT_KNOWN) for line in found.why_velocity(rates.base))
    sections.append(Section("How the velocity comes about", (Points(why),)))
    return Sheet(
        kind="Funnel",
        title="The funnel",
        subtitle=called,
        facts=facts,
        sections=tuple(sections),
        foot=words.foot(today),
    )


def _name(stage: StageFigures, playbook: Playbook) -> str:
    known = playbook.stage(stage.key)
    return known.name if known else "Stage not known"


def _shape(found: Funnel, playbook: Playbook, rates: Rates) -> Block:
    most = max((stage.open.count for stage in found.stages), default=0) or 1
    richest = max((stage.open.value for stage in found.stages), default=0)
    richest = richest if richest > 0 else 1
    return pictures.funnel(
        [
            Step(
                _name(stage, playbook),
                stage.open.count / most,
                max(0, stage.open.value) / richest,
                str(stage.open.count),
                money.show_short(stage.open.value, rates.base),
            )
            for stage in found.stages
        ]
    )


def _stages(found: Funnel, playbook: Playbook, rates: Rates) -> Block:
    month, quarter = funnels.WINDOWS
    rows = tuple(
        (
            _name(stage, playbook),
            str(stage.open.count),
            _worth(stage.open, rates),
            f"{stage.entered[month].count} / {stage.left[month].count}",
            f"{stage.entered[quarter].count} / {stage.left[quarter].count}",
            _DASH
            if stage.median_days is None
            else f"{stage.median_days:g} (of {stage.passed} won)",
        )
        for stage in found.stages
    )
    head = (
        "Stage",
        "Open",
        "Value",
        f"In / out, {month} days",
        f"In / out, {quarter} days",
        "Median days",
    )
    return Table(head, rows, frozenset((1, 2, 3, 4, 5)))


def _moved(moves: Iterable[Moves], rates: Rates) -> Block:
    given = list(moves)
    named = (
        ("Moved forward", "forward"),
        ("Moved backward", "backward"),
        ("Not moved", "still"),
        ("Close date pushed out", "slipped"),
        ("Won", "won"),
        ("Lost", "lost"),
        ("Abandoned", "abandoned"),
    )
    rows = tuple(
        (name, *(cell for move in given for cell in _pair(getattr(move, key), rates)))
        for name, key in named
    )
    head = ["Open deals, then those closed"]
    for move in given:
        head += [f"{move.days} days", "Value"]
    return Table(tuple(head), rows, frozenset(range(1, len(head))))


def _pair(figure: Figure, rates: Rates) -> tuple[str, str]:
    return str(figure.count), money.show_short(figure.value, rates.base) if figure.count else ""


def _by_owner(
    groups: dict[str, list[FunnelDeal]], playbook: Playbook, rates: Rates, today: date
) -> Block:
    rows = []
    for owner, theirs in groups.items():
        found = funnels.funnel(theirs, playbook, today)
        month = found.moves[0]
        rate = found.rate.text() if found.rate else f"{found.won.count} of {found.closed.count}"
        rows.append(
            (
                owner or words.NOBODY,
                str(found.open.count),
                _worth(found.open, rates),
                f"{month.forward.count} / {month.backward.count} / {month.still.count}",
                *_pair(month.slipped, rates),
                rate,
            )
        )
    head = (
        "Owner",
        "Open",
        "Value",
        f"Forward / back / still, {funnels.WINDOWS[0]} days",
        "Slipped",
        "Value",
        "Won of closed",
    )
    return Table(head, tuple(rows), frozenset(range(1, 7)))
