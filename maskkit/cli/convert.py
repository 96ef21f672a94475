"""``maskkit convert``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from maskkit.cli import options
from maskkit.cli.streams import (
    STREAM,
    print_json,
    refuse_mixed_stdout,
    refuse_two_streams,
    say,
    source,
    write_output,
)

if TYPE_CHECKING:
    from maskkit.masks.agreement import Agreement
    from maskkit.masks.convert import Conversion
    from maskkit.masks.forms import Form

_PICTURE_SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".avif", ".heic", ".tif", ".tiff", ".bmp"}


def _list_forms(ctx: click.Context, _param: click.Parameter, asked: bool) -> None:
    if not asked or ctx.resilient_parsing:
        return
    from maskkit.masks.conventions import CONVENTIONS
    from maskkit.masks.formats.catalogue import FORMATS

    for row in CONVENTIONS.values():
        click.echo(f"{row.name:22} {row.edited + ' is edited':22} {row.used_by}")
    for form in FORMATS.values():
        click.echo(f"{form.name:22} {form.suffix + ' file':22} {form.title}")
    ctx.exit()


@click.command("convert")
@click.argument("mask", metavar="MASK")
@click.option("--to", required=True, metavar="FORM", help="What it is to become, such as openai, black, coco or svg.")
@options.output
@options.form
@click.option("--photo", metavar="PHOTO", help="The photo of the mask: for its size, its name, and its colours.")
@click.option(
    "--size", "size_wh", type=options.Numbers(2, "WxH", of=int, between="x"), help="The photo's size instead."
)
@options.only
@options.class_map
@click.option("--label", metavar="NAME", help="What the mask is called in the annotation, such as floor.")
@click.option("--threshold", type=click.IntRange(1, 255), metavar="N", help="Mark from N on, for forms without greys.")
@click.option(
    "--tolerance",
    "tolerance_px",
    type=click.FloatRange(min=0, max=1000),
    default=0.0,
    metavar="PX",
    help="Let outlines lie so far off, for fewer corners.",
)
@click.option("--image", metavar="NAME", help="The picture that is meant, by name or id, where the file has several.")
@click.option("--forms", is_flag=True, is_eager=True, expose_value=False, callback=_list_forms, help="List all forms.")
@options.overwrite
@options.as_json
def command(
    mask: str, to: str, output: str, *, photo: str | None, overwrite: bool, as_json: bool, **given: Any
) -> None:
    """Bring a mask into another form, and say what was lost.

    MASK is a picture (white, black or transparent is edited; a label map) or an annotation (COCO, LabelMe, Label
    Studio, YOLO, SVG, GeoJSON). What it is is told from its content; where that fits two things, --from has to say it.
    What is written is read again and compared: it is lossless, or the IoU is told. docs/mask-formats.md has all forms.

    \b
    maskkit convert mask.png --to openai -o edit-mask.png --photo kitchen.jpg
    maskkit convert erased.png --from openai --to white -o mask.png
    maskkit convert mask.png --to coco --label floor --photo kitchen.jpg -o floor.json
    maskkit convert rooms.json --image kitchen.jpg --only floor,rug --to white -o mask.png
    maskkit convert project.json --to labels --map Teppich=rug --map '*=skip' -o labels.png
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    refuse_mixed_stdout(output, as_json=as_json)
    refuse_two_streams(mask, photo)
    if photo and given["size_wh"]:
        raise click.UsageError("--photo tells the size: leave --size out.")
    from maskkit.masks.convert import convert
    from maskkit.masks.forms import find_form

    _refuse_suffix(output, find_form(to))
    classes = given.pop("class_map")
    picture = source(photo) if photo else None
    made = convert(source(mask), to, photo=picture, classes=classes, **given)
    write_output(output, made.data, overwrite=overwrite)
    if as_json:
        print_json({"mask": mask, "output": output, **_facts(made)})
    else:
        _tell(mask, output, made)


def _refuse_suffix(output: str, form: Form) -> None:
    """Refuse a name that says something else than what would be in the file."""
    from maskkit.errors import UnsupportedFormat
    from maskkit.masks.formats.catalogue import Format

    suffix = Path(output).suffix.lower()
    if output == STREAM:
        return
    if isinstance(form, Format):
        if suffix in _PICTURE_SUFFIXES:
            raise UnsupportedFormat(f"{form.name} is no picture", where=output, hint=f"Name it {form.suffix}.")
    elif suffix != ".png":
        hint = "Name it .png: JPEG would turn hard edges grey, and has no alpha."
        raise UnsupportedFormat("masks are only written as PNG", where=output, hint=hint)


def _tell(mask: str, output: str, made: Conversion) -> None:
    from maskkit.masks.formats.guess import Sureness

    guess = made.guess
    why = "" if guess.sureness is Sureness.GIVEN else f" ({guess.sureness}: {guess.why})"
    say(f"{mask}: read as {guess.name}{why}, {made.size_wh[0]} x {made.size_wh[1]}")
    say(f"{output}: {made.form}, {made.coverage:.1%} marked, {_kept(made.agreement)}")
    for note in made.notes:
        say(f"{output}: {note}")
    if made.elsewhere and not made.elsewhere.is_equal:
        say(f"{output}: {made.filled_by} fills these polygons by its own rule: {_kept(made.elsewhere)} there")


def _kept(agreement: Agreement) -> str:
    if agreement.is_equal:
        return "lossless"
    return f"IoU {agreement.iou:.6f} ({1 - agreement.iou:.4%} lost, {agreement.pixels} pixels)"


def _facts(made: Conversion) -> dict[str, Any]:
    guess = made.guess
    facts: dict[str, Any] = {
        "from": {"form": guess.name, "sureness": str(guess.sureness), "why": guess.why},
        "to": made.form,
        "size_wh": made.size_wh,
        "labels": made.labels,
        "coverage": round(made.coverage, 4),
        "lossless": made.is_lossless,
        "iou": made.iou,
        "pixels_changed": made.agreement.pixels,
        "notes": made.notes,
    }
    if made.elsewhere:
        facts["elsewhere"] = {"tool": made.filled_by, "iou": made.elsewhere.iou, "pixels": made.elsewhere.pixels}
    return facts
