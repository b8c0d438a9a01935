"""The list: which deals deserve attention, found, sorted and opened by keyboard."""

from __future__ import annotations

from pathlib import Path

from seat import LARGE, lines, one, seated, settled, strike, text, workspace, write
from textual import events
from textual.widgets import Input

from oppman_tui.workspace.deals import Seen


async def test_the_first_screen_says_what_deserves_attention_and_why(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            shown = lines(pilot)
            assert shown[0].startswith(" oppman") and "19 open" in shown[0]
            assert "Attention 10" in shown[1] and "Closed 13" in shown[1]
            assert shown[4].startswith("▌ ‼ Plant 2 sensors")
            assert "Nothing" not in text(pilot)
            assert "Enter open" in shown[-1] and "? help" in shown[-1]
            assert all(len(line) <= 80 for line in shown)


async def test_every_count_is_what_its_list_holds(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        counts = ws.overview().counts
        for tab, count in counts.items():
            assert len(ws.find(tab)) == count
        async with seated(ws, size=LARGE) as pilot:
            for _ in range(3):
                await strike(pilot, "full_stop")
            assert f"Closing {counts['closing']}" in lines(pilot)[1]
            await strike(pilot, "comma", "comma", "comma", "6")
            assert len([line for line in lines(pilot)[4:] if "Hansa Cargo" in line]) >= 1


async def test_a_search_narrows_as_it_is_typed_and_esc_ends_it(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "6", "slash")
            await write(pilot, "makinen")  # without its dots
            assert "All 2" in lines(pilot)[1]  # Plant 2 sensors and Spare parts portal
            assert "Plant 2 sensors" in text(pilot)
            assert "ERP rollout" not in text(pilot)
            await write(pilot, "x")
            assert "holds “makinenx”" in text(pilot)
            await strike(pilot, "escape")
            assert "ERP rollout" in text(pilot)


async def test_hostile_words_in_the_search_find_nothing_and_break_nothing(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal('100 % "sure" deal_1 (new)')
        async with seated(ws) as pilot:
            for words, found in (
                ("100 %", 1),
                ('"sure"', 1),
                ("deal_1", 1),
                ("dealx1", 0),
                ("(new", 1),
                ("AND", 0),
                ("*", 0),
                ("'; DROP TABLE deal", 0),
                ("-", 0),
            ):
                await strike(pilot, "6", "slash")
                await write(pilot, words.replace("*", ""))
                if "*" not in words:
                    assert f"All {found}" in lines(pilot)[1], words
                await strike(pilot, "escape")
            assert "100 %" in text(pilot)


async def test_a_name_that_is_markup_is_shown_as_written_everywhere(tmp_path: Path) -> None:
    names = ["[@click=app.quit]x", "Deal [/nope]", "[red]x[/red]"]
    with workspace(tmp_path) as ws:
        for name in names:
            ws.add_deal(name, customer=f"{name} Ltd")
        async with seated(ws, size=LARGE) as pilot:
            await strike(pilot, "6")
            for name in names:
                assert name in text(pilot)
            await strike(pilot, "enter")
            for tab in "rpakh":
                await strike(pilot, "g", tab)
                assert "[" in lines(pilot)[0]
            await strike(pilot, "f")
            assert "[" in text(pilot)
            await strike(pilot, "escape", "escape", "s", "escape", "l", "escape", "w")
            assert "[" in lines(pilot)[0]


async def test_sorting_by_value_puts_what_is_not_known_last(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Small", amount=1_000_00, currency="EUR")
        ws.add_deal("Unknown")
        ws.add_deal("Large", amount=9_000_00, currency="EUR")
        async with seated(ws) as pilot:
            await strike(pilot, "6", "o", "5")
            shown = [line.split()[-7:] and line for line in lines(pilot)[4:7]]
            order = [next(n for n in ("Small", "Unknown", "Large") if n in line) for line in shown]
            assert order == ["Large", "Small", "Unknown"]


async def test_what_another_window_writes_appears_by_itself(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws, workspace(tmp_path, me="Jonas") as other:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await strike(pilot, "6")
            other.set(
                Seen.of(one(other, "Cranes")),
                "deal",
                one(other, "Cranes").id,
                {"name": "Harbour cranes"},
                "Name",
            )
            pilot.app._look_around()  # type: ignore[attr-defined]  # not waiting two seconds
            await settled(pilot)
            assert "Harbour cranes" in text(pilot)


async def test_the_same_field_written_in_two_windows_shows_both_values(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws, workspace(tmp_path, me="Jonas") as other:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await strike(pilot, "6", "enter", "f")
            seen = Seen.of(one(other, "Cranes"))
            other.set(seen, "deal", seen.deal, {"name": "His cranes"}, "Name")
            await strike(pilot, "enter")
            await strike(pilot, *["backspace"] * 6)
            await write(pilot, "My cranes", "enter")
            assert "mine    My cranes" in text(pilot)
            assert "theirs  His cranes  Jonas" in text(pilot)
            await strike(pilot, "t")
            assert one(ws, "His cranes").dossier.deal.name == "His cranes"
            await strike(pilot, "escape")
            await strike(pilot, "f", "enter")
            await strike(pilot, *["backspace"] * 10)
            await write(pilot, "Our cranes", "enter")
            assert one(ws, "Our cranes").dossier.deal.name == "Our cranes"


async def test_undo_and_redo_say_what_they_took_back(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "escape", "u")
            assert "nothing to undo" in lines(pilot)[-1]
            await strike(pilot, "n")
            await write(pilot, "Cranes", "enter")
            await write(pilot, "", "enter")
            await write(pilot, "5k", "enter")
            assert "Cranes" in text(pilot)
            await strike(pilot, "u")
            assert "Undone: New deal Cranes" in lines(pilot)[-1]
            assert "No deals yet" in text(pilot)
            await strike(pilot, "U")
            assert "€5k" in text(pilot)


async def test_an_ambiguous_value_is_asked_for_again_and_the_text_stays(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "3")
            await write(pilot, "Cranes", "enter")
            await write(pilot, "Satama", "enter")
            await write(pilot, "1.234", "enter")
            assert "could be" in text(pilot)
            assert "1.234" in text(pilot)
            await strike(pilot, *["backspace"] * 5)
            await write(pilot, "1234", "enter")
            assert one(ws, "Cranes").dossier.deal.amount == 1234_00


async def test_keys_are_commands_where_the_list_is_empty_too(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await strike(pilot, "6", "1", "2")  # Attention, then Stalled: nothing is in it
            await strike(pilot, "o")
            assert "Sort by" in text(pilot)
            await strike(pilot, "escape", "n")
            assert "New deal: its name" in text(pilot)


async def test_what_was_said_stays_until_the_next_key(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "escape", "u")
            assert "nothing to undo" in lines(pilot)[-1]
            await strike(pilot, "down")
            assert "Enter open" in lines(pilot)[-1]


async def test_the_first_start_offers_three_ways_and_says_where_the_data_lies(
    tmp_path: Path,
) -> None:
    with workspace(tmp_path) as ws:
        async with seated(ws) as pilot:
            shown = text(pilot)
            assert "1 Look at sample deals" in shown
            assert "2 Import a CRM export" in shown
            assert "3 Write down a first deal" in shown
            assert "never leave this machine" in shown
            await strike(pilot, "3")
            await write(pilot, "Cranes", "enter")
            await strike(pilot, "enter", "enter")
            assert "Cranes" in text(pilot)
        async with seated(ws) as pilot:
            assert "Look at sample deals" not in text(pilot)


async def test_the_lists_keys_begin_on_the_first_screen_too(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "n")
            assert "New deal: its name" in text(pilot)
            await write(pilot, "Cranes", "enter")
            await strike(pilot, "enter", "enter")
            assert one(ws, "Cranes").customer_name == ""


async def test_what_has_no_rate_is_not_nothing_and_new_deals_are_led_to(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes", amount=350_000_000, currency="SEK")
        async with seated(ws) as pilot:
            assert "1 open · no sum in EUR (1 in SEK)" in lines(pilot)[0]
            told = "Nothing asks for attention today. 3 New (1), 6 All (1);"
            assert told in text(pilot)
            ws.add_deal("Boats", amount=1_000_00, currency="EUR")
            await strike(pilot, "3")
            assert "2 open · €1k (+1 in SEK)" in lines(pilot)[0]


async def test_a_crm_export_is_read_first_and_imported_on_a_yes(tmp_path: Path) -> None:
    export = tmp_path / "deals.csv"
    export.write_text(
        "Record ID,Deal Name,Deal Stage,Amount,Close Date\n"
        "007,Cranes,Appointment scheduled,1200,2026-12-12 10:00\n"
        "008,Boats,Closed lost,90,2026-10-01 10:00\n"
    )
    with workspace(tmp_path) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "2")
            await write(pilot, str(tmp_path / "nothing.csv"), "enter")
            assert "there is no such file" in text(pilot)
            await strike(pilot, "escape", "i")
            await write(pilot, str(export), "enter")
            assert "2 rows read = 2 created + 0 updated" in text(pilot)
            await strike(pilot, "n")
            assert ws.arrival() == 0
            await strike(pilot, "i")
            await write(pilot, str(export), "enter", "y")
            assert "All 1" in lines(pilot)[1] and "Closed 1" in lines(pilot)[1]
            assert one(ws, "Cranes").dossier.deal.source_id == "007"
            await strike(pilot, "u")
            assert "All 0" in lines(pilot)[1]


async def test_the_order_is_turned_round_by_choosing_it_again_and_remembered(
    tmp_path: Path,
) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Small", amount=1_000_00, currency="EUR")
        ws.add_deal("Unknown")
        ws.add_deal("Large", amount=9_000_00, currency="EUR")
        async with seated(ws) as pilot:
            assert "Why ↓" in lines(pilot)[3]  # what deserves attention first
            await strike(pilot, "6", "o", "5")
            assert "Value ↓" in lines(pilot)[3] and "Why ↓" not in lines(pilot)[3]
            await strike(pilot, "o")
            assert "value, smallest first" in text(pilot)  # what choosing it again comes to
            await strike(pilot, "enter")
            assert "Value ↑" in lines(pilot)[3]
            for line, name in zip(lines(pilot)[4:7], ("Small", "Large", "Unknown"), strict=True):
                assert name in line
    with workspace(tmp_path) as ws:
        async with seated(ws) as pilot:
            assert "Attention" in lines(pilot)[1]  # the tab begins anew
            assert "Value ↑" in lines(pilot)[3]
            await pilot.click("#columns", offset=(5, 0))
            await settled(pilot)
            assert "Deal ↑" in lines(pilot)[3]


async def test_the_column_sorted_by_is_there_however_narrow_the_window(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        for size in ((60, 20), (80, 24), (120, 40)):
            async with seated(ws, size=size) as pilot:
                for strike_, title in (
                    ("2", "Deal"),
                    ("3", "Custo"),
                    ("4", "Owner"),
                    ("5", "Value"),
                    ("6", "Stage"),
                    ("7", "Days"),
                    ("8", "Close"),
                ):
                    await strike(pilot, "o", strike_)
                    (sign,) = (c for c in lines(pilot)[3] if c in "↑↓")
                    words = lines(pilot)[3].partition(sign)[0]
                    assert title in words.split()[-1], (size, words)
                    await strike(pilot, "o", "1")


async def test_the_tab_that_is_shown_is_seen_in_a_narrow_strip(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws, size=(60, 20)) as pilot:
            assert lines(pilot)[1].startswith(" Attention 10")
            assert lines(pilot)[1].endswith("All 20 Closed")  # closer, the last without its count
            await strike(pilot, "7")
            assert lines(pilot)[1].startswith(" … ") and lines(pilot)[1].endswith("Closed 13")


async def test_a_closed_deal_is_found_by_a_search_that_says_where_it_is(tmp_path: Path) -> None:
    with workspace(tmp_path, samples=True) as ws:
        async with seated(ws) as pilot:
            head = lines(pilot)[0]
            await strike(pilot, "slash")
            await write(pilot, "yard")
            assert "1 in Closed: 7" in text(pilot)
            assert lines(pilot)[0] == head  # the sums are of all deals, whatever is searched
            await strike(pilot, "enter", "7")
            assert "Yard management" in text(pilot)


async def test_the_next_step_is_written_with_its_day_and_whether_it_is_agreed(
    tmp_path: Path,
) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
        async with seated(ws) as pilot:
            await strike(pilot, "6", "t")
            await write(pilot, "Workshop at the port", "enter")
            await write(pilot, "fri", "enter", "y")
            deal = one(ws, "Cranes").dossier.deal
            assert deal.next_step == "Workshop at the port"
            assert str(deal.next_step_date) == "2026-11-27"
            assert deal.next_step_agreed is True
            await strike(pilot, "u")
            assert one(ws, "Cranes").dossier.deal.next_step is None


async def test_lines_that_are_pasted_become_one_and_none_is_lost(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        async with seated(ws) as pilot:
            await strike(pilot, "3")
            pilot.app.screen.query_one(Input).post_message(events.Paste("Harbour\n cranes\nTurku"))
            await strike(pilot, "enter", "enter", "enter")
            assert one(ws, "Harbour cranes Turku").dossier.deal.customer is None


async def test_a_store_that_can_only_be_read_says_so_at_the_top(tmp_path: Path) -> None:
    with workspace(tmp_path) as ws:
        ws.add_deal("Cranes")
    (tmp_path / "deals.oppman").chmod(0o400)
    with workspace(tmp_path) as ws:
        async with seated(ws) as pilot:
            assert "read-only: the file is read-only" in lines(pilot)[0]
            await strike(pilot, "6", "s", "2")
            await write(pilot, "They asked for it", "enter")
            told = " ".join(text(pilot).split())
            assert "can only be read: the file is read-only. Nothing was changed. Make the" in told
