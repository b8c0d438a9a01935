"""A file is read by what is in it: what is no table is refused, what is no data is counted."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from tray import HEAD, ONE, Tray

from oppman_tui.errors import ImportFailed
from oppman_tui.exchange.reading.table import Table, read_table


def table_of(folder: Path, raw: str | bytes) -> Table:
    path = folder / "deals.csv"
    path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    return read_table(path)


def cells(table: Table) -> list[list[str]]:
    return [list(row.cells) for row in table.rows]


@pytest.mark.parametrize(
    ("raw", "how"),
    [
        ("Name,Käse\nA,1\n".encode(), "UTF-8, comma between columns"),
        (b"\xef\xbb\xbf" + "Name;Käse\r\nA;1\r\n".encode(), "UTF-8 with a mark, semicolon"),
        ("Name\tKäse\nA\t1\n".encode("utf-16"), "UTF-16, tab"),
        ("Name|Käse\nA|1\n".encode("cp1252"), "Windows-1252 (it isn't UTF-8), bar"),
        (gzip.compress("Name,Käse\nA,1\n".encode(), mtime=0), "UTF-8, comma"),
        (b"sep=;\nName;K\xe4se\nA;1\n", "Windows-1252 (it isn't UTF-8), semicolon"),
    ],
)
def test_encoding_and_delimiter_are_found_out_and_said(
    tmp_path: Path, raw: bytes, how: str
) -> None:
    table = table_of(tmp_path, raw)
    assert table.headings == ("Name", "Käse")
    assert cells(table) == [["A", "1"]]
    assert table.how.startswith(how)


def test_a_mark_of_utf_8_over_a_file_that_is_not_does_not_lose_it(tmp_path: Path) -> None:
    table = table_of(tmp_path, b"\xef\xbb\xbfName,City\nA,K\xf6ln\n")
    assert cells(table) == [["A", "Köln"]]


def test_text_that_was_encoded_twice_is_kept_and_said(tmp_path: Path) -> None:
    table = table_of(tmp_path, "Name,City\nA,KÃ¶ln\n")
    assert cells(table) == [["A", "KÃ¶ln"]]
    assert "1 place looks encoded twice" in table.warnings[0]


def test_what_is_no_data_is_taken_out_and_counted(tmp_path: Path) -> None:
    table = table_of(
        tmp_path,
        "Open deals,,\n,,\nName,Customer,Amount\nCranes,Acme,1\n,,\nName,Customer,Amount\n"
        "Lifts,Bolt,2\nGrand Totals (2 records),,\n"
        '"Confidential Information - Do Not Distribute",,\nCopyright (c) 2026 Acme,,\n',
    )
    assert cells(table) == [["Cranes", "Acme", "1"], ["Lifts", "Bolt", "2"]]
    assert [row.line for row in table.rows] == [4, 7]
    assert table.cleaned == {
        "above the headings": 1,
        "blank": 2,
        "headings repeated": 1,
        "footer": 3,
    }
    assert table.read == 9


def test_thousands_of_blank_rows_at_the_end_are_no_deals(tmp_path: Path) -> None:
    table = table_of(tmp_path, "Name,Customer,Amount\nA,B,1\n" + ",,\n" * 3_000)
    assert (len(table.rows), table.cleaned) == (1, {"blank": 3_000})


def test_a_row_that_does_not_fit_its_headings_is_rejected_with_its_line(tmp_path: Path) -> None:
    table = table_of(tmp_path, 'A,B\n1,"two\nlines"\n1,2,3\n"a\x00b",2\n' + "1,2\n" * 20 + "1\n")
    assert [(r.line, r.reason) for r in table.rejects] == [
        (4, "has 3 cells where the headings name 2"),
        (5, "holds a NUL character"),
        (26, "has 1 cell where the headings name 2: is the row cut off?"),
    ]
    assert list(table.rows[0].cells) == ["1", "two\nlines"]


def test_headings_that_are_missing_or_the_same_are_told_apart(tmp_path: Path) -> None:
    assert table_of(tmp_path, "Name,,Name,\u200b\na,b,c,d\n").headings == (
        "Name",
        "column 2",
        "Name (2)",
        "column 4",
    )


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"", "deals.csv is empty"),
        (b"\xef\xbb\xbf \r\n", "deals.csv is empty"),
        (b"PK\x03\x04rest", "is an Excel or OpenDocument workbook"),
        (b"\xd0\xcf\x11\xe0rest", "is an old Excel workbook"),
        (b"<html><table><tr><td>Id</td></tr></table></html>", "holds HTML or XML, not CSV"),
        (b"SQLite format 3\x00", "is a database"),
        (b"\x00\x01\x02A" * 99, "isn't text (it holds NULs)"),
        (bytes(range(256)) * 40, "isn't text (its headings hold NULs)"),
        (gzip.compress(b"Id,Name\n1,A\n" * 999, mtime=0)[:-30], "can't be unpacked"),
        (b"\x1f\x8bnot gzip at all", "can't be unpacked"),
        (b"\xff\xfeA", "begins as UTF-16 but isn't"),
        (b'Id,Name\n1,"never closed\n2,B\n', "line 2: a quote that opens here is never closed"),
        (b"Id,Name\n1," + b"x" * 131_073 + b"\n", "a cell is longer than 131,072 characters"),
    ],
)
def test_what_is_no_table_of_text_is_refused_with_the_cure(
    tmp_path: Path, raw: bytes, what: str
) -> None:
    with pytest.raises(ImportFailed) as refused:
        table_of(tmp_path, raw)
    assert what in str(refused.value)
    assert "Nothing was imported" in str(refused.value)


def test_a_cell_of_131_072_characters_is_still_read(tmp_path: Path) -> None:
    table = table_of(tmp_path, "Id,Name\n1," + "x" * 131_072 + "\n")
    assert len(table.rows[0].cells[1]) == 131_072


def test_a_stray_quote_is_kept_as_text_where_the_rows_can_still_be_told_apart(
    tmp_path: Path,
) -> None:
    table = table_of(tmp_path, 'Id,Name\n1,"5" pipe"\n2,"a"b"\n')
    assert table.warnings == ("deals.csv, line 2: a quote inside a cell was kept as text",)
    assert len(table.rows) == 2


def test_more_than_the_limit_is_refused_packed_or_not(tmp_path: Path) -> None:
    for raw in (b"Id,Name\n" + b"1,A\n" * 300_000, gzip.compress(b"0" * 2_000_000)):
        path = tmp_path / "deals.csv"
        path.write_bytes(raw)
        with pytest.raises(ImportFailed, match=r"larger than 1 MB\. Nothing was imported"):
            read_table(path, limit=2**20)


def test_a_pipe_a_folder_a_device_and_nothing_are_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    for path, what in (
        (pipe, "is a pipe or device"),
        (tmp_path, "is a folder"),
        (Path("/dev/zero"), "is a pipe or device"),
        (tmp_path / "absent.csv", "can't be read: No such file"),
        (Path("a\x00b"), "can't be read"),
    ):
        with pytest.raises(ImportFailed, match=what):
            read_table(path)


def test_a_table_of_something_else_is_refused_by_its_headings(desk: Tray) -> None:
    with pytest.raises(ImportFailed, match="its headings are 'Song', 'Singer'"):
        desk.plan("Song,Singer\nA,B\n")
    with pytest.raises(ImportFailed, match="a table that holds no deals"):
        desk.plan(desk.put("product,series,sales_price\nGTX,G,1\n", "products.csv"))


def test_read_is_always_the_sum_of_what_became_of_the_rows(desk: Tray) -> None:
    text = HEAD + ONE + ONE + ",,,,,,,,\n" + HEAD + ONE.replace("Cranes", "Lifts") + "cut,off\n"
    text += "".join(ONE.replace("D-1", f"D-{n}") for n in range(2, 30))
    text += ONE.replace("D-1", "D-0").replace("1000", "much")
    tally = desk.bring_in(text).deals
    assert (tally.created, tally.rejected, tally.cleaned, tally.read) == (29, 3, 3, 35)
    assert tally.read == tally.created + tally.rejected + tally.cleaned
