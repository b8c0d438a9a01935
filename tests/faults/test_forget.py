"""A person who asks to be forgotten is in no byte of the store; the log still verifies."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest
from desk import ACME, BOLT, CORP, add_deal, clock_at, exchange, note, noted, of_deal, sit_down
from lists import MONDAY, PLAYBOOK, RATES, Calendar, Window
from shell import Shell

from oppman_tui.domain.edits import Edit
from oppman_tui.domain.redact import Spellings
from oppman_tui.domain.values.clock import Clock
from oppman_tui.errors import UserError
from oppman_tui.store.care import forget as forgetting
from oppman_tui.store.care.verify import verify
from oppman_tui.store.drafts import Subject
from oppman_tui.store.store import Store
from oppman_tui.store.writing.logbook import Place
from oppman_tui.workspace.deals import Workspace

EVA = Spellings(["Eva Mäkelä"])
TRACES = ("Eva Mäkelä", "eva mäkelä", "eva makela", "eva.makela@corp.example", "+358 40 7654321")


def bytes_of(folder: Path) -> bytes:
    """Of the store, and of whatever else lies beside it."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def traces(folder: Path) -> list[str]:
    found = bytes_of(folder)
    return [trace for trace in TRACES if trace.encode() in found]


def everything(store: Store) -> set[Place]:
    """The cells of all that names her."""
    return {(m.doc, m.cell) for m in store.tells_of(EVA).mentions if m.how == "named"}


def a_year_with_eva(store: Store) -> None:
    add_deal(store, ACME, "Acme", customer=CORP, owner="Mia")
    store.write("Customer", [Edit(CORP, "customer", CORP, "name", "Corp of Eva Mäkelä")])
    cells = {
        "name": "Eva Mäkelä",
        "title": "CFO",
        "email": "eva.makela@corp.example",
        "phone": "+358 40 7654321",
        "win": {"win_kind": "win", "win": "a seat on the board"},
    }
    store.write("Player: Eva Mäkelä", [Edit(ACME, "player", "p1", *c) for c in cells.items()])
    store.write("Player: Bo", [Edit(ACME, "player", "p2", "name", "Bo Holm")])
    entries = {
        "e1": {"on": "2026-05-01", "text": "EVA MÄKELÄ called:\nno money", "players": ["p1", "p2"]},
        "e2": {"on": "2026-05-02", "text": "She wants out", "players": ["p1"]},
        "e3": {"on": "2026-05-03", "text": "Bo wrote", "players": ["p2"]},
    }
    for row, value in entries.items():
        store.write(f"Log: {value['text']}", [Edit(ACME, "entry", row, "entry", value)])
    note(store, "mail eva.makela@corp.example")
    note(store, "nothing of note")
    store.write("Risk", [Edit(ACME, "risk", "r1", "risk", "Eva Mäkelä")])
    held = {"held_on": "2026-05-04", "held_by": "Mia", "participants": ["Eva Makela", "Bo Holm"]}
    store.write("Review", [Edit(ACME, "review", "v1", "held", held)])
    store.save_open_review(ACME, {"begun": "2026-05-05", "answers": {"q": "Eva Mäkelä says no"}})
    store.set_remark("list.search", "eva mäkelä")
    add_deal(store, BOLT, "Bolt", owner="Eva Mäkelä")
    store.write("Owner", [of_deal(BOLT, "owner", "Mia")])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = sit_down(tmp_path / "mia" / "deals.oppman", "Mia", clock=clock_at(2026, 5, 28))
    a_year_with_eva(made)
    yield made
    made.close()


def test_no_byte_of_a_forgotten_person_is_left_and_the_log_verifies(store: Store) -> None:
    folder = store.path.parent
    assert traces(folder), "else this test could not fail"
    hers = sit_down(store.path, "Eva Mäkelä", clock=clock_at(2026, 5, 28))
    note(hers, "written by her", BOLT)
    hers.close()
    before = [change.hash for change in store.changes()]

    found = store.forget(EVA, everything(store))
    store.compact()

    assert traces(folder) == []
    assert verify(store) == []
    assert store.quick_check() is None
    assert [change.hash for change in store.changes()][: len(before)] == before
    assert (found.changes, dict(found.players)) == (1, {(ACME, "p1"): "Acme"})
    assert store.tells_of(EVA).nothing
    assert [path.name for path in folder.iterdir()] == ["deals.oppman"]
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


