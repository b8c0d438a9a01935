"""What a key is, what a group of them, and the keys that mean the same in many places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Key(NamedTuple):
    """One key: what it is called in the footer, what the help says of it.

    `together` names keys of the group that are told of in one entry, in the footer and, by
    `help_together`, in the help.
    """

    name: str
    keys: str
    action: str
    label: str
    help: str
    footer: bool = True
    together: tuple[str, ...] = ()
    help_together: str = ""
    always: bool = False
    """Also while a dialog asks, and whatever has the focus."""


class Group(NamedTuple):
    """The keys of one place; `title` heads them in the help."""

    title: str
    keys: tuple[Key, ...]


def quiet(name: str, keys: str, action: str, label: str, help: str) -> Key:
    return Key(name, keys, action, label, help, footer=False)


def enters(title: str, name: str, label: str, help: str) -> Group:
    """A place with lines to move in, of which one key says more than that it opens them."""
    return Group(title, (Key(name, "enter", "choose", label, help),))


def numbered(
    name: str,
    action: str,
    label: str,
    help: str,
    together: str,
    said: Sequence[object] = range(1, 10),
    since: int = 0,
    footer: bool = False,
) -> tuple[Key, ...]:
    """The digits from 1 on, one for each of `said`, told of in one entry by `together`.

    `action` takes a number, `since` for the first of them; `help` comes before what is said.
    """
    names = tuple(f"{name}_{n}" for n, _ in enumerate(said, 1))
    first, *others = (
        quiet(key, f"{n + 1}", f"{action}({since + n})", f"{name} {one}", f"{help} {one}")
        for n, (key, one) in enumerate(zip(names, said, strict=True))
    )
    first = first._replace(label=label, footer=footer, together=names, help_together=together)
    return (first, *others)


def moves(line: str, up: str = "up,k", down: str = "down,j", on: str = "") -> tuple[Key, ...]:
    """From line to line and page to page; `on` is what lies below the last line."""
    return (
        quiet("up", up, "move(-1)", "up", f"One {line} up"),
        quiet("down", down, "move(1)", "down", f"One {line} down{on}"),
        quiet("page_up", "pageup", "page(-1)", "page up", "A page up"),
        quiet("page_down", "pagedown", "page(1)", "page down", "A page down"),
    )


def ends(line: str) -> tuple[Key, ...]:
    """To the first line, to the last."""
    return (
        quiet("top", "home", "end(False)", "top", f"The first {line}"),
        quiet("bottom", "end", "end(True)", "bottom", f"The last {line}"),
    )


def why(help: str) -> Key:
    return Key("why", "w", "why", "why", help)


def back(to: str) -> Key:
    return Key("leave", "escape", "app.back", "back", f"Back to the {to}")


def editor(what: str) -> Key:
    return Key("editor", "E", "editor", "editor", f"Write {what} in your own editor", footer=False)


ON_A_DEAL = (
    Key("log", "l", "log", "log", "Write down what happened: whose side, with whom, one line"),
    Key("action", "a", "add_action", "action", "A new action in the closing plan"),
    Key("stage", "s", "stage", "stage", "Move the stage; hold, lost, abandoned, won, resume"),
)
STEP = Key("step", "t", "step", "next step", "The next step: what, when, agreed with the customer")
CALLS = quiet("calls", "C", "calls", "call sheet", "Whom to ask what: the call sheet")
HELP = quiet("help", "question_mark,f1", "app.help", "help", "All keys of this place")
TABS = (
    quiet("next_tab", "right_square_bracket,full_stop", "tab(1)", "next", "The next tab"),
    quiet("previous_tab", "left_square_bracket,comma", "tab(-1)", "previous", "The tab before"),
)
CHOICE = (
    Key("owner", "at", "owner", "whose", "Of one owner, or of all"),
    Key("of", "slash", "query", "which", "Of the deals of a query, or of all"),
)
OUT = Key("out", "x", "out", "hand out", "As a page, with its picture")
ARITHMETIC = why("The arithmetic behind what is under the cursor")
COPY = quiet("copy", "y", "copy", "copy", "The deal on a sheet to your terminal's clipboard")
NUMBERED = tuple(f"tab_{n}" for n in range(1, 10))
