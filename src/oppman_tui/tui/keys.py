"""The one table of keys: it feeds the bindings, the footer, the help, the palette and the README.

Every binding has a stable id (``group.name``). Plain letters, digits, arrows, Enter, Esc and Tab
suffice for everything; none of the keys that terminals and multiplexers take is the only way.
Read without Textual, for `oppman keys`; what a person's settings put in place of it is in
`keymap`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.binding import BindingType


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


def _quiet(name: str, keys: str, action: str, label: str, help: str) -> Key:
    return Key(name, keys, action, label, help, footer=False)


_ON_A_DEAL = (
    Key("log", "l", "log", "log", "Write down what happened: whose side, with whom, one line"),
    Key("action", "a", "add_action", "action", "A new action in the closing plan"),
    Key("stage", "s", "stage", "stage", "Move the stage; hold, lost, abandoned, won, resume"),
)
_STEP = Key("step", "t", "step", "next step", "The next step: what, when, agreed with the customer")
_CALLS = _quiet("calls", "C", "calls", "call sheet", "Whom to ask what: the call sheet")
_HELP = _quiet("help", "question_mark,f1", "app.help", "help", "All keys of this place")
_TABS = (
    _quiet("next_tab", "right_square_bracket,full_stop", "tab(1)", "next", "The next tab"),
    _quiet("previous_tab", "left_square_bracket,comma", "tab(-1)", "previous", "The tab before"),
)
NUMBERED = tuple(f"tab_{n}" for n in range(1, 10))
_RECEPTIVITY = ("growth", "trouble", "content", "over")
_INFLUENCE = tuple(f"influence_{n}" for n in range(1, 6))
_RELATIONSHIP = tuple(f"relationship_{n}" for n in range(1, 6))

GROUPS: dict[str, Group] = {
    "app": Group(
        "Everywhere",
        (
            _quiet("undo", "u", "undo", "undo", "Take back the last act, across restarts"),
            _quiet("redo", "U", "redo", "redo", "Do again what was taken back"),
            Key("help", "question_mark,f1", "help", "help", "All keys of this place"),
            Key("palette", "colon,ctrl+p", "palette", "find any", "Any action or deal, by name"),
            _quiet("back", "escape", "back", "back", "One level back"),
            _quiet("funnel", "F", "whole('funnel')", "funnel", "The funnel: shape, moves, speed"),
            _quiet("portfolio", "O", "whole('portfolio')", "map", "The portfolio as a map"),
            _quiet("drafts", "W", "drafts", "drafts", "Texts typed and not saved: take one up"),
            _quiet("suspend", "Z,ctrl+z", "suspend", "shell", "To the shell; fg comes back"),
            Key(
                "repaint",
                "ctrl+l",
                "repaint",
                "repaint",
                "Draw the whole screen anew, where something else has written over it",
                footer=False,
                always=True,
            ),
            _quiet("quit", "ctrl+q", "leave", "quit", "Leave; everything is saved already"),
        ),
    ),
    "list": Group(
        "The list",
        (
            Key("review", "r", "open('review')", "review", "Open it at its review"),
            Key("new", "n", "new", "new", "A new deal: name, customer, value"),
            *_ON_A_DEAL,
            Key("find", "slash", "find", "find", "Narrow the list by words, or by a query"),
            _quiet("save", "S", "save_search", "save search", "Keep the search as a tab; alter it"),
            _STEP,
            _CALLS,
            Key("why", "w", "why", "why", "The arithmetic behind what is under the cursor"),
            _quiet("whole", "escape", "whole", "show all", "End the search; take the marks away"),
            Key("order", "o", "order", "order", "Sort by another column; again turns it round"),
            Key("go", "g", "go_strip", "go", "Go: into the deal at r p a k h; f o c many deals"),
            Key("meeting", "m", "meeting", "meet", "A meeting over the marked, or this list"),
            _quiet("import", "i", "import", "import", "Bring in what a CRM exported"),
            _quiet("copy", "y", "copy", "copy", "The deal on a sheet to your terminal's clipboard"),
            *_TABS,
            Key(
                "tab_1",
                "1",
                "tab_at(0)",
                "tab",
                "Tab number 1",
                footer=False,
                together=NUMBERED,
                help_together="The tab of that number",
            ),
            *(
                _quiet(f"tab_{n}", f"{n}", f"tab_at({n - 1})", f"tab {n}", f"Tab number {n}")
                for n in range(2, 10)
            ),
            Key("leave", "q", "app.leave", "quit", "Leave; everything is saved already"),
        ),
    ),
    "deals": Group(
        "The deal under the cursor",
        (
            Key("open", "enter", "choose", "open", "Open the deal"),
            _quiet("mark", "space", "mark", "mark", "Mark the deal; s @ x then act on the marked"),
            _quiet("assign", "at", "assign", "owner", "Give it, or the marked, an owner"),
            _quiet("export", "x", "export", "export", "The marked, or the list, into a file"),
        ),
    ),
    "search": Group(
        "The search",
        (_quiet("complete", "tab", "complete", "complete", "Complete a field, or a word of one"),),
    ),
    "calibration": Group(
        "Calibration",
        (
            Key("open", "enter", "choose", "the deals", "The deals behind a line; open a deal"),
            Key("mine", "at", "mine", "mine or all", "Of my own deals, or of all"),
            Key("leave", "escape", "app.back", "back", "Back to the list"),
        ),
    ),
    "ledger": Group(
        "Promises",
        (
            Key("open", "enter", "choose", "open", "All fields of the promise"),
            Key("tick", "space", "tick", "tick", "What became of the promise"),
            Key("leave", "escape", "app.back", "back", "Back to the deal"),
        ),
    ),
    "questions": Group(
        "Questions",
        (Key("open", "enter", "choose", "in full", "Write it in full"),),
    ),
    "answers": Group(
        "Answers",
        (Key("write", "enter", "choose", "write", "Write the answer"),),
    ),
    "deal": Group(
        "A deal",
        (
            *_ON_A_DEAL,
            _STEP,
            _CALLS,
            Key("go", "g", "go_strip", "go", "Go: l list, r p a k h its tabs, f o c many deals"),
            Key("why", "w", "why", "why", "The arithmetic behind what is under the cursor"),
            Key("fields", "f", "fields", "fields", "All fields of the deal and its customer"),
            _quiet("copy", "y", "copy", "copy", "The deal on a sheet to your terminal's clipboard"),
            _quiet("ledger", "P", "ledger", "promises", "What each side promised, kept and late"),
            _quiet("review", "r", "go('review')", "review", "The Review tab"),
            _quiet("export", "x", "export", "export", "A sheet, the days in it, a table of it"),
            *_TABS,
            _quiet("cross", "tab", "cross", "other side", "The other half of the tab"),
        ),
    ),
    "funnel": Group(
        "The funnel",
        (
            Key("owner", "at", "owner", "whose", "Of one owner, or of all"),
            Key("of", "slash", "query", "which", "Of the deals of a query, or of all"),
            Key("why", "w", "why", "why", "What the figure counts and how it comes about"),
            Key("out", "x", "out", "hand out", "As a page, with its picture"),
            Key("leave", "escape", "app.back", "back", "Back to the list"),
        ),
    ),
    "figures": Group(
        "Figures",
        (
            Key("open", "enter", "choose", "its deals", "The deals that the figure counts"),
            _quiet("left", "left", "across(-1)", "left", "The figure to the left"),
            _quiet("right", "right", "across(1)", "right", "The figure to the right"),
        ),
    ),
    "few": Group(
        "The deals of a figure",
        (
            *_ON_A_DEAL,
            _STEP,
            Key("review", "r", "review", "review", "Open it at its review"),
            Key("why", "w", "why", "why", "Why the deal stands where it stands"),
            Key("leave", "escape", "app.back", "back", "Back to the figure"),
        ),
    ),
    "portfolio": Group(
        "The portfolio map",
        (
            Key("owner", "at", "owner", "whose", "Of one owner, or of all"),
            Key("of", "slash", "query", "which", "Of the deals of a query, or of all"),
            Key("ranges", "v", "ranges", "ranges", "Show or hide how far a deal may lie elsewhere"),
            Key("why", "w", "why", "why", "Why the deal under the cursor lies where it lies"),
            Key("out", "x", "out", "hand out", "As a page, with its picture"),
            Key("leave", "escape", "app.back", "back", "Back to the list"),
        ),
    ),
    "map": Group(
        "The marks",
        (
            Key("open", "enter", "open", "open", "Open the deal"),
            _quiet("up", "up,k", "step(0, 1)", "up", "The next mark upward"),
            _quiet("down", "down,j", "step(0, -1)", "down", "The next mark downward"),
            _quiet("left", "left,h", "step(-1, 0)", "left", "The next mark to the left"),
            _quiet("right", "right,l", "step(1, 0)", "right", "The next mark to the right"),
            Key("next", "tab,space", "turn(1)", "next", "The next mark, the largest first"),
            _quiet("before", "shift+tab", "turn(-1)", "before", "The mark before"),
        ),
    ),
    "meeting": Group(
        "The meeting",
        (
            *_ON_A_DEAL,
            _STEP,
            Key("go", "g", "go_strip", "go", "Go: into the deal on the table at r p a k h"),
            Key("why", "w", "why", "why", "Why the deal on the table stands as it does"),
            Key(
                "decision_1",
                "1",
                "decide(0)",
                "decide",
                "Leave the deal with that decision, and on to the next",
                footer=False,
                together=tuple(f"decision_{n}" for n in range(1, 10)),
                help_together="Leave the deal with the decision of that number, and on",
            ),
            *(
                _quiet(f"decision_{n}", f"{n}", f"decide({n - 1})", f"{n}", f"Decision number {n}")
                for n in range(2, 10)
            ),
            _quiet("undecided", "0", "undecided", "no decision", "Leave it without a decision"),
            _quiet("put_off", "z", "put_off", "put off", "Put the deal off until the others"),
            _quiet("next", "right_square_bracket,full_stop", "turn(1)", "next", "The next deal"),
            _quiet("before", "left_square_bracket,comma", "turn(-1)", "before", "The deal before"),
            Key("add", "n", "add", "add a deal", "A deal that comes up: next on the table"),
            Key("people", "i", "people", "who", "Who takes part"),
            Key("blank", "b", "blank", "amounts", "Hide or show what the deals are worth"),
            Key("out", "x", "out", "hand out", "The agenda before, the minutes after, as a file"),
            Key("end", "e", "end", "end", "End the meeting and read its minutes"),
            _quiet("cross", "tab", "cross", "other side", "To the agenda, to the table"),
            _quiet("leave", "escape", "leave", "back", "To the list; the meeting waits"),
        ),
    ),
    "table": Group(
        "The deal on the table",
        (
            Key("write", "enter", "write", "write", "Write the answer, and on"),
            _quiet("down", "down,j,space", "page(1)", "on", "The next question"),
            _quiet("up", "up,k", "page(-1)", "back", "The question before"),
            _quiet("top", "home", "to(0)", "first", "What changed since the last review"),
            _quiet("bottom", "end", "to(-1)", "last", "What is decided"),
        ),
    ),
    "agenda": Group(
        "The agenda",
        (
            Key("take", "enter", "choose", "begin", "Begin; or put this deal on the table"),
            Key("more", "plus", "minutes(1)", "minute", "A minute more for it"),
            _quiet("less", "minus", "minutes(-1)", "less", "A minute less for it"),
            Key("later", "J", "shift(1)", "later", "Later in the meeting"),
            _quiet("earlier", "K", "shift(-1)", "earlier", "Earlier in the meeting"),
            Key("remove", "D", "remove", "take off", "Take it off the agenda"),
        ),
    ),
    "review": Group(
        "Review",
        (
            Key("decide", "d", "decide", "decide", "End the review with its decision"),
            _quiet("editor", "E", "editor", "editor", "Write the answer in your own editor"),
            _quiet("people", "i", "people", "who", "Who takes part in the review"),
            Key("compare", "c", "compare", "since when", "What changed since another review"),
        ),
    ),
    "plan": Group(
        "Plan",
        (
            Key(
                "no",
                "0",
                "answer(0)",
                "no partly yes",
                "Answer no, and on",
                together=("no", "partly", "yes"),
                help_together="Answer no, partly or yes, and on to the next question",
            ),
            _quiet("partly", "1", "answer(1)", "partly", "Answer partly, and on"),
            _quiet("yes", "2", "answer(2)", "yes", "Answer yes, and on"),
            Key("unknown", "minus", "answer(None)", "not known", "Not known"),
            Key("evidence", "e", "evidence", "evidence", "What the last answer rests on"),
            Key("grade", "v", "grade", "grade", "How good that evidence is"),
            _quiet("editor", "E", "editor", "editor", "Write the evidence in your own editor"),
        ),
    ),
    "players": Group(
        "Key players",
        (
            Key(
                "growth",
                "g,G",
                "receptivity('G')",
                "receptivity, not go",
                "Receptivity: growth, and on to the next cell",
                together=_RECEPTIVITY,
                help_together="Receptivity: growth, trouble, indifferent, overconfident; and on",
            ),
            _quiet("trouble", "t,T", "receptivity('T')", "trouble", "Receptivity: trouble"),
            _quiet("content", "i,I", "receptivity('I')", "content", "Receptivity: indifferent"),
            _quiet("over", "o,O", "receptivity('O')", "over", "Receptivity: overconfident"),
            Key(
                "influence_1",
                "1",
                "influence(1)",
                "influence",
                "Influence 1, and on to the next cell",
                together=_INFLUENCE,
                help_together="Influence, 1 to 5, and on to the next cell",
            ),
            *(
                _quiet(f"influence_{n}", f"{n}", f"influence({n})", f"{n}", f"Influence {n}")
                for n in range(2, 6)
            ),
            Key(
                "relationship_1",
                "1",
                "relationship(-2)",
                "relationship −2 to +2",
                "Relationship −2, and on to the next row",
                together=_RELATIONSHIP,
                help_together="Relationship, −2 to +2, and on to the next row",
            ),
            *(
                _quiet(f"relationship_{n}", f"{n}", f"relationship({n - 3})", f"{n}", told)
                for n, told in (
                    (2, "Relationship −1"),
                    (3, "Relationship 0"),
                    (4, "Relationship +1"),
                    (5, "Relationship +2"),
                )
            ),
            Key(
                "elsewhere",
                "1,2,3,4,5,G,t,T,i,I,o,O",
                "elsewhere",
                "elsewhere",
                "Influence, relationship and receptivity, in their columns",
                footer=False,
            ),
            Key("unknown", "minus", "unknown", "unknown", "The cell isn't known"),
            Key("new", "n", "new", "new", "A new player: name, title, roles, win"),
            Key("picture", "p", "picture", "map", "The map as a picture and in words"),
            Key("grid", "p,escape", "grid", "grid", "Back to the grid"),
            Key("links", "L", "links", "links", "Reports to, trusts, opposes: add or remove"),
            Key("remove", "D", "remove", "remove", "Remove the player"),
            Key("whole", "e", "whole", "all fields", "All fields of the player"),
        ),
    ),
    "people": Group(
        "The picture",
        (Key("open", "enter", "choose", "to the cells", "To the cells"),),
    ),
    "grid": Group(
        "Moving in the grid",
        (
            Key("write", "enter", "write", "write", "Write the cell"),
            Key("follow", "enter", "follow", "look", "Look at what it is about"),
            _quiet("up", "up,k", "move(-1)", "up", "One row up"),
            _quiet("down", "down,j", "move(1)", "down", "One row down; on to the warnings"),
            _quiet("left", "left", "across(-1)", "left", "One cell to the left"),
            _quiet("right", "right", "across(1)", "right", "One cell to the right"),
            _quiet("next", "tab", "cell(1)", "next", "The next cell"),
            _quiet("previous", "shift+tab", "cell(-1)", "previous", "The cell before"),
            _quiet("page_up", "pageup", "page(-1)", "page up", "A page up"),
            _quiet("page_down", "pagedown", "page(1)", "page down", "A page down"),
            _quiet("top", "home", "end(False)", "top", "The first row"),
            _quiet("bottom", "end", "end(True)", "bottom", "The last row"),
        ),
    ),
    "act": Group(
        "Act",
        (
            Key("tick", "space", "tick", "tick", "What became of the line"),
            Key("risk", "exclamation_mark", "risk", "risk", "A new risk"),
            Key("stop", "c", "stop", "stop condition", "A new stop condition"),
            Key("remove", "D", "remove", "remove", "Remove the line under the cursor"),
        ),
    ),
    "findings": Group(
        "Findings",
        (Key("make", "enter", "choose", "make an action", "Make an action"),),
    ),
    "lines": Group(
        "Lines",
        (Key("open", "enter", "choose", "open", "All fields of the line"),),
    ),
    "fields": Group(
        "Fields",
        (Key("write", "enter", "choose", "write", "Write the field"),),
    ),
    "history": Group(
        "History",
        (Key("back", "b", "put_back", "put back", "Put the earlier value of the field back"),),
    ),
    "record": Group(
        "All fields of a line",
        (
            Key("editor", "E", "editor", "editor", "Write a text in your own editor"),
            Key("unknown", "minus", "unknown", "not known", "Not known"),
            _quiet("copy", "y", "copy", "copy", "The field's text to your terminal's clipboard"),
            *_ON_A_DEAL,
            _STEP,
            Key("why", "w", "why", "why", "The arithmetic behind what is under the cursor"),
        ),
    ),
    "dialog": Group(
        "A question",
        (_quiet("cancel", "escape", "cancel", "leave it", "Leave it as it was"), _HELP),
    ),
    "writing": Group(
        "Writing",
        (
            _quiet("save", "enter", "save", "save", "Save the text, or take the draft offered"),
            _quiet("leave", "tab", "leave", "save", "Save the text, or drop the draft offered"),
            _quiet("cancel", "escape", "cancel", "end", "Keep a draft and end writing; or leave"),
            _quiet("new_line", "ctrl+n", "new_line", "new line", "A new line; so is \\ and Enter"),
            _quiet("editor", "ctrl+g", "editor", "editor", "Write it in your own editor"),
        ),
    ),
    "stopped": Group(
        "A text that isn't written on",
        (
            _quiet("on", "enter", "write_on", "write on", "Write on"),
            _quiet("editor", "E", "editor", "editor", "Write it in your own editor"),
            _quiet("drop", "D", "drop", "drop it", "Drop what was typed; what is stored stands"),
        ),
    ),
    "marking": Group(
        "Several of a list",
        (_quiet("mark", "space", "mark", "mark", "Mark the line, or unmark it"),),
    ),
    "confirm": Group(
        "Yes or no",
        (
            _quiet("yes", "y,Y", "answer(True)", "yes", "Yes"),
            _quiet("no", "n,N,enter,escape", "answer(False)", "no", "No"),
        ),
    ),
    "report": Group(
        "A page to read",
        (
            _quiet("yes", "y,Y", "answer(True)", "yes", "Yes, where something is asked"),
            _quiet("more", "w", "more", "more", "All the arithmetic behind it; else back"),
            _quiet("close", "escape,q,n,N", "answer(False)", "back", "Back"),
            _HELP,
        ),
    ),
    "calls": Group(
        "The call sheet",
        (Key("out", "x", "out", "print", "Into a file, to print: .html or .md"),),
    ),
    "palette": Group(
        "Find any action or deal",
        (
            _quiet("up", "up,ctrl+p", "move(-1)", "up", "One line up"),
            _quiet("down", "down,ctrl+n", "move(1)", "down", "One line down"),
            _quiet("page_up", "pageup", "page(-1)", "page up", "A page up"),
            _quiet("page_down", "pagedown", "page(1)", "page down", "A page down"),
            _quiet("cancel", "escape", "cancel", "leave it", "Leave it as it was"),
        ),
    ),
    "help": Group("Help", (_quiet("close", "escape,q,question_mark", "close", "back", "Back"),)),
    "clash": Group(
        "Two values",
        (
            _quiet("mine", "m", "answer(True)", "mine", "Write mine"),
            _quiet("theirs", "t", "answer(False)", "theirs", "Keep theirs"),
            _quiet("stay", "escape", "stay", "neither", "Nothing is lost until one is chosen"),
        ),
    ),
    "rows": Group(
        "Moving",
        (
            _quiet("up", "up,k", "move(-1)", "up", "One line up"),
            _quiet("down", "down,j", "move(1)", "down", "One line down"),
            _quiet("page_up", "pageup", "page(-1)", "page up", "A page up"),
            _quiet("page_down", "pagedown", "page(1)", "page down", "A page down"),
            _quiet("top", "home", "end(False)", "top", "The first line"),
            _quiet("bottom", "end", "end(True)", "bottom", "The last line"),
            _quiet("choose", "enter", "choose", "open", "Open, or write"),
        ),
    ),
}


def of(group: str, *names: str) -> list[BindingType]:
    """The bindings of one place; with `names` only those."""
    from textual.binding import Binding

    return [
        Binding(
            key.keys,
            key.action,
            key.label,
            show=key.footer,
            priority=key.always,
            id=f"{group}.{key.name}",
        )
        for key in GROUPS[group].keys
        if not names or key.name in names
    ]


def find(binding: str) -> Key | None:
    """The key of a binding's id."""
    group, _, name = binding.partition(".")
    found = GROUPS[group].keys if group in GROUPS else ()
    return next((k for k in found if k.name == name), None)


def every() -> Iterator[tuple[str, Key]]:
    """Each key with its id, in the table's order."""
    for group, told in GROUPS.items():
        for key in told.keys:
            yield f"{group}.{key.name}", key
