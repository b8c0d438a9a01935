"""Keys on a deal: its tabs, its lines, its fields."""

from __future__ import annotations

from collections.abc import Mapping

from oppman_tui.tui.keys.model import (
    CALLS,
    INFLUENCE,
    ON_A_DEAL,
    RECEPTIVITY,
    RELATIONSHIP,
    STEP,
    TABS,
    Group,
    Key,
    quiet,
)

GROUPS: Mapping[str, Group] = {
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
            *ON_A_DEAL,
            STEP,
            CALLS,
            Key("go", "g", "go_strip", "go", "Go: l list, r p a k h its tabs, f o c many deals"),
            Key("why", "w", "why", "why", "The arithmetic behind what is under the cursor"),
            Key("fields", "f", "fields", "fields", "All fields of the deal and its customer"),
            quiet("copy", "y", "copy", "copy", "The deal on a sheet to your terminal's clipboard"),
            quiet("ledger", "P", "ledger", "promises", "What each side promised, kept and late"),
            quiet("review", "r", "go('review')", "review", "The Review tab"),
            quiet("export", "x", "export", "export", "A sheet, the days in it, a table of it"),
            *TABS,
            quiet("cross", "tab", "cross", "other side", "The other half of the tab"),
        ),
    ),
    "review": Group(
        "Review",
        (
            Key("decide", "d", "decide", "decide", "End the review with its decision"),
            quiet("editor", "E", "editor", "editor", "Write the answer in your own editor"),
            quiet("people", "i", "people", "who", "Who takes part in the review"),
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
            quiet("partly", "1", "answer(1)", "partly", "Answer partly, and on"),
            quiet("yes", "2", "answer(2)", "yes", "Answer yes, and on"),
            Key("unknown", "minus", "answer(None)", "not known", "Not known"),
            Key("evidence", "e", "evidence", "evidence", "What the last answer rests on"),
            Key("grade", "v", "grade", "grade", "How good that evidence is"),
            quiet("editor", "E", "editor", "editor", "Write the evidence in your own editor"),
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
                together=RECEPTIVITY,
                help_together="Receptivity: growth, trouble, indifferent, overconfident; and on",
            ),
            quiet("trouble", "t,T", "receptivity('T')", "trouble", "Receptivity: trouble"),
            quiet("content", "i,I", "receptivity('I')", "content", "Receptivity: indifferent"),
            quiet("over", "o,O", "receptivity('O')", "over", "Receptivity: overconfident"),
            Key(
                "influence_1",
                "1",
                "influence(1)",
                "influence",
                "Influence 1, and on to the next cell",
                together=INFLUENCE,
                help_together="Influence, 1 to 5, and on to the next cell",
            ),
            *(
                quiet(f"influence_{n}", f"{n}", f"influence({n})", f"{n}", f"Influence {n}")
                for n in range(2, 6)
            ),
            Key(
                "relationship_1",
                "1",
                "relationship(-2)",
                "relationship −2 to +2",
                "Relationship −2, and on to the next row",
                together=RELATIONSHIP,
                help_together="Relationship, −2 to +2, and on to the next row",
            ),
            *(
                quiet(f"relationship_{n}", f"{n}", f"relationship({n - 3})", f"{n}", told)
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
            quiet("up", "up,k", "move(-1)", "up", "One row up"),
            quiet("down", "down,j", "move(1)", "down", "One row down; on to the warnings"),
            quiet("left", "left", "across(-1)", "left", "One cell to the left"),
            quiet("right", "right", "across(1)", "right", "One cell to the right"),
            quiet("next", "tab", "cell(1)", "next", "The next cell"),
            quiet("previous", "shift+tab", "cell(-1)", "previous", "The cell before"),
            quiet("page_up", "pageup", "page(-1)", "page up", "A page up"),
            quiet("page_down", "pagedown", "page(1)", "page down", "A page down"),
            quiet("top", "home", "end(False)", "top", "The first row"),
            quiet("bottom", "end", "end(True)", "bottom", "The last row"),
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
            quiet("copy", "y", "copy", "copy", "The field's text to your terminal's clipboard"),
            *ON_A_DEAL,
            STEP,
            Key("why", "w", "why", "why", "The arithmetic behind what is under the cursor"),
        ),
    ),
}
