"""oppman with all that Textual writes kept, a line of JSON each, in the file of RECORD_INTO."""

from __future__ import annotations

import json
import os
from pathlib import Path

from oppman_tui.__main__ import main
from oppman_tui.terminal import wire


class Recorder(wire.Wire):
    def write(self, data: str) -> None:
        with Path(os.environ["RECORD_INTO"]).open("a", encoding="utf-8") as kept:
            kept.write(json.dumps([data, *self._app.size]) + "\n")
        super().write(data)


if __name__ == "__main__":
    wire.Wire = Recorder  # type: ignore[misc]
    main()
