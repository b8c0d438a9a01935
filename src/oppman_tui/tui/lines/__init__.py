"""How things are written: from values to lines of text, `width` cells wide, in a person's looks.

Nothing here asks, waits or writes, nor knows which screen it stands on.
"""
