"""Files of masks in any form that is known: what they are, and what they mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from maskkit.errors import BadAnnotation, EmptyFile, ImageRefused, UnknownChoice
from maskkit.images.planes import decode_planes
from maskkit.images.source import read_source, source_name
from maskkit.limits import ImageLimits
from maskkit.masks.conventions import CONVENTIONS, Convention, find_convention
from maskkit.masks.formats.areas import Annotation, Area, Numbered, Patch, Source
from maskkit.masks.formats.catalogue import FORMATS, Format
from maskkit.masks.formats.guess import Guess, Sureness, guess_picture, guess_text, is_picture
from maskkit.masks.formats.images import read_numbers, read_values
from maskkit.masks.mask import Mask
from maskkit.masks.naming import Naming, class_numbers, label_names
from maskkit.types import Grey8, ImageSource, Labels, SizeWh

Form = Convention | Format

FORMS = (*CONVENTIONS, *FORMATS)
"""The names of all forms: picture files by convention, then annotation files."""

UNNAMED = "mask"
"""What a mask is called that comes without a name."""

ALL = "all"
"""The word for every label of a file."""

ANNOTATION_LIMITS = ImageLimits(max_file_bytes=512 * 1024 * 1024)


@dataclass(frozen=True, eq=False)
class Contents:
    """What a file marks: its areas, and the label map (H, W) if it is one. ``guess`` is what the file is."""

    annotation: Annotation
    guess: Guess
    labels: Labels | None = None

    @property
    def is_unordered(self) -> bool:
        """Whether the order of the areas says nothing about which of them lie on top."""
        return is_unordered(self.guess.name)

    def named(self, naming: Naming) -> Contents:
        """The same under the names of classes; what is skipped is left out.

        Raises:
            BadAnnotation: a label was named that the file does not have.
        """
        if self.labels is None or not naming.classes:
            naming.require_known(self.annotation.labels, self.annotation.where)
            return replace(self, annotation=naming.apply(self.annotation))
        labels = naming.map_labels(self.labels, self.annotation.where)
        return Contents(of_labels(labels, self.annotation.where), self.guess, labels)

    def only(self, labels: Sequence[str]) -> Contents:
        """What is marked under ``labels`` alone; under all of them for the word ``all``.

        Raises:
            BadAnnotation: the file has none of one of them.
        """
        if not labels or [label.casefold() for label in labels] == [ALL]:
            return self
        chosen = self.annotation.only(labels)
        numbers = [area.shape.number for area in chosen.areas if isinstance(area.shape, Numbered)]
        kept = None if self.labels is None else _kept(self.labels, numbers)
        return Contents(chosen, self.guess, kept)


def is_unordered(name: str) -> bool:
    """Whether in a form the order of the areas says nothing about which of them lie on top.

    >>> is_unordered("coco-polygons"), is_unordered("labelme")
    (True, False)
    """
    return name == "rle" or name.startswith("coco")


def find_form(name: str) -> Form:
    """The form called ``name``.

    Raises:
        UnknownChoice: there is none; the hint lists them.

    >>> find_form("openai").edited, find_form("coco").suffix
    ('transparent', '.json')
    """
    found = find_convention(name) or FORMATS.get(name.strip().casefold())
    if found is None:
        raise UnknownChoice(f"no form of masks is called {name!r}", hint=f"Choose one of: {', '.join(FORMS)}.")
    return found


def read_contents(
    source: ImageSource,
    *,
    form: str | None = None,
    size_wh: SizeWh | None = None,
    image: str | None = None,
    has_classes: bool = False,
) -> Contents:
    """What a file marks.

    Args:
        source: the file.
        form: what it is, one of :data:`FORMS`; judged by its content where it is not given.
        size_wh: the upright photo's size, for forms that do not say it.
        image: the picture that is meant, where the file has several: its name or id.
        has_classes: a picture file is a label map, so that nothing is left to judge.

    Raises:
        UnknownChoice: there is no such form.
        UnclearMask: it was not given, and the content fits two.
        ImageRefused: the file cannot be read.
        MaskRefused: it is not of that form, or describes no mask.
    """
    known = None if form is None else find_form(form)
    where = source_name(source) or "the file"
    data = _bytes_of(source, known)
    given = None if known is None else Guess(known.name, Sureness.GIVEN, "it was given")
    if is_picture(data):
        if isinstance(known, Format):
            raise BadAnnotation(f"the file is a picture, not {known.title}", where=where)
        meant = Guess("labels", Sureness.GIVEN, "a label map was asked for") if has_classes else None
        return _read_picture(data, where, given or meant, size_wh)
    if isinstance(known, Convention):
        raise BadAnnotation(f"the file is no picture, so it is no {known.name} mask", where=where)
    guess = given or guess_text(data, where)
    annotation = FORMATS[guess.name].read(Source(data, where, size_wh, image))
    return Contents(annotation, guess)


def read_mask(
    source: ImageSource,
    *,
    form: str | None = None,
    only: Sequence[str] = (),
    size_wh: SizeWh | None = None,
    image: str | None = None,
) -> Mask:
    """The mask in a file of any form: everything it marks, or what it marks under the labels ``only``.

    Raises:
        BadAnnotation: it has several labels, and none is chosen.
        SizeMismatch: it is not of ``size_wh``.
        MaskRefused, ImageRefused, UnknownChoice: as :func:`read_contents`.

    >>> read_mask(b'{"size": [1, 3], "counts": [1, 2]}').values.tolist()
    [[0, 255, 255]]
    """
    contents = read_contents(source, form=form, size_wh=size_wh, image=image).only(only)
    require_one_label(contents.annotation, only)
    return Mask(contents.annotation.draw(size_wh))


def read_labels(
    source: ImageSource,
    *,
    form: str | None = None,
    naming: Naming | None = None,
    size_wh: SizeWh | None = None,
    image: str | None = None,
) -> Labels:
    """The label map (H, W) uint8 in a file of any form; ``naming`` says which label is which class.

    A picture file is taken as one without judging its content; of a palette the numbers count, not the colours.

    Raises:
        BadAnnotation: a label without a number.
        SizeMismatch: it is not of ``size_wh``.
        MaskRefused, ImageRefused, UnknownChoice: as :func:`read_contents`.

    >>> square = b'{"shapes": [{"label": "Teppich", "points": [[0, 0], [2, 0], [2, 1], [0, 1]]}]}'
    >>> read_labels(square, naming=Naming({"teppich": "rug"}), size_wh=(3, 1)).tolist()
    [[7, 7, 0]]
    """
    contents = read_contents(source, form=form, size_wh=size_wh, image=image, has_classes=True)
    contents = contents.named(naming or Naming())
    annotation = contents.annotation
    return annotation.draw_labels(class_numbers(annotation.labels, annotation.where), size_wh)


def require_one_label(annotation: Annotation, only: Sequence[str]) -> None:
    """Refuse several labels for one mask, unless they were chosen.

    Raises:
        BadAnnotation: there are several; the hint lists them.
    """
    if len(annotation.labels) > 1 and not only:
        listed = ", ".join(annotation.labels[:20])
        hint = f"Choose with --only: {listed}; or --only {ALL}."
        raise BadAnnotation(
            f"it marks {len(annotation.labels)} classes, and a mask is one", where=annotation.where, hint=hint
        )


def _bytes_of(source: ImageSource, known: Form | None) -> bytes:
    """The file; YOLO's may be empty, where nothing is marked."""
    try:
        return read_source(source, ANNOTATION_LIMITS)
    except EmptyFile:
        if isinstance(known, Format) and known.labels == "numbers":
            return b""
        raise


