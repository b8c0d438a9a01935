"""A rep's desk: stores as the program opens them, edits as the screens write them."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone
from pathlib import Path

from oppman_tui.domain.edits import Edit
from oppman_tui.domain.fields import Json
from oppman_tui.domain.values.clock import Clock
from oppman_tui.store.store import Store
from oppman_tui.store.writing.writer import OnWrite

ACME, BOLT, CORP = "deal-acme", "deal-bolt", "customer-corp"
SUMMER = timezone(timedelta(hours=2))


def clock_at(year: int, month: int, day: int, hour: int = 12) -> Clock:
    """A clock that stands still, at a local time two hours east of UTC."""
    now = datetime(year, month, day, hour, tzinfo=SUMMER)
    return Clock(source=lambda: now)


def sit_down(
    path: Path,
    actor: str = "Mia",
    *,
    clock: Clock | None = None,
    on_write: OnWrite | None = None,
    wait: float = 5.0,
) -> Store:
    """The store at `path`, made where there is none."""
    return Store.open(
        path, clock=clock or Clock(), actor=actor, create=True, on_write=on_write, wait=wait
    )


def of_deal(doc: str, cell: str, value: Json) -> Edit:
    return Edit(doc, "deal", doc, cell, value)


def eur(amount: int) -> Json:
    return {"amount": amount, "currency": "EUR"}


def add_deal(store: Store, doc: str = ACME, name: str = "Acme", **cells: Json) -> None:
    edits = [of_deal(doc, cell, value) for cell, value in {"name": name, **cells}.items()]
    store.write(f"New deal {name}", edits)


def note(store: Store, text: str, doc: str = ACME) -> str:
    """Sets the note; the act's id."""
    return store.write("Note", [of_deal(doc, "note", text)]).act


def noted(store: Store, doc: str = ACME) -> str | None:
    dossier = store.dossier(doc)
    assert dossier is not None
    return dossier.deal.note


def exchange(one: Store, other: Store) -> None:
    """Each gets what the other has."""
    theirs = other.changes()
    other.receive(one.changes())
    one.receive(theirs)


def fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
