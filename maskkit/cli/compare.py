"""``maskkit compare``."""

from __future__ import annotations

from pathlib import Path

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

_PAGES = {".html", ".htm"}


@click.command("compare")
@click.argument("before", metavar="BEFORE")
@click.argument("after", nargs=-1, required=True, metavar="AFTER...")
@options.output
@click.option("--title", default="Before and after", show_default=True, help="The title of the page.")
@options.overwrite
@options.as_json
def command(before: str, after: tuple[str, ...], *, output: str, title: str, overwrite: bool, as_json: bool) -> None:
    """Show pictures side by side, or under a slider.

    A .png or .jpg output shows them side by side, .html two under a slider on a page that needs no network.

    \b
    maskkit compare kitchen.jpg out/kitchen/final-1.png -o compare.html
    maskkit compare kitchen.jpg final-1.png final-2.png -o all.jpg
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    refuse_mixed_stdout(output, as_json=as_json)
    refuse_two_streams(before, *after)
    is_page = Path(output).suffix.lower() in _PAGES
    if is_page and len(after) > 1:
        raise click.UsageError("a page compares two pictures; name a .png or .jpg output for more.")
    file_format = None if is_page else image_format(output, also=", .html")
    from maskkit.compositing.compare import comparison_page, draw_comparison
    from maskkit.images.decode import decode
    from maskkit.images.encode import encode

    pictures = [decode(source(name)) for name in (before, *after)]
    if file_format is None:
        data = comparison_page(pictures[0], pictures[1], title=title).encode()
    else:
        data = encode(draw_comparison(*pictures), format=file_format)
    write_output(output, data, overwrite=overwrite)
    if as_json:
        print_json({"output": output, "pictures": len(pictures), "bytes": len(data)})
    elif output != STREAM:
        say(f"{output}: {len(pictures)} pictures")
