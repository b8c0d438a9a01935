"""A deal as the screens show it: what is written down, and what the method makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from oppman_tui.domain.entities import Dossier, Review
from oppman_tui.domain.plan.findings import Finding, NextQuestion, best_next_question, findings
from oppman_tui.domain.scoring import DealScores, Item, answers_of, score_deal
from oppman_tui.domain.select.attention import Attention, Standing, assess
from oppman_tui.domain.select.cards import card_of
from oppman_tui.domain.select.listed import Card
from oppman_tui.domain.select.slips import Push, pushes
from oppman_tui.domain.values.money import Rates
from oppman_tui.playbook.models import Playbook


@dataclass(frozen=True)
class DealView:
    """One deal on one day. All of it is computed from the dossier when first asked for."""

    dossier: Dossier
    playbook: Playbook
    today: date
    rates: Rates
    standing: Standing

    @property
    def id(self) -> str:
        return self.dossier.deal.id

    @cached_property
    def value(self) -> int | None:
        """In minor units of the base currency; None where value or rate isn't known."""
        deal = self.dossier.deal
        if deal.amount is None or deal.currency is None:
            return None
        return self.rates.in_base(deal.amount, deal.currency)

    @cached_property
    def scores(self) -> DealScores:
        return score_deal(self.dossier, self.playbook, self.today)

    @cached_property
    def attention(self) -> Attention:
        return assess(
            self.dossier, self.scores, self.playbook, self.today, self.standing, self.value
        )

    @cached_property
    def card(self) -> Card:
        """What its line in the list says."""
        return card_of(self.dossier, self.attention, self.playbook, self.today)

    @cached_property
    def pushes(self) -> tuple[Push, ...]:
        """How often the close date was pushed out."""
        return pushes(self.dossier)

    @cached_property
    def items(self) -> dict[str, Item]:
        """Question key -> its answer as the scores count it, computed ones among them."""
        return dict(answers_of(self.dossier, self.playbook, self.today))

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return findings(self.dossier, self.scores, self.playbook, self.today)

    @cached_property
    def next_question(self) -> NextQuestion | None:
        return best_next_question(self.dossier, self.scores, self.playbook, self.today)

    def unheld(self, stage: str) -> list[str]:
        """The milestones of the gates between here and `stage` that don't hold, in the
        playbook's order; none on the way back."""
        here, there = (self.playbook.stage_index(s) for s in (self.dossier.deal.stage, stage))
        between = self.playbook.stages[here or 0 : there or 0]
        asked = dict.fromkeys(key for passed in between for key in passed.milestones)
        states = self.scores.milestones
        return [key for key in asked if key in states and states[key].state != "held"]

    @property
    def last_review(self) -> Review | None:
        return max(self.dossier.reviews, key=lambda r: (r.held_on, r.id), default=None)

    @property
    def stage_name(self) -> str:
        """The stage's name; a retired key as it is; empty where none is known."""
        deal = self.dossier.deal
        stage = self.playbook.stage(deal.stage)
        return stage.name if stage else deal.stage or ""

    @property
    def customer_name(self) -> str:
        """Empty where there is none; said so where its document isn't here."""
        if self.dossier.customer is not None:
            return self.dossier.customer.name
        return "(not received)" if self.dossier.deal.customer else ""
