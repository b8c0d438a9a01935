"""How a deal's past is written in lines: when, who, what sort of thing, and the thing itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.style import Style
from rich.text import Text

from oppman_tui.domain.entities import CloseDateMove, Entry, HoldPeriod, Review, StageMove
from oppman_tui.domain.fields import ENTITIES, Cell, Json, Part
from oppman_tui.domain.values.dates import show_date, show_full
from oppman_tui.tui import values
from oppman_tui.tui.lines.review import answers_of, scores_of
from oppman_tui.tui.looks import Looks, clip, column, wrapped
from oppman_tui.tui.widgets.rows import Line
from oppman_tui.tui.words import Words, entity_of, naming_part
from oppman_tui.workspace.acts import plain
from oppman_tui.workspace.telling import Change, Happening, Made, Story
from oppman_tui.workspace.view import DealView

_SORTS = {
    "player": "Player",
    "criterion": "Criterion",
    "entry": "Log",
    "stage_move": "Stage",
    "close_date_move": "Close date",
    "hold_period": "On hold",
    "override": "Milestone",
    "stop": "Stop",
    "extra": "File",
}
"""What sort of thing happened, in ten cells."""
_BARE = frozenset(
    ("section", "owner", "customer", "stage", "risk_kind", "state", "title", "roles", "entry")
)
"""Cells whose value says by itself what it is."""
_LONG = 240
"""So much of a text is told; the record shows it whole."""


def key_of(change: Change) -> str:
    """The key of a changed cell's line."""
    return f"cell:{change.arrival}:{change.entity}:{change.row}:{change.cell}"


def sort_of(entity: str) -> str:
    return _SORTS.get(entity, entity_of(entity))


# -- the whole -----------------------------------------------------------------------------


def story_lines(story: Story, view: DealView, width: int, looks: Looks) -> list[Line]:
    """Days as headings, below them what happened, `width` cells wide.

    Keys: ``cell:…`` of a changed cell, ``row:entity:row`` of a fact or of a row that was made.
    """
    words = Words(view, story.names)
    told = _Told(words, looks, width)
    lines: list[Line] = []
    day = None
    for happening in story.happenings:
        if happening.day != day:
            day = happening.day
            lines += [Line(Text(""))] if lines else []
            lines.append(Line(Text(show_full(day), looks.ink.strong)))
        lines += told.lines(happening)
    return lines


@dataclass(frozen=True, slots=True)
class _Piece:
    """One entry of the story: the sort of thing, its text, dim lines below it, and its key."""

    sort: str
    text: Text
    below: Sequence[Text] = ()
    key: str = ""


