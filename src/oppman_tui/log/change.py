"""What a change is: one act of one person on one document (architecture.md, The change log).

The log knows nothing of what a cell means; values are canonical JSON texts. Format 1.

What people wrote, the values and the label (which quotes them), and who did so, can be forgotten
by law: each goes into the change's hash by a salted digest, so that with text and salt blanked it
can no longer be guessed back, and the change still verifies. What is forgotten on one copy stays
so there, whatever comes in (`merge`); other copies have to forget it for themselves.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

FORMAT = 1
HLC_LIMIT = 2**62
SALT = 16
"""Bytes of a salt. Always so many: or else a text's first letters could pass for its salt's end."""


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


def digest_of(text: str, salt: bytes) -> str:
    """The salted hash that stands for a value, or a label, in its change's hash."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


def fits(digest: str, text: str | None, salt: bytes | None) -> bool:
    """True where `digest` stands for `text`, or `text` was forgotten, with its salt."""
    if text is None or salt is None:
        return text is None and salt is None
    try:
        return len(salt) == SALT and digest_of(text, salt) == digest
    except ValueError:  # a lone surrogate: nothing that could have been hashed
        return False


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
    `label` says what was done, in a few words; it, and `actor`, are None where forgotten, with
    their salts.
    """

    id: str
    doc: str
    replica: str
    seq: int
    hlc: int
    actor: str | None
    actor_salt: bytes | None
    act: str
    label: str | None
    salt: bytes | None
    at: str
    seen: Mapping[str, int]
    ops: tuple[Op, ...]
    undoes: str | None = None
    format: int = FORMAT
    actor_digest: str = ""
    label_digest: str = ""
    hash: str = ""

    def sealed(self) -> Change:
        """The same change with its own digests and its hash filled in."""
        told = self
        if told.actor is not None and told.actor_salt is not None:
            told = replace(told, actor_digest=digest_of(told.actor, told.actor_salt))
        if told.label is not None and told.salt is not None:
            told = replace(told, label_digest=digest_of(told.label, told.salt))
        return replace(told, hash=told.compute_hash())

    def compute_hash(self) -> str:
        """sha256 over every field but texts and salts, which their digests stand for."""
        head = [
            self.format,
            self.id,
            self.doc,
            self.replica,
            self.seq,
            self.hlc,
            self.actor_digest,
            self.act,
            self.label_digest,
            self.at,
            self.undoes,
            sorted(self.seen.items()),
            [[*op.cell, op.digest] for op in self.ops],
        ]
        return hashlib.sha256(canonical(head).encode()).hexdigest()

    @property
    def verifies(self) -> bool:
        """True where the hash stands for the change, and each digest for its text, if kept."""
        try:
            hashed = self.compute_hash() == self.hash
        except ValueError:  # a lone surrogate in a name: it can't have been hashed
            return False
        done_by = fits(self.actor_digest, self.actor, self.actor_salt)
        told = fits(self.label_digest, self.label, self.salt)
        values = all(fits(op.digest, op.value, op.salt) for op in self.ops)
        return hashed and done_by and told and values

    def has_seen(self, other: Change) -> bool:
        """True where this change was made with `other` on the screen (same document)."""
        return self.seen.get(other.replica, 0) >= other.seq
