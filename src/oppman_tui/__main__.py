"""``python -m oppman_tui`` and the console script ``oppman``."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    # What is loaded stays; looking through it for what could go takes a tenth of the start.
    gc.disable()
    from oppman_tui.start import first_page

    with first_page(sys.argv[1:]) as start:
        from oppman_tui.cli import oppman

        oppman(obj=start)


if __name__ == "__main__":
    main()
