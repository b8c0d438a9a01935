"""Text becomes a table: delimiter, headings, rows with their line numbers, and what was cleaned.

Every row of the file is in exactly one of `rows`, `rejects` and `cleaned` (formats.md 1: no row
is lost in silence).
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from oppman_tui.domain.values.text import clean_line, is_blank
from oppman_tui.errors import ImportFailed
from oppman_tui.exchange.reading.source import FILE_LIMIT, read_text

FIELD_LIMIT = 131_072
"""Characters; what the csv module takes by default."""
REJECT_HEADINGS = ("file", "line", "reason")
"""How a CSV of rejects begins, so that it can be mended and imported again."""

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_FOOTER = re.compile(
    r"(grand |sub)?totals?\b|confidential information|copyright|generated (on|by)"
    r"|report (run|generated)|as of \d|filtered by|\d[\d,. ]* (records|rows)\b",
    re.IGNORECASE,
)
_NOTHING = "Nothing was imported"


@dataclass(frozen=True, slots=True)
class Row:
    """`line` is the first line of the row in the file, from 1; `cells` as many as headings."""

    line: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not imported: where it stood, why, and what it held."""

    file: str
    line: int
    reason: str
    headings: Sequence[str]
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A file as rows under unique headings."""

    path: Path
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    rejects: tuple[Reject, ...]
    cleaned: Mapping[str, int]
    """What was taken out as no data, in words -> rows."""
    how: str
    """Encoding and delimiter, for the report."""
    warnings: tuple[str, ...]

    @property
    def read(self) -> int:
        """All rows of the file below its headings, and those above that were skipped."""
        return len(self.rows) + len(self.rejects) + sum(self.cleaned.values())


def read_table(path: Path, limit: int = FILE_LIMIT) -> Table:
    """The file's table. Raises `ImportFailed` where it holds none; nothing is guessed then.

    Workbooks are refused for now, with a word how to save them: a reader for them comes in here,
    beside the one for CSV.
    """
    source = read_text(path, limit)
    text = source.text
    cleaned: Counter[str] = Counter()
    named = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    delimiter = named[1] if named else vote_delimiter(text)
    warnings = list(source.warnings)
    records = _records(path, text, delimiter, warnings)
    if named:
        del records[0]
        cleaned["a line that names the delimiter"] += 1
    headings, body = _headings(path, records, cleaned)
    rows, rejects = _sort_out(path, headings, body, cleaned)
    if tuple(h.casefold() for h in headings[:3]) == REJECT_HEADINGS:
        headings, rows = _mended(headings, rows)
    name = _DELIMITERS.get(delimiter, repr(delimiter))
    how = f"{source.encoding}, {name} between columns"
    return Table(path, headings, tuple(rows), tuple(rejects), dict(cleaned), how, tuple(warnings))


def vote_delimiter(text: str) -> str:
    """The delimiter that cuts the first rows most evenly into most columns."""
    sample = text[:65_536]
    best, best_score = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        widths = _widths(sample, delimiter, cut=len(text) > len(sample))
        if not widths:
            continue
        width, votes = Counter(widths).most_common(1)[0]
        score = (round(votes / len(widths), 2), width)
        if width > 1 and score > best_score:
            best, best_score = delimiter, score
    return best


def _widths(sample: str, delimiter: str, cut: bool) -> list[int]:
    widths: list[int] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(not is_blank(cell) for cell in row):
                widths.append(len(row))
    except csv.Error:
        return []
    return widths[:-1] if cut and len(widths) > 1 else widths


def _records(path: Path, text: str, delimiter: str, warnings: list[str]) -> list[Row]:
    """The rows as the csv module cuts them; a stray quote is taken as text, with a warning."""
    try:
        return list(_cut(path, text, delimiter, strict=True))
    except _StrayQuote as error:
        if text.count('"') % 2:
            raise ImportFailed(
                f"{path.name}, line {error.line}: a quote is opened or closed where it should"
                " not be, so the rows after it can't be told apart",
                _NOTHING,
                "Mend that line and import again",
            ) from error
        warnings.append(f"{path.name}, line {error.line}: a quote inside a cell was kept as text")
        return list(_cut(path, text, delimiter, strict=False))


class _StrayQuote(Exception):
    """A closing quote with more text behind it."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _cut(path: Path, text: str, delimiter: str, strict: bool) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    line = 1
    try:
        for cells in reader:
            yield Row(line, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        reason = str(error)
        if "field limit" in reason:
            what = f"a cell is longer than {FIELD_LIMIT:,} characters (is a quote never closed?)"
        elif "unexpected end" in reason:
            what = "a quote that opens here is never closed"
        elif strict and "expected after" in reason:
            raise _StrayQuote(reader.line_num) from error
        else:
            what = reason
        where = f"{path.name}, line {line}: {what}"
        raise ImportFailed(where, _NOTHING, "Mend it and import again") from error


def _headings(
    path: Path, records: list[Row], cleaned: Counter[str]
) -> tuple[tuple[str, ...], list[Row]]:
    """The first row about as wide as the table, made unique; what stands above is skipped."""
    widths = [n for n in (_filled(r.cells) for r in records[:200]) if n]
    usual = Counter(len(r.cells) for r in records[:200] if _filled(r.cells)).most_common(1)
    wide = usual[0][0] if usual else 0
    if not widths or wide == 0:
        raise ImportFailed(f"{path.name} is empty", _NOTHING)
    for place, record in enumerate(records):
        filled = _filled(record.cells)
        if filled and filled * 2 >= wide:
            return _unique(record.cells, path), records[place + 1 :]
        cleaned["above the headings" if filled else "blank"] += 1
    raise ImportFailed(f"{path.name} has no row of headings", _NOTHING)


def _filled(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if not is_blank(cell))


def _unique(cells: Sequence[str], path: Path) -> tuple[str, ...]:
    names: list[str] = []
    for place, cell in enumerate(cells, 1):
        if "\x00" in cell:
            raise ImportFailed(f"{path.name} isn't text (its headings hold NULs)", _NOTHING)
        name = clean_line(cell).lstrip("\ufeff")[:180]
        name = f"column {place}" if is_blank(name) else name
        given, count = name, 1
        while name in names:
            count += 1
            name = f"{given} ({count})"
        names.append(name)
    return tuple(names)


def _sort_out(
    path: Path, headings: tuple[str, ...], body: list[Row], cleaned: Counter[str]
) -> tuple[list[Row], list[Reject]]:
    rows: list[Row] = []
    rejects: list[Reject] = []
    width = len(headings)
    short = sum(1 for row in body if 1 < len(row.cells) < width)
    pad = short * 10 > len(body)  # an exporter that drops blank cells at the end of its rows
    for row in body:
        cells = row.cells
        if not any(cells) or not _filled(cells):
            cleaned["blank"] += 1
        elif _is_footer(cells, width):
            cleaned["footer"] += 1
        elif _repeats(cells, headings):
            cleaned["headings repeated"] += 1
        elif reason := _misfit(cells, width, pad):
            rejects.append(Reject(path.name, row.line, reason, headings, tuple(cells)))
        elif len(cells) != width:
            rows.append(Row(row.line, [*cells[:width], *[""] * (width - len(cells))]))
        else:
            rows.append(row)
    return rows, rejects


def _is_footer(cells: Sequence[str], width: int) -> bool:
    return (
        width > 2
        and bool(cells[0])
        and _FOOTER.match(cells[0].strip()) is not None
        and _filled(cells[1:]) * 2 < width
        and _filled(cells) <= 2
    )


def _repeats(cells: Sequence[str], headings: tuple[str, ...]) -> bool:
    return cells[0].strip().lstrip("\ufeff") == headings[0] and (
        tuple(clean_line(c) for c in cells) == headings
    )


def _misfit(cells: Sequence[str], width: int, pad: bool) -> str | None:
    given = f"has {len(cells)} cell{'' if len(cells) == 1 else 's'}"
    if len(cells) > width and _filled(cells[width:]):
        return f"{given} where the headings name {width}"
    if len(cells) < width and not pad:
        return f"{given} where the headings name {width}: is the row cut off?"
    if any("\x00" in cell for cell in cells):
        return "holds a NUL character"
    return None


def _mended(headings: tuple[str, ...], rows: list[Row]) -> tuple[tuple[str, ...], list[Row]]:
    """A CSV of our own rejects: its first three columns and the guarding quotes come off."""
    bare = [Row(row.line, [_unguarded(cell) for cell in row.cells[3:]]) for row in rows]
    return tuple(_unguarded(heading) for heading in headings[3:]), bare


def _unguarded(cell: str) -> str:
    return cell.removeprefix("'")
