"""``maskkit bench``."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from maskkit.cli import options
from maskkit.cli.streams import print_json, say

if TYPE_CHECKING:
    from maskkit.bench.comparison import Comparison
    from maskkit.bench.dataset import Dataset
    from maskkit.bench.outputs import OtherRun
    from maskkit.bench.pairings import Paired
    from maskkit.bench.predictors import Predictor
    from maskkit.bench.records import Record
    from maskkit.bench.result import BenchResult
    from maskkit.bench.runner import Watch

INTERRUPTED = 130


@click.command("bench")
@click.argument("dataset", required=False, type=click.Path(path_type=Path), metavar="[DATASET]")
@click.option("-o", "--out", type=click.Path(path_type=Path, file_okay=False), help="The folder for what comes out.")
@click.option(
    "--method", "methods", multiple=True, metavar="NAME", help="Measure this method, such as auto or geometry."
)
@click.option(
    "--predictions", multiple=True, metavar="[NAME=]FOLDER", help="Measure the label maps or masks in this folder."
)
@click.option("--allow-missing", is_flag=True, help="Count photos without a prediction as refused.")
@click.option("--target", metavar="WORDS", help="Score one mask instead of classes, such as floor or floor+rug.")
@click.option("--classes", default="", metavar="CLASS,…", help="Score only these classes.")
@options.class_map
@click.option(
    "--where", multiple=True, metavar="COLUMN=VALUE", help="Only photos that meet it; VALUE may be a*|b or @FILE."
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the first N photos.")
@click.option("--group", metavar="COLUMN", help="Photos with the same value belong together and are drawn together.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, metavar="N", help="Photos worked on at a time."
)
@click.option("--compare", "runs", multiple=True, metavar="RUN", help="Compare with the bench.json of another bench.")
@click.option("--intersect", is_flag=True, help="Compare over the photos that both have, where they differ.")
@click.option(
    "--interval", type=click.Choice(["bca", "percentile"]), default="bca", show_default=True, help="Kind of intervals."
)
@click.option(
    "--resamples", type=click.IntRange(100, 100_000), default=1000, show_default=True, help="Drawn for each interval."
)
@click.option("--seed", type=click.IntRange(0, 2**31), default=0, show_default=True, help="Of the resamples.")
@click.option("--worst", type=click.IntRange(0, 40), default=12, show_default=True, help="Bad photos to show.")
@click.option("--resume/--fresh", default=True, help="Go on where the last bench in OUT stopped, or start over.")
@options.as_json
@click.pass_context
def command(ctx: click.Context, /, dataset: Path | None, as_json: bool, **given: Any) -> None:
    """Score methods or predictions on a data set of photos with truth.

    A DATASET is a folder with index.csv, images/ and masks/ (label maps), a folder of images/ and masks/, or a COCO
    file. OUT gets report.html, bench.json, images.csv, worst.png and the predictions. An interrupted bench goes on with
    the same line.

    \b
    maskkit bench sample_images --method geometry -o out
    maskkit bench photos/ --target floor --predictions mine=masks/ -o out
    maskkit bench --compare old/bench.json --compare new/bench.json
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    if dataset is None:
        _compare_runs(given, as_json=as_json)
        return
    try:
        result = _measure(dataset, as_json=as_json, **given)
    except KeyboardInterrupt:
        _say_how_to_resume(ctx, given["out"], as_json=as_json)
        ctx.exit(INTERRUPTED)
    if error := result.error:
        say(f"Error: {error}")
        ctx.exit(error.exit_code)


def _measure(path: Path, *, as_json: bool, **given: Any) -> BenchResult:
    from maskkit.bench.opening import open_dataset
    from maskkit.bench.pairings import pair_up, require_comparable
    from maskkit.bench.reading import read_result
    from maskkit.bench.runner import run
    from maskkit.bench.statistics import Resampling

    others = {text: read_result(text) for text in given["runs"]}
    data = open_dataset(
        path,
        classes=options.names(given["classes"]),
        target=given["target"],
        where=given["where"],
        limit=given["limit"],
        mapping=given["class_map"],
        watch=_checking(sys.stderr),
    )
    require_comparable(data, others, intersect=given["intersect"])
    chosen = _predictors(given)
    how = Resampling(kind=given["interval"], resamples=given["resamples"], seed=given["seed"])
    settings = {key: given[key] for key in ("out", "jobs", "group")}
    with _showing(sys.stderr) as watch:
        result = run(data, chosen, fresh=not given["resume"], resampling=how, watch=watch, **settings)
    pairs = pair_up(result, others, out=given["out"], predictors=chosen, intersect=given["intersect"])
    page = _write(result, data, chosen, pairs, given) if given["out"] else None
    _print(result, [pair.comparison for pair in pairs], page, as_json=as_json)
    return result


