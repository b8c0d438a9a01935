"""The table of fields: every entity, its cells, their parts and limits.

One table feeds the change log (what a cell is), the store (tables and columns), the forms
(labels, limits) and the check of every value that comes in. A **cell** is the smallest thing
that is written, undone and merged; parts that mean something only together share one cell
(architecture.md, The change log), so that 9,000 EUR never merges into 9,000 JPY.

A cell's value as it is written: a one-part cell's bare JSON value, or a dict of all its parts;
``None`` where every part is empty. Dates are ISO texts, amounts integers in minor units.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from oppman_tui.domain.values.limits import MONEY_MAX

Json: TypeAlias = Any
DocumentKind: TypeAlias = Literal["deal", "customer"]


class Kind(enum.Enum):
    """What a part holds, and so its column and its check."""

    LINE = "line"
    TEXT = "text"
    INT = "int"
    MONEY = "money"
    CURRENCY = "currency"
    DATE = "date"
    BOOL = "bool"
    CHOICE = "choice"
    KEY = "key"  # a playbook key: kept even when the playbook no longer has it
    REF = "ref"  # a row or document id
    REFS = "refs"
    NAMES = "names"  # a list of keys or short lines
    MAP = "map"


@dataclass(frozen=True, slots=True)
class Part:
    """One column. `low`/`high` bound numbers; `high` is the longest text, in characters."""

    name: str
    kind: Kind
    high: int = 0
    low: int = 0
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """What is written, undone and merged as one."""

    name: str
    parts: tuple[Part, ...]
    label: str
    needs: tuple[str, ...] = ()
    """The parts without which the row isn't there; they can't be emptied."""

    @property
    def required(self) -> bool:
        """A row without the cell isn't there."""
        return bool(self.needs)


@dataclass(frozen=True, slots=True)
class Entity:
    """A kind of row within a document. A `single` entity's row id is the document's own."""

    name: str
    documents: tuple[DocumentKind, ...]
    cells: Mapping[str, Cell]
    single: bool = False
    keyed: bool = False
    """Row ids are playbook keys (or headings), so that two copies meet in the same row."""

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(part for cell in self.cells.values() for part in cell.parts)


LINE, NAME, TEXT = 500, 200, 20_000


def _line(name: str, high: int = LINE) -> Part:
    return Part(name, Kind.LINE, high)


def _text(name: str) -> Part:
    return Part(name, Kind.TEXT, TEXT)


def _date(name: str) -> Part:
    return Part(name, Kind.DATE)


def _key(name: str) -> Part:
    return Part(name, Kind.KEY, 64)


def _ref(name: str) -> Part:
    return Part(name, Kind.REF, 64)


def _choice(name: str, *choices: str) -> Part:
    return Part(name, Kind.CHOICE, choices=choices)


def _cell(name: str, label: str, *parts: Part, needs: str = "") -> Cell:
    return Cell(name, parts, label, tuple(needs.split()))


def _entity(
    name: str,
    *cells: Cell,
    documents: tuple[DocumentKind, ...] = ("deal",),
    single: bool = False,
    keyed: bool = False,
) -> Entity:
    deleted = _cell("deleted", "deleted", Part("deleted", Kind.BOOL))
    return Entity(name, documents, {c.name: c for c in (*cells, deleted)}, single, keyed)


_SOURCE = _cell("source", "Source", _line("source_system"), _line("source_org"), _line("source_id"))

