"""What ``serve``, ``worker`` and ``service`` share: options about where things lie, and settings made of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from maskkit.service.settings import ServiceSettings

database = click.option("--database", metavar="URL", help="A Postgres that several machines share, instead of a file.")
pictures = click.option(
    "--pictures",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of pictures, where several machines share it.",
)
jobs = click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Generations worked on at a time.")
exit_with_stdin = click.option("--exit-with-stdin", is_flag=True, default=None, help="End when stdin is closed.")
public_url = click.option("--public-url", metavar="URL", help="What the service is called from outside.")


def service_settings(given: Mapping[str, Any]) -> ServiceSettings:
    """The settings of a service: those that were given, and the environment for the rest.

    Raises:
        MissingExtra: the service is not installed.
        click.UsageError: a setting is wrong; the message repeats no value.
    """
    try:
        from pydantic import ValidationError

        from maskkit.service.settings import ServiceSettings, settings_problem
    except ModuleNotFoundError as error:
        from maskkit.errors import MissingExtra

        hint = "Install it: pip install 'maskkit[service]'."
        raise MissingExtra(f"the service needs {error.name}, which is not installed", hint=hint) from error
    try:
        return ServiceSettings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise click.UsageError(f"{settings_problem(error)}.") from error
