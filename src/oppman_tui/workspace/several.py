"""Verbs on several deals at once, each one act; a deal that can't take part says why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from oppman_tui.domain.edits import Edit
from oppman_tui.domain.fields import Json
from oppman_tui.domain.values.dates import show_date
from oppman_tui.errors import UserError
from oppman_tui.workspace import acts
from oppman_tui.workspace.deals import Outcome, Seen, Workspace
from oppman_tui.workspace.view import DealView


def move_stage(
    ws: Workspace, seen: Sequence[Seen], stage: str, reason: str | None = None
) -> Outcome:
    """Enter a stage; without a reason only those whose milestones hold, and none backward."""
    target = ws.playbook.stage(stage)
    if target is None:
        raise UserError(f"The playbook has no stage {stage!r}", "Nothing was moved")

    def build(view: DealView) -> Sequence[Edit]:
        _refuse_closed(view)
        if view.dossier.deal.stage == stage:
            raise UserError(f"it is in {target.name} already")
        if reason is None and is_back(view, stage):
            raise UserError("the way back needs a reason")
        unheld = view.unheld(stage)
        if reason is None and unheld:
            names = (m.name for key in unheld if (m := view.playbook.milestone(key)))
            raise UserError(f"not held: {', '.join(names)}")
        return ws.moved(view, target, reason, unheld)

    return ws.change_all(seen, f"Stage: {target.name}", build)


def hold(ws: Workspace, seen: Sequence[Seen], until: date, reason: str | None = None) -> Outcome:
    """On hold until a day after today."""
    if until <= ws.today:
        raise UserError(f"{show_date(until, ws.today)} is not after today", "No deal is on hold")

    def build(view: DealView) -> Sequence[Edit]:
        _refuse_closed(view)
        return acts.hold(view.dossier, until, reason, ws.today)

    return ws.change_all(seen, f"On hold until {show_date(until, ws.today)}", build)


def close(ws: Workspace, seen: Sequence[Seen], closed_as: str, **parts: Json) -> Outcome:
    """Lost or abandoned, all for the same reason."""

    def build(view: DealView) -> Sequence[Edit]:
        _refuse_closed(view)
        return acts.close(view.dossier, {"closed_as": closed_as, **parts}, ws.today)

    return ws.change_all(seen, f"Closed: {closed_as}", build)


def assign(ws: Workspace, seen: Sequence[Seen], owner: str | None) -> Outcome:
    """Give them one owner; None leaves them without."""

    def build(view: DealView) -> Sequence[Edit]:
        if view.dossier.deal.owner == owner:
            raise UserError(f"it is {owner}'s already" if owner else "it has no owner anyway")
        return acts.set_parts(view.dossier, "deal", view.id, {"owner": owner})

    return ws.change_all(seen, f"Owner: {owner or 'nobody'}", build)


def is_back(view: DealView, stage: str) -> bool:
    """The stage is before the deal's."""
    here, there = (view.playbook.stage_index(s) for s in (view.dossier.deal.stage, stage))
    return here is not None and there is not None and there < here


def _refuse_closed(view: DealView) -> None:
    if view.dossier.deal.closed_as:
        raise UserError(f"it is {view.dossier.deal.closed_as}; resume it first")
