"""The change log: what a change is, how changes of several copies combine, how one is taken back.

Pure, and below everything that stores or shows: autosave, undo, history, audit and exchange all
rest on it. Imports only `domain`.
"""
