"""A file is there whole or not at all, and says what the deals say."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from copied import copy_of

from oppman_tui import demo
from oppman_tui.domain.values.clock import Clock
from oppman_tui.domain.values.money import Rates
from oppman_tui.errors import UserError
from oppman_tui.playbook import loader
from oppman_tui.workspace import exporting, files, reports
from oppman_tui.workspace.deals import Workspace
from oppman_tui.workspace.tables import TABLES

TODAY = date(2026, 11, 23)


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    folder = tmp_path / "store"
    folder.mkdir()
    opened = _opened(copy_of(_samples, folder / "deals.db"))
    yield opened
    opened.close()


def _samples(path: Path) -> None:
    opened = _opened(path)
    opened.store.write_acts(demo.story(TODAY))
    opened.close()


def _opened(path: Path) -> Workspace:
    return Workspace.open(
        path,
        playbook=loader.default(),
        rates=Rates(),
        clock=Clock(fixed=TODAY),
        me=demo.ME,
        create=True,
    )


def told(ws: Workspace, table: str, form: str) -> bytes:
    parts = exporting.parts(ws, table, ws.find("all")[:], form)
    return b"".join(part if isinstance(part, bytes) else part.encode() for part in parts)


# -- what stands in it -----------------------------------------------------------------------


def test_actions_and_players_are_told_with_their_deal(ws: Workspace) -> None:
    rows = list(csv.DictReader(io.StringIO(told(ws, "actions", "csv").decode())))
    row = next(row for row in rows if row["action"] == "Approve payment in four parts")
    assert (row["deal"], row["customer"]) == ("ERP rollout", "Nordwind AG")
    assert (row["owner"], row["due"], row["status"]) == ("Liisa Aalto", "2026-11-28", "open")
    assert (row["section"], row["asked"]) == ("internal", "Marja Ollila")
    deals = {view.id: view for view in ws.views(ws.find("all")[:])}
    assert len(rows) == sum(len(view.dossier.actions) for view in deals.values())
    assert {row["deal_id"] for row in rows} <= set(deals)
    players = json.loads(told(ws, "players", "json"))
    lund = next(player for player in players if player["name"] == "Katrin Lund")
    assert lund["deal"] == "ERP rollout"
    assert (lund["influence"], lund["relationship"]) == (4, 2)
    assert lund["roles"] == "recommender; user"


def test_csv_json_and_xlsx_say_the_same(ws: Workspace) -> None:
    rows = list(csv.DictReader(io.StringIO(told(ws, "deals", "csv").decode())))
    listed = json.loads(told(ws, "deals", "json"))
    assert [row["id"] for row in rows] == [deal["id"] for deal in listed]
    assert [row["value"] or None for row in rows] == [deal["value"] for deal in listed]
    sheet = _cells(told(ws, "deals", "xlsx"))
    assert sheet[0] == [column.name for column in TABLES["deals"].columns]
    assert [row[1] for row in sheet[1:]] == [row["name"] for row in rows]
    erp = next(row for row in sheet if row[1] == "ERP rollout")
    assert float(erp[3]) == 420_000  # a number, not a text
    assert float(erp[7]) == (date(2026, 12, 12) - date(1899, 12, 30)).days  # and a date


def _cells(workbook: bytes) -> list[list[str]]:
    """The first sheet as the file has it: text, numbers, days as numbers."""
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
        sheet = ElementTree.fromstring(packed.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in sheet.iterfind(".//m:row", space):
        cells: dict[str, str] = {}
        for cell in row.iterfind("m:c", space):
            assert cell.find("m:f", space) is None  # never a formula
            assert cell.get("t") != "s"  # written in line, as a long table is
            text = "".join(part.text or "" for part in cell.iter(f"{{{space['m']}}}t"))
            value = cell.find("m:v", space)
            if value is not None:
                text = value.text or ""
            letters = "".join(c for c in cell.get("r", "") if c.isalpha())
            cells[letters] = text
        width = len(TABLES["deals"].columns)
        rows.append([cells.get(_letters(n), "") for n in range(width)])
    return rows


def _letters(place: int) -> str:
    first, second = divmod(place, 26)
    return (chr(64 + first) if first else "") + chr(65 + second)


def test_what_looks_like_a_formula_is_text_in_a_spreadsheet(ws: Workspace) -> None:
    ws.add_deal("=HYPERLINK(\"http://x\")", customer="+49")
    names = [row[1] for row in _cells(told(ws, "deals", "xlsx"))]
    assert '=HYPERLINK("http://x")' in names


# -- whole or not at all ---------------------------------------------------------------------


_NO_ROOM = """
import resource, signal, sys
from pathlib import Path
from oppman_tui.errors import UserError
from oppman_tui.workspace import files
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    files.write_whole(Path(sys.argv[1]), [sys.stdin.buffer.read()], "Nothing was exported")
except UserError as error:
    sys.exit(str(error))
