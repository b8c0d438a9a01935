"""Where a text is typed: a line, or a page of several lines."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, TextArea

from oppman_tui.domain.fields import TEXT

_MOST = 5 * TEXT
"""Characters of a paste: more could never be saved, and each key would be slow after it."""


class TooLong(Message):
    """What was pasted is no text for any field; none of it was taken."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self.told = f"{length:,} characters were pasted, {TEXT:,} are allowed; none was taken"


class Field(Input):
    """One line of text; several that are pasted become one, none is lost."""

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        if not _is_too_long(self, event):
            self.insert_text_at_cursor(" ".join(event.text.split()))


class Page(TextArea):
    """Several lines of text. Enter ends it; after a backslash it begins a new line."""

    class Ended(Message):
        """Enter was struck."""

    async def _on_paste(self, event: events.Paste) -> None:
        if _is_too_long(self, event):
            event.prevent_default()
            event.stop()

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


def _is_too_long(field: Widget, event: events.Paste) -> bool:
    """Whether a paste is no text for any field; and has it said."""
    length = len(event.text)
    if length > _MOST:
        field.post_message(TooLong(length))
    return length > _MOST
