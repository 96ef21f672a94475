"""Masks from any form into any other, with the proof of what was kept: what is written is read again and compared."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from maskkit.errors import BadAnnotation, GreyMask
from maskkit.images.decode import decode
from maskkit.images.photo import Photo
from maskkit.images.planes import decode_planes
from maskkit.images.source import source_name
from maskkit.masks.agreement import Agreement, compare
from maskkit.masks.conventions import Convention
from maskkit.masks.formats.areas import Annotation, Source
from maskkit.masks.formats.catalogue import Format
from maskkit.masks.formats.drawing import draw_annotation, draw_label_map
from maskkit.masks.formats.guess import Guess
from maskkit.masks.formats.images import read_numbers, read_values, write_numbers, write_values
from maskkit.masks.formats.painted import PAINTED_BY, painted_elsewhere
from maskkit.masks.forms import (
    UNNAMED,
    Contents,
    Form,
    find_form,
    is_unordered,
    of_labels,
    of_values,
    read_contents,
    require_one_label,
)
from maskkit.masks.mask import Mask
from maskkit.masks.naming import Naming, any_numbers, class_numbers, class_of
from maskkit.types import ImageSource, SizeWh


@dataclass(frozen=True, eq=False)
class Conversion:
    """A file in another form, and how much of the mask it holds.

    ``agreement`` is between what was read and what is read from ``data`` again; ``elsewhere`` between what was read and
    what the tool ``filled_by``, which the format is written for, makes of its polygons. ``notes`` are for people.
    """

    data: bytes
    form: str
    suffix: str
    guess: Guess
    size_wh: SizeWh
    labels: tuple[str, ...]
    coverage: float
    agreement: Agreement
    elsewhere: Agreement | None = None
    filled_by: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def is_lossless(self) -> bool:
        """Whether what is read from the file again is what went into it, bit by bit."""
        return self.agreement.is_equal

    @property
    def iou(self) -> float:
        """Intersection over union of what went in and what is read again; 1 where nothing is lost."""
        return self.agreement.iou

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Write the file, whole or not at all.

        Raises:
            OutputExists: it is there, and ``overwrite`` is not given.
            StorageError: the disk would not take it.
        """
        from maskkit.images.encode import write_atomic

        write_atomic(path, self.data, overwrite=overwrite)


def convert(
    source: ImageSource,
    to: str,
    *,
    form: str | None = None,
    only: Sequence[str] = (),
    classes: Mapping[str, str] | None = None,
    label: str | None = None,
    threshold: int | None = None,
    tolerance_px: float = 0,
    photo: Photo | ImageSource | None = None,
    size_wh: SizeWh | None = None,
    image: str | None = None,
) -> Conversion:
    """A file of masks in another form.

    Args:
        source: the file: a picture by any convention, a label map, or an annotation of another tool.
        to: what it is to become, one of :data:`maskkit.masks.forms.FORMS`.
        form: what it is; judged by its content where it is not given.
        only: the labels that are taken; ``["all"]`` for all of them.
        classes: what the labels of the file are, as in :class:`maskkit.masks.naming.Naming`.
        label: what the one thing that is marked is called in the annotation.
        threshold: the least value, 1 to 255, that counts as marked, for forms that hold no greys.
        tolerance_px: how far outlines may lie from the mask's, for fewer corners; 0 for none.
        photo: the photo that the mask belongs to: its size is checked, its colours go into forms that hold them.
        size_wh: the upright photo's size, in place of the photo.
        image: the picture that is meant, where the file has several.

    Raises:
        UnknownChoice: there is no such form or class.
        UnclearMask: ``form`` is not given, and the content fits two.
        ImageRefused, MaskRefused: the file cannot be read.
        SizeMismatch: it is not of the photo's size.
        GreyMask: it is soft, the form is not, and there is no threshold.
        EmptyMask, FullMask: it marks nothing or everything, where the form does not allow it.

    >>> made = convert(b'{"size": [1, 3], "counts": [1, 2]}', "black")
    >>> made.is_lossless, decode_planes(made.data).colour.tolist()
    (True, [[255, 0, 0]])
    """
    target, naming = find_form(to), Naming(classes or {})
    picture = photo if photo is None or isinstance(photo, Photo) else decode(photo)
    size = picture.size_wh if picture else size_wh
    contents = read_contents(source, form=form, size_wh=size, image=image).named(naming).only(only)
    if _holds_one(target):
        require_one_label(contents.annotation, only)
    known = contents.annotation.sized(size)
    called = _called(contents, label, image or _photo_name(picture) or contents.annotation.image or _name(source))
    job = _Job(target, naming, known, threshold, tolerance_px, picture)
    return job.convert(called)


