"""Stores of any size: rows straight into the real tables, in one transaction.

The deals are such as a CRM exports: most open, some closed, none reviewed; each is as an import
leaves it. Only the first is in the log: `verify` would say so of the others, the list doesn't ask.

Every store begins with the same deals, which are above all others in the list of open ones and in
that of closed ones: what is measured of a large store and of a small one is the same screens.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Connection, insert

from oppman_tui.domain.values.clock import Clock
from oppman_tui.domain.values.money import Rates
from oppman_tui.playbook import loader
from oppman_tui.store.lists.cache import Cache
from oppman_tui.store.schema import DOCUMENT, TYPED, VERSION
from oppman_tui.workspace.deals import Workspace

TODAY = date(2026, 11, 23)
ME = "Kaisa Laine"
FRONT = 200
"""So many deals are the same in every store; fewer where it has no more."""
_PART = 5_000
_PAGES_KB = 400_000
"""Pages kept in memory while a store is made."""
_WHERE = ("Espoo", "Turku", "Oulu", "Vaasa", "Kotka", "Lahti", "Pori", "Kuopio", "Rauma", "Kemi")
_WHO = ("Nord", "Teräs", "Puu", "Meri", "Kone", "Sähkö", "Rakennus", "Kuljetus", "Energia", "Data")
_WHAT = ("line retrofit", "service contract", "spare parts", "control system", "pilot", "lease")
_OWNERS = ("Kaisa Laine", "Mikko Aho", "Sara Lind", "Juho Niemi")


def make(path: Path, deals: int, seed: int = 7) -> None:
    """A store of so many deals at `path`, its list worked out for TODAY."""
    workspace = open_store(path, create=True)
    workspace.add_deal("The first of many")
    stages = [stage.key for stage in workspace.playbook.open_stages]
    top = _Maker(random.Random(seed), stages, 1, min(FRONT, deals) - 1)
    others = _Maker(random.Random(seed + 1), stages, FRONT, max(0, deals - FRONT))
    with workspace.store.writing() as connection:
        connection.exec_driver_sql(f"PRAGMA cache_size=-{_PAGES_KB}")
        for maker, make_one in ((top, top.in_front), (others, others.any)):
            for part in _parts(len(maker.customers)):
                _customers(connection, maker.customers[part.start : part.stop])
            for part in _parts(maker.count):
                _deals(connection, [make_one(n) for n in part])
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


Row: TypeAlias = dict[str, Any]
Made: TypeAlias = dict[str, list[Row]]
"""One deal: entity -> rows."""


def _parts(count: int) -> Iterator[range]:
    for start in range(0, count, _PART):
        yield range(start, min(start + _PART, count))


def _customers(connection: Connection, customers: list[tuple[str, str]]) -> None:
    rows = [{"doc": id, "row": id, "name": name} for id, name in customers]
    _put(connection, "customer", rows)
    _documents(connection, [id for id, _ in customers], "customer")


def _deals(connection: Connection, deals: list[Made]) -> None:
    _documents(connection, [row["doc"] for made in deals for row in made["deal"]], "deal")
    for entity in ("deal", "entry", "player", "action"):
        _put(connection, entity, [row for made in deals for row in made.get(entity, ())])


def _put(connection: Connection, entity: str, rows: list[Row]) -> None:
    if rows:
        connection.execute(insert(TYPED[entity]), rows)


def _documents(connection: Connection, ids: Iterable[str], kind: str) -> None:
    seen = (TODAY - timedelta(90)).isoformat()
    rows = [{"id": id, "kind": kind, "first_seen": seen} for id in ids]
    connection.execute(insert(DOCUMENT), rows)
    versions = [{"doc": row["id"], "replica": "r", "seq": 1} for row in rows]
    connection.execute(insert(VERSION), versions)


class _Maker:
    """Makes `count` deals and their customers, always the same out of one seed.

    Ids lie anywhere, as those of imported deals do, but a later deal has a greater one, so that a
    million rows are written one behind the other. `first` is the number in the first one's name.
    """

    def __init__(self, any_: random.Random, stages: list[str], first: int, count: int) -> None:
        self._any = any_
        self._stages = stages
        self._first = first
        self.count = count
        self._ids = self._new_ids(count)
        self.customers = [
            (id, f"{any_.choice(_WHERE)} {any_.choice(_WHO)} {n:,}")
            for n, id in enumerate(self._new_ids(count // 8 + 1), first)
        ]
        """(id, name)"""

    def _new_ids(self, count: int) -> list[str]:
        return sorted(str(UUID(int=self._any.getrandbits(128), version=4)) for _ in range(count))

    def any(self, n: int) -> Made:
        """A deal such as there are many: one in five is closed."""
        deal = self._deal(n)
        deal["amount"] = self._any.randint(2_000, 900_000) * 100
        if self._any.random() < 0.2:
            deal |= self._closed()
        return self._with_people(deal)

    def in_front(self, n: int) -> Made:
        """One of those above all others: of the open ones by triggers of four families, one more
        than the others can have; of the closed ones by its value.

        Every fifth is worth more than four in five of the others, the rest less, so that the
        same deals are important in a store of any size.
        """
        deal = self._deal(n)
        if n % 5 == 4:
            deal["amount"] = self._any.randint(901_000, 990_000) * 100
            deal |= self._closed()
            return self._with_people(deal)
        least, most = (800_000, 900_000) if n % 5 == 3 else (2_000, 600_000)
        deal["amount"] = self._any.randint(least, most) * 100
        deal |= {
            "stage_since": self._day(-170, -100),
            "close_date": self._day(-20, -1),
            "created": self._day(-300, -180),
            "strategic": "a name that others follow",
        }
        made = self._with_people(deal)
        late = {"action": "Send the offer", "status": "open", "due": self._day(-30, -1)}
        made["action"] = [{"doc": deal["doc"], "row": "a0", **late}]
        return made

    def _closed(self) -> Row:
        """Nothing tells how long it was in its stage: of one's own medians there are none, which
        would make other limits in a store of another size."""
        day = self._day(-60, -1)
        as_ = self._any.choice(["won", "lost"])
        return {"closed_as": as_, "closed_on": day, "stage_since": day}

    def _with_people(self, deal: Row) -> Made:
        id, some = deal["doc"], self._any
        called = {"text": "Called", "side": "theirs"}
        return {
            "deal": [deal],
            "entry": [
                {"doc": id, "row": f"e{n}", "on": self._day(-60, -1), **called}
                for n in range(some.randint(0, 2))
            ],
            "player": [
                {"doc": id, "row": f"p{n}", "name": f"{some.choice(_WHO)} Virtanen {n}"}
                for n in range(some.randint(0, 2))
            ],
        }

    def _deal(self, n: int) -> Row:
        """What every deal has; all rows have the same columns, to be written at once."""
        id = self._ids[n]
        customer, name = self._any.choice(self.customers)
        return {
            "doc": id,
            "row": id,
            "name": f"{name.split()[1]} {self._any.choice(_WHAT)} {self._first + n}",
            "customer": customer,
            "owner": self._any.choice(_OWNERS),
            "amount": None,
            "currency": "EUR",
            "stage": self._any.choice(self._stages),
            "stage_since": self._day(-70, -1),
            "close_date": self._day(-10, 240) if self._any.random() < 0.7 else None,
            "created": self._day(-300, -70),
            "closed_as": None,
            "closed_on": None,
            "strategic": None,
        }

    def _day(self, least: int, most: int) -> str:
        return (TODAY + timedelta(self._any.randint(least, most))).isoformat()
