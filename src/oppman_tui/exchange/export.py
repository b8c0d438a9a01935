"""Tables go out: CSV, XLSX and JSON of the same columns (formats.md 3).

A CSV's cells that a spreadsheet would take for a formula are guarded by ``'``; a cell that itself
begins with ``'`` gets a second one, so that taking exactly one away gives back what was written.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeAlias

Value: TypeAlias = str | int | float | Decimal | date | bool | None
"""What a cell holds; None is not known, and an empty cell."""
Row: TypeAlias = dict[str, Value]

GUARD = "'"
_GUARDED = ("=", "+", "-", "@", "\t", "\r", GUARD)
_MOST_ROWS = 1_048_575
"""Of an XLSX sheet, below its headings."""
_MOST_TEXT = 32_767
"""Characters of an XLSX cell."""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading that stays as it is; `kind` says what stands below it."""

    name: str
    kind: Literal["text", "number", "date", "flag"] = "text"
    width: int = 12
    """In a spreadsheet, in characters."""


def guarded(text: str) -> str:
    return f"{GUARD}{text}" if text.startswith(_GUARDED) else text


def unguarded(cell: str) -> str:
    """What was guarded: takes exactly one ``'`` away."""
    return cell.removeprefix(GUARD)


def csv_lines(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[str]:
    """A line of headings, then one a row. Numbers are never guarded; text always is."""
    yield _csv_line(column.name for column in columns)
    for row in rows:
        yield _csv_line(_csv_cell(row.get(column.name)) for column in columns)


def _csv_cell(value: Value) -> str:
    return guarded(value) if isinstance(value, str) else plain(value)


def plain(value: Value) -> str:
    """As a cell says it; ISO dates, `yes` and `no`, a decimal point and no grouping."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
    return str(value)


def _csv_line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def json_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A JSON list, a row a line. Decimals are text, so that none passes through a float."""
    opened = False
    for row in rows:
        text = json.dumps(row, ensure_ascii=False, allow_nan=False, default=_as_json)
        yield f"{',' if opened else '['}\n{text}"
        opened = True
    yield "\n]\n" if opened else "[]\n"


def _as_json(value: Any) -> str:
    if isinstance(value, date | Decimal):
        return plain(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def xlsx(columns: Sequence[Column], rows: Iterable[Row], name: str) -> Iterator[bytes]:
    """A workbook of one sheet: real dates and numbers, headings that stay in view, a filter.

    Text is written as text and never as a formula or link, however it begins. A cell's text is
    cut at what a sheet can hold (32,767 characters); a table of more rows goes on on more sheets.
    """
    import xlsxwriter

    out = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        forms = {
            "head": book.add_format({"bold": True, "bottom": 1}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "number": book.add_format({"num_format": "#,##0.###"}),
            # What a person who types ' before it would have: it stays text when it is edited.
            "guarded": book.add_format({"quote_prefix": True}),
        }
        sheet = _sheet(book, columns, name, forms)
        at = 0
        for number, row in enumerate(rows):
            at = number % _MOST_ROWS + 1
            if number and at == 1:
                sheet.autofilter(0, 0, _MOST_ROWS, len(columns) - 1)
                more = number // _MOST_ROWS + 1
                sheet = _sheet(book, columns, f"{name} {more}", forms)
            for place, column in enumerate(columns):
                _write(sheet, at, place, row.get(column.name), forms)
        sheet.autofilter(0, 0, at, len(columns) - 1)
    yield out.getvalue()


def _sheet(book: Any, columns: Sequence[Column], name: str, forms: Mapping[str, Any]) -> Any:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.name, forms["head"])
    return sheet


def _write(sheet: Any, at: int, place: int, value: Value, forms: Mapping[str, Any]) -> None:
    match value:
        case None:
            return
        case bool():
            sheet.write_boolean(at, place, value)
        case date():
            sheet.write_datetime(at, place, value, forms["date"])
        case int() | float() | Decimal():
            sheet.write_number(at, place, value, forms["number"])
        case _:
            form = forms["guarded"] if value.startswith(_GUARDED) else None
            sheet.write_string(at, place, value[:_MOST_TEXT], form)
