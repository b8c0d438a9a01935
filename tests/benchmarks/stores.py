"""Stores of any size, made in seconds: rows straight into the real tables, in one transaction.

The deals are such as a CRM exports: most open, some closed, few reviewed; each is as an import
leaves it. Only the first is in the log: `verify` would say so of the others, the list doesn't ask.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from oppman_tui.domain.clock import Clock
from oppman_tui.domain.money import Rates
from oppman_tui.playbook import loader
from oppman_tui.store.cache import Cache
from oppman_tui.store.schema import DOCUMENT, TYPED, VERSION
from oppman_tui.workspace.deals import Workspace

TODAY = date(2026, 11, 23)
ME = "Kaisa Laine"
_PART = 5_000
_WHERE = ("Espoo", "Turku", "Oulu", "Vaasa", "Kotka", "Lahti", "Pori", "Kuopio", "Rauma", "Kemi")
_WHO = ("Nord", "Teräs", "Puu", "Meri", "Kone", "Sähkö", "Rakennus", "Kuljetus", "Energia", "Data")
_WHAT = ("line retrofit", "service contract", "spare parts", "control system", "pilot", "lease")
_OWNERS = ("Kaisa Laine", "Mikko Aho", "Sara Lind", "Juho Niemi")


def make(path: Path, deals: int, seed: int = 7) -> None:
    """A store of so many deals at `path`, its list worked out for TODAY."""
    workspace = open_store(path, create=True)
    workspace.add_deal("The first of many")
    with workspace.store.writing() as connection:
        any_ = random.Random(seed)
        stages = [stage.key for stage in workspace.playbook.open_stages]
        customers = [_customer(any_, n) for n in range(max(1, deals // 8))]
        _put(connection, "customer", [{"doc": id, "row": id, "name": n} for id, n in customers])
        _documents(connection, [id for id, _ in customers], "customer")
        for start in range(0, deals - 1, _PART):
            ids = [_id(any_) for _ in range(min(_PART, deals - 1 - start))]
            _documents(connection, ids, "deal")
            rows = [_deal(any_, id, start + n, stages, customers) for n, id in enumerate(ids)]
            _put(connection, "deal", rows)
            _put(connection, "entry", [e for id in ids for e in _entries(any_, id)])
            _put(connection, "player", [p for id in ids for p in _players(any_, id)])
        cache = Cache(workspace.playbook, workspace.rates)
        cache.bring_up(connection, connection, TODAY, None)
    workspace.close()


def open_store(path: Path, *, create: bool = False) -> Workspace:
    return Workspace.open(
        path,
        playbook=loader.default(),
        rates=Rates(),
        clock=Clock(fixed=TODAY),
        me=ME,
        create=create,
    )


def _put(connection: Any, entity: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(TYPED[entity]), rows)


def _documents(connection: Any, ids: list[str], kind: str) -> None:
    seen = (TODAY - timedelta(90)).isoformat()
    rows = [{"id": id, "kind": kind, "first_seen": seen} for id in ids]
    connection.execute(insert(DOCUMENT), rows)
    connection.execute(insert(VERSION), [{"doc": id, "replica": "r", "seq": 1} for id in ids])


def _id(any_: random.Random) -> str:
    return str(UUID(int=any_.getrandbits(128), version=4))


def _customer(any_: random.Random, n: int) -> tuple[str, str]:
    return _id(any_), f"{any_.choice(_WHERE)} {any_.choice(_WHO)} {n:,}"


def _deal(
    any_: random.Random, id: str, n: int, stages: list[str], customers: list[tuple[str, str]]
) -> dict[str, Any]:
    customer, name = customers[any_.randrange(len(customers))]

    def day(least: int, most: int) -> str:
        return (TODAY + timedelta(any_.randint(least, most))).isoformat()

    closed = any_.random() < 0.2
    stage = any_.choice(stages)
    return {
        "doc": id,
        "row": id,
        "name": f"{name.split()[1]} {any_.choice(_WHAT)} {n}",
        "customer": customer,
        "owner": any_.choice(_OWNERS),
        "amount": any_.randint(2_000, 900_000) * 100,
        "currency": "EUR",
        "stage": stage,
        "stage_since": day(-70, -1),
        "close_date": day(-10, 240) if any_.random() < 0.7 else None,
        "created": day(-300, -70),
        "closed_as": any_.choice(["won", "lost"]) if closed else None,
        "closed_on": day(-60, -1) if closed else None,
    }


def _entries(any_: random.Random, id: str) -> Iterator[dict[str, Any]]:
    for n in range(any_.randint(0, 2)):
        day = (TODAY - timedelta(any_.randint(1, 60))).isoformat()
        yield {"doc": id, "row": f"e{n}", "on": day, "text": "Called", "side": "theirs"}


def _players(any_: random.Random, id: str) -> Iterator[dict[str, Any]]:
    for n in range(any_.randint(0, 2)):
        yield {"doc": id, "row": f"p{n}", "name": f"{any_.choice(_WHO)} Virtanen {n}"}
