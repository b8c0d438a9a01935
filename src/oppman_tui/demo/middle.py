"""Sample deals in every other state an open deal can be in."""

from __future__ import annotations

from oppman_tui.demo.people import HEAD, JONAS, JURGEN, ME, Customers
from oppman_tui.demo.teller import Story, Teller


def tell(teller: Teller, at: Customers) -> None:
    _grid_maintenance(teller, at)
    _trailer_tracking(teller, at)
    _substation(teller, at)
    _dairy(teller, at)
    _ward_logistics(teller, at)
    _mill_3(teller, at)
    _warehouse_pilot(teller, at)
    _pharmacy(teller, at)
    _spare_parts(teller, at)
    _conveyor(teller, at)
    _energy_reporting(teller, at)
    _tool_service(teller, at)
    _depot(teller, at)


def _grid_maintenance(teller: Teller, at: Customers) -> None:
    """Strategic and in good order: every milestone of the coming gate holds."""
    deal = Story(
        teller, -90, "Grid maintenance", at.fjordlys, ME, 780_000, close=75,
        strategic="The first of the four grid companies of the west coast",
    )
    nygard = deal.player(
        -89, "Ingrid Nygård", "Operations director", "decision_maker", 5, 2, "G",
        "A grid that is inspected without helicopters", ours=ME,
    )
    moe = deal.player(
        -89, "Håkon Moe", "Head of maintenance", "recommender user", 4, 2, "T",
        "Half the trips into the mountains", ours=JONAS,
    )
    aas = deal.player(
        -85, "Solveig Aas", "Procurement", "approver gatekeeper", 3, 1, "G",
        "A tender that nobody appeals", ours=ME,
    )
    deal.link(-85, moe, nygard, "reports_to")
    deal.link(-85, moe, aas, "trusts")
    deal.log(-88, "theirs", "meeting", "Told us about last winter's outages", nygard, moe)
    deal.answers(-60, "customer", "22", "33", nygard)
    deal.move(-62, "define")
    deal.answers(-61, "need", "211.1.1", "2221222", nygard)
    deal.review(
        -58, "go_on", "The first of four; learn what drives them",
        {
            "status": "Define, on her word",
            "plan": "She will show us theirs",
            "next_step": "A day with the maintenance teams",
        },
        with_=[JONAS],
    )
    deal.answers(-40, "need", "2222222", "3333333", nygard)
    deal.answers(-40, "solution", "222222", "333332", moe)
    deal.review(
        -38, "go_on", "They see it as we do",
        {
            "actions": "The day with the teams was worth it",
            "plan": "Theirs; nine steps to the signature",
            "to_win": "The board, in March",
        },
        with_=[HEAD],
    )
    deal.move(-10, "compare")
    deal.answers(-8, "relationship", "2222", "3332", moe)
    deal.answers(-8, "plan", "2222", "3333", nygard)
    deal.answers(-8, "risk", "2222", "3323")
    deal.risk(-8, "resources", "Two teams are needed in the same weeks", "acceptable")
    deal.log(-7, "theirs", "meeting", "Went through the joint plan", nygard, moe, aas)
    deal.review(
        -5, "go_on", "Ask for the date of the decision",
        {"plan": "Ours and theirs are one", "next_step": "Presentation to the board"},
        with_=[HEAD, JONAS],
    )
    deal.step(-5, "Presentation to their board", 14)


def _trailer_tracking(teller: Teller, at: Customers) -> None:
    """Came from an old list: no value, the stage's age not known, never reviewed."""
    deal = Story(
        teller, -12, "Trailer tracking", at.sortrans, JONAS, None,
        since_known=False, created=-200,
    )
    deal.player(-11, "Bjørn Sørlie", "Owner", "decision_maker", None, None)
    deal.log(-11, None, "other", "Found in the old list, called once in spring")


