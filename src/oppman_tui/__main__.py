"""``python -m oppman_tui`` and the console script ``oppman``."""

from __future__ import annotations


def main() -> None:
    from oppman_tui.cli import oppman

    oppman()


if __name__ == "__main__":
    main()
