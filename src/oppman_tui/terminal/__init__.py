"""The terminal itself: keys before the program is there, signals, what goes over the line.

`wire` sends only what changed; `guard` ends the program in order when the line drops; `live` and
`backstop` keep stored text from steering the terminal. Knows nothing of deals.
"""
