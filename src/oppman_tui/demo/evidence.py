"""Lines of evidence for the sample deals' answers: by theme, one a question that is asked."""

from __future__ import annotations

from collections.abc import Mapping

BELIEF: tuple[str, ...] = (
    "Our own reading of the first meeting",
    "It was like that at a similar customer",
    "Nobody has said otherwise so far",
)

EVIDENCE: Mapping[str, tuple[str, ...]] = {
    "customer": (
        "Met the one who signs, on site",
        "On the list of named accounts for this year",
    ),
    "need": (
        "Unplanned stops cost them two shifts in spring; told in the kick-off",
        "Second on the management team's list of projects",
        "Their controller gave us the scrap figures for four quarters",
        "They sent the outline of their own steps",
        "The plant manager put it on the agenda of the board",
        "It is in the investment budget, line 14",
        "The old contract ends with the financial year",
    ),
    "solution": (
        "Ranked three requirements above price in their own document",
        "The requirement list came by e-mail, 41 lines",
        "All but two lines met; both have a way around",
        "Their second draft uses our wording on interfaces",
        "They asked the reference customer about exactly that",
        "Their IT tried the installation on one line in a day",
    ),
    "relationship": (
        "Went through the organisation with our coach",
        "Called us before the meeting to prepare it",
        "Wrote down what each one is measured by",
        "The joint visit is something no competitor can offer",
    ),
    "plan": (
        "The shared plan has nine steps up to the signature",
        "The request for quotation isn't out yet",
        "Their weighting of the criteria was shown in the workshop",
        "Two engineers are booked for the weeks in their plan",
    ),
    "risk": (
        "First order and two years of service, see the calculation",
        "Margin above the target in the draft offer",
        "Opens the segment for us in the region",
        "Went through the risk list with delivery",
    ),
}
