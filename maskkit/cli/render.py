"""``maskkit render``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from maskkit.cli import options
from maskkit.cli.rooms import rendered_engine, room_request
from maskkit.cli.streams import STREAM, image_format, print_json, refuse_mixed_stdout, say, write_output

if TYPE_CHECKING:
    from maskkit.render.planner.plan import Plan
    from maskkit.roomapi.words import RoomType, Theme


@click.command("render")
@click.argument("photo", metavar="PHOTO")
@options.output
@click.option("--plan", "plan_file", required=True, metavar="FILE", help="The plan that `maskkit plan` wrote.")
@options.room()
@options.theme()
@options.seed
@options.given_mask
@options.target
@options.labels
@options.room_file
@options.overwrite
@options.as_json
def command(output: str, plan_file: str, room_type: RoomType | None, theme: Theme | None, **given: Any) -> None:
    """Render a plan into its room photo, without a service.

    With another theme or seed than the plan's, the same things stand there in other materials. What is wrong with an
    edited plan, such as two things in one place, is told on stderr; it is rendered all the same.

    \b
    maskkit render attic.jpg --plan plan.json -o attic-new.png
    maskkit render attic.jpg --plan plan.json -o attic-dark.png --theme industrial --seed 3
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    refuse_mixed_stdout(output, as_json=given["as_json"])
    picture_format = image_format(output)
    from maskkit.images.encode import encode
    from maskkit.render.planner.checking import faults
    from maskkit.roomapi.words import parse_room_type, parse_theme

    made = _plan(plan_file)
    room_type, theme = room_type or parse_room_type(made.room), theme or parse_theme(made.theme)
    seed = made.seed if given["seed"] is None else given["seed"]
    request, labels = room_request(given, room_type, theme, seed)
    engine = rendered_engine(labels)
    wrong = [fault.text for fault in faults(engine.read(request).space, made.items)]
    for text in wrong:
        say(f"Note: {text}")
    (picture,) = engine.generate(replace(request, plan=made))
    write_output(output, encode(picture, format=picture_format), overwrite=given["overwrite"])
    if given["as_json"]:
        print_json({"output": output, "items": len(made.items), "faults": wrong})
    elif output != STREAM:
        say(f"{output}: {len(made.items)} things")


def _plan(name: str) -> Plan:
    from maskkit.errors import BadPlan
    from maskkit.render.planner.plan import Plan

    try:
        return Plan.from_json(Path(name).read_text(encoding="utf-8"), where=name)
    except (OSError, UnicodeDecodeError) as error:
        raise BadPlan("the plan cannot be read", where=name) from error
