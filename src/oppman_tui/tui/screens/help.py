"""All keys of the place one is in, from the same bindings that work there."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Static

from oppman_tui.tui import keymap, keys
from oppman_tui.tui.lines import search as search_lines
from oppman_tui.tui.looks import Looks, column, wrap
from oppman_tui.tui.screens.dialog import Hinting
from oppman_tui.tui.verbs import everyday
from oppman_tui.tui.widgets.rows import Line, Lines, Rows
from oppman_tui.tui.widgets.search import Search


class Help(Hinting[None]):
    """Grouped by place, with what each key does; generated, so that it can't drift."""

    DEFAULT_CSS = """
    Help { align: center middle; background: $background; }
    Help > Vertical { height: 100%; padding: 0 1; background: $background; }
    Help .hint { color: $text-muted; height: 1; dock: bottom; }
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.of("help")

    def __init__(self, about: Screen[Any]) -> None:
        super().__init__()
        self._live: dict[str, list[str]] = {}
        """The keys that are live there, by id."""
        for name, active in about.active_bindings.items():
            self._live.setdefault(active.binding.id or "", []).append(name)
        self._searched = bool(about.query(Search))

    def compose(self) -> ComposeResult:
        back = keymap.of(self.app).first("help.close")
        with Vertical():
            yield Rows()
            yield Static(f"{back} back · to change a key: oppman keys", classes="hint")

    def on_mount(self) -> None:
        self.query_one(Rows).focus()
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        looks = Looks.of(self.app)
        width = self.app.size.width - 4
        lines: list[Line] = []
        for group in sorted(keys.GROUPS, key=lambda name: name in ("app", "rows")):
            told = [Line(Text(keys.GROUPS[group].title, looks.ink.strong))]
            spoken_for: set[str] = set()
            for key in keys.GROUPS[group].keys:
                found = f"{group}.{key.name}"
                if found in self._live and key.name not in spoken_for:
                    told += self._told(found, key, width, looks)
                    spoken_for |= set(key.together)
            if len(told) > 1:
                lines += [*told, Line(Text(""))]
        if self._searched:
            lines += self._search(width, looks)
        self.query_one(Rows).show(Lines(lines))

    def _search(self, width: int, looks: Looks) -> list[Line]:
        """What the search of the place understands."""
        fields = everyday.app_of(self).workspace.fields
        told = search_lines.explained(fields, width, looks)
        head = Line(Text("What the search understands, beside words", looks.ink.strong))
        return [head, *(Line(text, f"search.{place}") for place, text in enumerate(told))]

    def _told(self, found: str, key: keys.Key, width: int, looks: Looks) -> list[Line]:
        several = bool(key.together)
        shown = keymap.of(self.app).in_short(found) if several else keymap.row(self._live[found])
        head = column(shown, 12, looks.marks)
        head.stylize(looks.ink.accent)
        first, *rest = wrap(key.help_together if several else key.help, width - 14, looks)
        lines = [Line(Text.assemble("  ", head, first), found)]
        return lines + [Line(Text(" " * 14 + more)) for more in rest]

    def action_close(self) -> None:
        self.dismiss(None)
