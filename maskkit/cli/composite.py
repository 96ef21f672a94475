"""``maskkit composite``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from maskkit.images.transform import Transform


@click.command("composite")
@click.argument("photo", metavar="PHOTO")
@click.argument("generated", metavar="GENERATED")
@click.argument("mask", metavar="MASK")
@options.output
@click.option("--transform", metavar="FILE", help="The transform.json with which the photo was sent.")
@options.feather
@click.option("--match-seams", is_flag=True, help="Bring the colours of GENERATED near to the photo's before.")
@options.overwrite
@options.as_json
def command(output: str, overwrite: bool, as_json: bool, **given: Any) -> None:
    """Put a generated room back into its photo.

    Outside the mask every pixel stays as it is.

    \b
    maskkit composite kitchen.jpg generated.png mask.png -o final.png --transform transform.json
    curl -s $URL | maskkit composite kitchen.jpg - mask.png -o final.png
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    refuse_mixed_stdout(output, as_json=as_json)
    names = (given["photo"], given["generated"], given["mask"])
    refuse_two_streams(*names)
    if image_format(output) != "png":
        raise click.UsageError("the output must be .png: JPEG changes every pixel, those outside the mask too.")
    from maskkit.compositing.audit import audit
    from maskkit.compositing.blend import composite
    from maskkit.images.decode import decode
    from maskkit.images.encode import encode
    from maskkit.masks.mask import Mask

    photo, generated = decode(source(names[0])), decode(source(names[1]))
    mask = Mask.open(source(names[2]), photo_size_wh=photo.size_wh)
    path = given["transform"]
    transform = _transform(path) if path else None
    feather_px, match_seams = given["feather_px"], given["match_seams"]
    final = composite(photo, generated, mask, transform=transform, feather_px=feather_px, match_seams=match_seams)
    write_output(output, encode(final.pixels), overwrite=overwrite)
    changed = audit(photo, final, mask).pixels_changed_outside
    if as_json:
        print_json({"output": output, "size_wh": final.size_wh, "pixels_changed_outside": changed})
    elif output != STREAM:
        say(f"{output}: {final.size_wh[0]} x {final.size_wh[1]}, {changed} pixels changed outside the mask")


def _transform(path: str) -> Transform:
    from maskkit.errors import BadTransform
    from maskkit.images.transform import Transform

    try:
        return Transform.from_json(Path(path).read_text(encoding="utf-8"))
    except BadTransform as error:
        error.where = path
        raise
    except (OSError, UnicodeDecodeError) as error:
        raise BadTransform("the transform cannot be read", where=path) from error
