"""``maskkit credits``."""

from __future__ import annotations

import click

from maskkit.cli import options
from maskkit.cli.connection import connect
from maskkit.cli.streams import print_json


@click.command("credits")
@options.service()
@options.as_json
def command(service: str, user_id: str | None, as_json: bool) -> None:
    """Show how many photos are left.

    \b
    maskkit credits --service https://iacrea.com --user-id 3f0c2a52-…
    maskkit credits --json
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    found = connect(service, user_id).credits()
    if as_json:
        print_json(found.to_wire())
    else:
        click.echo(f"{found.total} photos left: {found.subscription} of the subscription, {found.extra} extra")
