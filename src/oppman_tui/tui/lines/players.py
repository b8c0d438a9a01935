"""How the key players are written: the grid's cells, what stands below it, one cell in full."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from rich.style import Style
from rich.text import Text

from oppman_tui.domain import checks
from oppman_tui.domain.entities import Player
from oppman_tui.domain.fields import Json
from oppman_tui.domain.plan import people
from oppman_tui.domain.plan.goals import goal_of
from oppman_tui.domain.plan.reach import reach
from oppman_tui.domain.question_sets import whole
from oppman_tui.domain.values.text import clean_line, fold
from oppman_tui.errors import InvalidValue
from oppman_tui.playbook.models import Playbook
from oppman_tui.tui import values
from oppman_tui.tui.lines.deal import near
from oppman_tui.tui.lines.sheet import Column, Record
from oppman_tui.tui.looks import Looks, wrap
from oppman_tui.tui.marks import severity_mark
from oppman_tui.tui.widgets.rows import Line
from oppman_tui.workspace.view import DealView

COLUMNS = (
    Column("name", "Player", 16, 22),
    Column("title", "Title", 13, 20),
    Column("roles", "Role", 14, 26),
    Column("receptivity", "Rec", 3, 3),
    Column("influence", "Inf", 3, 3),
    Column("relationship", "Rel", 3, 3),
    Column("win", "Personal win", 16, 40),
    Column("our_person", "Our person", 12, 16),
    Column("effect", "Effect", 10, 30),
    Column("goal", "Goal", 11, 30),
    Column("goal_date", "By", 7, 7),
)
"""The grid's columns, each named for the part it shows (method 4.3)."""
VALUES = ("receptivity", "influence", "relationship")
"""The columns that a single key writes, in the order in which the cursor goes on."""
SUPPORT = "support"
"""The key of the line of net support; a warning's is ``warning:`` and its place."""
POWER = "power"
"""The key of the line of receptive power."""
WAY = "way"
"""The key of the line of the way to the hardest powerful player."""
WORDS = {
    "name": "Name",
    "title": "Title",
    "roles": "Role",
    "receptivity": "Receptivity",
    "influence": "Influence",
    "relationship": "Relationship",
    "win": "Personal win, goal or threat",
    "our_person": "Our person",
    "effect": "How the change would affect them",
    "goal": "Where the relationship should be",
    "goal_date": "Goal by",
}
_ABOUT_GOALS = ("relationship", "goal", "goal_date")
"""Columns that tell whether the relationship moved."""
_WIN = re.compile(r",\s*(win|goal|threat)\s*:", re.IGNORECASE)
_ABOUT = {
    "supporter_without_say": "roles",
    "player_not_known": "relationship",
    "player_against": "relationship",
    "player_not_receptive": "receptivity",
    "win_not_known": "win",
}
"""The column that a warning is about."""


def named(line: str, playbook: Playbook) -> dict[str, Json]:
    """A person in a line, ``M. Berg, CFO, approver, win: one vendor less``: the player's parts.

    What stands after the name is the title, but for words that are roles of the playbook; what
    follows ``win:``, ``goal:`` or ``threat:`` is theirs, to the end of the line. Raises
    `InvalidValue` where one of them can't be taken.
    """
    line, kind, win = _WIN.split(line, maxsplit=1) if _WIN.search(line) else (line, None, None)
    name, *rest = (clean_line(word) for word in line.split(","))
    known = {fold(role.name): role.key for role in playbook.roles}
    roles = [known[fold(word)] for word in rest if fold(word) in known]
    title = ", ".join(word for word in rest if word and fold(word) not in known)
    parts: dict[str, Json] = {"name": name, "title": title or None, "roles": roles or None}
    checked = {part: checks.check("player", part, value) for part, value in parts.items()}
    if kind and win:
        told = {"win_kind": kind.lower(), "win": win}
        checked |= checks.check("player", "win", told) or {}
    return checked


def echo(line: str, playbook: Playbook) -> str:
    """What a person in a line would come to, in words."""
    try:
        parts = named(line, playbook)
    except InvalidValue as error:
        return error.problem
    names = {role.key: role.name for role in playbook.roles}
    roles = ", ".join(names[key] for key in parts["roles"] or ())
    told = [("title", parts["title"]), ("role", roles)]
    told.append((parts.get("win_kind") or "", parts.get("win")))
    return " · ".join([parts["name"], *(f"{what}: {words}" for what, words in told if words)])


