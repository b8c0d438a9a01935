"""What the screens over the store have in common: they show what is written, as it is written."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.screen import Screen

from oppman_tui.tui.compositor import Sparing
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.verbs import everyday
from oppman_tui.tui.widgets.bars import Footer
from oppman_tui.tui.widgets.drawn import Drawn, Rule
from oppman_tui.tui.widgets.rows import Rows, Source
from oppman_tui.workspace.deals import Workspace


class Live(Sparing, Screen[None]):
    """Reads anew when something was written, in whichever window, and on a new day."""

    def on_mount(self) -> None:
        for name in ("arrival", "today"):
            self.watch(self.app, name, self.reload, init=False)
        self.watch(self.app, "theme", self.draw, init=False)

    def reload(self) -> None:
        """Read what is shown, and draw it."""
        raise NotImplementedError

    def draw(self) -> None:
        """Draw what was read, in this theme and this window."""
        self.reload()

    @property
    def looks(self) -> Looks:
        return Looks.of(self.app)

    @property
    def workspace(self) -> Workspace:
        return everyday.app_of(self).workspace


class Overview(Live):
    """A line that says what it is about; below it the lines, with the cursor in them."""

    DEFAULT_CSS = "Overview #head { height: 1; padding: 0 1; }"
    rows_of: ClassVar[type[Rows]] = Rows
    """What the lines stand in, with the keys of its own."""

    def compose(self) -> ComposeResult:
        yield Drawn(self.head, id="head")
        yield Rule()
        yield self.rows_of()
        yield Footer()

    def on_mount(self) -> None:
        self.rows.focus()
        self.reload()

    def on_resize(self) -> None:
        self.draw()

    def head(self, width: int) -> Text:
        """What it is about."""
        raise NotImplementedError

    @property
    def rows(self) -> Rows:
        return self.query_one(self.rows_of)

    @property
    def room(self) -> int:
        """Cells that a line has."""
        return max(20, self.size.width - 3)

    def show(self, source: Source) -> None:
        """These are the lines now."""
        self.rows.show(source)
        self.query_one("#head", Drawn).refresh()
