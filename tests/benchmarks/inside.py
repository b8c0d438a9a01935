"""What the store and the domain take, without a terminal around them."""

from __future__ import annotations

import gc
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from math import inf
from pathlib import Path

from rows import Row, middle
from stores import TODAY, open_store

from oppman_tui.domain.scoring import score_deal
from oppman_tui.domain.select.attention import TABS, assess
from oppman_tui.store.schema import TYPED
from oppman_tui.workspace import imports
from oppman_tui.workspace.deals import Seen, Workspace

_DEALS = Path(__file__).parents[3] / "shared/data/sparklesquad_crm/sales_pipeline.csv"


def _took(job: Callable[[], object]) -> float:
    """Milliseconds, without the collector, which the app keeps from its keys too."""
    gc.disable()
    begun = time.perf_counter()
    job()
    took = 1000 * (time.perf_counter() - begun)
    gc.enable()
    return took


SEARCHES = {
    "most deals": "e",
    "many": "service",
    "few": "pilot 77",
    "none": "zzzz",
    "a query": "value>100k and stage=compare",
}


def pages(many: Path, deals: str = "100,000 deals") -> Iterator[Row]:
    workspace = open_store(many)

    def page(tab: str) -> Callable[[], object]:
        return lambda: workspace.find(tab).cards(0, 64)

    page("all")()
    took = {tab: middle([_took(page(tab)) for _ in range(5)]) for tab in TABS}
    slowest = max(took, key=lambda tab: took[tab])
    yield Row(f"first page out of {deals}, slowest tab ({slowest})", took[slowest], "ms", 5)
    reload = middle([_took(lambda: workspace.overview()) for _ in range(5)])
    yield Row(f"counts and sums of {deals}", reload, "ms", 5)
    yield Row(f"one edit of {deals} → durable", _edits(workspace), "ms", 10)
    for held, words in SEARCHES.items():
        letters = middle([_letter(workspace, words) for _ in range(5)])
        goal = 30 if deals == "100,000 deals" else float("inf")
        yield Row(f"a letter of a search, {deals}, {held} hold it", letters, "ms", goal)
    workspace.close()


def _letter(workspace: Workspace, words: str) -> float:
    """What a letter that is typed asks for: all counts, the list and its first page."""

    def ask(words: str) -> None:
        workspace.overview(words)
        workspace.find("all", words).cards(0, 40)

    ask(f"{words} and not {words}")  # so that nothing is known of this one from before
    return _took(lambda: ask(words))


def _edits(workspace: Workspace) -> float:
    deals = workspace.find("all")[1000:1020]
    took = []
    for n, deal in enumerate(deals):
        view = workspace.view(deal)
        assert view is not None
        seen = Seen.of(view)

        # Another one each time: what is there already is not written again.
        note = f"note {n} at {time.time_ns()}"

        def edit(deal: str = deal, seen: Seen = seen, note: str = note) -> None:
            workspace.set(seen, "deal", deal, {"note": note}, "Note")

        took.append(_took(edit))
    return middle(took[5:])


def scores(many: Path, count: int) -> Iterator[Row]:
    """Against the plain read of the rows that a score is made of, as tuples; and with the triggers
    and their reasons, which a list needs too."""
    workspace = open_store(many)
    ids = workspace.find("all")[:count]
    dossiers = workspace.store.dossiers(ids)
    standing = workspace.summary.standing
    with workspace.store.reading() as connection:
        known = standing(connection)

    def score() -> None:
        for dossier in dossiers:
            score_deal(dossier, workspace.playbook, TODAY)

    def select() -> None:
        for dossier in dossiers:
            found = score_deal(dossier, workspace.playbook, TODAY)
            assess(dossier, found, workspace.playbook, TODAY, known, dossier.deal.amount)

    plain = sqlite3.connect(f"{many.as_uri()}?mode=ro", uri=True)

    plain.execute("CREATE TEMP TABLE wanted (value TEXT PRIMARY KEY)")
    plain.executemany("INSERT INTO wanted VALUES (?)", [(id,) for id in ids])

    def read_all() -> None:
        for table in TYPED:
            if table not in ("customer", "criterion"):
                query = f'SELECT * FROM "{table}" WHERE doc IN (SELECT value FROM wanted)'
                plain.execute(query).fetchall()

    scored, selected = _took(score), _took(select)
    read_plain = middle([_took(read_all) for _ in range(3)])
    whole = _took(lambda: workspace.store.dossiers(ids))
    plain.close()
    workspace.close()
    yield Row(f"scores of {count:,} deals", scored, "ms", 3, read_plain, "plain rows")
    name = f"scores and triggers of {count:,} deals"
    yield Row(name, selected, "ms", inf, read_plain, "plain rows")
    yield Row(name, selected, "ms", 3, whole, "rows as deals")


def bring_in(folder: Path, tool: Path | None) -> Iterator[Row]:
    """14,277 deals of a real export, against `sqlite-utils insert` of the same file."""
    if tool is None or not _DEALS.exists():
        return
    plain = [str(tool), "insert", str(folder / "plain.db"), "deals", str(_DEALS), "--csv"]
    other = middle(
        [_took(lambda: subprocess.run(plain, check=True, capture_output=True)) for _ in range(3)]
    )
    ours = []
    for n in range(3):
        workspace = open_store(folder / f"import{n}.db", create=True)
        options = imports.Options({"In_Progress": "define"})

        def run(workspace: Workspace = workspace, options: imports.Options = options) -> None:
            imports.commit(workspace, imports.read_files(workspace, [_DEALS], options))

        ours.append(_took(run))
        workspace.close()
    yield Row("import of 14,277 deals", middle(ours), "ms", 4, other, "sqlite-utils insert")
