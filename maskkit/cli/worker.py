"""``maskkit worker``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

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


@click.command("worker")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default="maskkit-worker",
    show_default=True,
    help="A folder of this machine's own; made when it is not there.",
)
@database
@pictures
@public_url
@options.engine
@jobs
@exit_with_stdin
@options.as_json
def command(as_json: bool, **given: Any) -> None:
    """Work on the generations of a service that runs elsewhere.

    Service and workers share one Postgres and one folder of pictures. A worker that dies, or is silent for 6 s, is
    given up, and the others go on with what it had. With --json one line with the name of the worker is printed.

    \b
    maskkit worker --database postgresql://rooms@db/rooms --pictures /mnt/rooms --public-url https://rooms.example.org
    maskkit worker --pictures /mnt/rooms --public-url https://rooms.example.org --jobs 4 --json
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    settings = service_settings(given)
    from maskkit.service.worker import work

    def say_ready(executor: str) -> None:
        click.echo(json.dumps({"worker": executor})) if as_json else say(f"Working as {executor}")

    work(settings, on_ready=say_ready)
