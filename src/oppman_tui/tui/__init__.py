"""The screens. State flows down, events flow up; every write goes through a workspace's verb.

    app       the app: what holds on every screen; `changing` and `arriving` beneath it
    keys      the one table of keys; `keymap`: a person's own in its place
    screens   a file a screen; the small questions among them
    panes     the tabs of a deal
    widgets   what screens and panes are made of
    verbs     the conversations: ask what is needed, write, say what came of it
    lines     how things are written in lines of text; knows no screen, asks nothing
    values    a part of a row in a person's words; `words`, `marks`, `ink`, `looks`: how it is drawn

`front` draws the first picture, before Textual is loaded.
"""
