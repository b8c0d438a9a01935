"""Sample deals that stand in the front lists: stalled, closing, new."""

from __future__ import annotations

from oppman_tui.demo.people import HEAD, JONAS, JURGEN, ME, Customers
from oppman_tui.demo.teller import Story, Teller


def tell(teller: Teller, at: Customers) -> None:
    _erp_rollout(teller, at)
    _plant_2_sensors(teller, at)
    _fleet_telematics(teller, at)
    _cold_chain(teller, at)
    _robot_cell(teller, at)
    _paint_shop(teller, at)
    _quality_vision(teller, at)


def _erp_rollout(teller: Teller, at: Customers) -> None:
    """Stalled in Compare, closing soon, pushed out twice; a rich map with every conflict."""
    deal = Story(
        teller, -128, "ERP rollout", at.nordwind, ME, 420_000, close=-20,
        note="Three plants; the first one decides about the others.",
    )
    falk = deal.player(
        -126, "Sabine Falk", "CEO", "decision_maker", 5, None, effect="Fewer reports by hand",
        goal="A first meeting of her with Marja", goal_by=20,
    )
    berg = deal.player(
        -126, "Matthias Berg", "CFO", "approver", 5, -1, "I",
        "Keeps the licence costs flat", win_kind="threat", ours=ME,
    )
    lund = deal.player(
        -124, "Katrin Lund", "Head of IT", "recommender user", 4, 2, "G",
        "One system instead of four; a name as the one who did it", ours=ME,
    )
    kask = deal.player(-120, "Andres Kask", "Purchasing", "gatekeeper", 3, 1, None, ours=JONAS)
    deal.player(-118, "Jörg Petersen", "Plant manager", "user", 2, 0, "I", "A quiet start-up")
    deal.link(-117, berg, falk, "reports_to")
    deal.link(-117, lund, falk, "reports_to")
    deal.link(-117, lund, berg, "trusts")
    deal.link(-117, kask, lund, "opposes")
    deal.log(-126, "ours", "meeting", "Kick-off with IT and finance", lund, berg)
    deal.answers(-125, "customer", "22", "33", lund)
    deal.answers(-125, "need", "211.1..", "2211211", lund)
    deal.move(-100, "define")
    deal.log(-96, "theirs", "email", "List of requirements, 41 lines", lund)
    deal.answers(-95, "solution", "22.112", "323212", lund)
    deal.answers(-90, "risk", "221.", "2212")
    deal.review(
        -88, "plan_more", "Find out what Sabine Falk decides by",
        {
            "status": "Define; they write their requirements",
            "next_step": "None agreed yet",
            "blockers": "We know IT and finance, nobody above",
            "threats": "A second system house is named",
            "to_win": "Not clear yet",
        },
    )
    asked = deal.action(-88, "knowledge", "Ask Sabine Falk what she wants to decide by", -60)
    deal.push(-60, 2)
    deal.tick(-58, asked, "Her assistant promised a date")
    deal.move(-47, "compare", "Two competitors have been invited already", ["need"])
    deal.review(
        -46, "escalate", "Two others are in: is it worth the work?",
        {
            "status": "Compare, sooner than we thought",
            "actions": "The date with Sabine Falk is promised, not set",
            "blockers": "Two competitors have been invited",
            "internal": "A yes to the work on the migration",
        },
        with_=[HEAD, JONAS],
    )
    deal.answers(-45, "plan", "1.1.", "2121", lund)
    deal.answers(-45, "relationship", "21..", "2121", lund)
    deal.risk(-44, "terms", "Penalties of 10 % are in their standard contract", "open")
    margin = deal.risk(-44, "margin", "Data migration is larger than sold", "in_hand")
    deal.review(
        -35, "plan_more", "Nobody of ours has met Sabine Falk",
        {
            "status": "Compare is right: two others are in",
            "plan": "Theirs; we only know the next step",
            "next_step": "Workshop on migration",
            "blockers": "The CFO sees it as a cost",
            "threats": "Staying with what they have",
            "to_win": "The CEO's goals, in her words",
            "internal": "An approval of the payment plan",
        },
        with_=[HEAD],
    )
    deal.action(-35, "decision", "Agree on the steps to a decision with Katrin Lund", 9)
    deal.action(
        -34, "risk", "Count the migration tables together with their IT", 12,
        finding=("risk", margin),
    )
    deal.action(
        -33, "internal", "Approve payment in four parts", 5, kind="offer_approval", asked=HEAD
    )
    deal.log(-24, "ours", "call", "Sent the calculation to finance", berg)
    deal.log(-20, "theirs", "meeting", "Migration workshop; IT is content", lund, kask)
    deal.push(-18, 19)


