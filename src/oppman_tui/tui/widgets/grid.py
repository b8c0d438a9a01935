"""A sheet of rows and columns with a cell cursor: draws only what is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import BindingType
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from oppman_tui.tui import keys
from oppman_tui.tui.lines.sheet import Column, Record, Sheet
from oppman_tui.tui.looks import Looks
from oppman_tui.tui.widgets.rows import Line


class Grid(Widget, can_focus=True):
    """Shows records, and under them notes; says where the cursor is and what is chosen.

    The cursor stands on a cell of a record, or on a note that has a key. A bar at the left edge
    tells its row, the reversed cell and the underlined title its column: moving it repaints the
    lines it left and came to. It keeps to its key when the records change.
    """

    DEFAULT_CSS = """
    Grid { height: 1fr; width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = keys.of("grid")

    @dataclass
    class Moved(Message):
        """The cursor stands on another cell or note."""

        grid: Grid

        @property
        def control(self) -> Grid:
            return self.grid

    @dataclass
    class Chosen(Message):
        """The key, or a click, on the cell or note the cursor stands on."""

        grid: Grid
        key: str

        @property
        def control(self) -> Grid:
            return self.grid

    def __init__(self, columns: tuple[Column, ...], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.columns = columns
        self._records: Sequence[Record] = ()
        self._notes: Sequence[Line] = ()
        self._laid: Sequence[tuple[int, int]] = ()
        """The records' lines as (record, which of its lines); one each, unless it is spoken."""
        self._row = self._column = self._top = 0
        self._first = 1

    # -- where the cursor is -----------------------------------------------------------

    @property
    def looks(self) -> Looks:
        return Looks.of(self.app)

    @property
    def record(self) -> str | None:
        """The key of the record under the cursor; None on a note, or where there is none."""
        return self._records[self._laid[self._row][0]].key if self._row < len(self._laid) else None

    @property
    def column(self) -> str | None:
        """The key of the column under the cursor; None where that isn't on a record."""
        return None if self.record is None else self.columns[self._column].key

    @property
    def note(self) -> str | None:
        """The key of the note under the cursor."""
        return None if self.record is not None else self._key(self._row)

    def _key(self, row: int) -> str | None:
        if row < len(self._laid):
            record, below = self._laid[row]
            return None if below else self._records[record].key
        notes = self._notes[row - len(self._laid) :][:1]
        return notes[0].key if notes else None

    @property
    def _count(self) -> int:
        return len(self._laid) + len(self._notes)

    # -- showing -----------------------------------------------------------------------

    def show(self, records: Sequence[Record], notes: Sequence[Line]) -> None:
        """Draw these; the cursor stays on the key it had, else at its place."""
        wanted, before = self._key(self._row), self._drawn()
        self._records, self._notes = records, notes
        self._lay()
        if wanted != self._key(self._row):
            found = (r for r in range(self._count) if self._key(r) == wanted)
            place = next(found, self._row) if wanted is not None else self._row
            self._row = self._standing(place, 1)
        self._follow()
        after = self._drawn()
        for y, (old, new) in enumerate(zip(before, after, strict=True)):
            if old != new:
                self.refresh(Region(0, y, self.size.width, 1))
        self.post_message(self.Moved(self))

    def _lay(self) -> None:
        sheet = self._sheet
        self._laid = [
            (record, below)
            for record in range(len(self._records))
            for below in range(sheet.height(record))
        ]

    def _drawn(self) -> list[Text]:
        return [self._line(y) for y in range(self.size.height)]

    def _standing(self, row: int, step: int) -> int:
        """The nearest line at or after `row`, in `step`'s direction, the cursor can be on."""
        row = max(0, min(row, self._count - 1))
        for direction in (step, -step):
            at = row
            while 0 <= at < self._count:
                if self._key(at) is not None:
                    return at
                at += direction
        return 0

    def _follow(self) -> None:
        """Scroll so far, down and sideways, that the cursor's cell is seen."""
        height = max(1, self.size.height - 1)
        below = self._row + 1
        while below < self._count and below - self._row < 4 and self._key(below) is None:
            below += 1
        top = min(self._top, max(0, self._count - height), self._row)
        self._top = max(top, min(below - height, self._row))
        self._first = self._sheet.first_for(self._column)
        self._point()

    def _point(self) -> None:
        """As in `Rows`: the terminal's own cursor stands on the row."""
        if self.has_focus:
            below = self._row - self._top + 1
            self.app.cursor_position = self.content_region.offset + Offset(0, below)

    @property
    def _sheet(self) -> Sheet:
        """The records as they are seen now."""
        room = max(2, self.size.width - 2)
        return Sheet(self.columns, self._records, room, self._first, self.looks)

    # -- moving ------------------------------------------------------------------------

    def move_to(self, row: int, column: str | None = None, step: int = 1) -> None:
        """Put the cursor on a line, or the nearest it can stand on, and on a column."""
        old, place, seen = self._row, self._column, (self._top, self._first)
        self._row = self._standing(row, step)
        if column is not None:
            self._column = next(i for i, c in enumerate(self.columns) if c.key == column)
        self._follow()
        if (self._top, self._first) != seen or self.looks.linear:
            self.refresh()
        elif (old, place) != (self._row, self._column):
            rows = {old, self._row} | ({-1} if place != self._column else set())
            self._repaint(*rows)
        if (old, place) != (self._row, self._column):
            self.post_message(self.Moved(self))

    def move_to_key(self, key: str, column: str | None = None) -> None:
        """Put the cursor on the record with that key, where there is one."""
        found = next((i for i, r in enumerate(self._records) if r.key == key), None)
        if found is not None:
            self.move_to(self._laid.index((found, 0)), column)

    def _repaint(self, *rows: int) -> None:
        """Draw these lines again; −1 is the line of titles."""
        for row in rows:
            y = 0 if row < 0 else row - self._top + 1
            if y == 0 or 0 < y < self.size.height:
                self.refresh(Region(0, y, self.size.width, 1))

    def action_move(self, by: int) -> None:
        self.move_to(self._row + by, step=1 if by > 0 else -1)

    def action_page(self, by: int) -> None:
        self.action_move(by * max(1, self.size.height - 2))

    def action_end(self, last: bool) -> None:
        self.move_to(self._count - 1 if last else 0, step=-1 if last else 1)

    def action_across(self, by: int) -> None:
        """A cell to the right or left."""
        if self.record is not None:
            place = max(0, min(self._column + by, len(self.columns) - 1))
            self.move_to(self._row, self.columns[place].key)

    def action_cell(self, by: int) -> None:
        """The next cell or the one before, on through the rows."""
        if self.record is None:
            self.action_move(by)
            return
        wide = len(self.columns)
        record, place = divmod(self._laid[self._row][0] * wide + self._column + by, wide)
        if 0 <= record < len(self._records):
            self.move_to(self._laid.index((record, 0)), self.columns[place].key)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The same key writes a cell, and follows a note to what it is about."""
        if action == "write":
            return self.record is not None
        if action == "follow":
            return self.note is not None
        return True

    def action_write(self) -> None:
        self._choose()

    def action_follow(self) -> None:
        self._choose()

    def _choose(self) -> None:
        key = self._key(self._row)
        if key is not None:
            self.post_message(self.Chosen(self, key))

    def on_resize(self) -> None:
        self._first = 1
        self._lay()
        self._follow()
        self.call_after_refresh(self._point)
        self.refresh()

    def on_focus(self) -> None:
        self.call_after_refresh(self._point)
        self._repaint(self._row)

    def on_blur(self) -> None:
        self._repaint(self._row)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self.action_move(3)
        event.stop()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self.action_move(-3)
        event.stop()

    def on_click(self, event: events.Click) -> None:
        row = self._top + event.y - 1
        if event.y == 0 or row >= self._count or self._key(row) is None:
            return
        before = (self._row, self._column)
        place = self._sheet.at(event.x)
        self.move_to(row, None if place is None else self.columns[place].key)
        if before == (self._row, self._column):
            self._choose()

    # -- drawing -----------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        width, style = self.size.width, self.rich_style
        line = self._line(y)
        line.no_wrap = True
        strip = Strip(line.render(self.app.console))
        return strip.apply_style(style).adjust_cell_length(width, style)

    def _line(self, y: int) -> Text:
        if y == 0:
            place = self._column if self.record is not None else None
            return self._sheet.titles(place)
        row = self._top + y - 1
        if row >= self._count:
            return Text()
        if row >= len(self._laid):
            note = self._notes[row - len(self._laid)]
            return Text.assemble(self._edge(row), note.text)
        record, below = self._laid[row]
        here = self._column if row - below == self._row else None
        return Text.assemble(
            self._edge(row), self._sheet.line(record, below, here, self.has_focus)
        )

    def _edge(self, row: int) -> Text:
        looks = self.looks
        if row != self._row or self._key(row) is None:
            return Text(" ")
        return Text(looks.marks.focus, looks.ink.accent if self.has_focus else looks.ink.dim)
