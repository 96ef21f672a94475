"""``maskkit normalize``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from maskkit.cli import options
from maskkit.cli.streams import print_json, say


@click.command("normalize")
@click.argument("photos", nargs=-1, required=True, metavar="PHOTO...")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder to fill."
)
@click.option("--size", "size_wh", type=options.Numbers(2, "WxH", of=int, between="x"), help="The size in pixels.")
@click.option("--long-edge", "long_edge_px", type=click.IntRange(min=1), metavar="N", help="The long edge in pixels.")
@options.multiple
@click.option(
    "--fit",
    type=click.Choice(["contain", "cover", "pad", "stretch"]),
    default="contain",
    show_default=True,
    help="How a photo meets --size.",
)
@options.overwrite
@options.as_json
def command(photos: tuple[str, ...], out: Path, overwrite: bool, as_json: bool, **given: Any) -> None:
    """Bring photos to a size, and keep the way back.

    They come out upright, in sRGB, without metadata. For each PHOTO, OUT gets STEM.png and STEM.transform.json, with
    which a generated picture is put back at full size.

    \b
    maskkit normalize kitchen.jpg -o small --long-edge 1024
    maskkit normalize photos/*.jpg -o square --size 1024x1024 --fit pad --multiple 64
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    _refuse_collisions(photos)
    out.mkdir(parents=True, exist_ok=True)
    for photo in photos:
        told = _normalize_one(photo, out, overwrite=overwrite, **given)
        if as_json:
            print_json(told)
        else:
            say("{photo}: {size_wh[0]} x {size_wh[1]} to {size_out_wh[0]} x {size_out_wh[1]}, {output}".format(**told))


def _refuse_collisions(photos: tuple[str, ...]) -> None:
    seen: dict[str, str] = {}
    for photo in photos:
        other = seen.setdefault(Path(photo).stem.casefold(), photo)
        if other != photo:
            raise click.UsageError(f"{other} and {photo} would both be written to {Path(photo).stem}.png.")


def _normalize_one(photo: str, out: Path, *, overwrite: bool, **given: Any) -> dict[str, Any]:
    from maskkit.images.decode import decode
    from maskkit.images.encode import save, write_atomic
    from maskkit.images.normalize import normalize

    original = decode(photo)
    made = normalize(original, **given)
    output = out / f"{Path(photo).stem}.png"
    transform = output.with_suffix(".transform.json")
    save(output, made.photo.pixels, overwrite=overwrite)
    write_atomic(transform, made.transform.to_json().encode(), overwrite=overwrite)
    return {
        "photo": photo,
        "output": str(output),
        "transform": str(transform),
        "size_wh": original.size_wh,
        "size_out_wh": made.photo.size_wh,
    }