_TABLE = (
    _entity(
        "deal",
        _cell("name", "Deal", _line("name", NAME), needs="name"),
        _cell("customer", "Customer", _ref("customer")),
        _cell("owner", "Owner", _line("owner", NAME)),
        _cell(
            "value",
            "Value",
            Part("amount", Kind.MONEY, MONEY_MAX, -MONEY_MAX),
            Part("currency", Kind.CURRENCY, 3),
        ),
        _cell("stage", "Stage", _key("stage"), _date("stage_since"), _text("stage_reason")),
        _cell("close_date", "Close date", _date("close_date")),
        _cell(
            "next_step",
            "Next step",
            _line("next_step"),
            _date("next_step_date"),
            Part("next_step_agreed", Kind.BOOL),
        ),
        _cell("hold", "On hold", _date("hold_since"), _date("hold_until"), _text("hold_reason")),
        _cell(
            "closed",
            "Closed",
            _choice("closed_as", "won", "lost", "abandoned"),
            _date("closed_on"),
            _line("closed_to", NAME),
            _text("closed_reason"),
            _text("closed_cost"),
            _text("closed_reopen"),
        ),
        _cell("created", "Created", _date("created")),
        _cell("strategic", "Strategic, because", _text("strategic")),
        _cell("note", "Note", _text("note")),
        _SOURCE,
        single=True,
    ),
    _entity(
        "customer",
        _cell("name", "Customer", _line("name", NAME), needs="name"),
        _cell("note", "Note", _text("note")),
        _SOURCE,
        documents=("customer",),
        single=True,
    ),
    _entity(
        "criterion",
        _cell("criterion", "Criterion", Part("value", Kind.INT, 2, 0), _text("criterion_note")),
        documents=("customer",),
        keyed=True,
    ),
    _entity(
        "answer",
        _cell(
            "answer",
            "Answer",
            Part("value", Kind.INT, 2, 0),
            Part("grade", Kind.INT, 3, 0),
            _text("evidence"),
            _date("evidence_date"),
            _ref("person"),
        ),
        keyed=True,
    ),
    _entity(
        "player",
        _cell("name", "Player", _line("name", NAME), needs="name"),
        _cell("title", "Title", _line("title", NAME)),
        _cell("email", "E-mail", _line("email", 320)),
        _cell("phone", "Phone", _line("phone", 64)),
        _cell("roles", "Roles", Part("roles", Kind.NAMES, 64)),
        _cell(
            "win",
            "Personal win",
            _choice("win_kind", "win", "goal", "threat"),
            _text("win"),
        ),
        _cell("receptivity", "Receptivity", _key("receptivity")),
        _cell("influence", "Influence", Part("influence", Kind.INT, 5, 1)),
        _cell("relationship", "Relationship", Part("relationship", Kind.INT, 2, -2)),
        _cell("effect", "Effect", _text("effect")),
        _cell("our_person", "Our person", _line("our_person", NAME)),
        _cell("goal", "Goal", _text("goal"), _date("goal_date")),
    ),
    _entity(
        "link",
        _cell(
            "link",
            "Link",
            _ref("from_player"),
            _ref("to_player"),
            _choice("link_kind", "reports_to", "trusts", "opposes"),
            needs="from_player to_player link_kind",
        ),
    ),
    _entity(
        "risk",
        _cell("risk", "Risk", _text("risk"), needs="risk"),
        _cell("risk_kind", "Kind", _key("risk_kind")),
        _cell(
            "state",
            "State",
            _choice("state", "open", "in_hand", "acceptable", "not_acceptable"),
        ),
    ),
    _entity(
        "action",
        _cell("action", "Action", _text("action"), needs="action"),
        _cell("section", "Section", _key("section")),
        _cell(
            "owner",
            "Owner",
            _choice("owner_side", "ours", "theirs"),
            _line("action_owner", NAME),
        ),
        _cell("due", "Due", _date("due")),
        _cell("agreed", "Agreed with the customer", Part("agreed", Kind.BOOL)),
        _cell(
            "status",
            "Status",
            _choice("status", "open", "done", "dropped"),
            _text("outcome"),
            _date("status_on"),
        ),
        _cell("finding", "Finding", _key("finding_kind"), _ref("finding_row")),
        _cell("internal", "Asks inside for", _key("internal_kind"), _line("asked", NAME)),
        _cell("entered", "Entered", _date("entered")),
    ),
    _entity(
        "entry",
        _cell(
            "entry",
            "Log entry",
            _date("on"),
            _text("text"),
            _key("entry_kind"),
            _choice("side", "ours", "theirs"),
            Part("players", Kind.REFS, 64),
            needs="on text",
        ),
    ),
    _entity(
        "review",
        _cell(
            "held",
            "Held",
            _date("held_on"),
            _line("held_by", NAME),
            Part("participants", Kind.NAMES, NAME),
            needs="held_on",
        ),
        _cell(
            "decision",
            "Decision",
            _key("decision"),
            _date("decision_until"),
            _text("decision_text"),
        ),
        _cell("answers", "Answers", Part("answers", Kind.MAP, TEXT)),
        _cell("snapshot", "Scores", Part("snapshot", Kind.MAP, TEXT)),
    ),
    _entity(
        "stage_move",
        _cell(
            "move",
            "Stage move",
            _key("from_stage"),
            _key("to_stage"),
            _date("on"),
            _text("move_reason"),
            Part("unheld", Kind.NAMES, 64),
            needs="to_stage on",
        ),
    ),
    _entity(
        "close_date_move",
        _cell(
            "moved",
            "Close date moved",
            _date("moved_on"),
            _date("from_date"),
            _date("to_date"),
            needs="moved_on",
        ),
    ),
    _entity(
        "hold_period",
        _cell("period", "On hold", _date("held_from"), _date("held_to"), needs="held_from held_to"),
    ),
    _entity(
        "override",
        _cell(
            "override",
            "Overruled",
            Part("holds", Kind.BOOL),
            _text("override_reason"),
            _date("override_on"),
            needs="holds",
        ),
        keyed=True,
    ),
    _entity(
        "stop",
        _cell("stop", "Stop condition", _text("stop"), _date("stop_by"), needs="stop"),
        _cell("check", "Checked by the program", _line("stop_check", 128)),
        _cell("tripped", "Came true", _date("tripped_on")),
    ),
    _entity(
        "extra",
        _cell("extra", "From the file", _text("extra"), needs="extra"),
        documents=("deal", "customer"),
        keyed=True,
    ),
)

ENTITIES: Mapping[str, Entity] = {entity.name: entity for entity in _TABLE}
