"""A table's rows by our field names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from oppman_tui.domain.fields import TEXT
from oppman_tui.domain.values.text import clean_line, clean_text, is_blank
from oppman_tui.exchange.importing.columns import TEXT_NULLS
from oppman_tui.exchange.importing.profiles import Profile, Sheet, columns_of
from oppman_tui.exchange.importing.records import Notes, Origin
from oppman_tui.exchange.reading.table import Reject, Row, Table

_YES = frozenset(("1", "true", "yes"))
_ALSO_EXTRA = "product"
"""It may name the deal, and is kept as it stands all the same."""


class SheetRows:
    """`text` and `note` are clean; a word for nothing is None."""

    def __init__(self, table: Table, profile: Profile, sheet: Sheet, notes: Notes) -> None:
        self.table = table
        self._notes = notes
        self.places = columns_of(profile.fields[sheet], table.headings)
        self._clean: dict[str, str | None] = {}
        self.free(_ALSO_EXTRA)

    def free(self, *names: str) -> None:
        """These fields' columns are kept as extra too: nothing else says what is in them."""
        used = {place for name, place in self.places.items() if name not in names}
        self._extra = [i for i in range(len(self.table.headings)) if i not in used]

    def __contains__(self, name: str) -> bool:
        return name in self.places

    def heading(self, name: str) -> str:
        return self.table.headings[self.places[name]]

    def raw(self, row: Row, name: str) -> str:
        return row.cells[self.places[name]]

    def text(self, row: Row, name: str) -> str | None:
        """One line; None where the row or the file has none."""
        place = self.places.get(name)
        if place is None:
            return None
        raw = row.cells[place]
        if raw not in self._clean:
            text = clean_line(raw)
            blank = text.casefold() in TEXT_NULLS or is_blank(text)
            self._clean[raw] = None if blank else text
        return self._clean[raw]

    def note(self, row: Row, name: str) -> str | None:
        """Text of several lines."""
        return clean_text(self.raw(row, name)) if self.text(row, name) is not None else None

    def listed(self, row: Row, name: str) -> list[str]:
        """A cell that lists several, joined by semicolons."""
        parts = (clean_line(part) for part in (self.text(row, name) or "").split(";"))
        return list(dict.fromkeys(part for part in parts if not is_blank(part)))

    def origin(self, row: Row) -> Origin:
        return Origin(self.table.path.name, row.line, self.table.headings, tuple(row.cells))

    def extras(self, row: Row) -> dict[str, str]:
        """The cells of columns that have no field of ours, blank ones left out."""
        cells, headings = row.cells, self.table.headings
        given = ((headings[i], clean_text(cells[i])) for i in self._extra if cells[i])
        found = {heading: text for heading, text in given if not is_blank(text)}
        for heading, text in found.items():
            if len(text) > TEXT:
                found[heading] = text[:TEXT]
                told = f"Column {heading!r}: only the first {TEXT:,} characters were kept"
                self._notes.add(told, self.origin(row))
        return found

    def extra_headings(self) -> frozenset[str]:
        return frozenset(self.table.headings[i] for i in self._extra)

    def live(self, cleaned: Counter[str]) -> Iterator[Row]:
        """The rows that their system has not marked as deleted."""
        place = self.places.get("is_deleted")
        for row in self.table.rows:
            if place is not None and row.cells[place].strip().casefold() in _YES:
                cleaned["marked as deleted in the file"] += 1
            else:
                yield row


def told_again(
    seen: dict[str, Origin], key: str, origin: Origin, what: str, cleaned: Counter[str]
) -> str | None:
    """Why a second row of the same key is rejected; one that repeats the first is cleaned.

    The row is to be taken where `seen[key]` is then its own.
    """
    first = seen.setdefault(key, origin)
    if first is origin:
        return None
    if first.cells == origin.cells and first.headings == origin.headings:
        cleaned["the same row again"] += 1
        return None
    where = f"line {first.line}" + (f" of {first.file}" if first.file != origin.file else "")
    return f"is the same {what} as {where}, with other cells; the first was taken"


def reject(origin: Origin, reason: str) -> Reject:
    return Reject(origin.file, origin.line, reason, origin.headings, origin.cells)
