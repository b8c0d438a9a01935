"""What a key is, what a group of them, and the keys that mean the same in many places."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
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


@dataclass(frozen=True, slots=True)
class Group:
    """The keys of one place; `title` heads them in the help."""

    title: str
    keys: tuple[Key, ...]


def quiet(name: str, keys: str, action: str, label: str, help: str) -> Key:
    return Key(name, keys, action, label, help, footer=False)


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
NUMBERED = tuple(f"tab_{n}" for n in range(1, 10))
RECEPTIVITY = ("growth", "trouble", "content", "over")
INFLUENCE = tuple(f"influence_{n}" for n in range(1, 6))
RELATIONSHIP = tuple(f"relationship_{n}" for n in range(1, 6))
