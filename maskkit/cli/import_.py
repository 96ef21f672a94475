"""``maskkit import``."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from maskkit.cli import options
from maskkit.cli.streams import print_json, say

if TYPE_CHECKING:
    from maskkit.masks.import_job import Imported
    from maskkit.masks.imports import Import


@click.command("import")
@click.argument("source", metavar="SOURCE")
@click.option("-o", "--out", required=True, metavar="FOLDER", help="The folder for masks/ and labels/.")
@click.option("--photos", metavar="FOLDER", help="The photos; looked for beside SOURCE if not given.")
@click.option(
    "--to",
    type=click.Choice(["masks", "labels", "both"]),
    default="masks",
    show_default=True,
    help="Make masks, label maps, or both.",
)
@options.form
@options.only
@options.class_map
@click.option(
    "--threshold", type=click.IntRange(1, 255), metavar="N", help="Soft brushes count from N on in label maps."
)
@click.option("--empty", "keep_empty", is_flag=True, help="Write pictures on which nothing is marked, too.")
@options.overwrite
@options.as_json
@click.pass_context
def command(ctx: click.Context, /, source: str, out: str, to: str, *, as_json: bool, **given: Any) -> None:
    """Bring annotations of many photos in as masks or label maps.

    SOURCE is a COCO or Label Studio file, or a folder of LabelMe files, of YOLO's, or of masks by a convention
    (--from). Masks get the names of their photos, as `maskkit run --mask FOLDER` and `maskkit bench` take them. A name
    that is no class has to be told what it is before anything is written: --map carpet=rug --map '*=skip'. What is
    there already is left alone: started again, an interrupted import goes on.

    \b
    maskkit import instances.json --photos photos/ -o truth --to labels --map sofa=furniture --map '*=other'
    maskkit import labelme-folder/ -o truth --only floor
    maskkit import yolo-data-set/ -o truth --only all
    maskkit import edited/ --from openai -o truth
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    from maskkit.errors import BatchIncomplete
    from maskkit.masks.import_job import Outcome
    from maskkit.masks.imports import open_import

    kinds = ("masks", "labels") if to == "both" else (to,)
    classes = given.pop("class_map")
    ready = open_import(source, out, to=kinds, classes=classes, **given)
    guess = ready.data.guess
    say(f"{source}: {guess.name} ({guess.sureness}: {guess.why}), {len(ready)} pictures, {_labels(ready)}")
    done: list[Imported] = []
    try:
        for imported in ready.run():
            done.append(imported)
            _tell(imported)
    except KeyboardInterrupt:
        say(f"\n{len(done)} of {len(ready)} pictures are done; the same line goes on from there.")
        raise
    counted = Counter(imported.outcome for imported in done)
    if lonely := sum(imported.photo is None for imported in done):
        say(f"{ready.photos or source}: no photo was found for {lonely} of {len(done)} pictures")
    say(f"{out}: {', '.join(f'{counted[outcome]} {outcome}' for outcome in Outcome if counted[outcome])}")
    if as_json:
        print_json(_summary(source, out, ready, done))
    if counted[Outcome.FAILED]:
        say(f"Error: {counted[Outcome.FAILED]} of {len(done)} pictures failed; the others are done")
        ctx.exit(BatchIncomplete.exit_code)


def _labels(ready: Import) -> str:
    return ", ".join(f"{label} in {count}" for label, count in ready.labels.items()) or "nothing marked"


def _tell(imported: Imported) -> None:
    if imported.error:
        say(f"{imported.image}: {imported.error}")
    elif sys.stderr.isatty():
        say(f"{imported.image}: {imported.outcome}")


def _summary(source: str, out: str, ready: Import, done: list[Imported]) -> dict[str, Any]:
    from maskkit.masks.import_job import Outcome

    guess = ready.data.guess
    counted = Counter(imported.outcome for imported in done)
    return {
        "source": source,
        "out": out,
        "from": {"form": guess.name, "sureness": str(guess.sureness), "why": guess.why},
        "pictures": len(done),
        **{str(outcome): counted[outcome] for outcome in Outcome},
        "labels": dict(ready.labels),
        "files": [imported.to_json() for imported in done],
    }
