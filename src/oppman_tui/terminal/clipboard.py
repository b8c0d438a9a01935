"""Text to the clipboard of the terminal one sits at, over SSH too: OSC 52.

Terminals differ in whether they take it, and none says. So there is always a file as the other
way, and whoever copies is told of it.
"""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Mapping

from oppman_tui.domain.values.text import clean_text
from oppman_tui.errors import UsageError

MOST = 56_000
"""Bytes of text; with more, xterm and others take nothing."""
_SCREEN_MOST = 512
"""Characters that GNU screen passes on in one piece."""
_TMUX = ("tmux", "load-buffer", "-w", "-")
_TMUX_PATIENCE = 2.0
"""Seconds."""


def taken_by_tmux(text: str, environment: Mapping[str, str]) -> bool:
    """Give `text`, cleaned, to the tmux that lies between: to its buffer and its own terminal.

    As it comes, tmux takes no OSC 52 from the programs in it. False where there is no tmux, or
    one before 3.2. Raises `UsageError` where the text is too long.
    """
    data = _measured(text)
    if "TMUX" not in environment:
        return False
    try:
        done = subprocess.run(
            _TMUX,
            input=data,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_TMUX_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def sequence(text: str, environment: Mapping[str, str]) -> str:
    """What puts `text`, cleaned, into the clipboard, through tmux or screen where they lie between.

    Raises `UsageError` where it is too long.
    """
    plain = f"\x1b]52;c;{base64.b64encode(_measured(text)).decode()}\x07"
    if "TMUX" in environment:
        # Taken by tmux itself where it may, or passed on where that is allowed.
        return plain + "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    if "STY" in environment:
        parts = [plain[n : n + _SCREEN_MOST] for n in range(0, len(plain), _SCREEN_MOST)]
        return "".join(f"\x1bP{part}\x1b\\" for part in parts)
    return plain


def _measured(text: str) -> bytes:
    data = clean_text(text).encode()
    if len(data) > MOST:
        raise UsageError(
            f"This is {len(data):,} bytes; a terminal's clipboard takes {MOST:,}",
            "Nothing was copied; a deal's export writes a file",
        )
    return data
