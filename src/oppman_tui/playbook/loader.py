"""Playbooks from TOML: the default one, a team's own, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from pathlib import Path

from oppman_tui import toml_file
from oppman_tui.domain.values.text import clean_line
from oppman_tui.errors import PlaybookError
from oppman_tui.playbook.models import Item, Playbook

_DEFAULT = "default.toml"
_KEYED = (
    "stages",
    "milestones",
    "criteria",
    "themes",
    "roles",
    "receptivity",
    "risk_kinds",
    "internal_kinds",
    "entry_kinds",
    "review_questions",
    "decisions",
    "sections",
)
# What a stored value can be (`domain.fields`): a scale names each of its values once.
_SCALES = {
    "influence": range(1, 6),
    "relationship": range(-2, 3),
    "grades": range(4),
    "answers": range(3),
}
# Decisions that do something: hold asks for a date, abandon closes the deal (method 3).
_DECISIONS = ("hold", "abandon")


def export() -> str:
    """The default playbook's TOML as it stands, comments and all."""
    file = resources.files("oppman_tui.playbook") / _DEFAULT
    return file.read_text(encoding="utf-8")


@cache
def default() -> Playbook:
    """The playbook that ships with the program; one object for all callers."""
    return check(export(), _DEFAULT)


def load(path: Path) -> Playbook:
    """A team's playbook; `PlaybookError` where it can't be read or used."""
    return check(toml_file.read(path, PlaybookError), str(path))


def check(text: str, source: str) -> Playbook:
    """`text` as a playbook; `PlaybookError` names `source`, the key or line and the remedy."""
    playbook = toml_file.parse(text, source, Playbook, PlaybookError)
    for where, problem in _faults(playbook):
        raise PlaybookError(f"{clean_line(source)}: {where}: {problem}")
    return playbook


def _faults(playbook: Playbook) -> Iterator[tuple[str, str]]:
    """Where and what, of all that no single value can be blamed for."""
    yield from _repeated_keys(playbook)
    yield from _lost_references(playbook)
    yield from _stage_order(playbook)
    yield from _scales(playbook)
    yield from _thresholds(playbook)
    keys = {decision.key for decision in playbook.decisions}
    for needed in _DECISIONS:
        if needed not in keys:
            yield "decisions", f"expected one with the key {needed!r}, got none"


def _repeated_keys(playbook: Playbook) -> Iterator[tuple[str, str]]:
    for name in _KEYED:
        items: tuple[Item, ...] = getattr(playbook, name)
        keys = (str(getattr(item, "key", "")) for item in items)
        yield from _repeats(((name, n), key) for n, key in enumerate(keys))
    yield from _repeats(
        (("themes", t, "questions", q), question.key)
        for t, theme in enumerate(playbook.themes)
        for q, question in enumerate(theme.questions)
    )


def _repeats(keys: Iterable[tuple[tuple[int | str, ...], str]]) -> Iterator[tuple[str, str]]:
    first: dict[str, str] = {}
    for steps, key in keys:
        where = toml_file.place(*steps)
        if key in first:
            yield f"{where}.key", f"expected a key of its own, got {key!r} as in {first[key]}"
        first.setdefault(key, where)


def _lost_references(playbook: Playbook) -> Iterator[tuple[str, str]]:
    milestones = [m.key for m in playbook.milestones]
    themes = [t.key for t in playbook.themes]
    sections = [s.key for s in playbook.sections]
    for s, stage in enumerate(playbook.stages):
        for n, milestone in enumerate(stage.milestones):
            yield from _one_of(f"stages[{s}].milestones[{n}]", milestone, milestones)
        for n, action in enumerate(stage.actions):
            yield from _one_of(f"stages[{s}].actions[{n}].section", action.section, sections)
    for m, needed in enumerate(playbook.milestones):
        yield from _one_of(f"milestones[{m}].theme", needed.theme, themes)
        theme = playbook.theme(needed.theme)
        if theme and needed.tag is not None:
            tags = [q.tag for q in theme.questions if q.tag]
            yield from _one_of(f"milestones[{m}].tag", needed.tag, tags)
    yield from _one_of("importance_to_them", playbook.importance_to_them, themes)
    tags = [q.tag for theme in playbook.themes for q in theme.questions if q.tag]
    yield from _one_of("value_tag", playbook.value_tag, tags)


def _one_of(where: str, key: str, known: list[str]) -> Iterator[tuple[str, str]]:
    if key not in known:
        words = ", ".join(dict.fromkeys(known)) or "(there are none)"
        yield where, f"expected one of {words}, got {key!r}"


def _stage_order(playbook: Playbook) -> Iterator[tuple[str, str]]:
    won = [n for n, stage in enumerate(playbook.stages) if stage.won]
    if won != [len(playbook.stages) - 1]:
        got = ", ".join(playbook.stages[n].key for n in won) or "none"
        yield "stages", f"expected the last one, and it alone, to have won = true, got {got}"


def _scales(playbook: Playbook) -> Iterator[tuple[str, str]]:
    for name, values in _SCALES.items():
        got = [point.value for point in getattr(playbook, name)]
        if got != list(values):
            wanted = ", ".join(map(str, values))
            yield name, f"expected the values {wanted} in this order, got {got}"


def _thresholds(playbook: Playbook) -> Iterator[tuple[str, str]]:
    limits = playbook.thresholds
    if limits.slipped.alarm_times < limits.slipped.times:
        wanted, got = limits.slipped.times, limits.slipped.alarm_times
        yield "thresholds.slipped.alarm_times", f"expected {wanted} (times) or more, got {got}"
    if limits.fit.poor_high > limits.fit.good_low:
        most, high = limits.fit.good_low, limits.fit.poor_high
        yield "thresholds.fit.poor_high", f"expected at most {most:g} (good_low), got {high:g}"
