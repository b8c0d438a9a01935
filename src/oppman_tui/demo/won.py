"""Sample deals that were won quickly: with them, ten have passed Define, and its limit is learnt.

Their days in Define are 14, 17, 19, 21, 23, 25 and 26; with the 28, 35 and 35 of `past` their
median is 24. Some began in Define, some skipped Compare or Choose, so that no other stage has ten.
"""

from __future__ import annotations

from oppman_tui.demo.people import JONAS, JURGEN, ME, Customers
from oppman_tui.demo.teller import Story, Teller


def tell(teller: Teller, at: Customers) -> None:
    _boiler_house(teller, at)
    _blade_test_bench(teller, at)
    _turbine_hall(teller, at)
    _dock_doors(teller, at)
    _press_shop(teller, at)
    _tool_crib(teller, at)
    _cold_store(teller, at)


def _boiler_house(teller: Teller, at: Customers) -> None:
    deal = Story(teller, -370, "Boiler house sensors", at.saimaa, JONAS, 64_000, close=-280)
    deal.move(-340, "define")
    deal.move(-315, "compare")
    deal.move(-290, "choose")
    deal.move(-270, "implement")
    deal.close(-270, "won", "A month of trial found two worn bearings")


def _blade_test_bench(teller: Teller, at: Customers) -> None:
    deal = Story(teller, -300, "Blade test bench", at.nordwind, ME, 118_000, close=-200)
    anke = deal.player(
        -298, "Anke Dirks", "Head of testing", "decision_maker user", 4, 1, "G",
        "Twice the tests a week", ours=ME,
    )
    deal.log(-290, "theirs", "meeting", "Showed us how a test is run today", anke)
    ours = deal.action(-285, "knowledge", "Test hours lost, from two years of logs", -276)
    deal.tick(-277, ours, "Eleven hours a week")
    deal.move(-272, "define")
    deal.answers(-270, "need", "222.122", "332.222", anke)
    theirs = deal.action(
        -268, "decision", "Requirements, agreed with IT", -255, side="theirs", who="Anke Dirks",
        agreed=True,
    )
    deal.tick(-257, theirs, "Came two days early, 18 lines")
    deal.review(-250, "go_on", "Theirs to sign in spring", {"to_win": "The figures, as theirs"})
    deal.move(-246, "compare")
    deal.move(-215, "choose")
    deal.move(-198, "implement")
    deal.close(-198, "won", "Their own figures made the case")


def _turbine_hall(teller: Teller, at: Customers) -> None:
    deal = Story(teller, -270, "Turbine hall monitoring", at.fjordlys, JURGEN, 96_000, close=-165)
    deal.move(-235, "define")
    deal.move(-212, "compare")
    deal.move(-180, "choose")
    deal.move(-158, "implement")
    deal.close(-158, "won", "The only one with a service team in the north")


def _dock_doors(teller: Teller, at: Customers) -> None:
    deal = Story(
        teller, -256, "Dock door sensors", at.hansa, JONAS, 33_000, stage="define", close=-200
    )
    deal.move(-242, "compare")
    deal.move(-222, "choose")
    deal.move(-205, "implement")
    deal.close(-205, "won", "The depot manager could sign it alone")


def _press_shop(teller: Teller, at: Customers) -> None:
    deal = Story(
        teller, -240, "Press shop meters", at.makinen, ME, 52_000, stage="define", close=-205
    )
    deal.move(-221, "choose", "A follow-on order: nobody else is asked")
    deal.move(-205, "implement")
    deal.close(-205, "won", "Same terms as in plant 1")


def _tool_crib(teller: Teller, at: Customers) -> None:
    deal = Story(teller, -230, "Tool crib sensors", at.angstrom, JONAS, 41_000, close=-150)
    deal.move(-205, "define")
    deal.move(-184, "compare")
    deal.move(-160, "implement", "Signed at the presentation")
    deal.close(-160, "won", "Runs without their IT")


def _cold_store(teller: Teller, at: Customers) -> None:
    deal = Story(
        teller, -190, "Cold store sensors", at.grunhagen, JURGEN, 27_000, stage="define",
        close=-160,
    )
    deal.move(-173, "choose", "Goes with the pilot: nobody else is asked")
    deal.move(-160, "implement")
    deal.close(-160, "won", "The pilot had convinced them")
