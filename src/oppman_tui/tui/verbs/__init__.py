"""The conversations behind the keys: ask what is needed, write it as one act, say what came of it.

A verb means the same on every screen that has it. Leaving any of its questions changes nothing.
"""
