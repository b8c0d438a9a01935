"""Their stage and status become our stage, or won, lost, abandoned or on hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from oppman_tui.domain.values.text import clean_line
from oppman_tui.errors import ImportFailed, UsageError
from oppman_tui.exchange.importing.profiles import OPEN_WORDS, OUTCOMES, WORDS, Profile, folded
from oppman_tui.exchange.importing.records import House

STAGE_OPTION = "--stage"
"""The command line's option that maps a stage: ``--stage 'In Progress=define'``."""


class StageMap:
    """Looks stages up: the user's words first, then the system's, then those all share.

    Collects what it doesn't know, so that one refusal names all of it.
    """

    def __init__(self, profile: Profile, said: Mapping[str, str], house: House) -> None:
        """`said`: their stage -> our key or an outcome, by the user. Raises `UsageError`."""
        allowed = (*house.stages, *OUTCOMES)
        for theirs, ours in said.items():
            if ours not in allowed:
                raise UsageError(
                    f"{ours!r} is no stage to map {theirs!r} to",
                    "Nothing was imported",
                    f"Use one of {', '.join(allowed)}",
                )
        self._allowed = allowed
        self.keys = frozenset(house.stages)
        self._won = house.won
        shared = {_key(key): key for key in house.stages} | dict(WORDS)
        system = {t: ours for t, ours in profile.stages.items() if ours in allowed}
        self._said = {_key(theirs): theirs for theirs in said}
        self._stages = shared | system | {_key(t): ours for t, ours in said.items()}
        # A table may have one column for both.
        self._statuses = dict.fromkeys(OPEN_WORDS, "open") | self._stages
        self._unknown: Counter[str] = Counter()
        self.met: Counter[tuple[str, str]] = Counter()
        """(theirs, ours) -> how many rows."""

    def stage(self, theirs: str | None) -> str | None:
        """Our stage key or an outcome; None for a blank, and for one not known (kept in mind)."""
        return self._look_up(self._stages, theirs)

    def status(self, theirs: str | None) -> str | None:
        """`open`, an outcome or a stage key; None as above."""
        return self._look_up(self._statuses, theirs)

    def known(self, theirs: str) -> str | None:
        """As `stage`, for a stage that no row names."""
        return self._stages.get(_key(theirs))

    def _look_up(self, table: Mapping[str, str], theirs: str | None) -> str | None:
        if not theirs:
            return None
        ours = table.get(_key(theirs))
        if ours is None:
            self._unknown[theirs] += 1
            return None
        self.met[theirs, ours] += 1
        return "won" if ours == self._won else ours

    def not_met(self) -> list[str]:
        """What the user mapped and no row names: a slip of the pen?"""
        met = {_key(theirs) for theirs, _ in self.met}
        return [theirs for key, theirs in self._said.items() if key not in met]

    def refuse_unknown(self) -> None:
        """Raises `ImportFailed` that names every stage and status met and not known."""
        if not self._unknown:
            return
        shown = self._unknown.most_common(12)
        names = ", ".join(f"{name[:60]!r} ({count:,} deals)" for name, count in shown)
        more = f" and {len(self._unknown) - 12} more" if len(self._unknown) > 12 else ""
        some = "these stages mean" if len(self._unknown) > 1 else "this stage means"
        raise ImportFailed(
            f"It isn't known what {some}: {names}{more}",
            "Nothing was imported",
            f"Say it, for each: {STAGE_OPTION} '{shown[0][0][:60]}=KEY', where KEY is one of"
            f" {', '.join(self._allowed)}",
        )


def _key(text: str) -> str:
    return folded(text) or clean_line(text).casefold()