def _substation(teller: Teller, at: Customers) -> None:
    """In Compare without a close date; an approval is late."""
    deal = Story(teller, -80, "Substation sensors", at.korgepinge, JURGEN, 64_000)
    tamm = deal.player(
        -79, "Õnne Tamm", "Project manager", "recommender", 3, 2, "G", ours=JURGEN
    )
    kuusk = deal.player(
        -79, "Jüri Kuusk", "Purchasing", "gatekeeper user", 3, 1, "I",
        "Three offers on paper", ours=JURGEN,
    )
    deal.link(-79, tamm, kuusk, "opposes")
    deal.answers(-75, "customer", "21", "21", tamm)
    deal.answers(-75, "need", "2.12.1.", "2222222", tamm)
    deal.move(-50, "define")
    deal.move(-20, "compare")
    deal.review(-19, "escalate", "We need a price for the area", {"internal": "Area price"})
    deal.action(-19, "internal", "Area price for Estonia", -3, kind="approval", asked=HEAD)
    deal.action(-19, "internal", "Book a field engineer", None, kind="resources", asked=ME)
    deal.log(-6, "theirs", "email", "Asked for the price again", tamm)
    deal.step(-6, "Answer on the price", 4)


def _dairy(teller: Teller, at: Customers) -> None:
    """On hold."""
    deal = Story(
        teller, -100, "Dairy line traceability", at.bryggen, JONAS, 150_000, close=110
    )
    deal.player(-99, "Bodil Kjær", "Quality", "user", 2, 1, "T", "Recalls in an hour")
    deal.answers(-95, "need", "11..0..", "2222222")
    deal.review(-30, "hold", "Their new owner decides first", {}, until=21)
    deal.hold(-30, 21, "The sale of the dairy")


def _ward_logistics(teller: Teller, at: Customers) -> None:
    """The date until which it was on hold has come."""
    deal = Story(teller, -130, "Ward logistics", at.grunhagen, JURGEN, 240_000, close=140)
    arzt = deal.player(
        -128, "Prof. Dr. Anke Größer", "Medical director", "decision_maker", 5, 0, "O",
        "Nurses at the bed, not in the corridor", ours=JURGEN,
    )
    deal.answers(-120, "customer", "2.", "22", arzt)
    deal.answers(-120, "need", "2.1..1.", "2222222", arzt)
    deal.move(-70, "define")
    deal.review(-64, "hold", "The building site first", {}, until=-3)
    deal.hold(-64, -3, "The new wing is being built")
    deal.log(-4, "theirs", "call", "The wing opens on time", arzt)


def _mill_3(teller: Teller, at: Customers) -> None:
    """About to be decided, with a risk that can't be accepted as it is."""
    deal = Story(
        teller, -160, "Mill 3 vibration monitoring", at.saimaa, ME, 520_000, close=24
    )
    tiina = deal.player(
        -158, "Tiina Räsänen", "Mill manager", "decision_maker", 5, 1, "T",
        "No third stop of the dryer", ours=ME,
    )
    otto = deal.player(
        -158, "Otto Hyvönen", "Reliability engineer", "recommender coach", 3, 2, "G",
        "His method in all mills", ours=ME,
    )
    deal.link(-158, otto, tiina, "reports_to")
    deal.answers(-85, "customer", "22", "33", tiina)
    deal.move(-110, "define")
    deal.move(-70, "compare")
    deal.answers(-30, "need", "2222122", "3333233", tiina)
    deal.answers(-30, "solution", "222212", "333332", otto)
    deal.answers(-30, "relationship", "2221", "3321", otto)
    deal.answers(-30, "plan", "2122", "3233", tiina)
    deal.answers(-30, "risk", "2120", "3322")
    deal.risk(-28, "terms", "Unlimited liability for production losses", "not_acceptable")
    deal.risk(-28, "reputation", "Their union is against measuring shifts", "open")
    deal.move(-5, "choose")
    deal.review(
        -4, "escalate", "The liability clause must go",
        {"threats": "Doing nothing until the next stop", "internal": "A word from legal"},
        with_=[HEAD],
    )
    deal.action(
        -4, "internal", "Legal: a cap on liability", 6, kind="risk_assessment", asked="Legal"
    )
    deal.action(-4, "risk", "Offer a capped clause", 8, agreed=True)
    deal.log(-3, "theirs", "meeting", "Ready to talk about a cap", tiina, otto)


