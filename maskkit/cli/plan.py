"""``maskkit plan``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from maskkit.cli import options
from maskkit.cli.rooms import rendered_engine, room_request
from maskkit.cli.streams import STREAM, image_format, print_json, refuse_mixed_stdout, say, write_output

if TYPE_CHECKING:
    from maskkit.roomapi.words import RoomType, Theme


@click.command("plan")
@click.argument("photo", metavar="PHOTO")
@options.output
@options.room(required=True)
@options.theme(required=True)
@options.seed
@options.given_mask
@options.target
@options.labels
@options.room_file
@click.option("--top-view", metavar="FILE", help="Draw the plan from above as well.")
@options.overwrite
@options.as_json
def command(output: str, room_type: RoomType, theme: Theme, **given: Any) -> None:
    """Plan what stands where in a room photo, as JSON to read, edit and render.

    Nothing is rendered. What the room needs and has no place for is named in the plan and on stderr.

    \b
    maskkit plan attic.jpg -o plan.json --room bathroom --theme modern --top-view plan.png
    maskkit plan attic.jpg -o plan.json --room kitchen --theme luxurious --seed 4 --mask mask.png --labels labels.png
    maskkit render attic.jpg --plan plan.json -o attic-new.png
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    refuse_mixed_stdout(output, as_json=given["as_json"])
    top_view, overwrite = given["top_view"], given["overwrite"]
    top_format = image_format(top_view) if top_view else "png"
    from maskkit.images.encode import encode
    from maskkit.render.planner.drawing import draw_plan
    from maskkit.render.planner.planning import plan_room

    request, labels = room_request(given, room_type, theme, given["seed"] or 0)
    space = rendered_engine(labels).read(request).space
    made = plan_room(space, room_type, theme, seed=request.seed)
    write_output(output, made.to_json().encode(), overwrite=overwrite)
    if top_view:
        write_output(top_view, encode(draw_plan(space, made.items), format=top_format), overwrite=overwrite)
    if given["as_json"]:
        print_json({"output": output, "items": len(made.items), "missing": made.missing})
    elif output != STREAM:
        lost = f"; no place for: {', '.join(made.missing)}" if made.missing else ""
        say(f"{output}: {len(made.items)} things{lost}")
