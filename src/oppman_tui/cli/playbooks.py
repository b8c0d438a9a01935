"""The playbook from the command line."""

from __future__ import annotations

from pathlib import Path

import click

from oppman_tui.cli.saying import say


@click.group("playbook")
def playbook_command() -> None:
    """Check a team's playbook, or print the default one to begin from."""


@playbook_command.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def check_command(file: Path) -> None:
    """Check FILE; says which key is wrong and what was expected there."""
    from oppman_tui.playbook import loader

    playbook = loader.load(file)
    questions = sum(len(theme.questions) for theme in playbook.themes)
    say(
        f"{playbook.name}: good ({len(playbook.stages)} stages, {len(playbook.criteria)} criteria,"
        f" {questions} questions)"
    )


@playbook_command.command("export")
def export_command() -> None:
    """Print the default playbook as TOML."""
    from oppman_tui.playbook import loader

    say(loader.export(), end="")
