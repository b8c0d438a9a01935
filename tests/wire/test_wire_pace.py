"""A slow line: frames are skipped, so that what is seen is never long ago."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from oppman_tui.terminal.pace import QUESTION, Pace

_STEP = 0.001


@dataclass
class Line:
    """So many bytes a second, so many seconds there and back; all times are worked out."""

    rate: float
    delay: float
    answers: bool = True
    now: float = 0.0
    free: float = 0.0
    """When all that was sent has been taken."""
    coming: list[float] = field(default_factory=list)
    """When answers are back."""

    def send(self, count: int, asked: bool) -> None:
        self.free = max(self.free, self.now) + count / self.rate
        if asked and self.answers:
            self.coming.append(self.free + self.delay)


def lag(line: Line, *, frame: int, seconds: float = 2.0, every: float = 1 / 30) -> float:
    """Hold a key: a frame of `frame` bytes is due with each. Seconds from the last key until the
    line has taken the last frame."""
    pace = Pace()
    line.send(6000, bool(pace.sent(6000, line.now)))  # the first screen
    due, next_key, last = False, 1.0, 1.0 + seconds
    while line.now < last or due:
        line.now += _STEP
        while line.coming and line.coming[0] <= line.now:
            line.coming.pop(0)
            pace.answered(line.now)
        if next_key <= line.now < last:
            due, next_key = True, next_key + every
        if due and pace.allows(line.now):
            question = pace.sent(frame, line.now)
            line.send(frame + len(question), question == QUESTION)
            due = False
        assert line.now < 60, "nothing goes out any more"
    return line.free - last


@pytest.mark.parametrize("frame", [150, 600, 1500])
@pytest.mark.parametrize("delay", [0.002, 0.05, 0.1])
def test_a_line_of_16_kb_a_second_lags_no_quarter_of_a_second(frame: int, delay: float) -> None:
    assert lag(Line(16_000, delay), frame=frame) <= 0.25


def test_a_line_of_128_kb_a_second_lags_no_more_than_a_frame_or_two() -> None:
    assert lag(Line(128_000, 0.03), frame=1500) <= 0.05


def test_a_terminal_that_never_answers_is_never_waited_for() -> None:
    pace = Pace()
    asked = sum(bool(pace.sent(4000, now)) for now in range(100))
    assert asked == 1 and pace.allows(100.0)


def test_an_answer_that_is_lost_is_not_waited_for_long() -> None:
    pace = Pace()
    pace.sent(6000, 0.0)
    pace.answered(0.05)
    for _ in range(20):
        pace.sent(3000, 1.0)
    assert not pace.allows(1.1)
    assert pace.allows(1.3)
