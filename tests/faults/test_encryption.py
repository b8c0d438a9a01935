"""An encrypted store: nothing of it lies on the disk in plain, and nothing is lost on the way."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest
from desk import ACME, add_deal, note, noted, sit_down
from terminal import Terminal

from oppman_tui.domain.values.clock import Clock
from oppman_tui.errors import StoreError, StoreLost, UserError
from oppman_tui.store.care.backup import ASKED, Backups, examine
from oppman_tui.store.care.restore import restore
from oppman_tui.store.care.sealing import others, reseal
from oppman_tui.store.care.verify import verify
from oppman_tui.store.drafts import Subject
from oppman_tui.store.file import keys
from oppman_tui.store.lists import firstpage
from oppman_tui.store.remembered import Remembered

pytest.importorskip("sqlcipher3", reason="the extra oppman-tui[encryption] is not installed")

WORDS = "four plain words here"
OTHER = "four other words here"
NAME, SECRET = b"Virtanen Oy", b"Maija hates delays"


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that was given no passphrase yet."""
    monkeypatch.setattr(keys, "_known", {})
    monkeypatch.setattr(keys, "_seen", {})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A plain store, closed."""
    store = sit_down(tmp_path / "deals.db")
    add_deal(store, name=NAME.decode())
    note(store, SECRET.decode())
    store.close()
    return store.path


def encrypt(path: Path, words: str = WORDS) -> None:
    reseal(path, keys.new_key(words), Clock())


def again() -> None:
    """As another process sees it."""
    keys._known.clear()
    keys._seen.clear()


def in_plain(folder: Path) -> set[str]:
    """The files in which a name or a note can be read."""
    return {
        file.name
        for file in folder.rglob("*")
        if file.is_file() and any(word in file.read_bytes() for word in (NAME, SECRET))
    }


# The store


def test_neither_the_store_nor_its_backups_show_a_name_and_all_of_it_is_there(path: Path) -> None:
    assert in_plain(path.parent) == {"deals.db"}, "the test can find them"
    plain = sit_down(path)
    was = plain.replica
    plain.close()
    encrypt(path)
    (before,) = others(path)
    assert in_plain(path.parent) == {before.name}, "the backup made first is named"
    store = sit_down(path)
    assert (noted(store), store.replica) == (SECRET.decode(), was)
    assert verify(store) == []
    assert store.quick_check() is None
    note(store, "newer")
    assert store.undo().label == "Note"
    store.compact()
    store.backups.make(ASKED)
    store.close()
    before.unlink()
    assert in_plain(path.parent) == set()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes()[:4] == keys.MARK


def test_the_journal_of_a_change_being_made_is_encrypted_too(path: Path) -> None:
    encrypt(path)
    for other in others(path):
        other.unlink()
    store = sit_down(path)
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE deal SET note = 'Maija hates delays twice'")
        # Pages leave the cache for the file, what was there before for the journal.
        connection.exec_driver_sql("PRAGMA cache_size=1")
        connection.exec_driver_sql("UPDATE op SET value = value || ' '")
        journal = path.with_name("deals.db-journal")
        assert journal.stat().st_size > 0
        assert in_plain(path.parent) == set()
        connection.exec_driver_sql("UPDATE op SET value = trim(value)")
    store.close()


def test_without_its_passphrase_it_is_locked_and_a_wrong_one_changes_nothing(path: Path) -> None:
    encrypt(path)
    again()
    before = path.read_bytes()
    with pytest.raises(keys.Locked, match="is encrypted"):
        sit_down(path)
    assert not keys.unlock(path, "four wrong words here")
    assert path.read_bytes() == before
    assert keys.unlock(path, WORDS)
    store = sit_down(path)
    assert noted(store) == SECRET.decode()
    store.close()


def test_a_passphrase_is_the_same_however_its_letters_are_composed(path: Path) -> None:
    encrypt(path, "pa\u0308a\u0308llekka\u0308in")
    again()
    assert keys.unlock(path, "p\xe4\xe4llekk\xe4in")


def test_an_encrypted_a_plain_and_a_damaged_store_are_told_apart(path: Path) -> None:
    assert not keys.is_encrypted(path)
    encrypt(path)
    assert keys.is_encrypted(path)
    with path.open("r+b") as file:
        file.seek(3 * 4096 + 100)
        file.write(bytes(64))
    with pytest.raises(StoreLost, match="is damaged"):
        store = sit_down(path)
        store.quick_check()
        verify(store)
        note(store, "x")
    with path.open("r+b") as file:
        file.write(b"\1\2\3\4")
    again()
    assert not keys.is_encrypted(path)
    with pytest.raises(StoreLost, match="is not a store of oppman"):
        sit_down(path)


def test_no_first_page_is_read_of_an_encrypted_store(path: Path) -> None:
    encrypt(path)
    assert firstpage.read(path, "", Clock().today()) is None


def test_without_the_library_it_says_what_to_install(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encrypt(path)
    again()
    monkeypatch.setattr(keys, "find_spec", lambda name: None)
    with pytest.raises(StoreError, match=r"pip install 'oppman-tui\[encryption\]'"):
        sit_down(path)


def test_a_plain_store_loads_nothing_of_it(path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from desk import sit_down\n"
        f"sit_down(Path({str(path)!r})).close(); print('sqlcipher3' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1] / "store")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "False\n"


# Changing it, and the way back


def test_another_passphrase_opens_it_and_the_old_one_only_what_was_before(path: Path) -> None:
    encrypt(path)
    encrypt(path, OTHER)
    again()
    assert not keys.unlock(path, WORDS)
    assert keys.unlock(path, OTHER)
    old = [backup for backup in others(path) if keys.is_encrypted(backup)]
    assert len(old) == 1
    assert keys.is_locked(old[0])
    assert keys.unlock(old[0], WORDS)
    assert examine(old[0]).deals == 1


def test_decrypted_it_is_what_it_was(path: Path) -> None:
    encrypt(path)
    reseal(path, None, Clock())
    again()
    store = sit_down(path)
    assert not store.encrypted
    assert noted(store) == SECRET.decode()
    assert verify(store) == []
    store.close()


def test_a_plain_backup_that_takes_an_encrypted_stores_place_is_encrypted(path: Path) -> None:
    encrypt(path)
    (plain,) = others(path)
    restore(path, plain, Clock())
    plain.unlink()
    assert keys.is_encrypted(path)
    assert in_plain(path.parent) == set()
    store = sit_down(path)
    assert noted(store) == SECRET.decode()
    store.close()


def test_a_window_left_open_meanwhile_saves_nothing_into_the_file_that_is_gone(path: Path) -> None:
    window = sit_down(path)
    note(window, "seen")
    encrypt(path)
    with pytest.raises(StoreError, match="no longer where it was opened"):
        note(window, "lost")
    window.close()
    store = sit_down(path)
    assert noted(store) == "seen"
    store.close()


def test_drafts_are_remembered_only_and_no_editor_is_lent_one(path: Path) -> None:
    drafts = Remembered(path.with_name("deals.db.drafts"), Clock())
    subject = Subject("note", "Note", ACME, "Acme")
    sheet = drafts.begin(subject)
    sheet.put(SECRET.decode())
    assert [draft.text for draft in drafts.of(subject)] == [SECRET.decode()]
    with pytest.raises(UserError, match="in plain"):
        sheet.lend(SECRET.decode())
    assert not drafts.folder.exists()
    assert drafts.trouble == "the store is encrypted"
    sheet.drop()
    assert drafts.all() == []


# Killed


_PROGRAM = """
import sys
from pathlib import Path
from oppman_tui.domain.values.clock import Clock
from oppman_tui.store.file import keys
from oppman_tui.store.care.sealing import reseal