def test_what_stood_beside_the_name_stands_still(store: Store) -> None:
    store.forget(EVA, everything(store))
    dossier = store.dossier(ACME)
    assert dossier is not None
    assert [player.name for player in dossier.players] == ["Bo Holm"]
    assert [(e.text, e.players) for e in dossier.entries] == [
        ("… called:\nno money", ("p2",)),
        ("She wants out", ("p1",)),
        ("Bo wrote", ("p2",)),
    ]
    assert dossier.deal.note == "nothing of note"
    assert [risk.risk for risk in dossier.risks] == ["…"]
    assert [(r.held_by, r.participants) for r in dossier.reviews] == [("Mia", ("Bo Holm",))]
    assert dossier.customer is not None
    assert dossier.customer.name == "Corp of …"
    assert store.open_review(ACME) == {"begun": "2026-05-05", "answers": {"q": "… says no"}}
    assert store.remark("list.search") is None
    bolt = store.dossier(BOLT)
    assert bolt is not None
    assert bolt.deal.owner == "Mia"


def test_what_only_tells_of_her_goes_where_it_is_asked_for(store: Store) -> None:
    linked = [m for m in store.tells_of(EVA).mentions if m.how == "linked"]
    assert [(m.of, m.label, m.shows["text"]) for m in linked] == [
        ("Acme", "Log entry", "She wants out")
    ]
    store.forget(EVA, everything(store) | {(m.doc, m.cell) for m in linked})
    dossier = store.dossier(ACME)
    assert dossier is not None
    assert [(e.text, e.players) for e in dossier.entries][1] == ("…", ())
    store.compact()
    assert b"She wants out" not in bytes_of(store.path.parent)
    assert verify(store) == []


def test_a_text_that_is_to_stay_stays_and_all_else_goes(store: Store) -> None:
    kept = next(m for m in store.tells_of(EVA).mentions if m.cell.row == "e1")
    store.forget(EVA, everything(store) - {(kept.doc, kept.cell)})
    dossier = store.dossier(ACME)
    assert dossier is not None
    assert dossier.entries[0].text == "EVA MÄKELÄ called:\nno money"
    assert [m.cell for m in store.tells_of(EVA).mentions] == [kept.cell]


def test_others_of_a_like_name_are_left_alone(store: Store) -> None:
    others = ["Eva Mäkeläinen", "Neva Mäkelä", "Mäkelä, Eva"]
    edits = [Edit(BOLT, "player", f"o{n}", "name", name) for n, name in enumerate(others)]
    store.write("Others", edits)
    store.forget(EVA, everything(store))
    dossier = store.dossier(BOLT)
    assert dossier is not None
    assert [player.name for player in dossier.players] == others


def test_forgetting_is_not_taken_back_nor_what_came_before_it_through_it(store: Store) -> None:
    store.write("Risk", [Edit(ACME, "risk", "r1", "risk", "Eva Mäkelä leaves")])
    store.forget(EVA, everything(store))
    with pytest.raises(UserError, match="changed since"):
        store.undo()
    assert verify(store) == []
    note(store, "later")
    store.undo()
    assert noted(store) == "nothing of note"


def test_a_copy_that_holds_her_still_neither_fails_nor_brings_her_back(
    store: Store, tmp_path: Path
) -> None:
    """Noor had it all, and wrote on in the row meanwhile."""
    noor = sit_down(tmp_path / "noor" / "deals.oppman", "Noor", clock=clock_at(2026, 5, 28))
    noor.receive(store.changes())
    noor.write("Title: Eva Mäkelä", [Edit(ACME, "player", "p1", "title", "CEO of Eva Mäkelä")])
    noor.write("Name", [Edit(ACME, "player", "p1", "name", "Eva Mäkelä-Holm")])
    store.forget(EVA, everything(store))

    exchange(store, noor)

    store.compact()
    assert traces(store.path.parent) == []
    dossier = noor.dossier(ACME)
    assert dossier is not None
    assert [player.name for player in dossier.players] == ["Bo Holm"], "she hears of it"
    assert traces(noor.path.parent), "her copy is hers to ask"
    for each in (store, noor):
        assert verify(each) == []
    noor.forget(EVA, everything(noor))
    exchange(store, noor)
    assert store.dossiers() == noor.dossiers()
    assert store.receive(noor.changes()).added == 0


def test_a_conflict_in_what_was_forgotten_is_over(store: Store, tmp_path: Path) -> None:
    noor = sit_down(tmp_path / "noor" / "deals.oppman", "Noor", clock=clock_at(2026, 5, 28))
    noor.receive(store.changes())
    for each, text in ((store, "Eva Mäkelä first"), (noor, "Bo first")):
        note(each, text)
        each.write("Title", [Edit(ACME, "player", "p1", "title", text)])
    exchange(store, noor)
    dossier = store.dossier(ACME)
    assert dossier is not None
    assert len(dossier.conflicts) == 2
    store.forget(EVA, everything(store))
    dossier = store.dossier(ACME)
    assert dossier is not None
    assert dossier.conflicts == frozenset()
    assert verify(store) == []


