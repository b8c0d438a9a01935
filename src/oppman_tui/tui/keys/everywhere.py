"""Keys of every place: the app, moving, questions, writing, pages to read."""

from __future__ import annotations

from collections.abc import Mapping

from oppman_tui.tui.keys.model import HELP, Group, Key, ends, moves, quiet

GROUPS: Mapping[str, Group] = {
    "app": Group(
        "Everywhere",
        (
            quiet("undo", "u", "undo", "undo", "Take back the last act, across restarts"),
            quiet("redo", "U", "redo", "redo", "Do again what was taken back"),
            Key("help", "question_mark,f1", "help", "help", "All keys of this place"),
            Key("palette", "colon,ctrl+p", "palette", "find any", "Any action or deal, by name"),
            quiet("back", "escape", "back", "back", "One level back"),
            quiet("funnel", "F", "whole('funnel')", "funnel", "The funnel: shape, moves, speed"),
            quiet("portfolio", "O", "whole('portfolio')", "map", "The portfolio as a map"),
            quiet("drafts", "W", "drafts", "drafts", "Texts typed and not saved: take one up"),
            quiet("suspend", "Z,ctrl+z", "suspend", "shell", "To the shell; fg comes back"),
            Key(
                "repaint",
                "ctrl+l",
                "repaint",
                "repaint",
                "Draw the whole screen anew, where something else has written over it",
                footer=False,
                always=True,
            ),
            quiet("quit", "ctrl+q", "leave", "quit", "Leave; everything is saved already"),
        ),
    ),
    "dialog": Group(
        "A question",
        (quiet("cancel", "escape", "cancel", "leave it", "Leave it as it was"), HELP),
    ),
    "writing": Group(
        "Writing",
        (
            quiet("save", "enter", "save", "save", "Save the text, or take the draft offered"),
            quiet("leave", "tab", "leave", "save", "Save the text, or drop the draft offered"),
            quiet("cancel", "escape", "cancel", "end", "Keep a draft and end writing; or leave"),
            Key(
                "known",
                "right",
                "take_known",
                "the name offered",
                "At the end of the text: the known name that is offered",
                footer=False,
                always=True,
            ),
            quiet("new_line", "ctrl+n", "new_line", "new line", "A new line; so is \\ at its end"),
            quiet("editor", "ctrl+g", "editor", "editor", "Write it in your own editor"),
        ),
    ),
    "stopped": Group(
        "A text that isn't written on",
        (
            quiet("on", "enter", "write_on", "write on", "Write on"),
            quiet("editor", "E", "editor", "editor", "Write it in your own editor"),
            quiet("drop", "D", "drop", "drop it", "Drop what was typed; what is stored stands"),
        ),
    ),
    "marking": Group(
        "Several of a list",
        (quiet("mark", "space", "mark", "mark", "Mark the line, or unmark it"),),
    ),
    "confirm": Group(
        "Yes or no",
        (
            quiet("yes", "y,Y", "answer(True)", "yes", "Yes"),
            quiet("no", "n,N,enter,escape", "answer(False)", "no", "No"),
        ),
    ),
    "report": Group(
        "A page to read",
        (
            quiet("yes", "y,Y", "answer(True)", "yes", "Yes, where something is asked"),
            quiet("more", "w", "more", "more", "All the arithmetic behind it; else back"),
            quiet("close", "escape,q,n,N", "answer(False)", "back", "Back"),
            HELP,
        ),
    ),
    "palette": Group(
        "Find any action or deal",
        (
            *moves("line", up="up,ctrl+p", down="down,ctrl+n"),
            quiet("cancel", "escape", "cancel", "leave it", "Leave it as it was"),
        ),
    ),
    "help": Group("Help", (quiet("close", "escape,q,question_mark", "close", "back", "Back"),)),
    "clash": Group(
        "Two values",
        (
            quiet("mine", "m", "answer(True)", "mine", "Write mine"),
            quiet("theirs", "t", "answer(False)", "theirs", "Keep theirs"),
            quiet("stay", "escape", "stay", "neither", "Nothing is lost until one is chosen"),
        ),
    ),
    "rows": Group(
        "Moving",
        (
            *moves("line"),
            *ends("line"),
            quiet("choose", "enter", "choose", "open", "Open, or write"),
        ),
    ),
}
