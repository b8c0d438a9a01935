"""What the list says of a deal, made out of the deal."""

from __future__ import annotations

from datetime import date, timedelta

from oppman_tui.domain.entities import Dossier
from oppman_tui.domain.select.attention import Attention
from oppman_tui.domain.select.listed import Bound, Card
from oppman_tui.domain.select.stay import stay
from oppman_tui.playbook.models import Playbook


def card_of(
    dossier: Dossier, attention: Attention, playbook: Playbook, today: date
) -> Card:
    """What the list says of a deal; it stays true as long as the deal's row does."""
    deal, stage = dossier.deal, playbook.stage(dossier.deal.stage)
    now, then = attention.stay, stay(dossier, playbook, today + timedelta(1))
    least = most = None
    if now is not None and then is not None:
        least = Bound.of(now.at_least, then.at_least, today)
        if now.at_most is not None and then.at_most is not None:
            most = Bound.of(now.at_most, then.at_most, today)
    customer = "(not received)" if deal.customer else ""
    worst_first = sorted(attention.triggers, key=lambda trigger: -trigger.severity)
    return Card(
        id=deal.id,
        name=deal.name,
        customer=dossier.customer.name if dossier.customer else customer,
        owner=deal.owner or "",
        amount=deal.amount,
        currency=deal.currency or "",
        stage=stage.name if stage else deal.stage or "",
        expected_days=attention.limit,
        at_least=least,
        at_most=most,
        close_date=deal.close_date,
        status=attention.status,
        hold_until=deal.hold_until,
        closed_to=deal.closed_to or "",
        triggers=tuple((int(t.severity), t.short) for t in worst_first),
    )
