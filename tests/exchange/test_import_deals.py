"""Rows become deals: names, keys, stages, values, customers and players as the file has them."""

from __future__ import annotations

import csv
from datetime import date

import pytest
from tray import HEAD, ONE, TODAY, Tray

from oppman_tui.domain.values import ids
from oppman_tui.errors import ImportFailed, UsageError
from oppman_tui.workspace import imports
from oppman_tui.workspace.imports import Options

PIPELINE = (
    "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
)
FLAGS = "Id,Name,StageName,IsClosed,IsWon,Amount,CloseDate,Probability,CreatedDate\n"


def test_a_table_of_deals_in_plain_words_comes_in_whole(desk: Tray) -> None:
    report = desk.bring_in(HEAD + ONE)
    found = desk.deal()
    deal = found.deal
    assert (deal.name, deal.owner, deal.stage, deal.stage_since) == ("Cranes", "Mia", "need", None)
    assert (deal.amount, deal.currency) == (1000_00, "EUR")
    assert (deal.close_date, deal.created) == (date(2026, 12, 31), None)
    assert found.customer is not None and found.customer.name == "Acme"
    assert [(e.id, e.extra) for e in found.extras] == [("Region", "North")]
    assert (deal.source_system, deal.source_org, deal.source_id) == ("csv", None, "D-1")
    assert found.first_seen == TODAY
    assert (report.deals.created, report.customers.created) == (1, 1)


def test_its_id_is_that_of_its_source_so_that_two_laptops_meet(desk: Tray) -> None:
    desk.bring_in(HEAD + ONE, options=Options(system="acme-crm", org="Nordic"))
    assert desk.deal().deal.id == ids.source_id("acme-crm", "Nordic", "D-1")


def test_ids_stay_text_to_the_last_letter(desk: Tray) -> None:
    given = ["00042", "1E5", "44651898", "006Ec00000AieKFIAZ", "123456789012345678", "4.0"]
    desk.bring_in(HEAD + "".join(ONE.replace("D-1", i) for i in given))
    assert sorted(d.deal.source_id or "" for d in desk.deals()) == sorted(given)


def test_the_same_name_at_the_same_customer_is_not_the_same_deal(desk: Tray) -> None:
    assert desk.bring_in(HEAD + ONE + ONE.replace("D-1", "D-2")).deals.created == 2
    assert [d.deal.name for d in desk.deals()] == ["Cranes", "Cranes"]
    assert len({d.deal.customer for d in desk.deals()}) == 1


def test_without_ids_the_customer_and_the_day_tell_deals_apart_and_collisions_are_shown(
    desk: Tray,
) -> None:
    head = "Deal name,Customer,Created,Stage\n"
    report = desk.bring_in(
        head + "Cranes,Acme,2026-01-01,need\nCranes,Bolt,2026-01-01,need\n"
        "Cranes,Acme,2026-02-01,need\nCranes,Acme,2026-02-01,define\n"
    )
    assert report.deals.created == 3
    assert [(r.line, r.reason) for r in report.rejects] == [
        (5, "is the same deal as line 4, with other cells; the first was taken")
    ]
    assert any("no ids" in note for note in report.notes)


def test_an_id_that_comes_again_is_cleaned_if_the_same_and_rejected_if_not(desk: Tray) -> None:
    report = desk.bring_in(HEAD + ONE + ONE + ONE.replace("Cranes", "Lifts") + ONE[3:])
    assert (report.deals.created, report.deals.cleaned, report.deals.rejected) == (1, 1, 2)
    assert report.rejects[0].reason.startswith("is the same deal as line 2")
    assert desk.deal().deal.name == "Cranes"


def test_hostile_names_are_kept_as_text_without_their_controls(desk: Tray) -> None:
    names = {
        "[@click=app.quit]x": "[@click=app.quit]x",
        "Deal [/nope] [bold": "Deal [/nope] [bold",
        "=cmd|'/c calc'!A0": "=cmd|'/c calc'!A0",
        "a\x1b]52;c;aGk=\x07b": "ab",
        "c\x9b31md": "cd",
        "e\u202ef": "ef",
        "g\x07\x08h": "gh",
        "'; DROP TABLE deal": "'; DROP TABLE deal",
    }
    rows = [f'H-{n},"{name}",Acme,need,1,EUR,,,\n' for n, name in enumerate(names)]
    report = desk.bring_in(HEAD + "".join(rows) + "H-99,\u200b\u2060,,need,1,EUR,,,\n")
    assert {d.deal.name for d in desk.deals()} == set(names.values())
    assert [r.reason for r in report.rejects] == ["has no deal name"]
    assert all(line.isprintable() for line in report.lines())


