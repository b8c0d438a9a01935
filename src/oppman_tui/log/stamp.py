"""Hybrid logical stamps: a clock that never runs backward nor loses to what it has seen."""

from __future__ import annotations

from oppman_tui.errors import UserError
from oppman_tui.log.change import HLC_LIMIT

_COUNTER_BITS = 16


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
    `ClockRefused` where it would reach `HLC_LIMIT`, which no copy would merge.
    """
    stamp = max(now_ms << _COUNTER_BITS, last + 1)
    if stamp >= HLC_LIMIT:
        raise ClockRefused
    return stamp
