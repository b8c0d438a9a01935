"""The method as data: its questions, stages, limits and words, checked as they are read.

`default.toml` is the method of the house; a team's own file takes its place.
"""
