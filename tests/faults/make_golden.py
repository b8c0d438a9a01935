"""Makes the golden store of the present format: ``python tests/faults/make_golden.py``.

Once a format is released its file is never made again: what a store of it holds, and that it
opens in every later version, is what `test_golden.py` is about.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from oppman_tui import demo
from oppman_tui.domain.edits import Act, Edit
from oppman_tui.domain.values.clock import Clock
from oppman_tui.store.schema import SCHEMA
from oppman_tui.store.store import Store

FOLDER = Path(__file__).parent / "golden"
DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=timezone(timedelta(hours=2)))
DEAL, CUSTOMER = "ERP rollout", "Nordwind AG"


def of_one_deal() -> tuple[str, list[Act]]:
    """The sample deals' richest, and its customer: the deal's id and the acts that tell it."""
    story = demo.story(DAY)
    named = {
        edit.value: edit.doc
        for act in story
        for edit in act.edits
        if edit.cell == "name" and edit.entity in ("deal", "customer")
    }
    docs = {named[DEAL], named[CUSTOMER]}
    acts = [
        Act(act.label, edits, act.at)
        for act in story
        if (edits := tuple(edit for edit in act.edits if edit.doc in docs))
    ]
    return named[DEAL], acts


def make(path: Path) -> None:
    """One deal of the samples; a note that two people set unseen; an act taken back; an open
    review. Its cache of the list is left out."""
    deal, acts = of_one_deal()

    def note(text: str) -> list[Edit]:
        return [Edit(deal, "deal", deal, "note", text)]

    with tempfile.TemporaryDirectory() as folder:
        clock = Clock(source=lambda: NOON)
        mine = Store.open(Path(folder) / "mine.db", clock=clock, actor="Mia", create=True)
        theirs = Store.open(Path(folder) / "theirs.db", clock=clock, actor="Noor", create=True)
        mine.write_acts(acts)
        theirs.receive(mine.changes())
        theirs.write("Note", note("Noor's"))
        mine.write("Note", note("Mia's"))
        mine.receive(theirs.changes())
        mine.write("Renamed", [Edit(deal, "deal", deal, "name", "ERP")])
        mine.undo()
        mine.save_open_review(deal, {"answers": {"wins": "They asked for references"}})
        mine.close()
        theirs.close()
        with sqlite3.connect(mine.path) as raw:
            path.unlink(missing_ok=True)
            raw.execute("VACUUM INTO ?", (str(path),))
    path.chmod(0o600)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    make(FOLDER / f"format-{SCHEMA}.db")
    sys.exit(0)
