"""The same export again, a newer one, and what a person changed here in between."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tray import HEAD, ONE, TODAY, Tray, tray

from oppman_tui.domain.edits import Edit
from oppman_tui.errors import ImportFailed
from oppman_tui.log.undo import NothingToUndo
from oppman_tui.store.care.verify import verify
from oppman_tui.workspace import imports
from oppman_tui.workspace.deals import Seen
from oppman_tui.workspace.imports import Options

FILE = Options(prefer="file")


def test_the_same_file_again_writes_nothing(desk: Tray) -> None:
    desk.bring_in(HEAD + ONE)
    arrival = desk.ws.arrival()
    report = desk.bring_in(HEAD + ONE)
    assert (report.deals.created, report.deals.updated, report.deals.unchanged) == (0, 0, 1)
    assert not report.changed
    assert desk.ws.arrival() == arrival


def test_one_undo_takes_all_of_it_back_and_importing_again_brings_it_again(desk: Tray) -> None:
    two = HEAD + ONE + ONE.replace("D-1", "D-2").replace("Acme", "Bolt")
    desk.bring_in(two)
    assert desk.ws.undo() == "Import: deals.csv"
    assert desk.deals() == []
    assert desk.ws.customers() == ()
    with pytest.raises(NothingToUndo):
        desk.ws.undo()
    report = desk.bring_in(two)
    assert (report.deals.created, report.customers.created) == (2, 2)
    assert len(desk.deals()) == 2
    assert report.conflicts == ()
    assert verify(desk.ws.store) == []


def test_a_newer_export_updates_what_it_says_otherwise(desk: Tray) -> None:
    desk.bring_in(HEAD + ONE)
    newer = "D-1,Cranes and lifts,Bolt,need,1200.50,EUR,2027-01-31,Ann,South\n"
    report = desk.bring_in(HEAD + newer)
    assert (report.deals.updated, report.conflicts) == (1, ())
    found = desk.deal()
    assert (found.deal.name, found.deal.amount, found.deal.owner) == (
        "Cranes and lifts",
        1200_50,
        "Ann",
    )
    assert found.customer is not None and found.customer.name == "Bolt"
    assert [e.extra for e in found.extras] == ["South"]


def test_a_close_date_pushed_in_the_crm_is_pushed_here(desk: Tray) -> None:
    desk.bring_in(HEAD + ONE)
    desk.bring_in(HEAD + ONE.replace("2026-12-31", "2027-01-31"))
    (moved,) = desk.deal().close_date_moves
    assert (moved.moved_on, moved.from_date, moved.to_date) == (
        TODAY,
        date(2026, 12, 31),
        date(2027, 1, 31),
    )


def test_a_stage_that_changed_without_a_date_was_first_seen_today(tmp_path: Path) -> None:
    with tray(tmp_path / "tray", date(2026, 3, 1)) as desk:
        desk.bring_in(HEAD + ONE)
    with tray(tmp_path / "tray") as desk:
        desk.bring_in(HEAD + ONE.replace("need", "compare"))
        found = desk.deal()
        assert found.deal.stage_since is None
        (move,) = found.stage_moves
        assert (move.from_stage, move.to_stage, move.on) == ("need", "compare", TODAY)
        (view,) = desk.ws.views([found.deal.id])
        assert view.attention.stay is not None and view.attention.stay.at_least == 0
        assert desk.bring_in(HEAD + ONE.replace("need", "compare")).deals.unchanged == 1


def test_a_deal_that_is_won_and_one_that_is_reopened(desk: Tray) -> None:
    desk.bring_in(HEAD + ONE)
    desk.bring_in(HEAD + ONE.replace("need", "Closed Won"))
    assert (desk.deal().deal.closed_as, desk.deal().deal.stage) == ("won", "implement")
    desk.bring_in(HEAD + ONE)
    assert (desk.deal().deal.closed_as, desk.deal().deal.stage) == (None, "need")


def test_what_the_file_leaves_blank_now_is_emptied_if_it_came_from_there(desk: Tray) -> None:
    desk.bring_in(HEAD + ONE)
    blank = "D-1,Cranes,,need,,,,,\n"
    assert desk.bring_in(HEAD + blank).deals.updated == 1
    found = desk.deal()
    assert (found.customer, found.deal.amount, found.deal.close_date) == (None, None, None)
    assert found.extras == ()
    assert desk.bring_in(HEAD + blank).deals.unchanged == 1
    desk.bring_in(HEAD + ONE)
    assert [e.extra for e in desk.deal().extras] == ["North"]


def test_a_column_that_is_no_longer_there_empties_nothing(desk: Tray) -> None:
    desk.bring_in(HEAD + ONE)
    assert desk.bring_in("Id,Deal name,Stage\nD-1,Cranes,need\n").deals.unchanged == 1
    assert desk.deal().deal.amount == 1000_00


def test_what_a_person_changed_here_is_kept_and_shown_with_both_values(desk: Tray) -> None:
    desk.bring_in(HEAD + ONE)
    desk.edit("close_date", "2027-06-30")
    report = desk.bring_in(HEAD + ONE.replace("2026-12-31", "2027-01-31"))
    assert desk.deal().deal.close_date == date(2027, 6, 30)
    (conflict,) = report.conflicts
    assert (conflict.name, conflict.label) == ("Cranes", "Close date")
    assert (conflict.mine, conflict.theirs, conflict.took) == ("2027-06-30", "2027-01-31", "mine")
    assert report.deals.unchanged == 1
    told = "\n".join(report.lines())
    assert "Cranes, Close date: here 2027-06-30; file 2027-01-31" in told
    assert "--prefer file" in told


def test_the_file_is_preferred_where_it_is_said_so(desk: Tray) -> None:
    desk.bring_in(HEAD + ONE)
    desk.edit("value", {"amount": 5_00, "currency": "EUR"})
    report = desk.bring_in(HEAD + ONE, options=FILE)
    assert desk.deal().deal.amount == 1000_00
    assert [(c.mine, c.theirs, c.took) for c in report.conflicts] == [("€5", "€1,000", "file")]
    assert report.deals.updated == 1


def test_what_a_person_filled_in_where_the_file_is_blank_is_theirs_without_a_word(
    desk: Tray,
) -> None:
    bare = "D-1,Cranes,Acme,need,,,,,\n"
    desk.bring_in(HEAD + bare)
    desk.edit("close_date", "2027-06-30")
    for options in (None, FILE):
        report = desk.bring_in(HEAD + bare, options=options)
        assert (report.deals.unchanged, report.conflicts) == (1, ())
    assert desk.deal().deal.close_date == date(2027, 6, 30)


def test_parts_that_the_file_knows_nothing_of_stay_beside_those_it_does(desk: Tray) -> None:
    head = "Id,Deal name,Stage,Next step,Lost reason,Closed on\n"
    desk.bring_in(head + "D-1,Cranes,Lost,Call,,2026-11-01\n")
    closed = {"closed_as": "lost", "closed_on": "2026-11-01", "closed_to": "Bolt"}
    desk.edit("closed", closed)
    report = desk.bring_in(head + "D-1,Cranes,Lost,Call,,2026-11-01\n")
    assert (report.deals.unchanged, report.conflicts) == (1, ())
    assert desk.deal().deal.closed_to == "Bolt"


def test_a_deal_closed_here_and_open_in_the_file_is_a_conflict(desk: Tray) -> None:
    desk.bring_in(HEAD + ONE)
    (view,) = desk.ws.views([desk.deal().deal.id])
    desk.ws.close_deal(Seen.of(view), "abandoned", closed_reason="no budget")
    report = desk.bring_in(HEAD + ONE)
    assert [(c.label, c.theirs) for c in report.conflicts] == [("Closed", "open")]
    assert desk.deal().deal.closed_as == "abandoned"
    desk.bring_in(HEAD + ONE, options=FILE)
    assert desk.deal().deal.closed_as is None


def test_a_deal_removed_here_stays_removed_unless_the_file_is_preferred(desk: Tray) -> None:
    desk.bring_in(HEAD + ONE)
    desk.edit("deleted", True, "Removed Cranes")
    report = desk.bring_in(HEAD + ONE)
    assert [(c.label, c.mine) for c in report.conflicts] == [("Removed", "removed here")]
    assert (desk.deals(), report.deals.unchanged) == ([], 1)
    assert desk.bring_in(HEAD + ONE, options=FILE).deals.updated == 1
    assert desk.deal().deal.name == "Cranes"


def test_a_change_that_was_undone_is_nobodys(desk: Tray) -> None:
    desk.bring_in(HEAD + ONE)
    desk.edit("close_date", "2027-06-30")
    desk.ws.undo()
    report = desk.bring_in(HEAD + ONE.replace("2026-12-31", "2027-01-31"))
    assert report.conflicts == ()
    assert desk.deal().deal.close_date == date(2027, 1, 31)


def test_an_import_over_a_persons_change_that_was_undone_leaves_it_theirs(desk: Tray) -> None:
    desk.bring_in(HEAD + ONE)
    desk.edit("close_date", "2027-06-30")
    desk.bring_in(HEAD + ONE, options=FILE)
    desk.ws.undo()
    assert desk.deal().deal.close_date == date(2027, 6, 30)
    report = desk.bring_in(HEAD + ONE)
    assert [c.mine for c in report.conflicts] == ["2027-06-30"]
    assert desk.deal().deal.close_date == date(2027, 6, 30)


def test_an_import_that_was_undone_can_be_made_again(desk: Tray) -> None:
    desk.bring_in(HEAD + ONE)
    newer = HEAD + ONE.replace("1000", "2000")
    desk.bring_in(newer)
    desk.ws.undo()
    assert desk.deal().deal.amount == 1000_00
    assert desk.bring_in(newer).deals.updated == 1
    assert desk.deal().deal.amount == 2000_00


def test_a_base_currency_that_changes_does_not_turn_amounts_into_others(desk: Tray) -> None:
    text = "Id,Deal name,Stage,Amount\nD-1,Cranes,need,1000\n"
    desk.bring_in(text)
    report = desk.bring_in(text, options=Options(currency=None))
    assert report.deals.unchanged == 1
    desk.edit("value", {"amount": 1000_00, "currency": "SEK"}, "Import: by another base")
    assert desk.bring_in(text).deals.unchanged == 1
    assert desk.deal().deal.currency == "SEK"
    assert desk.bring_in(text, options=Options(currency="USD")).deals.updated == 1


def test_ids_of_another_system_do_not_write_over_our_deals(desk: Tray) -> None:
    names = ("Cranes", "Lifts", "Doors", "Gates")
    desk.bring_in(HEAD + "".join(f"{n},{name},A,need,,,,,\n" for n, name in enumerate(names)))
    other = HEAD + "".join(f"{n},Other {n},A,need,,,,,\n" for n in range(4))
    with pytest.raises(ImportFailed, match="4 of the 4 deals that are here by their id"):
        desk.bring_in(other)
    assert desk.bring_in(other, options=Options(system="other")).deals.created == 4
    assert len(desk.deals()) == 8


def test_what_another_window_changed_since_the_dry_run_is_seen_at_the_commit(desk: Tray) -> None:
    desk.bring_in(HEAD + ONE)
    plan = desk.plan(HEAD + ONE.replace("1000", "2000"))
    assert plan.report.conflicts == ()
    desk.edit("value", {"amount": 5_00, "currency": "EUR"})
    report = imports.commit(desk.ws, plan)
    assert [c.mine for c in report.conflicts] == ["€5"]
    assert desk.deal().deal.amount == 5_00


def test_a_plan_alone_changes_nothing(desk: Tray) -> None:
    assert desk.plan(HEAD + ONE).report.deals.created == 1
    assert (desk.deals(), desk.ws.arrival()) == ([], 0)


def test_a_key_player_is_updated_and_one_removed_here_stays_away(desk: Tray) -> None:
    def contacts(title: str) -> None:
        desk.put(f"Record ID,First Name,Last Name,Job Title\n1,Ann,Lee,{title}\n", "contacts.csv")

    contacts("Buyer")
    text = "Record ID,Deal Name,Deal Stage,Associated Contact IDs\n7,Cranes,Contract Sent,1\n"
    deals = desk.put(text)
    desk.bring_in(deals)
    contacts("Head of buying")
    assert desk.bring_in(deals).deals.updated == 1
    (player,) = desk.deal().players
    assert player.title == "Head of buying"
    (view,) = desk.ws.views([desk.deal().deal.id])
    desk.ws.remove(Seen.of(view), "player", player.id, "Removed player Ann Lee")
    contacts("Retired")
    assert desk.bring_in(deals).deals.unchanged == 1
    assert desk.deal().players == ()


def test_a_customer_removed_here_comes_back_where_a_new_deal_is_its(desk: Tray) -> None:
    desk.bring_in(HEAD + ONE)
    customer = desk.deal().deal.customer or ""
    desk.ws.store.write("Removed Acme", [Edit(customer, "customer", customer, "deleted", True)])
    desk.bring_in(HEAD + ONE)
    assert desk.ws.customers() == ()
    desk.bring_in(HEAD + ONE + ONE.replace("D-1", "D-2"))
    assert [c.name for c in desk.ws.customers()] == ["Acme"]


def test_a_hold_is_the_files_where_it_came_from_there_and_else_a_persons(desk: Tray) -> None:
    desk.bring_in(HEAD + ONE.replace("need", "On hold"))
    assert desk.deal().deal.hold_until == date(2026, 12, 23)
    assert desk.bring_in(HEAD + ONE.replace("need", "On hold")).deals.unchanged == 1
    desk.bring_in(HEAD + ONE)
    assert desk.deal().deal.hold_until is None
    desk.edit("hold", {"hold_since": "2026-11-23", "hold_until": "2027-02-01"})
    assert desk.bring_in(HEAD + ONE).conflicts == ()
    assert desk.deal().deal.hold_until == date(2027, 2, 1)


def test_an_extra_that_a_person_rewrote_is_not_taken_away_with_the_files(desk: Tray) -> None:
    desk.bring_in(HEAD + ONE)
    deal = desk.deal().deal.id
    desk.ws.store.write("Region", [Edit(deal, "extra", "Region", "extra", "Far north")])
    desk.bring_in(HEAD + ONE.replace("North", ""))
    assert [e.extra for e in desk.deal().extras] == ["Far north"]


def test_a_stage_entered_in_the_future_is_no_move_of_the_future(desk: Tray) -> None:
    head = "Id,Deal name,Stage,Stage since\n"
    desk.bring_in(head + "D-1,Cranes,need,2026-10-01\n")
    desk.bring_in(head + "D-1,Cranes,define,2027-10-01\n")
    assert [m.on for m in desk.deal().stage_moves] == [TODAY]


def test_a_file_that_says_nothing_of_the_status_says_nothing_against_ours(desk: Tray) -> None:
    bare = "Id,Deal name,Amount\nD-1,Cranes,1000\n"
    desk.bring_in(bare)
    desk.edit("closed", {"closed_as": "lost", "closed_on": "2026-11-20"})
    report = desk.bring_in(bare)
    assert (report.deals.unchanged, report.conflicts) == (1, ())


def test_deals_renamed_in_a_system_that_is_named_are_updated(desk: Tray) -> None:
    def names(word: str) -> str:
        return HEAD + "".join(f"{n},{word} {n},A,need,,,,,\n" for n in range(4))

    named = Options(system="crm")
    desk.bring_in(names("Old"), options=named)
    assert desk.bring_in(names("New"), options=named).deals.updated == 4
