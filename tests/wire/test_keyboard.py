"""What comes in from the terminal: a paste is text and nothing else, whatever stands in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from terminal import Terminal
from textual import events
from textual.message import Message

from oppman_tui.terminal.keyboard import Keyboard
from oppman_tui.tui.keymap import STANDARD, KeyMap

PASTED = "\x1b[200~{}\x1b[201~"
HOSTILE = "Rollout\x1b]0;pwned\x07 \x1b[31mred\x1b[0m x\rq \x1b[A\u202e\x1b"


def told(messages: Iterable[Message]) -> list[str]:
    """Keys by their names, a paste in quotes, what else there is by its kind."""
    return [
        repr(m.text)
        if isinstance(m, events.Paste)
        else m.key
        if isinstance(m, events.Key)
        else type(m).__name__
        for m in messages
    ]


def typed(*parts: str) -> list[str]:
    keyboard = Keyboard()
    return [name for part in parts for name in told(keyboard.feed(part))]


def waited(keyboard: Keyboard) -> list[str]:
    """What comes of an Esc that nothing follows."""
    names: list[str] = []
    while keyboard.is_undecided:
        names += told(keyboard.tick())
    return names


def test_a_paste_strikes_no_key_wherever_it_is_cut() -> None:
    came = f"j{PASTED.format(HOSTILE)}k{PASTED.format('two')}\x1b[A"
    meant = ["j", repr("Rollout red x\nq "), "k", "'two'", "up"]
    assert typed(came) == meant
    assert typed(*came) == meant
    for cut in range(1, len(came)):
        assert typed(came[:cut], came[cut:]) == meant, f"cut before {came[cut:]!r}"


def test_esc_and_letters_that_look_like_a_paste_are_keys() -> None:
    keyboard = Keyboard()
    list(keyboard.feed("\x1b"))
    assert waited(keyboard) == ["escape"]
    letters = [*told(keyboard.feed("[200~")), *told(keyboard.feed("q"))]
    assert letters == ["left_square_bracket", "2", "0", "0", "tilde", "q"]


@pytest.mark.parametrize(
    ("came", "meant"),
    [
        ("\x1b\r", ["escape", "enter"]),
        ("\x1b\t", ["escape", "tab"]),
        ("\x1bj", ["escape", "j"]),
        ("\x1b\x1bW1", ["escape", "escape", "W", "1"]),
        ("\x1b\x1b\r", ["escape", "escape", "enter"]),
        ("\x1b.", ["escape", "full_stop"]),
        ("\x1b1", ["escape", "1"]),
        ("\x1b\x1b[A\x1b", ["escape", "up"]),
        ("\x1bb\x1bf\x1b\x7f", ["ctrl+left", "ctrl+right", "ctrl+w"]),
    ],
    ids=ascii,
)
def test_esc_and_a_key_that_come_at_once_are_both(came: str, meant: list[str]) -> None:
    """As a line that was stalled brings them, or tmux those of half a second."""
    assert typed(came) == meant
    assert typed(*came) == meant


def test_who_has_keys_with_alt_has_them() -> None:
    keyboard = Keyboard(has_alt=True)
    list(keyboard.feed("\x1bj"))
    assert waited(keyboard) == ["alt+j"]
    assert KeyMap({"list.find": "alt+f"}).has_alt
    assert not STANDARD.has_alt


@pytest.mark.parametrize(
    "answer",
    [
        "\x1b]11;rgb:1c1c/1c1c/1c1c\x07",
        "\x1b]11;rgb:1c1c/1c1c/1c1c\x1b\\",
        "\x1bP>|tmux 3.4\x1b\\",
        "\x1b[?64;1;2c",
        "\x1b[>0;276;0c",
        "\x1b[?1u",
        "\x1b[0n",
    ],
    ids=ascii,
)
def test_what_a_terminal_answers_is_no_key(answer: str) -> None:
    assert typed(answer, "x") == ["x"]


@pytest.mark.parametrize(
    "key",
    [
        "\x1b[34~",
        "\x1b[25~",
        "\x1bOE",
        "\x1b[1;5I",
        "\x1b[1;1:3A",
        f"\x1b[{10**9}u",
        f"\x1b[{10**30}u",
    ],
    ids=lambda key: ascii(key)[:24],
)
def test_a_key_that_is_not_known_is_one_key_that_does_nothing(key: str) -> None:
    (name, after) = typed(key, "x")
    assert "unknown" in name and after == "x"


def test_what_can_not_be_read_ends_no_reading() -> None:
    assert typed("\x1b[1;1", ":3A", "x")[-1:] == ["x"]


def test_a_paste_is_written_where_one_writes_and_nothing_anywhere_else(tmp_path: Path) -> None:
    with Terminal(tmp_path, "demo") as t:
        t.wait_for("Attention 1", "shows the keys")
        t.type(PASTED.format(HOSTILE))
        t.press("n")
        t.wait_for("New deal: its name")
        t.type(PASTED.format(HOSTILE))
        t.wait_for("Rollout red x q", "Writing")
