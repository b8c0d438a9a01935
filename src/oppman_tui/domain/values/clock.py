"""The one place that asks for the time; `cli` makes it and hands it down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime


def _now() -> datetime:
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class Clock:
    """Today and now, in local time.

    `fixed` (``OPPMAN_TODAY``, ``--today``) sets the calendar day; the time of day still runs,
    so that two acts of one fixed day keep their order.
    """

    fixed: date | None = None
    source: Callable[[], datetime] = _now

    def now(self) -> datetime:
        """The local time, with its offset from UTC."""
        now = self.source()
        if self.fixed is None:
            return now
        return now.replace(year=self.fixed.year, month=self.fixed.month, day=self.fixed.day)

    def wall(self) -> datetime:
        """The real local time, whatever day is fixed: what files and backups are dated by."""
        return self.source()

    def today(self) -> date:
        """The local calendar day, which all of the method counts in (method 2, Days)."""
        return self.fixed or self.now().date()
