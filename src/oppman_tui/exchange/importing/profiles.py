"""The systems whose exports are known, as data: headings, stages, files that lie beside.

A heading is compared folded: case, accents, spaces and punctuation don't count. Matching is
exact after that; nothing is guessed from a likeness (formats.md 1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from oppman_tui.domain.fields import ENTITIES
from oppman_tui.domain.values.text import fold

Sheet: TypeAlias = Literal["deals", "customers", "contacts", "users", "roles", "history", "other"]
Aliases: TypeAlias = Mapping[str, tuple[str, ...]]
"""Field of ours -> folded headings that hold it, the one to prefer first."""

OUTCOMES = ("won", "lost", "abandoned", "hold")
STAGES = ("need", "define", "compare", "choose", "implement")
"""The default playbook's stage keys, which the profiles map to."""


def folded(heading: str) -> str:
    return re.sub(r"[^\w]|_", "", fold(heading))


@dataclass(frozen=True, slots=True)
class Profile:
    """One system. `signatures` are sets of headings, any of which names the sheet."""

    key: str
    title: str
    signatures: Mapping[Sheet, tuple[frozenset[str], ...]]
    fields: Mapping[Sheet, Aliases]
    stages: Mapping[str, str] = field(default_factory=dict)
    entered: Mapping[str, str] = field(default_factory=dict)
    """Folded stage -> the field that holds the day it was entered, where columns differ."""
    companions: Mapping[Sheet, str] = field(default_factory=dict)
    """The files of the same export that hold what the deals only name: the stem, or what stands
    in it where the deals' has `deals`.
    """


def _any(*signatures: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(s.split()) for s in signatures)


def _aliases(**fields: str) -> Aliases:
    return {name: tuple(headings.split()) for name, headings in fields.items()}


_SALESFORCE = Profile(
    key="salesforce",
    title="Salesforce",
    signatures={
        "deals": _any("stagename closedate", "opportunityname stage", "opportunityname closedate"),
        "customers": _any("name billingcity", "name billingstreet", "id name accountsource"),
        "contacts": _any("firstname lastname accountid", "firstname lastname accountexternalidc"),
        "users": _any("username alias lastname", "alias lastname timezonesidkey"),
        "roles": _any("opportunityid contactid role", "opportunityid contactid isprimary"),
        "history": _any(
            "opportunityid stagename createddate", "opportunityexternalidc stagenamec createddatec"
        ),
    },
    fields={
        "deals": _aliases(
            id="id opportunityid casesafeid externalidc",
            name="name opportunityname",
            customer="accountname",
            customer_id="accountid accountexternalidc",
            owner="opportunityowner ownername",
            owner_id="ownerid ownerexternalidc",
            amount="amount",
            currency="currencyisocode amountcurrency",
            stage="stagename stage",
            is_closed="isclosed closed",
            is_won="iswon won",
            is_deleted="isdeleted",
            close_date="closedate",
            created="createddate datetimecreatedc",
            stage_since="laststagechangedate",
            next_step="nextstep",
            note="description",
            lost_reason="lossreasonc lostreasonc reasonlost closedlostreason",
            contact_id="contactid",
        ),
        "customers": _aliases(
            id="id accountid externalidc",
            name="name accountname",
            note="description",
            is_deleted="isdeleted",
        ),
        "contacts": _aliases(
            id="id contactid externalidc",
            name="name fullname",
            first="firstname",
            last="lastname",
            customer_id="accountid accountexternalidc",
            title="title",
            email="email",
            phone="phone",
            mobile="mobilephone",
            is_deleted="isdeleted",
        ),
        "users": _aliases(
            id="id externalidc", name="name fullname", first="firstname", last="lastname"
        ),
        "roles": _aliases(
            deal_id="opportunityid", contact_id="contactid", role="role", is_deleted="isdeleted"
        ),
    },
    stages={
        "prospecting": "need",
        "qualification": "need",
        "discovery": "need",
        "needsanalysis": "need",
        "valueproposition": "define",
        "iddecisionmakers": "define",
        "perceptionanalysis": "compare",
        "proposal": "compare",
        "proposalquote": "compare",
        "proposalpricequote": "compare",
        "negotiation": "choose",
        "negotiationreview": "choose",
        "closedwon": "won",
        "closedlost": "lost",
    },
    companions={
        "customers": "Account",
        "contacts": "Contact",
        "users": "User",
        "roles": "OpportunityContactRole",
    },
)

_HUBSPOT = Profile(
    key="hubspot",
    title="HubSpot",
    signatures={
        "deals": _any("recordid dealname", "dealname dealstage"),
        "customers": _any("recordid companyname", "recordid name companyowner"),
        "contacts": _any("recordid firstname lastname"),
    },
    fields={
        "deals": _aliases(
            id="recordid dealid",
            name="dealname",
            customer="associatedcompany associatedcompanyprimary",
            customer_id="associatedcompanyids associatedcompanyidsprimary",
            owner="dealowner",
            amount="amount",
            currency="currency",
            stage="dealstage",
            close_date="closedate",
            created="createdate",
            stage_since="enterstagedate dateenteredcurrentstage",
            next_step="nextstep",
            note="dealdescription",
            lost_reason="closedlostreason",
            contact_id="associatedcontactids",
        ),
        "customers": _aliases(id="recordid companyid", name="companyname name", note="description"),
        "contacts": _aliases(
            id="recordid contactid",
            first="firstname",
            last="lastname",
            customer_id="companyid associatedcompanyids",
            title="jobtitle",
            email="email",
            phone="phonenumber",
            mobile="mobilephonenumber",
        ),
    },
    stages={
        "appointmentscheduled": "need",
        "qualifiedtobuy": "define",
        "presentationscheduled": "compare",
        "decisionmakerboughtin": "choose",
        "contractsent": "choose",
        "closedwon": "won",
        "closedlost": "lost",
    },
    companions={"customers": "companies", "contacts": "contacts"},
)

