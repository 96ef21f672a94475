"""``maskkit upload``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from maskkit.cli import options
from maskkit.cli.connection import connect, uploads_to
from maskkit.cli.streams import STREAM, print_json


@click.command("upload")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--to", "to_url", metavar="URL", help="PUT the files below this URL instead of giving them to the service."
)
@options.service(required=False)
@options.as_json
def command(
    files: tuple[str, ...], to_url: str | None, service: str | None, user_id: str | None, as_json: bool
) -> None:
    """Put files where the service can fetch them.

    Takes JPEG and PNG, prints one URL a line.

    \b
    maskkit upload photo.png mask.png --service http://127.0.0.1:8000
    maskkit upload photo.png --to https://files.example.org/rooms --json
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    if not (to_url or service):
        raise click.UsageError("--service or --to is needed.")
    uploads = uploads_to(to_url) if to_url else connect(service or "", user_id)
    for name in files:
        data = _read(name)
        asset = uploads.upload(data, _content_type(data, name))
        if as_json:
            print_json({"file": name, **asset.to_wire()})
        else:
            click.echo(asset.url)


def _read(name: str) -> bytes:
    from maskkit.errors import ImageNotFound

    if name == STREAM:
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise ImageNotFound(f"the file cannot be read: {error.strerror}", where=name) from error


def _content_type(data: bytes, name: str) -> str:
    """``image/png`` or ``image/jpeg``, by what the file is."""
    from maskkit.images.probe import probe

    found = probe(data).format.lower()
    if found not in {"png", "jpeg"}:
        from maskkit.errors import UnsupportedFormat

        raise UnsupportedFormat(f"the service takes JPEG and PNG, this is {found}", where=name)
    return f"image/{found}"
