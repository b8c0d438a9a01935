"""The log file says where something went wrong, and nothing of whom."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from oppman_tui import diagnostics

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def crash(customer: str) -> None:
    raise RuntimeError(f"can't place {customer}")


def test_a_crash_is_written_down_without_a_word_of_the_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPPMAN_HOME", str(tmp_path / "home"))
    try:
        crash("Nordwind AG")
    except RuntimeError as error:
        assert diagnostics.record_crash(error, NOW)
    log = diagnostics.where()
    told = log.read_text()
    assert "RuntimeError" in told and "test_diagnostics.py" in told and "crash" in told
    assert "Nordwind" not in told
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


def test_where_no_log_can_be_written_nothing_more_goes_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("OPPMAN_HOME", str(blocked))
    assert not diagnostics.record_crash(RuntimeError("x"), NOW)
