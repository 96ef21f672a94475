"""One picture of a data set into a mask and a label map: written, left as it is, or failed, and told in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from maskkit.errors import GreyMask, MaskkitError, OutputExists
from maskkit.images.encode import encode, write_atomic
from maskkit.images.probe import probe
from maskkit.masks.formats.areas import Annotation, Picture
from maskkit.masks.forms import ALL
from maskkit.masks.mask import Mask
from maskkit.masks.naming import Naming, class_numbers
from maskkit.types import Labels, SizeWh

MASKS, LABEL_MAPS = "masks", "labels"
"""What can be made, and the folders in which it is laid down."""

_FIELDS = {MASKS: "mask", LABEL_MAPS: "label_map"}


class Outcome(StrEnum):
    """What came of one picture."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    FAILED = "failed"


@dataclass(frozen=True)
class Imported:
    """One picture of a data set, and what came of it; ``files`` are what there is of it now, by kind."""

    image: str
    outcome: Outcome
    photo: Path | None = None
    files: Mapping[str, Path] = field(default_factory=dict)
    size_wh: SizeWh | None = None
    coverage: float = 0.0
    labels: tuple[str, ...] = ()
    error: MaskkitError | None = None

    def to_json(self) -> dict[str, Any]:
        """The picture as ``maskkit import --json`` prints it."""
        files = {_FIELDS[kind]: str(path) for kind, path in self.files.items()}
        told: dict[str, Any] = {"image": self.image, "outcome": str(self.outcome), **files}
        if self.photo:
            told["photo"] = str(self.photo)
        if self.size_wh:
            told |= {"size_wh": self.size_wh, "coverage": round(self.coverage, 4), "labels": self.labels}
        return told | ({"error": self.error.to_json()} if self.error else {})


@dataclass(frozen=True)
class Settings:
    """How the pictures of a data set are written; the fields are the arguments of ``open_import``."""

    out: Path
    to: tuple[str, ...]
    naming: Naming
    only: tuple[str, ...]
    threshold: int | None
    keep_empty: bool
    overwrite: bool

    def chosen(self, annotation: Annotation) -> Annotation:
        """What masks are made of: the areas whose labels were chosen."""
        if not self.only or self.only == (ALL,):
            return annotation
        areas = tuple(area for area in annotation.areas if area.label.casefold() in self.only)
        return replace(annotation, areas=areas)


@dataclass(frozen=True, eq=False)
class Job:
    """One picture to be written below ``stem``; ``fault`` is why it cannot be."""

    picture: Picture
    photo: Path | None
    stem: str
    settings: Settings
    is_unordered: bool
    fault: MaskkitError | None = None

    @property
    def image(self) -> str:
        """What the picture is called in the data set."""
        return self.picture.names[0]

    def run(self) -> Imported:
        """Write the picture; what is wrong with it is in the ``error`` of what comes back."""
        try:
            if self.fault is not None:
                raise self.fault
            return self._written()
        except MaskkitError as error:
            return Imported(self.image, Outcome.FAILED, self.photo, error=error)

    def _written(self) -> Imported:
        annotation, size = _read(self.picture, self.photo)
        annotation = self.settings.naming.apply(annotation)
        marked = self.settings.chosen(annotation)
        mask = Mask(marked.draw(size))
        done = Imported(self.image, Outcome.EMPTY, self.photo, {}, size, mask.coverage, annotation.labels)
        if not annotation.areas and not self.settings.keep_empty:
            return done
        made: dict[str, bytes] = {}
        if MASKS in self.settings.to and (not mask.is_empty or self.settings.keep_empty):
            made[MASKS] = encode(mask.values)
        if LABEL_MAPS in self.settings.to:
            made[LABEL_MAPS] = encode(self._label_map(annotation, size))
        files = {kind: self.settings.out / kind / f"{self.stem}.png" for kind in made}
        changed = [kind for kind in made if _differs(files[kind], made[kind], overwrite=self.settings.overwrite)]
        for kind in changed:
            files[kind].parent.mkdir(parents=True, exist_ok=True)
            write_atomic(files[kind], made[kind], overwrite=self.settings.overwrite)
        outcome = Outcome.WRITTEN if changed else Outcome.UNCHANGED if made else Outcome.EMPTY
        return replace(done, outcome=outcome, files=files)

    def _label_map(self, annotation: Annotation, size_wh: SizeWh) -> Labels:
        hard = _hardened(annotation, size_wh, self.settings.threshold)
        ordered = hard.large_first(size_wh) if self.is_unordered else hard
        return ordered.draw_labels(class_numbers(ordered.labels, ordered.where), size_wh)


def _read(picture: Picture, photo: Path | None) -> tuple[Annotation, SizeWh]:
    size = probe(photo).size_wh if photo else None
    annotation = picture.read(size)
    return annotation, annotation.sized(size)


def _hardened(annotation: Annotation, size_wh: SizeWh, threshold: int | None) -> Annotation:
    if not annotation.soft_labels(size_wh):
        return annotation
    if threshold is None:
        hint = "Say from which value on a pixel is of a class, such as --threshold 128."
        raise GreyMask("a brush is soft, and a label map holds no greys", where=annotation.where, hint=hint)
    return annotation.hardened(threshold)


def _differs(path: Path, data: bytes, *, overwrite: bool) -> bool:
    """Whether a file has to be written.

    Raises:
        OutputExists: it is there, is something else, and is not to be overwritten.
    """
    if not path.exists():
        return True
    if path.is_file() and path.read_bytes() == data:
        return False
    if not overwrite:
        raise OutputExists("the file is there already, and differs", where=str(path))
    return True
