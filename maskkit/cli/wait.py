"""``maskkit wait``."""

from __future__ import annotations

import click

from maskkit.cli import options
from maskkit.cli.connection import connect
from maskkit.cli.get import show


@click.command("wait")
@click.argument("generation_id", metavar="GENERATION_ID")
@options.deadline()
@options.service()
@options.as_json
def command(generation_id: str, deadline_s: float, service: str, user_id: str | None, as_json: bool) -> None:
    """Wait until a generation is complete.

    Ends with code 6 if it fails, with 7 when the deadline passes.

    \b
    maskkit wait $ID --deadline 600
    maskkit wait $ID --json | jq -r '.images[0]'
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    show(connect(service, user_id).wait_for(generation_id, deadline_s=deadline_s), as_json=as_json)
