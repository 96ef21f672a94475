"""Files that may be ``-``: stdin where something is read, stdout where something is written."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from maskkit.images.encode import ImageFormat
    from maskkit.types import ImageSource

STREAM = "-"


def source(name: str) -> ImageSource:
    """What the library reads for a file argument: the path, or all of stdin.

    Raises:
        EmptyFile: stdin ended without a byte.
    """
    if name != STREAM:
        return name
    data = sys.stdin.buffer.read()
    if not data:
        from maskkit.errors import EmptyFile

        raise EmptyFile("nothing came", where="stdin", hint="Check the command that writes to it.")
    return data


def refuse_two_streams(*names: str | None) -> None:
    """Refuse ``-`` for more than one input: stdin can be read once."""
    if sum(name == STREAM for name in names) > 1:
        raise click.UsageError("only one input can be - (stdin).")


def write_output(name: str, data: bytes, *, overwrite: bool) -> None:
    """Write ``data`` to the file ``name``, whole or not at all, or to stdout."""
    if name == STREAM:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    from maskkit.images.encode import write_atomic

    write_atomic(Path(name), data, overwrite=overwrite)


def image_format(name: str, *, also: str = "") -> ImageFormat:
    """The format that an output's name asks for; stdout gets PNG. ``also`` names what else the command writes.

    Raises:
        UnsupportedFormat: another suffix than .png, .jpg and .jpeg.
    """
    from maskkit.errors import UnsupportedFormat
    from maskkit.images.encode import FORMAT_OF_SUFFIX

    if name == STREAM:
        return "png"
    found = FORMAT_OF_SUFFIX.get(Path(name).suffix.lower())
    if found is None:
        raise UnsupportedFormat("cannot write this format", where=name, hint=f"Name the output .png{also} or .jpg.")
    return found


def print_json(document: object) -> None:
    """Print one JSON document on one line of stdout."""
    click.echo(json.dumps(document, ensure_ascii=False))


def say(text: str) -> None:
    """Say something to the user, on stderr."""
    click.echo(text, err=True)


def refuse_mixed_stdout(output: str, *, as_json: bool) -> None:
    """Refuse ``-o -`` together with ``--json``: both would write to stdout."""
    if as_json and output == STREAM:
        raise click.UsageError("-o - and --json both write to stdout.")
