"""What is exported here imports here without loss, whatever stands in its cells."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tray import Tray, tray

from oppman_tui.domain.edits import Edit
from oppman_tui.domain.entities import Deal, Dossier
from oppman_tui.domain.fields import Json
from oppman_tui.exchange.export import guarded, unguarded
from oppman_tui.exchange.importing.records import Options
from oppman_tui.workspace import exporting

HOSTILE = (
    "=cmd()|' /C calc'!A0",
    "+49 1",
    "-5",
    "@SUM(A1)",
    "'quoted",
    "''twice",
    "'",
    '"; DROP TABLE deal; --',
    'a "b", c;d\te',
    "<script>alert(1)</script>",
    "[red]x[/red]",
    "null",
    "n/a",
    "-",
    "#N/A",
    "Unassigned",
    "0012",
    "1E5",
    "2026-12-31",
    "1.234",
    "won",
    "id",
    "Grand Totals (3 records)",
    "sep=;",
    "Älä ääkköset, 名前 🙂",
    "e\u0301",
    "x" * 200,
)
AMOUNTS: Sequence[tuple[int | None, str | None]] = (
    (0, "EUR"),
    (-5, "EUR"),
    (123456, "EUR"),
    (1_234_500, "BHD"),
    (1_234, "BHD"),
    (79_800, "JPY"),
    (2**53, "EUR"),
    (None, None),
)


def _write(desk: Tray, doc: str, cells: dict[str, Json], extras: dict[str, str]) -> None:
    edits = [Edit(doc, "deal", doc, cell, value) for cell, value in cells.items()]
    edits += [Edit(doc, "extra", heading, "extra", text) for heading, text in extras.items()]
    desk.ws.store.write("Written", edits)


def _everything(text: str, n: int) -> dict[str, Json]:
    """A deal whose every field that takes text holds `text`."""
    amount, currency = AMOUNTS[n % len(AMOUNTS)]
    closed = {
        "closed_as": ("won", "lost", "abandoned")[n % 3],
        "closed_on": "2026-11-20",
        "closed_to": text,
        "closed_reason": f"{text}\n{text}",
        "closed_cost": text,
        "closed_reopen": text,
    }
    hold = {"hold_since": "2026-11-01", "hold_until": "2027-02-28", "hold_reason": text}
    return {
        "name": text,
        "owner": text,
        "value": {"amount": amount, "currency": currency} if currency else None,
        "stage": {"stage": "compare", "stage_since": "2026-10-02", "stage_reason": text},
        "close_date": "2026-12-31",
        "next_step": {
            "next_step": text,
            "next_step_date": "2026-12-01",
            "next_step_agreed": n % 2 == 0,
        },
        "hold": hold if n % 4 == 0 else None,
        "closed": closed if n % 4 == 1 else None,
        "created": "2026-06-01",
        "strategic": text,
        "note": f"{text}\n\nand more\n'{text}",
        "source": {"source_system": "salesforce", "source_org": text, "source_id": text},
    }


def _facts(dossier: Dossier) -> tuple[Deal, str | None, dict[str, str]]:
    """All of a deal that a table of deals can hold; the customer by name."""
    deal = dataclasses.replace(dossier.deal, customer=None)
    customer = dossier.customer.name if dossier.customer else None
    return deal, customer, {extra.id: extra.extra for extra in dossier.extras}


def _export(desk: Tray, name: str = "out.csv") -> Path:
    path = desk.folder / name
    deals = [d.deal.id for d in desk.ws.store.dossiers()]
    exporting.export(desk.ws, "deals", deals, path, over=True)
    return path


def _told(desk: Tray) -> dict[str, tuple[Deal, str | None, dict[str, str]]]:
    return {d.deal.id: _facts(d) for d in desk.ws.store.dossiers()}


def _fill(desk: Tray) -> None:
    for n, text in enumerate(HOSTILE):
        doc = desk.ws.add_deal("soon another", customer=f"{text} Oy"[:200])
        _write(desk, doc, _everything(text, n), {text[:180]: text, "Region": "North"})


def test_every_field_comes_back_as_it_was_in_a_store_that_had_none(
    desk: Tray, tmp_path: Path
) -> None:
    _fill(desk)
    path = _export(desk)
    (tmp_path / "there").mkdir()
    with tray(tmp_path / "there" / "tray") as other:
        report = other.bring_in(path)
        assert report.deals.created == len(HOSTILE)
        assert not report.conflicts
        assert _told(other) == _told(desk)
        # And the way back: what the other copy exports is the same file, but for the reasons.
        assert _without_reasons(_export(other)) == _without_reasons(path)


def _without_reasons(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    told = ("reasons", "triggers", "days_in_stage")
    return [{k: v for k, v in row.items() if k not in told} for row in rows]


def test_where_it_came_from_nothing_changes(desk: Tray) -> None:
    _fill(desk)
    before, arrival = _told(desk), desk.ws.store.arrival()
    report = desk.bring_in(_export(desk))
    assert (report.deals.created, report.deals.updated) == (0, 0)
    assert report.deals.unchanged == len(HOSTILE)
    assert not report.conflicts
    assert desk.ws.store.arrival() == arrival  # not a single change was written
    assert _told(desk) == before


def test_what_was_changed_in_a_spreadsheet_comes_in_as_a_conflict_or_by_choice(
    desk: Tray,
) -> None:
    """The deal was entered here by hand, so a file doesn't overwrite it unasked."""
    desk.ws.add_deal("Cranes", customer="Acme", amount=100_000, currency="EUR")
    rows = list(csv.DictReader(io.StringIO(_export(desk).read_text(encoding="utf-8"))))
    rows[0]["value"], rows[0]["close_date"] = "2000", "31.12.2026"  # as a spreadsheet writes it
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    assert desk.bring_in(out.getvalue()).conflicts
    assert desk.deal().deal.amount == 100_000
    assert desk.deal().deal.close_date == date(2026, 12, 31)  # it was empty here
    desk.bring_in(out.getvalue(), options=Options(prefer="file"))
    assert desk.deal().deal.amount == 200_000


