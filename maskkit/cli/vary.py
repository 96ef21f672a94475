"""``maskkit vary``."""

from __future__ import annotations

from typing import Any

import click

from maskkit.cli import options
from maskkit.cli.connection import connect
from maskkit.cli.streams import print_json


@click.command("vary")
@click.argument("generation_id", metavar="GENERATION_ID")
@click.option("--original-url", required=True, metavar="URL", help="The photo of the generation that is varied.")
@click.option("--mask-url", metavar="URL", help="Another mask; the previous one when left out.")
@options.room(required=True)
@options.theme(required=True)
@options.webhook
@options.seed
@options.idempotency_key
@options.service()
@options.as_json
def command(generation_id: str, service: str, user_id: str | None, as_json: bool, **given: Any) -> None:
    """Ask for another room of the same project.

    Prints the answer in the wire's own fields.

    \b
    maskkit vary $ID --original-url $PHOTO --room kitchen --theme luxurious
    maskkit vary $ID --original-url $PHOTO --room kitchen --theme modern --json
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    room = connect(service, user_id).create_variation(
        generation_id,
        room_type=given["room_type"],
        theme=given["theme"],
        original_url=given["original_url"],
        mask=given["mask_url"],
        webhook=given["webhook"],
        seed=given["seed"],
        idempotency_key=given["idempotency_key"],
    )
    if as_json:
        print_json({"generation_id": room.generation_id})
    else:
        click.echo(f"generation_id: {room.generation_id}")
