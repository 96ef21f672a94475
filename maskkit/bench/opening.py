"""From a path to a checked data set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from maskkit.bench.choosing import Condition, choose
from maskkit.bench.coco import find_coco, read_coco
from maskkit.bench.dataset import Dataset, Sample, refuse
from maskkit.bench.layouts import find_table, read_folders, read_table
from maskkit.bench.scope import Scope
from maskkit.errors import BadDataset, MaskkitError, UnknownChoice
from maskkit.images.probe import probe

Watch = Callable[[int, int], None]
"""Told how many of how many photos are checked."""


def open_dataset(
    path: str | Path,
    *,
    classes: Iterable[str] = (),
    target: str | None = None,
    where: Iterable[str] = (),
    limit: int | None = None,
    mapping: Mapping[str, str] | None = None,
    watch: Watch | None = None,
) -> Dataset:
    """The data set at ``path``, with every truth read and checked.

    Args:
        path: a folder in our own layout (see :mod:`maskkit.bench.layouts`), in COCO's (:mod:`maskkit.bench.coco`), or
            with one folder of photos and one of masks; or a COCO file.
        classes: what is scored; all classes by default.
        target: one mask to score instead, in the words of ``mk.mask``: ``floor``, ``floor + rug``. A folder of plain
            masks has one mask anyway, and ``target`` says what of a label map it is.
        where: conditions on the columns of the table, such as ``room_type=bathroom``; all have to hold.
        limit: at most so many photos, the first ones.
        mapping: what the categories of a COCO file are.
        watch: see :data:`Watch`.

    Raises:
        BadDataset: naming every problem at once: photos without truth, sizes that differ, values that are no class.
        UnknownChoice: a word, class or column that is none.
    """
    path = Path(path)
    conditions = [Condition.parse(text) for text in where]
    layout, samples, has_labels = _read(path, mapping or {})
    scope = _scope(classes, target, has_labels=has_labels)
    chosen = choose(samples, conditions, where=path)
    scored = [sample for sample in chosen if scope.valid_rows(sample.valid)]
    if not scored:
        raise BadDataset(f"no truth knows {', '.join(scope.names[1:])}", where=str(path), hint="Score other classes.")
    kept = scored[:limit]
    refuse(_problems(kept, scope, watch), path, hint="Mend them, or leave the photos out with --where 'name!=…'.")
    words = [condition.text for condition in conditions] + ([f"the first {limit}"] if limit is not None else [])
    name = path.resolve().name
    return Dataset(name, layout, scope, tuple(kept), left_out=len(chosen) - len(scored), chosen=tuple(words))


def _read(path: Path, mapping: Mapping[str, str]) -> tuple[str, list[Sample], bool]:
    """The name of the layout, the samples, and whether their truth are label maps."""
    if not path.exists():
        raise BadDataset("there is no such folder", where=str(path), hint="Check the path.")
    if path.is_dir() and (table := find_table(path)):
        return "table", _not_none(read_table(table), path), True
    if file := find_coco(path):
        return "coco", _not_none(read_coco(file, mapping=mapping), path), True
    if not path.is_dir():
        raise BadDataset("that is no data set", where=str(path), hint="Give a folder, or a COCO file.")
    samples, is_labels = read_folders(path)
    return "folders", _not_none(samples, path), is_labels


def _not_none(samples: list[Sample], path: Path) -> list[Sample]:
    if not samples:
        raise BadDataset("there is no photo in the data set", where=str(path))
    return samples


def _scope(classes: Iterable[str], target: str | None, *, has_labels: bool) -> Scope:
    words = tuple(classes)
    if target and words:
        raise UnknownChoice("classes and a target exclude each other", hint="Give one of them.")
    if target:
        return Scope.of_target(target)
    if not has_labels:
        if words:
            raise UnknownChoice("plain masks have no classes", hint="Say with --target what the masks are of.")
        return Scope.of_mask()
    return Scope.of_classes(words)


def _problems(samples: Sequence[Sample], scope: Scope, watch: Watch | None) -> list[str]:
    problems = []
    for number, sample in enumerate(samples, 1):
        if problem := _problem(sample, scope):
            problems.append(f"{sample.name}: {problem}")
        if watch:
            watch(number, len(samples))
    return problems


def _problem(sample: Sample, scope: Scope) -> str | None:
    """What is wrong with the truth; a photo that cannot be read is no fault of the data set, and is told when it is."""
    try:
        shape = sample.truth.rows(scope).shape
    except MaskkitError as error:
        return f"{Path(error.where).name + ': ' if error.where else ''}{error.message}"
    try:
        width, height = probe(sample.photo).size_wh
    except MaskkitError:
        return None
    if shape != (height, width):
        return f"the truth is {shape[1]} x {shape[0]} pixels, the photo {width} x {height}"
    return None
