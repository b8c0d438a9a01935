"""What the tests of the importer share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tray import Tray, tray


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Tray]:
    with tray(tmp_path / "tray") as opened:
        yield opened
