"""The key players as a picture, influence upward and relationship across; and in words.

Nothing that isn't known is drawn as a number: who can't be placed stands apart, and says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rich.style import Style
from rich.text import Text

from oppman_tui.domain.entities import Dossier, Link, Player
from oppman_tui.domain.plan.people import signed, who
from oppman_tui.playbook.models import Playbook
from oppman_tui.tui.looks import Looks, clip, wrapped

LEVELS = (5, 4, 3, 2, 1)
BANDS = (-2, -1, 0, 1, 2)
_EDGE = 4
"""Cells before the plot: the level and the upright."""
_NAME = 14
"""The least room for the names of those at the right end."""
_BETWEEN = 2
_UNKNOWN = "?"
LINK_WORDS = {"reports_to": "reports to", "trusts": "trusts", "opposes": "opposes"}


@dataclass(slots=True)
class _Spot:
    """One person's place on a line of the plot."""

    player: Player
    x: int
    label: str

    @property
    def end(self) -> int:
        return self.x + Text(self.label).cell_len


class PeopleMap:
    """Draws the people of one deal in lines of `width` cells."""

    def __init__(self, dossier: Dossier, playbook: Playbook, looks: Looks, width: int) -> None:
        self.dossier, self.playbook, self.looks, self.width = dossier, playbook, looks, width
        self._people = {p.id: p for p in dossier.players}

    # -- the picture -------------------------------------------------------------------

    def picture(self, height: int = 0) -> list[Text]:
        """The plot with its links at the right, and below it who can't be placed.

        Spread out where `height` lines leave room for that.
        """
        told = [self.link(link) for link in self._links]
        side = max((Text(words).cell_len for words in told), default=0)
        beside = bool(told) and self.width - side >= 56
        plot = self.width - _EDGE - (side + 3 if beside else 0)
        lines = self._plot(plot, height >= 20)
        if beside:
            lines = self._with_links(lines, told, _EDGE + plot + 1)
        lines += [Text(), *self._legend()]
        apart = [p for p in self.dossier.players if None in (p.influence, p.relationship)]
        if apart:
            lines += [Text(), Text("Not placed", self.looks.ink.strong)]
            lines += [line for player in apart for line in self._apart(player)]
        if told and not beside:
            lines += [Text(), Text("Links", self.looks.ink.strong)]
            lines += [part for words in told for part in self._wrapped(Text(words), 2)]
        return lines

    @property
    def _links(self) -> Iterable[Link]:
        """Those whose ends are both here."""
        ids = self._people.keys()
        return (n for n in self.dossier.links if {n.from_player, n.to_player} <= ids)

    def link(self, link: Link) -> str:
        """*Berg reports to Falk*: by last names where they tell the people apart."""
        one, other = self._people[link.from_player], self._people[link.to_player]
        return f"{self._brief(one)} {LINK_WORDS[link.link_kind]} {self._brief(other)}"

    def _brief(self, player: Player) -> str:
        last = player.name.split()[-1]
        alone = sum(p.name.split()[-1] == last for p in self._people.values()) == 1
        return last if alone else player.name

    def _plot(self, width: int, spread: bool) -> list[Text]:
        ink, marks = self.looks.ink, self.looks.marks
        right = [self._label(p, False) for p in self._people.values() if p.relationship == 2]
        tail = max(_NAME, *(Text(label).cell_len for label in right), 0)
        step = (width - min(tail, width // 3)) // 4
        at = {band: (band + 2) * step for band in BANDS}
        lines = [Text("influence", ink.dim)]
        for level in LEVELS:
            for place, drawn in enumerate(self._level(level, at, width)):
                head = f"{level:>2} " if place == 0 else "   "
                lines.append(Text.assemble((f"{head}{marks.upright}", ink.dim), drawn))
            if spread:
                lines.append(Text(f"   {marks.upright}", ink.dim))
        lines.append(Text(f"   {marks.corner}{marks.rule * width}", ink.dim))
        ends = {BANDS[0]: "against", BANDS[-1]: "for us"}
        if step >= 12:
            words = {band: f"{signed(band)} {ends.get(band, '')}" for band in BANDS}
            return [*lines, self._scale(at, words)]
        numbers = {band: signed(band) for band in BANDS}
        return [*lines, self._scale(at, numbers), self._scale(at, ends)]

    def _scale(self, at: Mapping[int, int], words: Mapping[int, str]) -> Text:
        line = Text()
        for band, told in words.items():
            line.pad_right(_EDGE + at[band] - line.cell_len)
            line.append(told, self.looks.ink.dim)
        return line

    def _level(self, level: int, at: dict[int, int], width: int) -> list[Text]:
        """As many lines as it takes for nobody to hide another."""
        here = [
            p
            for p in self._people.values()
            if p.influence == level and p.relationship is not None
        ]
        lines: list[list[_Spot]] = []
        for player in sorted(here, key=lambda p: p.relationship or 0):
            spot = self._spot(player, at[player.relationship or 0], width)
            free = (line for line in lines if line[-1].end + _BETWEEN <= spot.x)
            line = next(free, None)
            if line is None:
                lines.append([spot])
            else:
                line.append(spot)
        return [self._line(spots, width) for spots in lines] or [Text()]

    def _spot(self, player: Player, x: int, width: int) -> _Spot:
        """The whole name where it fits, else the last name, else what there is room for."""
        room = max(4, width - x)
        label = self._label(player, False)
        if Text(label).cell_len > room:
            label = clip(self._label(player, True), room, self.looks.marks)
        return _Spot(player, x, label)

    def _label(self, player: Player, brief: bool) -> str:
        name = self._brief(player) if brief else player.name
        return f"{player.receptivity or _UNKNOWN} {name}"

    def _line(self, spots: Sequence[_Spot], width: int) -> Text:
        """The marks and names, and the titles that there is room for."""
        ink, line = self.looks.ink, Text()
        ends = [*(spot.x for spot in spots[1:]), width + _BETWEEN]
        for spot, after in zip(spots, ends, strict=True):
            line.pad_right(spot.x - line.cell_len)
            line.append(spot.label[:1], self._ink(spot.player))
            line.append(spot.label[1:])
            title = f", {spot.player.title}"
            if spot.player.title and spot.end + Text(title).cell_len + _BETWEEN <= after:
                line.append(title, ink.dim)
        return line

    def _ink(self, player: Player) -> Style:
        ink = self.looks.ink
        side = player.relationship or 0
        return ink.strong + (ink.good if side > 0 else ink.notice if side < 0 else ink.text)

    def _with_links(self, lines: list[Text], told: Sequence[str], x: int) -> list[Text]:
        ink = self.looks.ink
        beside = [Text("links", ink.dim), *(Text(words) for words in told)]
        lines = lines + [Text() for _ in range(len(beside) - len(lines))]
        for line, words in zip(lines, beside, strict=False):
            line.pad_right(x - line.cell_len)
            line.append_text(words)
        return lines

    def _legend(self) -> list[Text]:
        """What the marks in use mean."""
        used = {p.receptivity for p in self._people.values()}
        modes = [f"{m.key} {m.name}" for m in self.playbook.receptivity if m.key in used]
        modes += [f"{_UNKNOWN} not known"] if None in used else []
        return self._wrapped(Text(" · ".join(modes), self.looks.ink.dim), 0)

    def _apart(self, player: Player) -> list[Text]:
        words = Text.assemble(
            (self._label(player, False)[:2], self.looks.ink.strong),
            who(player),
            (f"  {self._influence(player)}, {self._relationship(player)}", self.looks.ink.dim),
        )
        return self._wrapped(words, 2)

    # -- in words ----------------------------------------------------------------------

    def linear(self) -> list[tuple[str, list[Text]]]:
        """(player, lines) of each, the most influential first: the picture read aloud."""

        def order(player: Player) -> tuple[int, int]:
            side = player.relationship
            return -(player.influence or 0), 3 if side is None else -side

        people = sorted(self._people.values(), key=order)
        return [(player.id, self._wrapped(self._told(player), 2)) for player in people]

    def _told(self, player: Player) -> Text:
        names = {role.key: role.name for role in self.playbook.roles}
        mode = next((m for m in self.playbook.receptivity if m.key == player.receptivity), None)
        facts = [
            *(names.get(key, key) for key in player.roles),
            self._influence(player),
            self._relationship(player),
            f"{mode.key} {mode.name}" if mode else "receptivity not known",
        ]
        for link in self._links:
            if link.from_player == player.id:
                other = self._people[link.to_player]
                facts.append(f"{LINK_WORDS[link.link_kind]} {other.name}")
        return Text.assemble(who(player), (f": {', '.join(facts)}", self.looks.ink.dim))

    def _influence(self, player: Player) -> str:
        if player.influence is None:
            return "influence not known"
        return f"influence {player.influence}"

    def _relationship(self, player: Player) -> str:
        value = player.relationship
        if value is None:
            return "relationship not known"
        words = {s.value: s.name for s in self.playbook.relationship}.get(value, "")
        return f"relationship {signed(value)} {words}".rstrip()

    def _wrapped(self, words: Text, indent: int) -> list[Text]:
        first, *rest = wrapped(words, max(10, self.width - indent), self.looks)
        return [first, *(Text.assemble(" " * indent, more) for more in rest)]
