"""Where a text is typed: a line, or a page of several lines."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widgets import Input, TextArea


class Field(Input):
    """One line of text; several that are pasted become one, none is lost."""

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.insert_text_at_cursor(" ".join(event.text.split()))


class Page(TextArea):
    """Several lines of text. Enter ends it; after a backslash it begins a new line."""

    class Ended(Message):
        """Enter was struck."""

    async def _on_key(self, event: events.Key) -> None:
        if event.key != "enter":
            return
        event.prevent_default()
        event.stop()
        row, column = self.cursor_location
        if column and self.document.get_line(row)[column - 1] == "\\":
            self.replace("\n", (row, column - 1), (row, column))
        else:
            self.post_message(self.Ended())
