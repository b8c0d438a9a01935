"""A list of drawn lines with a cursor: draws only what is seen, however long it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Protocol, Self, TypeAlias

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import BindingType
from textual.geometry import Offset, Region
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from oppman_tui.tui import keymap, keys
from oppman_tui.tui.looks import Looks, with_edge
from oppman_tui.tui.widgets.plain import Plain

_REST = 0.06
"""Seconds without a move after which a key isn't held any more."""


Edge: TypeAlias = tuple[str, Style]
"""What stands at a line's left edge, and its ink."""


class Source(Protocol):
    """What a list draws. `key` is None for lines the cursor passes over."""

    def __len__(self) -> int: ...

    def draw(self, index: int, width: int) -> Text:
        """Line `index`, `width` cells at most; asked for only when it is seen."""

    def key(self, index: int) -> str | None: ...

    def place(self, key: str) -> int | None:
        """The line that has this key."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line drawn beforehand; with a key the cursor can stand on it."""

    text: Text
    key: str | None = None


class Lines:
    """Lines drawn beforehand."""

    def __init__(self, lines: Sequence[Line] = ()) -> None:
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    def draw(self, index: int, width: int) -> Text:
        return self._lines[index].text

    def key(self, index: int) -> str | None:
        return self._lines[index].key

    def place(self, key: str) -> int | None:
        return next((n for n, line in enumerate(self._lines) if line.key == key), None)


