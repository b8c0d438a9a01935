"""How many keys a job takes from the list, in a real terminal: text that is typed isn't counted.

The cursor stands on the deal that the job is about, as it does when a rep gets a call. Jobs that
leave each other alone share a start of the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal import Terminal

DEAL = "ERP rollout"


class Hands:
    """At the keys of a terminal; they count what they strike and not what they write."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.struck = 0

    def strike(self, *keys: str) -> None:
        self.struck += len(keys)
        self.terminal.press(*keys)

    def write(self, text: str) -> None:
        self.terminal.type(text)

    def see(self, *texts: str) -> None:
        self.terminal.wait_for(*texts)

    def back_to_the_list(self) -> None:
        """For the next job, which is counted from there."""
        self.terminal.press("esc")
        self.see("Attention 10", f"{DEAL} · Nordwind AG")
        self.struck = 0


@pytest.fixture
def hands(tmp_path: Path) -> Iterator[Hands]:
    """At the list of the sample deals, the cursor on a deal that is stalled, among others."""
    with Terminal(tmp_path, "demo") as terminal:
        terminal.wait_for("Attention 10", "Plant 2 sensors")
        terminal.press("j")
        terminal.wait_for(f"{DEAL} · Nordwind AG")
        yield Hands(terminal)


def test_seven_criteria_are_answered_with_ten_keys(hands: Hands) -> None:
    hands.strike("g", "p", "2", "2", "1", "2", "2", "1", "2")
    hands.see("86  86–86")  # 2+2+1+2+2+1+2 = 12 of 14
    assert hands.struck <= 10


def test_a_call_is_logged_with_four_keys_and_a_key_player_with_all_five_values_takes_eight(
    hands: Hands,
) -> None:
    hands.strike("l")
    hands.write("She wants the price for three years")
    hands.strike("enter")
    hands.see("With whom, and from whose side?", "3 Katrin Lund", "c from the customer's side")
    hands.strike("3", "c")
    hands.see("Logged")
    assert hands.struck <= 4

    hands.terminal.press("g", "h")
    hands.see("She wants the price for three years", "Katrin Lund", "from the customer's side")

    hands.back_to_the_list()
    hands.strike("g", "k", "n")
    hands.see("New player")
    hands.write("M. Berg, CFO, approver, win: one vendor less")
    hands.see("role: approver", "win: one vendor less")
    hands.strike("enter", "t", "4", "5")
    hands.terminal.wait_for("M. Berg")
    assert hands.struck <= 8

    hands.terminal.press("e")
    hands.see("approver", "T trouble", "strong", "+2", "one vendor less")


def test_the_worst_finding_is_made_an_action_with_three_keys_and_undone_with_one(
    hands: Hands,
) -> None:
    worst = "Ask Katrin Lund (Head of IT): Do we know where they are"
    hands.strike("a")
    hands.see("what is to be done?", worst, "the worst finding's")
    hands.strike("enter")
    hands.see("Action, yours, due 30 Nov")
    assert hands.struck <= 3

    hands.terminal.press("g", "a")
    hands.see("covered")

    hands.back_to_the_list()
    hands.strike("u")
    hands.see("Undone: Action")
    assert hands.struck <= 1


def test_why_a_deal_is_stalled_takes_one_key_and_moving_it_over_an_unmet_milestone_five(
    hands: Hands,
) -> None:
    hands.strike("w")
    hands.see(f"Why {DEAL} stands where it stands", "47 days in Compare, limit 30, 17 over")
    assert hands.struck <= 1

    hands.back_to_the_list()
    hands.strike("s")
    hands.see("Compare. Where to?", "not known")
    hands.strike("enter")
    hands.see("Not known:", "Why go on to Choose all the same?")
    hands.write("They chose us before the plan was shared")
    hands.strike("enter")
    hands.see("is in Choose. u takes it back")
    assert hands.struck <= 5


def test_a_whole_review_takes_under_forty_keys(hands: Hands) -> None:
    hands.strike("enter")
    hands.see("Since the last review")
    for place in range(5):
        hands.strike("enter")
        hands.see("Writing")
        hands.write(f"As it is, {place}")
        hands.strike("enter")
        hands.terminal.wait_without("Writing")
    hands.strike("g", "a")
    hands.see("Findings")
    for _ in range(2):
        hands.strike("enter")
        hands.see("what is to be done?")
        hands.strike("enter")
        hands.see("Action, yours, due 30 Nov")
        hands.strike("j")
    hands.strike("g", "r")
    hands.see("As it is, 4")
    hands.strike("d", "1")
    hands.see("who does what by when?")
    hands.write("Meet their board; Mia; fri")
    hands.strike("enter")
    hands.see("The review is finished and kept")
    assert hands.struck < 40

    hands.terminal.press("g", "h")
    hands.see("Review")
