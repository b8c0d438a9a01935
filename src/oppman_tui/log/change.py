"""What a change is: one act of one person on one document (architecture.md, The change log).

The log knows nothing of what a cell means; values are canonical JSON texts. Format 1.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

FORMAT = 1
HLC_LIMIT = 2**62


class CellKey(NamedTuple):
    """Where a value stands within its document."""

    entity: str
    row: str
    field: str


def canonical(value: Any) -> str:
    """`value` as the one JSON text that stands for it: sorted keys, no spaces, no NaN."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def digest_of(value: str, salt: bytes) -> str:
    """The salted hash that stands for a value in its change's hash.

    With value and salt blanked (a person's data, forgotten by law) it can no longer be guessed
    back, and the change still verifies.
    """
    return hashlib.sha256(salt + value.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Op:
    """One cell set to one value. `value` is canonical JSON; None where it was forgotten."""

    cell: CellKey
    value: str | None
    salt: bytes | None
    digest: str

    @classmethod
    def make(cls, cell: CellKey, value: str, salt: bytes) -> Op:
        return cls(cell, value, salt, digest_of(value, salt))


@dataclass(frozen=True, slots=True)
class Change:
    """One act of one person on one document.

    `seq` counts per (document, replica) from 1. `seen` is the version vector of what the
    screen had shown. `act` groups one user act over several documents. `at` is local ISO time
    with its offset, for people; only `hlc` orders. `undoes` names the act this one takes back.
    """

    id: str
    doc: str
    replica: str
    seq: int
    hlc: int
    actor: str
    act: str
    label: str
    at: str
    seen: Mapping[str, int]
    ops: tuple[Op, ...]
    undoes: str | None = None
    format: int = FORMAT
    hash: str = ""

    def sealed(self) -> Change:
        """The same change with its hash filled in."""
        return replace(self, hash=self.compute_hash())

    def compute_hash(self) -> str:
        """sha256 over every field but values and salts, which their digests stand for."""
        head = [
            self.format,
            self.id,
            self.doc,
            self.replica,
            self.seq,
            self.hlc,
            self.actor,
            self.act,
            self.label,
            self.at,
            self.undoes,
            sorted(self.seen.items()),
            [[*op.cell, op.digest] for op in self.ops],
        ]
        return hashlib.sha256(canonical(head).encode()).hexdigest()

    def has_seen(self, other: Change) -> bool:
        """True where this change was made with `other` on the screen (same document)."""
        return self.seen.get(other.replica, 0) >= other.seq