path, words = Path(sys.argv[1]), sys.argv[2]
keys.unlock(path, words)
print("going", flush=True)
reseal(path, None if keys.is_encrypted(path) else keys.new_key(words), Clock())
print("done", flush=True)
"""


@pytest.mark.parametrize("times", [4, pytest.param(40, marks=pytest.mark.long)])
def test_killed_at_any_moment_there_is_a_whole_store(path: Path, times: int) -> None:
    when, killed, finished = random.Random(4), 0, 0
    for _ in range(times):
        going = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, str(path), WORDS], stdout=subprocess.PIPE, text=True
        )
        assert going.stdout is not None
        assert going.stdout.readline() == "going\n"
        time.sleep(when.uniform(0, 0.5))
        going.send_signal(signal.SIGKILL)
        done = going.stdout.read() == "done\n"
        going.wait()
        going.stdout.close()
        finished += done
        killed += not done
        again()
        assert keys.unlock(path, WORDS)
        store = sit_down(path)
        assert noted(store) == SECRET.decode()
        assert verify(store) == []
        store.close()
    assert killed, "no kill came in time; nothing was tried"


# In a terminal


def child(home: Path, *words: str) -> pexpect.spawn[str]:
    return pexpect.spawn(
        sys.executable,
        ["-m", "oppman_tui", *words],
        env={
            **{name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ},
            "HOME": str(home),
            "OPPMAN_HOME": str(home),
            "OPPMAN_TODAY": "2026-11-23",
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
        },
        timeout=30,
        encoding="utf-8",
    )


def talk(home: Path, *words: str, answers: tuple[tuple[str, str], ...]) -> tuple[int | None, str]:
    """The exit status and all that was on the terminal."""
    running, said = child(home, *words), ""
    for question, answer in answers:
        running.expect_exact(question)
        said += str(running.before) + question
        running.sendline(answer)
    running.expect(pexpect.EOF)
    said += str(running.before)
    running.close()
    return running.exitstatus, said


NEW, SAME, ASK = "New passphrase: ", "The same again: ", "Passphrase of deals.db: "


def test_encrypting_asks_twice_unseen_and_names_the_plain_copies(path: Path) -> None:
    answers = ((NEW, "short"), (NEW, WORDS), (SAME, OTHER), (NEW, WORDS), (SAME, WORDS))
    status, said = talk(path.parent, "encrypt", answers=(*answers, ("[y/N]", "")))
    assert status == 0
    assert WORDS not in said, "it was seen on the terminal"
    (left,) = others(path)
    assert str(left) in said.replace("\r\n", "")
    assert "They are kept" in said
    status, _ = talk(path.parent, "encrypt", answers=((ASK, WORDS), ("[y/N]", "y")))
    assert (status, others(path)) == (0, [])
    assert in_plain(path.parent) == set()
    assert len(Backups(path, Clock()).all()) == 1, "an encrypted one stays"


def test_three_wrong_passphrases_are_the_end_and_nothing_is_touched(path: Path) -> None:
    encrypt(path)
    before = path.read_bytes()
    status, said = talk(path.parent, "list", answers=((ASK, "a"), (ASK, "b"), (ASK, "c")))
    assert status == 1
    assert said.count("once more") == 2
    assert "was not opened: that was not its passphrase. Nothing was touched" in said
    assert path.read_bytes() == before


def test_a_first_page_that_is_damaged_is_not_called_a_wrong_passphrase(path: Path) -> None:
    encrypt(path)
    Backups(path, Clock()).make(ASKED)
    with path.open("r+b") as file:
        file.seek(200)
        file.write(bytes(64))
    status, said = talk(path.parent, "list", answers=((ASK, WORDS),))
    assert status == 1
    assert "is damaged: its backups take this passphrase" in said
    assert "brings back the backup of" in said.replace("\r\n", " ")


def test_without_a_terminal_nothing_is_asked(path: Path) -> None:
    encrypt(path)
    done = subprocess.run(
        [sys.executable, "-m", "oppman_tui", "list"],
        env={**os.environ, "OPPMAN_HOME": str(path.parent)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    assert done.returncode == 1
    assert "there is no terminal to ask for its passphrase" in done.stderr
    assert done.stdout == ""


def test_the_app_asks_before_its_first_page(path: Path) -> None:
    encrypt(path)
    with Terminal(path.parent) as terminal:
        terminal.wait_for(ASK.strip())
        assert b"\x1b[?1049h" not in terminal.raw, "nothing is painted before"
        terminal.type(f"{WORDS}\r")
        terminal.wait_for("Nothing asks for attention")
        terminal.press("6")
        terminal.wait_for(NAME.decode())
        assert WORDS.encode() not in terminal.raw
