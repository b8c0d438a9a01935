"""How a sample deal's past is told: one call, one act of one person on one day.

Days are counted from today: -40 is forty days ago, 14 in two weeks.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from oppman_tui.demo.evidence import BELIEF, EVIDENCE
from oppman_tui.demo.fold import Fold
from oppman_tui.domain.edits import Act, Edit
from oppman_tui.domain.fields import ENTITIES, Json
from oppman_tui.domain.review.progress import snapshot
from oppman_tui.domain.scoring import score_deal
from oppman_tui.domain.values.ids import new_id
from oppman_tui.playbook.models import Playbook

_STEP = timedelta(minutes=2)


class Teller:
    """Gathers the acts; every time and id follows from today and the seed."""

    def __init__(self, today: date, seed: int, playbook: Playbook) -> None:
        self.today = today
        self.playbook = playbook
        self.random = random.Random(seed)
        self.fold = Fold()
        self._acts: list[Act] = []
        self._told: dict[date, int] = {}

    def day(self, offset: int) -> date:
        return self.today + timedelta(offset)

    def iso(self, offset: int | None) -> str | None:
        return None if offset is None else self.day(offset).isoformat()

    def time(self, offset: int) -> datetime:
        """The next free time of a past day, in office hours at first."""
        day = self.day(offset)
        told = self._told.get(day, 0)
        self._told[day] = told + 1
        return datetime.combine(day, time(7, 30), UTC) + told * _STEP

    def id(self, at: datetime) -> str:
        return new_id(at, self.random.randbytes(10))

    def tell(self, label: str, at: datetime, edits: Sequence[Edit]) -> None:
        for edit in edits:
            self.fold.put(edit, at)
        self._acts.append(Act(label, tuple(edits), at))

    @property
    def acts(self) -> tuple[Act, ...]:
        """In the order of their times."""
        return tuple(sorted(self._acts, key=lambda act: (act.at is not None, act.at)))

    def customer(self, offset: int, name: str, criteria: str, note: str | None = None) -> str:
        """`criteria`: a mark for each of the playbook's, `.` where the answer isn't known."""
        at = self.time(offset)
        doc = self.id(at)
        edits = [Edit(doc, "customer", doc, "name", name)]
        if note:
            edits.append(Edit(doc, "customer", doc, "note", note))
        for criterion, mark in zip(self.playbook.criteria, criteria, strict=True):
            if mark != ".":
                value = {"value": int(mark)}
                edits.append(Edit(doc, "criterion", criterion.key, "criterion", value))
        self.tell(f"New customer {name}", at, edits)
        return doc


class Story:
    """The past of one deal, told day by day."""

    def __init__(
        self,
        teller: Teller,
        entered: int,
        name: str,
        customer: str,
        owner: str,
        amount: int | None,
        *,
        currency: str = "EUR",
        stage: str = "need",
        since_known: bool = True,
        created: int | None = None,
        created_known: bool = True,
        close: int | None = None,
        strategic: str | None = None,
        note: str | None = None,
    ) -> None:
        """`amount` is in whole units. `created` is told where it isn't the day of entry."""
        self.teller, self.owner = teller, owner
        at = teller.time(entered)
        self.id = teller.id(at)
        born = teller.iso(entered if created is None else created)
        value = {"amount": None if amount is None else amount * 100, "currency": currency}
        cells: dict[str, Json] = {
            "name": name,
            "customer": customer,
            "owner": owner,
            "value": value if amount is not None else None,
            "stage": {"stage": stage, "stage_since": born if since_known else None},
            "close_date": teller.iso(close),
            "created": born if created_known else None,
            "strategic": strategic,
            "note": note,
        }
        edits = [
            Edit(self.id, "deal", self.id, k, v) for k, v in cells.items() if v is not None
        ]
        teller.tell(f"New deal {name}", at, edits)

    def _deal(self, offset: int, label: str, cell: str, value: Json) -> None:
        edit = Edit(self.id, "deal", self.id, cell, value)
        self.teller.tell(label, self.teller.time(offset), [edit])

    def _row(
        self, offset: int, label: str, entity: str, parts: Mapping[str, Json], key: str = ""
    ) -> str:
        at = self.teller.time(offset)
        row = key or self.teller.id(at)
        self.teller.tell(label, at, self._cells(entity, row, parts))
        return row

    def _cells(self, entity: str, row: str, parts: Mapping[str, Json]) -> list[Edit]:
        edits = []
        for cell in ENTITIES[entity].cells.values():
            given = {p.name: parts.get(p.name) for p in cell.parts}
            if any(value is not None for value in given.values()):
                value = given if len(cell.parts) > 1 else given[cell.parts[0].name]
                edits.append(Edit(self.id, entity, row, cell.name, value))
        return edits

    def move(
        self, offset: int, stage: str, reason: str | None = None, unheld: Sequence[str] = ()
    ) -> None:
        on, at = self.teller.iso(offset), self.teller.time(offset)
        before = self.teller.fold.dossier(self.id).deal.stage
        move = {"from_stage": before, "to_stage": stage, "on": on, "move_reason": reason}
        value = {"stage": stage, "stage_since": on, "stage_reason": reason}
        row = self._cells(
            "stage_move", self.teller.id(at), {**move, "unheld": list(unheld) or None}
        )
        edit = Edit(self.id, "deal", self.id, "stage", value)
        self.teller.tell(f"Stage: {stage}", at, [edit, *row])

    def push(self, offset: int, close: int) -> None:
        """The close date becomes another one."""
        at = self.teller.time(offset)
        before = self.teller.fold.dossier(self.id).deal.close_date
        after = self.teller.iso(close)
        moved = {
            "moved_on": self.teller.iso(offset),
            "from_date": before.isoformat() if before else None,
            "to_date": after,
        }
        row = self._cells("close_date_move", self.teller.id(at), moved)
        edit = Edit(self.id, "deal", self.id, "close_date", after)
        self.teller.tell(f"Close date: {after}", at, [edit, *row])

    def step(self, offset: int, text: str, due: int | None, agreed: bool = True) -> None:
        value = {
            "next_step": text,
            "next_step_date": self.teller.iso(due),
            "next_step_agreed": agreed,
        }
        self._deal(offset, "Next step", "next_step", value)

    def hold(self, offset: int, until: int, reason: str) -> None:
        value = {
            "hold_since": self.teller.iso(offset),
            "hold_until": self.teller.iso(until),
            "hold_reason": reason,
        }
        self._deal(offset, "On hold", "hold", value)

    def resume(self, offset: int) -> None:
        at, deal = self.teller.time(offset), self.teller.fold.dossier(self.id).deal
        edits = [Edit(self.id, "deal", self.id, "hold", None)]
        if deal.hold_since:
            period = {
                "held_from": deal.hold_since.isoformat(),
                "held_to": self.teller.iso(offset),
            }
            edits += self._cells("hold_period", self.teller.id(at), period)
        self.teller.tell("Off hold", at, edits)

    def close(
        self,
        offset: int,
        closed_as: str,
        reason: str,
        *,
        to: str | None = None,
        cost: str | None = None,
        reopen: str | None = None,
    ) -> None:
        value = {
            "closed_as": closed_as,
            "closed_on": self.teller.iso(offset),
            "closed_to": to,
            "closed_reason": reason,
            "closed_cost": cost,
            "closed_reopen": reopen,
        }
        self._deal(offset, f"Closed: {closed_as}", "closed", value)

    def player(
        self,
        offset: int,
        name: str,
        title: str,
        roles: str,
        influence: int | None,
        relationship: int | None,
        receptivity: str | None = None,
        win: str | None = None,
        *,
        win_kind: str = "win",
        ours: str | None = None,
        effect: str | None = None,
        goal: str | None = None,
        goal_by: int | None = None,
    ) -> str:
        parts = {
            "name": name,
            "title": title,
            "roles": roles.split() or None,
            "influence": influence,
            "relationship": relationship,
            "receptivity": receptivity,
            "win_kind": win_kind if win else None,
            "win": win,
            "our_person": ours,
            "effect": effect,
            "goal": goal,
            "goal_date": self.teller.iso(goal_by),
        }
        return self._row(offset, f"Player {name}", "player", parts)

    def link(self, offset: int, one: str, other: str, kind: str) -> None:
        parts = {"from_player": one, "to_player": other, "link_kind": kind}
        self._row(offset, "Link", "link", parts)

    def answers(
        self, offset: int, theme: str, marks: str, grades: str = "", person: str | None = None
    ) -> None:
        """A mark and a grade for each question the theme asks people, `.` for not known."""
        found = self.teller.playbook.theme(theme)
        asked = [q for q in found.questions if not q.computed] if found else []
        grades = grades or "2" * len(marks)
        told = EVIDENCE[theme]
        for question, mark, grade, line in zip(asked, marks, grades, told, strict=True):
            if mark == ".":
                continue
            known = grade in "23"
            parts = {
                "value": int(mark),
                "grade": int(grade),
                "evidence": line if known else self.teller.random.choice(BELIEF),
                "evidence_date": self.teller.iso(offset),
                "person": person if known else None,
            }
            self._row(offset, "Answer", "answer", parts, question.key)

    def log(
        self, offset: int, side: str | None, kind: str, text: str, *players: str
    ) -> None:
        """What happened that day; `side` is the one it came from."""
        parts = {
            "on": self.teller.iso(offset),
            "text": text,
            "entry_kind": kind,
            "side": side,
            "players": list(players) or None,
        }
        self._row(offset, "Log entry", "entry", parts)

    def risk(self, offset: int, kind: str, text: str, state: str = "open") -> str:
        parts = {"risk": text, "risk_kind": kind, "state": state}
        return self._row(offset, "Risk", "risk", parts)

    def action(
        self,
        offset: int,
        section: str,
        text: str,
        due: int | None,
        *,
        side: str = "ours",
        who: str | None = None,
        agreed: bool | None = None,
        kind: str | None = None,
        asked: str | None = None,
        finding: tuple[str, str] = ("", ""),
    ) -> str:
        parts = {
            "action": text,
            "section": section,
            "owner_side": side,
            "action_owner": who or self.owner,
            "due": self.teller.iso(due),
            "agreed": agreed,
            "status": "open",
            "finding_kind": finding[0] or None,
            "finding_row": finding[1] or None,
            "internal_kind": kind,
            "asked": asked,
            "entered": self.teller.iso(offset),
        }
        return self._row(offset, f"Action: {text}", "action", parts)

    def tick(self, offset: int, action: str, outcome: str, status: str = "done") -> None:
        value = {"status": status, "outcome": outcome, "status_on": self.teller.iso(offset)}
        edit = Edit(self.id, "action", action, "status", value)
        self.teller.tell(f"Action {status}", self.teller.time(offset), [edit])

    def stop(self, offset: int, text: str, by: int, tripped: int | None = None) -> None:
        parts = {"stop": text, "stop_by": self.teller.iso(by)}
        row = self._row(offset, "Stop condition", "stop", parts)
        if tripped is not None:
            edit = Edit(self.id, "stop", row, "tripped", self.teller.iso(tripped))
            self.teller.tell("Stop condition came true", self.teller.time(tripped), [edit])

    def override(self, offset: int, milestone: str, holds: bool, reason: str) -> None:
        parts = {
            "holds": holds,
            "override_reason": reason,
            "override_on": self.teller.iso(offset),
        }
        self._row(offset, f"Overruled: {milestone}", "override", parts, milestone)

    def review(
        self,
        offset: int,
        decision: str,
        text: str,
        answers: Mapping[str, str],
        *,
        until: int | None = None,
        with_: Sequence[str] = (),
    ) -> None:
        """A finished review, with the scores of its day."""
        parts = {
            "held_on": self.teller.iso(offset),
            "held_by": self.owner,
            "participants": list(with_) or None,
            "decision": decision,
            "decision_until": self.teller.iso(until),
            "decision_text": text,
            "answers": dict(answers),
            "snapshot": self._snapshot(self.teller.day(offset)),
        }
        self._row(offset, "Review", "review", parts)

    def _snapshot(self, day: date) -> dict[str, Json]:
        dossier = self.teller.fold.dossier(self.id)
        return snapshot(dossier, score_deal(dossier, self.teller.playbook, day))