def _plant_2_sensors(teller: Teller, at: Customers) -> None:
    """Past its close date, pushed out three times, all contact through one person."""
    deal = Story(teller, -140, "Plant 2 sensors", at.makinen, ME, 180_000, close=-80)
    salo = deal.player(
        -139, "Timo Mäkinen", "Plant manager", "decision_maker user", 4, 1, "T",
        "No more night calls because of line 2", ours=ME,
    )
    pentti = deal.player(
        -130, "Pentti Kähkönen", "Maintenance", "user", 4, -1, "O",
        "Does it his own way", win_kind="threat",
    )
    deal.link(-130, pentti, salo, "reports_to")
    deal.answers(-130, "customer", "22", "33", salo)
    deal.answers(-130, "need", "2222221", "3323233", salo)
    deal.move(-112, "define")
    deal.answers(-100, "solution", "22212.", "332221", salo)
    deal.review(
        -97, "go_on", "The solution fits; the people are few",
        {"status": "Define, as planned", "threats": "Pentti builds his own"},
    )
    deal.push(-95, -50)
    deal.move(-70, "compare")
    deal.answers(-65, "relationship", "2221", "2322", salo)
    deal.answers(-65, "plan", "2212", "2323", salo)
    deal.answers(-60, "risk", "2212", "3323")
    deal.push(-55, -20)
    deal.risk(-50, "skills", "Only one of ours has mounted this sensor type", "in_hand")
    deal.review(
        -42, "go_on", "Price is agreed; the signature is missing",
        {"status": "Choose in two weeks", "threats": "Pentti's own design"},
    )
    deal.move(-12, "choose")
    deal.push(-25, -4)
    deal.step(-15, "Signing at the plant", -4)
    deal.action(-30, "relationship", "Show Pentti the sensor in plant 1", -9)
    deal.action(-30, "decision", "Send the signed order", -4, side="theirs",
                who="Timo Mäkinen", agreed=True)
    deal.log(-13, "theirs", "call", "Signature next week", salo)
    deal.log(-11, "ours", "email", "Sent the final offer", salo)


def _fleet_telematics(teller: Teller, at: Customers) -> None:
    """New and hardly known."""
    deal = Story(teller, -9, "Fleet telematics", at.hansa, JONAS, 310_000, close=127)
    krause = deal.player(
        -8, "Dörte Krause", "Fleet manager", "user recommender", 3, 1, "T",
        "Fewer claims for late cargo", ours=JONAS,
    )
    deal.player(-8, "Uwe Hansen", "Managing director", "decision_maker", 5, None)
    deal.log(-9, "theirs", "call", "Asked what it would take for 140 lorries", krause)
    deal.answers(-8, "need", "1......", "2222222", krause)


def _cold_chain(teller: Teller, at: Customers) -> None:
    """New for too long, an agreed step let pass, nobody on the map."""
    deal = Story(
        teller, -18, "Cold chain monitoring", at.lindqvist, JONAS, 2_400_000,
        currency="SEK", close=160,
    )
    deal.log(-17, "theirs", "meeting", "Met at the food fair in Göteborg")
    deal.step(-16, "Visit to the terminal in Örebro", -2)


def _robot_cell(teller: Teller, at: Customers) -> None:
    """A little too long in Define, and it has gone quiet."""
    deal = Story(
        teller, -75, "Robot cell line 4", at.angstrom, JONAS, 5_200_000,
        currency="SEK", close=95,
    )
    nils = deal.player(
        -74, "Nils Åkesson", "Production manager", "recommender user", 4, 1, "G",
        "Two shifts instead of three", ours=JONAS,
    )
    deal.player(-74, "Eva Öberg", "Managing director", "decision_maker", 5, 0, "I",
                "Growth without a new hall", ours=JONAS)
    deal.answers(-70, "customer", "21", "22", nils)
    deal.answers(-70, "need", "221.1.2", "2222122", nils)
    deal.review(-45, "go_on", "Worth the time", {"status": "Need is done"}, with_=[ME])
    deal.move(-38, "define")
    deal.answers(-36, "solution", "21.1..", "221221", nils)
    deal.log(-36, "theirs", "visit", "They came to see a cell that runs", nils)
    deal.step(-5, "Layout of the cell", 12, agreed=False)


def _paint_shop(teller: Teller, at: Customers) -> None:
    """Silent for long, a poor fit, and a stop condition has come true."""
    deal = Story(
        teller, -95, "Paint shop control", at.weissbach, JURGEN, 95_000, close=80
    )
    deal.stop(-95, "No budget holder met within two months", -35, tripped=-34)
    vogt = deal.player(-93, "Rüdiger Vogt", "Paint shop", "user", 2, 1, "T", "Less rework")
    deal.player(-93, "Frau Dr. Heß", "Technical director", "approver", 4, -2, "O")
    deal.answers(-90, "customer", "00", "22", vogt)
    deal.answers(-90, "need", "100.000", "2222222", vogt)
    deal.move(-68, "define", "They asked for a description", ["customer", "need"])
    deal.log(-72, "theirs", "email", "Asked for a description", vogt)
    deal.log(-40, "ours", "call", "No answer", vogt)
    deal.answers(-66, "solution", "010000", "222222", vogt)


def _quality_vision(teller: Teller, at: Customers) -> None:
    """Was on hold for three weeks, which count in no stay."""
    deal = Story(teller, -150, "Quality vision", at.nordwind, JURGEN, 160_000, close=74)
    lund = deal.player(
        -149, "Katrin Lund", "Head of IT", "recommender", 3, 1, "G", "A first case for AI",
        ours=JURGEN,
    )
    boss = deal.player(
        -149, "Holger Brandt", "Quality director", "decision_maker", 5, 1, "T",
        "Half the complaints", ours=JURGEN,
    )
    deal.link(-149, lund, boss, "trusts")
    deal.answers(-145, "customer", "22", "23", boss)
    deal.answers(-145, "need", "22222.2", "2333222", boss)
    deal.move(-120, "define")
    deal.answers(-110, "solution", "222112", "222222", lund)
    deal.move(-62, "compare")
    deal.hold(-55, -30, "Their camera supplier is being changed")
    deal.resume(-34)
    deal.answers(-32, "plan", "0010", "2222", boss)
    deal.answers(-32, "relationship", "2121", "2222", boss)
    deal.review(-30, "go_on", "On again", {"blockers": "The camera supplier, solved"})
    deal.log(-10, "theirs", "meeting", "Chose the pictures for the trial", boss, lund)
    deal.step(-10, "Trial with 2,000 pictures", 16)
