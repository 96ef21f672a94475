"""``python -m maskkit.service``: the service by itself, as :mod:`maskkit.service.embedded` starts it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from maskkit.errors import MaskkitError


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="The data folder.")
@click.option("--host", help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65_535), help="The port to listen on; 0 picks a free one.")
@click.option("--engine", help="The engine's name, or module:attribute.")
@click.option("--jobs", type=click.IntRange(1), help="Generations worked on at a time.")
@click.option("--exit-with-stdin", is_flag=True, default=None, help="End when stdin is closed.")
@click.option("--json", "_json", is_flag=True, help="Print the ready line as JSON, which it always is.")
def main(_json: bool, **options: Any) -> None:  # noqa: FBT001
    """Serve the Room Creation API from a data folder."""
    given = {name: value for name, value in options.items() if value is not None}
    try:
        from pydantic import ValidationError

        from maskkit.service.app import serve
        from maskkit.service.settings import ServiceSettings, settings_problem

        try:
            settings = ServiceSettings(**given)
        except ValidationError as error:
            raise click.UsageError(f"{settings_problem(error)}.") from error
        serve(settings)
    except MaskkitError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