def test_a_name_of_a_megabyte_or_a_value_beyond_all_bounds_is_rejected_by_itself(
    desk: Tray,
) -> None:
    long = ONE.replace("D-1", "D-2").replace("Cranes", "x" * 100_000)
    much = ONE.replace("D-1", "D-3").replace("1000", "1e80")
    old = ONE.replace("D-1", "D-4").replace("2026-12-31", "0999-12-31")
    odd = ONE.replace("D-1", "D-5").replace("EUR", "EURO")
    report = desk.bring_in(HEAD + ONE + long + much + old + odd)
    assert report.deals.created == 1
    reasons = [r.reason for r in report.rejects]
    assert reasons[0] == "Deal is 100,000 characters long; 200 are allowed"
    assert reasons[1].endswith("is outside -9,007,199,254,740,992 to 9,007,199,254,740,992")
    assert reasons[2:] == [
        "Close date 0999-12-31 is outside the years 1900 to 2200",
        "Value 'EURO' is not a three-letter currency such as EUR",
    ]


def test_a_cell_longer_than_can_be_kept_does_not_cost_the_deal(desk: Tray) -> None:
    report = desk.bring_in(HEAD + ONE.replace("North", "n" * 30_000))
    assert [len(e.extra) for e in desk.deal().extras] == [20_000]
    assert any("only the first 20,000 characters" in note for note in report.notes)


def test_what_cannot_be_read_in_its_column_is_rejected_with_what_it_held(desk: Tray) -> None:
    rows = "".join(ONE.replace("D-1", f"D-{n}") for n in range(2, 9))
    shifted = "D-9,Lifts,,Bolt,define,500,EUR,2026-12-31,Mia\n"
    report = desk.bring_in(HEAD + rows + shifted)
    assert report.deals.created == 7
    assert [(r.line, r.reason) for r in report.rejects] == [
        (9, "'EUR' in column 'Close date' can't be read as dates, year-month-day")
    ]


# -- value -----------------------------------------------------------------------------------


def test_a_decimal_comma_and_semicolons_in_windows_letters(desk: Tray) -> None:
    head, row = HEAD.replace(",", ";"), "D-1;Kräne;Müller;need;79.800,50;CHF;31.12.2026;Mia;\n"
    desk.bring_in((head + row).encode("cp1252"))
    found = desk.deal()
    assert (found.deal.name, found.deal.amount, found.deal.currency) == ("Kräne", 79_800_50, "CHF")
    assert found.deal.close_date == date(2026, 12, 31)


def test_sums_are_by_currency_and_status_and_never_added_together(desk: Tray) -> None:
    rows = [
        ("1", "need", "100", "EUR"),
        ("2", "need", "50.25", "EUR"),
        ("3", "won", "1000", "JPY"),
        ("4", "lost", "", ""),
        ("5", "define", "7", ""),
    ]
    report = desk.bring_in(
        HEAD + "".join(f"{i},A,B,{stage},{n},{code},,,\n" for i, stage, n, code in rows),
        options=Options(currency="SEK"),
    )
    assert report.worth["open"].sums == {"EUR": 150_25, "SEK": 700}
    assert report.worth["won"].sums == {"JPY": 1000}
    assert (report.worth["lost"].deals, report.worth["lost"].unvalued) == (1, 1)
    assert report.total == {"EUR": 150_25, "JPY": 1000, "SEK": 700}


def test_a_currency_that_no_cell_names_is_said(desk: Tray) -> None:
    report = desk.bring_in("Id,Deal name,Amount,Stage\n1,A,5,need\n2,B,£7,need\n")
    assert "1 values name no currency: taken as EUR" in report.notes[0]
    assert [d.deal.currency for d in desk.deals()] == ["EUR", "GBP"]


