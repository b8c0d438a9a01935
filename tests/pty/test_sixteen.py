"""Sixteen colours: the list and a deal as a terminal that has no more of them is sent them."""

from __future__ import annotations

from pathlib import Path

import pytest
from inked import drawn
from syrupy.assertion import SnapshotAssertion
from terminal import Terminal


@pytest.mark.parametrize("theme", ["oppman-dark", "oppman-light"])
def test_the_list_and_a_deal_in_sixteen_colours(
    theme: str, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    with Terminal(tmp_path, "--theme", theme, "demo", env={"TERM": "xterm"}) as t:
        t.wait_for("Attention 1", "shows the keys")
        assert b"38;5" not in t.raw and b"38;2" not in t.raw
        t.press("j")
        t.wait_for("ERP rollout · Nordwind AG", "Enter open")
        assert drawn(t.cells) == snapshot(name="list")
        t.press("g", "p")
        t.wait_for("best next question", "in full")
        assert drawn(t.cells) == snapshot(name="plan")