"""


def test_a_full_disk_leaves_the_old_export_byte_for_byte(ws: Workspace, tmp_path: Path) -> None:
    """The child may write no more than 20 kB into a file, as on a disk with no more room."""
    path, old = tmp_path / "deals.csv", b"what was exported yesterday"
    path.write_bytes(old)
    export = told(ws, "deals", "csv") * 5
    assert len(export) > 20_000
    child = subprocess.run(
        [sys.executable, "-c", _NO_ROOM, str(path)], input=export, capture_output=True, check=False
    )
    assert child.returncode == 1
    assert b"can't be written: File too large. Nothing was exported" in child.stderr
    assert path.read_bytes() == old
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["deals.csv"]


def test_one_that_is_ended_leaves_no_file(ws: Workspace, tmp_path: Path) -> None:
    def ended(done: int, of: int) -> None:
        raise exporting.Cancelled

    before = set(tmp_path.iterdir())
    for form in exporting.FORMS:
        with pytest.raises(exporting.Cancelled):
            path = tmp_path / f"deals.{form}"
            exporting.export(ws, "deals", ws.find("all")[:], path, progress=ended)
    with pytest.raises(exporting.Cancelled):
        reports.portfolio_of(ws, ws.find("all")[:], "All", ended)
    assert set(tmp_path.iterdir()) == before


def test_who_may_read_a_file_is_the_users_umask(tmp_path: Path) -> None:
    for mask, mode in ((0o022, 0o644), (0o077, 0o600), (0o002, 0o664)):
        before = os.umask(mask)
        try:
            files.write_whole(tmp_path / "x.csv", ["a"], "Nothing")
        finally:
            os.umask(before)
        assert stat.S_IMODE((tmp_path / "x.csv").stat().st_mode) == mode


def test_a_name_of_full_length_can_be_written_and_one_that_is_too_long_is_said(
    tmp_path: Path,
) -> None:
    files.write_whole(tmp_path / ("x" * 251 + ".csv"), ["a"], "Nothing")
    with pytest.raises(UserError, match="too long"):
        files.write_whole(tmp_path / ("x" * 300), ["a"], "Nothing")
    with pytest.raises(UserError, match="can't be written"):
        files.write_whole(tmp_path / "a\0b", ["a"], "Nothing")


def test_an_unknown_end_of_a_name_is_refused(ws: Workspace, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"ends in none of \.csv, \.json, \.xlsx, \.ics"):
        exporting.export(ws, "deals", [], tmp_path / "deals.pdf")
    with pytest.raises(UserError, match=r"neither in \.html nor in \.md"):
        reports.form_of(tmp_path / "deals.pdf")
    assert reports.form_of(Path("a.HTM")) == "html"
    assert reports.form_of(Path("a.markdown")) == "md"


def test_the_readme_names_every_column() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    for name, table in TABLES.items():
        (line,) = (line for line in readme.splitlines() if line.startswith(f"| `{name}` |"))
        named = re.findall(r"`([a-z_]+)`", line.split("|")[2].split(";")[0])
        assert named == [column.name for column in table.columns]
