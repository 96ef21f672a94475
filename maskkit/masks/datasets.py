"""Annotations of many pictures: one file of COCO or Label Studio, or a folder of LabelMe's, YOLO's or of mask files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from maskkit.errors import BadAnnotation, ImageNotFound, InputRefused
from maskkit.images.source import read_source
from maskkit.masks.conventions import Convention
from maskkit.masks.formats.areas import Annotation, Picture
from maskkit.masks.formats.catalogue import FORMATS
from maskkit.masks.formats.coco import coco_pictures
from maskkit.masks.formats.guess import Guess, Sureness, guess_text
from maskkit.masks.formats.label_studio import label_studio_pictures
from maskkit.masks.formats.nodes import Node, parse_json
from maskkit.masks.formats.yolo_folder import label_files, yolo_pictures
from maskkit.masks.forms import ANNOTATION_LIMITS, Form, find_form, read_contents
from maskkit.masks.photo_index import SUFFIXES
from maskkit.types import SizeWh

_OF_FILE: dict[str, Callable[[Node], Iterator[Picture]]] = {
    "coco": coco_pictures,
    "rle": coco_pictures,
    "label-studio": label_studio_pictures,
}
_HINT = "Give a COCO or Label Studio file, or a folder of LabelMe, YOLO or mask files."


@dataclass(frozen=True, eq=False)
class Pictures:
    """The pictures of a data set, in order, and what the data set is."""

    pictures: tuple[Picture, ...]
    guess: Guess
    where: Path


def open_pictures(source: Path, *, form: str | None = None) -> Pictures:
    """The pictures of a data set.

    Args:
        source: the file or folder.
        form: what it is; judged by its content where it is not given.

    Raises:
        ImageNotFound: it is not there.
        UnknownChoice: there is no such form.
        BadAnnotation: it is no data set that is known, or holds no picture.
    """
    known = None if form is None else find_form(form)
    if source.is_dir():
        found = _of_folder(source, known)
    elif source.is_file():
        found = _of_file(source, known)
    else:
        raise ImageNotFound("there is no such file or folder", where=str(source))
    if not found.pictures:
        raise BadAnnotation("it names no picture", where=str(source), hint=_HINT)
    return found


def _of_file(path: Path, known: Form | None) -> Pictures:
    where = str(path)
    data = read_source(path, ANNOTATION_LIMITS)
    guess = guess_text(data, where) if known is None else Guess(known.name, Sureness.GIVEN, "it was given")
    reader = _OF_FILE.get(_family(guess.name))
    if reader is not None:
        return Pictures(tuple(reader(parse_json(data, where))), guess, path)
    return Pictures((_one_file(path, known),), guess, path)


def _of_folder(folder: Path, known: Form | None) -> Pictures:
    if isinstance(known, Convention):
        return _mask_files(folder, known)
    jsons = _visible(folder, ("*.json",))
    guess = _guess_folder(folder, jsons) if known is None else Guess(known.name, Sureness.GIVEN, "it was given")
    if _family(guess.name) == "yolo":
        return Pictures(tuple(yolo_pictures(folder)), guess, folder)
    if _family(guess.name) in _OF_FILE:
        return _of_file(_only_file(folder, jsons), known)
    return Pictures(tuple(_one_file(path, known) for path in _annotations(folder, guess.name)), guess, folder)


def _guess_folder(folder: Path, jsons: Sequence[Path]) -> Guess:
    """What the files of a folder are, by the first of them that is anything."""
    for path in jsons[:20]:
        try:
            return guess_text(read_source(path, ANNOTATION_LIMITS), str(path))
        except InputRefused:
            continue
    if label_files(folder):
        return Guess("yolo", Sureness.LIKELY, "text files, one for each picture")
    for name in ("svg", "geojson"):
        if _annotations(folder, name):
            return Guess(name, Sureness.LIKELY, f"{FORMATS[name].suffix} files")
    if _visible(folder, [f"*{suffix}" for suffix in SUFFIXES]):
        raise BadAnnotation(
            "there are pictures, and no annotations", where=str(folder), hint="Say what they are: --from openai, say."
        )
    raise BadAnnotation("there are no annotations in the folder", where=str(folder), hint=_HINT)


def _only_file(folder: Path, jsons: Sequence[Path]) -> Path:
    if len(jsons) != 1:
        listed = ", ".join(path.relative_to(folder).as_posix() for path in jsons[:5])
        raise BadAnnotation(f"there are {len(jsons)} annotation files", where=str(folder), hint=f"Give one: {listed}.")
    return jsons[0]


def _annotations(folder: Path, name: str) -> list[Path]:
    return _visible(folder, [f"*{FORMATS[name].suffix}"])


def _one_file(path: Path, known: Form | None) -> Picture:
    """An annotation file of one picture; LabelMe's says which."""
    names = [path.stem]
    if known is None or _family(known.name) == "labelme":
        names = [*_image_path(path), path.stem]
    return Picture(tuple(names), partial(_read_file, path, known))


def _read_file(path: Path, known: Form | None, size_wh: SizeWh | None) -> Annotation:
    return read_contents(path, form=known.name if known else None, size_wh=size_wh).annotation


def _image_path(path: Path) -> list[str]:
    try:
        image = parse_json(read_source(path, ANNOTATION_LIMITS), str(path)).maybe("imagePath")
        return [image.text()] if image else []
    except InputRefused:
        return []  # it is told when the file is read


def _mask_files(folder: Path, convention: Convention) -> Pictures:
    files = _visible(folder, [f"*{suffix}" for suffix in SUFFIXES])
    guess = Guess(convention.name, Sureness.GIVEN, "it was given")
    pictures = (
        Picture((str(path.relative_to(folder)), path.stem), partial(_read_file, path, convention)) for path in files
    )
    return Pictures(tuple(pictures), guess, folder)


def _visible(folder: Path, patterns: Sequence[str]) -> list[Path]:
    found = {path for pattern in patterns for path in folder.rglob(pattern) if path.is_file()}
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def _family(name: str) -> str:
    """The name without what it says of run lengths or polygons: they are read alike."""
    for ending in ("-polygons", "-uncompressed", "-rle"):
        name = name.removesuffix(ending)
    return name
