"""A rep's day in a real terminal of 80x24, by keyboard alone, and the day after."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from shell import Shell
from terminal import Terminal


def test_a_deal_from_first_word_to_closed_and_found_again(tmp_path: Path) -> None:
    with Terminal(tmp_path) as t:
        t.wait_for("Look at sample deals", "never leave this machine")
        t.press("3")
        t.wait_for("New deal: its name")
        t.type("Harbour cranes\r")
        t.wait_for("which customer?")
        t.type("Satama Oy\r")
        t.wait_for("its value")
        t.type("1,2M\r")
        t.wait_for("Harbour cranes", "€1.2M", "Need")

        t.press("enter")
        t.wait_for("Satama Oy › Harbour cranes", "Not reviewed yet")
        t.press("enter")
        t.wait_for("Which stage is it in")
        t.type("Need, and they see it too")
        t.press("tab")
        t.wait_for("Need, and they see it too")

        t.press(".")
        t.wait_for("Customer fit", "We can reach the people who decide")
        t.press("2", "1", "2", "2", "1", "0", "2")  # struck at once: none may be lost
        t.wait_for("71  71–71")  # 2+1+2+2+1+0+2 = 10 of 14

        t.press("l")
        t.wait_for("what happened in Harbour cranes?")
        t.type("Their harbour master called\r")
        t.wait_for("From whose side")
        t.press("c")
        t.wait_for("Logged")

        t.press("a")
        t.wait_for("what is to be done?")
        t.type("Visit the harbour\r")
        t.wait_for("In which section")
        t.press("2")
        t.wait_for("due 30 Nov")

        t.press("s")
        t.wait_for("Where to?")
        t.press("l")
        t.wait_for("lost to whom?")
        t.type("Nosturi Oy\r")
        t.wait_for("Why?")
        t.type("They were there first\r")
        t.wait_for("lost to Nosturi Oy")
        t.press("esc")
        t.wait_for("Closed 1")
        t.press("q")
        assert t.wait_for_end() == 0

    with Terminal(tmp_path) as t:
        t.wait_for("Closed 1")
        t.press("/")
        t.type("harbour")
        t.press("enter", "7")
        t.wait_for("Harbour cranes", "lost to Nosturi Oy")
        t.press("u")
        t.wait_for("Undone: Closed: lost")
        t.wait_for("Closed 0")
        t.press("U")
        t.wait_for("Closed 1")

    (deal,) = json.loads(Shell(tmp_path).say("list", "--tab", "closed", "--json"))
    assert deal["name"] == "Harbour cranes"
    assert deal["customer"] == "Satama Oy"
    assert deal["value"] == "1200000.00"
    assert deal["status"] == "lost"
    assert deal["scores"]["fit"]["known"] == 7
    assert "Sound: 1 deals" in Shell(tmp_path).say("verify")


def test_every_tab_of_a_sample_deal_opens_and_help_names_its_keys(tmp_path: Path) -> None:
    with Terminal(tmp_path, "demo") as t:
        t.wait_for("Attention 10", "Plant 2 sensors")
        t.press("?")
        t.wait_for("The list", "Sort by another column")
        t.press("esc")
        t.wait_for("Attention 10", "Plant 2 sensors")
        t.press("enter")
        t.wait_for("Since the last review")
        t.press("g", "p")
        t.wait_for("best next question")
        t.press("g", "a")
        t.wait_for("Decision process")
        t.press("g", "k")
        t.wait_for("Timo Mäkinen", "Net support")
        t.press(".")
        t.wait_for("Signing at the plant", "put back")
        t.press("?")
        t.wait_for("History", "Put the earlier value")
        t.press("esc")
        t.wait_for("Signing at the plant", "put back")
        t.press("esc")
        t.wait_for("Attention 10")
        t.press("q")
        assert t.wait_for_end() == 0


def test_no_live_control_of_a_name_reaches_the_terminal(tmp_path: Path) -> None:
    """Whatever was stored: here behind the program's back, which cleans what comes in."""
    hostile = "\x1b]52;c;aGk=\x07\x1b[2J\u202eevil\u009b31m"
    Shell(tmp_path).say("add", "Cranes", "--customer", "Satama")
    with sqlite3.connect(tmp_path / "deals.db") as store:
        store.execute("UPDATE deal SET name = ?", (f"{hostile} deal",))
        store.execute("UPDATE customer SET name = ?", (hostile,))
    with Terminal(tmp_path) as t:
        t.wait_for("All 1")
        t.press("6")
        t.wait_for("deal")
        t.press("enter")
        t.wait_for("Not reviewed yet")
        t.press("g", "p")
        t.wait_for("Customer fit")
        t.press("w")
        t.wait_for("Why Customer fit is not known")
        assert b"\x1b]52" not in t.raw
        assert b"\x1b[2J\xe2" not in t.raw
        assert "\u202e".encode() not in t.raw
        assert "\u009b".encode() not in t.raw


def test_keys_that_come_all_at_once_go_where_each_belongs(tmp_path: Path) -> None:
    """A slow line, or a paste: the name, the customer and the value in one piece."""
    with Terminal(tmp_path) as t:
        t.wait_for("Look at sample deals")
        t.type("3Cranes\rSatama\r5k\r")
        t.wait_for("Cranes is written down", "Satama", "€5k")
        t.type("lThey called\rcaVisit them\r2")
        t.wait_for("Action, yours, due 30 Nov")
        t.type("\rgknBerta, Clerk\rG45")
        t.wait_for("Berta", "Clerk", "+100 · knows 100 %")
    (deal,) = json.loads(Shell(tmp_path).say("list", "--tab", "all", "--json"))
    told = json.loads(Shell(tmp_path).say("show", deal["id"], "--json"))
    assert [entry["text"] for entry in told["entries"]] == ["They called"]
    assert [action["action"] for action in told["actions"]] == ["Visit them"]
    (berta,) = told["players"]
    assert (berta["title"], berta["receptivity"]) == ("Clerk", "G")
    assert (berta["influence"], berta["relationship"]) == (4, 2)
