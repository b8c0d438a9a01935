"""Plan: the criteria and the six themes answered key by key (method 4.1, 4.2)."""

from __future__ import annotations

from pathlib import Path

from seat import lines, one, open_deal, seated, strike, text, workspace, write

from oppman_tui.tui.widgets.rows import Rows

CRITERIA = ("access", "value", "advantage", "decision", "reference", "learning", "growth")


async def test_seven_criteria_are_seven_keys_however_fast(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes", customer="Satama Oy")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes", "plan")
            await strike(pilot, "2", "1", "1", "minus", "2", "0", "2")
            values = {c.id: c.value for c in one(ws, "Cranes").dossier.criteria}
            assert [values.get(key) for key in CRITERIA] == [2, 1, 1, None, 2, 0, 2]
            assert "67  57–71" in text(pilot)  # method 6: 8 of 12, 57.1–71.4


async def test_an_answer_is_taken_back_to_not_known(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes", customer="Satama Oy")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes", "plan")
            await strike(pilot, "0", "up", "minus")
            assert one(ws, "Cranes").scores.fit.point is None
            assert "0–100" in text(pilot)


async def test_evidence_and_grade_go_to_the_answer_just_given(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes", customer="Satama Oy")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes", "plan")
            await strike(pilot, *["down"] * 8)  # past the criteria and the computed question
            await strike(pilot, "2")
            (answer,) = one(ws, "Cranes").dossier.answers
            assert "claimed" in text(pilot)
            await strike(pilot, "e")
            assert "contact among the people who decide" in text(pilot)
            await write(pilot, "Met her twice", "enter")
            await strike(pilot, "v", "3")
            (answer,) = one(ws, "Cranes").dossier.answers
            assert (answer.value, answer.evidence, answer.grade) == (2, "Met her twice", 3)
            assert answer.evidence_date is not None
            assert answer.evidence_date.isoformat() == "2026-11-23"
            assert "claimed" not in text(pilot)
            shown = " ".join(" ".join(line[38:] for line in lines(pilot)).split())
            assert "the customer did it, 23 Nov" in shown


async def test_a_computed_answer_says_so_instead_of_taking_one(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes", customer="Satama Oy")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes", "plan")
            await strike(pilot, *["down"] * 7)
            await strike(pilot, "2")
            assert "The program answers this one" in lines(pilot)[-1]
            await strike(pilot, "e")  # nor is there evidence to write of it
            assert "The program answers this one" in lines(pilot)[-1]
            assert one(ws, "Cranes").dossier.answers == ()


async def test_without_a_customer_the_criteria_say_what_to_do(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await open_deal(pilot, "Cranes", "plan")
            assert "no customer yet: f names one" in text(pilot)


async def test_the_left_side_walks_the_sets(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await open_deal(pilot, "ERP rollout", "plan")
            await strike(pilot, "tab", "down", "down", "down", "enter")
            assert any(
                line.lstrip("▌ ").startswith("Solution") and "How important is the" in below
                for line, below in zip(lines(pilot), lines(pilot)[1:], strict=False)
            ) or "How important is the" in text(pilot)


async def test_answering_a_stale_question_again_renews_it(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await open_deal(pilot, "ERP rollout", "plan")
            stale = [k for k, item in one(ws, "ERP rollout").items.items() if item.is_stale]
            keys = [k or "" for k in pilot.app.screen.query_one("#questions", Rows).keys]
            at = [k for k in keys if k].index(f"answer:{stale[0]}")
            await strike(pilot, *["down"] * at)
            value = one(ws, "ERP rollout").items[stale[0]].value
            await strike(pilot, str(value))
            item = one(ws, "ERP rollout").items[stale[0]]
            assert (item.value, item.is_stale) == (value, False)
