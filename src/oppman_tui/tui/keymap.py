"""A person's own keys in place of the table's: read from the settings, checked, shown.

Knows nothing of Textual, so that `oppman keys` starts without it; the names of keys are
Textual's (``slash``, ``ctrl+k``), and a character stands for itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from types import MappingProxyType

from oppman_tui.errors import ConfigError
from oppman_tui.tui import keys

PLACES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "on the list": ("deals", "rows", "list", "app"),
        "in Review": ("answers", "rows", "review", "deal", "app"),
        "in Plan": ("questions", "rows", "plan", "deal", "app"),
        "in Act's findings": ("findings", "rows", "act", "deal", "app"),
        "in Act's plan": ("lines", "rows", "act", "deal", "app"),
        "in the grid of key players": ("grid", "players", "deal", "app"),
        "in the picture of key players": ("people", "rows", "players", "deal", "app"),
        "in History": ("lines", "rows", "history", "deal", "app"),
        "among all fields": ("fields", "rows", "record", "app"),
        "in a question": ("marking", "rows", "dialog"),
        "where one writes": ("writing",),
        "in a text that rests": ("stopped",),
        "in a question of yes or no": ("confirm",),
        "between two values": ("clash",),
        "on a page to read": ("report", "rows"),
        "on a call sheet": ("calls", "report", "rows"),
        "in the search": ("search",),
        "in calibration": ("calibration", "rows", "app"),
        "in the ledger": ("ledger", "rows", "app"),
        "in the funnel": ("figures", "rows", "funnel", "app"),
        "among a figure's deals": ("rows", "few", "app"),
        "on the portfolio map": ("map", "portfolio", "app"),
        "in a meeting": ("table", "meeting", "app"),
        "in a meeting's agenda": ("agenda", "rows", "meeting", "app"),
        "in the help": ("help", "rows"),
        "in the palette": ("palette", "rows", "dialog"),
    }
)
"""Where keys are struck -> the groups that are live there, from the cursor outwards."""
_TYPED_IN = ("dialog", "writing", "palette")
"""Groups that are live while a text is typed, where a character is text and no command."""
_NAMES = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Characters that Textual calls by another name than Unicode does."""
_SPECIAL = {
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "tab": "Tab",
    "backspace": "Backspace",
    "delete": "Del",
    "insert": "Ins",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
    **{f"f{n}": f"F{n}" for n in range(1, 25)},
}
"""Keys without a character of their own, and what they are called."""
_WRITTEN = {called.lower(): name for name, called in _SPECIAL.items()}
_MODIFIERS = ("ctrl", "alt", "shift")
_UNTOLD = ("ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+enter", "shift+enter")
"""Keys that many terminals send as another: backspace, tab, Enter (screens.md, rule 1)."""
_BRACED = re.compile(r"\{([a-z_]+\.[a-z_0-9]+)\}")
_TOLD_AT_ONCE = 3
_NAMED = ("review", "plan", "act", "players", "history")
"""Groups that are tabs of a deal, called by their names."""
_TOLD_ELSEWHERE = ("deal", "list", "deals", *_NAMED, "record")
"""Groups of which a key is told where it is struck in vain, the nearest first."""


