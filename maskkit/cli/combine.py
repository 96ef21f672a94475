"""``maskkit combine``."""

from __future__ import annotations

import click

from maskkit.cli import options
from maskkit.cli.streams import STREAM, image_format, print_json, refuse_mixed_stdout, say, write_output


@click.command("combine")
@click.argument("expression", metavar="MASKS")
@options.output
@options.modifiers
@options.overwrite
@options.as_json
@click.pass_context
def command(ctx: click.Context, /, expression: str, output: str, *, overwrite: bool, as_json: bool) -> None:
    """Add, subtract and overlap mask files.

    MASKS is one text: + is the union, - the first without the second, & what both share, ~ the rest; from left to
    right, brackets first. All files are of one size. A name with an operator in it goes into quotes.

    \b
    maskkit combine "floor.png + sofa.png - rug.png" -o mask.png
    maskkit combine "~(window.png + 'left-door.png')" -o rest.png --fill-holes --shrink 2
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    refuse_mixed_stdout(output, as_json=as_json)
    if image_format(output) != "png":
        raise click.UsageError("the mask must be .png: JPEG turns its hard edges grey.")
    from maskkit.errors import EmptyMask
    from maskkit.images.encode import encode
    from maskkit.masks.expressions import evaluate
    from maskkit.masks.modifiers import modify

    made = modify(evaluate(expression), options.given_modifiers(ctx))
    if made.is_empty:
        raise EmptyMask("nothing is left", where=repr(expression), hint="Look at the signs, and at each mask alone.")
    write_output(output, encode(made.values), overwrite=overwrite)
    if as_json:
        told = {"output": output, "size_wh": made.size_wh, "coverage": round(made.coverage, 4)}
        print_json({**told, "bounds": made.bounds(), "sha256": made.sha256})
    elif output != STREAM:
        say(f"{output}: {made.coverage:.1%} of the picture is marked")
