"""``maskkit mask``."""

from __future__ import annotations

import sys
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
    from maskkit.images.photo import Photo
    from maskkit.masks.mask import Mask


@click.command("mask")
@click.argument("photo", metavar="PHOTO")
@options.output
@options.target
@options.method
@click.option("--polygon", metavar="FILE", help="Mark the inside of the polygons in a JSON file, or of points x,y.")
@click.option("--point", "points", type=options.Numbers(2, "X,Y"), multiple=True, help="Mark what lies at this point.")
@click.option("--box", type=options.Numbers(4, "X,Y,X,Y", of=int), help="Mark what is in this box.")
@click.option("--labels", metavar="FILE", help="Write the label map as well (.png).")
@click.option("--overlay", metavar="FILE", help="Write the photo with the mask drawn over it as well.")
@options.overwrite
@options.as_json
def command(photo: str, output: str, overwrite: bool, as_json: bool, **given: Any) -> None:
    """Make the mask of a room photo: 255 = generate here, 0 = keep, the size of the upright photo.

    \b
    maskkit mask kitchen.jpg -o mask.png --target floor --keep rug --overlay look.png
    maskkit mask kitchen.jpg -o mask.png --method grabcut --box 120,400,900,800
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    refuse_mixed_stdout(output, as_json=as_json)
    refuse_two_streams(photo, given["polygon"])
    from maskkit.images.decode import decode
    from maskkit.images.encode import encode

    picture = decode(source(photo))
    made, pictures, told = _made(picture, **given)
    outputs = {output: encode(made.values, format=image_format(output))}
    outputs |= {name: encode(pixels, format=image_format(name)) for name, pixels in pictures.items()}
    for name, data in outputs.items():
        write_output(name, data, overwrite=overwrite)
    told = {"photo": photo, "output": output, "size_wh": made.size_wh, "coverage": round(made.coverage, 4), **told}
    if as_json:
        print_json({**told, "bounds": made.bounds(), "sha256": made.sha256})
    elif output != STREAM:
        say(f"{output}: {made.coverage:.1%} of the photo is marked")


def _made(photo: Photo, **given: Any) -> tuple[Mask, dict[str, Any], dict[str, Any]]:
    """The mask, the further pictures to write by their file names, and what --json tells of how it was made."""
    from maskkit.masks.overlay import draw_overlay
    from maskkit.masks.segment import segment
    from maskkit.masks.target import mask as target_mask

    prompted = _prompted(photo, **given)
    reads = prompted is None or given["keep"] or given["labels"]
    found = segment(photo, method=_reading_method(given)) if reads else None
    if prompted is None:
        made = target_mask(photo, target=given["target"], keep=given["keep"], segmentation=found)
    else:
        made = prompted
        for word in given["keep"]:
            made -= target_mask(photo, target=word, segmentation=found)
    pictures: dict[str, Any] = {given["overlay"]: draw_overlay(photo, made)} if given["overlay"] else {}
    if given["labels"] and found is not None:
        pictures[given["labels"]] = found.labels
    told = {"method": found.method, "confidence": found.confidence} if found and prompted is None else {}
    return made, pictures, told


def _prompted(photo: Photo, **given: Any) -> Mask | None:
    """The mask of a polygon file, or of what was pointed at; None where the room itself is to be read."""
    chosen = "polygon" if given["polygon"] else "grabcut" if given["points"] or given["box"] else given["method"]
    if given["method"] not in {"auto", chosen}:
        raise click.UsageError(f"--method {given['method']} takes no polygon, point or box.")
    if chosen == "polygon":
        return _from_polygons(photo, given["polygon"])
    if chosen == "grabcut":
        from maskkit.masks.methods.grabcut import grabcut

        return grabcut(photo, box=given["box"], points=given["points"])
    return None


def _from_polygons(photo: Photo, name: str | None) -> Mask:
    from maskkit.masks.mask import Mask
    from maskkit.masks.polygon_files import fill_regions, parse_polygons, read_polygons

    if name is None:
        raise click.UsageError("--method polygon needs --polygon FILE.")
    text = sys.stdin.read() if name == STREAM else None
    regions = read_polygons(name) if text is None else parse_polygons(text, where="stdin")
    return Mask.from_bool(fill_regions(regions, photo.size_wh))


def _reading_method(given: dict[str, Any]) -> str:
    """The method that reads the room where the mask itself comes from a prompt."""
    return "auto" if given["method"] in {"polygon", "grabcut"} else str(given["method"])