class _Told:
    """Tells each happening in columns: time, who, what sort, text."""

    def __init__(self, words: Words, looks: Looks, width: int) -> None:
        self.words, self.looks, self.width = words, looks, width
        self.who = 16 if width >= 100 else 11 if width >= 70 else 0
        self.colon = ":" if looks.linear else ""
        """Behind the sort of thing, for those who don't see columns."""
        self.sort = 11 + len(self.colon)
        self.room = max(12, width - 6 - self.sort - (self.who + 1 if self.who else 0))

    def lines(self, happening: Happening) -> Iterator[Line]:
        pieces = [self._fact(happening)] if happening.fact is not None else self._act(happening)
        ink, marks = self.looks.ink, self.looks.marks
        edge = Text.assemble(column(happening.time, 6, marks))
        if self.who:
            edge.append_text(column(happening.who, self.who, marks)).append(" ")
        edge.stylize(ink.dim)
        if not self.who and happening.who and pieces:
            pieces[0].text.append(f"  {happening.who}", ink.dim)
        for piece in pieces:
            first, *rest = wrapped(piece.text, self.room, self.looks)
            sort = column(f"{piece.sort}{self.colon}", self.sort, marks)
            sort.stylize(ink.dim)
            yield Line(Text.assemble(edge, sort, first), piece.key or None)
            # The hour and the person stand once, beside the first of what they did at once.
            edge = Text(" " * edge.cell_len)
            indent = Text(" " * (edge.cell_len + self.sort))
            for more in rest:
                yield Line(Text.assemble(indent, more))
            for text in piece.below:
                for part in wrapped(text, self.room, self.looks):
                    yield Line(Text.assemble(indent, part))

    # -- facts -------------------------------------------------------------------------

    def _fact(self, happening: Happening) -> _Piece:
        fact, ink, looks = happening.fact, self.looks.ink, self.looks
        key = f"row:{happening.entity}:{fact.id}"
        sort = sort_of(happening.entity)
        today = self.words.view.today
        below: list[str] = []
        match fact:
            case Entry():
                text, below = Text(_short(fact.text)), self._about_entry(fact)
            case Review():
                return _Piece(sort, self._decision(fact), list(self._review(fact)), key)
            case StageMove():
                text = Text(self._between("from_stage", fact.from_stage, "to_stage", fact.to_stage))
                text.append(f"  {_short(fact.move_reason)}" if fact.move_reason else "")
                if fact.unheld:
                    held = self.words.value(_part("stage_move", "unheld"), list(fact.unheld))
                    below = [f"although not held: {held}"]
            case CloseDateMove():
                text = Text(self._days_between(fact))
            case HoldPeriod():
                begun, ended = show_date(fact.held_from, today), show_date(fact.held_to, today)
                days = (fact.held_to - fact.held_from).days
                text = Text(f"over: {begun} to {ended}, {days} days")
            case _:
                text = Text(self.words.title(happening.entity, fact.id))
        return _Piece(sort, text, [Text(clip(t, _LONG, looks.marks), ink.dim) for t in below], key)

    def _about_entry(self, entry: Entry) -> list[str]:
        side = {"ours": "ours", "theirs": "from the customer's side", None: "side not known"}
        about = [
            self.words.value(_part("entry", "entry_kind"), entry.entry_kind),
            side.get(entry.side, ""),
            self.words.value(_part("entry", "players"), list(entry.players)),
        ]
        kind, whose, people = about
        told = [t for t in (kind, whose, f"with {people}" if people else "") if t]
        return [", ".join(told)]

    def _decision(self, review: Review) -> Text:
        decided = self.words.value(_part("review", "decision"), review.decision)
        text = Text(decided or "no decision", self.looks.ink.strong)
        if review.decision_until:
            text.append(f": {show_date(review.decision_until, self.words.view.today)}")
        if review.decision_text:
            mark = "; " if review.decision_until else ": "
            text.append(f"{mark}{_short(review.decision_text)}", Style(bold=False))
        return text

    def _review(self, review: Review) -> Iterator[Text]:
        ink, marks = self.looks.ink, self.looks.marks
        people = ", ".join(dict.fromkeys((*filter(None, [review.held_by]), *review.participants)))
        if people:
            yield Text(f"by {people}", ink.dim)
        for name, answer in answers_of(review, self.words.view):
            line = Text.assemble((f"{name}: ", ink.dim), " ".join(answer.split()))
            line.truncate(self.room, overflow="crop")
            if len(answer) > self.room:
                line = Text.assemble(line[: max(0, self.room - 1)], (marks.ellipsis, ink.dim))
            yield line
        scores = [
            f"{name} {span}{' (weakest)' if weakest else ''}"
            for name, span, weakest in scores_of(review, self.words.view)
        ]
        if scores:
            yield Text(" · ".join(scores), ink.dim)

    def _between(self, one: str, before: Json, other: str, after: Json) -> str:
        was = self.words.value(_part("stage_move", one), before)
        now = self.words.value(_part("stage_move", other), after)
        return f"{was} → {now}" if was else f"into {now}"

    def _days_between(self, move: CloseDateMove) -> str:
        today = self.words.view.today
        was = show_date(move.from_date, today) if move.from_date else "none"
        now = show_date(move.to_date, today) if move.to_date else "none"
        if not move.from_date or not move.to_date:
            return f"{was} → {now}"
        days = (move.to_date - move.from_date).days
        return f"{was} → {now}, {abs(days)} days {'later' if days > 0 else 'sooner'}"

    # -- acts --------------------------------------------------------------------------

    def _act(self, happening: Happening) -> list[_Piece]:
        pieces = [self._made(made) for made in happening.made]
        pieces += [self._change(change) for change in happening.changes]
        if happening.taken_back and pieces:
            pieces[0].text.append("  (by undo or redo)", self.looks.ink.dim)
        return pieces

    def _made(self, made: Made) -> _Piece:
        """A new row: its name, and below it whatever else was set at once."""
        cells = {c.cell: c.after for c in made.cells}
        spec = ENTITIES[made.entity]
        needed = next(cell for cell in spec.cells.values() if cell.required)
        parts = dict(_as_parts(needed.parts, cells[needed.name]))
        named = naming_part(made.entity)
        title = self.words.value(_part(made.entity, named), parts.pop(named, None)) if named else ""
        told = [self._new_cell(needed, parts)] if title and any(parts.values()) else []
        told += [
            self._new_cell(cell, cells[name])
            for name, cell in spec.cells.items()
            if name in cells and cell is not needed
        ]
        told = [words for words in told if words]
        below = [Text("; ".join(told), self.looks.ink.dim)] if told else []
        title = title or self.words.cell(needed, cells[needed.name])
        text = Text.assemble(("new: ", self.looks.ink.dim), _short(title))
        return _Piece(sort_of(made.entity), text, below, f"row:{made.entity}:{made.row}")

    def _new_cell(self, cell: Cell, value: Json) -> str:
        """A cell of a new row; what goes without saying is left out."""
        parts = _as_parts(cell.parts, value)
        if cell.name in ("entered", "created", "source") or parts.get("status") == "open":
            return ""
        if cell.name == "finding":
            told = self.words.finding(parts.get("finding_kind"), parts.get("finding_row"))
            return f"for {_short(told)}"
        if parts.get("win"):
            return f"{parts.get('win_kind') or 'win'}: {_short(str(parts['win']))}"
        if value is True:
            return cell.label.lower()
        told = _short(self.words.cell(cell, value))
        if cell.name == "stop":
            return f"by {told}"
        return told if cell.name in _BARE else f"{cell.label.lower()} {told}"

    def _change(self, change: Change) -> _Piece:
        """One cell: the row it belongs to, and each of its parts that became another."""
        ink = self.looks.ink
        text = Text()
        if not ENTITIES[change.entity].single:
            title = self.words.title(change.entity, change.row)
            title = _short(title) or entity_of(change.entity).lower()
            text.append(title).append(" " if title.endswith("?") else ": ", ink.dim)
        if change.cell == "deleted":
            text.append("removed" if change.after else "brought back", ink.notice)
            return _Piece(sort_of(change.entity), text, key=key_of(change))
        for place, (label, before, after) in enumerate(self._parts(change)):
            text.append("; " if place else "", ink.dim)
            text.append(f"{label}: " if label else "", ink.dim)
            text.append(before or "not known", ink.dim if not before else "")
            text.append(f" {self.looks.marks.becomes} ", ink.accent)
            text.append(after or "not known", ink.dim if not after else "")
        return _Piece(sort_of(change.entity), text, key=key_of(change))

    def _parts(self, change: Change) -> Iterator[tuple[str, str, str]]:
        """(label, before, after) of each part that is different; the cell's own part bare."""
        cell = ENTITIES[change.entity].cells[change.cell]
        before, after = (_as_parts(cell.parts, v) for v in (change.before, change.after))
        found = False
        for part in cell.parts:
            if part.name == "currency" and before.get("amount") != after.get("amount"):
                continue
            if before.get(part.name) == after.get(part.name) and part.name != "amount":
                continue
            was, now = (
                _short(self.words.value(part, side.get(part.name), side.get("currency")))
                for side in (before, after)
            )
            if was == now:
                continue
            found = True
            bare = change.entity in ("answer", "criterion") and part.name == "value"
            yield "" if bare else values.label_of(cell, part), was, now
        if not found:
            yield (
                cell.label,
                self.words.cell(cell, change.before),
                self.words.cell(cell, change.after),
            )


def _as_parts(parts: Sequence[Part], value: Json) -> Mapping[str, Json]:
    if len(parts) == 1:
        return {parts[0].name: value}
    return value if isinstance(value, dict) else {}


def _part(entity: str, name: str) -> Part:
    return next(part for part in ENTITIES[entity].parts if part.name == name)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONG else f"{line[:_LONG].rstrip()}…"


def before_of(change: Change) -> dict[str, Json]:
    """The parts that put a cell back to what it was."""
    cell = ENTITIES[change.entity].cells[change.cell]
    before = _as_parts(cell.parts, change.before)
    return {part.name: plain(before.get(part.name)) for part in cell.parts}