def _read_picture(data: bytes, where: str, given: Guess | None, size_wh: SizeWh | None) -> Contents:
    try:
        planes = decode_planes(data)
    except ImageRefused as error:
        raise type(error)(error.message, where=where, hint=error.hint) from error
    guess = given or guess_picture(planes, where)
    convention = CONVENTIONS[guess.name]
    values = read_numbers(planes, where) if convention.holds_classes else read_values(planes, convention, where)
    if size_wh is not None:
        Mask(values).require_size(size_wh, where=where)
    if convention.holds_classes:
        return Contents(of_labels(values, where), guess, values)
    return Contents(of_values(values, where), guess)


def of_values(values: Grey8, where: str = "the mask") -> Annotation:
    """A mask (H, W) uint8 as an annotation of one area; of none if it marks nothing."""
    areas = (Area(UNNAMED, Patch(values)),) if values.any() else ()
    return Annotation(areas, (values.shape[1], values.shape[0]), where=where)


def of_labels(labels: Labels, where: str = "the label map") -> Annotation:
    """A label map (H, W) uint8 as an annotation of one area for each number but 0."""
    areas = tuple(Area(name, Numbered(labels, number)) for number, name in label_names(labels).items())
    return Annotation(areas, (labels.shape[1], labels.shape[0]), where=where)


def _kept(labels: Labels, numbers: Sequence[int]) -> Labels:
    table = np.zeros(256, np.uint8)
    table[list(numbers)] = numbers
    return table[labels]