def _warehouse_pilot(teller: Teller, at: Customers) -> None:
    """Went back a stage after its review."""
    deal = Story(teller, -60, "Warehouse pilot", at.strasser, JURGEN, 45_000, close=120)
    maier = deal.player(
        -59, "Xaver Maier", "Warehouse manager", "user approver", 3, -1, "O",
        "Everything runs", win_kind="goal", ours=JURGEN,
    )
    deal.player(-59, "Lena Straßer", "Owner", "decision_maker", 5, 0, "I", ours=JURGEN)
    deal.answers(-55, "need", "0.1.00.", "2222222", maier)
    deal.move(-40, "define")
    deal.review(-32, "plan_more", "Is there a need at all?", {"status": "Too early"})
    deal.move(-20, "need", "Nobody feels the problem yet")
    deal.log(-9, "theirs", "visit", "Showed us the returns area", maier)
    deal.step(-9, "Count the returns of one week together", 7)


def _pharmacy(teller: Teller, at: Customers) -> None:
    """In good order, nothing to look at."""
    deal = Story(teller, -50, "Pharmacy automation", at.jarvi, ME, 130_000, close=150)
    laura = deal.player(
        -49, "Laura Järvi", "Owner", "decision_maker", 5, 1, "G", "Sundays off", ours=ME
    )
    sami = deal.player(
        -49, "Sami Törmä", "Pharmacist", "user recommender", 3, 1, "T", "No double checks",
        ours=ME,
    )
    deal.link(-49, sami, laura, "trusts")
    deal.answers(-40, "customer", "22", "32", laura)
    deal.answers(-40, "need", "2222212", "3322222", laura)
    deal.move(-12, "define")
    deal.answers(-10, "solution", "2.....", "222222", sami)
    deal.log(-8, "theirs", "meeting", "Measured the back room", laura, sami)
    deal.review(-3, "go_on", "Well on its way", {"next_step": "Visit to a reference"})
    deal.step(-3, "Visit to the reference in Turku", 10)


def _spare_parts(teller: Teller, at: Customers) -> None:
    """Supporters, but none who decides; two of them carry all the contact."""
    deal = Story(teller, -66, "Spare parts portal", at.makinen, JONAS, 88_000, close=100)
    ville = deal.player(
        -65, "Ville Lähde", "Spare parts", "user", 2, 2, "T", "Fewer calls", ours=JONAS
    )
    outi = deal.player(
        -65, "Outi Mäkinen", "Service manager", "recommender", 3, 1, "G", "Parts sold by night",
        ours=JONAS,
    )
    deal.player(-65, "Esko Mäkinen", "CFO", "decision_maker", 5, -1, "O", "Keep it simple")
    deal.player(-65, "Reijo Väänänen", "IT", "approver gatekeeper", 4, -1, "I", "One system")
    deal.answers(-60, "customer", "12", "22", outi)
    deal.answers(-60, "need", "2221.22", "2222222", outi)
    deal.move(-25, "define")
    deal.answers(-24, "solution", "2212..", "112200", ville)
    deal.answers(-24, "relationship", "0000", "2222", ville)
    deal.review(-22, "plan_more", "We need Esko", {"to_win": "A figure for Esko"})
    deal.log(-14, "theirs", "meeting", "Listed the hundred fastest parts", ville, outi)
    deal.step(-14, "Prototype with ten parts", 9)
    deal.override(-13, "need", True, "Outi has signed the project order")


