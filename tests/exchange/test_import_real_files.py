"""Real exports, with the figures that must come out of them.

They carry no licence for redistribution, so they lie beside the project and not in it.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tray import Tray, tray

from oppman_tui.domain.select.triggers import Severity
from oppman_tui.errors import ImportFailed
from oppman_tui.workspace import imports
from oppman_tui.workspace.imports import Options

DATA = Path(__file__).parents[2] / "../shared/data"
YEARS_END = date(2017, 12, 31)
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real files are not beside us")


@pytest.fixture(scope="module")
def maven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Tray, imports.Report]]:
    """Imported once, on the last day of 2017."""
    with tray(tmp_path_factory.mktemp("maven") / "tray", YEARS_END) as desk:
        yield desk, desk.bring_in(DATA / "maven_crm/sales_pipeline.csv")


def test_maven_comes_in_whole(maven: tuple[Tray, imports.Report]) -> None:
    _, report = maven
    assert str(report.deals) == (
        "8,800 rows read = 8,800 created + 0 updated + 0 unchanged + 0 rejected + 0 cleaned"
    )
    assert {s: w.deals for s, w in report.worth.items() if w.deals} == {
        "open": 2_089,
        "won": 4_238,
        "lost": 2_473,
    }
    assert report.total == {"EUR": 10_005_534_00}
    assert report.worth["open"].unvalued == 2_089
    (stages,) = [file.stages for file, _ in report.files if file.sheet == "deals"]
    assert {(theirs, ours): n for theirs, ours, n in stages} == {
        ("Won", "won"): 4_238,
        ("Lost", "lost"): 2_473,
        ("Engaging", "define"): 1_589,
        ("Prospecting", "need"): 500,
    }
    assert report.customers.created == 85


def test_mavens_deals_are_here_as_the_file_has_them(maven: tuple[Tray, imports.Report]) -> None:
    desk, _ = maven
    deals = [d.deal for d in desk.ws.store.dossiers()]
    assert len(deals) == 8_800
    without = [deal for deal in deals if deal.close_date is None]
    assert len(without) == 2_089
    assert {deal.status(YEARS_END) for deal in without} == {"open"}
    assert sum(1 for deal in deals if deal.customer is None) == 1_425
    with (DATA / "maven_crm/sales_pipeline.csv").open(newline="") as file:
        rows = {row["opportunity_id"]: row for row in csv.DictReader(file)}
    assert {deal.source_id for deal in deals} == set(rows)
    assert sum(1 for deal in deals if (deal.source_id or "").startswith("0")) == 268
    for deal in deals:
        row = rows[deal.source_id or ""]
        assert deal.owner == row["sales_agent"]
        if row["deal_stage"] == "Engaging":
            assert deal.stage_since == date.fromisoformat(row["engage_date"])
        if row["deal_stage"] == "Prospecting":
            assert (deal.stage, deal.stage_since) == ("need", None)
        assert deal.created is None
    names = Counter(deal.name for deal in deals)
    assert names["GTX Pro"] == 1_480
    assert names["GTX Plus Basic"] == 1_383


def test_mavens_stalled_deals_with_their_reasons(maven: tuple[Tray, imports.Report]) -> None:
    desk, _ = maven
    stalled = desk.ws.find("stalled")
    assert len(stalled) == 1_571
    views = desk.ws.views(stalled)
    triggers = [t for v in views for t in v.attention.triggers if t.key == "stalled_stage"]
    assert len(triggers) == 1_571
    assert sum(1 for t in triggers if t.severity is Severity.ALARM) == 1_560
    assert {v.dossier.deal.stage for v in views} == {"define"}
    # Engaged on 2017-11-29: 32 days by the end of the year, two more than the limit.
    reasons = {
        v.dossier.deal.stage_since: t.reason
        for v in views
        for t in v.attention.triggers
        if t.key == "stalled_stage"
    }
    newest = max(day for day in reasons if day is not None)
    days = (YEARS_END - newest).days
    assert reasons[newest] == f"stalled: {days} days in Define, limit 30, {days - 30} over"
    assert not desk.ws.find("new")


def test_maven_again_brings_nothing_new(maven: tuple[Tray, imports.Report]) -> None:
    desk, _ = maven
    arrival = desk.ws.arrival()
    report = desk.bring_in(DATA / "maven_crm/sales_pipeline.csv")
    assert (report.deals.created, report.deals.updated) == (0, 0)
    assert (report.deals.unchanged, report.customers.unchanged) == (8_800, 85)
    assert report.conflicts == ()
    assert desk.ws.arrival() == arrival


@pytest.mark.long
def test_one_undo_takes_maven_back(maven: tuple[Tray, imports.Report]) -> None:
    """The last of Maven's: it takes away what the others look at."""
    desk, _ = maven
    desk.ws.undo()
    assert desk.ws.store.deal_ids() == []
    assert desk.ws.customers() == ()
    assert desk.ws.overview().totals.count == 0
    every = sorted((DATA / "maven_crm").glob("*.csv"))
    report = desk.plan(*every).report
    assert (report.deals.created, report.customers.created) == (8_800, 85)
    assert [n for n in report.notes if "left out" in n] == [
        "products.csv was left out: it is a table that holds no deals (7 rows)",
        "sales_teams.csv was left out: it is a table that holds no deals (35 rows)",
    ]


