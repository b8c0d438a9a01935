"""A team writes its own playbook, and is told what is wrong with it and where."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from oppman_tui.errors import PlaybookError
from oppman_tui.playbook import loader
from oppman_tui.playbook.models import Playbook

TEXT = loader.export()


def with_change(old: str, new: str) -> str:
    """The default playbook with the first `old` written as `new`."""
    assert old in TEXT
    return TEXT.replace(old, new, 1)


def told(text: str) -> str:
    """What is said of a playbook that can't be used, after the file's name."""
    with pytest.raises(PlaybookError) as caught:
        loader.check(text, "team.toml")
    line = str(caught.value)
    assert line.startswith("team.toml: ") and line.isprintable()
    return line.removeprefix("team.toml: ")


def told_of(path: Path) -> str:
    with pytest.raises(PlaybookError) as caught:
        loader.load(path)
    line = str(caught.value)
    assert line.isprintable() and len(line) < 1_000
    return line


# -- a playbook that can be used ---------------------------------------------------------


def test_what_is_exported_is_the_default_to_the_letter(tmp_path: Path) -> None:
    team = tmp_path / "team.toml"
    team.write_text(loader.export(), encoding="utf-8")
    assert loader.load(team) == loader.default()
    assert loader.load(team).digest == loader.default().digest
    assert TEXT.startswith("# The default playbook.")


def test_there_is_one_default_for_all() -> None:
    assert loader.default() is loader.default()


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf" + TEXT.encode(),  # an editor's byte order mark
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("need.reason", "need.grund").encode(),
    ],
)
def test_files_of_other_editors_are_read(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "team.toml").write_bytes(raw)
    assert loader.load(tmp_path / "team.toml").stages == loader.default().stages


def test_a_playbook_may_lie_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.toml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "link.toml").symlink_to("real.toml")
    assert loader.load(tmp_path / "link.toml") == loader.default()


def test_a_team_changes_words_figures_and_questions() -> None:
    text = with_change(
        '"Are we in early enough to influence it?"', '"Early enough?", weight = 2'
    )
    text = text.replace("expected_days = 21", "expected_days = 45")
    team = loader.check(text, "team.toml")
    asked = team.question("plan.early")
    assert asked is not None and (asked.text, asked.weight) == ("Early enough?", 2)
    choose = team.stage("choose")
    assert choose is not None and choose.expected_days == 45
    assert team.digest != loader.default().digest


def test_words_that_would_steer_a_terminal_are_cleaned() -> None:
    steering = r'name = "Need\u001b]52;c;cm0=\u0007\u202e [bold]"'
    (first, *_) = loader.check(with_change('name = "Need"', steering), "t").stages
    assert first.name == "Need [bold]"


def test_a_changed_copy_remembers_nothing_of_the_playbook_it_was_made_of() -> None:
    first = loader.default()
    assert first.stage("need") and first.stage_index("choose") == 3 and first.memo is not None
    fewer = first.model_copy(update={"stages": first.stages[1:]})
    assert fewer.stage("need") is None
    assert fewer.stage_index("choose") == 2
    assert len(fewer.open_stages) == len(first.open_stages) - 1
    assert fewer.digest != first.digest
    assert fewer.memo is not first.memo


def test_what_is_retired_or_not_known_is_not_found() -> None:
    playbook = loader.default()
    look_ups: list[Callable[[str], object]] = [
        playbook.stage,
        playbook.stage_index,
        playbook.next_stage,
        playbook.milestone,
        playbook.theme,
        playbook.theme_of,
        playbook.question,
        playbook.criterion,
        playbook.role,
        playbook.section,
    ]
    for look_up in look_ups:
        assert look_up("gone") is None
        assert look_up("") is None
    assert playbook.stage(None) is None
    coming = playbook.next_stage("need")
    assert coming is not None and coming.key == "define"
    assert playbook.next_stage("implement") is None


# -- keys and values ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "expected_days = 30",
            "expectd_days = 30",
            "stages[0].expectd_days (of need): expected no such key, got 30.",
        ),
        (
            "expected_days = 30",
            'expected_days = "30"',
            "stages[0].expected_days (of need): expected a whole number, got '30'.",
        ),
        (
            "expected_days = 30",
            "expected_days = true",
            "stages[0].expected_days (of need): expected a whole number, got true.",
        ),
        (
            "expected_days = 30",
            "expected_days = 2026-01-01",
            "stages[0].expected_days (of need): expected a whole number, got 2026-01-01.",
        ),
        (
            "expected_days = 30",
            "expected_days = -1",
            "stages[0].expected_days (of need): expected 0 or more, got -1.",
        ),
        (
            "expected_days = 30",
            "expected_days = 3651",
            "stages[0].expected_days (of need): expected at most 3650, got 3651.",
        ),
        (
            "needs_close_date = true",
            "needs_close_date = 1",
            "stages[2].needs_close_date (of compare): expected true or false, got 1.",
        ),
        (
            'name = "Need"',
            "name = 5",
            "stages[0].name (of need): expected text in quotes, got 5.",
        ),
        (
            'name = "Need"',
            r'name = "\u200b"',
            r"stages[0].name (of need): expected words that can be seen, got '\u200b'.",
        ),
        (
            'milestones = ["customer", "need"]',
            'milestones = "need"',
            "stages[0].milestones (of need): expected a list, got 'need'.",
        ),
        (
            'key = "need"',
            'key = "ne ed"',
            "stages[0].key (of ne ed): expected text like '^[a-zA-Z][a-zA-Z0-9_.]*$', "
            "got 'ne ed'.",
        ),
        (
            "low = 60",
            "low = nan",
            "milestones[0].low (of customer): expected a finite number, got nan.",
        ),
        (
            "low = 60",
            "low = 101",
            "milestones[0].low (of customer): expected at most 100, got 101.",
        ),
        (
            'computed = "fit"',
            'computed = "fits"',
            "themes[0].questions[0].computed (of customer.fit): "
            "expected 'fit' or 'risks', got 'fits'.",
        ),
        (
            'key = "need.reason",',
            'key = "need.reason", weight = 0,',
            "themes[1].questions[0].weight (of need.reason): expected more than 0, got 0.",
        ),
        (
            "[thresholds.closing]",
            "[[thresholds.closing]]",
            "thresholds.closing: expected a table, got a list of 1.",
        ),
        (
            "own_factor = 1.5",
            "own_factor = inf",
            "thresholds.stalled_stage.own_factor: expected a finite number, got inf.",
        ),
        (
            "[thresholds.closing]\nwithin_days = 30",
            "",
            "thresholds.closing: expected a value, got nothing.",
        ),
        ("format = 1", "format = 2", "format: expected 1, got 2."),
    ],
)
def test_a_key_or_value_that_is_wrong_is_named_with_what_was_expected(
    old: str, new: str, problem: str
) -> None:
    assert told(with_change(old, new)) == problem


def test_a_value_of_any_length_is_told_in_short() -> None:
    assert told(with_change('name = "Need"', f'name = "{"x" * 501}"')).startswith(
        "stages[0].name (of need): expected text of at most 500 characters, got 'xxx"
    )
    assert told(with_change("= 30", "= " + "9" * 400)).endswith("9….")
    assert told(with_change("= 30", "= " + "9" * 5_000)) == (
        "expected TOML, got: a number of thousands of figures."
    )


def test_of_many_faults_the_first_three_are_named_and_the_others_counted() -> None:
    line = told(TEXT.replace("name = ", "nam = "))
    assert line.count("expected") == 3
    assert re.search(r"; and \d+ more\.$", line)
    assert told("").endswith("and 18 more.")


def test_a_key_that_steers_a_terminal_is_shown_without() -> None:
    line = told(with_change("expected_days = 30", r'"exp\u001b[2Jected" = 30'))
    assert line.startswith("stages[0].expected (of need): expected no such key")


# -- what no single value can be blamed for ----------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            'key = "define"',
            'key = "need"',
            "stages[1].key: expected a key of its own, got 'need' as in stages[0].",
        ),
        (
            '"need.compelling"',
            '"solution.easy"',
            "themes[2].questions[5].key: expected a key of its own, "
            "got 'solution.easy' as in themes[1].questions[1].",
        ),
        (
            'key = "approver"',
            'key = "user"',
            "roles[3].key: expected a key of its own, got 'user' as in roles[1].",
        ),
        (
            'milestones = ["customer", "need"]',
            'milestones = ["customer", "nee"]',
            "stages[0].milestones[1]: expected one of customer, need, solution, plan, "
            "relationship, risk, got 'nee'.",
        ),
        (
            'section = "knowledge" }',
            'section = "knowing" }',
            "stages[0].actions[0].section: expected one of decision, knowledge, relationship, "
            "risk, internal, got 'knowing'.",
        ),
        (
            'theme = "customer"',
            'theme = "client"',
            "milestones[0].theme: expected one of customer, need, solution, relationship, "
            "plan, risk, got 'client'.",
        ),
        (
            'tag = "risk"\nno_',
            'tag = "danger"\nno_',
            "milestones[5].tag: expected one of value, risk, got 'danger'.",
        ),
        (
            'value_tag = "value"',
            'value_tag = "worth"',
            "value_tag: expected one of value, risk, got 'worth'.",
        ),
        (
            'importance_to_them = "need"',
            'importance_to_them = "urgency"',
            "importance_to_them: expected one of customer, need, solution, relationship, plan, "
            "risk, got 'urgency'.",
        ),
        (
            "won = true",
            "won = false",
            "stages: expected the last one, and it alone, to have won = true, got none.",
        ),
        (
            'name = "Define"',
            'name = "Define"\nwon = true',
            "stages: expected the last one, and it alone, to have won = true, "
            "got define, implement.",
        ),
        (
            'value = 1\nname = "hardly any"',
            'value = 9\nname = "hardly any"',
            "influence: expected the values 1, 2, 3, 4, 5 in this order, got [9, 2, 3, 4, 5].",
        ),
        (
            "alarm_times = 3",
            "alarm_times = 1",
            "thresholds.slipped.alarm_times: expected 2 (times) or more, got 1.",
        ),
        (
            "poor_high = 40",
            "poor_high = 80",
            "thresholds.fit.poor_high: expected at most 70 (good_low), got 80.",
        ),
        (
            'key = "hold"',
            'key = "wait"',
            "decisions: expected one with the key 'hold', got none.",
        ),
    ],
)
def test_what_does_not_fit_together_is_named(old: str, new: str, problem: str) -> None:
    assert told(with_change(old, new)) == problem


# -- what isn't TOML ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (with_change("format = 1", "format = = 1"), "Invalid value (at line 7, column 10)."),
        (with_change('name = "Need"', 'name = "Ne\x1b[2Jed"'), "Illegal character '\\x1b' (at"),
        (with_change("= 30", "= 30\nexpected_days = 31"), "Cannot overwrite a value (at line"),
        ('{"format": 1}', "Invalid statement (at line 1, column 1)."),
        ("format: 1", "Expected '=' after a key in a key/value pair (at line 1, column 7)."),
        ("\x80\x04\x95", "Invalid statement (at line 1, column 1)."),
        ("a = \x00", "Invalid value (at line 1, column 5)."),
    ],
)
def test_what_is_no_toml_is_told_by_its_line(text: str, problem: str) -> None:
    assert told(text).startswith(f"expected TOML, got: {problem}")


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "a = " + "[" * 100_000 + "]" * 100_000,
        "a = " + "{b = " * 50_000,
        "[a" + ".b" * 50_000 + "]\nx = 1",
    ],
)
def test_brackets_without_end_are_refused_not_run_out_of(text: str) -> None:
    assert told(text) == "expected TOML, got brackets nested too deep."


# -- what isn't a file of text -----------------------------------------------------------


def test_a_file_that_is_not_there_or_cannot_be_read(tmp_path: Path) -> None:
    assert told_of(tmp_path / "none.toml").endswith(
        "can't be read (No such file or directory)."
    )
    assert "can't be read" in told_of(Path("a\0b"))
    assert "can't be read" in told_of(tmp_path / ("x" * 300))


def test_a_folder_and_a_device_are_no_playbook(tmp_path: Path) -> None:
    assert told_of(tmp_path) == f"{tmp_path}: expected a file, got a folder."
    assert told_of(Path("/dev/zero")) == "/dev/zero: expected a file, got something else."


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    script = "from pathlib import Path; from oppman_tui.playbook import loader\n"
    script += f"loader.load(Path({str(tmp_path / 'pipe')!r}))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert "expected a file, got a pipe" in done.stderr


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ('# one\n# two\nname = "Mäki"'.encode("latin-1"), "got byte 0xe4 (at line 3)."),
        (TEXT.encode("utf-16"), "got byte 0xff (at line 1)."),
        (b'name = "\xed\xa0\x80"', "got byte 0xed (at line 1)."),  # half of a surrogate pair
        (b"\x80\x04\x95\x0b", "got byte 0x80 (at line 1)."),  # a pickle
    ],
)
def test_what_is_not_utf_8_is_told_by_its_line(
    tmp_path: Path, raw: bytes, problem: str
) -> None:
    (tmp_path / "team.toml").write_bytes(raw)
    expected = f"{tmp_path / 'team.toml'}: expected UTF-8 text, {problem}"
    assert told_of(tmp_path / "team.toml") == expected


def test_a_file_too_long_to_be_one_is_not_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "team.toml").write_text("#" * 1_000_001)
    assert told_of(tmp_path / "team.toml").endswith(
        "expected at most 1,000,000 bytes, got more."
    )
    padded = TEXT + "#" * (1_000_000 - len(TEXT.encode()))
    (tmp_path / "team.toml").write_text(padded, encoding="utf-8")
    assert isinstance(loader.load(tmp_path / "team.toml"), Playbook)


def test_a_files_name_steers_no_terminal(tmp_path: Path) -> None:
    evil = tmp_path / "team\x1b[2J\u202e.toml"
    evil.write_text("x")
    assert told_of(evil).startswith(f"{tmp_path / 'team.toml'}: expected TOML")
