"""Bringing in what a CRM exported."""

from __future__ import annotations

import click


@click.command("import")
@click.pass_context
def import_command(ctx: click.Context) -> None:
    """Import FILE."""
