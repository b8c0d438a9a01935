"""Hybrid logical stamps: a clock that never runs backward nor loses to what it has seen."""

from __future__ import annotations

from oppman_tui.errors import UserError
from oppman_tui.log.change import HLC_LIMIT

_COUNTER_BITS = 16
_CENTURY = 36_525 * 86_400_000
_LAST_YEAR = 7_289_654_400_000
"""Milliseconds to the year 2201, after which no date in a deal can lie (`limits.YEARS`)."""


class ClockRefused(UserError):
    """No stamp is left: this clock, or a merged one, is thousands of years off."""

    def __init__(self) -> None:
        super().__init__(
            "The clock is too far ahead to stamp a change",
            "Nothing was changed",
            "Set this machine's date and time, then try again",
        )


def next_hlc(last: int, now_ms: int) -> int:
    """The stamp of a change made now: `now_ms`, milliseconds since 1970, in the high bits.

    `last` is the greatest stamp this copy holds, its own or merged (0 where it holds none), so
    the result is greater than that of all it may have seen, however clocks are set. Raises
    `ClockRefused` where the clock is beyond the year 2200, or the stamp would reach `HLC_LIMIT`:
    such a change no copy would merge, nor any that is made after it.
    """
    stamp = max(now_ms << _COUNTER_BITS, last + 1)
    if now_ms >= _LAST_YEAR or stamp >= HLC_LIMIT:
        raise ClockRefused
    return stamp


def furthest(now_ms: int) -> int:
    """The greatest stamp to take from another copy: that of a clock a century ahead of `now_ms`.

    Every later change here has to be stamped after it. One just under `HLC_LIMIT` would leave no
    stamp for them, and bring the store to a stop for good; after one within a century there are
    stamps for ever, and clocks that are years apart still agree on what came later.
    """
    return min((now_ms + _CENTURY) << _COUNTER_BITS, HLC_LIMIT - 1)