_PIPELINE = Profile(
    key="pipeline",
    title="a pipeline table (opportunity_id, deal_stage, close_value)",
    signatures={
        "deals": _any("opportunityid dealstage closevalue", "opportunityid dealstage engagedate"),
        "customers": _any("account revenue employees", "account sector"),
        "other": _any("salesagent manager", "product salesprice"),
    },
    fields={
        "deals": _aliases(
            id="opportunityid",
            customer="account",
            owner="salesagent",
            product="product",
            amount="closevalue",
            stage="dealstage",
            close_date="closedate",
            created="createdon",
            entered="engagedate",
        ),
        "customers": _aliases(name="account"),
    },
    stages={"prospecting": "need", "engaging": "define", "won": "won", "lost": "lost"},
    entered={"engaging": "entered"},
    companions={"customers": "accounts"},
)

# What we write ourselves: its headings are the names of our fields, its ids our own.
OWN = Profile(
    key="oppman",
    title="oppman's own table",
    signatures={
        "deals": _any(
            "id name daysinstage triggers",
            "id name nextstepagreed",
            "id name stagereason",
            "id name sourcesystem",
        ),
        "other": _any("dealid deal action ownerside", "dealid deal receptivity"),
    },
    fields={
        "deals": {
            name: (folded(name),)
            for name in (
                "id",
                "customer",
                "customer_id",
                "value",
                "status",
                "extra",
                *(p.name for p in ENTITIES["deal"].parts),
            )
            if name not in ("amount", "closed_as", "deleted")
        }
    },
)

PROFILES = (_SALESFORCE, _HUBSPOT, _PIPELINE, OWN)

GENERIC = Profile(
    key="csv",
    title="a table of deals",
    signatures={},
    fields={
        "deals": _aliases(
            id="id dealid opportunityid recordid externalid dealnumber copperid"
            " donotmodifyopportunity",
            name="deal dealname name title topic opportunity opportunityname potentialname"
            " dealtitle",
            customer="customer account accountname company companyname organization organisation"
            " client potentialcustomer leadname dealorganization",
            owner="owner dealowner opportunityowner potentialowner salesperson rep salesrep"
            " salesagent assignedto ownedby username",
            amount="amount value dealvalue estrevenue expectedrevenue revenue closevalue",
            currency="currency currencycode dealcurrencyofvalue currencyofvalue",
            stage="stage dealstage salesstage stagename pipelinestage",
            status="status dealstatus",
            close_date="closedate closingdate expectedclosedate dealexpectedclosedate"
            " expectedclosing estclosedate expectedclose",
            won_on="wontime dealwontime datewon",
            lost_on="losttime deallosttime datelost",
            closed_on="closedon actualclosedate closeddate",
            created="created createddate createdat createdon createdtime createdate dealcreated"
            " dealdealcreated datecreated",
            stage_since="stagesince laststagechange deallaststagechange laststageupdate"
            " laststagechangedate",
            next_step="nextstep nextsteps",
            note="note notes description",
            lost_reason="lostreason deallostreason lossreason closedlostreason reasonforloss",
            product="product",
        ),
        "customers": {},
    },
    stages={},
)

WORDS: Mapping[str, str] = {
    "won": "won",
    "closedwon": "won",
    "lost": "lost",
    "closedlost": "lost",
    "abandoned": "abandoned",
    "cancelled": "abandoned",
    "canceled": "abandoned",
    "onhold": "hold",
    "hold": "hold",
}
"""Stages and statuses that mean the same everywhere."""

OPEN_WORDS = frozenset(("open", "active", "inprogress", "ongoing", "pending"))
"""Statuses that say a deal is neither closed nor on hold."""


def by_key(key: str) -> Profile | None:
    return next((p for p in (*PROFILES, GENERIC) if p.key == key), None)


def identify(headings: Iterable[str], only: Profile | None = None) -> tuple[Profile, Sheet] | None:
    """The system and sheet whose signature is the largest that the headings hold.

    A table of no known system is one of deals if it has a name or id and a stage, amount or
    close date. None where it is nothing known.
    """
    have = frozenset(folded(h) for h in headings)
    found: tuple[int, Profile, Sheet] | None = None
    for profile in (only,) if only and only.signatures else PROFILES:
        for sheet, signatures in profile.signatures.items():
            for signature in signatures:
                if signature <= have and (found is None or len(signature) > found[0]):
                    found = (len(signature), profile, sheet)
    if found:
        return found[1], found[2]
    aliases = GENERIC.fields["deals"]
    if _holds(have, aliases, "name", "id") and _holds(
        have, aliases, "stage", "amount", "close_date", "status"
    ):
        return GENERIC, "deals"
    return None


def _holds(have: frozenset[str], aliases: Aliases, *names: str) -> bool:
    return any(alias in have for name in names for alias in aliases[name])


def columns_of(aliases: Aliases, headings: Iterable[str]) -> dict[str, int]:
    """Field -> place of its column; a column serves one field only."""
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        places.setdefault(folded(heading), place)
    found: dict[str, int] = {}
    for name, names in aliases.items():
        free = (places[a] for a in names if a in places and places[a] not in found.values())
        first = next(free, None)
        if first is not None:
            found[name] = first
    return found
