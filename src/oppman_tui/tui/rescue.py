"""The program where there is no store to show: what is wrong with it, and the way back."""

from __future__ import annotations

from collections.abc import Sequence

from textual import work
from textual.app import App
from textual.driver import Driver
from textual.filter import LineFilter

from oppman_tui.errors import StoreError
from oppman_tui.terminal.backstop import Backstop
from oppman_tui.terminal.no_colour import without_greys
from oppman_tui.tui.screens.recovery import recover
from oppman_tui.tui.spelling import Spelling
from oppman_tui.tui.theme import DARK, LIGHT
from oppman_tui.tui.widgets import small
from oppman_tui.workspace.keeping import Keeping


class Rescue(App[str]):
    """Its result is what to say of the backup that was restored; None where none was."""

    TITLE = "oppman"
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        error: StoreError,
        keeping: Keeping,
        *,
        theme: str = DARK.name,
        ascii_only: bool = False,
        linear: bool = False,
        driver_class: type[Driver] | None = None,
    ) -> None:
        super().__init__(driver_class=driver_class)
        self._error, self._keeping = error, keeping
        self.ascii_only, self.linear = ascii_only, linear
        self.animation_level = "none"
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = theme if theme in self.available_themes else DARK.name
        self._backstop = Backstop()
        self._spelling = [Spelling(linear)] if linear or ascii_only else []

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*without_greys(super().get_line_filters()), *self._spelling, self._backstop]

    def on_resize(self) -> None:
        self.call_later(small.cover, self)

    @work
    async def on_mount(self) -> None:
        leave = "{report.close} leaves, all as it is."
        self.exit(await recover(self, self._error, self._keeping, leave))

    def leave_with(self, code: int) -> None:
        """Leave with this exit status; called by the guard, on its thread."""
        self.call_later(self.exit, return_code=code)
