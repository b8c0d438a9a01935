"""How the key players stand to each other: reports to, trusts, opposes (method 4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from textual.screen import Screen

from oppman_tui.domain.entities import Link, Player
from oppman_tui.tui.screens.dialogs import Confirm, Option, Pick
from oppman_tui.tui.verbs import everyday
from oppman_tui.tui.widgets.people_map import LINK_WORDS
from oppman_tui.workspace.view import DealView


@dataclass(frozen=True, slots=True)
class Links:
    """The conversation about one player's links; Esc at any question changes nothing."""

    screen: Screen[Any]
    view: DealView
    people: Sequence[Player]
    player: Player

    async def ask(self) -> None:
        """Link the player to another, or take a link away."""
        app = everyday.app_of(self.screen)
        if len(self.people) < 2:
            new = app.key("players.new")
            app.say(f"There is nobody else on the map to link to; {new} adds a player")
            return
        own = self._own()
        options = [
            Option(kind, f"{self.player.name} {words} …", strike=kind[0])
            for kind, words in LINK_WORDS.items()
        ]
        options += [
            Option(link.id, self._words(link), "remove", _strike(place))
            for place, link in enumerate(own, 1)
        ]
        chosen = await app.push_screen_wait(Pick(f"Links: {self.player.name}", options))
        if chosen in LINK_WORDS:
            await self._add(chosen)
        elif chosen is not None:
            await self._remove(next(link for link in own if link.id == chosen))

    def _own(self) -> list[Link]:
        """The player's links, either way, whose other end is here."""
        here = {p.id for p in self.people}
        ends = ((link, {link.from_player, link.to_player}) for link in self.view.dossier.links)
        return [link for link, both in ends if self.player.id in both and both <= here]

    def _words(self, link: Link) -> str:
        names = {p.id: p.name for p in self.people}
        return f"{names[link.from_player]} {LINK_WORDS[link.link_kind]} {names[link.to_player]}"

    async def _add(self, kind: str) -> None:
        app, words = everyday.app_of(self.screen), f"{self.player.name} {LINK_WORDS[kind]}"
        others = {p.id: p for p in self.people if p.id != self.player.id}
        options = [
            Option(p.id, p.name, p.title or "", _strike(place))
            for place, p in enumerate(others.values(), 1)
        ]
        other = await app.push_screen_wait(Pick(f"{words} whom?", options))
        if other is None:
            return
        label = f"{words} {others[other].name}"
        ends = (self.player.id, other, kind)
        if any((n.from_player, n.to_player, n.link_kind) == ends for n in self._own()):
            app.say(f"{label}: that is on the map already")
            return
        if kind == "reports_to" and (above := self._above(other)) is not None:
            app.say(f"{above} already; not both ways round. Nothing was changed")
            return
        ws, parts = app.workspace, dict(zip(_PARTS, ends, strict=True))
        await app.change(
            self.view, lambda seen: ws.add(seen, "link", parts, label[:120]), label
        )

    def _above(self, other: str) -> str | None:
        """That the other reports to the player already, at once or through others."""
        lines = [n for n in self.view.dossier.links if n.link_kind == "reports_to"]
        reached, found = {other}, {n.to_player for n in lines if n.from_player == other}
        while found - reached:
            reached |= found
            found = {n.to_player for n in lines if n.from_player in reached}
        if self.player.id not in reached:
            return None
        name = next(p.name for p in self.people if p.id == other)
        return f"{name} reports to {self.player.name}"

    async def _remove(self, link: Link) -> None:
        app, words = everyday.app_of(self.screen), self._words(link)
        if await app.push_screen_wait(Confirm(f"Remove the link: {words}?")):
            ws = app.workspace
            await app.change(
                self.view,
                lambda seen: ws.remove(seen, "link", link.id, f"Removed link: {words}"[:120]),
                f"No longer: {words}. {app.takes_back}",
            )


_PARTS = ("from_player", "to_player", "link_kind")


def _strike(place: int) -> str:
    return str(place) if place < 10 else ""
