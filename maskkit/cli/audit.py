"""``maskkit audit``."""

from __future__ import annotations

import json

import click

from maskkit.cli import options
from maskkit.cli.streams import print_json, refuse_two_streams, say, source, write_output


@click.command("audit")
@click.argument("photo", metavar="PHOTO")
@click.argument("result", metavar="RESULT")
@click.argument("mask", metavar="MASK")
@click.option("--heat-map", metavar="FILE", help="Write a picture of what changed: inside blue, outside red.")
@options.overwrite
@options.as_json
@click.pass_context
def command(
    ctx: click.Context, /, photo: str, result: str, mask: str, *, heat_map: str | None, overwrite: bool, as_json: bool
) -> None:
    """Prove that nothing changed outside the mask.

    Ends with code 3 if RESULT differs from PHOTO in a pixel where MASK is 0.

    \b
    maskkit audit kitchen.jpg final.png mask.png
    maskkit audit kitchen.jpg final.png mask.png --json --heat-map changed.png
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    refuse_two_streams(photo, result, mask)
    from maskkit.compositing.audit import audit, draw_heat_map
    from maskkit.errors import LeakFound
    from maskkit.images.decode import decode
    from maskkit.images.encode import encode
    from maskkit.masks.mask import Mask

    before, after = decode(source(photo)), decode(source(result))
    area = Mask.open(source(mask), photo_size_wh=before.size_wh)
    found = audit(before, after, area)
    if heat_map:
        write_output(heat_map, encode(draw_heat_map(before, after, area)), overwrite=overwrite)
    changed, outside = found.pixels_changed_outside, found.pixels_outside
    leak = LeakFound(f"{changed} of {outside} pixels outside the mask changed", where=result) if changed else None
    if as_json:
        print_json({**json.loads(found.to_json()), **({"error": leak.to_json()} if leak else {})})
    say(f"Error: {leak}" if leak else f"{result}: all {outside} pixels outside the mask are those of the photo")
    ctx.exit(leak.exit_code if leak else 0)
