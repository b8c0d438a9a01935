"""Keys of what is about many deals: the list, the search, the funnel, the map, a meeting."""

from __future__ import annotations

from collections.abc import Mapping

from oppman_tui.tui.keys.model import (
    ARITHMETIC,
    CALLS,
    CHOICE,
    COPY,
    ON_A_DEAL,
    OUT,
    STEP,
    TABS,
    Group,
    Key,
    back,
    numbered,
    quiet,
    why,
)

GROUPS: Mapping[str, Group] = {
    "list": Group(
        "The list",
        (
            Key("review", "r", "open('review')", "review", "Open it at its review"),
            Key("new", "n", "new", "new", "A new deal: name, customer, value"),
            *ON_A_DEAL,
            Key("find", "slash", "find", "find", "Narrow the list by words, or by a query"),
            quiet("save", "S", "save_search", "save search", "Keep the search as a tab; alter it"),
            STEP,
            CALLS,
            ARITHMETIC,
            quiet("whole", "escape", "whole", "show all", "End the search; take the marks away"),
            Key("order", "o", "order", "order", "Sort by another column; again turns it round"),
            Key("go", "g", "go_strip", "go", "Go: into the deal at r p a k h; f o c many deals"),
            Key("meeting", "m", "meeting", "meet", "A meeting over the marked, or this list"),
            quiet("import", "i", "import", "import", "Bring in what a CRM exported"),
            COPY,
            *TABS,
            *numbered("tab", "tab_at", "tab", "Tab number", "The tab of that number"),
            Key("leave", "q", "app.leave", "quit", "Leave; everything is saved already"),
        ),
    ),
    "deals": Group(
        "The deal under the cursor",
        (
            Key("open", "enter", "choose", "open", "Open the deal"),
            quiet(
                "mark",
                "space",
                "mark",
                "mark",
                "Mark it; stage, owner, export act on the marked",
            ),
            quiet("assign", "at", "assign", "owner", "Give it, or the marked, an owner"),
            quiet("export", "x", "export", "export", "The marked, or the list, into a file"),
        ),
    ),
    "search": Group(
        "The search",
        (quiet("complete", "tab", "complete", "complete", "Complete a field, or a word of one"),),
    ),
    "calibration": Group(
        "Calibration",
        (
            Key("open", "enter", "choose", "the deals", "The deals behind a line; open a deal"),
            Key("mine", "at", "mine", "mine or all", "Of my own deals, or of all"),
            back("list"),
        ),
    ),
    "ledger": Group(
        "Promises",
        (
            Key("open", "enter", "choose", "open", "All fields of the promise"),
            Key("tick", "space", "tick", "tick", "What became of the promise"),
            back("deal"),
        ),
    ),
    "funnel": Group(
        "The funnel",
        (
            *CHOICE,
            why("What the figure counts and how it comes about"),
            OUT,
            back("list"),
        ),
    ),
    "figures": Group(
        "Figures",
        (
            Key("open", "enter", "choose", "its deals", "The deals that the figure counts"),
            quiet("left", "left", "across(-1)", "left", "The figure to the left"),
            quiet("right", "right", "across(1)", "right", "The figure to the right"),
        ),
    ),
    "few": Group(
        "The deals of a figure",
        (
            Key("open", "enter", "choose", "open", "Open the deal"),
            *ON_A_DEAL,
            STEP,
            CALLS,
            Key("review", "r", "review", "review", "Open it at its review"),
            why("Why the deal stands where it stands"),
            back("figure"),
        ),
    ),
    "portfolio": Group(
        "The portfolio map",
        (
            *CHOICE,
            Key("ranges", "v", "ranges", "ranges", "Show or hide how far a deal may lie elsewhere"),
            why("Why the deal under the cursor lies where it lies"),
            OUT,
            back("list"),
        ),
    ),
    "map": Group(
        "The marks",
        (
            Key("open", "enter", "open", "open", "Open the deal"),
            quiet("up", "up,k", "step(0, 1)", "up", "The next mark upward"),
            quiet("down", "down,j", "step(0, -1)", "down", "The next mark downward"),
            quiet("left", "left,h", "step(-1, 0)", "left", "The next mark to the left"),
            quiet("right", "right,l", "step(1, 0)", "right", "The next mark to the right"),
            Key("next", "tab,space", "turn(1)", "next", "The next mark, the largest first"),
            quiet("before", "shift+tab", "turn(-1)", "before", "The mark before"),
        ),
    ),
    "meeting": Group(
        "The meeting",
        (
            *ON_A_DEAL,
            STEP,
            CALLS,
            Key("go", "g", "go_strip", "go", "Go: into the deal on the table at r p a k h"),
            why("Why the deal on the table stands as it does"),
            *numbered(
                "decision",
                "decide",
                "decide",
                "Decision number",
                "Leave the deal with the decision of that number, and on",
            ),
            quiet("undecided", "0", "undecided", "no decision", "Leave it without a decision"),
            quiet("put_off", "z", "put_off", "put off", "Put the deal off until the others"),
            quiet("next", "right_square_bracket,full_stop", "turn(1)", "next", "The next deal"),
            quiet("before", "left_square_bracket,comma", "turn(-1)", "before", "The deal before"),
            Key("add", "n", "add", "add a deal", "A deal that comes up: next on the table"),
            Key("people", "i", "people", "who", "Who takes part"),
            Key("blank", "b", "blank", "amounts", "Hide or show what the deals are worth"),
            Key("out", "x", "out", "hand out", "The agenda before, the minutes after, as a file"),
            Key("end", "e", "end", "end", "End the meeting and read its minutes"),
            quiet("cross", "tab", "cross", "other side", "To the agenda, to the table"),
            quiet("leave", "escape", "leave", "back", "To the list; the meeting waits"),
        ),
    ),
    "table": Group(
        "The deal on the table",
        (
            Key("write", "enter", "write", "write", "Write the answer, and on"),
            Key("down", "down,j,space", "page(1)", "next", "The next question"),
            quiet("up", "up,k", "page(-1)", "back", "The question before"),
            quiet("top", "home", "to(0)", "first", "What changed since the last review"),
            quiet("bottom", "end", "to(-1)", "last", "What is decided"),
        ),
    ),
    "agenda": Group(
        "The agenda",
        (
            Key("take", "enter", "choose", "begin", "Begin; or put this deal on the table"),
            Key("more", "plus", "minutes(1)", "minute", "A minute more for it"),
            quiet("less", "minus", "minutes(-1)", "less", "A minute less for it"),
            Key("later", "J", "shift(1)", "later", "Later in the meeting"),
            quiet("earlier", "K", "shift(-1)", "earlier", "Earlier in the meeting"),
            Key("remove", "D", "remove", "take off", "Take it off the agenda"),
        ),
    ),
    "calls": Group(
        "The call sheet",
        (
            Key("open", "enter", "choose", "open", "The answer in full, with its evidence"),
            Key(
                "no",
                "0",
                "answer(0)",
                "no partly yes",
                "They said no",
                together=("no", "partly", "yes"),
                help_together="They said no, partly or yes: off the sheet, and on",
            ),
            quiet("partly", "1", "answer(1)", "partly", "They said partly"),
            quiet("yes", "2", "answer(2)", "yes", "They said yes"),
            Key("evidence", "e", "evidence", "evidence", "What the last answer rests on"),
            Key("out", "x", "out", "print", "Into a file, to print: .html or .md"),
            back("place before"),
            *ON_A_DEAL,
            STEP,
        ),
    ),
}
