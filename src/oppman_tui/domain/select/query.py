"""What is typed into the search: plain words, or a query such as
``stage:compare value>100k (fit<60 or not owner:liisa) close<today+30``.

Words in which there is no operator are looked for as they are. A query is read as far as it is
understood: what isn't is left out of the tree, and the first such place is named. What isn't
known is neither smaller nor larger than anything: ``close:none`` asks for it.

The tree says what is meant and nothing of how it is looked up; `store.filters` does that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from oppman_tui.domain.values.text import clean_line, fold

Bound: TypeAlias = int | date | None


@dataclass(frozen=True, slots=True)
class Holds:
    """The field holds the text, both folded; of no field: any that the search looks in."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Within:
    """The field is known and lies between the bounds, both included; None is no bound.

    Amounts are minor units of the base currency, scores hundredths, stages and severities
    their places.
    """

    field: str
    low: Bound = None
    high: Bound = None


@dataclass(frozen=True, slots=True)
class Among:
    """The field is this key."""

    field: str
    key: str


@dataclass(frozen=True, slots=True)
class Missing:
    """The field isn't known."""

    field: str


@dataclass(frozen=True, slots=True)
class Marked:
    """The deal stands in this list, or has this trigger or mark."""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    node: Node


@dataclass(frozen=True, slots=True)
class Both:
    """Every one of them; of none, every deal."""

    nodes: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """One of them or more; of none, no deal."""

    nodes: tuple[Node, ...] = ()


Node: TypeAlias = Holds | Within | Among | Missing | Marked | Not | Both | Either


@dataclass(frozen=True, slots=True)
class Problem:
    """What wasn't understood: the column it begins in, from 1, and what was expected there."""

    column: int
    what: str


@dataclass(frozen=True, slots=True)
class Query:
    """What was understood, and the first thing that wasn't."""

    tree: Node
    problem: Problem | None = None
    plain: bool = False
    """Words alone, without an operator."""


class Unread(Exception):
    """A comparison that can't be read, and where; None is at its value."""

    def __init__(self, what: str, at: int | None = None) -> None:
        super().__init__(what)
        self.what, self.at = what, at


@dataclass(frozen=True, slots=True)
class Token:
    """A part of what was typed. `value` is that of a comparison, or the text of words."""

    kind: Literal["word", "quoted", "compare", "and", "or", "not", "(", ")"]
    at: int
    value: str
    name: str = ""
    operator: str = ""
    value_at: int = 0
    quoted: bool = False


Read: TypeAlias = Callable[[Token, str], tuple[Node, int]]
"""Reads a comparison: its token and all that was typed; the node, and where its value ends (a
date may go on after a space). Raises `Unread`."""

OPERATORS = ("<=", ">=", "!=", "<", ">", "=", ":")
_OPERATOR = "|".join(OPERATORS)
_COMPARE = re.compile(rf"(?P<name>[A-Za-z][A-Za-z_.]*)(?P<op>{_OPERATOR})")
_SPACED = re.compile(rf"(?P<name>[A-Za-z][A-Za-z_.]*)\s*(?P<op>{_OPERATOR})\s*")
_WORD = re.compile(r"[^\s()]+")
_VALUE = re.compile(r'"(?P<said>[^"]*)"?|[^\s()]*')
_QUOTED = re.compile(r'"(?P<said>[^"]+)"?')
_SPACE = re.compile(r"\s*")
_KEYWORDS: dict[str, Literal["and", "or", "not"]] = {"and": "and", "or": "or", "not": "not"}
_LONGEST = 4000
_LONGEST_WORD = 1000
_MOST_WORDS = 100
_MOST_TERMS = 100
_DEEPEST = 20


def parse(text: str, read: Read, known: Callable[[str], bool]) -> Query:
    """Read what was typed. `read` reads a comparison, `known` says whether a field is one."""
    tokens = list(_tokens(text, known)) if len(text) <= _LONGEST else []
    if not _is_query(tokens):
        return Query(_plain(text), plain=True)
    if sum(1 + token.value.count(",") for token in tokens) > _MOST_TERMS:
        return Query(Either(), Problem(1, f"this asks for too much: {_MOST_TERMS} terms at most"))
    return _Parser(text, tokens, read).query()


def in_quotes(text: str) -> str:
    """A search for the words as they are, whatever operators are among them."""
    words = (word.replace('"', "") for word in text.split())
    return " ".join(f'"{word}"' for word in words if word)


def _plain(text: str) -> Node:
    """Every word, wherever the search looks."""
    wanted = list(dict.fromkeys(fold(clean_line(text)).split()))
    if len(wanted) > _MOST_WORDS or any(len(word) > _LONGEST_WORD for word in wanted):
        return Either()  # no deal says so much
    return Both(tuple(Holds(word) for word in wanted))


def _tokens(text: str, known: Callable[[str], bool]) -> Iterator[Token]:
    at = _space(text, 0)
    while at < len(text):
        token, at = _token(text, at, known)
        yield token
        at = _space(text, at)


