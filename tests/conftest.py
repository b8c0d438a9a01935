"""What holds for every test."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def a_home_of_its_own(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """No test reads or writes where the person who runs it keeps their deals."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("OPPMAN_HOME", str(home))
    return home
