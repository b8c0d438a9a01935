"""The README's keys: ``python tests/cli/cheat_sheet.py`` writes them anew from the table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from oppman_tui.tui import keys
from oppman_tui.tui.keymap import STANDARD

README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- keys: python tests/cli/cheat_sheet.py -->", "<!-- end of keys -->"
ROWS = {
    "Everywhere": ("rows", "app"),
    "The list": ("deals", "list"),
    "A deal": ("deal",),
    "Review": ("answers", "review"),
    "Plan": ("questions", "plan"),
    "Act": ("findings", "act"),
    "Key players": ("grid", "players"),
    "History": ("lines", "history"),
    "All fields": ("fields", "record"),
    "A longer text": ("writing",),
    "Yes or no": ("confirm",),
}
"""Where one is -> the groups of keys that are told of there."""
LEFT_OUT = ("follow", "elsewhere")
_MOVING = ("move", "across", "cell", "page", "end")


def cheat_sheet() -> str:
    """A table in Markdown: a row a place, its keys and what they are called."""
    rows = [f"| {place} | {' · '.join(_row(groups))} |" for place, groups in ROWS.items()]
    return "\n".join(["| | |", "|---|---|", *rows])


def _row(groups: tuple[str, ...]) -> Iterator[str]:
    for group in groups:
        spoken_for: set[str] = set()
        for key in keys.GROUPS[group].keys:
            found = f"{group}.{key.name}"
            moving = group == "grid" and key.action.startswith(_MOVING)
            if key.name not in spoken_for and key.name not in LEFT_OUT and not moving:
                shown = STANDARD.in_short(found) if key.together else STANDARD.shown(found)
                yield f"`{shown}` {key.label.partition(',')[0]}"
            spoken_for |= set(key.together)


def in_readme() -> str:
    """What stands in the README now."""
    return README.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].strip()


def write() -> None:
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    README.write_text(f"{before}{BEGIN}\n{cheat_sheet()}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    write()
