"""The ``maskkit`` command: the list of commands, and the one place where errors become words and exit codes."""

from __future__ import annotations

import importlib
import json
import keyword
import os
import sys
from collections.abc import Sequence

import click

from maskkit.errors import MaskkitError
from maskkit.version import __version__

COMMANDS = (
    "run",
    "mask",
    "combine",
    "refine",
    "convert",
    "import",
    "lint",
    "score",
    "bench",
    "normalize",
    "composite",
    "audit",
    "compare",
    "plan",
    "render",
    "upload",
    "credits",
    "create",
    "vary",
    "get",
    "wait",
    "serve",
    "worker",
    "service",
)
"""The commands in the order of the help; the command ``x`` is the function ``command`` of ``maskkit.cli.x``, or of
``x_`` where that is a word of Python's."""

INTERRUPTED = 130
BROKEN_PIPE = 141


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """The names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's signature)
        """The command called ``cmd_name``, or None."""
        if cmd_name not in COMMANDS:
            return None
        module = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        command: click.Command = importlib.import_module(f"maskkit.cli.{module}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a reader of our output who goes away ends it quietly."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            ctx.exit(_after_broken_pipe())


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, "-V", "--version", prog_name="maskkit")
def cli() -> None:
    """Room photos in, finished rooms out; what lies outside the mask stays as it is, to the pixel.

    \b
    A folder of photos:   maskkit run photos/ -o out --room bathroom --theme modern
    One step at a time:   maskkit mask kitchen.jpg -o mask.png --target floor
    The service itself:   maskkit serve --data rooms

    Exit codes: 0 done, 1 unexpected, 2 usage, 3 input refused, 4 key refused, 5 out of photos, 6 generation failed,
    7 deadline passed, 8 part of a batch failed, 130 interrupted.
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    code = run_cli(list(sys.argv[1:] if args is None else args))
    if code == INTERRUPTED:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # threads that are still at work must not delay the end, or speak after it
    sys.exit(code)


def run_cli(args: list[str]) -> int:
    """Run the command line and give its exit code.

    Errors go to stderr in words, and with ``--json`` to stdout as a document too.
    """
    try:
        code = cli.main(args, prog_name="maskkit", standalone_mode=False, obj=tuple(args))
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        _print_document("usage", error.format_message(), args)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        return _after_broken_pipe()
    except MaskkitError as error:
        show_error(error)
        _print_error(error, args)
        return error.exit_code
    return code if isinstance(code, int) else 0


def show_error(error: MaskkitError) -> None:
    """Say on stderr what happened, where, and what to do."""
    click.echo(f"Error: {error}", err=True)


def _print_error(error: MaskkitError, args: list[str]) -> None:
    if "--json" in args:
        _print_json({"error": error.to_json()})


def _print_document(code: str, message: str, args: list[str]) -> None:
    if "--json" in args:
        _print_json({"error": {"code": code, "message": message}})


def _print_json(document: object) -> None:
    click.echo(json.dumps(document, ensure_ascii=False))


def _after_broken_pipe() -> int:
    """Nobody reads our output any more: end quietly, and keep Python from complaining when it flushes at its exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BROKEN_PIPE
