"""``maskkit get``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from maskkit.cli import options
from maskkit.cli.connection import connect
from maskkit.cli.streams import print_json

if TYPE_CHECKING:
    from maskkit.roomapi.schema import Generation


@click.command("get")
@click.argument("generation_id", metavar="GENERATION_ID")
@options.service()
@options.as_json
def command(generation_id: str, service: str, user_id: str | None, as_json: bool) -> None:
    """Show how a generation is doing.

    Once it has succeeded, the URLs of its pictures are shown as well.

    \b
    maskkit get $ID
    maskkit get $ID --json | jq -r '.images[]'
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    show(connect(service, user_id).retrieve(generation_id), as_json=as_json)


def show(generation: Generation, *, as_json: bool) -> None:
    """Print a generation: with --json the service's answer as it came."""
    if as_json:
        print_json(dict(generation.raw) or generation.to_wire())
        return
    click.echo("\n".join([f"status: {generation.status}", *generation.images]))
