"""Sample deals of one fictitious company: every list and picture has something to show."""

from __future__ import annotations

from datetime import date

from oppman_tui.demo import front, middle, past, won
from oppman_tui.demo.people import ME, customers
from oppman_tui.demo.teller import Teller
from oppman_tui.domain.edits import Act
from oppman_tui.playbook import loader

__all__ = ["ME", "story"]


def story(today: date, seed: int = 7) -> tuple[Act, ...]:
    """All that happened until the day before `today`, oldest first.

    The same day and seed give the same acts; the seed only changes ids and small wording.
    """
    teller = Teller(today, seed, loader.default())
    at = customers(teller)
    for part in (past, front, middle, won):
        part.tell(teller, at)
    return teller.acts
