"""Whole data sets into folders of masks and label maps, named like the photos that they belong to.

Nothing is overwritten: a file that is there already and is what would be written counts as done, so that a run that was
interrupted goes on when it is started again; one that differs is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from maskkit.errors import BadAnnotation, MaskkitError
from maskkit.images.probe import probe
from maskkit.masks.conventions import CONVENTIONS
from maskkit.masks.datasets import Pictures, open_pictures
from maskkit.masks.formats.areas import Picture
from maskkit.masks.forms import ALL, is_unordered
from maskkit.masks.import_job import LABEL_MAPS, MASKS, Imported, Job, Settings
from maskkit.masks.naming import Naming, class_numbers
from maskkit.masks.photo_index import PHOTO_FOLDERS, PhotoIndex, photos_in, plain_name


@dataclass(frozen=True, eq=False)
class Import:
    """A data set that is ready to be written: every name in it is known, and no two pictures get one name."""

    data: Pictures
    labels: Mapping[str, int]
    photos: Path | None
    """Where photos were looked for; None if there are none."""
    jobs: tuple[Job, ...]

    def __len__(self) -> int:
        return len(self.jobs)

    def run(self) -> Iterator[Imported]:
        """Write picture by picture; what is wrong with one does not stop the others."""
        return (job.run() for job in self.jobs)


def import_masks(source: str | Path, out: str | Path, **options: Any) -> list[Imported]:
    """Write the masks and label maps of a whole data set; ``options`` are those of :func:`open_import`.

    What is wrong with one picture is told in its ``error``, and the others are written.

    Raises:
        ImageNotFound, UnknownChoice, BadAnnotation: as :func:`open_import`, before anything is written.
    """
    return list(open_import(source, out, **options).run())


def open_import(
    source: str | Path,
    out: str | Path,
    *,
    to: Sequence[str] = (MASKS,),
    photos: str | Path | None = None,
    form: str | None = None,
    only: Sequence[str] = (),
    classes: Mapping[str, str] | None = None,
    threshold: int | None = None,
    keep_empty: bool = False,
    overwrite: bool = False,
) -> Import:
    """Look through a data set before anything is written.

    Args:
        source: a COCO or Label Studio file, or a folder of LabelMe, YOLO or mask files.
        out: the folder for ``masks/`` and ``labels/``.
        to: what to make: ``"masks"``, ``"labels"`` (label maps), or both.
        photos: the folder of the photos, whose names and sizes the masks get; looked for beside ``source`` otherwise.
        form: what the source is; judged by its content where it is not given.
        only: the labels that masks are made of; ``["all"]`` for all of them.
        classes: what the labels of the file are, as in :class:`maskkit.masks.naming.Naming`.
        threshold: the least value that counts as marked in a label map, for soft brushes.
        keep_empty: write masks of pictures on which nothing is marked, too; they are left out otherwise.
        overwrite: replace files that differ from what is written.

    Raises:
        ImageNotFound: source or photos are not there.
        UnknownChoice: there is no such form or class.
        BadAnnotation: it is no data set; or a label has no class, or none was chosen of several, or a name was given
            that no label has; all of them are named.
    """
    data = open_pictures(Path(source), form=form)
    naming = Naming(classes or {})
    made = [Path(out) / kind for kind in (MASKS, LABEL_MAPS)]
    index = PhotoIndex.of(Path(photos), skipped=made) if photos is not None else _beside(data, made)
    chosen = tuple(label.casefold() for label in only)
    settings = Settings(Path(out), tuple(to), naming, chosen, threshold, keep_empty, overwrite)
    jobs = _jobs(data, index, settings)
    counted = _count_labels(jobs, naming)
    naming.require_known([*counted.before], str(source))
    if LABEL_MAPS in to and data.guess.name not in CONVENTIONS:
        _require_names([*counted.before], naming, str(source))
    _require_choice([*counted.after], only, to, str(source))
    return Import(data, dict(counted.after), index.folder if index else None, jobs)


@dataclass(frozen=True)
class _Labels:
    """In how many pictures each label is, under its own name and under that of its class."""

    before: Counter[str]
    after: Counter[str]


def _count_labels(jobs: Sequence[Job], naming: Naming) -> _Labels:
    counted = _Labels(Counter(), Counter())
    for job in jobs:
        try:
            annotation = job.picture.read(probe(job.photo).size_wh if job.photo else None)
        except MaskkitError:
            continue  # it is told when its turn comes
        counted.before.update(annotation.labels)
        counted.after.update(naming.apply(annotation).labels)
    return counted


def _require_names(labels: Sequence[str], naming: Naming, where: str) -> None:
    """Refuse bare numbers for a label map: the classes of a data set are not numbered like those of a room.

    Raises:
        BadAnnotation: there are some of which nothing is said.
    """
    if unknown := sorted((label for label in labels if label.isdigit() and naming.word(label) is None), key=int):
        hint = f"Say what each is: {' '.join(f'--map {label}=…' for label in unknown[:5])}."
        raise BadAnnotation(f"the classes {_listed(unknown)} are numbers without names", where=where, hint=hint)


def _require_choice(labels: Sequence[str], only: Sequence[str], to: Sequence[str], where: str) -> None:
    """Refuse what would have to be decided silently."""
    if LABEL_MAPS in to:
        class_numbers(labels, where)
    have = {label.casefold() for label in labels}
    if strange := [label for label in only if label.casefold() not in {*have, ALL}]:
        raise BadAnnotation(f"nothing is called {strange[0]!r} there", where=where, hint=f"It has: {_listed(labels)}.")
    if MASKS in to and len(have) > 1 and not only:
        hint = f"Choose with --only: {_listed(labels)}; or --only {ALL}; or write label maps with --to {LABEL_MAPS}."
        raise BadAnnotation(f"it marks {len(have)} classes, and a mask is one", where=where, hint=hint)


def _listed(labels: Sequence[str]) -> str:
    more = f" and {len(labels) - 20} more" if len(labels) > 20 else ""
    return ", ".join(labels[:20]) + more


def _jobs(data: Pictures, index: PhotoIndex | None, settings: Settings) -> tuple[Job, ...]:
    """The pictures with their photos and places; those that would be written over each other have a fault."""
    unordered = is_unordered(data.guess.name)
    jobs = [_job(picture, index, settings, is_unordered=unordered, where=str(data.where)) for picture in data.pictures]
    claims = Counter(job.stem.casefold() for job in jobs if job.fault is None)
    return tuple(_unless_claimed_twice(job, claims) for job in jobs)


def _job(picture: Picture, index: PhotoIndex | None, settings: Settings, *, is_unordered: bool, where: str) -> Job:
    photo, stem, fault = None, "", None
    try:
        photo = index.find(picture.names) if index else None
        stem = _stem(picture, photo, index, where)
    except MaskkitError as error:
        fault = error
    return Job(picture, photo, stem, settings, is_unordered, fault)


def _stem(picture: Picture, photo: Path | None, index: PhotoIndex | None, where: str) -> str:
    """The place of a mask below the output folder: that of its photo among the photos, or else what it is called."""
    if photo is not None and index is not None:
        return photo.relative_to(index.folder).with_suffix("").as_posix()
    name = PurePosixPath(plain_name(picture.names[0]))
    if not name.name or ".." in name.parts or ":" in str(name) or not str(name).isprintable():
        raise BadAnnotation(f"the name {picture.names[0][:80]!r} is no path below a folder", where=where)
    return str(name.with_suffix(""))


def _unless_claimed_twice(job: Job, claims: Counter[str]) -> Job:
    if job.fault is not None or claims[job.stem.casefold()] == 1:
        return job
    sentence = f"{claims[job.stem.casefold()]} pictures would be written to {job.stem}.png"
    return replace(job, fault=BadAnnotation(sentence, where=job.image, hint="Rename their photos, or give --photos."))


def _beside(data: Pictures, skipped: Sequence[Path]) -> PhotoIndex | None:
    """The photos that lie with the annotations, if any do; with mask files none are looked for in their own folder."""
    folder = data.where if data.where.is_dir() else data.where.parent
    for name in PHOTO_FOLDERS:
        for place in (folder / name, folder.parent / name):
            if place.is_dir():
                return PhotoIndex.of(place, skipped=skipped)
    if data.guess.name in CONVENTIONS:
        return None
    index = PhotoIndex.of(folder, skipped=skipped) if data.where.is_dir() else PhotoIndex(photos_in(folder), folder)
    return index if len(index) else None
