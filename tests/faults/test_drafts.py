"""What was typed is there again: after a kill, a crash, a lost editor, a full disk.

The numbers are those of quality.md 2.
"""

from __future__ import annotations

import json
import os
import signal
import stat
import sys
import time
from pathlib import Path

import pytest
from desk import clock_at
from disks import fill, small_disk
from dropping import TYPED, drafts, echoes, ended, reopened, writing
from terminal import Terminal

from oppman_tui.domain.values.clock import Clock
from oppman_tui.store.drafts import Drafts, Subject

LOG = Subject("log", "A log entry", "deal-acme", "Acme")
NOTE = Subject("field:deal:deal-acme:note", "Note", "deal-acme", "Acme")


def texts(kept: Drafts) -> list[str]:
    return [draft.text for draft in kept.all()]


# -- in a terminal -------------------------------------------------------------------------


@pytest.mark.long
def test_a_kill_costs_at_most_the_last_second(tmp_path: Path) -> None:
    """10: killed at a random moment while a rep types, word by word."""
    for seconds in (1.3, 2.1, 3.4):
        home = tmp_path / f"{seconds}"
        home.mkdir()
        with writing(home, "When") as t:
            begun = time.monotonic()
            when = [begun]
            while time.monotonic() - begun < seconds:
                time.sleep(0.05)  # as fast as people type
                t.type(f" {len(when)}")
                when.append(time.monotonic())
                t.settle()
            killed = time.monotonic()
            os.kill(t.pid, signal.SIGKILL)
            assert ended(t).code == -signal.SIGKILL
        (draft,) = drafts(home)
        words = json.loads(draft.read_text())["text"].split()
        assert words[1:] == [f"{n}" for n in range(1, len(words))]
        lost = [moment for moment in when[len(words) :] if killed - moment > 1.5]
        assert not lost, f"{len(lost)} words older than a second and the way to the disk are lost"
        with reopened(home) as t:
            t.wait_for("When 1 2 3")


def test_a_handler_that_fails(tmp_path: Path) -> None:
    """43: one line, nothing of what was typed in it or in the log, the terminal as it was."""
    broken = (
        "-c",
        "from oppman_tui.tui.screens import writing\n"
        "def fail(self):\n"
        "    secret = self.text\n"
        "    if secret.endswith('!'): raise RuntimeError(secret)\n"
        "    kept(self)\n"
        "kept, writing.Writing.changed = writing.Writing.changed, fail\n"
        "from oppman_tui.__main__ import main\n"
        "main()\n",
    )
    with writing(tmp_path, program=broken) as t:
        before = len(t.raw)
        t.type("!")
        code = t.wait_for_end()
        assert code not in (0, None)
        told = t.raw[before:].rpartition(b"\x1b[?1049l")[2].decode()
        assert "stopped over an error of its own" in told
        assert "Traceback" not in told
        assert TYPED not in told
        assert echoes(t)
    log = (tmp_path / "logs" / "oppman.log").read_text()
    assert "RuntimeError" in log
    assert TYPED not in log
    with reopened(tmp_path) as t:
        t.wait_for(TYPED)


# -- another editor ------------------------------------------------------------------------


def editor(home: Path, *lines: str) -> str:
    """What to put into $EDITOR: a program of these lines; `path` is the file to edit."""
    program = home / "my editor.py"
    begin = "import os, signal, sys, time\nfrom pathlib import Path\npath = Path(sys.argv[-1])"
    program.write_text("\n".join([begin, *lines]))
    return f"'{sys.executable}' '{program}' --wait"


