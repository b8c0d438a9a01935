"""How often the close date was pushed out (method 2, slipped)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from oppman_tui.domain.entities import Dossier


@dataclass(frozen=True, slots=True)
class Push:
    """The close date stood later at a day's end than it had stood before that day."""

    on: date
    from_date: date
    to_date: date


def pushes(dossier: Dossier) -> tuple[Push, ...]:
    """Every push by a day or more, compared at day's end, oldest first.

    What happened on the day the deal was created is entering, not pushing. A date taken away
    and set again later is compared with the one that was taken away.
    """
    if not dossier.close_date_moves:
        return ()
    moves = sorted(dossier.close_date_moves, key=lambda m: (m.moved_on, m.id))
    created = dossier.deal.created
    found: list[Push] = []
    cleared: tuple[date, date] | None = None  # the day, and the date that was taken away
    for day, group in groupby(moves, key=lambda m: m.moved_on):
        rows = list(group)
        begun, ended = rows[0].from_date, rows[-1].to_date
        if cleared is not None and begun is not None:
            _note(found, cleared[0], cleared[1], begun)
            cleared = None
        if created is not None and day <= created:
            continue
        stood = begun or (cleared[1] if cleared else None)
        if ended is None:
            cleared = (day, stood) if stood else cleared
        else:
            cleared = None
            if stood is not None:
                _note(found, day, stood, ended)
    if cleared is not None and dossier.deal.close_date is not None:
        _note(found, cleared[0], cleared[1], dossier.deal.close_date)
    return tuple(found)


def _note(found: list[Push], on: date, from_date: date, to_date: date) -> None:
    if to_date > from_date:
        found.append(Push(on, from_date, to_date))
