"""Row and document ids, so that two copies which mean the same row meet in it.

An imported document's id comes from its source; an answer's or criterion's is its playbook
key; all others sort by the time they were made (RFC 9562, version 7).
"""

from __future__ import annotations

import os
import uuid
from datetime import datetime

_SOURCES = uuid.UUID("6f70706d-616e-5000-8000-736f75726365")


def new_id(now: datetime, randomness: bytes | None = None) -> str:
    """A UUIDv7 of `now`. `randomness` (ten bytes) makes sample data repeatable."""
    stamp = int(now.timestamp() * 1000).to_bytes(6, "big")
    raw = bytearray(stamp + (randomness or os.urandom(10)))
    raw[6] = raw[6] & 0x0F | 0x70
    raw[8] = raw[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(raw)))


def source_id(system: str, org: str, external: str) -> str:
    """The id every copy gives the document that `system` of `org` knows as `external`."""
    return str(uuid.uuid5(_SOURCES, "\x1f".join((system, org, external))))