def test_the_list_no_longer_finds_her(tmp_path: Path) -> None:
    window = Window(tmp_path / "deals.oppman", Calendar(MONDAY).clock())
    a_year_with_eva(window.store)
    window.keep_up()
    assert window.ids("all", "makela") == [ACME]
    window.store.forget(EVA, everything(window.store))
    assert window.ids("all", "makela") == []
    window.check()
    window.reopen()
    window.check()


def test_rows_of_a_list_that_nobody_keeps_are_gone_with_her(tmp_path: Path) -> None:
    window = Window(tmp_path / "deals.oppman", Calendar(MONDAY).clock())
    a_year_with_eva(window.store)
    window.keep_up()
    window.store.close()
    script = sit_down(window.path)
    script.forget(EVA, everything(script))
    script.compact()
    assert traces(tmp_path) == []


def test_a_backup_is_known_to_hold_her(store: Store) -> None:
    backup = store.backups.make("asked")
    assert forgetting.is_in_file(backup.path, EVA)
    store.forget(EVA, everything(store))
    assert not forgetting.is_in_file(store.backups.make("asked").path, EVA)


def test_nothing_goes_where_it_can_not_all_go(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ArithmeticError

    before = (store.arrival(), store.dossiers())
    monkeypatch.setattr(forgetting, "_blank_beside", fail)
    with pytest.raises(ArithmeticError):
        store.forget(EVA, everything(store))
    assert (store.arrival(), store.dossiers()) == before
    assert verify(store) == []


# The command


def workspace_at(path: Path) -> AbstractContextManager[Workspace]:
    """As a window has it that begins a draft."""
    return closing(
        Workspace.open(path, playbook=PLAYBOOK, rates=RATES, clock=Clock(MONDAY), me="Mia")
    )


def test_the_command_says_all_first_and_does_nothing_unless_told(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "home")
    deal = shell.say("add", "Harbour cranes").strip()
    shell.say("log", deal, "Eva Mäkelä called")
    shell.say("log", deal, "EVA MÄKELÄ'S boss called")
    shell.say("backup")
    told = shell.say("forget", "Eva Mäkelä")
    assert "1  Harbour cranes, Log entry: Eva Mäkelä called" in told
    assert "2  Harbour cranes, Log entry: EVA MÄKELÄ'S boss called" in told
    assert "Backups and stores set aside that hold the person still" in told
    assert "nothing was changed" in told
    assert "Eva Mäkelä called" in shell.say("show", deal, "--json")

    shell.say("forget", "Eva Mäkelä", "--yes", "--keep", "1", "--backups")
    shown = shell.say("show", deal, "--json")
    assert "Eva Mäkelä called" in shown
    assert "… boss called" in shown
    assert "Sound" in shell.say("verify")

    shell.say("forget", "Eva Mäkelä", "--yes", "--backups")
    assert traces(shell.home) == []
    assert "Nothing here names" in shell.say("forget", "Eva Mäkelä")


def test_a_store_that_a_restore_set_aside_is_said_and_goes_with_the_backups(
    tmp_path: Path,
) -> None:
    shell = Shell(tmp_path / "home")
    deal = shell.say("add", "Cranes").strip()
    shell.say("backup")
    shell.say("log", deal, "Eva Mäkelä called")
    shell.say("restore", "--yes")
    (aside,) = shell.home.glob("deals.before-*")
    assert str(aside) in shell.say("forget", "Eva Mäkelä")
    assert "--backups removes them" in shell.say("forget", "Eva Mäkelä", "--yes")
    assert traces(shell.home) != []
    shell.say("forget", "Eva Mäkelä", "--yes", "--backups")
    assert traces(shell.home) == []
    assert not aside.exists()


def test_a_draft_that_names_her_goes_and_others_stay(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "home")
    deal = shell.say("add", "Cranes").strip()
    with workspace_at(shell.home / "deals.db") as ws:
        for text in ("what Eva Mäkelä said", "what Bo said"):
            ws.drafts.begin(Subject("log", "A log entry", deal, "Cranes")).put(text)
    assert "A log entry: what Eva Mäkelä said" in shell.say("forget", "Eva Mäkelä")
    shell.say("forget", "Eva Mäkelä", "--yes")
    with workspace_at(shell.home / "deals.db") as ws:
        assert [draft.text for draft in ws.drafts.all()] == ["what Bo said"]
    assert b"M\\u00e4kel\\u00e4" not in bytes_of(shell.home)


def test_the_command_refuses_what_it_can_not_mean(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "home")
    shell.say("add", "Cranes")
    assert "too short" in shell.refuse("forget", "E", code=2)
    assert "no name" in shell.refuse("forget", "\u200b", code=2)
    assert "no text number 7" in shell.refuse("forget", "Eva", "--keep", "7", code=2)
    (shell.home / "config.toml").write_text('name = "Eva Mäkelä"\n')
    assert "You are Eva Mäkelä here" in shell.refuse("forget", "eva makela", "--yes")