def test_a_percentage_is_kept_as_extra_and_never_used(desk: Tray) -> None:
    desk.bring_in(FLAGS + "006A,Cranes,Prospecting,0,0,10,2026-12-31,65.0%,2026-11-01\n")
    found = desk.deal()
    assert [(e.id, e.extra) for e in found.extras] == [("Probability", "65.0%")]
    assert found.answers == ()


# -- stage and status ------------------------------------------------------------------------


def test_stages_that_are_not_known_block_the_import_and_are_all_named(desk: Tray) -> None:
    text = HEAD + ONE.replace("need", "In Progress") * 2 + ONE.replace("need", "Parked")
    with pytest.raises(ImportFailed) as refused:
        desk.bring_in(text)
    assert "'In Progress' (2 deals), 'Parked' (1 deals)" in str(refused.value)
    assert "--stage 'In Progress=KEY'" in str(refused.value)
    assert desk.deals() == []


def test_a_stage_is_what_the_user_says_it_is(desk: Tray) -> None:
    rows = [
        ONE.replace("D-1", stage).replace("need", stage)
        for stage in ("in-progress", "Parked", "Gone", "Dead")
    ]
    said = {"In Progress": "define", "parked": "hold", "Gone": "lost", "Dead": "abandoned"}
    desk.bring_in(HEAD + "".join(rows), options=Options(said))
    found = {d.deal.source_id: d.deal for d in desk.deals()}
    assert found["in-progress"].stage == "define"
    assert (found["Gone"].closed_as, found["Dead"].closed_as) == ("lost", "abandoned")
    assert found["Parked"].status(TODAY) == "hold"
    assert found["Parked"].hold_until == date(2026, 12, 23)


def test_a_mapping_to_no_stage_of_ours_is_a_slip_and_one_of_no_deal_is_said(desk: Tray) -> None:
    with pytest.raises(UsageError, match="'closing' is no stage to map 'A' to"):
        desk.plan(HEAD + ONE, options=Options({"A": "closing"}))
    report = desk.plan(HEAD + ONE, options=Options({"Neeed": "need"})).report
    assert "No deal of deals.csv is in the stage 'Neeed'" in report.notes


def test_a_deal_that_is_won_is_closed_on_its_day_in_the_stage_that_wins(desk: Tray) -> None:
    desk.bring_in(FLAGS + "006A,Cranes,Closed Won,1,1,10,2026-10-31,100,2026-09-01\n")
    deal = desk.deal().deal
    assert (deal.closed_as, deal.closed_on) == ("won", date(2026, 10, 31))
    assert (deal.stage, deal.stage_since) == ("implement", date(2026, 10, 31))


def test_a_blank_flag_is_false_and_flags_win_over_the_stage(desk: Tray) -> None:
    report = desk.bring_in(
        FLAGS + "1,Open,Negotiation,,,1,2026-12-31,,2026-09-01\n"
        "2,Lost,Negotiation,1,,1,2026-10-31,,2026-09-01\n"
        "3,Won,Closed Won,1,1,1,2026-10-31,,2026-09-01\n"
        "4,Revived,Closed Lost,,,1,2026-12-31,,2026-09-01\n"
    )
    found = {d.deal.name: d.deal for d in desk.deals()}
    assert {name: deal.closed_as for name, deal in found.items()} == {
        "Open": None,
        "Lost": "lost",
        "Won": "won",
        "Revived": None,
    }
    assert found["Revived"].stage is None
    told = "The status contradicts the stage; the status was taken (2, as in line 3 of deals.csv)"
    assert told in report.notes


def test_a_status_beside_the_last_open_stage_is_no_contradiction(desk: Tray) -> None:
    head = "Deal - ID,Deal - Title,Deal - Stage,Deal - Status,Deal - Lost time,Deal - Lost reason\n"
    report = desk.bring_in(head + "7,Cranes,compare,Lost,2026-10-01 09:00:00,Too dear\n")
    deal = desk.deal().deal
    assert (deal.stage, deal.closed_as, deal.closed_on) == ("compare", "lost", date(2026, 10, 1))
    assert deal.closed_reason == "Too dear"
    assert not any("contradict" in note for note in report.notes)


