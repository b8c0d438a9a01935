"""Which machine this is, and what kind of file system a path of it lies on."""

from __future__ import annotations

import hashlib
import platform
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_IDS = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
_MOUNTS = Path("/proc/self/mountinfo")
_NETWORK = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "lustre", "gpfs"),
        *("glusterfs", "beegfs", "ocfs2", "gfs2", "pvfs2", "orangefs", "davfs", "acfs", "fuse.acd"),
        *("fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.davfs", "fuse.davfs2", "fuse.s3fs"),
        *("fuse.rclone", "fuse.gcsfuse", "fuse.cifs", "fuse.smbnetfs", "fuse.juicefs"),
    )
)
"""Types of file systems that more than one machine may have mounted at once."""
_ESCAPED = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Machine:
    """`id` tells machines apart (empty where this one has none), `name` is for people; `mounts`
    is what it has mounted, as Linux lists it (proc(5), mountinfo).
    """

    id: str
    name: str
    mounts: str = ""

    @classmethod
    def here(cls) -> Self:
        found = ""
        for path in _IDS:
            with suppress(OSError, UnicodeDecodeError):
                found = found or path.read_text("ascii").strip()
        try:
            mounts = _MOUNTS.read_text(errors="surrogateescape")
        except OSError:
            mounts = ""
        return cls(found, platform.node(), mounts)

    @property
    def mark(self) -> str:
        """Tells this machine from others, without giving its id away."""
        return hashlib.sha256(f"oppman {self.id or self.name}".encode()).hexdigest()[:16]

    def place_of(self, path: Path) -> str:
        """Where a file lies: another for every copy of it, on this machine or another, the same
        for as long as it is this file. Raises `OSError`.
        """
        # Not the device's number, which a restart may change; nor, without an id, the name,
        # which another network may change.
        where = f"oppman {self.id} {path.stat().st_ino}"
        return hashlib.sha256(where.encode()).hexdigest()[:16]

    def network_of(self, path: Path) -> str | None:
        """The type of the network file system that `path`, absolute, lies on; None on a local
        one, or where that can't be known."""
        kind = self.kind_of(path)
        return kind if kind in _NETWORK else None

    def kind_of(self, path: Path) -> str:
        """The type of the file system that `path`, absolute, lies on; empty where that can't be
        known."""
        best, kind = -1, ""
        for line in self.mounts.splitlines():
            fields, _, after = line.partition(" - ")
            parts = fields.split(" ")
            if len(parts) < 5 or not after:
                continue
            point = Path(_ESCAPED.sub(lambda code: chr(int(code[1], 8)), parts[4]))
            # Of two mounts on one point the later one is seen.
            if (point == path or point in path.parents) and len(point.parts) >= best:
                best, kind = len(point.parts), after.split(" ")[0]
        return kind