class Rows(Plain, can_focus=True):
    """Shows a `Source`; says where the cursor is and when a line is chosen.

    The cursor is a bar at the left edge, so moving it repaints two lines. It keeps to its key
    when the source changes, and to its place when the key has gone.
    """

    DEFAULT_CSS = """
    Rows { height: 1fr; width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.of("rows")

    tells_cursor: ClassVar[bool] = False
    """Lines are drawn another way where the cursor stands, beyond the bar at their edge."""
    cursor: reactive[int] = reactive(0, repaint=False)
    top: reactive[int] = reactive(0, repaint=False)

    @dataclass
    class Moved(Message):
        """The cursor stands on another line."""

        rows: Rows
        key: str | None

        @property
        def control(self) -> Rows:
            return self.rows

    @dataclass
    class Chosen(Message):
        """Enter, or a click on the line the cursor stands on."""

        rows: Rows
        key: str

        @property
        def control(self) -> Rows:
            return self.rows

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._source: Source = Lines()
        self._bodies: dict[int, list[Segment]] = {}
        self.followers: tuple[Widget, ...] = ()
        """What is drawn anew when the cursor stands on another line: in the same frame, but
        while a key is held only once it rests."""
        self.at_rest = asyncio.Event()
        self.at_rest.set()
        self._resting: asyncio.TimerHandle | None = None
        self._behind = False

    @property
    def looks(self) -> Looks:
        return Looks.of(self.app)

    @property
    def key(self) -> str | None:
        """The key of the line under the cursor."""
        return self._source.key(self.cursor) if self.cursor < len(self._source) else None

    @property
    def keys(self) -> list[str | None]:
        """The keys of all lines; for short lists."""
        return [self._source.key(place) for place in range(len(self._source))]

    def show(self, source: Source, key: str | None = None) -> None:
        """Draw `source`, the cursor on `key`, else on the key or the place it had."""
        wanted = key if key is not None else self.key
        self._source = source
        place = min(self.cursor, max(0, len(source) - 1))
        if wanted is not None and not self._stands_on(place, wanted):
            found = source.place(wanted)
            place = place if found is None else found
        self.cursor = self._selectable(place, 1)
        self._follow()
        self.refresh()
        self.post_message(self.Moved(self, self.key))

    def _stands_on(self, place: int, key: str) -> bool:
        return place < len(self._source) and self._source.key(place) == key

    def _selectable(self, place: int, step: int) -> int:
        """The nearest line at or after `place` (in `step`'s direction) the cursor can be on."""
        for direction in (step, -step):
            at = place
            while 0 <= at < len(self._source):
                if self._source.key(at) is not None:
                    return at
                at += direction
        return 0

    def watch_cursor(self, old: int, new: int) -> None:
        draw = self.redraw if self.tells_cursor else self._touch
        draw(old)
        draw(new)
        if not self.followers:
            return
        self._behind = not self.at_rest.is_set()
        if not self._behind:
            self._bring_up()
        self.at_rest.clear()
        if self._resting is not None:
            self._resting.cancel()
        # Not a timer of Textual's: each of those is a task, which a key would wait for.
        self._resting = asyncio.get_running_loop().call_later(_REST, self._rest)

    def _rest(self) -> None:
        self.at_rest.set()
        if self._behind:
            self._bring_up()

    def _bring_up(self) -> None:
        self._behind = False
        for follower in self.followers:
            follower.refresh()

    def watch_top(self) -> None:
        super().refresh()  # the lines that were seen before are as they were

    def refresh(self, *regions: Region, **how: Any) -> Self:
        """Draw all lines anew, or those in `regions`."""
        if not regions:
            self.forget()
        return super().refresh(*regions, **how)

    def forget(self) -> None:
        super().forget()
        self._bodies.clear()

    def redraw(self, index: int) -> None:
        """Draw one line anew."""
        self._bodies.pop(index, None)
        self._kept = {what: line for what, line in self._kept.items() if what[0] != index}
        self._touch(index)

    def _touch(self, index: int) -> None:
        """It may have another edge."""
        if self.top <= index < self.top + self.size.height:
            self.refresh(Region(0, index - self.top, self.size.width, 1))

    def _follow(self) -> None:
        """Scroll so far that the cursor is seen, and the heading lines above it."""
        height = self.size.height
        if not height:
            return  # not laid out yet
        top = min(self.top, max(0, len(self._source) - height))
        above = self.cursor
        while above > 0 and self.cursor - above < 2 and self._source.key(above - 1) is None:
            above -= 1
        if all(self._source.key(place) is None for place in range(self.cursor)):
            above = max(0, self.cursor + 1 - height)  # on the first: all that heads the list
        if above < top:
            top = above
        below = self.cursor + 1
        while (
            below < len(self._source)
            and below - self.cursor < 4
            and self._source.key(below) is None
        ):
            below += 1
        if below > top + height:
            top = min(below - height, above)
        self.top = max(0, top)
        self._point()

    def _point(self) -> None:
        """Put the terminal's own cursor, unseen, on the line, which a screen reader then reads."""
        if self.has_focus:
            below = Offset(0, self.cursor - self.top)
            self.app.cursor_position = self.content_region.offset + below

    def go_to(self, key: str) -> None:
        """Put the cursor on the line of that key, where there is one."""
        self.show(self._source, key)

    def move_to(self, place: int, step: int = 1) -> None:
        """Put the cursor on the line at `place`, or the nearest it can stand on."""
        before = self.cursor
        place = max(0, min(place, len(self._source) - 1))
        self.cursor = self._selectable(place, step)
        self._follow()
        if self.cursor != before:
            self.post_message(self.Moved(self, self.key))

    def action_move(self, by: int) -> None:
        self.move_to(self.cursor + by, 1 if by > 0 else -1)

    def action_page(self, by: int) -> None:
        self.action_move(by * max(1, self.size.height - 1))

    def action_end(self, last: bool) -> None:
        self.move_to(len(self._source) - 1 if last else 0, -1 if last else 1)

    def action_choose(self) -> None:
        if self.key is not None:
            self.post_message(self.Chosen(self, self.key))

    def on_resize(self) -> None:
        self._follow()
        self.call_after_refresh(self._point)

    def on_focus(self) -> None:
        self.call_after_refresh(self._point)
        self.redraw(self.cursor)

    def on_blur(self) -> None:
        self.redraw(self.cursor)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self.action_move(3)
        event.stop()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self.action_move(-3)
        event.stop()

    def on_click(self, event: events.Click) -> None:
        place = self.top + event.y
        if place >= len(self._source) or self._source.key(place) is None:
            return
        if place == self.cursor:
            self.action_choose()
        else:
            self.move_to(place)

    def what(self, y: int) -> tuple[int, Edge]:
        index = self.top + y
        return index, self._edge(index)

    def line(self, y: int) -> list[Segment]:
        index, edge = self.what(y)
        width = max(1, self.size.width - 1)
        return [*self.stretched(Text(*edge), 1), *self._body(index, width)]

    def _body(self, index: int, width: int) -> list[Segment]:
        """A line without its edge, which is another where the cursor stands."""
        if index >= len(self._source):
            return self.stretched(Text(), width)
        if index not in self._bodies:
            drawn = with_edge(Text(), self._source.draw(index, width), width, self.looks)
            self._bodies[index] = self.stretched(drawn, width)
        return self._bodies[index]

    def _edge(self, index: int) -> Edge:
        beyond = index >= len(self._source)
        if beyond or index != self.cursor or self._source.key(index) is None:
            return " ", Style.null()
        looks = self.looks
        if self._is_led:
            return looks.marks.focus, looks.ink.accent
        # A list that follows another says where it is; any other shows no second cursor.
        return looks.marks.here if self.has_class("follows") else " ", looks.ink.dim

    @property
    def _is_led(self) -> bool:
        """The keys move its cursor: it has the focus, or stands below the field that has it."""
        return self.has_focus or not self.can_focus


class Quick(Rows):
    """Rows whose moving keys are known by `take`, before all that may have keys are asked."""

    def takes(self, key: str) -> bool:
        """This one moves the cursor."""
        return key in self._moving

    def take(self, key: str) -> bool:
        """Move the cursor, where this key does that."""
        if key not in self._moving:
            return False
        move, by = self._moving[key]
        move(by)
        return True

    @cached_property
    def _moving(self) -> dict[str, tuple[Callable[[Any], None], Any]]:
        names = keymap.of(self.app)
        moves: dict[str, tuple[Callable[[Any], None], Any]] = {
            "up": (self.action_move, -1),
            "down": (self.action_move, 1),
            "page_up": (self.action_page, -1),
            "page_down": (self.action_page, 1),
            "top": (self.action_end, False),
            "bottom": (self.action_end, True),
        }
        return {key: does for name, does in moves.items() for key in names.keys(f"rows.{name}")}
