"""The verbs that mean the same everywhere: a new deal, a log entry, an action.

Each is a short conversation, awaited question by question; Esc at any of them ends it with
nothing changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from textual.dom import DOMNode
from textual.screen import Screen

from oppman_tui.domain.checks import check
from oppman_tui.domain.fields import Json
from oppman_tui.domain.plan.findings import Finding
from oppman_tui.domain.values import dates, money
from oppman_tui.domain.values.text import fold
from oppman_tui.errors import UserError
from oppman_tui.tui import values
from oppman_tui.tui.screens import editing
from oppman_tui.tui.screens.contact import Contact
from oppman_tui.tui.screens.dialogs import Ask, Option, Pick
from oppman_tui.tui.screens.writing import subject
from oppman_tui.workspace.drafts import Subject
from oppman_tui.workspace.view import DealView

if TYPE_CHECKING:
    from oppman_tui.tui.app import Oppman

def app_of(node: DOMNode) -> Oppman:
    """The app a screen or widget belongs to."""
    return cast("Oppman", node.app)


def no_deal(node: DOMNode) -> str:
    """That the verb has nothing to act on, and what makes one."""
    return f"There is no deal under the cursor; {app_of(node).key('list.new')} writes one down"


async def new_deal(screen: Screen[Any]) -> str | None:
    """Name, customer, value; the rest has defaults. The new deal's id."""
    app = app_of(screen)
    base = app.workspace.rates.base
    customers = sorted((c.name for c in app.workspace.customers()), key=fold)
    name = await screen.app.push_screen_wait(
        Ask(
            "New deal: its name",
            hint="{writing.save} on",
            of=Subject("new_deal", "A new deal", step="name"),
            check=lambda text: check("deal", "name", text),
            required=True,
        )
    )
    if name is None:
        return None
    customer = await screen.app.push_screen_wait(
        Ask(
            f"{name}: which customer?",
            hint="{writing.save} on · empty for not yet known",
            of=Subject("new_deal", "A new deal", step="customer"),
            check=lambda text: check("customer", "name", text),
            echo=lambda text: known_customer(text, customers),
            known=customers,
        )
    )
    if customer is None:
        return None
    value = await screen.app.push_screen_wait(
        editing.ask_amount(
            f"{name}: its value", "", base, Subject("new_deal", "A new deal", step="value")
        )
    )
    if value is None:
        return None
    amount, currency = money.parse_value(value, base) if value else (None, None)
    try:
        deal: str = await app.perform(
            lambda: app.workspace.add_deal(name, customer, amount=amount, currency=currency)
        )
    except UserError as error:
        app.say(str(error), alarm=True)
        return None
    app.written(f"{name} is written down, in its first stage. {app.takes_back}")
    return deal


def known_customer(text: str, customers: Sequence[str]) -> str:
    """What a customer's name would come to: one that is here, or a new one."""
    folded = fold(text.strip())
    near = [fold(name) for name in customers if folded in fold(name)]
    return "known here" if folded in near else "new" if near else "a new customer"


async def log(screen: Screen[Any], view: DealView | None) -> None:
    """What happened: the line, then with whom and from whose side it came."""
    app = app_of(screen)
    if view is None:
        app.say(no_deal(screen))
        return
    ask = screen.app.push_screen_wait
    text = await ask(
        Ask(
            f"Log: what happened in {view.dossier.deal.name}?",
            hint="{writing.save} on",
            of=subject(view, "log", "A log entry"),
            required=True,
        )
    )
    if text is None:
        return
    contact = Contact(values.players_of(view), view.playbook.entry_kinds, text)
    if await ask(contact) is None:
        return
    met, ws = contact.met, app.workspace
    await app.change(
        view,
        lambda seen: ws.log(
            seen, text, side=met.side or None, kind=met.kind or None, players=met.people
        ),
        f"Logged. {app.takes_back}",
    )


async def next_step(screen: Screen[Any], view: DealView | None) -> None:
    """What comes next, on which day, and whether the customer agreed to it (method 2)."""
    app = app_of(screen)
    if view is None:
        app.say(no_deal(screen))
        return
    ask, deal = screen.app.push_screen_wait, view.dossier.deal
    text = await ask(
        Ask(
            f"{deal.name}: what is the next step?",
            deal.next_step or "",
            hint="{writing.save} on · empty for none",
            of=subject(view, "step", "The next step"),
            check=lambda given: check("deal", "next_step", {"next_step": given}),
        )
    )
    if text is None:
        return
    parts: dict[str, Json] = {
        "next_step": text or None,
        "next_step_date": None,
        "next_step_agreed": None,
    }
    if text:
        known = deal.next_step_date.isoformat() if deal.next_step_date else ""
        of = subject(view, "step", "The next step", "day")
        day = await editing.ask_date(screen, view, "On which day?", known, of=of)
        if day is None:
            return
        agreed = await ask(
            Pick(
                "Is it agreed with the customer?",
                [
                    Option("yes", "yes", "only an agreed one with a date counts", "y"),
                    Option("no", "no, not yet", "", "n"),
                ],
                "no" if deal.next_step_agreed is False else "yes",
            )
        )
        if agreed is None:
            return
        parts["next_step_date"] = dates.parse_date(day, view.today).isoformat() if day else None
        parts["next_step_agreed"] = agreed == "yes"
    ws = app.workspace
    await app.change(
        view,
        lambda seen: ws.set(seen, "deal", deal.id, parts, f"Next step: {text or 'none'}"[:120]),
        f"The next step is written down. {app.takes_back}" if text else "No next step",
    )


async def add_action(
    screen: Screen[Any],
    view: DealView | None,
    *,
    finding: Finding | None = None,
    section: str | None = None,
    proposal: str = "",
) -> None:
    """A line of the closing plan, owned by me and due in a week unless changed afterwards.

    From a finding its section and a first wording are there already; without either the
    section is asked for. An empty line takes what the worst finding proposes.
    """
    app = app_of(screen)
    if view is None:
        app.say(no_deal(screen))
        return
    ask = screen.app.push_screen_wait
    worst = None
    if finding is None and not proposal:
        worst = next((f for f in view.findings if not f.covered_by), None)
    hint = "{writing.save} makes it, mine, due in a week"
    if worst:
        hint = "{writing.save} takes this, the worst finding's"
    text = await ask(
        Ask(
            "Action: what is to be done?",
            finding.proposal if finding else proposal,
            hint=hint,
            required=True,
            of=subject(view, "action", "An action"),
            proposed=worst.proposal if worst else "",
        )
    )
    if text is None:
        return
    if worst and text == worst.proposal:
        finding = worst
    if finding is None and section is None:
        sections = [
            Option(s.key, s.name, s.question, str(n))
            for n, s in enumerate(view.playbook.sections, 1)
        ]
        section = await ask(Pick("In which section of the plan?", sections))
        if section is None:
            return
    ws, due = app.workspace, (view.today + timedelta(days=7)).isoformat()
    said = f"Action, yours, due {dates.show_date(view.today + timedelta(days=7), view.today)}"
    if finding is not None:
        await app.change(view, lambda seen: ws.act_on(seen, finding, text, due=due), said)
    else:
        await app.change(
            view, lambda seen: ws.add_action(seen, text, section=section, due=due), said
        )