def _space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _token(text: str, at: int, known: Callable[[str], bool]) -> tuple[Token, int]:
    if text[at] == "(":
        return Token("(", at, ""), at + 1
    if text[at] == ")":
        return Token(")", at, ""), at + 1
    spaced, close = _SPACED.match(text, at), _COMPARE.match(text, at)
    if found := spaced if spaced and known(spaced["name"]) else close:
        value = _VALUE.match(text, found.end())
        assert value is not None  # it may be empty
        said = value["said"]
        token = Token(
            "compare", at, value[0] if said is None else said, found["name"], found["op"],
            found.end(), said is not None,
        )  # fmt: skip
        return token, value.end()
    if quoted := _QUOTED.match(text, at):
        return Token("quoted", at, quoted["said"]), quoted.end()
    word = _WORD.match(text, at)
    assert word is not None  # there is a letter, and it is neither space nor parenthesis
    return Token(_KEYWORDS.get(word[0].lower(), "word"), at, word[0]), word.end()


def _is_query(tokens: list[Token]) -> bool:
    """Whether an operator stands where it can be one; a word alone never is."""
    last = len(tokens) - 1
    for place, token in enumerate(tokens):
        if token.kind in ("compare", "quoted"):
            return True
        if token.kind in ("and", "or") and place > 0:
            return True
        if token.kind == "not" and (place < last or place > 0):
            return True
    return False


class _Parser:
    """Reads tokens as ``or`` of ``and`` of ``not`` of what is compared or in parentheses."""

    def __init__(self, text: str, tokens: list[Token], read: Read) -> None:
        self._text, self._tokens, self._read = text, tokens, read
        self._place = 0
        self._depth = 0
        self._problem: Problem | None = None

    def query(self) -> Query:
        found: list[Node] = []
        while self._place < len(self._tokens):
            if (node := self._either()) is not None:
                found.append(node)
            if (stray := self._next()) is not None:
                self._say(stray.at, "there is no ( before this )")
        tree = found[0] if len(found) == 1 else Both(tuple(found))
        return Query(tree, self._problem)

    def _say(self, at: int, what: str) -> None:
        if self._problem is None or at + 1 < self._problem.column:
            self._problem = Problem(at + 1, what)

    def _stands_between(self, operator: Token) -> None:
        self._say(operator.at, f"{operator.value} stands between two things to look for")

    @property
    def _here(self) -> str:
        """The kind of the token that comes next; empty at the end."""
        return self._tokens[self._place].kind if self._place < len(self._tokens) else ""

    def _next(self) -> Token | None:
        if self._place >= len(self._tokens):
            return None
        self._place += 1
        return self._tokens[self._place - 1]

    def _either(self) -> Node | None:
        begun = self._place
        found = [self._both()]
        if self._here == "or" and self._place == begun:
            self._stands_between(self._tokens[begun])
        while self._here == "or":
            operator = self._next()
            before = self._place
            found.append(self._both())
            if operator is not None and before == self._place:
                self._stands_between(operator)
        nodes = tuple(node for node in found if node is not None)
        return nodes[0] if len(nodes) == 1 else Either(nodes) if nodes else None

    def _both(self) -> Node | None:
        found: list[Node] = []
        begun = self._place
        while self._here not in ("", ")", "or"):
            if self._here == "and":
                operator = self._next()
                alone = self._place - 1 == begun or self._here in ("", ")", "or", "and")
                if operator is not None and alone:
                    self._stands_between(operator)
            elif (node := self._one()) is not None:
                found.append(node)
        return found[0] if len(found) == 1 else Both(tuple(found)) if found else None

    def _one(self) -> Node | None:
        token = self._next()
        if token is None or self._depth >= _DEEPEST:
            self._say(token.at if token else 0, "this is nested too deeply")
            return None
        match token.kind:
            case "not":
                return self._negated(token)
            case "(":
                return self._grouped(token)
            case "compare":
                return self._compared(token)
            case _:
                words = fold(clean_line(token.value))
                return Holds(words[:_LONGEST_WORD]) if words else None

    def _negated(self, token: Token) -> Node | None:
        if self._here in ("", ")", "or", "and"):
            self._say(token.at, f"what is it that may {token.value} be?")
            return None
        self._depth += 1
        node = self._one()
        self._depth -= 1
        return None if node is None else Not(node)

    def _grouped(self, token: Token) -> Node | None:
        self._depth += 1
        node = self._either()
        self._depth -= 1
        if self._here != ")":
            self._say(token.at, "this ( is not closed")
            return node
        self._next()
        if node is None and self._problem is None:
            self._say(token.at, "there is nothing to look for in these parentheses")
        return node

    def _compared(self, token: Token) -> Node | None:
        try:
            node, end = self._read(token, self._text)
        except Unread as unread:
            self._say(token.value_at if unread.at is None else unread.at, unread.what)
            return None
        while self._place < len(self._tokens) and self._tokens[self._place].at < end:
            self._place += 1  # the rest of a date
        return node
