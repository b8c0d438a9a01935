"""SELECT: which deals deserve attention, why, and how a list of them is asked for (method 2)."""
