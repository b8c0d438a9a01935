"""How a list is ordered, in words that SQLite and PostgreSQL both have.

Read without SQLAlchemy: the first page is read before it is loaded.
"""

from __future__ import annotations

from datetime import date

ATTENTION = "severity DESC, families DESC, triggers DESC, base DESC NULLS LAST, name, doc"
"""Method 2's order."""
ORDERS = ("name", "customer", "owner", "value", "stage", "days", "close_date")
"""What a list can be sorted by beside it."""


def order_by(order: str, descending: bool, today: date) -> str:
    """What the rows are sorted by; what isn't known comes last."""
    way = "DESC" if descending else "ASC"
    match order:
        case "attention":
            return ATTENTION
        case "name":
            return f"name {way}, doc"
        case "days":
            growing = f"{today.toordinal():d} - begun"
            column = f"CASE WHEN begun IS NOT NULL THEN {growing} ELSE days END"
        case _:
            column = {"value": "base"}.get(order, order)
    return f"{column} {way} NULLS LAST, name, doc"
