"""A person forgotten, as the law may ask: what tells of them, looked over, then taken out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oppman_tui.domain.redact import Spellings
from oppman_tui.domain.values.text import clean_line, cut
from oppman_tui.errors import StoreError, UsageError, UserError
from oppman_tui.store.care.forget import Found, Mention, is_in_file
from oppman_tui.store.care.restore import set_aside
from oppman_tui.store.drafts import Draft
from oppman_tui.workspace.reading import Reading

_NOTHING = "Nothing was forgotten"


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be forgotten, for a person to decide; mentions are numbered from 1."""

    found: Found
    going: frozenset[int]
    drafts: tuple[Draft, ...]
    backups: tuple[Path, ...]

    @property
    def nothing(self) -> bool:
        return self.found.nothing and not self.drafts and not self.backups

    def lines(self) -> Iterator[str]:
        """All of it, in words, a line at a time."""
        found = self.found
        yield f"{', '.join(found.spellings.texts)}:"
        if found.players:
            yield "Rows among the key players that go, with all that is in them:"
            yield from (f"    {clean_line(deal)}" for deal in found.players.values())
        yield from self._section("Texts, each to be written anew without the name:", going=True)
        yield from self._section("Texts that stay as they are:", going=False)
        if found.changes:
            yield f"Changes whose author the person is, and stands no longer: {_n(found.changes)}"
        if found.labels:
            yield f"Lines of the history that name the person, to be emptied: {_n(found.labels)}"
        if found.reviews:
            yield f"Open reviews that name the person: {_n(len(found.reviews))}"
        if self.drafts:
            yield "Drafts that name the person and go:"
            yield from (f"    {d.subject.words}: {cut(d.text)}" for d in self.drafts)
        if self.backups:
            yield "Backups and stores set aside that hold the person still:"
            yield from (f"    {path}" for path in self.backups)

    def _section(self, title: str, *, going: bool) -> Iterator[str]:
        some = [
            (n, mention)
            for n, mention in enumerate(self.found.mentions, 1)
            if (n in self.going) == going
        ]
        if some:
            yield title
        for n, mention in some:
            yield f"{n:>4}  {clean_line(mention.of)}, {mention.label}: {self._told(mention)}"

    def _told(self, mention: Mention) -> str:
        if mention.shows is None:
            return "in the history only"
        texts = [clean_line(text) for text in _texts(mention.shows)]
        named = [text for text in texts if self.found.spellings.are_in(text)]
        if mention.how == "linked":
            return f"{cut(max(texts, key=len, default=''))} (linked, not named)"
        return cut(named[0]) if named else "in the history only"


def plan(
    workspace: Reading,
    person: str,
    also: Collection[str] = (),
    *,
    keep: Collection[int] = (),
    drop: Collection[int] = (),
) -> Plan:
    """What tells of `person`: a name or an e-mail address, and other ways to write them.

    All that names them goes but the mentions numbered `keep`; a log entry that is only linked
    to them goes where it is one of `drop`. Raises `UserError`.
    """
    spellings = Spellings((person, *also))
    if not spellings.texts:
        raise UsageError("There is no name to look for", _NOTHING)
    if spellings.too_short is not None:
        raise UsageError(f"{cut(spellings.too_short)!r} is too short to be looked for", _NOTHING)
    if spellings.are_in(workspace.me):
        raise UserError(
            f"You are {workspace.me} here, and would be named by this very change",
            _NOTHING,
            "Give another name in the settings first",
        )
    found = workspace.store.tells_of(spellings)
    numbers = range(1, len(found.mentions) + 1)
    for number in (*keep, *drop):
        if number not in numbers:
            raise UsageError(f"There is no text number {number}", _NOTHING)
    going = {n for n, m in enumerate(found.mentions, 1) if m.how == "named" and n not in keep}
    going.update(set(drop) - set(keep))
    known = found.spellings
    return Plan(
        found,
        frozenset(going),
        tuple(d for d in workspace.drafts.all() if known.are_in(list(_said(d)))),
        tuple(_holding(workspace, known)),
    )


def _said(draft: Draft) -> Iterator[str]:
    yield from (draft.text, draft.subject.words, draft.subject.deal_name)


def carry_out(workspace: Reading, plan: Plan) -> None:
    """Forget it. Raises `StoreError`."""
    places = {(m.doc, m.cell) for n, m in enumerate(plan.found.mentions, 1) if n in plan.going}
    workspace.store.forget(plan.found.spellings, places)
    for draft in plan.drafts:
        workspace.drafts.discard(draft.name)
    workspace.drafts.flush()
    workspace.store.compact()


def remove_backups(workspace: Reading, plan: Plan) -> None:
    """Make a new backup, of what is left, then remove those that hold the person still."""
    workspace.store.backups.make("asked")
    for path in plan.backups:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            what = f"{path} can't be removed: {error.strerror}"
            raise UserError(what, "It is there still") from error


def _holding(workspace: Reading, spellings: Spellings) -> Iterator[Path]:
    """Backups, and stores that a restore set aside."""
    backups = [backup.path for backup in workspace.store.backups.all()]
    for path in (*backups, *set_aside(workspace.store.path)):
        try:
            holds = is_in_file(path, spellings)
        except StoreError:
            holds = True  # one that can't be read may hold anyone
        if holds:
            yield path


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def _n(count: int) -> str:
    return f"{count:,}"
