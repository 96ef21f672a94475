"""``maskkit run``."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from maskkit.cli import options
from maskkit.cli.streams import print_json, say

if TYPE_CHECKING:
    from maskkit.batch.options import RunOptions
    from maskkit.batch.summary import Summary
    from maskkit.client.rooms import RoomClient

INTERRUPTED = 130
OWN_ABSENCES = 3


@click.command("run")
@click.argument("sources", nargs=-1, required=True, metavar="PHOTO|FOLDER|TABLE...")
@click.option("-o", "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The output folder.")
@options.room()
@options.theme()
@options.target
@options.method
@click.option("--mask", "masks", type=click.Path(path_type=Path), help="A mask for one photo, or a folder of masks.")
@click.option(
    "--camera",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The camera and the room of the one photo, as `maskkit mask --save-camera` wrote and you corrected it.",
)
@click.option("--allow-full-mask", is_flag=True, help="Accept a mask that marks the whole photo.")
@click.option(
    "--variations", type=click.IntRange(0, 100), default=0, metavar="N", help="Make N further rooms per photo."
)
@options.seed
@options.service(required=False)
@options.upload_to
@options.engine
@options.long_edge
@options.multiple
@options.feather
@options.deadline()
@click.option(
    "--max-photos",
    type=click.IntRange(min=0),
    metavar="N",
    help="Pay for at most N rooms, those of earlier runs in OUT included.",
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=2, show_default=True, metavar="N", help="Photos worked on at a time."
)
@click.option("--resume/--fresh", default=True, help="Go on where the last run in OUT stopped, or start over.")
@click.option("--retry-unknown", is_flag=True, help="Send calls whose answer was lost afresh; they may cost twice.")
@options.overwrite
@options.as_json
@click.pass_context
def command(ctx: click.Context, /, sources: tuple[str, ...], out: Path, as_json: bool, **given: Any) -> None:
    """Make finished rooms from photos, folders or tables.

    A table is a CSV or JSONL file with the columns photo, mask, room, theme and name; - reads one path a line.

    Without --service, a service of its own makes the rooms on this machine. The run may be killed at any moment: the
    same line goes on where it stopped, and no photo is paid for twice. OUT/report.html shows what came out.

    \b
    maskkit run photos/ -o out --room bathroom --theme modern
    maskkit run den.jpg -o out --room kitchen --theme modern --keep rug,door
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    if not _words_given(sources, given):
        raise click.UsageError("--room and --theme are needed, unless a table gives them for each photo.")
    try:
        summary = _run(sources, out, as_json=as_json, **given)
    except KeyboardInterrupt:
        _say_how_to_resume(ctx, as_json=as_json)
        ctx.exit(INTERRUPTED)
    _say_how_it_ended(summary, as_json=as_json)
    ctx.exit(summary.exit_code)


def _words_given(sources: tuple[str, ...], given: dict[str, Any]) -> bool:
    from maskkit.batch.tables import TABLE_SUFFIXES

    tables = all(Path(source).suffix.lower() in TABLE_SUFFIXES for source in sources)
    return tables or bool(given["room_type"] and given["theme"])


def _run(sources: tuple[str, ...], out: Path, *, as_json: bool, **given: Any) -> Summary:
    from maskkit.batch.manifest import collect
    from maskkit.batch.progress import showing
    from maskkit.batch.runner import run

    items = collect(
        sources,
        out=out,
        room_type=given["room_type"],
        theme=given["theme"],
        masks=given["masks"],
        stdin=sys.stdin,
    )
    if given["camera"] and len(items) > 1:
        raise click.UsageError("--camera is of one photo: give that photo only.")
    service, engine = given["service"], given["engine"]
    how = _run_options(given)
    if not service:
        from maskkit.service.engine_check import require_engine

        require_engine(engine)

    @contextmanager
    def connect() -> Iterator[RoomClient]:
        if service:
            yield _connected(service, given["user_id"], given["upload_to"])
            return
        from maskkit.service import embedded

        with embedded.start(out / ".service", engine=engine) as own:
            from maskkit.client.rooms import RoomClient
            from maskkit.roomapi.states import WaitPolicy

            # Our own service does not come back by itself: there is no sense in waiting for it.
            policy = WaitPolicy(absences=OWN_ABSENCES)
            yield RoomClient(own.url, api_key=own.api_key, user_id=own.user_id, wait_policy=policy)

    with showing(stdout=sys.stdout, stderr=sys.stderr, as_json=as_json) as watch:
        return run(
            items,
            out=out,
            options=how,
            connect=connect,
            service=service or f"embedded, engine {engine}",
            fresh=not given["resume"],
            metered=bool(service),
            watch=watch,
        )


def _connected(service: str, user_id: str | None, upload_to: str | None) -> RoomClient:
    """A client of ``service``, once it is sure that photos can get there."""
    from maskkit.cli.connection import connect

    client = connect(service, user_id, upload_to=upload_to)
    client.check_uploads()
    return client


def _run_options(given: dict[str, Any]) -> RunOptions:
    from dataclasses import fields

    from maskkit.batch.options import RunOptions

    return RunOptions(**{field.name: given[field.name] for field in fields(RunOptions)})


def _say_how_to_resume(ctx: click.Context, *, as_json: bool) -> None:
    args = [arg for arg in ctx.find_root().obj or () if arg != "--fresh"]
    line = shlex.join(["maskkit", *args])
    say(f"\nInterrupted. Nothing is lost; this line goes on where it stopped:\n  {line}")
    if as_json:
        print_json({"event": "interrupted", "resume": line, "exit_code": INTERRUPTED})


def _say_how_it_ended(summary: Summary, *, as_json: bool) -> None:
    if as_json:
        print_json(summary.to_json())
    from maskkit.batch.page_words import counted

    done = f"{len(summary.finished)} of {counted(summary.photos, 'photo')} finished, {counted(summary.rooms, 'room')}"
    spent = f", {counted(summary.spent, 'photo')} spent" if summary.metered else ""
    changed = counted(summary.pixels_changed_outside, "pixel")
    say(f"{done}{spent}, {changed} changed outside the masks: {summary.report}")
    if summary.error:
        say(f"Error: {summary.error}")
