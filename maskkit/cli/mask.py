"""``maskkit mask``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from maskkit.cli import options
from maskkit.cli.room_files import found_room, given_room, refuse_odd_room_options, save_room
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
    from maskkit.masks.segment import Segmentation
    from maskkit.types import Labels


@click.command("mask")
@click.argument("photo", metavar="PHOTO")
@options.output
@options.target
@options.method
@click.option("--polygon", metavar="FILE", help="Mark what this file outlines: points, GeoJSON, SVG, LabelMe, COCO.")
@click.option("--point", "points", type=options.Numbers(2, "X,Y"), multiple=True, help="Mark what lies at this point.")
@click.option("--box", type=options.Numbers(4, "X,Y,X,Y", of=int), help="Mark what is in this box.")
@click.option("--labels", metavar="FILE", help="Use this label map instead of reading the room.")
@options.room_file
@options.modifiers
@click.option("--overlay", metavar="FILE", help="Write the photo with the mask drawn over it as well.")
@options.overwrite
@options.as_json
@click.pass_context
def command(
    ctx: click.Context, /, photo: str, output: str, *, overlay: str | None, overwrite: bool, as_json: bool, **given: Any
) -> None:
    """Make the mask of a room photo.

    255 = generate here, 0 = keep; one channel, the size of the upright photo. The target may name mask files of that
    size as well; a file name with an operator in it goes into quotes.

    \b
    maskkit mask kitchen.jpg -o mask.png --target floor --keep rug --overlay look.png
    maskkit mask kitchen.jpg -o mask.png --target "room + sofa.png - (window & door)" --grow 1% --feather 4
    maskkit mask kitchen.jpg -o mask.png --method grabcut --box 120,400,900,800
    maskkit mask kitchen.jpg -o mask.png --save-camera room.json --length "412,903 410,377 2.04m"
    maskkit mask kitchen.jpg -o mask.png --camera room.json
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    refuse_mixed_stdout(output, as_json=as_json)
    refuse_two_streams(photo, given["polygon"], given["labels"])
    refuse_odd_room_options(given)
    if image_format(output) != "png":
        raise click.UsageError("the mask must be .png: JPEG turns its hard edges grey.")
    overlay_format = image_format(overlay) if overlay else "png"
    from maskkit.images.decode import decode
    from maskkit.images.encode import encode
    from maskkit.masks.forms import read_labels
    from maskkit.masks.overlay import draw_overlay
    from maskkit.masks.target import mask

    picture = decode(source(photo))
    told = given.pop("labels")
    labels = read_labels(source(told), form="labels") if told else None
    room = {name: given.pop(name) for name in ("camera", "save_camera", "length")}
    walls_wanted = bool(overlay) and _names_walls(given["target"], shown=("polygon", "points", "box"), given=given)
    seen = _seen(picture, labels, room, given["method"], at_once=walls_wanted)
    steps = options.given_modifiers(ctx)
    polygon = source(given.pop("polygon")) if given["polygon"] else given.pop("polygon")
    made = mask(picture, polygon=polygon, segmentation=seen, labels=None if seen else labels, modifiers=steps, **given)
    write_output(output, encode(made.values), overwrite=overwrite)
    if room["save_camera"] and seen:
        layout = given_room(picture, room) or found_room(picture, seen, room)
        save_room(layout, room["save_camera"], overwrite=overwrite)
    if overlay:
        walls = _numbers(picture, seen) if walls_wanted and seen else None
        look = draw_overlay(picture, made, walls=walls)
        write_output(overlay, encode(look, format=overlay_format), overwrite=overwrite)
    if as_json:
        facts = {"photo": photo, "output": output, "size_wh": made.size_wh, "coverage": round(made.coverage, 4)}
        print_json({**facts, "bounds": made.bounds(), "sha256": made.sha256})
    elif output != STREAM:
        say(f"{output}: {made.coverage:.1%} of the photo is marked")


def _names_walls(target: str, *, shown: tuple[str, ...], given: Mapping[str, Any]) -> bool:
    """Whether the target is told in words, and walls are among them."""
    from maskkit.masks.classes import RoomClass
    from maskkit.masks.words import named_in, parse_names

    prompted = given["method"] in {"grabcut", "polygon"} or any(given[name] for name in shown)
    return not prompted and RoomClass.WALL in named_in(parse_names(target))


def _numbers(photo: Photo, seen: Segmentation) -> Labels | None:
    """The numbers of the walls, where they can be told apart."""
    from maskkit.errors import NoRoomFound
    from maskkit.masks.walls import number_walls

    try:
        return number_walls(photo, seen)
    except NoRoomFound:
        return None


def _seen(
    photo: Photo, labels: Labels | None, room: Mapping[str, Any], method: str, *, at_once: bool
) -> Segmentation | None:
    """What the photo shows, where the room is given or asked for, or walls are to be numbered (``at_once``).

    Otherwise the mask reads what it needs itself.
    """
    if not (at_once or room["camera"] or room["save_camera"]):
        return None
    from maskkit.masks.segment import METHODS, Segmentation, segment

    layout = given_room(photo, room)
    if labels is not None:
        return Segmentation(labels, None, method="labels", confidence=1.0)
    return segment(photo, method=method if method in METHODS else "auto", **({"layout": layout} if layout else {}))
