"""``maskkit refine``."""

from __future__ import annotations

import click

from maskkit.cli import options
from maskkit.cli.streams import (
    STREAM,
    image_format,
    print_json,
    refuse_mixed_stdout,
    refuse_two_streams,
    say,
    source,
    write_output,
)


@click.command("refine")
@click.argument("photo", metavar="PHOTO")
@click.argument("mask", metavar="MASK")
@options.output
@click.option("--width", metavar="LENGTH", default="1%", show_default=True, help="How far a border may move.")
@click.option("--overlay", metavar="FILE", help="Write the photo with the mask drawn over it as well.")
@options.overwrite
@options.as_json
def command(
    photo: str, mask: str, output: str, *, width: str, overlay: str | None, overwrite: bool, as_json: bool
) -> None:
    """Move the border of a mask to where the photo has its edges.

    MASK may be made by anything or anybody. Its border moves only where it is clear where it belongs; LENGTH is pixels
    or a share of the short edge.

    \b
    maskkit refine kitchen.jpg mask.png -o sharp.png --overlay look.png
    maskkit refine kitchen.jpg rough.png -o sharp.png --width 2%
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    refuse_mixed_stdout(output, as_json=as_json)
    refuse_two_streams(photo, mask)
    if image_format(output) != "png":
        raise click.UsageError("the mask must be .png: JPEG turns its hard edges grey.")
    overlay_format = image_format(overlay) if overlay else "png"
    from maskkit.images.decode import decode
    from maskkit.images.encode import encode
    from maskkit.masks.mask import Mask
    from maskkit.masks.overlay import draw_overlay
    from maskkit.masks.refine import refine

    picture = decode(source(photo))
    given = Mask.open(source(mask), photo_size_wh=picture.size_wh)
    made = refine(picture, given, width=width)
    changed = float((made.values != given.values).mean())
    write_output(output, encode(made.values), overwrite=overwrite)
    if overlay:
        write_output(overlay, encode(draw_overlay(picture, made), format=overlay_format), overwrite=overwrite)
    if as_json:
        told = {"output": output, "size_wh": made.size_wh, "coverage": round(made.coverage, 4)}
        print_json({**told, "changed": round(changed, 6), "sha256": made.sha256})
    elif output != STREAM:
        say(f"{output}: {changed:.2%} of the pixels changed")