def test_a_row_added_by_hand_is_a_new_deal_once(desk: Tray) -> None:
    text = "id,name,customer,value,currency,stage,days_in_stage,status,triggers\n"
    text += ",Boats,Acme,500,EUR,define,,open,\n"
    assert desk.bring_in(text).deals.created == 1
    assert desk.bring_in(text).deals.unchanged == 1
    deal = desk.deal()
    assert (deal.deal.name, deal.deal.stage, deal.deal.amount) == ("Boats", "define", 50_000)
    assert deal.deal.source_system is None


def test_what_cannot_be_is_rejected_with_its_line(desk: Tray) -> None:
    head = "id,name,value,currency,status,days_in_stage,triggers,extra,created\n"
    rows = (
        "a b,Cranes,,,open,,,,\n"  # no id has a space
        "d2,,,,open,,,,\n"
        "d3,Cranes,,,maybe,,,,\n"
        'd4,Cranes,,,open,,,"{""a"": 1}",\n'
        f'd5,Cranes,,,open,,,{"[" * 100_000},\n'
        "d6,Cranes,5,XX,open,,,,\n"
        "d7,Cranes,,,open,,,,2026-02-31\n"
        "d8,Boats,,,open,,,,2026-02-01\n"
    )
    plan = desk.plan(head + rows)
    report = plan.report
    assert (report.deals.created, report.deals.rejected) == (1, 7)
    assert [reject.line for reject in report.rejects] == [2, 3, 4, 5, 6, 7, 8]
    assert "no id of a deal" in report.rejects[0].reason
    assert "neither" not in report.rejects[3].reason


def test_exactly_one_quote_is_taken_away() -> None:
    for text in (*HOSTILE, "\tx", "\rx", ""):
        assert unguarded(guarded(text)) == text
    assert guarded("=1") == "'=1"
    assert guarded("'1") == "''1"
    assert guarded("1-2") == "1-2"