def test_a_text_is_written_in_ones_own_editor(tmp_path: Path) -> None:
    """With Esc and E out of the field; what the editor saved is taken on as it is."""
    wrote = editor(tmp_path, "path.write_text(path.read_text().strip() + ', says the editor\\n')")
    with writing(tmp_path, env={"EDITOR": wrote}) as t:
        t.press("esc")
        t.wait_for("Moving", "E editor")
        t.press("E")
        t.wait_for("from whose side?")
        t.press("c")
        t.wait_for("Logged")
        t.press("g", "h")
        t.wait_for(f"{TYPED}, says the", "editor", "from the customer's side")
        assert "There are no drafts" not in t.text
        t.press("W")
        t.wait_for("There are no drafts")
    assert not list((tmp_path / "demo.db.drafts").iterdir())


@pytest.mark.long
def test_an_answer_of_the_review_is_begun_in_the_editor(tmp_path: Path) -> None:
    wrote = editor(tmp_path, "path.write_text('They need it.\\n\\nAll of them.\\n')")
    with Terminal(tmp_path, "demo", env={"VISUAL": wrote, "EDITOR": "false"}) as t:
        t.wait_for("Attention 10", "Plant 2 sensors")
        t.press("enter")
        t.wait_for("Since the last review")
        t.press("E")
        t.wait_for("They need it.", "All of them.", "Moving")


def test_the_line_drops_while_the_editor_is_open(tmp_path: Path) -> None:
    """12: its file was for nobody else's eyes; what it had written is offered."""
    seen = tmp_path / "seen"
    wrote = editor(
        tmp_path,
        f"path.write_text({TYPED!r} + ', says the editor')",
        f"Path({str(seen)!r}).write_text(f'{{path.stat().st_mode}} {{os.getpid()}} {{path}}')",
        "time.sleep(600)",
    )
    with writing(tmp_path, env={"EDITOR": wrote}) as t:
        t.press("esc")
        t.wait_for("Moving")
        t.press("E")
        while not (seen.exists() and seen.read_text().endswith(".txt")):
            t.settle()
        mode, pid, path = seen.read_text().split(" ", 2)
        assert int(mode) == stat.S_IFREG | 0o600
        assert Path(path).parent == tmp_path / "demo.db.drafts"
        assert Path(path).parent.stat().st_mode & 0o777 == 0o700
        child = os.pidfd_open(int(pid))
        end = ended(t, signal.SIGHUP)
        assert end.code == 129
        with pytest.raises(ProcessLookupError):
            signal.pidfd_send_signal(child, signal.SIGKILL)
        os.close(child)
    with reopened(tmp_path) as t:
        t.wait_for(f"{TYPED}, says the editor")
        t.press("tab")  # dropped, with the editor's file
        t.wait_for("The draft is dropped")
        t.press("esc")
        t.wait_for("Attention 10")
        t.press("q")
        assert t.wait_for_end() == 0
    assert not list((tmp_path / "demo.db.drafts").iterdir())


def test_no_shell_reads_what_editor_says(tmp_path: Path) -> None:
    with writing(tmp_path, env={"EDITOR": f"true; touch {tmp_path / 'touched'}"}) as t:
        t.press("esc")
        t.wait_for("Moving")
        t.press("E")
        t.wait_for("there is no such program", TYPED)
    assert not (tmp_path / "touched").exists()


def test_an_editor_that_fails_saves_nothing_and_keeps_its_text(tmp_path: Path) -> None:
    wrote = editor(tmp_path, "path.write_text('half of it')", "sys.exit(3)")
    with writing(tmp_path, env={"EDITOR": wrote}) as t:
        t.press("esc")
        t.wait_for("Moving")
        t.press("E")
        t.wait_for("ended with 3", "half of it")
        t.press("esc")
        t.wait_for("The draft is kept")


@pytest.mark.long
def test_no_editor_is_set(tmp_path: Path) -> None:
    with writing(tmp_path) as t:
        t.press("esc")
        t.wait_for("Moving")
        t.press("E")
        t.wait_for("Neither $VISUAL nor $EDITOR names an editor", TYPED)


# -- on the disk ---------------------------------------------------------------------------


