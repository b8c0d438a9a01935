"""What can be stored. By itself, since the first page needs these and not the table of fields."""

from __future__ import annotations

MONEY_MAX = 2**53
"""The most, in minor units, that an amount can be; and the least, below nothing."""
YEARS = (1900, 2200)
"""The first and the last year that a date can lie in."""
