"""``maskkit serve``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from maskkit.cli import options
from maskkit.cli.service_settings import (
    database,
    exit_with_stdin,
    jobs,
    pictures,
    public_url,
    service_settings,
)
from maskkit.cli.streams import say

if TYPE_CHECKING:
    from maskkit.service.server import Ready


@click.command("serve")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default="maskkit-data",
    show_default=True,
    help="The folder that holds everything; made when it is not there.",
)
@click.option("--host", help="The address to listen on.  [default: 127.0.0.1]")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    metavar="N",
    help="The port to listen on; 0 picks a free one.  [default: 8000]",
)
@database
@pictures
@public_url
@options.engine
@jobs
@exit_with_stdin
@options.as_json
def command(as_json: bool, **given: Any) -> None:
    """Run the Room Creation service on this machine.

    Everything it keeps is in the folder --data. The first start prints the user and the key; with --json one line with
    url, user_id and api_key. Every other setting is an environment variable MASKKIT_SERVICE_….

    With --database and --pictures several machines are one service; maskkit worker adds some that only work.

    \b
    maskkit serve --data rooms
    maskkit serve --data rooms --port 0 --json
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    settings = service_settings(given)
    from maskkit.service.app import serve
    from maskkit.service.server import print_ready

    serve(settings, on_ready=print_ready if as_json else _say_ready)


def _say_ready(ready: Ready) -> None:
    say(f"Serving at {ready.url}\n  export MASKKIT_SERVICE={ready.url}\n  export MASKKIT_USER_ID={ready.user_id}")
    if ready.api_key:
        say(f"  export MASKKIT_API_KEY={ready.api_key}\nThe key is shown this once.")
