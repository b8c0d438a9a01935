"""Sample deals that are closed: won, lost and abandoned."""

from __future__ import annotations

from oppman_tui.demo.people import HEAD, JONAS, JURGEN, ME, Customers
from oppman_tui.demo.teller import Story, Teller


def tell(teller: Teller, at: Customers) -> None:
    _plant_1_sensors(teller, at)
    _line_2(teller, at)
    _clinic_pilot(teller, at)
    _yard_management(teller, at)
    _packaging_line(teller, at)
    _custom_module(teller, at)


def _plant_1_sensors(teller: Teller, at: Customers) -> None:
    deal = Story(teller, -410, "Plant 1 sensors", at.makinen, ME, 140_000, close=-260)
    timo = deal.player(
        -408, "Timo Mäkinen", "Plant manager", "decision_maker", 4, 2, "T", "Fewer stops",
        ours=ME,
    )
    deal.log(-405, "theirs", "meeting", "Showed us the stop list", timo)
    deal.answers(-400, "need", "2222221", "3323233", timo)
    deal.move(-380, "define")
    deal.move(-345, "compare")
    deal.review(-330, "go_on", "Ours to lose", {"to_win": "A trial on one line"})
    deal.move(-300, "choose")
    deal.move(-270, "implement")
    deal.close(-270, "won", "The trial found the bearing before it broke")


def _line_2(teller: Teller, at: Customers) -> None:
    deal = Story(teller, -390, "Line 2 monitoring", at.saimaa, JONAS, 230_000, close=-240)
    deal.player(-388, "Tiina Räsänen", "Mill manager", "decision_maker", 5, 1, "T")
    deal.move(-355, "define")
    deal.move(-320, "compare")
    deal.push(-300, -200)
    deal.review(-290, "plan_more", "Late, but ours", {"blockers": "The summer stop"})
    deal.move(-250, "choose")
    deal.move(-215, "implement")
    deal.close(-215, "won", "One supplier for sensors and service")


def _clinic_pilot(teller: Teller, at: Customers) -> None:
    deal = Story(teller, -320, "Clinic pilot", at.grunhagen, JURGEN, 38_000, close=-190)
    deal.move(-290, "define")
    deal.move(-262, "compare")
    deal.move(-230, "choose")
    deal.move(-205, "implement")
    deal.close(-205, "won", "Small enough to be decided in the house")


def _yard_management(teller: Teller, at: Customers) -> None:
    deal = Story(teller, -250, "Yard management", at.hansa, JONAS, 175_000, close=-70)
    deal.player(-248, "Uwe Hansen", "Managing director", "decision_maker", 5, None)
    deal.move(-215, "define")
    deal.review(-200, "go_on", "Looks good", {"threats": "None that we know"})
    deal.move(-160, "compare", "They sent the tender to four", ["need", "solution"])
    deal.push(-120, -60)
    deal.close(
        -75, "lost", "We never met the one who decided", to="Kontor & Söhne",
        cost="About 30 days of work",
    )


def _packaging_line(teller: Teller, at: Customers) -> None:
    deal = Story(
        teller, -280, "Packaging line", at.lindqvist, ME, 1_900_000, currency="SEK", close=-90
    )
    deal.move(-240, "define")
    deal.move(-190, "compare")
    deal.close(-110, "lost", "They decided to decide nothing", to="No decision")


def _custom_module(teller: Teller, at: Customers) -> None:
    deal = Story(teller, -210, "Custom ERP module", at.weissbach, JURGEN, 60_000, close=-30)
    deal.stop(-210, "No product of ours covers it within three months", -120, tripped=-119)
    deal.move(-170, "define")
    deal.review(
        -118, "abandon", "Not our product", {"internal": "None; we stop"}, with_=[HEAD]
    )
    deal.close(
        -118, "abandoned", "It would be a product for one customer",
        cost="12 days of work", reopen="Two more customers ask for it",
    )