def test_each_text_is_a_file_for_nobody_elses_eyes(tmp_path: Path) -> None:
    kept = Drafts(tmp_path / "deals.db.drafts", clock_at(2026, 11, 23, 14))
    kept.begin(LOG).put("She wants it cheaper")
    kept.begin(NOTE).put("Second line\nand a third")
    assert texts(kept) == ["Second line\nand a third", "She wants it cheaper"]
    assert kept.folder.stat().st_mode & 0o777 == 0o700
    files = list(kept.folder.iterdir())
    assert len(files) == 2
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert not any("acme" in path.name or "log" in path.name for path in files)


def test_a_folder_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    folder = tmp_path / "deals.db.drafts"
    folder.mkdir()
    folder.chmod(0o755)
    kept = Drafts(folder, Clock())
    kept.begin(LOG).put("She wants it cheaper")
    assert kept.flush()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_link_in_the_folders_place_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "deals.db.drafts").symlink_to(elsewhere)
    kept = Drafts(tmp_path / "deals.db.drafts", Clock())
    kept.begin(LOG).put("She wants it cheaper")
    assert not kept.flush()
    assert kept.trouble == "deals.db.drafts is not a folder of your own"
    assert not list(elsewhere.iterdir())


def test_a_new_text_leaves_the_older_draft_alone(tmp_path: Path) -> None:
    kept = Drafts(tmp_path / "drafts", Clock())
    kept.begin(LOG).put("The first")
    again = kept.begin(LOG)
    again.put("The second")
    assert [draft.text for draft in kept.of(LOG)] == ["The second", "The first"]
    again.drop()
    assert [draft.text for draft in kept.of(LOG)] == ["The first"]
    assert kept.of(NOTE) == []


def test_a_text_that_is_taken_out_again_leaves_no_draft(tmp_path: Path) -> None:
    kept = Drafts(tmp_path / "drafts", Clock())
    sheet = kept.begin(LOG)
    sheet.put("S")
    kept.flush()
    sheet.put("")
    assert kept.all() == []
    assert not list(kept.folder.iterdir())


def test_what_a_kill_left_half_written_is_taken_away(tmp_path: Path) -> None:
    kept = Drafts(tmp_path / "drafts", Clock())
    kept.begin(LOG).put("Whole")
    kept.flush()
    (kept.folder / "0123-4567.part").write_text('{"format": 1, "te')
    (kept.folder / "0123-4567.json").write_text("nothing")
    assert texts(kept) == ["Whole"]
    assert not (kept.folder / "0123-4567.part").exists()
    assert (kept.folder / "0123-4567.json").exists(), "what isn't understood is left alone"


def test_a_full_disk_is_told_and_the_text_kept_once_there_is_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 64 * 1024) as disk:
        kept = Drafts(disk / "drafts", Clock())
        sheet = kept.begin(LOG)
        sheet.put("Before")
        assert kept.flush()
        filler = fill(disk, 4096)
        sheet.put("x" * 20_000)
        assert not kept.flush()
        assert kept.trouble == "No space left on device"
        assert [draft.text for draft in Drafts(disk / "drafts", Clock()).all()] == ["Before"]
        filler.unlink()
        assert kept.flush()
        assert kept.trouble is None
        assert [len(text) for text in texts(kept)] == [20_000]


def test_a_text_lent_to_an_editor_is_found_though_it_is_never_taken_back(tmp_path: Path) -> None:
    kept = Drafts(tmp_path / "drafts", Clock())
    path = kept.begin(NOTE).lend("As it was")
    assert path.read_text() == "As it was\n"
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text("As the editor left it\x1b[2J\n")
    rescued = path.with_name(f"{path.name}.save")  # nano's, when its terminal is gone
    assert texts(Drafts(tmp_path / "drafts", Clock())) == ["As the editor left it"]
    rescued.write_text("As nano saved it at last\n")
    os.utime(rescued, (time.time() + 5, time.time() + 5))
    assert texts(Drafts(tmp_path / "drafts", Clock())) == ["As nano saved it at last"]