@dataclass(frozen=True)
class _Job:
    """What a conversion depends on beside the contents."""

    target: Form
    naming: Naming
    size_wh: SizeWh
    threshold: int | None
    tolerance_px: float
    photo: Photo | None

    def convert(self, contents: Contents) -> Conversion:
        labels = contents.annotation.labels
        before = self._ordered(contents)
        soft = () if self.target.is_soft else before.soft_labels(self.size_wh)
        ready = before if not soft else self._hardened(before)
        marked = Mask(ready.draw(self.size_wh))
        self._require_allowed(marked, before.where)
        contents = replace(contents, annotation=ready)
        numbers = any_numbers(labels) if _holds_any(self.target) else _class_numbers(labels, before.where)
        write = self._annotation if isinstance(self.target, Format) else self._picture
        data, after, elsewhere = write(contents, numbers)
        whole = _holds_one(self.target)
        return Conversion(
            data=data,
            form=self.target.name,
            suffix=self.target.suffix if isinstance(self.target, Format) else ".png",
            guess=contents.guess,
            size_wh=self.size_wh,
            labels=labels,
            coverage=marked.coverage,
            agreement=compare(before, after, self.size_wh, whole=whole),
            elsewhere=None if elsewhere is None else compare(before, elsewhere, self.size_wh, whole=whole),
            filled_by=PAINTED_BY[self.target.name][0] if elsewhere is not None else None,
            notes=tuple(self._notes(marked, soft, contents, data)),
        )

    def _ordered(self, contents: Contents) -> Annotation:
        """The areas, small ones last where the order begins to say which of them lie on top."""
        if not contents.is_unordered or _holds_one(self.target) or is_unordered(self.target.name):
            return contents.annotation
        return contents.annotation.large_first(self.size_wh)

    def _annotation(
        self, contents: Contents, numbers: Mapping[str, int]
    ) -> tuple[bytes, Annotation, Annotation | None]:
        """The file, what is read from it again, and what its own tools make of it where that is something else."""
        target, annotation = self.target, contents.annotation
        assert isinstance(target, Format)
        if contents.labels is not None and self.tolerance_px:
            drawing = draw_label_map(contents.labels, numbers, tolerance_px=self.tolerance_px)
            drawing = replace(drawing, image=annotation.image or drawing.image)
        else:
            drawing = draw_annotation(annotation, self.size_wh, numbers, tolerance_px=self.tolerance_px)
        data = target.write(drawing)
        after = target.read(Source(data, "what was written", self.size_wh))
        if target.labels == "numbers":
            after = after.renamed({str(number): label for label, number in numbers.items()})
        return data, after, painted_elsewhere(target.name, drawing)

    def _picture(self, contents: Contents, numbers: Mapping[str, int]) -> tuple[bytes, Annotation, None]:
        target, annotation = self.target, contents.annotation
        assert isinstance(target, Convention)
        if target.holds_classes:
            data = write_numbers(annotation.draw_labels(numbers, self.size_wh), target)
            names = {class_of(number): label for label, number in numbers.items()}
            return data, of_labels(read_numbers(decode_planes(data))).renamed(names), None
        photo = self.photo.pixels if self.photo else None
        data = write_values(annotation.draw(self.size_wh), target, photo=photo)
        return data, of_values(read_values(decode_planes(data), target)), None

    def _hardened(self, annotation: Annotation) -> Annotation:
        if self.threshold is None:
            greys = Mask(annotation.draw(self.size_wh)).grey_share
            sentence = f"{greys:.1%} of the mask is neither 0 nor 255, and {self.target.name} holds no greys"
            hint = (
                "Say from which value on a pixel is marked, such as --threshold 128, or choose a form that holds them."
            )
            raise GreyMask(sentence, where=annotation.where, hint=hint)
        return annotation.hardened(self.threshold)

    def _require_allowed(self, marked: Mask, where: str) -> None:
        if isinstance(self.target, Convention) and self.target.needs_both:
            marked.check(where=where)

    def _notes(self, marked: Mask, soft: Sequence[str], contents: Contents, data: bytes) -> Iterator[str]:
        if soft:
            yield f"everything from {self.threshold} on was made 255, the rest 0"
        if marked.is_empty:
            yield "nothing is marked"
        most = self.target.most_bytes if isinstance(self.target, Convention) else None
        if most is not None and len(data) > most:
            yield f"the file has {len(data)} bytes, and {self.target.name} takes up to {most}"
        if contents.labels is None and self._takes_numbers(contents.annotation):
            yield "the numbers of the file were taken as class numbers of maskkit: 1 is floor, 2 is wall"

    def _takes_numbers(self, annotation: Annotation) -> bool:
        """Whether labels that are bare numbers were taken for those of a room's classes."""
        into_classes = isinstance(self.target, Convention) and self.target.holds_classes
        return into_classes and not self.naming.classes and any(map(str.isdigit, annotation.labels))


def _class_numbers(labels: tuple[str, ...], where: str) -> dict[str, int]:
    if labels == (UNNAMED,):
        hint = "Say what it is with --label, such as --label floor."
        raise BadAnnotation("a label map has to know what the mask marks", where=where, hint=hint)
    return class_numbers(labels, where)


def _holds_any(target: Form) -> bool:
    """Whether a form holds labels of any name, and not only those that are classes."""
    return isinstance(target, Format) or not target.holds_classes


def _holds_one(target: Form) -> bool:
    """Whether a form holds one mask without a name."""
    return target.labels == "none" if isinstance(target, Format) else not target.holds_classes


def _called(contents: Contents, label: str | None, image: str) -> Contents:
    annotation = replace(contents.annotation, image=image)
    if label is None:
        return replace(contents, annotation=annotation)
    if len(annotation.labels) > 1:
        listed = ", ".join(annotation.labels[:20])
        sentence = f"it marks {len(annotation.labels)} classes, and {label!r} is one name"
        raise BadAnnotation(
            sentence, where=annotation.where, hint=f"It has: {listed}. Rename them with --map, or choose."
        )
    renamed = annotation.renamed(dict.fromkeys(annotation.labels, label))
    return replace(contents, annotation=renamed, labels=None)


def _photo_name(photo: Photo | None) -> str | None:
    return PurePath(photo.origin.path).name if photo and photo.origin.path else None


def _name(source: ImageSource) -> str:
    """What the picture is called where nothing says it: like the file of the mask."""
    name = source_name(source)
    return PurePath(name).name if name else "photo.jpg"