def test_flags_say_nothing_against_a_hold_or_an_abandoned_deal(desk: Tray) -> None:
    report = desk.bring_in(
        FLAGS
        + "1,A,Parked,0,0,1,2026-12-31,,2026-09-01\n2,B,Dropped,1,0,1,2026-10-31,,2026-09-01\n",
        options=Options({"Parked": "hold", "Dropped": "abandoned"}),
    )
    assert {d.deal.name: d.deal.status(TODAY) for d in desk.deals()} == {
        "A": "hold",
        "B": "abandoned",
    }
    assert not any("contradict" in note for note in report.notes)


def test_the_stage_that_wins_closes_the_deal_by_whatever_name(desk: Tray) -> None:
    desk.bring_in(
        HEAD + ONE.replace("need", "Delivery"), options=Options({"Delivery": "implement"})
    )
    assert desk.deal().deal.closed_as == "won"


def test_the_day_one_stage_was_entered_says_nothing_of_another(desk: Tray) -> None:
    desk.bring_in(PIPELINE + "A,Moses,GTX,Acme,Prospecting,2026-10-20,,\n")
    assert (desk.deal().deal.stage, desk.deal().deal.stage_since) == ("need", None)


def test_a_customer_and_a_deal_of_the_same_number_are_two(desk: Tray) -> None:
    desk.put("Record ID,Company name\n7,Acme\n", "companies.csv")
    head = "Record ID,Deal Name,Deal Stage,Associated Company IDs\n"
    desk.bring_in(desk.put(head + "7,Cranes,Contract Sent,7\n"))
    found = desk.deal()
    assert found.customer is not None and found.customer.name == "Acme"


def test_what_the_file_does_not_say_of_the_stage_is_not_made_up(desk: Tray) -> None:
    desk.bring_in("Id,Deal name,Amount\n1,Cranes,5\n")
    deal = desk.deal().deal
    assert (deal.stage, deal.stage_since, deal.closed_as, deal.created) == (None,) * 4


# -- a deal without a name -------------------------------------------------------------------


def test_a_pipeline_table_names_its_deals_by_product_as_one_would_write_it(desk: Tray) -> None:
    desk.bring_in(
        PIPELINE + "0AB,Moses,GTXPlusBasic,,Engaging,2026-10-20,,\n"
        "0AC,Moses,GTK 500,Cancity,Prospecting,,,\n"
        "0AD,Moses,iPhone,Cancity,Lost,2026-10-20,2026-11-01,0\n"
        "0AE,Moses,GTX Pro,Cancity,Won,2026-10-20,2026-11-02,500\n"
    )
    found = {d.deal.source_id: d for d in desk.deals()}
    assert [found[i].deal.name for i in ("0AB", "0AC", "0AD", "0AE")] == [
        "GTX Plus Basic",
        "GTK 500",
        "iPhone",
        "GTX Pro",
    ]
    engaging = found["0AB"].deal
    assert (engaging.stage, engaging.stage_since) == ("define", date(2026, 10, 20))
    assert (engaging.customer, engaging.amount, engaging.created) == (None, None, None)
    assert found["0AC"].deal.stage_since is None
    lost = found["0AD"].deal
    assert (lost.stage, lost.stage_since, lost.amount) == ("define", date(2026, 10, 20), 0)
    extras = {e.id: e.extra for e in found["0AE"].extras}
    assert extras == {"product": "GTX Pro", "engage_date": "2026-10-20"}


# -- what lies beside ------------------------------------------------------------------------


def test_customers_contacts_and_users_are_found_beside_the_deals(desk: Tray) -> None:
    desk.put("Id,Name,BillingCity,Type\n001,Acme,Oslo,Big\n002,Never named,,\n", "Account.csv")
    desk.put("Id,FirstName,LastName,AccountId,Email\n003,Ann,Lee,001,a@x.io\n", "Contact.csv")
    desk.put("Id,Username,Alias,FirstName,LastName\n005,mia,m,Mia,Berg\n", "User.csv")
    desk.put(
        "OpportunityId,ContactId,Role,IsPrimary\n006,003,Economic Buyer,1\n006,009,,0\n",
        "OpportunityContactRole.csv",
    )
    head = "Id,AccountId,Name,StageName,CloseDate,OwnerId\n"
    deals = desk.put(head + "006,001,Cranes,Prospecting,2026-12-31,005\n", "Opportunity.csv")
    report = desk.bring_in(deals)
    found = desk.deal()
    assert found.customer is not None
    assert (found.customer.name, found.customer.source_id) == ("Acme", "001")
    assert found.deal.owner == "Mia Berg"
    assert [(p.name, p.email, p.roles) for p in found.players] == [
        ("Ann Lee", "a@x.io", ("decision_maker",))
    ]
    assert [c.name for c in desk.ws.customers()] == ["Acme"]
    assert any("Contacts that the deals name are in no file" in note for note in report.notes)


