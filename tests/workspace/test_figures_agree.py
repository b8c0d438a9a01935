"""The funnel's and the map's figures are those of `oppman list --json`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from seat import TODAY, workspace

from oppman_tui.domain.review import funnel as funnels
from oppman_tui.domain.review.funnel import FunnelDeal
from oppman_tui.tui.screens.portfolio import spots
from oppman_tui.workspace import listing
from oppman_tui.workspace.deals import Seen, Workspace


@pytest.fixture(scope="module", params=["demo", "generated"])
def ws(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workspace]:
    """The sample deals; or fifty of any stage, value and currency, some without."""
    with workspace(tmp_path_factory.mktemp("figures"), samples=request.param == "demo") as opened:
        if request.param == "generated":
            chance = Random(7)
            stages = [stage.key for stage in opened.playbook.open_stages]
            for number in range(50):
                amount = chance.choice([None, chance.randrange(1, 10**9)])
                currency = chance.choice(["EUR", "EUR", "SEK"]) if amount else None
                deal = opened.add_deal(f"Deal {number}", amount=amount, currency=currency)
                (view,) = opened.views([deal])
                opened.move_stage(Seen.of(view), chance.choice(stages))
        yield opened


def listed(ws: Workspace, tab: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads("".join(listing.as_json(ws, tab)))
    return told


def cents(deal: dict[str, Any]) -> int:
    return round(float(deal["value"]) * 100)


def test_the_funnel_counts_and_sums_what_the_list_shows(ws: Workspace) -> None:
    views = ws.views([*ws.find("all"), *ws.find("closed")])
    found = funnels.funnel([FunnelDeal(v.dossier, v.value) for v in views], ws.playbook, TODAY)
    standing = [deal for deal in listed(ws, "all") if deal["status"] == "open"]
    euros = [deal for deal in standing if deal["value"] and deal["currency"] == "EUR"]
    assert found.open.count == len(standing) > 0
    assert set(found.open.deals) == {deal["id"] for deal in standing}
    assert found.open.value == sum(map(cents, euros))  # other currencies are never added
    assert found.open.unvalued == len(standing) - len(euros)
    by_stage = Counter(deal["stage"] for deal in standing)
    for stage in found.stages:
        known = ws.playbook.stage(stage.key)
        assert known is not None
        here = [deal for deal in standing if deal["stage"] in (stage.key, known.name)]
        assert stage.open.count == len(here)
        assert stage.open.value == sum(cents(deal) for deal in here if deal in euros)
    assert sum(by_stage.values()) == sum(stage.open.count for stage in found.stages)
    assert found.closed.count == len(listed(ws, "closed"))
    assert found.on_hold.count == sum(d["status"] == "hold" for d in listed(ws, "all"))


def test_each_deal_lies_on_the_map_where_the_list_s_scores_say(ws: Workspace) -> None:
    views = ws.views([*ws.find("all")])
    ours = {spot.deal: spot for spot in spots(views)}
    told = {deal["id"]: deal["scores"] for deal in listed(ws, "all")}
    both = ("importance_to_us", "importance_to_them")
    known = {
        deal
        for deal, scores in told.items()
        if all(scores[name]["point"] is not None for name in both)
    }
    assert set(ours) == known
    for deal, spot in ours.items():
        for name, score in zip(both, (spot.us, spot.them), strict=True):
            shown = told[deal][name]
            for part in ("point", "low", "high"):
                assert getattr(score, part) == pytest.approx(shown[part], abs=0.06)
