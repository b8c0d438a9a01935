"""Key players: a grid edited in place like a spreadsheet, and its picture (method 4.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from oppman_tui.domain.entities import Player
from oppman_tui.domain.fields import Json
from oppman_tui.tui import keys
from oppman_tui.tui.lines import why_people
from oppman_tui.tui.lines.players import (
    COLUMNS,
    POWER,
    SUPPORT,
    VALUES,
    WAY,
    WORDS,
    PlayerLines,
    echo,
    emptied,
    named,
)
from oppman_tui.tui.lines.why import Why
from oppman_tui.tui.panes.pane import Pane
from oppman_tui.tui.screens import editing
from oppman_tui.tui.screens.dialogs import Ask, Confirm
from oppman_tui.tui.screens.record import RecordScreen
from oppman_tui.tui.screens.why import WhyPage
from oppman_tui.tui.verbs import everyday
from oppman_tui.tui.verbs.links import Links
from oppman_tui.tui.widgets.grid import Grid
from oppman_tui.tui.widgets.people_map import PeopleMap
from oppman_tui.tui.widgets.rows import Line, Lines, Rows
from oppman_tui.workspace.view import DealView


class _Map(Rows):
    """The picture, and the people in words; Enter goes to a person's cells."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of("people")




class PlayersPane(Pane):
    """What a key means depends on the column; the footer says it.

    A value is written at once and the cursor goes on, so that keys struck faster than the disk
    land in cells one after the other. A person being written down is in the grid before the
    disk has them, so that the values struck next are theirs.
    """

    DEFAULT_CSS = """
    PlayersPane #line { height: 1; padding: 0 1; }
    PlayersPane #cell { height: 2; padding: 0 1; }
    PlayersPane #map { display: none; }
    PlayersPane.-picture #map { display: block; }
    PlayersPane.-picture Grid { display: none; }
    PlayersPane.-picture Static { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.of("players")

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._coming: list[Player] = []
        """People who are being written down, until the deal is read with them in it."""
        self._told = Text()
        self._part: str | None = None

    def compose(self) -> ComposeResult:
        yield Grid(COLUMNS)
        yield _Map(id="map")
        yield Static(id="line")
        yield Static(id="cell")

    @property
    def grid(self) -> Grid:
        return self.query_one(Grid)

    @property
    def map(self) -> Rows:
        return self.query_one("#map", Rows)

    @property
    def is_picture(self) -> bool:
        return self.has_class("-picture")

    def enter(self) -> None:
        (self.map if self.is_picture else self.grid).focus()

    # -- drawing -----------------------------------------------------------------------

    @property
    def people(self) -> list[Player]:
        known = {p.id for p in self.shown.dossier.players}
        self._coming = [p for p in self._coming if p.id not in known]
        return [*self.shown.dossier.players, *self._coming]

    @property
    def lines(self) -> PlayerLines:
        return PlayerLines(self.shown, self.people, self.looks)

    def draw(self, view: DealView) -> None:
        width = self.size.width - 2
        lines, ink = self.lines, self.looks.ink
        notes = lines.notes(width) if self.people else [Line(Text(self._empty, ink.dim))]
        self.grid.show(lines.records(), notes)
        rule = Text(self.looks.marks.rule * width, ink.dim)
        self.query_one("#line", Static).update(rule, layout=False)
        drawn = PeopleMap(view.dossier, view.playbook, self.looks, width - 1)
        picture = [] if self.looks.linear else [*drawn.picture(self.size.height), Text("")]
        told = [Line(line, f"line:{n}") for n, line in enumerate(picture)]
        told.append(Line(Text("In words", ink.strong)))
        for player, (first, *rest) in drawn.linear():
            told += [Line(first, player), *(Line(more) for more in rest)]
        if not view.dossier.players:
            told = [Line(Text(self._empty, ink.dim))]
        self.map.show(Lines(told))

    def on_grid_moved(self) -> None:
        """Say in full what stands in the cell; the footer says what its keys are."""
        player, part, told = self.player, self.grid.column, Text()
        if player is not None and part is not None:
            told = Text("\n").join(self.lines.full(player, part, self.size.width - 2))
        if told != self._told:
            self._told = told
            self.query_one("#cell", Static).update(told, layout=False)
        if part != self._part:
            self._part = part
            self.refresh_bindings()

    # -- the cell under the cursor -----------------------------------------------------

    @property
    def player(self) -> Player | None:
        """The person of the cursor's row."""
        key = self.grid.record
        return next((p for p in self.people if p.id == key), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key belongs to a column, to the grid, or to the picture."""
        if action in ("picture", "receptivity", "influence", "relationship", "elsewhere"):
            here = self.view is not None and not self.is_picture
            return here and (action not in VALUES or self.grid.column == action)
        if action in ("unknown", "remove", "whole", "links"):
            return not self.is_picture
        if action == "grid":
            return self.is_picture
        return True

    def action_receptivity(self, mode: str) -> None:
        known = {m.key for m in self.shown.playbook.receptivity}
        if mode in known:
            self._set("receptivity", mode)
        else:
            key = self.looks.key("grid.write")
            self._say(f"The playbook knows no receptivity {mode}; {key} shows those it knows")

    def action_influence(self, value: int) -> None:
        self._set("influence", value)

    def action_relationship(self, value: int) -> None:
        self._set("relationship", value)

    def action_elsewhere(self) -> None:
        self._say("A value of receptivity, influence or relationship: go to that column first")

    def action_unknown(self) -> None:
        part = self.grid.column
        if part == "name":
            remove = self.looks.key("players.remove")
            self._say(f"A player can't be without a name; {remove} removes the player")
        elif part is None:
            self._say(self._nobody)
        else:
            self._set(part, None)

    def _set(self, part: str, value: Json) -> None:
        """Write one cell and go on to the next."""
        player = self.player
        if player is None:
            return
        self._go_on(part)
        parts = emptied(part) if value is None else {part: value}
        self._write(self.shown, player, parts, part)

    def _go_on(self, part: str) -> None:
        """To the next value, or to the next person's first."""
        if part not in VALUES:
            return
        place, people = VALUES.index(part) + 1, [player.id for player in self.people]
        here = people.index(self.grid.record or "")
        if place < len(VALUES):
            self.grid.move_to_key(people[here], VALUES[place])
        elif here + 1 < len(people):
            self.grid.move_to_key(people[here + 1], VALUES[0])

    @work
    async def _write(
        self, view: DealView, player: Player, parts: Mapping[str, Json], part: str
    ) -> None:
        await self._written(view, player, parts, part)

    async def _written(
        self, view: DealView, player: Player, parts: Mapping[str, Json], part: str
    ) -> None:
        """`view` is the deal as it was when the value was asked for."""
        ws, label = self.workspace, f"{WORDS[part]}: {player.name}"[:120]
        await everyday.app_of(self).change(
            view, lambda seen: ws.set(seen, "player", player.id, parts, label)
        )

    # -- why ---------------------------------------------------------------------------

    def why(self, view: DealView) -> Why | None:
        """Of a person what they add; of a line below the grid what it is made of."""
        looks, key = self.looks, self._under_the_cursor
        player = next((p for p in view.dossier.players if p.id == key), None)
        if player is not None:
            return why_people.of_player(view, looks, player)
        if key == SUPPORT or not view.dossier.players:
            return why_people.of_support(view, looks)
        if key == POWER:
            return why_people.of_power(view, looks)
        if key == WAY:
            return why_people.of_way(view, looks)
        warning = self.lines.warning_at(key or "")
        return why_people.of_warning(view, looks, warning) if warning else None

    @property
    def _under_the_cursor(self) -> str | None:
        """A player's row id, or a note's key."""
        return self.map.key if self.is_picture else self.grid.record or self.grid.note

    # -- writing -----------------------------------------------------------------------

    def on_grid_chosen(self, event: Grid.Chosen) -> None:
        player, part = self.player, self.grid.column
        if player is not None and part is not None:
            self._edit(self.shown, player, part)
        elif event.key in (SUPPORT, POWER, WAY) and (told := self.why(self.shown)) is not None:
            self.app.push_screen(WhyPage(self.shown, told))
        elif (place := self.lines.place_of(event.key)) is not None:
            self.grid.move_to_key(*place)
        else:
            new, links = self.looks.key("players.new"), self.looks.key("players.links")
            self._say(f"This is about the map as a whole: {new} adds a player, {links} links two")

    @work
    async def _edit(self, view: DealView, player: Player, part: str) -> None:
        parts = await editing.edit(self.host, view, "player", part, player, player.name)
        if parts is None:
            return
        if part == "win":
            parts = {**parts, "win_kind": await self._kind_of(player, parts["win"])}
        self._go_on(part)
        await self._written(view, player, parts, part)

    async def _kind_of(self, player: Player, win: Json) -> Json:
        """Whether it is a win, a goal or a threat; asked once."""
        if not win or player.win_kind:
            return player.win_kind if win else None
        found = await editing.edit(
            self.host, self.shown, "player", "win_kind", player, player.name
        )
        return found["win_kind"] if found else None

    # -- people ------------------------------------------------------------------------

    @work
    async def action_new(self) -> None:
        """A new player: the line that names them, then their values."""
        playbook = self.shown.playbook
        given = await self.app.push_screen_wait(
            Ask(
                "New player: name, title, role, win",
                hint="{writing.save} on to the values",
                example="M. Berg, CFO, approver, win: one vendor less",
                check=lambda text: named(text, playbook),
                echo=lambda text: echo(text, playbook),
                required=True,
            )
        )
        if given is None:
            return
        parts, ws = named(given, playbook), self.workspace
        known = parts | {"roles": tuple(parts["roles"] or ())}
        player = Player(ws.new_id(), **known)
        self._coming.append(player)
        self.action_grid()
        self.redraw()
        self.grid.move_to_key(player.id, VALUES[0])
        label = f"Player {player.name}"[:120]
        written = await everyday.app_of(self).change(
            self.shown, lambda seen: ws.set(seen, "player", player.id, parts, label)
        )
        if not written:
            self._coming.remove(player)
            self.redraw()

    @work
    async def action_remove(self) -> None:
        player = self.player
        if player is None:
            self._say(self._nobody)
            return
        question = f"Remove {player.name} from the map? {everyday.app_of(self).takes_back}"
        if await self.app.push_screen_wait(Confirm(question)):
            ws = self.workspace
            label = f"Removed player {player.name}"[:120]
            await everyday.app_of(self).change(
                self.shown,
                lambda seen: ws.remove(seen, "player", player.id, label),
                f"{player.name} is off the map. {everyday.app_of(self).takes_back}",
            )

    def action_whole(self) -> None:
        """All fields of the player."""
        player = self.player
        if player is None:
            self._say(self._nobody)
        else:
            self.app.push_screen(RecordScreen(self.shown, "player", player.id, player))

    @property
    def _nobody(self) -> str:
        return "Go to a player's row first" if self.people else self._empty

    @property
    def _empty(self) -> str:
        new = self.looks.key("players.new")
        return f"Nobody on the map yet; {new} writes down the first person"

    @work
    async def action_links(self) -> None:
        player = self.player
        if player is None:
            self._say(self._nobody)
        else:
            await Links(self.host, self.shown, self.people, player).ask()

    # -- the picture -------------------------------------------------------------------

    def action_picture(self) -> None:
        self._turn(True)

    def action_grid(self) -> None:
        self._turn(False)

    def _turn(self, picture: bool) -> None:
        self.set_class(picture, "-picture")
        self.enter()
        self.refresh_bindings()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Back to the grid, at the person who was read about."""
        self.action_grid()
        self.grid.move_to_key(event.key)

    def _say(self, words: str) -> None:
        everyday.app_of(self).say(words)
