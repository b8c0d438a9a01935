"""What is here: the list, deals, customers and history, read from one store."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Self

from oppman_tui.domain.entities import Customer
from oppman_tui.domain.fields import Json
from oppman_tui.domain.review.jumps import Jump
from oppman_tui.domain.select.listed import Overview as Overview
from oppman_tui.domain.select.query import in_quotes
from oppman_tui.domain.select.query_fields import Fields
from oppman_tui.domain.values.clock import Clock
from oppman_tui.domain.values.money import Rates
from oppman_tui.domain.values.text import clean_line, fold
from oppman_tui.errors import StoreLost
from oppman_tui.playbook.models import Playbook
from oppman_tui.store.care.verify import verify
from oppman_tui.store.drafts import Drafts
from oppman_tui.store.faults import StoreBusy, damaged
from oppman_tui.store.lists.firstpage import Front
from oppman_tui.store.lists.found import Found as Found
from oppman_tui.store.lists.summary import Asked as Asked
from oppman_tui.store.lists.summary import Summary
from oppman_tui.store.remembered import Remembered
from oppman_tui.store.store import Store
from oppman_tui.workspace import jumps, queries, telling
from oppman_tui.workspace.acts import document_of
from oppman_tui.workspace.queries import SavedQuery
from oppman_tui.workspace.reviews import OpenReview
from oppman_tui.workspace.telling import Story
from oppman_tui.workspace.view import DealView

_NAMED = 200


class Reading:
    """Short reads over one store; each raises `StoreError` where the file can't be read."""

    def __init__(self, store: Store, summary: Summary, clock: Clock, me: str) -> None:
        self.store = store
        self.summary = summary
        self.clock = clock
        self.me = me
        kind = Remembered if store.encrypted else Drafts
        self.drafts = kind(store.path.with_name(f"{store.path.name}.drafts"), clock)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        playbook: Playbook,
        rates: Rates,
        clock: Clock,
        me: str,
        create: bool = False,
        apart: bool = False,
    ) -> Self:
        """The store at `path`, checked, its list brought up to today.

        `create` makes one where there is no file. Raises `StoreError`.
        """
        summary = Summary(playbook, rates, clock, apart=apart)
        store = Store.open(path, clock=clock, actor=me, create=create, on_write=summary.follow)
        workspace = cls(store, summary, clock, me)
        try:
            workspace.keep_up()
        except BaseException:
            store.close()
            raise
        return workspace

    def close(self) -> None:
        self.drafts.close()
        self.store.close()

    @property
    def path(self) -> Path:
        return self.store.path

    @property
    def unwritable(self) -> str | None:
        """Why nothing can be changed here; None where it can."""
        return self.store.unwritable

    @property
    def notice(self) -> str | None:
        """What is to be said of how the store was opened."""
        return self.store.notice

    @property
    def playbook(self) -> Playbook:
        return self.summary.playbook

    @property
    def rates(self) -> Rates:
        return self.summary.rates

    @property
    def today(self) -> date:
        return self.clock.today()

    # -- keeping up --------------------------------------------------------------------

    def keep_up(self) -> None:
        """Bring the list up to today, and to what another playbook or rate makes of it."""
        with self.store.reading() as connection:
            due = self.summary.needs(connection)
        if due and self.unwritable is None:
            # Where another window holds the store, the list is true all the same, at more cost.
            with suppress(StoreBusy), self.store.writing() as connection:
                self.summary.bring_up(connection)

    def arrival(self) -> int:
        """A number that grows with every change, in whichever window it was made."""
        return self.store.arrival()

    def remembered(self, key: str) -> str | None:
        """What this copy remembers of how its person likes to see things."""
        return self.store.remark(key)

    def remember(self, key: str, value: str) -> None:
        """Keep it, beside the deals and never shared. Raises `StoreError`."""
        self.store.set_remark(key, value)

    def front(self, inputs: str) -> str:
        """What is to be remembered as `FRONT`, where `inputs` made the list what it is."""
        shown = self.playbook.thresholds.attention.shown
        return Front(inputs, self.summary.stamp, shown, self.rates.base).to_text()

    def damage(self) -> StoreLost | None:
        """What is wrong with the file by SQLite's own quick look; None if nothing."""
        found = self.store.quick_check()
        return None if found is None else damaged(self.path, found)

    def verify(self) -> tuple[list[str], int]:
        """What is wrong with the store, in words; and how many deals it holds."""
        return [problem.what for problem in verify(self.store)], len(self.store.deal_ids())

    # -- the list ----------------------------------------------------------------------

    @property
    def fields(self) -> Fields:
        """What a search can ask for."""
        return Fields(self.playbook, self.rates, self.today)

    def queries(self) -> tuple[SavedQuery, ...]:
        """The searches that this person saved; each is a tab of its own."""
        return queries.from_text(self.remembered(queries.place_of(self.me)))

    def save_query(self, query: SavedQuery | None, old: str = "") -> None:
        """Keep a search, in the place of the one of the name `old` where there is one; None
        removes that one. Raises `UserError`."""
        kept = queries.put(self.queries(), query, old)
        self.remember(queries.place_of(self.me), queries.to_text(kept))

    def overview(self, words: Asked = "") -> Overview:
        """The tabs' counts among the deals for which `words` hold, saved searches' among them;
        totals of all open deals."""
        saved = self.queries()
        with self.store.reading() as connection:
            found = self.summary.overview(connection, words)
            asked = [(query.tab, _all_of(query.words, words)) for query in saved]
            counts = self.summary.counts_of(connection, asked)
        own = {query.key: count for query, count in zip(saved, counts, strict=True)}
        return found._replace(counts={**found.counts, **own}) if own else found

    def find(
        self, tab: str, words: Asked = "", order: str = "attention", descending: bool = False
    ) -> Found:
        """A tab's deals, in order, however many: read as they are asked for. A saved search
        that is no longer there finds them all."""
        if tab.startswith(queries.QUERY):
            saved = next((q for q in self.queries() if q.key == tab), None)
            tab, words = (saved.tab, _all_of(saved.words, words)) if saved else ("all", words)
        return self.summary.find(self.store.reading, tab, words, order, descending)

    def views(self, deals: Sequence[str]) -> list[DealView]:
        """These deals, in this order; one removed meanwhile is left out."""
        with self.store.reading() as connection:
            standing = self.summary.standing(connection)
        today = self.today
        read = {d.deal.id: d for d in self.store.dossiers(deals)}
        return [
            DealView(read[deal], self.playbook, today, self.rates, standing)
            for deal in deals
            if deal in read
        ]

    def view(self, deal: str) -> DealView | None:
        return next(iter(self.views([deal])), None)

    def named(self, words: str) -> list[DealView]:
        """The deals a person may mean: by id, else by exact name, else all that hold the words."""
        words = clean_line(words)
        by_id = self.views([words])
        if by_id:
            return by_id
        with self.store.reading() as connection:
            found = [
                deal
                for tab in ("all", "closed")
                for deal in self.summary.ids(connection, tab, in_quotes(words))
            ]
        views = self.views(found[:_NAMED])
        exact = [v for v in views if fold(v.dossier.deal.name) == fold(words)]
        return exact or views

    def customers(self) -> tuple[Customer, ...]:
        return self.store.customers()

    def story(self, view: DealView, limit: int = 500) -> Story:
        """What happened on the deal, newest first: as far as its newest `limit` changes go."""
        return telling.story(self.store, view, limit)

    def jumps(self, view: DealView) -> tuple[Jump, ...]:
        """The scores that jumped just before a gate or a review, newest gate first."""
        return jumps.found(self.store, view)

    def standing_values(
        self, view: DealView, entity: str, row: str, cell: str
    ) -> tuple[tuple[Json, str, str], ...]:
        """(value, actor, local ISO time) of all that stand in a cell, what is shown first."""
        doc = document_of(view.dossier, entity)
        return self.store.values_of_conflict(doc, entity, row, cell)

    def open_review(self, deal: str) -> OpenReview | None:
        """The review being written on this deal by this copy, if there is one."""
        raw = self.store.open_review(deal)
        if raw and (ended := raw.get("finished")):
            view = self.view(deal)
            if view is None or any(review.id == ended for review in view.dossier.reviews):
                return None
        return OpenReview.from_json(raw) if raw else None


def _all_of(one: str, more: Asked) -> Sequence[str]:
    """Both, as one search."""
    return (one, more) if isinstance(more, str) else (one, *more)
