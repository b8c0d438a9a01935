"""What the screens talk to: one deal, and the verbs that change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from oppman_tui.domain.edits import Edit
from oppman_tui.domain.entities import Action, Version
from oppman_tui.domain.fields import ENTITIES, Json
from oppman_tui.domain.plan.findings import Finding
from oppman_tui.domain.values import ids
from oppman_tui.domain.values.dates import show_date
from oppman_tui.domain.values.text import clean_line, fold
from oppman_tui.errors import UserError
from oppman_tui.playbook.models import Stage
from oppman_tui.store.faults import StaleWrite
from oppman_tui.store.writing.writer import Undone
from oppman_tui.workspace import acts, reviews
from oppman_tui.workspace.clashes import ClashError
from oppman_tui.workspace.reading import Reading
from oppman_tui.workspace.reviews import Decided, OpenReview
from oppman_tui.workspace.view import DealView

Kept: TypeAlias = Mapping[str, Json] | None
"""A review that is being written, or was last, as this copy keeps it."""
Build: TypeAlias = Callable[[DealView], Sequence[Edit]]
_FEW = 4
"""Documents of an act, up to which it is asked whether it was one deal's."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the screen had shown of a deal when a verb was given."""

    deal: str
    versions: Mapping[str, Version]

    @classmethod
    def of(cls, view: DealView) -> Seen:
        dossier = view.dossier
        versions: dict[str, Version] = {dossier.deal.id: dossier.version}
        if dossier.deal.customer:
            versions[dossier.deal.customer] = dossier.customer_version
        return cls(dossier.deal.id, versions)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one act on several deals: the ids of those changed, and (name, why) of the
    others."""

    done: tuple[str, ...]
    stayed: tuple[tuple[str, str], ...]


class Workspace(Reading):
    """Verbs over one store; every verb is one act, undone as one.

    A verb reads the row afresh and puts over it only what the user changed, so keys struck
    faster than the disk never lose one another; `Seen` guards what another window changed.
    Verbs raise `UserError` in words for the user (`ClashError` with both values); nothing is
    written then.
    """

    def new_id(self) -> str:
        return ids.new_id(self.clock.now())

    # -- the deal ----------------------------------------------------------------------

    def add_deal(
        self,
        name: str,
        customer: str | None = None,
        *,
        amount: int | None = None,
        currency: str | None = None,
        **parts: Json,
    ) -> str:
        """A new deal in the first stage, owned by me; the customer by name, made where new."""
        today, deal = self.today, self.new_id()
        first = self.playbook.open_stages[0].key
        given: dict[str, Json] = {
            "name": name,
            "owner": self.me,
            "amount": amount,
            "currency": currency if amount is not None else None,
            "stage": first,
            "stage_since": today.isoformat(),
            "created": today.isoformat(),
            **parts,
        }

        def edits(_: object) -> Sequence[Edit]:
            of, made = self._customer_named(customer or "")
            return [*made, *acts.new_row(deal, "deal", deal, {"customer": of, **given})]

        self.store.write(f"New deal {clean_line(name)}", edits)
        return deal

    def _customer_named(self, name: str) -> tuple[str | None, Sequence[Edit]]:
        """Whom a name means, and what makes them where they are new; None for no name. To be
        asked within a write, so that two that name one new customer at once make it once.
        """
        name = clean_line(name)
        if not name:
            return None, ()
        known = self.store.customer_ids_by_name().get(fold(name))
        if known is not None:
            return known, ()
        made = self.new_id()
        return made, acts.new_row(made, "customer", made, {"name": name})

    def set(self, seen: Seen, entity: str, row: str, parts: Mapping[str, Json], label: str) -> None:
        """Set some parts of one row; a close date leaves the line that remembers the old one."""

        def build(view: DealView) -> Sequence[Edit]:
            if entity == "deal" and "close_date" in parts:
                day = parts["close_date"]
                day = date.fromisoformat(day) if isinstance(day, str) else day
                return acts.push_close_date(view.dossier, day, self.new_id(), self.today)
            return acts.set_parts(view.dossier, entity, row, parts)

        self._write(seen, label, build)

    def add(self, seen: Seen, entity: str, parts: Mapping[str, Json], label: str) -> str:
        """A new row on the deal; its id."""
        row = self.new_id()
        self._write(seen, label, lambda v: acts.new_row(v.id, entity, row, parts))
        return row

    def remove(self, seen: Seen, entity: str, row: str, label: str) -> None:
        self._write(seen, label, lambda v: acts.remove_row(v.dossier, entity, row))

    def settle(self, seen: Seen, entity: str, row: str, cell: str, value: Json) -> None:
        """Let one of the values that stand in a cell hold."""

        def build(view: DealView) -> Sequence[Edit]:
            return [Edit(acts.document_of(view.dossier, entity), entity, row, cell, value)]

        self._write(seen, f"Settled: {ENTITIES[entity].cells[cell].label}", build)

    def set_customer(self, seen: Seen, name: str) -> None:
        """The deal's customer by name; made where there is none of it yet."""

        def build(view: DealView) -> Sequence[Edit]:
            customer, made = self._customer_named(name)
            return [*made, Edit(view.id, "deal", view.id, "customer", customer)]

        self._write(seen, f"Customer: {clean_line(name) or 'none'}", build)

    def log(
        self,
        seen: Seen,
        text: str,
        *,
        side: str | None = None,
        kind: str | None = None,
        players: Sequence[str] = (),
        on: date | None = None,
    ) -> None:
        """What happened, on `on` or today; `side` is whose side it came from."""
        parts = {
            "on": acts.plain(on or self.today),
            "text": text,
            "side": side,
            "entry_kind": kind,
            "players": list(players) or None,
        }
        self.add(seen, "entry", parts, f"Log: {clean_line(text)[:60]}")

    # -- gates -------------------------------------------------------------------------

    def move_stage(
        self, seen: Seen, stage: str, *, reason: str | None = None, unheld: Sequence[str] = ()
    ) -> None:
        """Enter a stage, either way; the won stage closes the deal as won."""
        target = self.playbook.stage(stage)
        if target is None:
            raise UserError(f"The playbook has no stage {stage!r}", "Nothing was moved")

        self._write(
            seen,
            f"Stage: {target.name}",
            lambda view: self.moved(view, target, reason, unheld),
        )

    def moved(
        self, view: DealView, target: Stage, reason: str | None, unheld: Sequence[str]
    ) -> tuple[Edit, ...]:
        """The edits of entering a stage."""
        edits = acts.move_stage(
            view.dossier, target.key, self.new_id(), self.today, reason=reason, unheld=unheld
        )
        if target.won:
            won: dict[str, Json] = {"closed_as": "won", "closed_reason": reason}
            edits += acts.close(view.dossier, won, self.today)
        return edits

    def hold(self, seen: Seen, until: date, reason: str | None = None) -> None:
        if until <= self.today:
            raise UserError(
                f"{show_date(until, self.today)} is not after today",
                "The deal is not on hold",
                "Give the day on which it is to come back",
            )
        self._write(
            seen,
            f"On hold until {show_date(until, self.today)}",
            lambda v: acts.hold(v.dossier, until, reason, self.today),
        )

    def resume(self, seen: Seen) -> None:
        self._write(
            seen,
            "Hold ended",
            lambda v: acts.resume(v.dossier, self.new_id(), self.today),
        )

    def close_deal(self, seen: Seen, closed_as: str, **parts: Json) -> None:
        """Lost (closed_to, closed_reason) or abandoned (closed_reason, _cost, _reopen)."""
        parts = {"closed_as": closed_as, **parts}
        self._write(
            seen, f"Closed: {closed_as}", lambda v: acts.close(v.dossier, parts, self.today)
        )

    def reopen(self, seen: Seen) -> None:
        self._write(seen, "Reopened", lambda v: acts.reopen(v.dossier))

    # -- act ---------------------------------------------------------------------------

    def act_on(self, seen: Seen, finding: Finding, text: str, **parts: Json) -> str:
        """Make a finding an action; it then shows as covered (method 5)."""
        return self.add_action(
            seen,
            text,
            section=finding.section,
            finding_kind=finding.kind,
            finding_row=finding.row,
            **parts,
        )

    def add_action(self, seen: Seen, text: str, **parts: Json) -> str:
        """An open action, mine unless said otherwise."""
        standing: dict[str, Json] = {
            "action": text,
            "owner_side": "ours",
            "action_owner": self.me,
            "status": "open",
            "entered": self.today.isoformat(),
        }
        return self.add(seen, "action", standing | parts, f"Action: {clean_line(text)[:60]}")

    def tick(self, seen: Seen, action: Action, status: str, outcome: str | None = None) -> None:
        """Done, dropped or open again."""
        self.set(
            seen,
            "action",
            action.id,
            acts.tick(action, status, outcome, self.today),
            f"Action {status}: {action.action[:50]}",
        )

    # -- reviews -----------------------------------------------------------------------

    def save_review(self, deal: str, review: OpenReview) -> tuple[Kept, Kept]:
        """Keep a review that is being written; what was kept, and what is now."""
        before, after = self.store.open_review(deal), review.to_json()
        self.store.save_open_review(deal, after)
        return before, after

    def put_back_review(self, deal: str, after: Kept, before: Kept) -> None:
        """Keep `before` again in place of `after`. Raises `UserError` where it is another now."""
        if _text_of(self.store.open_review(deal)) != _text_of(after):
            raise UserError("The review was written on elsewhere", "Nothing was taken back")
        self.store.save_open_review(deal, before)

    def finish_review(self, seen: Seen, review: OpenReview, decided: Decided) -> str:
        """Seal the review with its decision and that day's scores; hold and abandon act on it.

        What was agreed becomes an action in the same act. The review's row id.
        """
        row, action = self.new_id(), self.new_id()

        def build(view: DealView) -> Sequence[Edit]:
            edits = reviews.finish(view, review, decided, row, by=self.me)
            if decided.decision == "hold" and decided.until is not None:
                edits += acts.hold(view.dossier, decided.until, decided.text, self.today)
            if decided.decision == "abandon":
                parts = {"closed_as": "abandoned", "closed_reason": decided.text}
                edits += acts.close(view.dossier, parts, self.today)
            if decided.agreed is not None:
                edits += reviews.agree(view, decided.agreed, action)
            return edits

        self._write(seen, "Review finished", build)
        # Kept until the next one is begun: where the end is taken back, it goes on.
        self.store.save_open_review(seen.deal, {**review.to_json(), "finished": row})
        return row

    # -- several deals -----------------------------------------------------------------

    def change_all(self, seen: Sequence[Seen], label: str, build: Build) -> Outcome:
        """The same on several deals, as one act; `build` raises `UserError` where one can't be
        changed, which keeps none of the others from it."""
        done: list[str] = []
        stayed: list[tuple[str, str]] = []

        def edits(_: object) -> Sequence[Edit]:
            views = {view.id: view for view in self.views([one.deal for one in seen])}
            made: list[Edit] = []
            for one in seen:
                view = views.get(one.deal)
                if view is None:
                    stayed.append(("One of them", "it is no longer here"))
                    continue
                try:
                    made += build(view)
                except UserError as error:
                    stayed.append((view.dossier.deal.name, error.what))
                else:
                    done.append(view.id)
            return made

        versions = {doc: version for one in seen for doc, version in one.versions.items()}
        self._save(f"{label}{', several deals' if len(seen) > 1 else ''}", edits, versions)
        return Outcome(tuple(done), tuple(stayed))

    # -- taking back -------------------------------------------------------------------

    def undo(self) -> str:
        """Take back my latest act, in all its documents or none; what it was, and on which deal."""
        return self._told(self.store.undo())

    def redo(self) -> str:
        return self._told(self.store.redo())

    def _told(self, undone: Undone) -> str:
        views = self.views(list(undone.docs)) if len(undone.docs) <= _FEW else []
        name = views[0].dossier.deal.name if len(views) == 1 else ""
        return undone.label if name in undone.label else f"{undone.label}, {name}"

    def _write(self, seen: Seen, label: str, build: Build) -> None:
        def edits(_: object) -> Sequence[Edit]:
            # Within the write: what is read here no other window or key changes meanwhile.
            view = self.view(seen.deal)
            if view is None:
                raise UserError(
                    "This deal is no longer here",
                    "Nothing was changed",
                    "Undo (u) brings back what was removed last",
                )
            return build(view)

        self._save(label, edits, seen.versions)

    def _save(
        self,
        label: str,
        edits: Callable[[object], Sequence[Edit]],
        seen: Mapping[str, Version],
    ) -> None:
        try:
            self.store.write(label, edits, seen=seen)
        except StaleWrite as stale:
            raise ClashError(stale) from stale


def _text_of(kept: Kept) -> Kept:
    return kept and {part: value for part, value in kept.items() if part != "finished"}
