"""What holds for every test."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

# Where the tests themselves are run by nohup, what they start still is to be hung up on.
signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture(autouse=True)
def a_home_of_its_own(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """No test reads or writes where the person who runs it keeps their deals."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("OPPMAN_HOME", str(home))
    return home
