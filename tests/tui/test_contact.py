"""Logging a contact: with whom, from whose side, of what kind, in as few keys as before."""

from __future__ import annotations

from pathlib import Path

import pytest
from seat import one, seated, strike, text, workspace, write

from oppman_tui.playbook import loader
from oppman_tui.tui.screens.contact import guessed, lettered

KINDS = loader.default().entry_kinds


def test_each_kind_has_a_letter_that_is_free() -> None:
    found = {kind.key: letter for letter, kind in lettered(KINDS)}
    # c and o say whose side it came from, so call and other have the next letters of their names.
    assert found == {
        "meeting": "m",
        "call": "a",
        "email": "e",
        "visit": "v",
        "demo": "d",
        "proposal": "p",
        "other": "t",
    }


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Called her about the price", "call"),
        ("E-mail with the list", "email"),
        ("She wants the price for three years", ""),
        ("They visited the plant, then a call", "visit"),
    ],
)
def test_the_kind_is_what_the_line_names_first(line: str, kind: str) -> None:
    assert guessed(line, KINDS) == kind


async def test_the_kind_is_seen_changed_and_kept(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "down", "l")
            await write(pilot, "Called her about the price", "enter")
            assert "a call ✓" in text(pilot)
            await strike(pilot, "m")
            assert "m meeting ✓" in text(pilot) and "call ✓" not in text(pilot)
            await strike(pilot, "3", "c")
            entry = max(one(ws, "ERP rollout").dossier.entries, key=lambda e: e.id)
            assert (entry.entry_kind, entry.side, len(entry.players)) == ("meeting", "theirs", 1)


async def test_without_a_word_of_it_the_kind_is_not_known(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "down", "l")
            await write(pilot, "She wants the price", "enter", "e", "e", "o")
            entry = max(one(ws, "ERP rollout").dossier.entries, key=lambda e: e.id)
            assert (entry.entry_kind, entry.side) == (None, "ours")
