"""``maskkit create``."""

from __future__ import annotations

from typing import Any

import click

from maskkit.cli import options
from maskkit.cli.connection import connect
from maskkit.cli.streams import print_json


@click.command("create")
@click.option("--image-url", required=True, metavar="URL", help="Where the service finds the photo (JPEG, PNG).")
@click.option("--mask-url", required=True, metavar="URL", help="Where it finds the mask: white = generate here.")
@options.room(required=True)
@options.theme(required=True)
@click.option("--width", type=click.IntRange(min=1), required=True, help="The width of the room in pixels.")
@click.option("--height", type=click.IntRange(min=1), required=True, help="The height of the room in pixels.")
@options.webhook
@options.seed
@options.idempotency_key
@options.service()
@options.as_json
def command(service: str, user_id: str | None, as_json: bool, **given: Any) -> None:
    """Ask for a room: this costs a photo.

    Opens a new project, and prints the answer in the wire's own fields.

    \b
    maskkit create --image-url $PHOTO --mask-url $MASK --room kitchen --theme modern --width 1536 --height 1024
    maskkit create … --json | jq -r .generation_id
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    room = connect(service, user_id).create(
        given["image_url"],
        given["mask_url"],
        room_type=given["room_type"],
        theme=given["theme"],
        size_wh=(given["width"], given["height"]),
        webhook=given["webhook"],
        seed=given["seed"],
        idempotency_key=given["idempotency_key"],
    )
    answer = {
        "generation_id": room.generation_id,
        "remaining_photos": room.remaining_photos,
        "project_id": room.project_id,
    }
    if as_json:
        print_json(answer)
    else:
        click.echo("\n".join(f"{name}: {value}" for name, value in answer.items() if value is not None))