def _write(
    result: BenchResult, data: Dataset, chosen: Sequence[Predictor], pairs: Sequence[Paired], given: dict[str, Any]
) -> Path:
    from maskkit.bench.outputs import write_outputs

    sides: list[tuple[OtherRun, OtherRun] | None] = [pair.sides for pair in pairs]
    comparisons = [pair.comparison for pair in pairs]
    return write_outputs(result, data, chosen, given["out"], comparisons=comparisons, sides=sides, worst=given["worst"])


def _predictors(given: dict[str, Any]) -> tuple[Predictor, ...]:
    from maskkit.bench.predictors import Files, as_predictors, require_folder

    folders = []
    for text in given["predictions"]:
        name, equals, folder = text.partition("=")
        path = require_folder(Path(folder if equals else text))
        folders.append(Files(name if equals else path.resolve().name, path, given["allow_missing"]))
    methods = given["methods"] or (() if folders else ("auto",))
    return as_predictors([*methods, *folders])


def _compare_runs(given: dict[str, Any], *, as_json: bool) -> None:
    """Compare two or more results with the first of them; nothing is measured."""
    from maskkit.bench.pairings import compare_runs
    from maskkit.bench.reading import read_result
    from maskkit.bench.tables import comparison_text

    if len(given["runs"]) < 2:
        raise click.UsageError("give a DATASET, or --compare at least twice.")
    results = {text: read_result(text) for text in given["runs"]}
    comparisons = compare_runs(results, intersect=given["intersect"])
    if as_json:
        print_json({"comparisons": [comparison.to_json() for comparison in comparisons]})
    else:
        click.echo("\n\n".join(map(comparison_text, comparisons)))


def _print(result: BenchResult, comparisons: Sequence[Comparison], page: Path | None, *, as_json: bool) -> None:
    from maskkit.bench.tables import comparison_text, totals_text

    if as_json:
        told = {**result.to_json(), "comparisons": [comparison.to_json() for comparison in comparisons]}
        print_json({**told, "report": None if page is None else str(page)})
    else:
        click.echo("\n\n".join([totals_text(result), *map(comparison_text, comparisons)]))
    if page:
        say(f"{page}")


def _say_how_to_resume(ctx: click.Context, out: Path | None, *, as_json: bool) -> None:
    args = [arg for arg in ctx.find_root().obj or () if arg != "--fresh"]
    line = shlex.join(["maskkit", *args])
    if out is None:
        say("\nInterrupted. Nothing was kept; with -o OUT the same line would go on.")
    else:
        say(f"\nInterrupted. Nothing is lost; this line goes on where it stopped:\n  {line}")
    if as_json:
        print_json({"event": "interrupted", "resume": line if out else None, "exit_code": INTERRUPTED})


def _checking(stderr: Any) -> Callable[[int, int], None]:
    """Tells on a terminal how far the truth is checked, on a line that goes away."""

    def watch(done: int, photos: int) -> None:
        if stderr.isatty():
            stderr.write("\r\x1b[K" if done == photos else f"\rchecking the truth of photo {done} of {photos}")
            stderr.flush()

    return watch


@contextmanager
def _showing(stderr: Any) -> Iterator[Watch]:
    """A bar on a terminal; in a log a line now and then. Photos that cannot be measured are named as they come."""
    if not stderr.isatty():
        yield _log
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    last = TextColumn("{task.fields[last]}")
    shown = (TextColumn("photos"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), last)
    with Progress(*shown, console=Console(file=stderr)) as progress:
        task = progress.add_task("photos", total=None, last="")

        def watch(done: int, photos: int, records: Sequence[Record]) -> None:
            for line in _failures(records):
                progress.console.print(line, markup=False, highlight=False)
            progress.update(task, completed=done, total=photos, last=records[0].name if records else "")

        yield watch


def _log(done: int, photos: int, records: Sequence[Record]) -> None:
    for line in _failures(records):
        say(line)
    if not records and done:
        say(f"{done} of {photos} photos are measured already")
    if records and (done % 25 == 0 or done == photos):
        say(f"[{done}/{photos}]")


def _failures(records: Sequence[Record]) -> list[str]:
    """A line for each different reason why a photo could not be measured."""
    failed = [record for record in records if not record.is_measured]
    return list(dict.fromkeys(f"{record.name}: {(record.error or {}).get('message', '')}" for record in failed))
