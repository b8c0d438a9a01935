"""What tells a store from other files, and one version of it from another."""

from __future__ import annotations

APPLICATION_ID = 0x6F70706D
"""SQLite's `application_id`: "oppm"."""

SCHEMA = 1
"""SQLite's `user_version`."""
