"""Keys that nothing has just here: each says so, and where it is one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from seat import lines, one, open_deal, seated, strike, text, workspace, write

from oppman_tui.cli import oppman


@pytest.mark.parametrize(
    ("before", "key", "said"),
    [
        ((), "f", "f is no key here; in a deal: All fields of the deal and its customer"),
        ((), "v", "v is no key here; in Plan: How good that evidence is"),
        ((), "H", "H is no key here; ? shows those that are"),
        (("enter",), "n", "n is no key here; in the list: A new deal"),
        (("o",), "z", "z is no key here; ? shows those that are"),
        (("w",), "z", "z is no key here; ? shows those that are"),
        (("question_mark",), "z", "z is no key here"),
        (("s",), "y", "y is no key here"),
    ],
)
async def test_a_key_that_does_nothing_says_where_it_does(
    before: Sequence[str], key: str, said: str, tmp_path: Path
) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, *before, key)
            assert said in lines(pilot)[-1]


async def test_the_next_key_brings_back_what_can_be_done(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "o", "z", "down")
            assert lines(pilot)[-1].strip() == "The key or Enter takes it · Esc none"


async def test_letters_are_text_where_one_writes(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "n")
            await write(pilot, "Is it f or y?")
            assert "Is it f or y?" in text(pilot)
            assert "no key" not in text(pilot)


@pytest.mark.parametrize("before", [("o",), ("s",), ("w",), ("enter", "g")])
async def test_help_is_there_in_questions_too(before: Sequence[str], tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, *before)
            stood = text(pilot)
            await strike(pilot, "question_mark")
            assert "All keys of this place" in text(pilot)
            await strike(pilot, "escape")
            assert text(pilot) == stood


async def test_the_verbs_on_a_deal_are_there_among_all_its_fields(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await open_deal(pilot, "ERP rollout")
            for key, asked in (
                ("l", "what happened"),
                ("a", "what is to be done"),
                ("t", "the next step"),
                ("s", "Where to?"),
                ("w", "Why ERP rollout stands"),
            ):
                await strike(pilot, "f", key)
                assert asked in text(pilot), key
                await strike(pilot, "escape", "escape")


async def test_a_value_below_nothing_is_refused_with_its_reason(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "3")
            await write(pilot, "Cranes", "enter", "enter")
            await write(pilot, "-5k", "enter")
            assert "-€5,000 is less than nothing; a deal's value is 0 or more" in text(pilot)
            await strike(pilot, "home", "delete", "enter")
            assert one(ws, "Cranes").dossier.deal.amount == 5_000_00


def test_all_that_is_wrong_with_the_settings_is_named_at_once_by_any_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPPMAN_HOME", str(tmp_path))
    (tmp_path / "config.toml").write_text(
        'theme = 3\nbase_currency = "euro"\n[keys]\n"list.find" = "n"\n'
    )
    for command in ("list", "verify"):
        answer = CliRunner().invoke(oppman, [command])
        assert answer.exit_code == 1
        assert "theme: expected text in quotes, got 3" in answer.stderr
        assert "three capital letters, such as EUR, got 'euro'" in answer.stderr
        assert 'list.new = "n" and list.find = "n"' in answer.stderr
