"""What a command says and asks. Names of deals, people and files are quoted everywhere, so nothing
goes out by another way: stored text is never terminal control (architecture.md, The terminal)."""

from __future__ import annotations

import click

from oppman_tui.terminal.live import harmless, harmless_lines


def say(text: str = "", *, err: bool = False, end: str = "\n", over: bool = False) -> None:
    """Print `text`, on stderr where `err`; with `over`, over the line that stands there."""
    click.echo("\r" * over + harmless_lines(text) + end, nl=False, err=err)


def confirm(question: str) -> bool:
    """Ask for a yes; Enter is a no. Raises `click.Abort` where the question is left."""
    return click.confirm(harmless(question), default=False)