def test_a_salesforce_export_with_its_accounts_and_contacts(tmp_path: Path) -> None:
    with tray(tmp_path / "tray") as desk:
        deals = DATA / "salesforce_sample_dcw/Opportunity.csv"
        report = desk.bring_in(deals)
        assert (report.deals.read, report.deals.created) == (50, 50)
        assert report.total == {"EUR": 43_603_545_98}
        assert report.worth["open"].deals == 35
        assert (report.worth["won"].deals, report.worth["lost"].deals) == (12, 3)
        assert all(d.customer is not None for d in desk.deals())
        assert report.customers.created == 18
        assert any(
            "102 contacts were read, 17 of them of these customers" in n for n in report.notes
        )
        assert {d.deal.created for d in desk.deals()} == {date(2024, 1, 22)}
        assert all(len(d.deal.source_id or "") == 18 for d in desk.deals())
        extras = {e.id for d in desk.deals() for e in d.extras}
        assert {"Probability", "Product__c", "External_id__c"} <= extras
        again = desk.bring_in(deals)
        assert (again.deals.created, again.deals.unchanged) == (0, 50)


@pytest.mark.long
def test_a_salesforce_export_with_headings_of_its_own(tmp_path: Path) -> None:
    with tray(tmp_path / "tray") as desk:
        report = desk.plan(DATA / "salesforce_wave/Opportunity.csv").report
        assert report.deals.created == 5_197
        assert report.total == {"EUR": 456_577_120_00}
        assert report.worth["open"].deals == 262
        assert report.worth["open"].sums == {"EUR": 24_396_699_00}
        with pytest.raises(ImportFailed, match=r"history of stages.*\(17,502 rows\)"):
            desk.plan(DATA / "salesforce_wave/OpportunityHistory.csv")


def test_a_hubspot_export_with_its_links(tmp_path: Path) -> None:
    with tray(tmp_path / "tray") as desk:
        report = desk.bring_in(DATA / "hubspot_pipecheck/real_deals.csv")
        assert report.deals.created == 20
        assert report.total == {"EUR": 2_192_000_00}
        assert sum(w.unvalued for w in report.worth.values()) == 1
        found = desk.deals()
        assert sum(len(d.players) for d in found) == 19
        assert sum(1 for d in found if d.customer) == 20
        assert desk.bring_in(DATA / "hubspot_pipecheck/real_deals.csv").deals.unchanged == 20


@pytest.mark.long
def test_a_pipeline_table_whose_stage_must_be_told(tmp_path: Path) -> None:
    path = DATA / "sparklesquad_crm/sales_pipeline.csv"
    with tray(tmp_path / "tray") as desk:
        with pytest.raises(ImportFailed, match=r"'In_Progress' \(4,346 deals\)"):
            desk.plan(path)
        plan = desk.plan(path, options=Options({"In_Progress": "define"}))
        assert plan.report.deals.created == 14_277
        assert plan.report.total == {"EUR": 17_936_928_00}
        assert plan.report.worth["won"].unvalued == 19
        assert "44651898" in {deal.external for deal in plan.batch.deals}
        with pytest.raises(ImportFailed, match=r"workbook.*save it as CSV"):
            desk.plan(path.with_suffix(".xlsx"))
