"""PLAN: what is open, who decides, whom to ask, and what to do about it (method 4 and 5)."""