def test_a_customer_known_by_id_only_waits_for_its_file(desk: Tray) -> None:
    head = "Id,AccountId,Name,StageName,CloseDate\n"
    deals = desk.put(head + "006,001,Cranes,Prospecting,2026-12-31\n", "Opportunity.csv")
    report = desk.bring_in(deals)
    assert desk.deal().customer is None
    assert any("name by id are in no file given" in note for note in report.notes)
    accounts = desk.put("Id,Name,BillingCity\n001,Acme,Oslo\n", "Kunden.csv")
    assert desk.bring_in(accounts).customers.created == 1
    assert desk.bring_in(deals).deals.updated == 1
    customer = desk.deal().customer
    assert customer is not None and customer.name == "Acme"


def test_a_broken_file_beside_the_deals_is_said_and_gone_on_without(desk: Tray) -> None:
    desk.put(b"PK\x03\x04", "Account.csv")
    head = "Id,AccountId,Name,StageName,CloseDate\n"
    deals = desk.put(head + "006,001,Cranes,Prospecting,2026-12-31\n", "Opportunity.csv")
    report = desk.bring_in(deals)
    assert report.deals.created == 1
    assert any("Account.csv is an Excel" in note for note in report.notes)


def test_a_customer_entered_here_by_name_is_the_one_the_file_names(desk: Tray) -> None:
    desk.ws.add_deal("By hand", "ACME")
    report = desk.bring_in(HEAD + ONE)
    assert report.customers.created == 0
    assert [c.name for c in desk.ws.customers()] == ["ACME"]
    assert len({d.deal.customer for d in desk.deals()}) == 1


def test_a_list_of_links_is_taken_apart(desk: Tray) -> None:
    desk.put("Record ID,First Name,Last Name,Email\n1,Ann,Lee,\n2,Bo,Ek,\n", "all-contacts.csv")
    desk.put("Record ID,Name,Company Owner\nC1,Acme,Mia\nC2,Bolt,Mia\n", "all-companies.csv")
    deals = desk.put(
        "Record ID,Deal Name,Deal Stage,Associated Contact IDs,Associated Company IDs\n"
        "7,Cranes,Contract Sent,1;2,C2;C1\n",
        "all-deals.csv",
    )
    desk.bring_in(deals)
    found = desk.deal()
    assert sorted(p.name for p in found.players) == ["Ann Lee", "Bo Ek"]
    assert found.customer is not None and found.customer.name == "Bolt"
    assert found.deal.stage == "choose"


def test_rejected_rows_come_back_exactly_as_they_were(desk: Tray) -> None:
    """A spreadsheet runs none of them, and nothing is lost on the way there and back."""
    cells = ["=1+1", "'quoted", "''twice", "+49 1", "-5", "@a", "plain", 'a "b", c\nd']
    heads = ",".join(["Id,Stage", *(f"c{n}" for n in range(7)), "=c7"])
    row = ["D-1", "need", *(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in cells)]
    plan = desk.plan(f"{heads},Deal name\n{','.join(row)},\n")
    path = desk.folder / "rejects.csv"
    assert imports.write_rejects(plan, path) == 1
    with path.open(newline="") as file:
        (told,) = csv.DictReader(file)
    assert told["c4"] == "-5"  # a number is left to be one
    assert not any(cell.startswith(("=", "+", "@")) for pair in told.items() for cell in pair)
    path.write_text(path.read_text().replace('d",', 'd",Cranes'))
    assert desk.bring_in(path).deals.created == 1
    extras = {e.id: e.extra for e in desk.deal().extras}
    assert [extras[f"c{n}"] for n in range(7)] + [extras["=c7"]] == cells
