"""Measure predictors on a data set; what is measured already is not measured again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from maskkit.bench.crew import work
from maskkit.bench.dataset import Dataset, Sample, digest, file_stamp
from maskkit.bench.journal import Journal, open_journal
from maskkit.bench.predictors import SCORE_CODE, Method, Predictor, Predictors, as_predictors, code_stamp, missing_files
from maskkit.bench.records import Record
from maskkit.bench.result import BenchResult, Measured
from maskkit.bench.scope import Scope
from maskkit.bench.scoring import score_sample
from maskkit.bench.statistics import DEFAULT_RESAMPLING, Resampling
from maskkit.errors import InputRefused, MaskkitError, UnknownChoice

Watch: TypeAlias = Callable[[int, int, Sequence[Record]], None]
"""Told how many of how many photos are done, and the records of the last one; the first call has none."""


def run(
    dataset: Dataset,
    predictors: Predictors,
    *,
    out: str | Path | None = None,
    fresh: bool = False,
    jobs: int = 1,
    group: str | None = None,
    resampling: Resampling = DEFAULT_RESAMPLING,
    watch: Watch | None = None,
) -> BenchResult:
    """Score every predictor on every photo of ``dataset``.

    A photo, truth or prediction that cannot be used ends nothing: its record has failed and says why. The result is the
    same for any number of jobs, but for the times.

    With a function of one's own, from photo to label map::

        def lower_half(photo: mk.Photo) -> np.ndarray:
            labels = np.full(photo.pixels.shape[:2], mk.RoomClass.WALL, np.uint8)
            labels[len(labels) // 2 :] = mk.RoomClass.FLOOR
            return labels

        dataset = bench.open_dataset("sample_images", classes=["floor", "wall"])
        result = bench.run(dataset, {"lower half": lower_half})
        result.totals("lower half").iou["floor"]          # Interval(value=0.289, low=…, high=…)

    Args:
        dataset: see :func:`maskkit.bench.open_dataset`.
        predictors: names of methods, :class:`~maskkit.bench.predictors.Files`, or functions by name. A function takes a
            Photo and gives a label map, a Segmentation, or where one mask is scored a mask.
        out: a folder to keep measurements and predictions in. What an interrupted run kept there is used again.
        fresh: leave out what was kept.
        jobs: photos worked on at a time, each in a process of its own; times then disturb each other. Functions have
            to be importable by other processes.
        group: the column of the data set's table that says which photos belong together; intervals and tests then draw
            whole groups.
        resampling: how confidence intervals are made.
        watch: see :data:`Watch`.

    Raises:
        UnknownChoice: there is no such method or column, or a method cannot tell the target.
        InputRefused: a folder of predictions lacks some; all are named.
        JournalMismatch, JournalLocked: ``out`` holds another bench, or is in use.
    """
    chosen = as_predictors(predictors)
    _check(dataset, chosen, group)
    bench = _Bench(dataset.scope, chosen, None if out is None else Path(out))
    if bench.out is None:
        found = bench.measure(dataset, None, jobs, watch)
    else:
        with open_journal(bench.out, fresh=fresh) as journal:
            journal.bind({"data set": dataset.name, "scored": ", ".join(dataset.scope.names[1:])})
            found = bench.measure(dataset, journal, jobs, watch)
    groups = None if group is None else {sample.name: sample.fields[group] for sample in dataset}
    return BenchResult(
        dataset.to_json(),
        dataset.scope,
        tuple(
            Measured(predictor.name, tuple(found[sample.name][place] for sample in dataset))
            for place, predictor in enumerate(chosen)
        ),
        resampling,
        groups,
    )


@dataclass(frozen=True)
class _Task:
    """The predictors (by their places) that a photo still has to be scored for."""

    sample: Sample
    places: tuple[int, ...]


@dataclass(frozen=True)
class _Bench:
    scope: Scope
    predictors: tuple[Predictor, ...]
    out: Path | None

    def __call__(self, task: _Task) -> list[Record]:
        """Work on one photo; this is what other processes do."""
        predictors = [self.predictors[place] for place in task.places]
        return score_sample(task.sample, predictors, self.scope, keep_in=self.out)

    def measure(
        self, dataset: Dataset, journal: Journal | None, jobs: int, watch: Watch | None
    ) -> dict[str, dict[int, Record]]:
        """The records by photo and by the place of the predictor."""
        found = {sample.name: self._known(sample, journal) for sample in dataset}
        tasks = [task for sample in dataset if (task := self._task(sample, found[sample.name])).places]
        done = len(dataset) - len(tasks)
        if watch:
            watch(done, len(dataset), [])
        for task, records in self._worked(tasks, jobs):
            for place, record in zip(task.places, records, strict=True):
                found[task.sample.name][place] = record
                if journal and record.is_measured:
                    journal.put(self.predictors[place].name, self._stamp(task.sample, place), record)
            done += 1
            if watch:
                watch(done, len(dataset), records)
        return found

    def _worked(self, tasks: Sequence[_Task], jobs: int) -> Iterator[tuple[_Task, list[Record]]]:
        for task, records in work(tasks, self, jobs=jobs):
            if isinstance(records, MaskkitError):
                yield task, [Record.failure(task.sample.name, records) for _ in task.places]
            else:
                yield task, records

    def _known(self, sample: Sample, journal: Journal | None) -> dict[int, Record]:
        if journal is None:
            return {}
        kept = {
            place: journal.get(predictor.name, sample.name, self._stamp(sample, place))
            for place, predictor in enumerate(self.predictors)
        }
        return {place: record for place, record in kept.items() if record is not None}

    def _task(self, sample: Sample, known: dict[int, Record]) -> _Task:
        return _Task(sample, tuple(place for place in range(len(self.predictors)) if place not in known))

    def _stamp(self, sample: Sample, place: int) -> str:
        parts = (
            file_stamp(sample.photo),
            sample.truth.stamp(),
            str(sample.valid),
            self.predictors[place].stamp(sample),
        )
        return digest(code_stamp(SCORE_CODE), repr(self.scope), *parts)


def _check(dataset: Dataset, predictors: Sequence[Predictor], group: str | None) -> None:
    if not predictors:
        raise UnknownChoice("there is nothing to measure", hint="Give a method, a folder of predictions or a function.")
    if group is not None and not all(group in sample.fields for sample in dataset):
        raise UnknownChoice(f"there is no column {group!r} to group by")
    for predictor in predictors:
        if isinstance(predictor, Method) and dataset.scope.members[1] is None:
            raise UnknownChoice(
                f"the data set has plain masks, so that {predictor.name} cannot know what they are of",
                hint="Say it with a target, such as floor, or give predictions.",
            )
        if missing := missing_files(predictor, dataset.samples):
            shown = ", ".join(missing[:20]) + (f" and {len(missing) - 20} more" if len(missing) > 20 else "")
            raise InputRefused(
                f"{len(missing)} of {len(dataset)} photos have no prediction: {shown}",
                where=predictor.name,
                hint="Add them, or count them as refused with --allow-missing.",
            )
