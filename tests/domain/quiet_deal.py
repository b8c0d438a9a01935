"""One deal in good order, to be told otherwise by each story of a trigger.

Today is Monday, 23 November 2026, where nothing else is said.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from oppman_tui.domain.entities import Deal, Dossier, Review
from oppman_tui.domain.scoring import score_deal
from oppman_tui.domain.select.attention import Standing, Trigger, assess
from oppman_tui.playbook import loader
from oppman_tui.playbook.models import Playbook

TODAY = date(2026, 11, 23)
PLAYBOOK = loader.default()
QUIET = Deal(
    id="d1",
    name="ERP rollout",
    stage="compare",
    stage_since=date(2026, 11, 20),
    created=date(2026, 11, 20),
    close_date=date(2027, 6, 30),
    next_step="Workshop",
    next_step_date=date(2026, 12, 31),
    next_step_agreed=True,
)
REVIEWED = Review("r1", date(2026, 11, 21))


def dossier(first_seen: date = date(2026, 11, 20), **given: Any) -> Dossier:
    """A deal that nothing speaks against, but for what is given."""
    cells = {k: given.pop(k) for k in list(given) if k in Deal.__dataclass_fields__}
    rows = {"reviews": (REVIEWED,), **given}
    return Dossier(replace(QUIET, **cells), first_seen, **rows)


def triggers(
    of: Dossier,
    today: date = TODAY,
    playbook: Playbook = PLAYBOOK,
    standing: Standing | None = None,
    value: int | None = None,
) -> dict[str, Trigger]:
    scores = score_deal(of, playbook, today)
    found = assess(of, scores, playbook, today, standing or Standing(), value)
    return {t.key: t for t in found.triggers}


def severity(of: Dossier, key: str, today: date = TODAY, **more: Any) -> int:
    """0 where the deal hasn't got the trigger, 1 notice, 2 alarm."""
    found = triggers(of, today, **more).get(key)
    return int(found.severity) if found else 0


def reason(of: Dossier, key: str, today: date = TODAY, **more: Any) -> str:
    return triggers(of, today, **more)[key].reason


# A deal nothing is agreed on.
UNAGREED: dict[str, Any] = {"next_step_date": None, "next_step_agreed": None}