def _conveyor(teller: Teller, at: Customers) -> None:
    """Not looked at for long, though the customer fits well."""
    deal = Story(
        teller, -58, "Conveyor retrofit", at.saimaa, JURGEN, 210_000, created=-100, close=145
    )
    deal.player(
        -57, "Jaakko Leppä", "Investment manager", "decision_maker", 4, 1, "G", ours=JURGEN
    )
    deal.answers(-56, "customer", "22", "32")
    deal.review(-40, "go_on", "Wait for the budget round", {})
    deal.log(-16, "theirs", "call", "The budget round has begun")
    deal.step(-16, "Rough price for the budget", 18)


def _energy_reporting(teller: Teller, at: Customers) -> None:
    """An action of ours is late by days, an approval is due soon."""
    deal = Story(
        teller, -120, "Energy reporting", at.fjordlys, JURGEN, 900_000,
        currency="SEK", close=33,
    )
    lie = deal.player(
        -118, "Astrid Lie", "Sustainability", "decision_maker", 4, 1, "T",
        "The report in a week instead of a quarter", ours=JURGEN,
    )
    tor = deal.player(
        -118, "Tor Bøe", "Controller", "approver", 3, 0, "I", "Audit-proof figures"
    )
    deal.link(-118, tor, lie, "opposes")
    deal.answers(-110, "customer", "22", "33", lie)
    deal.answers(-60, "need", "2222222", "3332323", lie)
    deal.move(-80, "define")
    deal.answers(-60, "solution", "222212", "322222", lie)
    deal.move(-45, "compare")
    deal.answers(-40, "relationship", "2212", "3222", lie)
    deal.answers(-40, "plan", "2221", "3323", lie)
    deal.answers(-40, "risk", "2222", "2222")
    deal.move(-9, "choose")
    deal.review(-8, "go_on", "One open point", {"actions": "All done but the data sheet"})
    deal.action(-20, "decision", "Data sheet for the auditors", -3)
    deal.action(-8, "internal", "Approve the discount", 3, kind="approval", asked=HEAD)
    deal.log(-7, "theirs", "meeting", "Auditors ask for a data sheet", lie, tor)
    deal.step(-7, "Meeting with the auditors", 11)


def _tool_service(teller: Teller, at: Customers) -> None:
    """The customer's own promise is past its date."""
    deal = Story(teller, -26, "Tool lifecycle service", at.angstrom, ME, 75_000, close=120)
    pia = deal.player(
        -25, "Pia Ångström", "Owner", "decision_maker coach", 5, 1, "G", "Steady income",
        ours=ME, goal="Speaks for us at the industry day", goal_by=60,
    )
    deal.answers(-24, "customer", "21", "22", pia)
    deal.answers(-24, "need", "2.2.2..", "2222222", pia)
    deal.review(-15, "go_on", "A good start", {"plan": "Hers, on one page"})
    deal.action(
        -15, "knowledge", "List of tools with their ages", -4, side="theirs",
        who="Pia Ångström", agreed=True,
    )
    done = deal.action(-15, "knowledge", "Read their service contracts", -8)
    deal.tick(-9, done, "All end next year")
    dropped = deal.action(-15, "relationship", "Invite the foundry", 5)
    deal.tick(-6, dropped, "They are a rival of hers", "dropped")
    deal.log(-10, "theirs", "call", "The list is coming", pia)
    deal.step(-10, "Go through the list", 13)


def _depot(teller: Teller, at: Customers) -> None:
    """Moved on since its review."""
    deal = Story(teller, -48, "Depot scheduling", at.hansa, JONAS, 98_000, close=90)
    frank = deal.player(
        -47, "Frank Möller", "Depot manager", "user recommender", 3, 1, "T",
        "No queue at the gate", ours=JONAS,
    )
    deal.player(-47, "Uwe Hansen", "Managing director", "decision_maker", 5, 1, "G", ours=ME)
    deal.answers(-44, "customer", "21", "32", frank)
    deal.answers(-44, "need", "2.22.21", "2222222", frank)
    deal.review(-30, "go_on", "The queue is measured", {"next_step": "Draw the gate"})
    deal.move(-11, "define")
    deal.log(-11, "theirs", "meeting", "Drew the way of a lorry through the depot", frank)
    deal.step(-11, "Second drawing", 8)
