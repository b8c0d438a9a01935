"""How far a terminal lags behind: the question where its cursor stands is asked behind what was
sent, and the answer tells that all before it has been drawn, however many buffers lie between."""

from __future__ import annotations

QUESTION = "\x1b[6n"
_EVERY = 512
"""Bytes after which the next question is asked."""
_FIRST, _LEAST, _MOST = 2048, 512, 1 << 20
_QUICK, _SLOW = 0.03, 0.06
"""Seconds over the shortest way there and back."""
_LOST = (0.2, 2.0)
"""Seconds, at least and at most, after which an answer is no longer waited for: three times as
long as answers take."""


class Pace:
    """How many bytes may be under way. A terminal that never answers is never waited for.

    One question is under way at most. Times are seconds of a clock that only goes on.
    """

    def __init__(self) -> None:
        self._sent = self._drawn = 0
        self._question: tuple[int, float] | None = None
        """What had been sent before it, and when it was asked."""
        self._last = 0
        self._window = _FIRST
        self._nearest = float("inf")
        self._usual = 0.0
        self._answers = False

    @property
    def is_waiting(self) -> bool:
        """An answer is still to come from a terminal that gives them."""
        return self._answers and self._question is not None

    def allows(self, now: float) -> bool:
        """Whether another frame may be sent."""
        if not self._answers or self._question is None:
            return True
        if now - self._question[1] > max(_LOST[0], min(3 * self._usual, _LOST[1])):
            self._question, self._drawn = None, self._sent
            return True
        return self._sent - self._drawn <= self._window

    def asked(self, now: float) -> None:
        """The question is asked in what is about to be sent."""
        self._question = (self._sent, now)

    def sent(self, count: int, now: float, *, ask: bool = True) -> str:
        """`count` bytes go out; the question to send behind them, or nothing."""
        self._sent += count
        if not ask or self._question is not None or self._sent - self._last < _EVERY:
            return ""
        self._last = self._sent
        self._question = (self._sent, now)
        return QUESTION

    def answered(self, now: float) -> None:
        """The terminal has drawn what was sent before the question."""
        if self._question is None:
            return
        self._answers = True
        filled = self._sent - self._drawn >= self._window // 2
        self._drawn, asked = self._question
        self._question = None
        took = now - asked
        self._nearest = min(self._nearest * 1.002, took)
        self._usual = max(took, (3 * self._usual + took) / 4)
        late = took - self._nearest
        if late < _QUICK and filled:
            self._window = min(_MOST, self._window * 5 // 4)
        elif late > _SLOW:
            self._window = max(_LEAST, self._window // 2)
