"""Drafts as the screens know them: what is being typed, and what it is of."""

from __future__ import annotations

from oppman_tui.store.drafts import Draft, Drafts, Sheet, Subject

__all__ = ["Draft", "Drafts", "Sheet", "Subject"]
