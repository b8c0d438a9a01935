"""The command line: the one place that puts the parts together.

What a command needs is imported when it runs, so that ``--help``, ``--version`` and completions
load neither Textual nor SQLAlchemy nor pydantic.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from oppman_tui import __version__
from oppman_tui.cli.opening import Wishes, keep_look
from oppman_tui.cli.saying import say
from oppman_tui.errors import UserError
from oppman_tui.start import Start

_WHERE = {
    "deals": ("add", "log", "show"),
    "doctor": ("doctor",),
    "encrypting": ("decrypt", "encrypt", "passphrase"),
    "exporting": ("export",),
    "forgetting": ("forget",),
    "importing": ("import",),
    "keeping": ("backup", "completions", "locate", "restore", "verify"),
    "keys": ("keys",),
    "listing": ("list",),
    "playbooks": ("playbook",),
    "reporting": ("report",),
}
_MODULES = {name: module for module, names in _WHERE.items() for name in names}
"""Of each command the module that has it, loaded when the command is asked for: the app needs
none of them, and is there the sooner."""


class Commands(click.Group):
    """Says what a user can be told in one line on stderr; anything else goes to the log."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_MODULES})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _MODULES:
            return super().get_command(ctx, cmd_name)
        module = import_module(f"oppman_tui.cli.{_MODULES[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            code = super().main(*args, **kwargs | {"standalone_mode": False})
            sys.exit(code if isinstance(code, int) else 0)
        except click.ClickException as error:
            from oppman_tui.domain.values.text import cut

            # It quotes what was given, whatever that was.
            say(f"oppman: {cut(error.format_message(), 500)}", err=True)
            sys.exit(error.exit_code)
        except BrokenPipeError:
            sys.stdout = None  # whoever read it has gone; there is nobody to tell
            sys.exit(1)
        except UserError as error:
            say(f"oppman: {error}", err=True)
            sys.exit(error.exit_code)
        except (KeyboardInterrupt, click.exceptions.Abort):
            sys.exit(130)
        except Exception as error:  # the last stop before a traceback with everyone's names
            from oppman_tui import diagnostics
            from oppman_tui.domain.values.clock import Clock

            kept = diagnostics.record_crash(error, Clock().now())
            more = f" {diagnostics.where()} says where." if kept else ""
            say(
                f"oppman: stopped over an error of its own; what was saved is safe.{more}", err=True
            )
            sys.exit(1)


def looks(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how the app looks; kept where `wishes` finds them."""

    def option(name: str, told: str, **how: Any) -> None:
        nonlocal command
        kept = click.option(name, help=told, expose_value=False, callback=keep_look, **how)
        command = kept(command)

    option("--stock-driver", "Send whole lines, not only what changed.", is_flag=True)
    option("--no-mouse", "Leave the mouse to the terminal.", is_flag=True)
    option("--theme", "The colours to use.", metavar="NAME")
    option("--linear", "Words for drawings, for a screen reader.", is_flag=True)
    option("--ascii", "Only ASCII marks, no drawn ones.", is_flag=True)
    return command


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
)
@click.version_option(__version__, message="oppman %(version)s")
@click.option(
    "--store",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The store to use; made where there is none.",
)
@looks
@click.pass_context
def oppman(ctx: click.Context, store: Path | None) -> None:
    """Sales opportunity management: which deals deserve attention, why, and what to do.

    Without a command it opens the app; without a terminal it prints the attention list.
    """
    ctx.obj = Wishes(store=store, start=ctx.find_object(Start))
    if ctx.invoked_subcommand is not None:
        gc.enable()
    else:
        from oppman_tui.cli.running import run

        run(ctx)


@oppman.command("demo")
@click.option("--seed", default=7, show_default=True, help="Another seed, other small details.")
@click.option("--fresh", is_flag=True, help="Tell the sample deals anew; edits in them are lost.")
@looks
@click.pass_context
def demo_command(ctx: click.Context, seed: int, fresh: bool) -> None:
    """Open sample deals of a fictitious company, in a store of their own."""
    from oppman_tui.cli.running import run_demo

    run_demo(ctx, seed=seed, fresh=fresh)


__all__ = ["oppman"]
