"""Saved searches: what was typed into the search of a list, under a name of one's own.

Each becomes a tab, keyed ``query:<name>``. They are kept beside the deals, for each person that
works on this store, and never shared.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from oppman_tui.domain.select.attention import TABS
from oppman_tui.domain.values.text import clean_line, fold, is_blank
from oppman_tui.errors import UserError

QUERY = "query:"
"""How the key of a saved search's tab begins."""
LONGEST_NAME = 30
MOST = 30


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A search and the list it is made in."""

    name: str
    tab: str
    words: str

    @property
    def key(self) -> str:
        """Its tab's."""
        return f"{QUERY}{self.name}"


def place_of(me: str) -> str:
    """What the saved searches of one person are remembered by."""
    return f"list.queries.{fold(me)}"


def from_text(text: str | None) -> tuple[SavedQuery, ...]:
    """As `to_text` wrote them; what can't be read is left out."""
    try:
        told: Any = json.loads(text or "[]")
    except ValueError:
        return ()
    found = (_read(one) for one in told if isinstance(told, list))
    return tuple(query for query in found if query is not None)


def to_text(queries: Iterable[SavedQuery]) -> str:
    return json.dumps([[q.name, q.tab, q.words] for q in queries], ensure_ascii=False)


def _read(told: Any) -> SavedQuery | None:
    match told:
        case [str() as name, str() as tab, str() as words] if tab in TABS:
            return SavedQuery(name, tab, words)
    return None


def put(
    queries: Sequence[SavedQuery], query: SavedQuery | None, old: str
) -> tuple[SavedQuery, ...]:
    """The searches with `query` in the place of the one called `old`, or after the others.

    Raises `UserError` where its name can't be taken.
    """
    others = [q for q in queries if q.name != old]
    if query is None:
        return tuple(others)
    if problem := problem_of(query.name, others):
        raise UserError(f"The search wasn't saved: {problem}", "Nothing was changed")
    if len(others) >= MOST:
        raise UserError(
            f"There are {MOST} saved searches, which is as many as there can be",
            "Nothing was saved",
            "Remove one first",
        )
    kept = SavedQuery(clean_line(query.name), query.tab, query.words)
    place = next((n for n, q in enumerate(queries) if q.name == old), len(others))
    return (*others[:place], kept, *others[place:])


def problem_of(name: str, others: Iterable[SavedQuery]) -> str | None:
    """Why a search can't be called so; None where it can."""
    said = clean_line(name)
    if is_blank(said):
        return "a search needs a name"
    if len(said) > LONGEST_NAME:
        return f"a name of {LONGEST_NAME} letters at most is wanted"
    if any(fold(other.name) == fold(said) for other in others):
        return f"there is a search called {said} already"
    return None
