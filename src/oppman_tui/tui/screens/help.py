"""All keys of the place one is in, from the same bindings that work there."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from oppman_tui.tui import keys
from oppman_tui.tui.looks import Looks, column, wrap
from oppman_tui.tui.widgets.rows import Line, Lines, Rows


class Help(ModalScreen[None]):
    """Grouped by place, with what each key does; generated, so that it can't drift."""

    DEFAULT_CSS = """
    Help { align: center middle; background: $background; }
    Help > Vertical { height: 100%; padding: 0 1; background: $background; }
    Help .hint { color: $text-muted; height: 1; dock: bottom; }
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.of("help")

    def __init__(self, about: Screen[Any]) -> None:
        super().__init__()
        self._groups: dict[str, dict[str, str]] = {}
        for active in about.active_bindings.values():
            group, _, name = (active.binding.id or "").partition(".")
            if group in keys.GROUPS:
                shown = active.binding.key_display or about.app.get_key_display(active.binding)
                keys_of = self._groups.setdefault(group, {})
                before = keys_of.get(name)
                keys_of[name] = shown if before in (None, shown) else f"{before} {shown}"

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Rows()
            yield Static("Esc back", classes="hint")

    def on_mount(self) -> None:
        self.query_one(Rows).focus()
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        looks = Looks.of(self.app)
        width = self.app.size.width - 4
        lines: list[Line] = []
        order = [g for g in keys.GROUPS if g in self._groups]
        order.sort(key=lambda g: g in ("app", "rows"))
        for group in order:
            lines.append(Line(Text(keys.GROUPS[group].title, looks.ink.strong)))
            for name, shown in self._groups[group].items():
                key = keys.find(f"{group}.{name}")
                told = wrap(key.help if key else name, width - 14, looks)
                head = column(shown, 12, looks.marks)
                head.stylize(looks.ink.accent)
                lines.append(Line(Text.assemble("  ", head, told[0]), f"{group}.{name}"))
                lines += [Line(Text(" " * 14 + more)) for more in told[1:]]
            lines.append(Line(Text("")))
        self.query_one(Rows).show(Lines(lines))

    def action_close(self) -> None:
        self.dismiss(None)
