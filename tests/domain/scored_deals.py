"""Deals for the stories of the scoring and the findings, on one day of the default playbook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from oppman_tui.domain.entities import Answer, Criterion, Customer, Deal, Dossier, Player
from oppman_tui.playbook import loader
from oppman_tui.playbook.models import Theme

PLAYBOOK = loader.default()
TODAY = date(2026, 11, 23)
FIRST_SEEN = date(2026, 9, 1)


def ago(days: int) -> date:
    return TODAY - timedelta(days)


def theme(key: str) -> Theme:
    found = PLAYBOOK.theme(key)
    assert found is not None
    return found


def question(theme_key: str, place: int) -> str:
    """The key of a theme's question, the first being 1, as method 4.2 lists them."""
    return theme(theme_key).questions[place - 1].key


def answered(
    theme_key: str,
    values: Iterable[int | None],
    grade: int | None = 2,
    on: date | None = TODAY,
    person: str | None = None,
) -> tuple[Answer, ...]:
    """Answers to a theme's questions in order; None gives none, and so do missing ones."""
    return tuple(
        Answer(q.key, value, grade, None, on, person)
        for q, value in zip(theme(theme_key).questions, values, strict=False)
        if value is not None
    )


def criteria(*values: int | None) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(c.key, value)
        for c, value in zip(PLAYBOOK.criteria, values, strict=False)
        if value is not None
    )


GOOD_FIT = criteria(2, 2, 2, 2, 2, 2, 2)


def deal(
    stage: str | None = "need", parts: dict[str, Any] | None = None, **rows: Any
) -> Dossier:
    """A deal in `stage`; `parts` are the deal's own fields, `rows` what belongs to it."""
    base = Deal(id="deal-1", name="ERP rollout", customer="customer-1", stage=stage)
    found = Dossier(replace(base, **(parts or {})), FIRST_SEEN, Customer("customer-1", "Acme"))
    return replace(found, **rows)


def player(id: str, influence: int | None, relationship: int | None, **parts: Any) -> Player:
    """One of whom nothing is left to find out but what the story says."""
    known: dict[str, Any] = {"win": "a quiet life", "our_person": "Mia"}
    return Player(
        id, id.title(), influence=influence, relationship=relationship, **{**known, **parts}
    )