class PlayerLines:
    """Cells and lines of one deal's people, those being written down among them."""

    def __init__(self, view: DealView, people: Sequence[Player], looks: Looks) -> None:
        self.view, self.people, self.looks = view, people, looks

    # -- the grid ----------------------------------------------------------------------

    def records(self) -> list[Record]:
        return [
            Record(player.id, [self._cell(player, spec.key) for spec in COLUMNS])
            for player in self.people
        ]

    def _cell(self, player: Player, part: str) -> Text:
        """Short, in one ink; torn ones are marked."""
        marks, ink = self.looks.marks, self.looks.ink
        words = self._short(player, part)
        if part in VALUES and not words:
            words = marks.unknown
        if self._is_torn(player, part):
            return Text(f"{marks.notice}{words}", ink.notice)
        return Text(words, self._ink(player, part))

    def _short(self, player: Player, part: str) -> str:
        value = getattr(player, part)
        if value is None:
            return ""
        if part == "relationship":
            return people.signed(value)
        if part in ("receptivity", "influence"):
            return str(value)
        if part == "goal_date":
            return near(value, self.view.today)
        return clean_line(self._in_words(player, part))

    def _ink(self, player: Player, part: str) -> Style:
        ink, value = self.looks.ink, getattr(player, part)
        if part == "relationship" and value:
            return ink.good if value > 0 else ink.notice
        if part == "influence" and value is not None and value >= self._influential:
            return ink.strong
        if part == "name" or (part in VALUES and value is not None):
            return ink.text
        return ink.text if part == "win" else ink.dim

    @property
    def _influential(self) -> int:
        return self.view.playbook.thresholds.people.influential

    def _is_torn(self, player: Player, part: str) -> bool:
        """More than one value stands, from copies that met."""
        cell, _ = values.find("player", part)
        return ("player", player.id, cell.name) in self.view.dossier.conflicts

    def _in_words(self, player: Player, part: str) -> str:
        _, spec = values.find("player", part)
        return values.shown(spec, getattr(player, part), self.view)

    # -- one cell in full --------------------------------------------------------------

    def full(self, player: Player, part: str, width: int) -> list[Text]:
        """Whose cell it is and all that stands in it, in two lines of `width` cells."""
        ink = self.looks.ink
        head = f"{people.who(player)} · {WORDS[part]}"
        told = self._explained(player, part) or "not known"
        if part == "name":
            ways = (("e-mail", player.email), ("phone", player.phone))
            told = " · ".join(f"{way} {where or 'not known'}" for way, where in ways)
        if part == "win" and player.win and player.win_kind:
            head += f": {player.win_kind}"
        goal = goal_of(player, self.view.dossier.reviews) if part in _ABOUT_GOALS else None
        if goal is not None:
            told += f" · {goal.text(self.view.today)}"
        if self._is_torn(player, part):
            told += f" · two values stand here; {self.looks.key('players.whole')} shows both"
        first = Text.assemble((f"{head}  ", ink.dim), (clean_line(told), ink.text))
        lines = list(first.wrap(self.looks.console, max(1, width))) or [Text()]
        if len(lines) > 2:
            rest = Text(" ").join(lines[1:])
            end = self.looks.marks.ellipsis
            rest.truncate(max(0, width - len(end)))
            lines[1:] = [rest.append(end)]
        return lines

    def _explained(self, player: Player, part: str) -> str:
        """The cell's words, and what a value of a scale means."""
        playbook, value = self.view.playbook, getattr(player, part)
        scales = {"influence": playbook.influence, "relationship": playbook.relationship}
        if part in scales and value is not None:
            name = next((point.name for point in scales[part] if point.value == value), "")
            return f"{self._short(player, part)} {name}".rstrip()
        mode = next((m for m in playbook.receptivity if m.key == value), None)
        if part == "receptivity" and mode is not None:
            return f"{mode.key} {mode.name}: {mode.text[:1].lower()}{mode.text[1:]}"
        return self._in_words(player, part)

    # -- below the grid ----------------------------------------------------------------

    def notes(self, width: int) -> list[Line]:
        """Net support, the warnings that override it, by name, and receptive power (method 6)."""
        scores = self.view.scores
        if scores.support is None:
            return []
        power = scores.receptive_power
        told = "not known"
        if power is not None:
            told = f"{whole(power)} % of the influence whose receptivity is known"
        return [
            Line(Text()),
            *self._lines("Net support      ", scores.support.text(), width, SUPPORT),
            *self._warnings(width),
            *self._lines("Receptive power  ", told, width, POWER),
            *self._way(width),
        ]

    def _way(self, width: int) -> list[Line]:
        """From our strongest supporter to the hardest powerful player (method 4.3)."""
        found = reach(self.view.dossier, self.view.playbook)
        return self._lines("Way to power     ", found.text(), width, WAY) if found else []

    def _warnings(self, width: int) -> Iterable[Line]:
        """Alarms first; how many there are is said before, for they may not all be seen."""
        looks, found = self.looks, self.warnings
        if found:
            many = "1 warning" if len(found) == 1 else f"{len(found)} warnings"
            yield Line(Text(f"  {many}", looks.ink.dim))
        for place, warning in enumerate(found):
            severity = 2 if warning.severity == "alarm" else 1
            mark = severity_mark(severity, looks.marks, looks.ink)
            first, *rest = wrap(warning.text, width - mark.cell_len - 1, looks)
            yield Line(Text.assemble(mark, f" {first}"), f"warning:{place}")
            yield from (Line(Text(f"   {more}")) for more in rest)

    @property
    def warnings(self) -> list[people.Warning]:
        return sorted(self.view.scores.warnings, key=lambda w: w.severity != "alarm")

    def _lines(self, head: str, words: str, width: int, key: str | None) -> list[Line]:
        first, *rest = wrap(words, width - len(head), self.looks)
        ink = self.looks.ink
        return [
            Line(Text.assemble((head, ink.dim), first), key),
            *(Line(Text(" " * len(head) + more)) for more in rest),
        ]

    def warning_at(self, note: str) -> people.Warning | None:
        """The warning of a line below the grid."""
        _, _, place = note.partition("warning:")
        return self.warnings[int(place)] if place.isdigit() else None

    def place_of(self, note: str) -> tuple[str, str] | None:
        """The player and column that a warning is about; None where it is about no one."""
        warning = self.warning_at(note)
        if warning is None or warning.player is None:
            return None
        return warning.player, _ABOUT.get(warning.key, "name")


def emptied(part: str) -> Mapping[str, Json]:
    """The parts that make a column's cell not known."""
    return {part: None, "win_kind": None} if part == "win" else {part: None}