class KeyMap:
    """The keys as they hold for one person: the table's, and their own in place of some.

    `own` maps a key's id to one or several keys, with commas between, as the settings at
    `source` have them. Raises `ConfigError` where an id is unknown, a key is none, or two ids
    would have the same key in one place that the table doesn't give to both.
    """

    def __init__(self, own: Mapping[str, str] | None = None, source: str = "settings") -> None:
        self._keys = {found: _split(key.keys) for found, key in keys.every()}
        self._own: set[str] = set()
        problems = [p for found, text in (own or {}).items() for p in self._take(found, text)]
        problems += self._clashes()
        if problems:
            more = len(problems) - _TOLD_AT_ONCE
            told = "; ".join(problems[:_TOLD_AT_ONCE]) + (f"; and {more} more" if more > 0 else "")
            raise ConfigError(f"{source}: {told}")

    def keys(self, found: str) -> tuple[str, ...]:
        """The names of the keys that an id has."""
        return self._keys[found]

    def shown(self, found: str) -> str:
        """All keys of an id as a person reads them: ``/``, ``Enter``, ``] .``."""
        return row(self._keys[found])

    def in_short(self, found: str) -> str:
        """The first of them; of several ids where one speaks for all: ``0 1 2``, ``1–5``."""
        key, group = keys.find(found), found.partition(".")[0]
        together = key.together if key else ()
        return row([self._keys[f"{group}.{name}"][0] for name in together]) or self.first(found)

    @property
    def has_alt(self) -> bool:
        """Whether a person has keys with Alt, which terminals send as Esc and a key."""
        return any("alt+" in name for found in self._own for name in self._keys[found])

    def first(self, found: str) -> str:
        """The first key of an id."""
        return shown(self._keys[found][0])

    def any_of(self, found: str) -> str:
        """All keys of an id in a sentence, `n, Enter or Esc`; a capital beside its small letter
        goes without saying."""
        names = self._keys[found]
        *most, last = [shown(n) for n in names if n == n.lower() or n.lower() not in names]
        return f"{', '.join(most)} or {last}" if most else last

    def told(self, text: str) -> str:
        """`text` with the first key of each id that stands in braces: `{writing.save} save`."""
        return _BRACED.sub(lambda m: self.first(m[1]) if m[1] in self._keys else m[0], text)

    def elsewhere(self, name: str, live: Collection[str]) -> str:
        """That the key `name` does nothing here, and what it does elsewhere; `live` are the ids
        of the keys that are live here."""
        here = {found.partition(".")[0] for found in live}
        for group in _TOLD_ELSEWHERE:
            for key in keys.GROUPS[group].keys if group not in here else ():
                if name in self._keys[f"{group}.{key.name}"]:
                    title = keys.GROUPS[group].title
                    place = title if group in _NAMED else title[:1].lower() + title[1:]
                    return f"{shown(name)} is no key here; in {place}: {key.help}"
        helps = shown(self._keys["app.help"][0])
        return f"{shown(name)} is no key here; {helps} shows those that are"

    def overriding(self) -> dict[str, str]:
        """What Textual is told to bind otherwise than the table, by id.

        With them the ids of the same group that share a key: Textual takes a key away from all
        that have it when one of them is given another.
        """
        moved = {name for found in self._own for name in _default(found)}
        groups = {found.partition(".")[0] for found in self._own}
        sharing = (
            found
            for found in self._keys
            if found.partition(".")[0] in groups and moved & set(_default(found))
        )
        return {found: ",".join(self._keys[found]) for found in (*self._own, *sharing)}

    def _take(self, found: str, text: str) -> Iterator[str]:
        """Put a person's keys in place of the table's; what is wrong with them."""
        if found not in self._keys:
            from difflib import get_close_matches

            (near,) = get_close_matches(found, self._keys, 1, cutoff=0)
            yield f"keys.{found}: expected the id of a key, the nearest is {near}"
            return
        names = _split(text)
        for name in names:
            if problem := _problem(found, name):
                yield f"keys.{found}: expected {problem}, got {text!r}"
                return
        self._keys[found] = names
        self._own.add(found)

    def _clashes(self) -> list[str]:
        told: list[str] = []
        if not self._own:
            return told
        seen: set[tuple[str, str]] = set()
        for place, groups in PLACES.items():
            here = [found for found in self._keys if found.partition(".")[0] in groups]
            for one, other in combinations(here, 2):
                if (one, other) not in seen and self._clash(one, other):
                    seen.add((one, other))
                    told.append(
                        f"keys: expected different keys {place}, got "
                        f"{one} = {self._written(one)} and {other} = {self._written(other)}"
                    )
        return told

    def _clash(self, one: str, other: str) -> bool:
        """They have a key in common that the table doesn't mean both to have."""
        meant = set(_default(one)) & set(_default(other))
        return bool((set(self._keys[one]) & set(self._keys[other])) - meant)

    def _written(self, found: str) -> str:
        return '"' + ",".join(_character(name) or name for name in self._keys[found]) + '"'


def shown(name: str) -> str:
    """One key by its Textual name as a person reads it: ``slash`` is ``/``."""
    *modifiers, key = name.split("+")
    last = _SPECIAL.get(key) or _character(key) or key
    return "+".join([*(word.capitalize() for word in modifiers), last])


def row(names: Sequence[str]) -> str:
    """Several keys as a person reads them."""
    told = " ".join(map(shown, names))
    return told.replace("1 2 3 4 5 6 7 8 9", "1–9").replace("1 2 3 4 5", "1–5")


def named(text: str) -> str:
    """The name of a key that a person wrote: ``/`` is ``slash``, ``Esc`` is ``escape``."""
    if len(text) != 1:
        *modifiers, last = text.split("+")
        folded = last.lower()
        return "+".join([*(m.lower() for m in modifiers), _WRITTEN.get(folded, folded)])
    if text.isalnum():
        return text
    name = unicodedata.name(text, "").lower().replace("-", "_").replace(" ", "_")
    return _NAMES.get(name, name)


_CHARACTERS = {named(c): c for c in map(chr, range(0x20, 0x7F))}


def _character(name: str) -> str | None:
    """The character that a key types, where it types one; the space has a name."""
    return name if len(name) == 1 else _CHARACTERS.get(name)


def _default(found: str) -> tuple[str, ...]:
    key = keys.find(found)
    return _split(key.keys) if key else ()


def _split(text: str) -> tuple[str, ...]:
    """Keys with commas between them; a comma alone is the key."""
    parts = [text] if text.strip() == "," else text.split(",")
    return tuple(named(part.strip()) for part in parts)


def _problem(found: str, name: str) -> str | None:
    """What a key should be instead; None where it is fine."""
    *modifiers, last = name.split("+")
    if name in _UNTOLD:
        return "a key that every terminal can send"
    if any(m not in _MODIFIERS for m in modifiers) or not _is_key(last, modifiers):
        return "keys such as f, ?, f2 or ctrl+k with commas between"
    if found.partition(".")[0] in _TYPED_IN and not modifiers and _character(last):
        return "a key that types nothing, such as f2"
    return None


def _is_key(last: str, modifiers: list[str]) -> bool:
    """A terminal can send it."""
    if last in _SPECIAL:
        return True
    if modifiers:
        return len(last) == 1 and "a" <= last <= "z" and "shift" not in modifiers
    return len(last) == 1 or last in _CHARACTERS


STANDARD = KeyMap()


def of(app: object) -> KeyMap:
    """The keys of a running app; the table's where it has no others."""
    found = getattr(app, "keymap", None)
    return found if isinstance(found, KeyMap) else STANDARD
