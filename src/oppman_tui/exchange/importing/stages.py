"""Their stage and status become our stage, or won, lost, abandoned or on hold."""

from __future__ import annotations

from collections import Counter

from oppman_tui.domain.text import clean_line
from oppman_tui.errors import ImportFailed, UsageError
from oppman_tui.exchange.importing.profiles import OPEN_WORDS, OUTCOMES, WORDS, Profile, folded
from oppman_tui.exchange.importing.records import Options

STAGE_OPTION = "--stage"
"""The command line's option that maps a stage: ``--stage 'In Progress=define'``."""


class StageMap:
    """Looks stages up: the user's words first, then the system's, then those all share.

    Collects what it doesn't know, so that one refusal names all of it.
    """

    def __init__(self, profile: Profile, options: Options) -> None:
        keys = options.stage_keys
        allowed = (*keys, *OUTCOMES)
        for theirs, ours in options.stages.items():
            if ours not in allowed:
                raise UsageError(
                    f"{ours!r} is no stage to map {theirs!r} to",
                    "Nothing was imported",
                    f"Use one of {', '.join(allowed)}",
                )
        self._allowed = allowed
        shared = {_key(key): key for key in keys} | dict(WORDS)
        system = {t: ours for t, ours in profile.stages.items() if ours in allowed}
        user = {_key(theirs): ours for theirs, ours in options.stages.items()}
        self._stages = shared | system | user
        self._statuses = dict.fromkeys(OPEN_WORDS, "open") | dict(WORDS) | user
        self._unknown: Counter[str] = Counter()

    def stage(self, theirs: str) -> str | None:
        """Our stage key or an outcome; None for a blank, and for one not known (kept in mind)."""
        return self._look_up(self._stages, theirs)

    def status(self, theirs: str) -> str | None:
        """`open`, an outcome or a stage key; None as above."""
        return self._look_up(self._statuses, theirs)

    def _look_up(self, table: dict[str, str], theirs: str) -> str | None:
        if not theirs:
            return None
        ours = table.get(_key(theirs))
        if ours is None:
            self._unknown[theirs] += 1
        return ours

    def refuse_unknown(self) -> None:
        """Raises `ImportFailed` that names every stage and status met and not known."""
        if not self._unknown:
            return
        shown = self._unknown.most_common(12)
        names = ", ".join(f"{name!r} ({count:,} deals)" for name, count in shown)
        more = f" and {len(self._unknown) - 12} more" if len(self._unknown) > 12 else ""
        some = "these stages mean" if len(self._unknown) > 1 else "this stage means"
        raise ImportFailed(
            f"It isn't known what {some}: {names}{more}",
            "Nothing was imported",
            f"Say it, for each: {STAGE_OPTION} '{shown[0][0]}=KEY', where KEY is one of"
            f" {', '.join(self._allowed)}",
        )


def _key(text: str) -> str:
    return folded(text) or clean_line(text).casefold()
